// Accepted answers as JSON: the form they are stored in and shown in.

public import JSON

extension Answer {
  /// The answer as docs/survey-format.md writes it in JSON.
  public var json: JSONValue {
    switch self {
    case .choice(let id), .place(let id), .listed(let id): .string(id)
    case .choices(let ids), .ranked(let ids), .listedSet(let ids):
      .array(ids.map { .string($0) })
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .day(let day): .string(day.description)
    case .month(let month): .string(month.description)
    case .time(let time): .string(time.description)
    case .point(let point):
      ["latitude": .number(point.latitude), "longitude": .number(point.longitude)]
    case .attachment(let name): ["attachment": .string(name)]
    case .items(let items):
      .array(
        items.map { item in
          .object(
            GridAnswers.gathered(
              item.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
        })
    }
  }
}

extension AnswerSheet {
  /// Answers and calculated values by question id, in the survey's order.
  public func json(_ survey: Survey) -> JSONObject {
    GridAnswers.gathered(
      zip(survey.questions, states).compactMap { question, state in
        state.answer.map { (question.id, $0.json) }
      })
  }

  /// The same as UTF-8 JSON, without an object in between.
  public func encoded(_ survey: Survey) -> [UInt8] {
    // The rows of a grid stand together in one object.
    if survey.spreadsAnswers { return JSONValue.object(json(survey)).encoded(.compact) }
    var writer = JSONObjectWriter()
    for (question, state) in zip(survey.questions, states) {
      if let answer = state.answer { writer.append(question.id, answer.json) }
    }
    return writer.bytes
  }

  /// The accepted answer to a question, or its calculated value.
  public func answer(to id: String, in survey: Survey) -> Answer? {
    survey.questions.firstIndex { $0.id == id }.flatMap { states[$0].answer }
  }
}
