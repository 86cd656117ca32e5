// Rows of a result and what is read from them. The result owns the memory of libpq; a row keeps its
// result alive and cannot leave the connection's isolation, because it is not Sendable.

import CLibPQ
import Glibc

/// One row of a result. Read what is needed inside the closure that receives it.
public struct Row {
  private let result: QueryResult
  private let index: Int32

  init(result: QueryResult, index: Int32) {
    self.result = result
    self.index = index
  }

  /// Reads the column of this name; throws `.decode` when it is missing or holds something else.
  public func get<Value: SQLDecodable>(
    _ column: String, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard let position = result.column(named: column) else {
      throw .decode(column: column, expected: "anything: the statement does not return it")
    }
    return try get(position, as: type)
  }

  /// Reads the column at this place, counted from 0.
  public func get<Value: SQLDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard column >= 0, column < result.columnCount else {
      throw .decode(column: "\(column)", expected: "anything: the statement does not return it")
    }
    guard let value = Value.decode(result.cell(row: index, column: Int32(column))) else {
      throw .decode(column: result.columnName(column), expected: "\(Value.self)")
    }
    return value
  }
}

/// The owner of a result of libpq, freed with it. Not Sendable: a result is read by one task.
final class QueryResult {
  private let pointer: OpaquePointer
  let rowCount: Int32
  let columnCount: Int

  /// Takes over a result.
  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
    rowCount = PQntuples(pointer)
    columnCount = Int(PQnfields(pointer))
  }

  deinit { PQclear(pointer) }

  var status: ExecStatusType { PQresultStatus(pointer) }

  /// The server's name for what it did, for example `UPDATE 3`.
  var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// Whether the statement was a SET or RESET.
  var isOfSetting: Bool {
    guard let tag = PQcmdStatus(pointer) else { return false }
    return strcmp(tag, "SET") == 0 || strcmp(tag, "RESET") == 0
  }

  /// How many rows the statement wrote or returned.
  var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

  func columnName(_ column: Int) -> String {
    PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? "\(column)"
  }

  /// Where the column of exactly this name is. (PQfnumber would fold capitals.)
  func column(named name: String) -> Int? {
    name.withCString { wanted in
      (0..<columnCount).first { column in
        guard let found = PQfname(pointer, Int32(column)) else { return false }
        return strcmp(found, wanted) == 0
      }
    }
  }

  func cell(row: Int32, column: Int32) -> SQLCell {
    let type = SQLType(oid: PQftype(pointer, column))
    var bytes: UnsafeRawBufferPointer?
    if PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column) {
      bytes = UnsafeRawBufferPointer(
        start: start, count: Int(PQgetlength(pointer, row, column)))
    }
    return SQLCell(type: type, bytes: bytes, owner: self)
  }

  /// The refusal this result stands for. A fault inside libpq has no code: it counts as XX000.
  var serverError: ServerError {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(pointer, Int32(code.value)).map { String(cString: $0) }
    }
    // The codes are the PG_DIAG_ macros of postgres_ext.h, which Swift does not import.
    return ServerError(
      sqlState: SQLState(rawValue: field("C") ?? "XX000"), schema: field("s"), table: field("t"),
      column: field("c"), constraint: field("n"), message: field("M"),
      position: field("P").flatMap { Int($0) }, routine: field("R"))
  }
}
