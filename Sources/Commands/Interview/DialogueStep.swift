// The steps of a dialogue in asking order: the heading, consent, the survey's questions, the note.

internal import Engagement
internal import JSON
internal import Surveys

/// One thing that is asked on the screen.
struct DialogueStep: Sendable {
  /// A part of the dialogue; progress is counted within it.
  enum Part: Sendable, Hashable { case heading, consent, questions, note }

  enum Subject: Sendable {
    case heading(HeadingQuestion)
    case scope(ConsentScope)
    case question(Question)
    case anotherItem(Question, items: Int)
  }

  let path: String
  let part: Part
  let subject: Subject
  let number: Int
  let count: Int
  let isAnswered: Bool
  var notes: [Question] = []
  var offered: [Choice] = []

  /// The question whose kind reads the answer; nil for yes or no.
  var question: Question? {
    switch subject {
    case .heading(let heading): heading.question
    case .question(let question): question
    case .scope, .anotherItem: nil
    }
  }

  /// Whether its answer may have several lines.
  var isLong: Bool { question?.kind is LongText }

  /// What an empty line stands for.
  var usual: JSONValue? {
    if case .heading(let heading) = subject { heading.usual } else { nil }
  }

  /// Whether it may be left without an answer.
  var mayBeSkipped: Bool {
    switch subject {
    case .heading(let heading): heading.usual == nil
    case .question(let question): !question.required
    case .scope, .anotherItem: false
    }
  }
}

/// Everything a dialogue asks about, apart from what was said.
struct DialoguePlan: Sendable {
  let interview: Interview
  let kind: InterviewDraft.Kind
  let places: KnownPlaces?
  /// What is asked of the heading; what was given on the line is left out.
  let heading: [HeadingQuestion]
  let consentForm: HeadingQuestion
  let partners: HeadingQuestion
  /// The partners that there are; nil: any can be named.
  let knownPartners: KnownPartners?
  /// What is asked last.
  let closing: [HeadingQuestion]

  var survey: Survey { interview.survey }

  init(
    _ survey: Survey, kind: InterviewDraft.Kind, today: CalendarDay, places: KnownPlaces?,
    partners known: KnownPartners? = nil, given: Set<String> = [], asksHeading: Bool = true
  ) throws {
    interview = Interview(survey, today: today, places: places)
    (self.kind, self.places) = (kind, places)
    heading =
      asksHeading
      ? try HeadingQuestion.all(kind, survey, today: today).filter { !given.contains($0.field) }
      : []
    consentForm = try HeadingQuestion.consentForm()
    partners = try HeadingQuestion.partners(known)
    knownPartners = known
    closing =
      kind == .conversation && asksHeading
      ? try HeadingQuestion.closing().filter { !given.contains($0.field) } : []
  }

  func progress(_ draft: InterviewDraft) -> InterviewProgress {
    interview.progress(
      consent: draft.consent, answers: draft.answers, passed: draft.passed, asksForItems: true)
  }

  /// Every step after what was said so far.
  func steps(_ draft: InterviewDraft) -> [DialogueStep] {
    let progress = progress(draft)
    var steps = headingSteps(draft)
    let scopes = progress.stops.filter { if case .scope = $0.subject { true } else { false } }
    let shares = draft.consent[ConsentScope.sharePartners] == true
    let count = scopes.count + (shares ? 2 : 1)
    // Who is shared with, and how consent was given, is asked once the scopes are through.
    steps += scopes.map { step($0, .consent, count: count) }
    guard progress.judgement.consentGiven else { return steps }
    if !scopes.isEmpty, shares {
      steps.append(
        DialogueStep(
          path: partners.path, part: .consent, subject: .heading(partners),
          number: scopes.count + 1, count: count,
          isAnswered: draft.heading[partners.field] != nil))
    }
    if !scopes.isEmpty {
      steps.append(
        DialogueStep(
          path: consentForm.path, part: .consent, subject: .heading(consentForm),
          number: count, count: count,
          isAnswered: draft.consentForm != nil, offered: consentForm.question.choices))
    }
    steps += progress.stops.dropFirst(scopes.count).map {
      step($0, .questions, count: progress.questionCount)
    }
    return steps + closingSteps(draft, progress.closingNotes)
  }

  /// By whom and by when is asked once something was promised.
  private func closingSteps(_ draft: InterviewDraft, _ notes: [Question]) -> [DialogueStep] {
    let isPromised = draft.heading[HeadingQuestion.promise] != nil
    let asked = closing.filter { isPromised || !HeadingQuestion.ofPromise.contains($0.field) }
    return asked.enumerated().map { index, heading in
      DialogueStep(
        path: heading.path, part: .note, subject: .heading(heading), number: index + 1,
        count: asked.count, isAnswered: draft.heading[heading.field] != nil,
        notes: index == 0 ? notes : [])
    }
  }

  private func headingSteps(_ draft: InterviewDraft) -> [DialogueStep] {
    heading.enumerated().map { index, heading in
      DialogueStep(
        path: heading.path, part: .heading, subject: .heading(heading), number: index + 1,
        count: self.heading.count, isAnswered: draft.heading[heading.field] != nil,
        offered: heading.question.choices)
    }
  }

  private func step(
    _ stop: InterviewStop, _ part: DialogueStep.Part, count: Int
  ) -> DialogueStep {
    let subject: DialogueStep.Subject =
      switch stop.subject {
      case .scope(let scope): .scope(scope)
      case .question(let question): .question(question)
      case .anotherItem(let list, let items): .anotherItem(list, items: items)
      }
    return DialogueStep(
      path: stop.path, part: part, subject: subject, number: stop.number, count: count,
      isAnswered: stop.isAnswered, notes: stop.notes, offered: stop.offered)
  }

  /// Answers that are asked after the others; what was put aside is left out.
  func kept(_ draft: InterviewDraft) -> JSONObject {
    var kept = draft.answers
    for problem in progress(draft).judgement.problems where problem.code == .notAsked {
      kept[path: problem.question] = nil
    }
    return kept
  }
}
