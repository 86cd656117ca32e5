// How scale, whole_number and number read answers, and which settings they refuse.

import JSON
import Surveys
import Testing

@Suite struct NumberReading {
  private let range: [String: KindValue] = ["min": .number(0), "max": .number(50)]
  private let scale: [String: KindValue] = ["from": .wholeNumber(-2), "to": .wholeNumber(2)]

  @Test func `a whole number written with a point is that whole number`() throws {
    let kind = try makeKind(WholeNumber.self, range)
    #expect(kind.outcome(43) == .answer(.number(43)))
    #expect(kind.outcome(43.5) == .refused(.wrongForm))
    #expect(kind.outcome("43") == .refused(.wrongForm))
    #expect(kind.outcome(true) == .refused(.wrongForm))
    for reading in [AnswerReading.text, .table] {
      #expect(kind.outcome("43.0", reading) == .answer(.number(43)))
      #expect(kind.outcome(" 08 ", reading) == .answer(.number(8)))
      #expect(kind.outcome("-0", reading) == .answer(.number(0)))
      #expect(kind.outcome("", reading) == .nothing)
      #expect(kind.outcome("  ", reading) == .nothing)
      for wrong: JSONValue in [
        "43.5", "1e1", "0x10", "nan", "inf", "+4", "1,000", "4 3", "-", ".", "٣",
      ] {
        #expect(kind.outcome(wrong, reading) == .refused(.wrongForm))
      }
    }
  }

  @Test func `zero has no sign`() throws {
    let kind = try makeKind(DecimalNumber.self)
    guard case .answer(.number(let number)) = kind.outcome(.number(-0.0)) else {
      Issue.record("-0 is refused")
      return
    }
    #expect(number.sign == .plus)
  }

  @Test func `numbers outside min and max are refused, the ends are not`() throws {
    for type: any QuestionKind.Type in [WholeNumber.self, DecimalNumber.self] {
      let kind = try makeKind(type, range)
      #expect(kind.outcome(0) == .answer(.number(0)))
      #expect(kind.outcome(50) == .answer(.number(50)))
      #expect(kind.outcome(-1) == .refused(.outOfRange))
      #expect(kind.outcome(51) == .refused(.outOfRange))
    }
    let refusal = #expect(throws: AnswerRefusal.self) {
      try makeKind(DecimalNumber.self, ["max": .number(2.5)]).read(3, .typed)
    }
    #expect(refusal?.message == "expected a number of at most 2.5")
  }

  @Test func `a number has a fraction where the question allows one`() throws {
    let kind = try makeKind(DecimalNumber.self)
    #expect(kind.outcome(1.25) == .answer(.number(1.25)))
    #expect(kind.outcome("-1.25", .text) == .answer(.number(-1.25)))
    #expect(kind.outcome(.number(.infinity)) == .refused(.outOfRange))
    #expect(kind.outcome(.number(.nan)) == .refused(.outOfRange))
    #expect(kind.outcome(.number(0x1p53)) == .answer(.number(0x1p53)))
    #expect(kind.outcome(.number(0x1.0000000000001p53)) == .refused(.outOfRange))
    let digits = JSONValue.string(String(repeating: "9", count: 400))
    #expect(kind.outcome(digits, .table) == .refused(.outOfRange))
  }

  @Test func `a scale takes the whole numbers between its ends`() throws {
    let kind = try makeKind(Scale.self, scale)
    for point in -2...2 {
      #expect(kind.outcome(.number(Double(point))) == .answer(.number(Double(point))))
    }
    #expect(kind.outcome(3) == .refused(.outOfRange))
    #expect(kind.outcome(-3) == .refused(.outOfRange))
    #expect(kind.outcome(0.5) == .refused(.wrongForm))
    #expect(kind.outcome("-2", .text) == .answer(.number(-2)))
    #expect(kind.outcome("0") == .refused(.wrongForm))
  }

  private func key(_ type: any QuestionKind.Type, _ settings: [String: KindValue]) -> String? {
    do throws(KindProblem) {
      _ = try makeKind(type, settings)
      return nil
    } catch { return error.key }
  }

  private func ends(_ from: Int, _ to: Int) -> [String: KindValue] {
    ["from": .wholeNumber(from), "to": .wholeNumber(to)]
  }

  @Test func `a scale goes up, by at most a thousand`() {
    #expect(key(Scale.self, ends(0, 1_000)) == nil)
    #expect(key(Scale.self, ends(0, 1_001)) == "to")
    #expect(key(Scale.self, ends(3, 3)) == "to")
    #expect(key(Scale.self, ends(3, 1)) == "to")
    #expect(key(Scale.self, ends(.min, .max)) == "to")
    let labels: [String: KindValue] = ["labels": .labels([0: "low", 5: "middle", 11: "high"])]
    #expect(key(Scale.self, ends(0, 10).merging(labels) { $1 }) == "labels")
    #expect(key(Scale.self, ends(0, 11).merging(labels) { $1 }) == nil)
  }

  @Test func `min is not above max and bands stand in order`() throws {
    func bands(_ texts: String...) -> [String: KindValue] {
      ["bands": .bands(texts.compactMap { Band($0) })]
    }
    for type: any QuestionKind.Type in [WholeNumber.self, DecimalNumber.self] {
      #expect(key(type, ["min": .number(2), "max": .number(1)]) == "max")
      #expect(key(type, ["min": .number(1), "max": .number(1)]) == nil)
      #expect(key(type, bands("0-17", "18-24", "30", "85+")) == nil)
      #expect(key(type, bands("0-18", "18-24")) == "bands")
      #expect(key(type, bands("18-24", "0-17")) == "bands")
      #expect(key(type, bands("18+", "85-90")) == "bands")
    }
  }
}

@Suite struct Bands {
  @Test func `bands are ranges, single numbers and open ends`() throws {
    let range = try #require(Band("18 - 24"))
    #expect((range.text, range.lowest, range.highest) == ("18-24", 18, 24))
    let open = try #require(Band(" 85+"))
    #expect((open.text, open.lowest, open.highest) == ("85+", 85, nil))
    let single = try #require(Band("7"))
    #expect((single.text, single.lowest, single.highest) == ("7", 7, 7))
    for wrong in [
      "", "+", "-", "5-", "24-18", "1-2-3", "a-b", "5++", "+5", "5-+8", "1.5-2", "18–24", "٣",
      "99999999999999999999+",
    ] {
      #expect(Band(wrong) == nil, "\(wrong)")
    }
  }

  @Test func `a fraction belongs to the whole number below it`() throws {
    let band = try #require(Band("18-24"))
    #expect([17.9, 18, 24, 24.9, 25].map(band.contains) == [false, true, true, true, false])
    let open = try #require(Band("85+"))
    #expect([84.9, 85, 1e9].map(open.contains) == [false, true, true])
  }

  @Test func `every number falls in one band of a list without gaps`() throws {
    let bands = ["0-17", "18-24", "25-64", "65+"].compactMap { Band($0) }
    for number in 0..<800 {
      let value = Double(number) / 8
      #expect(bands.count { $0.contains(value) } == 1)
    }
  }
}
