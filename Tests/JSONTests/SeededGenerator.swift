// A random generator that gives the same numbers in every run, so that a failure repeats, and the
// random values the property tests draw from it.

import TestRandomness
import JSON

extension SeededGenerator {
  /// Any value the parser accepts, at most `depth` levels deep.
  mutating func value(depth: Int = 4) -> JSONValue {
    switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &self) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &self))
    case 2: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &self)) / 8)
    case 3: return .number(anyNumber())
    case 4: return .string(text())
    case 5:
      return .array(
        (0..<Int.random(in: 0...5, using: &self)).map { _ in value(depth: depth - 1) })
    default:
      return .object(
        JSONObject(
          (0..<Int.random(in: 0...14, using: &self)).map { _ in (text(), value(depth: depth - 1)) })
      )
    }
  }

  /// A double from random bits that has a written form the parser accepts.
  mutating func anyNumber() -> Double {
    while true {
      let number = Double(bitPattern: next())
      let size = number.magnitude
      if number.isFinite, size <= 0x1p53 || size >= 1e21 { return number }
    }
  }

  mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{1F}", "\u{7F}", "é", "ŵ",
      "€", "\u{2028}", "\u{FB33}", "\u{FFFF}", "😀", "\u{10FFFF}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &self) {
      text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &self)])
    }
    return String(text)
  }
}

extension JSONValue {
  /// The same value with the keys of every object in another order.
  func shuffled(using generator: inout SeededGenerator) -> JSONValue {
    switch self {
    case .array(let items): return .array(items.map { $0.shuffled(using: &generator) })
    case .object(let object):
      return .object(
        JSONObject(
          object.entries.shuffled(using: &generator).map {
            ($0.key, $0.value.shuffled(using: &generator))
          }))
    default: return self
    }
  }
}
