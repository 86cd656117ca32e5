// Every kind of mistake, with its code and place, and that one mistake does not hide another.

import Testing
import YAML

@Suite struct `Mistakes in YAML` {
  @Test(arguments: [
    ("", "1:1 Y003"), ("\n# only a comment\n", "1:1 Y003"), ("---\n", "1:1 Y003"),
    ("a: b\u{0}c\n", "1:5 Y004"), ("a: b\nc: \u{7F}\n", "2:4 Y004"), ("a: \u{85}b\n", "1:4 Y004"),
    ("a: é\u{FEFF}b\n", "1:5 Y004"), ("a: b\u{2028}c\n", "1:5 Y004"),
    ("a: \"x\\0y\"\n", "1:4 Y004"),
    ("a: \u{202E}b\n", "1:4 Y005"), ("# é\u{2066}\na: b\n", "1:4 Y005"),
    ("a: \"\\u202E\"\n", "1:4 Y005"), ("ab\u{200B}: c\n", "1:1 Y006"),
    ("a:\n  \u{200E}b: c\n", "2:3 Y006"), ("\u{A0}ab: c\n", "1:1 Y006"),
    ("a:\n\tb: c\n", "2:1 Y007"), ("a:\n  b: c\n \t d: e\n", "3:2 Y007"), ("\ta: b\n", "1:1 Y007"),
    ("a: |\n\tb\n", "2:1 Y007"), ("a: b\nc: d\na: e\n", "3:1 Y010"), ("{a: b, a: c}\n", "1:8 Y010"),
    ("\"a\": b\na: c\n", "2:1 Y010"), ("é: b\ne\u{301}: c\n", "2:1 Y010"),
    ("? [a]\n: b\n", "1:3 Y011"),
    ("{{a: b}: c}\n", "1:2 Y011"), (": b\n", "1:1 Y011"), ("\"\": b\n", "1:1 Y011"),
    ("a: &x b\n", "1:4 Y012"), ("a: &x\n  b: c\n", "1:4 Y012"), ("&x a: b\n", "1:1 Y012"),
    ("a: *x\n", "1:4 Y013"), ("<<: *x\n", "1:5 Y013"), ("*x : b\n", "1:1 Y013"),
    ("a: !x b\n", "1:4 Y014"),
    ("a: !!str 1\n", "1:4 Y014"), ("a: !<x> [b]\n", "1:4 Y014"),
    ("%YAML 1.1\n---\na: b\n", "1:1 Y015"),
    ("%TAG ! x\n---\na: b\n", "1:1 Y015"), ("a: b\n---\nc: d\n", "2:1 Y016"),
    ("a: b\n...\nc: d\n", "3:1 Y016"),
  ])
  func `R46 a mistake, such as an anchor, a tag or a second document, has its code and place`(
    text: String, expected: String
  ) {
    #expect(found(text) == [expected])
  }

  @Test(arguments: [
    ("ask: What: now?\n", "1:6"), ("ask: Yes:\n", "1:6"), ("- 1 yes: Yes: indeed\n", "1:10"),
    ("a: {b: c: d}\n", "1:8"), ("a: [b: c: d]\n", "1:8"), ("a: {b: c,\n  d: e: f}\n", "2:6"),
    ("a: @home\n", "1:4"), ("a: `b`\n", "1:4"), ("a: %20\n", "1:4"), ("- @a\n", "1:3"),
    ("a: [b, @c]\n", "1:8"), ("a: * b\n", "1:4"), ("a: *b* c\n", "1:4"), ("a: *b c\n", "1:4"),
    ("a: & b\n", "1:4"), ("a: !b!c d\n", "1:4"), ("a: [Read out] How?\n", "1:4"),
    ("a: {Read out} How?\n", "1:4"), ("- [a] b\n", "1:3"), ("a: \"B\" c\n", "1:4"),
    ("a: 'Teimlo'n dda'\n", "1:4"), ("- 'a' b\n", "1:3"), ("a: > 18 years\n", "1:4"),
    ("a: | b\n", "1:4"), ("a: - b\n", "1:4"), ("a: ? b\n", "1:4"), ("a: ] b\n", "1:4"),
    ("a: , b\n", "1:4"), ("%a: b\n", "1:1"), ("a: Flat #2\n", "1:9"), ("- é #ŵ\n", "1:5"),
    ("- {a: Flat #2, b: c}\n", "1:12"), ("a: b\n  c # d\n  e\n", "2:5"),
    ("a: {b: Flat # 2, c: d}\n", "1:13"),
  ])
  func `a text that YAML takes apart must stand in quotes`(text: String, place: String) {
    let mistakes = read(text + "last: x\n").problems.filter { $0.position.line < 3 }
    let shown = mistakes.map { "\($0.position.line):\($0.position.column) \($0.code.rawValue)" }
    #expect(shown.first == "\(place) Y008")
    #expect(mistakes.first.map { "\($0.message) \($0.suggestion)".contains("quotes") } == true)
  }

  @Test(arguments: [
    ("a: \"b\nc: d\n", "1:4"), ("a: 'b\n", "1:4"), ("a: \"b\nc: \"d\"\n", "1:4"),
    ("a: \"\\d\"\n", "1:5"),
    ("a: [b\nc: d\n", "1:4"), ("a: {b: c\n", "1:4"), ("a: [b, , c]\n", "1:8"),
    ("a: b\nc\nd: e\n", "2:1"),
    ("a: b\nc:d\ne: f\n", "2:2"), ("- a:b\n  c: d\n", "1:4"), ("a: b\n  c: d\n", "2:3"),
    ("a:\n  - b\n  c: d\n", "3:3"), ("a:\n    b: c\n  d: e\n", "3:3"), (" a: b\nc: d\n", "2:1"),
    ("a: b\n- c\n", "2:1"), ("[[[", "1:4"),
  ])
  func `what is not YAML is explained where it goes wrong`(text: String, place: String) {
    #expect(found(text) == ["\(place) Y009"])
    let problem = read(text).problems.first
    #expect(problem?.suggestion.isEmpty == false)
    #expect(problem?.message.contains("expected") == false)
  }

  @Test(arguments: [
    "a: b # comment\n", "a: b #\n", "a: b #-- comment\n", "a: \"b\" #comment\n",
    "a: [b] #comment\n",
    "a: #comment\n  b: c\n", "#comment\na: b\n", "a: b\n#comment\n", "a: b#c\n",
    "a: [b, # c\n  d]\n",
  ])
  func `comments are no mistake`(text: String) {
    #expect(found(text).isEmpty)
  }

  @Test func `ten different mistakes in one file are all named`() {
    let text = """
      module: ten
      title: Ten: mistakes
      title: again
      about: @home
      unit: &a person
      sample: *a
      programme: !text x
      population: "in" Plymouth
      hint: Flat #2
      languages: {en: English, en: Cymraeg}
      consent: [analyse, quote
      note: a\u{202E}b
      last
      """
    #expect(
      found(text) == [
        "2:8 Y008", "3:1 Y010", "4:8 Y008", "5:7 Y012", "6:9 Y013", "7:12 Y014", "8:13 Y008",
        "9:12 Y008", "10:26 Y010", "11:10 Y009", "12:8 Y005", "13:1 Y009",
      ])
  }

  @Test func `what was found before a mistake that ends the reading is still reported`() {
    let (node, problems) = read("a: 1\na: 2\nb: &x y\nc:\n  - d\n  e: f\n")
    #expect(node == nil)
    #expect(problems.map(\.code) == [.duplicateKey, .anchor, .syntax])
  }

  @Test func `a duplicate names the first line and the first value is kept`() {
    let (node, problems) = read("a: 1\nb: 2\na: 3\n")
    #expect(problems.first?.message.contains("line 1") == true)
    #expect(node?.mapping?.map(\.value.text) == ["1", "2"])
    let longKey = String(repeating: "k", count: 900) + ": 1\n"
    let message = read(longKey + longKey).problems.first?.message
    #expect(message.map { $0.count < 200 } == true)
  }

  @Test func `bytes that are not UTF-8 are found and the rest is still read`() {
    let bytes = Array("a: b\nc: é".utf8) + [0xE9] + Array(" x\na: b\n".utf8) + [0xFF]
    let (_, problems) = YAML.read(bytes)
    #expect(problems.map(\.code) == [.invalidUTF8, .duplicateKey, .syntax])
    #expect(problems.first?.position == YAML.Position(line: 2, column: 5))
    #expect(problems.first?.message.contains("1 more") == true)
    for invalid in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3]] as [[UInt8]]
    {
      #expect(YAML.read(Array("a: ".utf8) + invalid).problems.first?.code == .invalidUTF8)
    }
    let sixteenBits: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00]
    #expect(YAML.read(sixteenBits).problems.map(\.code) == [.invalidUTF8])
  }

  @Test func `every code is reached by name and every problem has a line to print`() {
    let codes = YAMLProblem.Code.allCases.map(\.rawValue)
    let numbers = (1...codes.count).map { number in number < 10 ? "Y00\(number)" : "Y0\(number)" }
    #expect(codes == numbers)
    let description = read("a: 1\na: 2\n").problems.first?.description
    let expected = "2:1: Y010 The key `a` stands here for the second time; the first is on line 1."
    #expect(description == expected + " Keep one of the two, or give this one another name.")
  }
}
