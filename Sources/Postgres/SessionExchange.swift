// How a session hands values to libpq and takes everything that comes back. Every result is read to
// the end, whatever happens, so that the next statement starts clean.

import CLibPQ

/// How much of a COPY is handed over at once, in bytes.
private let copyChunkSize = 65_536

extension Session {
  /// Runs a statement without preparing it.
  func runOnce(_ statement: RenderedSQL) throws(PostgresError) -> QueryResult {
    try sendOnce(statement)
    return try collect()
  }

  func sendOnce(_ statement: RenderedSQL) throws(PostgresError) {
    try send {
      withPointers(statement.values) { values, lengths, formats in
        PQsendQueryParams(
          connection, statement.text, Int32(statement.values.count), statement.types, values,
          lengths, formats, 1)
      }
    }
  }

  func sendPrepared(_ name: String, _ statement: RenderedSQL) throws(PostgresError) {
    try send {
      withPointers(statement.values) { values, lengths, formats in
        PQsendQueryPrepared(
          connection, name, Int32(statement.values.count), values, lengths, formats, 1)
      }
    }
  }

  /// Reads results up to the end and gives the last one, or throws the first error.
  @discardableResult
  func collect() throws(PostgresError) -> QueryResult {
    var last: QueryResult?
    var firstError: ServerError?
    while let pointer = PQgetResult(connection) {
      let result = QueryResult(pointer)
      switch result.status {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
        last = result
      case PGRES_COPY_IN, PGRES_COPY_BOTH:
        PQputCopyEnd(connection, "COPY from the program is not supported here")
      case PGRES_COPY_OUT:
        discardCopy()
        firstError = firstError ?? ServerError(sqlState: .featureNotSupported)
      default:
        firstError = firstError ?? result.serverError
      }
      if isLost { break }
    }
    if isLost { throw .connectionLost }
    if let firstError { throw .server(firstError) }
    guard let last else { throw .connectionLost }
    return last
  }

  /// Runs `copy … to stdout` and hands its output over in chunks that end where a row ends.
  func copyOut(
    _ statement: RenderedSQL, _ chunk: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try sendOnce(statement)
    guard let pointer = PQgetResult(connection) else { throw PostgresError.connectionLost }
    let first = QueryResult(pointer)
    guard first.status == PGRES_COPY_OUT else {
      let refusal = first.status == PGRES_FATAL_ERROR ? first.serverError : nil
      // Any other statement than a COPY comes here too, and has run by now.
      let isCopyIn = first.status == PGRES_COPY_IN
      if isCopyIn { PQputCopyEnd(connection, "COPY from the program is not supported here") }
      _ = try? collect()
      if isLost { throw PostgresError.connectionLost }
      throw PostgresError.server(refusal ?? ServerError(sqlState: .syntaxError))
    }
    do {
      try readCopy(chunk)
    } catch {
      // The reader wants no more: the server need not send the rest.
      cancelHandle.cancel()
      discardCopy()
      _ = try? collect()
      throw isLost ? PostgresError.connectionLost : error
    }
    // The output alone is no proof that it is whole.
    try collect()
  }

  private func readCopy(_ chunk: (UnsafeRawBufferPointer) throws -> Void) throws {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(copyChunkSize * 2)
    while let length = nextCopyRow(into: &buffer), length > 0 {
      if buffer.count >= copyChunkSize {
        try buffer.withUnsafeBytes(chunk)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    if !buffer.isEmpty { try buffer.withUnsafeBytes(chunk) }
  }

  /// Adds the next row to a buffer; nil at the end of the output, also when that is an error.
  private func nextCopyRow(into buffer: inout [UInt8]) -> Int? {
    var row: UnsafeMutablePointer<CChar>?
    let length = PQgetCopyData(connection, &row, 0)
    guard length > 0, let row else { return nil }
    defer { PQfreemem(row) }
    buffer.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
    return Int(length)
  }

  private func discardCopy() {
    var row: UnsafeMutablePointer<CChar>?
    while PQgetCopyData(connection, &row, 0) > 0 { PQfreemem(row) }
  }

  /// Lays the values out one after another and points libpq at each.
  private func withPointers<Value>(
    _ values: [[UInt8]?],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, [Int32], [Int32]) -> Value
  ) -> Value {
    // One byte more, so that an empty value has an address too: none would mean null.
    var storage: [UInt8] = []
    storage.reserveCapacity(values.reduce(1) { $0 + ($1?.count ?? 0) })
    for value in values { if let value { storage += value } }
    storage.append(0)
    return storage.withUnsafeBytes { bytes in
      var offset = 0
      var pointers: [UnsafePointer<CChar>?] = []
      for value in values {
        let start = bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
        pointers.append(value == nil ? nil : start)
        offset += value?.count ?? 0
      }
      return body(
        pointers, values.map { Int32($0?.count ?? 0) }, values.map { _ in 1 })
    }
  }
}
