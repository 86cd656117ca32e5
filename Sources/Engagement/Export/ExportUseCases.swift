// Takes the records of a survey out of Hark. Reading and the audit event share a transaction; who
// receives the bytes may call them whole only after it has ended well.

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

  /// Refuses what an export would be refused for, so that a service can say so before its first
  /// byte.
  public func checkExport(_ request: ExportRequest, as principal: Principal) async throws {
    try require(principal, .coordinator)
    try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try requireExportRight(on: connection)
        _ = try encoder(request, on: connection)
      }
    }
  }

  /// Hands the records of a survey to a sink, oldest first, and says how many there were. They are a
  /// picture of one moment. That it begins is committed to the audit trail before the first byte, so
  /// that an export that is killed has left a trace.
  public func export(
    _ request: ExportRequest, as principal: Principal, origin: Origin, to sink: ExportSink
  ) async throws -> Int {
    try require(principal, .coordinator)
    let count = ExportCount()
    let failure: (any Error)?
    try await auditBegin(request, as: principal, origin)
    do {
      failure = try await database.transaction(as: principal, isolation: .repeatableRead) {
        connection in
        try requireExportRight(on: connection)
        let encoder = try encoder(request, on: connection)
        let failure = Self.stream(request, encoder, to: sink, counting: count, on: connection)
        try Self.audit(request, count, isWhole: failure == nil, origin, on: connection)
        return failure
      }
    } catch {
      // The database went away, and the event with it: what has left is written down all the same.
      if count.value > 0 {
        try? await database.transaction(as: principal) { connection in
          try Self.audit(request, count, isWhole: false, origin, on: connection)
        }
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

  private func encoder(
    _ request: ExportRequest, on connection: isolated Connection
  ) throws -> any RecordEncoder {
    // The newest first: it says what the columns are called today.
    let versions = try publishedVersions(request.survey, on: connection).reversed().map(\.survey)
    if let repeated = request.repeated {
      return try RepeatEncoder(versions, repeated: repeated, request)
    }
    switch request.format {
    case .csv:
      return CSVEncoder(
        ExportColumns(
          versions, sets: request.sets, isTable: true, withPersonal: request.withPersonal),
        request)
    case .ndjson:
      return NDJSONEncoder(
        ExportColumns(
          versions, sets: .cell, isTable: false, withPersonal: request.withPersonal), request)
    }
  }

  /// Streams the records; the error that ended it, if one did. The transaction can go on after it,
  /// unless the database is gone.
  private static func stream(
    _ request: ExportRequest, _ encoder: any RecordEncoder, to sink: ExportSink,
    counting count: ExportCount, on connection: isolated Connection
  ) -> (any Error)? {
    var encoder = encoder
    func flush() throws {
      guard !encoder.output.isEmpty else { return }
      try encoder.output.withUnsafeBytes { try sink($0, count.value) }
      encoder.output.removeAll(keepingCapacity: true)
    }
    do {
      try connection.savepoint {
        encoder.begin()
        try flush()
        try ExportQueries.stream(
          request.kind, survey: request.survey, questions: encoder.words, as: encoder.wordForm,
          on: connection
        ) { record in
          try encoder.append(record)
          count.add()
          if encoder.output.count >= chunkSize { try flush() }
        }
        try flush()
      }
      return nil
    } catch {
      return error
    }
  }

  private func auditBegin(
    _ request: ExportRequest, as principal: Principal, _ origin: Origin
  ) async throws {
    try await translating {
      try await database.transaction(as: principal) { connection in
        try requireExportRight(on: connection)
        _ = try encoder(request, on: connection)
        try Self.insert(
          "export.begin", request,
          [
            "format": .string(request.format.rawValue), "personal": .bool(request.withPersonal),
          ], origin, on: connection)
      }
    }
  }

  private static func audit(
    _ request: ExportRequest, _ count: ExportCount, isWhole: Bool, _ origin: Origin,
    on connection: isolated Connection
  ) throws {
    let detail: JSONObject = [
      "records": .number(Double(count.value)), "format": .string(request.format.rawValue),
      "personal": .bool(request.withPersonal), "whole": .bool(isWhole),
    ]
    try insert("export", request, detail, origin, on: connection)
  }

  private static func insert(
    _ act: String, _ request: ExportRequest, _ detail: JSONObject, _ origin: Origin,
    on connection: isolated Connection
  ) throws {
    try AuditQueries.insert(
      AuditEvent(
        action: "\(request.kind.rawValue).\(act)", recordKind: "survey",
        recordIDs: [request.survey], origin: origin,
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
