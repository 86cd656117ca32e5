// The canonical form against the published examples of RFC 8785, and properties that hold for every
// value.

import TestRandomness
import Foundation
import JSON
import Testing

private func canonicalText(_ value: JSONValue) -> String {
  String(decoding: value.canonical(), as: UTF8.self)
}

@Suite struct `The canonical form` {
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
      (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
      (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
      (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
      (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
      (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
      (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
      (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
      (0x41B3_DE43_5555_5557, "333333333.33333343"),
      (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
      (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func `numbers are written as RFC 8785 Appendix B lists them`(bits: UInt64, text: String) {
    #expect(canonicalText(.number(Double(bitPattern: bits))) == text)
  }

  @Test(arguments: [
    ("333333333.33333329", "333333333.3333333"), ("1E30", "1e+30"), ("4.50", "4.5"),
    ("2e-3", "0.002"), ("0.000000000000000000000000001", "1e-27"), ("-0", "0"), ("-0.0", "0"),
    ("100", "100"), ("1e2", "100"), ("43.0", "43"), ("123456.789", "123456.789"),
    ("1e-6", "0.000001"),
    ("1e-7", "1e-7"), ("1.5e-9", "1.5e-9"), ("-1e21", "-1e+21"),
    ("9007199254740991", "9007199254740991"),
    ("9007199254740992", "9007199254740992"), ("9.007199254740992e15", "9007199254740992"),
    ("0.1", "0.1"), ("5e-324", "5e-324"), ("2.2250738585072014e-308", "2.2250738585072014e-308"),
  ])
  func `a number as written gets its one form`(written: String, text: String) throws {
    #expect(canonicalText(try JSONValue.parse(written)) == text)
  }

  @Test func `the example of RFC 8785 section 3.2 comes out as published`() throws {
    let value = try JSONValue.parse(
      #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#)
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(canonicalText(value) == expected)
  }

  @Test func `keys are sorted by UTF-16 code units as in RFC 8785 section 3.2.3`() throws {
    let value = try JSONValue.parse(
      #"""
      {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
       "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
       "\u00f6": "Latin Small Letter O With Diaeresis"}
      """#)
    let sorted = try JSONValue.parse(value.canonical()).object?.map { $0.value.string?.prefix(5) }
    #expect(sorted == ["Carri", "One", "Contr", "Latin", "Euro ", "Emoji", "Hebre"])
  }

  @Test func `random keys are sorted by UTF-16 code units`() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let texts = Set((0..<20).map { _ in generator.text() })
      let object = JSONObject(texts.map { ($0, nil) })
      let sorted = texts.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
      #expect(try JSONValue.parse(JSONValue.object(object).canonical()).object?.keys == sorted)
    }
  }

  @Test func `only what must be escaped is escaped`() {
    let text = "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}é\u{2028}😀<&>"
    #expect(
      canonicalText(.string(text))
        == #""\u0000\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}é\u{2028}😀<&>\"")
  }

  @Test func `a number that is not finite is written as null`() {
    #expect(
      canonicalText([.number(.nan), .number(.infinity), .number(-.infinity)]) == "[null,null,null]")
  }

  @Test func `every random value survives the canonical and the written forms`() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<1_000 {
      let value = generator.value()
      #expect(try JSONValue.parse(value.canonical()) == value)
      #expect(try JSONValue.parse(value.encoded(.compact)) == value)
      #expect(try JSONValue.parse(value.text(.pretty)) == value)
      let again = try JSONValue.parse(value.text())
      #expect(again.encoded() == value.encoded())
    }
  }

  @Test func `the order of keys changes neither canonical form nor equality nor hash`() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<500 {
      let value = generator.value()
      let shuffled = value.shuffled(using: &generator)
      #expect(shuffled == value)
      #expect(shuffled.hashValue == value.hashValue)
      #expect(shuffled.canonical() == value.canonical())
    }
  }

  @Test func `random numbers have the fewest digits printf needs to name them`() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2_000 {
      let number = generator.anyNumber()
      let text = canonicalText(.number(number))
      #expect(Double(text) == (number == 0 ? 0 : number))
      let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      let shortest = (0..<17).lazy
        .map { String(format: "%.\($0)e", number) }.first { strtod($0, nil) == number }
      let expected = shortest?.prefix { $0 != "e" }.filter(\.isNumber)
      #expect(String(digits.reversed().drop { $0 == "0" }.reversed()) == expected)
    }
  }

  @Test func `random decimals are read to the last bit`() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<5_000 {
      let digits = (0...Int.random(in: 0...24, using: &generator)).map { _ in
        String(Int.random(in: 0...9, using: &generator))
      }
      let exponent = Int.random(in: -330...300, using: &generator)
      let text = "1.\(digits.joined())e\(exponent)"
      guard !(15...20).contains(exponent) else { continue }
      #expect(try JSONValue.parse(text).number?.bitPattern == strtod(text, nil).bitPattern)
    }
  }
}
