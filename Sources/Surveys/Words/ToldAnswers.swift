// A record's answers in the words that they were asked and answered in: of the survey's version that was
// answered, in the record's language, and in the survey's first language where there are no such words.

public import JSON

/// The answers of one record in words.
public struct ToldAnswers: Sendable {
  /// The answers in the order in which they were asked.
  public let answers: [ToldAnswer]
  /// The words that they are told in.
  public let texts: SurveyTexts
  /// Whether some of them are in the survey's first language, because there are no others.
  public let isMixed: Bool

  /// Tells stored answers to a survey; `places` are names of places by their codes.
  public init(
    _ answers: JSONObject, to survey: Survey, language: String, places: [String: String] = [:]
  ) {
    let texts = SurveyTexts(survey, nearest: language)
    var teller = AnswerTeller(texts: texts, places: places)
    self.answers = teller.told(answers, survey.questions)
    (self.texts, isMixed) = (texts, teller.isMixed)
  }
}

extension ToldAnswers {
  /// What was answered to a question of the survey, in lines; of a grid a line for each row. Nil where it is told
  /// with another question.
  public func text(of question: String) -> String? {
    let told = answers.filter { answer in
      answer.question == question || answer.question.hasPrefix(question + ".")
    }
    let lines = told.flatMap { answer in
      answer.question == question ? answer.lines : ["\(answer.asked): \(answer.line)"]
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

extension SurveyTexts {
  /// Texts in a language of the survey, or one that is written `cy` where `cy-GB` is asked for; else in the
  /// language of the file.
  public init(_ survey: Survey, nearest code: String) {
    let near = survey.languages.first { Language.primary($0.code) == Language.primary(code) }
    self =
      SurveyTexts(survey, language: code) ?? near.flatMap { SurveyTexts(survey, language: $0.code) }
      ?? SurveyTexts(survey)
  }
}

/// Tells answers, and whether a word was missing in the language.
private struct AnswerTeller {
  let texts: SurveyTexts
  let places: [String: String]
  var isMixed = false

  mutating func told(_ answers: JSONObject, _ questions: [Question]) -> [ToldAnswer] {
    let flat = GridAnswers.spread(answers, over: questions)
    var told: [ToldAnswer] = []
    for question in questions {
      guard let stored = flat[question.id], !stored.isNull else { continue }
      // What was said beside an answer is told with it.
      if let beside = besides(question), flat[beside] != nil { continue }
      told.append(self.told(stored, question, among: questions, flat))
    }
    return told
  }

  /// The question that this one takes the words for.
  private func besides(_ question: Question) -> String? {
    switch question.part {
    case .otherText(let asked): asked
    case .rowNote(let grid, let row): "\(grid).\(row)"
    case .row, nil: nil
    }
  }

  private mutating func told(
    _ stored: JSONValue, _ question: Question, among questions: [Question], _ flat: JSONObject
  ) -> ToldAnswer {
    if !texts.isTranslated(question) { isMixed = true }
    var items: [[ToldAnswer]] = []
    for item in question.itemQuestions.isEmpty ? [] : stored.array ?? [] {
      items.append(told(item.object ?? [:], question.itemQuestions))
    }
    let grid = question.part?.inGrid?.grid
    let above = questions.first { $0.id == grid && $0.kind is Grid }.map(texts.ask)
    let beside = questions.first { besides($0) == question.id }
    let asked = texts.ask(question)
    return ToldAnswer(
      question: question.id, above: above?.isEmpty == false ? above : nil,
      // A value that Hark works out has no text of its own.
      asked: asked.isEmpty ? question.id.replacing("_", with: " ") : asked,
      language: (texts.isTranslated(question) ? texts : SurveyTexts(texts.survey)).language.code,
      said: question.itemQuestions.isEmpty ? said(stored, question) : [],
      ownWords: beside.flatMap { flat[$0.id]?.string }, items: items, stored: stored,
      isWorkedOut: question.kind is Calculate, isSensitive: question.sensitive)
  }

  private mutating func said(_ stored: JSONValue, _ question: Question) -> [String] {
    switch stored {
    case .array(let several): several.flatMap { said($0, question) }
    case .number(let number): [self.number(number, question)]
    case .string(let text): [word(text, question)]
    case .bool(let flag): [texts.words(flag ? .yes : .no)]
    case .object(let object):
      if let latitude = object["latitude"], let longitude = object["longitude"] {
        ["\(latitude.text()), \(longitude.text())"]
      } else {
        object.map { $0.value.string ?? $0.value.text() }
      }
    case .null: []
    }
  }

  private mutating func word(_ text: String, _ question: Question) -> String {
    if question.kind is PlaceQuestion { return places[text] ?? text }
    guard let choice = question.choices.first(where: { $0.id == text }) else { return text }
    if texts.isTranslated(choice, of: question) { return texts.text(choice, of: question) }
    let word = question.kind is YesNo ? FormWord(rawValue: choice.id) : nil
    if let word, texts.words.has(word) { return texts.words(word) }
    isMixed = true
    return texts.text(choice, of: question)
  }

  /// A number with what it counts, or with what the ends of its scale mean.
  private func number(_ number: Double, _ question: Question) -> String {
    let digits = JSONValue.number(number).text()
    guard let scale = question.kind as? Scale else {
      return texts.unitLabel(question).map { "\(digits) \($0)" } ?? digits
    }
    func point(_ point: Int) -> String {
      texts.label(point, of: question, scale).map { "\(point) = \($0)" } ?? "\(point)"
    }
    return
      "\(Int(exactly: number).map(point) ?? digits) (\(point(scale.from)) … \(point(scale.to)))"
  }
}
