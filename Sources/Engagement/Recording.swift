// Judges a record that came in and stores it: submission, consent, conversation, response, concern
// and audit event in one transaction, or nothing.

internal import Conversations
internal import Crypto
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// What came in, in the form that responses and conversations share.
struct IncomingRecord: Sendable {
  let id: UUID
  let kind: SubmissionKind
  /// Everything that was sent; nothing of an edit, whose body is not kept.
  let sent: JSONObject?
  /// Its canonical JSON.
  let canonical: [UInt8]
  let answeredOn: CalendarDay?
  let place: String?
  let mode: Mode?
  let language: String?
  var consent: GivenConsent?
  var answers: JSONObject
  let citation: String?
  let isPublished: Bool
  let version: String?
  /// The heading of a conversation.
  let conversation: ConversationSubmission?
  /// What was found wrong while it was read.
  let problems: [AnswerProblem]
  /// Whether it mends a record that was stored in time.
  var isEdit = false
  /// The records that it belongs to; an edit leaves them as they are.
  var links = RecordLinks()
  /// Of a row of a file, what it says besides its fields; others are known by their bytes alone.
  var extent: RowExtent?
  /// Of a row of a file, where it stands.
  var row: FileRow?
  /// What a receipt code became that was made where it came in; no part of what was sent, so that another
  /// try is known again.
  var receiptHash: [UInt8]?
  /// Scopes that its person took back under the receipt code before it came in.
  var takenBack: Set<String> = []

  var sha256: [UInt8] { Array(SHA256.hash(data: canonical)) }

  /// What was sent, as it may be kept: a point no more exact than its question says, and without what
  /// opens the receipt. Nil when it may be kept as it was sent.
  func kept(_ survey: Survey, _ reading: AnswerReading) -> JSONObject? {
    let coarse = survey.coarse(answers, reading: reading)
    guard coarse != nil || consent?.receiptHash != nil, var object = sent else { return nil }
    if let coarse { object["answers"] = .object(coarse) }
    if var consent = object["consent"]?.object {
      consent["receipt_hash"] = nil
      object["consent"] = .object(consent)
    }
    return object
  }

  /// The module of a conversation, which names it itself.
  var module: String { conversation?.survey ?? ConversationSubmission.openConversation }
}

/// A record that was accepted, ready to be stored.
struct AcceptedRecord: Sendable {
  var submission: SubmissionRecord
  var consent: ConsentRecord?
  var conversation: ConversationRecord?
  /// Where a conversation was held, when it was part of an event.
  var seat: TableSeat?
  var response: ResponseRecord
  var concern: ConcernRecord?
  /// What a conversation is found by; nil for a response.
  var words: String?
  /// The records that it belongs to.
  var links: [RecordLinkRecord]
  /// The key that its sealed texts open with; nil when nothing of it is sealed, or the key is stored.
  var dataKey: DataKeyRecord?
  /// Whether its person took something back before it came in, without which it is stored.
  var isInPart = false
}

/// What judging needs besides the record; made once for the records that are judged together.
struct RecordingContext: Sendable {
  let published: PublishedSurvey
  let places: any PlaceDirectory
  /// Records that it may belong to.
  let linked: LinkedRecords
  /// Partners that it may name; nil: any.
  let partners: KnownPartners?
  /// Words that raise a concern.
  let phrases: PhraseList
  let surroundings: Surroundings
  let origin: Origin
  let reading: AnswerReading
  /// The moment, and the day where the partnerships are; no day when the clock cannot be read.
  let now: Date
  let today: CalendarDay?
  let coded: CodedForm
  /// How its records are sealed; nil where they are sealed later, or not at all.
  let sealing: RecordSealing?

  init(
    published: PublishedSurvey, places: any PlaceDirectory, linked: LinkedRecords,
    partners: KnownPartners?, phrases: PhraseList, surroundings: Surroundings, origin: Origin,
    reading: AnswerReading,
    sealing: RecordSealing? = nil
  ) {
    (self.linked, self.partners, self.sealing) = (linked, partners, sealing)
    (self.published, self.places, self.surroundings) = (published, places, surroundings)
    self.phrases = phrases
    (self.origin, self.reading) = (origin, reading)
    now = surroundings.now()
    today = Surroundings.day(now)
    coded = CodedForm(published.survey)
  }
}

extension AcceptedRecord {
  /// Judges a record; throws with every problem found, when there is one.
  init(_ sent: IncomingRecord, _ context: RecordingContext) throws {
    let survey = context.published.survey
    guard let today = context.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    let day = sent.answeredOn ?? today
    var problems = sent.problems
    problems += sent.headingProblems(survey, today: today, context.places)
    problems += context.linked.problems(sent, survey)
    problems += context.partners?.problems(sent) ?? []
    let interview = Interview(
      survey, today: day, places: context.places, reading: context.reading)
    let said = interview.judge(consent: sent.scopes(survey), answers: sent.answers)
    problems += said.problems
    if !said.consentGiven, problems.isEmpty { problems.append(.noConsent) }
    guard problems.isEmpty, let postgresDay = PostgresDate(day) else {
      throw Problem(refused: problems)
    }
    let now = context.now
    let language = sent.language ?? survey.languages.first?.code ?? "en"
    let isLate = try sent.isLate(context.published)
    let content = context.published.version.published.content
    let basis = sent.isPublished ? Basis.published : survey.consent.basis
    // A worry is one whatever of it may be kept.
    concern = sent.concern(said, context)
    let (record, judged) = sent.leavingOut(context.linked.takenBack(sent))
      .withoutTakenBack(said, interview)
    isInPart = !record.takenBack.isEmpty
    let kept = record.kept(survey, context.reading)
    submission = SubmissionRecord(
      id: record.id, kind: record.kind, survey: survey.id, source: context.origin,
      sha256: record.sha256,
      result: record.receipt(survey, at: now, concern: concern != nil),
      body: record.takenBack.isEmpty
        ? JSONText(kept.map { JSONValue.object($0).canonical() } ?? record.canonical) : nil)
    consent = record.consentRecord(survey, language: language, at: now)
    conversation = record.conversation.map { heading in
      ConversationRecord(
        heading, id: record.id, survey: survey, day: postgresDay, language: language, basis: basis)
    }
    response = ResponseRecord(
      id: record.id, survey: survey.id, version: survey.version, series: content.series,
      conversation: record.conversation == nil ? nil : record.id, basis: basis.rawValue,
      citation: record.isPublished ? record.citation : nil, place: record.place,
      answeredOn: postgresDay,
      mode: (record.mode ?? (context.origin == .imported ? .imported : .inPerson)).rawValue,
      language: language,
      answers: JSONText(judged.sheet.encoded(survey)),
      coded: context.coded.encode(judged.sheet),
      recordKey: Int(context.surroundings.randomBytes(1).first ?? 0), isLate: isLate)
    seat = record.conversation.flatMap { heading in
      guard let event = heading.event, let table = heading.table else { return nil }
      return TableSeat(conversation: record.id, event: event, label: table)
    }
    // Of what is kept, so that nothing is found of what hung on an answer that the person took back.
    words = record.conversation.map { _ in survey.words(judged.sheet.json(survey)) }
    links = record.links.records.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      RecordLinkRecord(record: record.id, kind: $0.key.rawValue, to: $0.value)
    }
    if let sealing = context.sealing {
      do {
        self = try sealed(sealing, body: submission.body == nil ? nil : kept ?? record.sent)
      } catch {
        guard let concern else { throw error }
        throw UnsealedRecord(
          concern: concern, receiptHash: sent.consent?.receiptHash ?? sent.receiptHash,
          reason: error)
      }
    }
  }

  /// Stores records that were accepted together; those of a `batch` share audit events.
  static func store(
    _ records: [AcceptedRecord], by recorder: Recorder = .transaction, origin: Origin,
    batch: UUID? = nil, on connection: isolated Connection
  ) throws {
    // Nothing here asks how many rows a statement wrote.
    try connection.together {
      try storeTogether(records, by: recorder, origin: origin, batch: batch, on: connection)
    }
  }

  private static func storeTogether(
    _ records: [AcceptedRecord], by recorder: Recorder, origin: Origin, batch: UUID?,
    on connection: isolated Connection
  ) throws {
    // First of all: of a record that was taken back a key may still be there, and that is not the reason.
    try SubmissionQueries.insert(records.map(\.submission), by: recorder, on: connection)
    let keys = records.compactMap(\.dataKey)
    if !keys.isEmpty { try DataKeyQueries.insert(keys, on: connection) }
    let consents = records.compactMap(\.consent)
    if !consents.isEmpty { try ConsentQueries.insert(consents, by: recorder, on: connection) }
    let conversations = records.compactMap(\.conversation)
    if !conversations.isEmpty {
      try ConversationQueries.insert(conversations, by: recorder, on: connection)
      try EventQueries.seat(records.compactMap(\.seat), on: connection)
    }
    try ResponseQueries.insert(records.map(\.response), by: recorder, on: connection)
    try RecordLinkQueries.insert(records.flatMap(\.links), by: recorder, on: connection)
    try keepWords(of: records, on: connection)
    for concern in records.compactMap(\.concern) {
      // One that was told when its record could not be stored is told no second time.
      try ConcernQueries.insert(concern, onlyNew: true, on: connection)
      try audit("concern.raise", "concern", [concern.id.uuidString], origin, connection)
    }
    try ConcernQueries.cameIn(records.map(\.response.id), origin: origin, on: connection)
    for kind in [SubmissionKind.response, .conversation] {
      let ids = records.map(\.submission).filter { $0.kind == kind }.map(\.id)
      guard !ids.isEmpty else { continue }
      if let batch {
        try BatchAudit.insert(kind, ids, of: batch, origin: origin, on: connection)
        continue
      }
      try AuditQueries.insert(
        AuditEvent(
          action: "\(kind.rawValue).record", recordKind: kind.rawValue,
          recordIDs: ids.map(\.text), origin: origin),
        of: ids, by: recorder, on: connection)
    }
  }
}

extension AcceptedRecord {
  /// Keeps what conversations are found by.
  static func keepWords(
    of records: [AcceptedRecord], on connection: isolated Connection
  ) throws {
    try SearchQueries.keep(
      records.compactMap { record in record.words.map { (record.response.id, $0) } },
      on: connection)
  }
}

extension AnswerProblem {
  static let noConsent = AnswerProblem(
    question: "consent.analyse", code: .noConsent,
    message: "without consent to use the answers nothing is kept; do not send the record")
}

extension PostgresDate {
  /// The same day of the calendar.
  init?(_ day: CalendarDay) { self.init(year: day.year, month: day.month, day: day.day) }
}

extension ConversationRecord {
  fileprivate init(
    _ heading: ConversationSubmission, id: UUID, survey: Survey, day: PostgresDate,
    language: String, basis: Basis
  ) {
    self.init(
      id: id, survey: survey.id, version: survey.version, placeHeld: heading.placeHeld,
      heldOn: day, setting: (heading.setting ?? .other).rawValue,
      how: (heading.how ?? .inPerson).rawValue, people: heading.people, language: language,
      interpreter: heading.interpreter, note: heading.note, basis: basis.rawValue,
      citation: basis == .published ? heading.citation : nil,
      followUp: heading.followUp.map { promise in
        FollowUpRecord(
          promised: promise.promised, by: promise.by, due: promise.due.flatMap { PostgresDate($0) },
          done: promise.done.flatMap { PostgresDate($0) })
      })
  }
}
