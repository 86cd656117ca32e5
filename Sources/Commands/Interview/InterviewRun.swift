// An interview from the command line: opens what it needs, asks without a database, and stores at the
// end. The database may be away in between.

internal import ArgumentParser
internal import Conversations
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// What `hark conversation log` and `hark response record` ask in the terminal.
struct InterviewRun {
  let kind: InterviewDraft.Kind
  /// The survey; nil: that of the draft, or open-conversation.
  let survey: String?
  /// Fields of the heading that the line gives, by name.
  let given: [String: String]
  let record: RecordOptions
  let options: OperatorOptions

  /// What is fetched from the database before the first question.
  private struct Start: Sendable {
    let survey: Survey
    let slug: String
    let account: String
    let places: KnownPlaces
    let advice: SafeguardingAdvice?
    let notice: NoticePointer?
    let partners: KnownPartners?
  }

  /// Why a draft takes nothing from the line that goes on with it.
  static func beside(_ option: String) -> String {
    "--resume goes on with what the draft holds; leave \(option) out and change it in the interview."
  }

  func run() async throws {
    if record.resume != nil, let field = given.keys.min() {
      throw ValidationError(Self.beside("--" + field.replacing("_", with: "-")))
    }
    if record.receiptHash != nil {
      throw ValidationError(
        "--receipt-hash goes with --from or --answers; an interview keeps its own in the draft.")
    }
    var configuration = try Configuration.load()
    configuration.account = options.account ?? configuration.account
    configuration.partnership = options.partnership ?? configuration.partnership
    let drafts = try DraftFolder.open(configuration)
    let entry = try record.resume.map { id in
      try DraftChoice(kind: kind, survey: survey, drafts: drafts, configuration: configuration)
        .find(id)
    }
    let resumed = entry?.draft
    configuration.account = configuration.account ?? resumed?.account
    configuration.partnership = configuration.partnership ?? resumed?.partnership
    let name = resumed?.survey ?? survey ?? ConversationSubmission.openConversation
    let start = try await start(configuration, name, version: resumed?.version)
    let terminal = try Terminal()
    let plan = try plan(start)
    let draft = try resumed ?? newDraft(start, plan)
    if resumed == nil, drafts.holds(draft.id) {
      throw Problem(
        .alreadyThere,
        "a draft of this id is waiting; go on with it: \(resumeCommand(draft))")
    }
    let lock = try drafts.lock(draft.id)
    if let entry {
      terminal.show([ScreenLine("Going on with the draft \(entry.description).", .quiet), .empty])
    } else {
      tellOfDrafts(drafts, name, configuration, terminal)
    }
    var dialogue = InterviewDialogue(plan, draft, advice: start.advice)
    tellOfLanguage(start.survey, &dialogue)
    if case .asked = start.survey.consent, let notice = start.notice {
      dialogue.show(ScreenLine(notice.line(configuration), .quiet))
    }
    var session = InterviewSession(
      dialogue: dialogue, terminal: terminal, drafts: drafts, resume: resumeCommand(draft))
    let (status, receipt) = try await session.record(salt: start.slug) { object in
      try await store(object, name, configuration)
    }
    _ = consume lock
    if let receipt {
      terminal.show([ScreenLine("Stored. Thank you.", .good)])
      record.show(receipt)
      if receipt.raisedConcern { terminal.show([ScreenLine(InterviewDialogue.concern, .problem)]) }
      if let advice = start.advice {
        terminal.show(receipt.raisedConcern ? advice.screen : advice.numbers)
      }
    }
    if status != 0 { throw ExitCode(status) }
  }

  private func start(
    _ configuration: Configuration, _ name: String, version: String?
  ) async throws -> Start {
    try await Workplace.with(configuration: configuration) { work in
      let principal = try await work.principal(.researcher, .coordinator)
      let published = try await work.engagement.form(name, version: version, as: principal)
      guard published.isOpen || version != nil else {
        throw Problem(
          .surveyClosed,
          "the survey '\(name)' is closed; `hark survey list` shows those that are open")
      }
      var places: [KnownPlaces.Place] = []
      var after: String?
      repeat {
        let page = try await work.administration.places(
          kind: nil, after: after, limit: 1_000, as: principal)
        places += page.compactMap(KnownPlaces.Place.init)
        after = page.count == 1_000 ? page.last?["code"]?.string : nil
      } while after != nil
      return Start(
        survey: published.survey, slug: principal.partnershipSlug, account: principal.accountName,
        places: KnownPlaces(places), advice: published.advice, notice: published.notice,
        partners: try await work.engagement.knownPartners(as: principal))
    }
  }

  private func store(
    _ object: JSONObject, _ survey: String, _ configuration: Configuration
  ) async throws -> Receipt {
    try await Workplace.with(configuration: configuration) { work in
      let principal = try await work.principal(.researcher, .coordinator)
      return kind == .conversation
        ? try await work.engagement.log(object, as: principal, origin: .cli)
        : try await work.engagement.record(object, survey: survey, as: principal, origin: .cli)
    }
  }

  private func plan(_ start: Start) throws -> DialoguePlan {
    guard let today = Surroundings.live.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    var fields = Set(given.keys)
    if record.language != nil { fields.insert("language") }
    return try DialoguePlan(
      start.survey, kind: kind, today: today, places: start.places,
      partners: start.partners, given: fields)
  }

  // A draft that is begun or gone on with.

  private func newDraft(_ start: Start, _ plan: DialoguePlan) throws -> InterviewDraft {
    let language =
      record.language.flatMap { SurveyTexts(start.survey, language: $0)?.language.code }
      ?? start.survey.languages.first?.code ?? "en"
    var id = Surroundings.live.identifier()
    if let own = record.id {
      guard let named = UUID(uuidString: own) else {
        throw Problem(.badRequest, "--id is a UUID, such as 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")
      }
      id = named
    }
    var draft = InterviewDraft(kind: kind, survey: start.survey, id: id, language: language)
    (draft.partnership, draft.account) = (start.slug, start.account)
    let questions = try HeadingQuestion.all(kind, start.survey, today: plan.interview.today)
    for (field, text) in given {
      draft.heading[field] = try value(text, field, questions, plan)
    }
    if let spoken = record.language { draft.heading["language"] = .string(spoken) }
    if let consent = record.consent { try give(consent, start.survey, &draft) }
    return draft
  }

  private func value(
    _ text: String, _ field: String, _ questions: [HeadingQuestion], _ plan: DialoguePlan
  ) throws -> JSONValue {
    guard let heading = questions.first(where: { $0.field == field }) else { return .string(text) }
    let reader = AnswerLine(
      question: heading.question, offered: heading.question.choices,
      texts: SurveyTexts(plan.survey), places: plan.places)
    do { return try reader.read(text) ?? .null } catch let refusal as AnswerLine.Refusal {
      throw Problem(.badRequest, "\(field.replacing("_", with: " ")): \(refusal.message)")
    }
  }

  private func give(_ consent: String, _ survey: Survey, _ draft: inout InterviewDraft) throws {
    let given = consent.split(separator: ",").map(\.trimmed)
    let known = survey.consent.scopes.map(\.id)
    if let unknown = given.first(where: { !known.contains($0) }) {
      throw Problem(
        .badRequest,
        "this survey does not ask for the consent '\(unknown)'"
          + (didYouMean(unknown, known).map { "; \($0)" } ?? ""))
    }
    draft.consent = Dictionary(known.map { ($0, given.contains($0)) }) { first, _ in first }
    draft.consentForm = record.consentForm
    draft.consentedAt = timestamp(Date())
    draft.heading[InterviewDraft.partnersField] = record.partners.map { .string($0) }
  }

  // What is said before the first question.

  private func tellOfDrafts(
    _ drafts: DraftFolder, _ survey: String, _ configuration: Configuration, _ terminal: Terminal
  ) {
    let waiting = DraftChoice(
      kind: kind, survey: survey, drafts: drafts, configuration: configuration
    ).own
    guard !waiting.isEmpty else { return }
    terminal.show([
      ScreenLine(
        waiting.count == 1
          ? "A draft of this survey is waiting; this is a new one. To go on with the draft:"
          : "\(waiting.count) drafts of this survey are waiting; this is a new one. To go on with one:",
        .quiet)
    ])
    for entry in waiting.suffix(3) {
      terminal.show([ScreenLine(resumeCommand(entry.draft), .quiet, lead: "  ")])
    }
    terminal.show([.empty])
  }

  private func tellOfLanguage(_ survey: Survey, _ dialogue: inout InterviewDialogue) {
    guard let language = record.language, SurveyTexts(survey, language: language) == nil else {
      return
    }
    let known = survey.languages.map { "\($0.code) (\($0.name))" }.joined(separator: ", ")
    dialogue.show(
      ScreenLine(
        "The survey has no texts in '\(language)'; they are shown in \(dialogue.texts.language.name)."
          + " It has \(known).", .quiet))
  }

  private func resumeCommand(_ draft: InterviewDraft) -> String {
    let id = draft.id.uuidString.lowercased()
    return kind == .conversation
      ? "hark conversation log --resume \(id)"
      : "hark response record \(draft.survey) --resume \(id)"
  }
}

extension KnownPlaces.Place {
  fileprivate init?(_ object: JSONObject) {
    guard let code = object["code"]?.string, let name = object["name"]?.string,
      let kind = object["kind"]?.string
    else { return nil }
    (self.code, self.name, self.kind) = (code, name, kind)
  }
}
