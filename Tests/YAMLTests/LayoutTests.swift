// The canonical layout: what changes, and that neither a text nor a comment ever does.

import TestRandomness
import Testing
import YAML

struct LayoutTests {
  private func laidOut(_ text: String) throws -> String {
    String(decoding: try YAML.laidOut(Array(text.utf8)), as: UTF8.self)
  }

  private func expect(_ text: String, becomes expected: String) throws {
    let once = try laidOut(text)
    #expect(once == expected)
    let twice = try laidOut(once)
    #expect(twice == once)
  }

  @Test func `indentation, gaps and empty lines become alike`() throws {
    try expect(
      """


      title:    Warm spaces\u{20}\u{20}
      questions:
      -   id: a
          ask:
            Are you warm?



      -   id:   b
          choices: [ 1,2 ,  {a:  b} ]
      """,
      becomes: """
        title: Warm spaces
        questions:
          - id: a
            ask: Are you warm?

          - id: b
            choices: [1, 2, {a: b}]

        """)
  }

  @Test func `every comment stays with what it is about`() throws {
    try expect(
      """
      # the file
      a: 1    # one
      long: 2 # two
      list:   # things
          # the first
          - x   # ex
          # - y  (not now)
      # the end of the next
      b:
         # below
         text
      # last
      """,
      becomes: """
        # the file
        a: 1     # one
        long: 2  # two
        list:    # things
          # the first
          - x  # ex
          # - y  (not now)
        # the end of the next
        # below
        b: text
        # last

        """)
  }

  @Test func `texts over several lines keep their words`() throws {
    try expect(
      """
      folded: >-   # why
            One
              two

            three

      literal: |+
       kept

      plain: a
       b
      quoted: "one \\
            two
          three"
      indented: |3
           far
          near
      """,
      becomes: """
        folded: >-  # why
          One
            two

          three

        literal: |+
          kept

        plain: a
          b
        quoted: "one \\
          two
          three"
        indented: |2
            far
           near

        """)
  }

  @Test func `a long list in brackets is filled, and one with comments is left alone`() throws {
    let names = (1...30).map { "name_\($0)" }
    let lines = try laidOut("a: [\(names.joined(separator: ",\n  "))]").split(separator: "\n")
    #expect(lines.count > 1)
    #expect(lines.allSatisfy { $0.count <= 111 })
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("    name_") })
    try expect(
      "a: [x, # why\n  y]\nb: {c: [ 1 ],\n d: 2}\n",
      becomes: "a: [x, # why\n    y]\nb: {c: [1], d: 2}\n")
  }

  @Test func `other line ends, a byte order mark and a missing last line end go`() throws {
    try expect("\u{FEFF}a: 1\r\nb: |\r\n  x", becomes: "a: 1\nb: |\n  x\n")
    try expect("---\na: 1\n...\n", becomes: "a: 1\n")
  }

  @Test func `a file with a problem is not touched`() {
    #expect(throws: YAMLLayoutFailure.self) { try YAML.laidOut(Array("a: b: c\n".utf8)) }
    #expect(throws: YAMLLayoutFailure.self) { try YAML.laidOut(Array("a: 1\na: 2\n".utf8)) }
    #expect(throws: YAMLLayoutFailure.self) { try YAML.laidOut([0xFF]) }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `any file says the same afterwards, and is laid out once for all`(seed: UInt64) throws {
    var file = RandomFile(generator: SeededGenerator(seed: seed))
    _ = file.write()
    var generator = SeededGenerator(seed: seed &+ 1_000)
    var comments = 0
    var text = ""
    for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
      // Between lines that begin a key or an item nothing but a comment or an empty line can stand.
      if !file.text.contains("|"), !file.text.contains(">"), !file.text.contains("\""),
        !file.text.contains("'"), !file.text.contains("["), !file.text.contains("{"),
        Int.random(in: 0..<4, using: &generator) == 0, line.contains(": ") || line.hasSuffix(":")
      {
        comments += 1
        let column = Int.random(in: 0..<8, using: &generator)
        text += String(repeating: " ", count: column) + "# comment \(comments)\n"
      }
      text += line + "\n"
    }
    let (before, problems) = YAML.read(Array(text.utf8))
    guard problems.isEmpty, before != nil else { return }
    let once = try laidOut(text)
    let twice = try laidOut(once)
    #expect(twice == once)
    for number in 0..<comments {
      #expect(once.contains("# comment \(number + 1)\n"))
    }
  }

  @Test(arguments: [
    "Warm spaces", "no", "12", "2026-11-20", "a: b", "a #b", "- x", "[x]", "it's", "\"q\"", "c\\d",
    "x:", " x", "tab\there", "22:22", "*a", "&a", "!a", "%a", "@a", "`a", "Teimlo'n ŵel", "a,b",
    "{", "~", "Null", "1e3", "x # y", "?", "-", "...", "---",
  ])
  func `a text that is written is read as that text`(text: String) throws {
    for (file, path) in [
      ("a: \(YAML.written(text))\n", false), ("a: [\(YAML.written(text, inFlow: true))]\n", true),
    ] {
      let (node, problems) = YAML.read(Array(file.utf8))
      #expect(problems == [])
      let value = path ? node?["a"]?[0] : node?["a"]
      #expect(value?.text == text)
    }
  }
}
