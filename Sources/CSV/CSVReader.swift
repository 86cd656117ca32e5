// Reads comma-separated values (RFC 4180) piece by piece, so that a file of any size needs the
// memory of one row. A byte order mark and Windows line ends are accepted.

/// A row of a table with the line it begins on.
public struct CSVRow: Sendable, Hashable {
  /// Where the row begins, counted from 1.
  public let line: Int
  /// The cells, unquoted; empty where they are not UTF-8.
  public let cells: [String]
  /// Why the row cannot be read; nil when it can.
  public let problem: String?
}

/// What makes a table unreadable, with its line.
public struct CSVProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// What is wrong and what to do.
  public let message: String

  /// The line and what is wrong there.
  public var description: String { "line \(line): \(message)" }
}

/// Takes bytes as they come and gives rows as they end.
public struct CSVReader: Sendable {
  /// Longest row, in bytes.
  public static let longestRow = 4 << 20

  private enum State { case cellStart, plain, quoted, quoteInQuoted, carriageReturn }

  private var state = State.cellStart
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var rowBytes = 0
  private var line = 1
  private var rowLine = 1
  private var rowProblem: String?
  private var seen = 0
  private var mark: [UInt8] = []

  /// A reader at the beginning of a file.
  public init() {}

  /// Takes more bytes; gives every row that they end. Empty lines are no rows.
  public mutating func read(
    _ bytes: some Sequence<UInt8>, _ row: (CSVRow) throws -> Void
  ) throws {
    for byte in bytes {
      if seen < 3, isByteOrderMark(byte) { continue }
      try take(byte, row)
    }
  }

  /// Ends the file; gives the last row where no line end closed it.
  public mutating func finish(_ row: (CSVRow) throws -> Void) throws {
    if state == .quoted {
      throw CSVProblem(
        line: rowLine, message: "a quoted cell is never closed; look for a missing \"")
    }
    if state == .carriageReturn { state = .cellStart }
    if state != .cellStart || !cells.isEmpty || !cell.isEmpty { try endRow(row) }
  }

  /// Swallows EF BB BF at the very beginning.
  private mutating func isByteOrderMark(_ byte: UInt8) -> Bool {
    let expected: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard byte == expected[seen], mark.count == seen else {
      seen = 3
      cell += mark
      if !mark.isEmpty { state = .plain }
      mark = []
      return false
    }
    mark.append(byte)
    seen += 1
    if seen == 3 { mark = [] }
    return true
  }

  private mutating func take(_ byte: UInt8, _ row: (CSVRow) throws -> Void) throws {
    rowBytes += 1
    guard rowBytes <= Self.longestRow else {
      throw CSVProblem(
        line: rowLine, message: "this row is longer than 4 MiB; look for a missing \"")
    }
    if state == .carriageReturn {
      state = .cellStart
      if byte == 0x0A { return }
    }
    switch (state, byte) {
    case (.quoted, 0x22): state = .quoteInQuoted
    case (.quoted, _):
      if byte == 0x0A { line += 1 }
      cell.append(byte)
    case (.quoteInQuoted, 0x22):
      cell.append(0x22)
      state = .quoted
    case (_, 0x2C): endCell()
    case (_, 0x0A): try endRow(row)
    case (_, 0x0D):
      try endRow(row)
      state = .carriageReturn
    case (.cellStart, 0x22): state = .quoted
    case (.quoteInQuoted, _):
      throw CSVProblem(
        line: line, message: "text follows a closing quote; double the quotes inside a cell")
    default:
      cell.append(byte)
      state = .plain
    }
  }

  private mutating func endCell() {
    let text = String(validating: cell, as: UTF8.self)
    if text == nil {
      rowProblem = "this row is not UTF-8; save the file as \"CSV UTF-8\" and try again"
    }
    cells.append(text ?? "")
    cell.removeAll(keepingCapacity: true)
    state = .cellStart
  }

  private mutating func endRow(_ row: (CSVRow) throws -> Void) throws {
    let isEmpty = cells.isEmpty && cell.isEmpty && state == .cellStart
    defer {
      line += 1
      rowLine = line
      rowBytes = 0
      rowProblem = nil
    }
    if isEmpty { return }
    endCell()
    let ended = CSVRow(line: rowLine, cells: cells, problem: rowProblem)
    cells.removeAll(keepingCapacity: true)
    try row(ended)
  }
}
