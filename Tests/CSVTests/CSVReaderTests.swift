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

@Test func `a quote that is never closed is named at the row where it begins`() {
  do {
    _ = try rows("a\nb,\"c\nd\n")
    Issue.record("it was read")
  } catch { #expect("\(error)".hasPrefix("line 2")) }
}

@Test func `text after a closing quote is refused`() {
  #expect(throws: CSVProblem.self) { try rows("\"a\"b\n") }
}
