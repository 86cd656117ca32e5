// Tables as spreadsheets save them.

import CSV
import Testing

private func rows(_ text: String, pieces: Int = 1) throws -> [[String]] {
  try rows(Array(text.utf8), pieces: pieces)
}

private func rows(_ bytes: [UInt8], pieces: Int = 1) throws -> [[String]] {
  var reader = CSVReader()
  var rows: [[String]] = []
  for start in stride(from: 0, to: bytes.count, by: pieces) {
    try reader.read(bytes[start..<min(start + pieces, bytes.count)]) { rows.append($0.cells) }
  }
  try reader.finish { rows.append($0.cells) }
  return rows
}

@Test func `cells with commas, quotes and line ends are read as they were written`() throws {
  let text = "a,b\n\"x, y\",\"say \"\"hello\"\"\"\n\"two\nlines\",\n"
  for size in [1, 2, 3, 7, 1000] {
    #expect(
      try rows(text, pieces: size)
        == [["a", "b"], ["x, y", "say \"hello\""], ["two\nlines", ""]])
  }
}

@Test func `a byte order mark, Windows line ends and a missing last line end change nothing`()
  throws
{
  for size in [1, 2, 100] {
    let marked = [0xEF, 0xBB, 0xBF] + Array("a,b\r\n1,2\r\n\r\n3,".utf8)
    #expect(try rows(marked, pieces: size) == [["a", "b"], ["1", "2"], ["3", ""]])
  }
}

@Test func `an old Mac file with bare carriage returns has its rows`() throws {
  #expect(try rows("a\rb\r") == [["a"], ["b"]])
}

@Test func `each row says the line it begins on`() throws {
  var reader = CSVReader()
  var lines: [Int] = []
  try reader.read("a\n\n\"x\ny\"\nz\n".utf8) { lines.append($0.line) }
  #expect(lines == [1, 3, 5])
}

@Test func `a row in another encoding says what to do and the rows after it are read`() throws {
  var reader = CSVReader()
  var rows: [CSVRow] = []
  try reader.read(Array("a\n".utf8) + [0x63, 0xE9, 0x0A] + Array("b\n".utf8)) { rows.append($0) }
  #expect(rows.map(\.line) == [1, 2, 3])
  #expect(rows[1].problem?.contains("UTF-8") == true)
  #expect(rows[0].problem == nil && rows[2].problem == nil)
  #expect(rows[2].cells == ["b"])
}

@Test func `a quote that is never closed is named at the row where it begins`() throws {
  let found = try problems("a\nb,\"c\nd\n")
  #expect(found.map(\.line) == [2] && found[0].problem?.contains("never closed") == true)
}

@Test func `text after a closing quote refuses its row and no other`() throws {
  let found = try problems("\"a\"b,1\nc,2\n\"d\",3\n")
  #expect(found.map(\.line) == [1])
}

@Test func `a row longer than 4 MiB is refused alone`() throws {
  let text = "a\n\"" + String(repeating: "x\n", count: 3 << 20) + "\",1\nb\n"
  for size in [1 << 16, 1 << 24] {
    var reader = CSVReader()
    var rows: [CSVRow] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      try reader.read(bytes[start..<min(start + size, bytes.count)]) { rows.append($0) }
    }
    try reader.finish { rows.append($0) }
    #expect(rows.map(\.line) == [1, 2, 3 + (3 << 20)])
    #expect(rows[1].problem?.contains("4 MiB") == true && rows[2].cells == ["b"])
  }
}

@Test func `UTF-16 is named with what to do`() {
  for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0x61, 0, 0x62, 0]] {
    do {
      _ = try rows(bytes)
      Issue.record("it was read")
    } catch { #expect("\(error)".contains("line 1") && "\(error)".contains("UTF-16")) }
  }
}

@Test func `a spreadsheet or an archive is named with what to do`() {
  for bytes: [UInt8] in [
    [0x50, 0x4B, 0x03, 0x04, 0x14, 0], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1],
  ] {
    do {
      _ = try rows(bytes)
      Issue.record("it was read")
    } catch { #expect("\(error)".contains("spreadsheet") && "\(error)".contains("CSV UTF-8")) }
  }
}

@Test func `a row's own bytes are kept where they are asked for`() throws {
  let text = "\u{FEFF}a,\"b \"\"c\"\"\"\r\n 1 ,\"x\r\ny\"\r\n"
  var reader = CSVReader(keepingSource: true)
  var rows: [CSVRow] = []
  for byte in text.utf8 { try reader.read([byte]) { rows.append($0) } }
  try reader.finish { rows.append($0) }
  #expect(reader.hasByteOrderMark)
  #expect(
    rows.map { String(decoding: $0.source, as: UTF8.self) }
      == ["a,\"b \"\"c\"\"\"", " 1 ,\"x\r\ny\""])
}

private func problems(_ text: String) throws -> [CSVRow] {
  var reader = CSVReader()
  var rows: [CSVRow] = []
  try reader.read(text.utf8) { rows.append($0) }
  try reader.finish { rows.append($0) }
  return rows.filter { $0.problem != nil }
}
