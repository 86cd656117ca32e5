// A row's bytes become its cells: unquoted, checked to be UTF-8, with a reason where they cannot be
// read.

extension CSVRow {
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, line: Int, _ scan: CSVRowScan, _ keepsSource: Bool
  ) {
    self.line = line
    source = keepsSource ? Array(bytes) : []
    var cells: [String] = []
    cells.reserveCapacity(scan.commas + 1)
    var wrongCell: (number: Int, byte: UInt8)?
    var start = 0
    repeat {
      let end = scan.isQuoted ? Self.end(ofCell: bytes, start) : Self.comma(bytes, start)
      let range = UnsafeBufferPointer(rebasing: bytes[start..<end])
      let text =
        range.first == 0x22
        ? String(validating: Self.unquoted(range), as: UTF8.self)
        : String(validating: range, as: UTF8.self)
      if text == nil, wrongCell == nil {
        wrongCell = (cells.count + 1, range.first { $0 >= 0x80 } ?? 0)
      }
      cells.append(text ?? "")
      start = end + 1
    } while start <= bytes.count
    self.cells = cells
    problem =
      if scan.isOpen {
        "a quoted cell that begins in this row is never closed; look for a missing \""
      } else if scan.hasTextAfterQuote {
        "text follows a closing quote; double the quotes inside a cell"
      } else { wrongCell.map(Self.notUTF8) }
  }

  private static func notUTF8(_ cell: Int, _ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return
      "cell \(cell) of this row is not UTF-8 (its byte \(digits) is likely Windows-1252); save "
      + "the file as \"CSV UTF-8\" (in a terminal: iconv -f WINDOWS-1252 -t UTF-8) and try again"
  }

  private static func comma(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != 0x2C { index += 1 }
    return index
  }

  /// Where a cell ends that may be quoted.
  private static func end(ofCell bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard start < bytes.count, bytes[start] == 0x22 else { return comma(bytes, start) }
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == 0x22 {
        guard index + 1 < bytes.count, bytes[index + 1] == 0x22 else {
          return comma(bytes, index + 1)
        }
        index += 1
      }
      index += 1
    }
    return index
  }

  /// The text of a quoted cell; what follows its closing quote stays, for the row is refused.
  private static func unquoted(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 1
    while index < bytes.count {
      if bytes[index] == 0x22 {
        index += 1
        if index >= bytes.count { break }
      }
      text.append(bytes[index])
      index += 1
    }
    return text
  }
}
