// Writes a random YAML file and notes, independently of the reader, which tree it stands for and
// where each part begins.

import TestRandomness
import YAML

struct RandomFile {
  var generator: SeededGenerator
  private(set) var text = ""
  private var line = 1
  private var column = 1

  init(generator: SeededGenerator) { self.generator = generator }

  mutating func write() -> YAMLNode { blockMapping(indentation: 0, depth: 3) }

  private var here: YAML.Position { YAML.Position(line: line, column: column) }

  private mutating func put(_ part: String) {
    for character in part {
      text.append(character)
      if character == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
  }

  private mutating func word() -> String {
    let letters = ["a", "b", "é", "ŵ", "e\u{301}", "👋🏽", "日", "ع", "x"]
    return (0...Int.random(in: 0...4, using: &generator)).map { _ in generator.pick(letters) }
      .joined()
  }

  private mutating func key(_ number: Int) -> String { "\(word())\(number)" }

  private mutating func blockMapping(indentation: Int, depth: Int) -> YAMLNode {
    let start = here
    var entries: [YAMLEntry] = []
    for number in 0...Int.random(in: 0...4, using: &generator) {
      if number > 0 { put(String(repeating: " ", count: indentation)) }
      let key = key(number)
      let keyPosition = here
      put(key + ":")
      let value = value(indentation: indentation, depth: depth)
      entries.append(YAMLEntry(key: key, keyPosition: keyPosition, value: value))
    }
    return YAMLNode(.mapping(entries), at: start)
  }

  /// Writes a value behind a key's colon, to the end of its last line.
  private mutating func value(indentation: Int, depth: Int) -> YAMLNode {
    let inner = indentation + 2
    switch Int.random(in: 0...(depth > 0 ? 5 : 3), using: &generator) {
    case 0:
      let node = YAMLNode(.scalar(YAMLScalar(text: "", style: .plain)), at: here)
      put("\n")
      return node
    case 1:
      put(" ")
      let node = flow(depth: 2)
      put(Bool.random(using: &generator) ? "\n" : "  # é comment\n")
      return node
    case 2: return blockText(indentation: inner)
    case 3:
      put(" ")
      let node = scalar()
      put("\n")
      return node
    case 4:
      put("\n\n" + String(repeating: " ", count: inner))
      return blockMapping(indentation: inner, depth: depth - 1)
    default:
      put("\n" + String(repeating: " ", count: inner))
      return blockSequence(indentation: inner, depth: depth - 1)
    }
  }

  private mutating func blockText(indentation: Int) -> YAMLNode {
    put(" ")
    let start = here
    put("|\n")
    var lines = ""
    for _ in 0...Int.random(in: 0...2, using: &generator) {
      let content = "\(word()): # \(word())\n"
      put(String(repeating: " ", count: indentation) + content)
      lines += content
    }
    return YAMLNode(.scalar(YAMLScalar(text: lines, style: .block)), at: start)
  }

  private mutating func blockSequence(indentation: Int, depth: Int) -> YAMLNode {
    let start = here
    var items: [YAMLNode] = []
    for number in 0...Int.random(in: 0...3, using: &generator) {
      if number > 0 { put(String(repeating: " ", count: indentation)) }
      put("- ")
      if depth > 0, Bool.random(using: &generator) {
        items.append(blockMapping(indentation: indentation + 2, depth: depth - 1))
      } else {
        items.append(flow(depth: 1))
        put("\n")
      }
    }
    return YAMLNode(.sequence(items), at: start)
  }

  private mutating func flow(depth: Int) -> YAMLNode {
    let start = here
    let count = Int.random(in: 0...3, using: &generator)
    switch depth > 0 ? Int.random(in: 0...2, using: &generator) : 2 {
    case 0:
      var items: [YAMLNode] = []
      put("[")
      for number in 0..<count {
        if number > 0 { put(", ") }
        items.append(flow(depth: depth - 1))
      }
      put("]")
      return YAMLNode(.sequence(items), at: start)
    case 1:
      var entries: [YAMLEntry] = []
      put("{")
      for number in 0..<count {
        if number > 0 { put(",\n     ") }
        let key = key(number)
        let keyPosition = here
        put(key + ": ")
        entries.append(YAMLEntry(key: key, keyPosition: keyPosition, value: flow(depth: depth - 1)))
      }
      put("}")
      return YAMLNode(.mapping(entries), at: start)
    default: return scalar()
    }
  }

  private mutating func scalar() -> YAMLNode {
    let start = here
    let content = "\(word()) \(word())"
    switch Int.random(in: 0...2, using: &generator) {
    case 0:
      put(content)
      return YAMLNode(.scalar(YAMLScalar(text: content, style: .plain)), at: start)
    case 1:
      put("'\(content): it''s # '")
      return YAMLNode(.scalar(YAMLScalar(text: "\(content): it's # ", style: .quoted)), at: start)
    default:
      put("\"\(content)\\n\\\"{\"")
      return YAMLNode(.scalar(YAMLScalar(text: "\(content)\n\"{", style: .quoted)), at: start)
    }
  }
}
