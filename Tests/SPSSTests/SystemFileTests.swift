// System files hold what was put in, as a reader made from the format's description finds it.

import SPSS
import TestSupport
import Testing

@Suite struct SystemFileTests {
  private func file(
    _ columns: [SystemFileVariable], rows: Int = 1, _ fill: (SystemFileWriter) throws -> Void
  ) throws -> SystemFile {
    let writer = try SystemFileWriter(columns, rows: rows, label: "A made-up file", time: 0)
    try fill(writer)
    try writer.end()
    return try SystemFile(writer.output)
  }

  @Test func `numbers, days, times and words are read back`() throws {
    let columns = [
      SystemFileVariable(name: "amount", kind: .number(decimals: 2)),
      SystemFileVariable(name: "since", kind: .day), SystemFileVariable(name: "at", kind: .time),
      SystemFileVariable(name: "story", label: "What happened?", kind: .text(bytes: 40)),
    ]
    let file = try file(columns, rows: 2) { writer in
      try writer.beginRow()
      try writer.set(-12.25, at: 0)
      try writer.set(day: 0, at: 1)
      try writer.set(3_600, at: 2)
      try writer.set("Dŵr, پانی".utf8, at: 3)
      try writer.endRow()
      try writer.beginRow()
      try writer.endRow()
    }
    #expect(file.title == "A made-up file")
    #expect(file.variables.map(\.name) == ["amount", "since", "at", "story"])
    #expect(file.variables[3].label == "What happened?")
    // 1 January 1970 is 12,219,379,200 seconds after 14 October 1582.
    #expect(
      file.rows == [
        [.number(-12.25), .number(12_219_379_200), .number(3_600), .text("Dŵr, پانی")],
        [nil, nil, nil, nil],
      ])
  }

  @Test func `labels and missing values belong to their column`() throws {
    let columns = [
      SystemFileVariable(
        name: "one", kind: .number(decimals: 0), labels: [(1, "Yes"), (2, "No"), (-9, "Not said")],
        missing: [-9, -99], isNominal: true),
      SystemFileVariable(
        name: "two", kind: .number(decimals: 0), labels: [(5, "Five")],
        missing: [-9, -8, -7, -6], isNominal: true),
    ]
    let file = try file(columns, rows: 0) { _ in }
    #expect(file.variables[0].labels == [1: "Yes", 2: "No", -9: "Not said"])
    #expect(file.variables[0].missing == [-99, -9])
    // More than three are said as a range.
    #expect(file.variables[1].missing == [-9, -6])
    #expect(file.variables[1].labels == [5: "Five"])
  }

  @Test func `three missing choices and the number for no answer are a range and one`() throws {
    func variable(_ valid: [Double], _ missing: [Double]) throws -> SystemFile.Variable {
      let column = SystemFileVariable(
        name: "one", kind: .number(decimals: 0),
        labels: (valid + missing).map { ($0, "Choice \($0)") }, missing: missing, isNominal: true)
      let read = try file([column], rows: 0) { _ in }
      return try #require(read.variables.first)
    }
    let low = try variable([1, 2, 3], [97, 98, 99, -99])
    #expect(low.missingForm == -3 && low.missing == [97, 99, -99])
    let high = try variable([1, 2, 3], [-3, -2, -1, 99])
    #expect(high.missingForm == -3 && high.missing == [-3, -1, 99])
    // A choice that counts is never within a range of those that do not.
    let between = try variable([1, 2, 98], [97, 99, 100, -99])
    #expect(between.missing.isEmpty)
    let three = try variable([1], [7, 8, 9])
    #expect(three.missingForm == 3)
  }

  @Test func `a text of the greatest length comes back whole`() throws {
    for length in [1, 7, 8, 255, 256, 504, 505, 9_000, SystemFileVariable.longestText] {
      let text = String((0..<length).map { Character(UnicodeScalar(UInt8(0x41 + $0 % 26))) })
      let columns = [
        SystemFileVariable(name: "before", kind: .number(decimals: 0)),
        SystemFileVariable(name: "words", kind: .text(bytes: length)),
        SystemFileVariable(name: "after", kind: .text(bytes: 3)),
      ]
      let file = try file(columns) { writer in
        try writer.beginRow()
        try writer.set(1, at: 0)
        try writer.set(text.utf8, at: 1)
        try writer.set("end".utf8, at: 2)
        try writer.endRow()
      }
      #expect(file.rows == [[.number(1), .text(text), .text("end")]], "\(length)")
    }
  }

  @Test func `names that the format does not take are changed and stay apart`() throws {
    let names = [
      "to", "TO", "feel.at_home", "1st", "_id", String(repeating: "a", count: 70),
      String(repeating: "a", count: 80), "naïve", "ends.", "ends",
    ]
    let fitting = SystemFileNames.fitting(names)
    #expect(Set(fitting.map { $0.lowercased() }).count == names.count)
    #expect(fitting.allSatisfy { $0.utf8.count <= 64 && $0.first?.isLetter == true })
    #expect(fitting.prefix(4) == ["to.1", "TO.1_2", "feel.at_home", "v1st"])
    let file = try file(
      names.map { SystemFileVariable(name: $0, kind: .number(decimals: 0)) }, rows: 0
    ) { _ in }
    #expect(file.variables.map(\.name) == fitting)
  }

  @Test func `a file with fewer rows than it says is refused`() throws {
    let writer = try SystemFileWriter(
      [SystemFileVariable(name: "one", kind: .number(decimals: 0))], rows: 2, label: "", time: 0)
    try writer.beginRow()
    try writer.set(1, at: 0)
    try writer.endRow()
    #expect(throws: SystemFileError.self) { try writer.end() }
  }
}
