// Where an interview stands: what is asked next, how far it has come, and what is wrong with what was
// said so far. What nobody has come to yet is no mistake.

public import JSON

/// One thing that is put to the person: a scope of consent, a question, or one more item of a list.
public struct InterviewStop: Sendable {
  /// What is asked.
  public enum Subject: Sendable {
    /// Whether the person allows it.
    case scope(ConsentScope)
    /// A question of the survey, or of an item.
    case question(Question)
    /// Whether the list, which has so many items, gets one more.
    case anotherItem(Question, items: Int)
  }

  /// As people write it: `consent.quote`, `safe`, `places[2].spot`; a list's own id for one more item.
  public let path: String
  /// What is asked.
  public let subject: Subject
  /// Notes to read out first.
  public let notes: [Question]
  /// The choices that are offered after these answers.
  public let offered: [Choice]
  /// Its place among the questions asked, from 1; scopes are counted apart.
  public let number: Int
  /// Whether it has an answer that is accepted.
  public let isAnswered: Bool
}

/// An interview that has come so far.
public struct InterviewProgress: Sendable {
  /// Everything that is asked after these answers, in order.
  public let stops: [InterviewStop]
  /// What is asked next; nil when all is answered or passed over.
  public let next: InterviewStop?
  /// How many questions are asked after these answers, lists once each.
  public let questionCount: Int
  /// What is wrong with what was given, and required questions that were passed over.
  public let problems: [AnswerProblem]
  /// Required questions without an answer, whether or not they were reached.
  public let missing: [String]
  /// Notes after the last question.
  public let closingNotes: [Question]
  /// Everything judged as if the interview ended here.
  public let judgement: Judgement

  /// Whether consent was asked for and refused: nothing follows and nothing is kept.
  public let isConsentRefused: Bool

  /// Whether it can be kept: nothing is left to ask and nothing is wrong.
  public var isComplete: Bool { next == nil && !isConsentRefused && judgement.isAccepted }

  /// The stop of that path.
  public subscript(path: String) -> InterviewStop? { stops.first { $0.path == path } }

  /// What is wrong with the answer at a path, and with nothing else.
  public func problem(at path: String) -> AnswerProblem? {
    judgement.problems.first { $0.question == path && $0.code != .required }
  }
}

extension Interview {
  /// Where the interview stands after what was said so far. `consent` holds the scopes that were asked,
  /// `passed` the paths of questions left without an answer on purpose, and of lists that are whole;
  /// with `asksForItems` each list that may grow is asked about until it is passed.
  public func progress(
    consent: [String: Bool], answers: JSONObject, passed: Set<String> = [],
    asksForItems: Bool = false
  ) -> InterviewProgress {
    let judgement = judge(consent: consent, answers: answers)
    let isRefused = !survey.consent.scopes.isEmpty && consent[ConsentScope.analyse] == false
    var route = InterviewRoute(self, judgement, answers)
    if !isRefused { route.addScopes(consent) }
    if judgement.consentGiven { route.addQuestions() }
    let next = route.stops.first { stop in
      if passed.contains(stop.path) { return false }
      if case .anotherItem = stop.subject, asksForItems { return true }
      return !stop.isAnswered
    }
    let missing = judgement.problems.filter { $0.code == .required }.map(\.question)
    return InterviewProgress(
      stops: route.stops, next: next, questionCount: route.questionCount,
      problems: judgement.problems.filter {
        $0.code != .required || passed.contains($0.question)
      },
      missing: missing, closingNotes: route.notes, judgement: judgement,
      isConsentRefused: isRefused)
  }
}

/// Gathers the stops of an interview in asking order.
private struct InterviewRoute {
  private let survey: Survey
  private let answers: JSONObject
  private let asked: Set<String>
  private let unanswered: Set<String>
  private var sheet: AnswerSheet
  private(set) var stops: [InterviewStop] = []
  private(set) var notes: [Question] = []
  private(set) var questionCount = 0

  init(_ interview: Interview, _ judgement: Judgement, _ answers: JSONObject) {
    (survey, self.answers) = (interview.survey, answers)
    asked = Set(judgement.asked)
    unanswered = Set(judgement.unanswered)
    sheet = judgement.sheet
  }

  mutating func addScopes(_ consent: [String: Bool]) {
    for (index, scope) in survey.consent.scopes.enumerated() {
      stops.append(
        InterviewStop(
          path: "consent.\(scope.id)", subject: .scope(scope), notes: [], offered: [],
          number: index + 1, isAnswered: consent[scope.id] != nil))
    }
  }

  mutating func addQuestions() {
    for (index, question) in survey.questions.enumerated() where asked.contains(question.id) {
      if question.kind.isNote { notes.append(question) }
      guard question.kind.isAnswerable else { continue }
      questionCount += 1
      if question.itemQuestions.isEmpty {
        add(question.id, .question(question), question.choices)
      } else {
        addItems(of: question, index)
      }
    }
  }

  /// Each item's questions, then the list itself while it may grow.
  private mutating func addItems(of list: Question, _ index: Int) {
    let items = answers[list.id]?.array ?? []
    for number in items.indices {
      sheet.current = sheet.items[index].flatMap { values in
        values.indices.contains(number) ? (index, values[number]) : nil
      }
      for question in list.itemQuestions {
        let path = "\(list.id)[\(number + 1)].\(question.id)"
        if question.kind.isNote, asked.contains(path) { notes.append(question) }
        guard question.kind.isAnswerable, asked.contains(path) else { continue }
        add(path, .question(question), question.choices)
      }
      sheet.current = nil
    }
    let upTo = (list.kind as? Repeat)?.upTo ?? .max
    if items.count < upTo { add(list.id, .anotherItem(list, items: items.count), []) }
  }

  private mutating func add(
    _ path: String, _ subject: InterviewStop.Subject, _ choices: [Choice]
  ) {
    stops.append(
      InterviewStop(
        path: path, subject: subject, notes: notes,
        offered: choices.filter { !$0.retired && $0.showIf?.holds(sheet) ?? true },
        number: questionCount, isAnswered: !unanswered.contains(path)))
    notes = []
  }
}
