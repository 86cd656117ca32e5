// Cells that a spreadsheet would run as formulas.

import CSV
import Testing

private let starts = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

private func read(_ text: String) throws -> [[String]] {
  var reader = CSVReader()
  var rows: [[String]] = []
  try reader.read(text.utf8) { rows.append($0.cells) }
  try reader.finish { rows.append($0.cells) }
  return rows
}

@Test(arguments: starts)
func `R19 a text that begins like a formula is neutralised and comes back as it was`(
  start: String
) {
  let text = start + "1+1"
  #expect(CSVGuard.neutralised(text) == "'" + text)
  #expect(CSVGuard.restored("'" + text) == text)
}

@Test func `R19 a text that already looks neutralised comes back as it was too`() {
  for text in ["'=1", "''=1", "'", "''", "'tis", "", "a=1", "'-", "ï¼", "＝"] {
    #expect(CSVGuard.restored(CSVGuard.neutralised(text)) == text)
  }
  #expect(CSVGuard.neutralised("'tis") == "'tis")
  #expect(CSVGuard.neutralised("a=1") == "a=1")
}

@Test func `R19 every short text of dangerous characters survives writing and reading`() throws {
  let alphabet = ["=", "-", "'", "\"", ",", "\n", "\r", "\t", "a", " ", "＝", "é", "\r\n"]
  for one in alphabet {
    for two in alphabet {
      for three in alphabet {
        let text = one + two + three
        let rows = try read("x," + CSVWriter.cell(text) + ",y\r\n")
        #expect(rows.count == 1 && rows.first?.count == 3)
        let cell = rows.first?[1] ?? ""
        #expect(CSVGuard.restored(cell).unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(!starts.contains { cell.unicodeScalars.starts(with: $0.unicodeScalars) })
      }
    }
  }
}
