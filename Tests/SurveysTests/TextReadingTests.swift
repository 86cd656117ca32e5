// How text, long_text, date, place, note, repeat and calculate read answers.

import JSON
import Surveys
import Testing

@Suite struct TextReading {
  @Test func `a text is kept as it was given`() throws {
    for type: any QuestionKind.Type in [ShortText.self, LongText.self] {
      let kind = try makeKind(type)
      for reading in [AnswerReading.typed, .text, .table] {
        #expect(kind.outcome("  no, 12:30\n", reading) == .answer(.text("  no, 12:30\n")))
        #expect(kind.outcome(" \n\u{A0}", reading) == .nothing)
        #expect(kind.outcome("", reading) == .nothing)
        #expect(kind.outcome(43, reading) == .refused(.wrongForm))
        #expect(kind.outcome("a\0b", reading) == .refused(.forbiddenCharacter))
      }
    }
  }

  @Test func `the length of a text is counted in Unicode scalars`() throws {
    let kind = try makeKind(ShortText.self, ["at_most": .wholeNumber(4)])
    #expect(kind.outcome("e\u{301}e\u{301}") == .answer(.text("e\u{301}e\u{301}")))
    #expect(kind.outcome("e\u{301}e\u{301}e") == .refused(.tooLong))
    #expect(kind.outcome("🏴🏴🏴🏴") == .answer(.text("🏴🏴🏴🏴")))
    let usual: [(any QuestionKind.Type, Int)] = [(ShortText.self, 500), (LongText.self, 50_000)]
    for (type, length) in usual {
      let kind = try makeKind(type)
      let longest = String(repeating: "a", count: length)
      #expect(kind.outcome(.string(longest)) == .answer(.text(longest)))
      #expect(kind.outcome(.string(longest + "a")) == .refused(.tooLong))
      for wrong in [0, -1, 200_001] {
        #expect(throws: KindProblem.self) { try makeKind(type, ["at_most": .wholeNumber(wrong)]) }
      }
    }
  }

  @Test func `a date is a day that exists, between min and max`() throws {
    let first = try #require(CalendarDay("2024-01-01"))
    let last = try #require(CalendarDay("2026-12-31"))
    let kind = try makeKind(DateQuestion.self, ["min": .day(first), "max": .day(last)])
    #expect(kind.outcome("2024-01-01") == .answer(.day(first)))
    #expect(kind.outcome("2026-12-31") == .answer(.day(last)))
    #expect(kind.outcome("2023-12-31") == .refused(.outOfRange))
    #expect(kind.outcome("2027-01-01") == .refused(.outOfRange))
    for wrong: JSONValue in ["2025-02-29", "2025-2-1", "20250201", "01/02/2025", "", " 2024-01-01"]
    {
      #expect(kind.outcome(wrong) == .refused(.wrongForm))
    }
    #expect(kind.outcome(2024) == .refused(.wrongForm))
    #expect(kind.outcome(" 2024-01-01 ", .text) == .answer(.day(first)))
    #expect(kind.outcome(" ", .table) == .nothing)
    let problem = #expect(throws: KindProblem.self) {
      try makeKind(DateQuestion.self, ["min": .day(last), "max": .day(first)])
    }
    #expect(problem?.key == "max")
  }

  @Test func `a place is a code`() throws {
    let kind = try makeKind(PlaceQuestion.self, ["kinds": .words(["ward"])])
    #expect(kind.outcome("E07000234") == .answer(.place("E07000234")))
    #expect(kind.outcome(" mill-lane_2 ", .text) == .answer(.place("mill-lane_2")))
    #expect(kind.outcome("", .table) == .nothing)
    let long = JSONValue.string(String(repeating: "x", count: 65))
    for wrong: JSONValue in ["", "Mill Lane", "é", "a;b", long, 7] {
      #expect(kind.outcome(wrong) == .refused(.wrongForm))
    }
  }

  @Test func `a note takes no answer and a list takes sets of answers`() throws {
    #expect(try makeKind(Note.self).outcome("hello") == .refused(.notAsked))
    let list = try makeKind(Repeat.self, ["up_to": .wholeNumber(2)])
    #expect(list.outcome([]) == .nothing)
    #expect(list.outcome([[:], [:]] as JSONValue) != .nothing)
    #expect(list.outcome([[:], [:], [:]] as JSONValue) == .refused(.tooManyItems))
    for wrong: JSONValue in ["a", 1, [1], [nil], [:], [["a"]]] {
      #expect(list.outcome(wrong) == .refused(.wrongForm))
    }
    for wrong in [0, -1, 1_001] {
      #expect(throws: KindProblem.self) {
        try makeKind(Repeat.self, ["up_to": .wholeNumber(wrong)])
      }
    }
  }

  @Test func `kinds are found by the name that modules use`() {
    let names = [
      "note", "yes_no", "choose_one", "choose_many", "rank", "scale", "grid", "whole_number",
      "number", "text", "long_text", "date", "month", "time", "place", "point", "photo", "voice",
      "group", "repeat", "calculate",
    ]
    #expect(QuestionKinds.all.map { $0.name } == names)
    for name in names { #expect(QuestionKinds.kind(name)?.name == name) }
    #expect(QuestionKinds.kind("yes-no") == nil)
  }
}
