// What a well-formed file becomes: texts, lists, keys, styles and places.

import Testing
import YAML

private func position(_ line: Int, _ column: Int) -> YAML.Position {
  YAML.Position(line: line, column: column)
}

@Suite struct `Reading YAML` {
  @Test(arguments: [
    "no", "NO", "on", "yes", "true", "1.20", "08", "12:30", "22:22", "~", "null", "1e3", "0x1F",
    "2024-01-01", ".5", "+44", "-9", "1_000", "=", "<<", "a#b", "http://example.org/a:b", "10%",
    "x@y",
    "Q & A", "it's", "a - b", "?a", "-a", ":a", "a, b", "Say \"hi\"", "\\n",
  ])
  func `a plain text means what it looks like`(text: String) {
    let (node, problems) = read("key: \(text)\nlist:\n  - \(text)\n")
    #expect(problems.isEmpty)
    #expect(node?["key"]?.scalar == YAMLScalar(text: text, style: .plain))
    #expect(node?["list"]?[0]?.text == text)
  }

  @Test func `a key without a value differs from an empty text`() {
    let node = read("a:\nb: \"\"\nc: ''\nd: ~\ne: {f, g: }\n").node
    #expect(node?["a"]?.isAbsent == true)
    #expect(node?["a"]?.text == "")
    #expect(node?["b"]?.isAbsent == false)
    #expect(node?["b"]?.scalar == YAMLScalar(text: "", style: .quoted))
    #expect(node?["c"]?.scalar?.style == .quoted)
    #expect(node?["d"]?.isAbsent == false)
    #expect(node?["e"]?["f"]?.isAbsent == true)
    #expect(node?["e"]?["g"]?.isAbsent == true)
  }

  @Test func `quoted and block texts are read as YAML defines them`() {
    let node = read(sampleSurvey).node
    let questions = node?["questions"]
    #expect(questions?[0]?["ask"]?.text == "How strongly do you feel: at home here?")
    #expect(questions?[0]?["hint"]?.text == "Don't read the numbers out.")
    #expect(
      node?["about_this_survey"]?.scalar
        == YAMLScalar(text: "A made-up survey; it says nothing about anyone.", style: .block))
    #expect(questions?[1]?["note"]?.text == "First line\n  indented line\n\nlast line\n")
    #expect(read(#"a: "\u00e9\t\x41\n""#).node?["a"]?.text == "é\tA\n")
  }

  @Test func `the sample survey is read without a problem and in the order of the file`() {
    let (node, problems) = read(sampleSurvey)
    #expect(problems.isEmpty)
    #expect(
      node?.mapping?.map(\.key) == [
        "hark", "module", "version", "title", "about_this_survey", "languages", "opens", "consent",
        "questions", "tests",
      ])
    #expect(node?["questions"]?.sequence?.count == 3)
    let choices = node?["questions"]?[0]?["choices"]
    #expect(
      choices?.sequence?.map { $0.mapping?.first?.key } == ["1 very", "2 no", "-9 prefer_not"])
    #expect(choices?[1]?["2 no"]?.text == "No")
    #expect(node?["tests"]?["people"]?[0]?["answers"]?["story"]?.text == "Flat #2, Mill Lane")
    #expect(node?["tests"]?["people"]?[0]?["not_asked"]?.sequence == [])
  }

  @Test func `a lookup answers only where there is something`() {
    let node = read("a: [x, {b: y}]\n").node
    #expect(node?["a"]?[1]?["b"]?.text == "y")
    #expect(node?["a"]?[2] == nil)
    #expect(node?["a"]?[-1] == nil)
    #expect(node?["a"]?["b"] == nil)
    #expect(node?["b"] == nil)
    #expect(node?.text == nil)
    #expect(node?.sequence == nil)
    #expect(node?["a"]?.mapping == nil)
    #expect(node?.entry("a")?.keyPosition == position(1, 1))
  }

  @Test func `every key and value has its line and column`() {
    let node = read("a: b\n\n# comment\nlist:\n  - x\n  - key: 'v'\n    k2:\n    k3: [p, {q: r}]\n")
      .node
    #expect(node?.position == position(1, 1))
    #expect(node?["a"]?.position == position(1, 4))
    #expect(node?.entry("list")?.keyPosition == position(4, 1))
    #expect(node?["list"]?.position == position(5, 3))
    #expect(node?["list"]?[0]?.position == position(5, 5))
    #expect(node?["list"]?[1]?.position == position(6, 5))
    #expect(node?["list"]?[1]?["key"]?.position == position(6, 10))
    #expect(node?["list"]?[1]?["k2"]?.position == position(7, 8))
    #expect(node?["list"]?[1]?["k3"]?[1]?["q"]?.position == position(8, 17))
    #expect(node?["list"]?[1]?["k3"]?[1]?.entry("q")?.keyPosition == position(8, 14))
  }

  @Test func `columns count what a person sees as one character`() {
    let node = read("{é: a, e\u{301}x: b, 👋🏽: c, 🇬🇧: d}\n").node
    #expect(node?.mapping?.map(\.keyPosition.column) == [2, 8, 15, 21])
    #expect(node?.mapping?.map(\.value.position.column) == [5, 12, 18, 24])
    #expect(found("é: ŵ\nk: [é, &a ŵ]\n") == ["2:8 Y012"])
  }

  @Test func `line ends of Windows and old Macs and a byte order mark change nothing`() {
    let expected = read("a: b\nc:\n  - d\n").node
    #expect(expected != nil)
    #expect(read("a: b\r\nc:\r\n  - d\r\n").node == expected)
    #expect(read("a: b\rc:\r  - d\r").node == expected)
    #expect(read("\u{FEFF}a: b\nc:\n  - d\n").node == expected)
    #expect(read("---\na: b\n...\n").problems.isEmpty)
  }

  @Test func `any collection of bytes can be read`() {
    let bytes: ArraySlice<UInt8> = Array("xxa: b".utf8)[2...]
    #expect(YAML.read(bytes).node?["a"]?.text == "b")
  }

  @Test func `scripts that need joiners and direction marks keep them in texts`() {
    let text = "می\u{200C}خواهم 👩‍👩‍👧 \u{200F}عربي\u{200E} co\u{AD}op"
    let (node, problems) = read("a: \(text)\n")
    #expect(problems.isEmpty)
    #expect(node?["a"]?.text == text)
  }
}
