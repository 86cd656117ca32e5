// Answers come in: each is judged by the one engine before the next question is asked, and asked again
// with the reason when it is refused.

internal import Conversations
internal import Engagement
internal import Foundation
internal import JSON
internal import Surveys

extension InterviewDialogue {
  /// Takes a typed answer.
  mutating func answer(_ step: DialogueStep, _ text: String) -> Ending? {
    switch step.subject {
    case .scope(let scope):
      guard let yes = yesOrNo(text) else { return nil }
      return consent(scope, yes)
    case .anotherItem(let list, _):
      guard let yes = yesOrNo(text) else { return nil }
      if yes {
        draft.passed.remove(list.id)
        var all = draft.answers[list.id]?.array ?? []
        all.append(.object([:]))
        draft.answers[list.id] = .array(all)
      } else {
        draft.passed.insert(list.id)
      }
      goOn()
      return nil
    case .heading(let heading):
      return read(text, step, heading.question)
    case .question(let question):
      return read(text, step, question)
    }
  }

  private mutating func read(
    _ text: String, _ step: DialogueStep, _ question: Question
  ) -> Ending? {
    let reader = AnswerLine(
      question: question, offered: step.offered, texts: texts, places: plan.places)
    do {
      guard let value = try reader.read(text) else { return nil }
      if !question.choices.isEmpty || question.kind is PlaceQuestion {
        show(ScreenLine(shown(value, question), .good, lead: "  "))
      }
      return keep(value, step)
    } catch let refusal as AnswerLine.Refusal {
      refuse(with: refusal.message)
      for place in refusal.places.prefix(12) {
        show(ScreenLine("\(place.name), \(place.kind)", lead: "  \(place.code)  "))
      }
      if refusal.places.count > 12 { show(ScreenLine("  and more; type more of the name", .quiet)) }
    } catch { refuse(with: "this cannot be read") }
    return nil
  }

  /// Keeps an answer unless the engine refuses it.
  mutating func keep(_ value: JSONValue, _ step: DialogueStep) -> Ending? {
    switch step.subject {
    case .heading(let heading): keep(value, heading, step)
    case .question(let question): keep(value, question, step)
    case .scope, .anotherItem: break
    }
    return nil
  }

  private mutating func keep(
    _ value: JSONValue, _ heading: HeadingQuestion, _ step: DialogueStep
  ) {
    if heading.question.kind is DateQuestion, heading.field != HeadingQuestion.due,
      let day = value.string.flatMap({ CalendarDay($0) }),
      day > plan.interview.today
    {
      return refuse(
        with: "this day has not come yet; type the day, such as \(plan.interview.today)")
    }
    if RecordLinks.fields.contains(heading.field),
      value.string.flatMap({ UUID(uuidString: $0) }) == nil
    {
      return refuse(with: "this is no id of a record; paste it as it was shown, or :skip")
    }
    do throws(AnswerRefusal) { _ = try heading.question.kind.read(value, .typed) } catch {
      return reject(error.message, value, step)
    }
    if heading.field == plan.partners.field, let text = value.string,
      let wrong = InterviewDraft.partners(text).first(where: { !InterviewDraft.isPartner($0) })
    {
      return refuse(
        with:
          "'\(wrong)' is no code of a partner: small letters, digits and hyphens, such as age-concern"
      )
    }
    if heading.field == plan.partners.field, let known = plan.knownPartners,
      let wrong = InterviewDraft.partners(value.string ?? "").lazy.compactMap(known.refusal).first
    {
      return refuse(with: wrong)
    }
    draft.passed.remove(step.path)
    if heading.field == plan.consentForm.field {
      draft.consentForm = value.string
    } else {
      draft.heading[heading.field] = value
    }
    if heading.field == "language", let code = value.string { speak(code) }
    goOn()
  }

  private mutating func keep(_ value: JSONValue, _ question: Question, _ step: DialogueStep) {
    let path = step.path
    let before = draft.answers
    let concerns = Set(plan.progress(draft).judgement.concerns)
    draft.answers[path: path] = value
    let progress = plan.progress(draft)
    if let problem = progress.problem(at: path) {
      draft.answers = before
      let message = problem.code == .checkFailed ? texts.checkMessage(question) : nil
      return reject(message ?? problem.message, value, step)
    }
    draft.passed.remove(path)
    if !Set(progress.judgement.concerns).isSubset(of: concerns) { tellOfConcern() }
    goOn()
  }

  /// Says what to do when an answer raises a worry.
  mutating func tellOfConcern() {
    show(ScreenLine(Self.concern, .problem))
    show(
      ScreenLine(
        advice?.isSomebodyTold == false
          ? SafeguardingAdvice.nobodyIsTold
          : "When the record is stored the safeguarding lead is told.", .problem))
    for line in advice?.screen ?? [] { show(line) }
  }

  /// What a researcher reads when an answer raises a worry.
  static let concern =
    "This raises a worry about someone's safety. Follow your steps for keeping people safe; in an"
    + " emergency call 999."

  /// A long text is not lost when it is refused: it can be gone on with, or written anew.
  private mutating func reject(_ message: String, _ value: JSONValue, _ step: DialogueStep) {
    refuse(with: "Not taken: \(message)")
    guard step.isLong, let text = value.string else { return }
    draft.unfinished = InterviewDraft.Unfinished(path: step.path, text: text)
    show(
      ScreenLine(
        "It is kept here: :undo takes back what came last, :again begins anew, . tries once more.",
        .quiet))
  }

  private mutating func consent(_ scope: ConsentScope, _ yes: Bool) -> Ending? {
    draft.consent[scope.id] = yes
    draft.consentedAt = timestamp(Date())
    if scope.id == ConsentScope.analyse, !yes {
      askIfRefused()
      return nil
    }
    if scope.id == ConsentScope.analyseSensitive, !yes { dropSensitive() }
    goOn()
    return nil
  }

  /// What the person no longer allows is not kept, not even in a draft.
  private mutating func dropSensitive() {
    let sensitive = survey.questions.filter { $0.sensitive && draft.answers[$0.id] != nil }
    guard !sensitive.isEmpty else { return }
    for question in sensitive { draft.answers[question.id] = nil }
    show(ScreenLine("The answers to the private questions were taken out.", .quiet))
  }

  mutating func askIfRefused() {
    state = .refusing
    show(
      "Without this consent we stop here and nothing is kept. Is that what the person wants? yes or no"
    )
  }

  /// The answer to whether the person really said no.
  mutating func refuse(_ line: String) -> Ending? {
    guard let yes = yesOrNo(line) else { return nil }
    if yes { return .consentRefused }
    draft.consent[ConsentScope.analyse] = nil
    goOn()
    return nil
  }

  mutating func yesOrNo(_ text: String) -> Bool? {
    let word = text.trimmed.lowercased()
    if ["y", "yes", "1", texts.words(.yes).lowercased()].contains(word) { return true }
    if ["n", "no", "2", texts.words(.no).lowercased()].contains(word) { return false }
    refuse(with: "type \(yesAndNo.joined(separator: " or "))")
    return nil
  }

  /// What may be typed: English, and the language of the questions where it has other words.
  var yesAndNo: [String] {
    let own = texts.words(.yes)
    return own == FormWord.yes.english
      ? ["yes", "no"] : ["yes (\(own))", "no (\(texts.words(.no)))"]
  }

  /// Shows the questions in another language from here on.
  private mutating func speak(_ code: String) {
    guard code != texts.language.code, let texts = SurveyTexts(survey, language: code) else {
      return
    }
    self.texts = texts
    draft.language = code
    showLanguage()
  }
}
