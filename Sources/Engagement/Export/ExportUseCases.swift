// Takes the records of a survey out of Hark. One audit event is stored before the first byte, another
// in the transaction that reads; who receives the bytes may call them whole only after it has ended well.

public import Storage
internal import JSON
internal import Postgres
internal import Surveys
internal import Synchronization

/// Takes bytes on their way out; their memory is valid during the call. What it throws ends the
/// export. It runs on the connection's own thread, and may block it.
public typealias ExportSink =
  @Sendable (_ bytes: UnsafeRawBufferPointer, _ records: Int) throws
  -> Void

extension Engagement {
  /// Bytes that are handed over together.
  private static let chunkSize = 1 << 16

  /// Refuses what an export would be refused for; nothing leaves, and nothing is written down.
  public func checkExport(_ request: ExportRequest, as principal: Principal) async throws {
    try require(principal, .coordinator)
    try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try requireExportRight(on: connection)
        _ = try prepared(request, on: connection)
        try requireKeys(request, on: connection)
      }
    }
  }

  /// Allows an export and writes down that it begins, so that a service can refuse it before its first
  /// byte, and nobody takes records and then keeps the trail from saying so.
  public func beginExport(
    _ request: ExportRequest, as principal: Principal, origin: Origin
  ) async throws -> ExportTicket {
    try require(principal, .coordinator)
    guard let place = exports.take(connections: database.client.load.maximum) else {
      var problem = Problem(
        .tooBusy, "as many exports run as may at once; try again when one of them has ended")
      problem.retryAfter = 30
      throw problem
    }
    let ticket = ExportTicket(request, as: principal, origin: origin, place: place)
    try await translating {
      try await database.transaction(as: principal) { connection in
        try requireExportRight(on: connection)
        ticket.leave(out: try prepared(request, on: connection).leftOut)
        try requireKeys(request, on: connection)
        try Self.audit(ticket, "export.begin", [:], on: connection)
      }
    }
    return ticket
  }

  /// Hands the records of a survey to a sink, and says how many there were: oldest first, or where others
  /// read them in an order that no other export has. They are a picture of one moment.
  public func export(_ ticket: ExportTicket, to sink: ExportSink) async throws -> Int {
    defer { ticket.giveBack() }
    let count = ExportCount()
    let failure: (any Error)?
    do {
      failure = try await database.transaction(
        as: ticket.principal, isolation: .repeatableRead
      ) { connection in
        try requireExportRight(on: connection)
        let (request, encoder, _) = try prepared(
          ticket.request, marks: marks(ticket, on: connection), on: connection)
        let opener = try exportOpener(ticket, on: connection)
        let failure = Self.stream(
          request, encoder, opener, to: sink, counting: count, on: connection)
        try Self.audit(ticket, count, isWhole: failure == nil, on: connection)
        return failure
      }
    } catch {
      // The database went away, or whoever asked did, and the event with it: what has left is written
      // down all the same, in a task of its own that nobody cancels.
      if count.value > 0 {
        let database = database
        _ = await Task {
          try await database.transaction(as: ticket.principal) { connection in
            try Self.audit(ticket, count, isWhole: false, on: connection)
          }
        }.result
      }
      throw Problem(translating: error)
    }
    guard let failure else { return count.value }
    throw failure is PostgresError || failure is CodedResponseFormatError
      ? Problem(translating: failure) : failure
  }

  private func requireExportRight(on connection: isolated Connection) throws {
    guard try AccountQueries.mayExport(on: connection) else {
      throw Problem(
        .noExportRight,
        "an administrator gives a coordinator the right to export: `hark account export allow NAME`"
      )
    }
  }

  /// Words of a survey that promises a second look are shown to nobody before it.
  private func refuseUnlookedQuotes(_ request: ExportRequest, _ survey: Survey?) throws {
    guard request.purpose == .quote, !request.isForSecondLook, let survey,
      survey.handling.secondLook != .none
    else { return }
    throw Problem(
      .secondLookNeeded,
      "people were told that \(survey.handling.secondLook == .person ? "they" : "the partner who asked")"
        + " will see their words again before anybody else does; export them for that with"
        + " `for` second_look")
  }

  /// The request with what is known of its survey, and who writes its records.
  private func prepared(
    _ wanted: ExportRequest, marks: RecordMarks? = nil, on connection: isolated Connection
  ) throws -> (request: ExportRequest, encoder: any RecordEncoder, leftOut: [LeftOutQuestion]) {
    var request = wanted
    guard
      (request.purpose == .share) == (request.partner != nil)
        || (request.isForSecondLook && request.partner != nil)
    else {
      throw Problem(
        .badRequest,
        "say which partner it is for, with `for` partners or second_look alone: each gets what people"
          + " allowed who were told of it")
    }
    if let partner = request.partner,
      let wrong = try KnownPartners(on: connection)?.refusal(partner)
    {
      throw Problem(.badRequest, wrong)
    }
    // The newest first: it says what the columns are called today.
    let versions = try publishedVersions(request.survey, on: connection).reversed().map(\.survey)
    // Records of every version leave: one that promised a second look is enough.
    try refuseUnlookedQuotes(request, versions.first { $0.handling.secondLook != .none })
    // Beside words that others see no record names another.
    if request.purpose == .export {
      request.links = RecordLinks.betweenSurveys.filter { kind in
        versions.contains { $0.linked(kind) != nil }
      }
      if request.kind == .response,
        try RecordLinkQueries.areAttached(survey: request.survey, on: connection)
      {
        request.links.append(.conversation)
      }
    }
    if let repeated = request.repeated {
      let encoder = try RepeatEncoder(versions, repeated: repeated, request, marks)
      return (request, encoder, encoder.leftOut)
    }
    let isTable = request.format != .ndjson
    let columns = ExportColumns(
      versions, sets: request.format == .csv ? request.sets : isTable ? .columns : .cell,
      isTable: isTable, request)
    let left = columns.left.told
    switch request.format {
    case .csv: return (request, CSVEncoder(columns, request, marks), left)
    case .ndjson: return (request, NDJSONEncoder(columns, request, marks), left)
    case .sav:
      return (
        request, SystemFileEncoder(columns, request, marks, madeAt: surroundings.now()), left
      )
    }
  }

  /// Looks through words that others will see; nil where they stay here.
  private func marks(
    _ ticket: ExportTicket, on connection: isolated Connection
  ) throws -> RecordMarks? {
    guard ticket.request.purpose != .export else { return nil }
    return RecordMarks(
      places: try PlaceQueries.names(limit: Self.knownPlaces, on: connection),
      counting: ticket.marked)
  }

  /// Streams the records; the error that ended it, if one did. The transaction can go on after it,
  /// unless the database is gone.
  private static func stream(
    _ request: ExportRequest, _ encoder: any RecordEncoder, _ opener: ExportOpener?,
    to sink: ExportSink, counting count: ExportCount, on connection: isolated Connection
  ) -> (any Error)? {
    var encoder = encoder
    func flush() throws {
      guard !encoder.output.isEmpty else { return }
      try encoder.output.withUnsafeBytes { try sink($0, count.value) }
      encoder.output.removeAll(keepingCapacity: true)
    }
    do {
      try connection.savepoint {
        let words = (encoder.words, encoder.wordForm)
        // Both times the same picture of one moment.
        if encoder.looksFirst {
          try records(request, words, opener, on: connection) { try encoder.look(at: $0) }
        }
        try encoder.begin()
        try flush()
        try records(request, words, opener, on: connection) { record in
          try encoder.append(record)
          count.add()
          if encoder.output.count >= chunkSize { try flush() }
        }
        try encoder.end()
        try flush()
      }
      return nil
    } catch {
      return error
    }
  }

  private static func records(
    _ request: ExportRequest, _ words: (questions: [String], form: ExportedWords),
    _ opener: ExportOpener?, on connection: isolated Connection,
    _ body: (ExportedRecord) throws -> Void
  ) throws {
    try ExportQueries.stream(
      request.kind, survey: request.survey, for: request.purpose, partner: request.partner,
      links: request.links.map(\.rawValue), questions: words.questions, as: words.form,
      withKeys: opener?.opensTexts == true, shuffling: opener?.pseudonyms?.order, on: connection
    ) { record in
      if let opener {
        try opener.open(record, words: words.questions, body)
      } else {
        try body(record)
      }
    }
  }

  private static func audit(
    _ ticket: ExportTicket, _ count: ExportCount, isWhole: Bool, on connection: isolated Connection
  ) throws {
    var detail: JSONObject = ["records": .number(Double(count.value)), "whole": .bool(isWhole)]
    if ticket.request.purpose != .export {
      detail["marks"] = .number(Double(ticket.marks.marks))
    }
    try audit(ticket, "export", detail, on: connection)
  }

  private static func audit(
    _ ticket: ExportTicket, _ act: String, _ more: JSONObject, on connection: isolated Connection
  ) throws {
    var detail = more
    detail["format"] = .string(ticket.request.format.rawValue)
    detail["partner"] = ticket.request.partner.map { .string($0) }
    detail["for"] = .string(
      ticket.request.isForSecondLook ? "second_look" : ticket.request.purpose.rawValue)
    detail["personal"] = .bool(ticket.request.withPersonal)
    try AuditQueries.insert(
      AuditEvent(
        action: "\(ticket.request.kind.rawValue).\(act)", recordKind: "survey",
        recordIDs: [ticket.request.survey], origin: ticket.origin,
        detail: JSONText(JSONValue.object(detail).encoded())),
      on: connection)
  }
}

/// How many records have been written, also after the transaction that read them is gone.
private final class ExportCount: Sendable {
  private let number = Mutex(0)

  var value: Int { number.withLock { $0 } }

  func add() { number.withLock { $0 += 1 } }
}
