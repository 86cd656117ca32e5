// Files meant to exhaust the reader, files broken at random, and random files whose tree is known.

import TestRandomness
import Testing
import YAML

@Suite struct `Hostile YAML` {
  @Test func `R46 a file of 1 MiB is read and one byte more is refused`() {
    let filler = String(repeating: "x", count: YAML.largestFile - 3)
    #expect(read("a: " + filler).node?["a"]?.text?.utf8.count == filler.utf8.count)
    #expect(read("a: x" + filler).problems.map(\.code) == [.tooLarge])
    #expect(read("a: x" + filler).node == nil)
  }

  @Test func `R46 64 levels are read and 65 are refused`() {
    func flow(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    func block(_ depth: Int) -> String { String(repeating: "- ", count: depth) + "x" }
    #expect(read(flow(64)).problems.isEmpty)
    #expect(read(block(64)).problems.isEmpty)
    #expect(found(flow(65)) == ["1:65 Y017"])
    #expect(found(block(65)) == ["1:129 Y017"])
    #expect(read(flow(65)).node == nil)
  }

  @Test(arguments: [
    "[", "{", "\"", "- ", "a: ", "[a,", "a: \"b\" c\n", "a: b\n  c: d\n", "- *a\n", "%TAG !a! x\n",
    "---\n", "\n", "\t", "\u{0}", "a: |\n", "-\n", "👩‍👩‍👧", "e\u{301}", "a #b\n",
  ])
  func `a megabyte of one thing ends in a tree or a bounded number of problems`(part: String) {
    let text = String(repeating: part, count: YAML.largestFile / part.utf8.count)
    let (node, problems) = read(text)
    #expect(node != nil || !problems.isEmpty)
    #expect(problems.count <= YAML.mostProblems + 1)
  }

  @Test func `a hundred thousand keys are read and a repeated one among them is found`() {
    let keys = (0..<99_999).map { "k\($0): \n" }.joined()
    #expect(keys.utf8.count < YAML.largestFile)
    let (node, problems) = read(keys)
    #expect(node?.mapping?.count == 99_999)
    #expect(problems.isEmpty)
    #expect(found(keys + "k7:\n") == ["100000:1 Y010"])
  }

  @Test func `more problems than are shown are said to be more`() {
    let problems = read(String(repeating: "a: 1\n", count: 500)).problems
    #expect(problems.count == YAML.mostProblems + 1)
    #expect(problems.last?.code == .tooManyProblems)
    let exactly = read(String(repeating: "a: 1\n", count: YAML.mostProblems + 1)).problems
    #expect(exactly.count == YAML.mostProblems)
    #expect(exactly.allSatisfy { $0.code == .duplicateKey })
  }

  @Test func `R46 ten thousand mutations of a survey end in a tree or a problem inside the file`() {
    let original = Array(sampleSurvey.utf8)
    var generator = SeededGenerator(seed: 46)
    for _ in 0..<10_000 {
      let bytes = generator.mutated(original)
      let (node, problems) = YAML.read(bytes)
      #expect(node != nil || !problems.isEmpty)
      let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }.count
      #expect(
        problems.allSatisfy { (1...lines).contains($0.position.line) && $0.position.column > 0 })
      #expect(zip(problems, problems.dropFirst()).allSatisfy { $0.position <= $1.position })
    }
  }

  @Test func `R46 random files give back the tree and the places they were written from`() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var writer = RandomFile(generator: generator)
      let expected = writer.write()
      generator = writer.generator
      let (node, problems) = read(writer.text)
      #expect(problems.isEmpty)
      #expect(node == expected)
      #expect(read(writer.text.replacing("\n", with: "\r\n")).node == expected)
    }
  }
}
