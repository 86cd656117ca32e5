// Reads comma-separated values (RFC 4180) piece by piece, so that a file of any size needs the
// memory of one row. A byte order mark, Windows and old Mac line ends are accepted; what is wrong
// with one row does not stop the rows after it.

/// A row of a table with the line it begins on.
public struct CSVRow: Sendable, Hashable {
  /// Where the row begins, counted from 1.
  public let line: Int
  /// The cells, unquoted; empty where they are not UTF-8.
  public let cells: [String]
  /// Why the row cannot be read; nil when it can.
  public let problem: String?
  /// The row as it stands in the file, without its line end; empty unless the reader keeps it.
  public let source: [UInt8]
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

  private let keepsSource: Bool
  /// What was read and is not yet part of a row that was given.
  private var buffer: [UInt8] = []
  private var line = 1
  /// Whether the file began with a byte order mark.
  public private(set) var hasByteOrderMark = false
  private var isBegun = false
  private var skipsLineFeed = false
  /// The row under way is longer than is kept; only its end is looked for.
  private var overlong: CSVRowScan?

  /// A reader at the beginning of a file; `keepingSource` gives each row its bytes.
  public init(keepingSource: Bool = false) { keepsSource = keepingSource }

  /// Takes more bytes; gives every row that they end. Empty lines are no rows.
  public mutating func read(
    _ bytes: some Sequence<UInt8>, _ row: (CSVRow) throws -> Void
  ) throws {
    buffer.append(contentsOf: bytes)
    guard try begin(isEnd: false) else { return }
    try giveRows(isEnd: false, row)
  }

  /// Ends the file; gives the last row where no line end closed it.
  public mutating func finish(_ row: (CSVRow) throws -> Void) throws {
    _ = try begin(isEnd: true)
    try giveRows(isEnd: true, row)
  }

  /// Passes a byte order mark. False: the first bytes have yet to come.
  private mutating func begin(isEnd: Bool) throws -> Bool {
    if isBegun { return true }
    if buffer.count < 4, !isEnd { return false }
    isBegun = true
    if buffer.starts(with: [0x50, 0x4B, 0x03, 0x04])
      || buffer.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
    {
      throw CSVProblem(
        line: 1,
        message: "the file is a spreadsheet or an archive and no CSV; open it where it was made and"
          + " save it as \"CSV UTF-8\"")
    }
    if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF])
      || buffer.prefix(4).contains(0)
    {
      throw CSVProblem(
        line: 1,
        message: "the file is saved in UTF-16; save it again as \"CSV UTF-8\" (in a terminal: "
          + "iconv -f UTF-16 -t UTF-8)")
    }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
      hasByteOrderMark = true
      buffer.removeFirst(3)
    }
    return true
  }

  private mutating func giveRows(isEnd: Bool, _ row: (CSVRow) throws -> Void) throws {
    // Taken out, so that the rows can be given while the reader changes.
    let bytes = buffer
    buffer = []
    var start = 0
    defer {
      buffer = start == 0 ? bytes : Array(bytes[start...])
    }
    try bytes.withUnsafeBufferPointer { bytes in
      while start < bytes.count {
        if skipsLineFeed, bytes[start] == 0x0A { start += 1 }
        skipsLineFeed = false
        guard start < bytes.count else { break }
        var scan = overlong ?? CSVRowScan()
        let end = scan.end(bytes, from: start, isEnd: isEnd)
        guard let end else {
          if overlong != nil || bytes.count - start > Self.longestRow {
            overlong = scan
            start = bytes.count
          }
          break
        }
        skipsLineFeed = end.next <= bytes.count && end.next > end.row && bytes[end.next - 1] == 0x0D
        let first = line
        line += scan.lines + (end.next > end.row ? 1 : 0)
        let range = UnsafeBufferPointer(rebasing: bytes[start..<end.row])
        let isTooLong = overlong != nil || range.count > Self.longestRow
        overlong = nil
        start = end.next
        if range.isEmpty, !isTooLong { continue }
        try row(isTooLong ? tooLong(first) : CSVRow(range, line: first, scan, keepsSource))
      }
    }
    if isEnd, let scan = overlong {
      overlong = nil
      let first = line
      line += scan.lines
      try row(tooLong(first))
    }
  }

  private func tooLong(_ line: Int) -> CSVRow {
    CSVRow(
      line: line, cells: [],
      problem: "this row is longer than 4 MiB and is left out; look for a missing \"", source: [])
  }
}

/// Looks for the end of a row; goes on where it stopped when it is used again.
struct CSVRowScan {
  enum State { case cellStart, plain, quoted, quoteInQuoted }

  private(set) var state = State.cellStart
  /// Line feeds inside quotes.
  private(set) var lines = 0
  /// Whether text followed a closing quote.
  private(set) var hasTextAfterQuote = false
  /// Whether any cell is quoted.
  private(set) var isQuoted = false
  private(set) var commas = 0

  /// Where the row ends and where the next begins; nil when it does not end in these bytes.
  mutating func end(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isEnd: Bool
  ) -> (row: Int, next: Int)? {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      switch state {
      case .quoted:
        if byte == 0x22 { state = .quoteInQuoted } else if byte == 0x0A { lines += 1 }
      case .plain where byte > 0x2C: break
      default:
        switch byte {
        case 0x0A, 0x0D: return (index, index + 1)
        case 0x2C:
          commas += 1
          state = .cellStart
        case 0x22 where state == .cellStart:
          state = .quoted
          isQuoted = true
        case 0x22 where state == .quoteInQuoted: state = .quoted
        default:
          if state == .quoteInQuoted { hasTextAfterQuote = true }
          state = .plain
        }
      }
      index += 1
    }
    return isEnd ? (index, index) : nil
  }

  /// Whether the row ended inside quotes.
  var isOpen: Bool { state == .quoted }
}
