// What the JSON parser accepts and refuses, with code and place.

import TestRandomness
import Foundation
import JSON
import Testing

private func problem(_ text: String, maximumDepth: Int = 64) -> JSONProblem? {
  problem(Array(text.utf8), maximumDepth: maximumDepth)
}

private func problem(_ bytes: [UInt8], maximumDepth: Int = 64) -> JSONProblem? {
  do throws(JSONProblem) {
    _ = try JSONValue.parse(bytes, maximumDepth: maximumDepth)
    return nil
  } catch {
    return error
  }
}

@Suite struct `Reading JSON` {
  @Test func `a document keeps its values and the order of its keys`() throws {
    let value = try JSONValue.parse(
      #" {"z": [1, -2.5, 3e2, true, false, null], "a": {"text": "caf\u00e9 \ud83d\ude00\n"}} "#)
    #expect(value == ["z": [1, -2.5, 300, true, false, nil], "a": ["text": "café 😀\n"]])
    #expect(value.object?.keys == ["z", "a"])
    #expect(try JSONValue.parse([UInt8]("7".utf8)[...]) == 7)
  }

  @Test func `every escape is read`() throws {
    let text = try JSONValue.parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\uD83D\uDE00\uFFFF""#)
    #expect(text.string == "\"\\/\u{8}\u{C}\n\r\tA\u{E9}€😀\u{FFFF}")
  }

  @Test(arguments: [
    ("", JSONProblem.Code.empty), (" \n\t\r", .empty), ("\u{FEFF}{}", .byteOrderMark),
    ("{} {}", .trailingBytes), ("1a", .trailingBytes), ("nullnull", .trailingBytes),
    ("[1,]", .trailingComma), (#"{"a":1,}"#, .trailingComma), ("[,1]", .unexpectedCharacter),
    ("[1 2]", .unexpectedCharacter), ("{a:1}", .unexpectedCharacter), ("'a'", .unexpectedCharacter),
    (#"{"a" 1}"#, .unexpectedCharacter), (#"{"a":1 "b":2}"#, .unexpectedCharacter),
    ("[1,,2]", .unexpectedCharacter), ("]", .unexpectedCharacter), ("[1}", .unexpectedCharacter),
    ("True", .unexpectedCharacter), ("nul", .unexpectedEnd), ("nulx", .unexpectedCharacter),
    ("NaN", .unexpectedCharacter), ("// c\n1", .unexpectedCharacter), ("[", .unexpectedEnd),
    ("{", .unexpectedEnd), (#"{"a""#, .unexpectedEnd), (#"{"a":"#, .unexpectedEnd),
    ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd), (#""abc"#, .unexpectedEnd),
    (#""abc\"#, .unexpectedEnd), (#""\u12"#, .unexpectedEnd), ("-", .unexpectedEnd),
    ("1.", .unexpectedEnd), ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd), ("01", .invalidNumber),
    ("-01", .invalidNumber), ("00", .invalidNumber), ("+1", .invalidNumber), (".5", .invalidNumber),
    ("[1.]", .invalidNumber), ("[1.e3]", .invalidNumber), ("[1e]", .invalidNumber),
    ("[-]", .invalidNumber), ("-Infinity", .invalidNumber), ("1e400", .numberTooLarge),
    ("-1e309", .numberTooLarge), ("1e99999999999999999999", .numberTooLarge),
    ("9007199254740993", .wholeNumberTooLarge), ("-9007199254740993", .wholeNumberTooLarge),
    ("9007199254740993.0", .wholeNumberTooLarge), ("1e20", .wholeNumberTooLarge),
    ("12345678901234567890123456789", .wholeNumberTooLarge), ("\"a\nb\"", .controlCharacter),
    ("\"\t\"", .controlCharacter), ("\"\u{1F}\"", .controlCharacter), ("\"\u{0}\"", .nul),
    (#""\u0000""#, .nul), (#""\ud800""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate),
    (#""\ud800\u0041""#, .loneSurrogate), (#""\ud800x""#, .loneSurrogate),
    (#""\udc00\ud800""#, .loneSurrogate), (#""\udc00\udc00""#, .loneSurrogate),
    (#""\ud800\ud800""#, .loneSurrogate),
    (#""\x41""#, .invalidEscape), (#""\u00g0""#, .invalidEscape), (#""\U0041""#, .invalidEscape),
    (#"{"a":1,"b":2,"a":3}"#, .duplicateKey), (#"{"a":1,"\u0061":2}"#, .duplicateKey),
  ])
  func `a mistake is refused under its code`(text: String, code: JSONProblem.Code) {
    #expect(problem(text)?.code == code)
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xFF],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3],
      [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused where they begin`(bytes: [UInt8]) {
    let quote = [UInt8(ascii: "\"")]
    let inText = problem(quote + Array("né".utf8) + bytes + quote)
    #expect(inText?.code == .invalidUTF8)
    #expect(inText?.offset == 4)
    let afterEscape = problem(quote + Array("\\n".utf8) + bytes + quote)
    #expect(afterEscape?.code == .invalidUTF8)
    #expect(afterEscape?.offset == 3)
    #expect(problem(bytes)?.code == .invalidUTF8)
  }

  @Test func `a problem names offset, line and column`() {
    let found = problem("{\n  \"é\": 1,\n  \"ŵ\": 01\n}")
    #expect(found?.offset == 21)
    #expect(found?.line == 3)
    #expect(found?.column == 8)
    #expect(problem(#"{"é":1, "é":2}"#)?.column == 9)
    #expect(problem("[1\n, ]")?.line == 2)
  }

  @Test func `a problem never repeats what the document says`() {
    for text in [#"{"secret":1,"secret":2}"#, #"["secret\x"]"#, "secret", #"["secret" secret]"#] {
      #expect(problem(text)?.description.contains("secret") == false)
    }
  }

  @Test func `every code has its own raw value, message and suggestion`() {
    let codes = JSONProblem.Code.allCases
    #expect(Set(codes.map(\.message)).count == codes.count)
    #expect(codes.allSatisfy { !$0.suggestion.isEmpty })
  }

  @Test func `nesting is bounded by the parameter and can never exhaust the stack`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(problem(nested(64)) == nil)
    #expect(problem(nested(65))?.code == .tooDeep)
    #expect(problem(nested(65))?.offset == 64)
    #expect(problem("[[]]", maximumDepth: 1)?.code == .tooDeep)
    #expect(problem("1", maximumDepth: 0) == nil)
    #expect(problem(nested(256), maximumDepth: .max) == nil)
    #expect(problem(nested(257), maximumDepth: .max)?.code == .tooDeep)
    #expect(problem(String(repeating: "[", count: 1_000_000))?.code == .tooDeep)
    #expect(problem(String(repeating: #"{"a":"#, count: 200_000))?.code == .tooDeep)
  }

  @Test func `large documents are read whole`() throws {
    let keys = (0..<50_000).map { #""key\#($0)":\#($0)"# }.joined(separator: ",")
    let object = try JSONValue.parse("{\(keys)}").object
    #expect(object?.count == 50_000)
    #expect(object?["key49999"] == 49_999)
    #expect(problem("{\(keys),\"key7\":0}")?.code == .duplicateKey)
    #expect(
      try JSONValue.parse("0." + String(repeating: "1", count: 300_000)) == 0.1111111111111111)
    #expect(problem(String(repeating: "9", count: 300_000))?.code == .numberTooLarge)
    #expect(try JSONValue.parse("0e99999999999999999999") == 0)
    #expect(try JSONValue.parse("1e-99999999999999999999") == 0)
  }
}

@Suite struct `JSON beside Foundation` {
  // Not in the list: Foundation on Linux accepts a comma before a closing bracket.
  @Test(arguments: [
    "1", "-0", "0", "0.0", "1e1", "1E+1", "1e-1", "-1.5e3", "\"\"", "\"a\"", "[]", "{}", "[[]]",
    "[ ]", "{ }", " [1 , 2 ] ", "\t{\n\"a\" :\r1}", "null", "true", "false", "[null]",
    "\"\\u0041\"",
    "\"\\ud83d\\ude00\"", "\"\u{7F}\"", "\"é\"", "{\"\":0}", "[1", "[,]", "{,}", "{\"a\"}",
    "{\"a\":}", "{1:2}", "'a'", "01", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+",
    "--1",
    "0x10", "NaN", "Infinity", "tru", "True", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"a",
    "\"\n\"",
    "\"\u{1}\"", "[1]]", "{}}", "1 2", "[1 2]", "[\"a\" \"b\"]", "{\"a\" 1}", "[1:2]", "\u{A0}1",
    "",
    " ", "/**/1", "#1", "[1,,2]", "\"\\\"", "nul", "fals", "]", "}", ":", ",", "\\", "[\u{C}1]",
  ])
  func `both accept or both refuse the same document`(text: String) {
    let reference = try? JSONSerialization.jsonObject(
      with: Data(text.utf8), options: .fragmentsAllowed)
    #expect((problem(text) == nil) == (reference != nil))
  }
}

@Suite struct `Broken JSON` {
  @Test func `ten thousand mutations of a document end in a value or a problem within it`() throws {
    let original =
      Array(
        #"{"survey":"feeling-safe@1","answers":{"safe":"very_safe","age":43,"reasons":["lighting","#
          .utf8)
      + Array(#""falls"],"story":"The path is dark \u2014 caf\u00e9 \ud83d\ude00 ŵ","#.utf8)
      + Array(#""places":[{"spot":"Mill Lane","visits":3.5e0}],"none":null,"yes":true}}"#.utf8)
    _ = try JSONValue.parse(original)
    var generator = SeededGenerator(seed: 8785)
    for _ in 0..<10_000 {
      let bytes = generator.mutated(original)
      do throws(JSONProblem) {
        let value = try JSONValue.parse(bytes)
        #expect(try JSONValue.parse(value.canonical()) == value)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
      }
    }
  }
}
