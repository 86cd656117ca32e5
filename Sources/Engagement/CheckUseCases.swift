// Answers so far, judged while they are given: what is wrong, and what is asked next. Nothing is stored.

public import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// Judges answers so far to a survey. A question whose answer is null was passed over.
  public func check(
    _ body: JSONObject, survey: String, as principal: Principal
  ) async throws -> JSONObject {
    try require(principal, .researcher, .coordinator)
    return try await check(body, of: survey, as: principal, reading: .typed)
  }

  func check(
    _ body: JSONObject, of survey: String, as principal: Principal, reading: AnswerReading
  ) async throws -> JSONObject {
    let (submission, problems) = ResponseSubmission.read(body, reading: reading)
    // The id is of no account here: nothing is stored under it.
    var incoming = IncomingRecord(
      id: submission.id ?? surroundings.identifier(), kind: .response, sent: nil, canonical: [],
      answeredOn: submission.answeredOn, place: submission.place, mode: submission.mode,
      language: submission.language, consent: submission.consent, answers: submission.answers,
      citation: nil, isPublished: false, version: submission.version, conversation: nil,
      problems: problems)
    incoming.links = submission.links
    let record = incoming
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let published = try published(survey, version: record.version, on: connection)
        _ = try record.isLate(published)
        let context = try recordingContext(
          published, record, origin: .http, reading: reading, as: principal, on: connection)
        return try AnswersSoFar(record, context).json
      }
    }
  }
}

/// Where a response stands that is not sent yet.
private struct AnswersSoFar {
  private let survey: Survey
  private let texts: SurveyTexts
  private let progress: InterviewProgress
  private let problems: [AnswerProblem]

  init(_ record: IncomingRecord, _ context: RecordingContext) throws {
    survey = context.published.survey
    texts =
      record.language.flatMap { SurveyTexts(context.published.survey, language: $0) }
      ?? SurveyTexts(context.published.survey)
    guard let today = context.surroundings.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    progress = Interview(
      survey, today: record.answeredOn ?? today, places: context.places, reading: context.reading
    ).progress(
      consent: record.scopes(survey), answers: record.answers,
      passed: Self.passed(record.answers, under: ""))
    problems =
      record.problems + record.headingProblems(survey, today: today, context.places)
      + context.linked.problems(record, survey)
      + progress.problems + (progress.isConsentRefused ? [.noConsent] : [])
  }

  /// The paths of answers that are null: asked, and left without an answer on purpose.
  private static func passed(_ answers: JSONObject, under path: String) -> Set<String> {
    var passed: Set<String> = []
    for (question, answer) in answers {
      if answer.isNull { passed.insert(path + question) }
      for (index, item) in (answer.array ?? []).enumerated() {
        guard let item = item.object else { continue }
        passed.formUnion(Self.passed(item, under: "\(path)\(question)[\(index + 1)]."))
      }
    }
    return passed
  }

  var json: JSONObject {
    let questions = progress.questionCount
    let next = progress.isConsentRefused ? nil : progress.next
    return [
      "problems": .array(
        problems.map {
          [
            "question": .string($0.question), "code": .string($0.code.rawValue),
            "message": .string($0.message),
          ]
        }),
      "next": next.map { .object(stop($0)) } ?? .null,
      "complete": .bool(problems.isEmpty && progress.isComplete),
      "asked": .array(progress.judgement.asked.map { .string($0) }),
      "missing": .array(progress.missing.map { .string($0) }),
      "progress": [
        "done": .number(Double(done(before: next, of: questions))),
        "questions": .number(Double(questions)),
      ],
    ]
  }

  private func done(before next: InterviewStop?, of questions: Int) -> Int {
    guard let next else { return progress.isConsentRefused ? 0 : questions }
    if case .scope = next.subject { return 0 }
    return max(0, next.number - 1)
  }

  /// What is asked next, in the language of the person.
  private func stop(_ stop: InterviewStop) -> JSONObject {
    var object: JSONObject = ["question": .string(stop.path)]
    switch stop.subject {
    case .scope(let scope):
      object["type"] = "consent"
      object["text"] = .string(texts.ask(scope))
      object["hint"] = texts.hint(scope).map { .string($0) }
      if case .asked(let wording) = survey.consent, stop.number == 1 {
        object["opening"] = .string(texts.opening(wording))
        object["safeguarding"] = .string(texts.safeguarding(wording))
      }
    case .question(let question), .anotherItem(let question, _):
      for (key, value) in question.document where key != "id" && key != "ask" {
        object[key] = value
      }
      object["text"] = .string(texts.ask(question))
      object["hint"] = texts.hint(question).map { .string($0) }
      if !question.choices.isEmpty {
        object["choices"] = .array(
          stop.offered.map {
            ["id": .string($0.id), "text": .string(texts.text($0, of: question))]
          })
      }
    }
    if !stop.notes.isEmpty {
      object["notes"] = .array(stop.notes.map { .string(texts.ask($0)) })
    }
    return object
  }
}
