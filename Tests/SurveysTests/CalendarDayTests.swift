// Days of the calendar against Foundation's Gregorian calendar.

import TestRandomness
import Foundation
import Surveys
import Testing

@Suite struct CalendarDays {
  /// The first day of the Gregorian calendar: Foundation has Julian days before it.
  private let firstGregorian = -141_427

  private func calendar() throws -> Calendar {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    return calendar
  }

  @Test func `thousands of days are the days of Foundation's calendar`() throws {
    let calendar = try calendar()
    var random = SeededGenerator(seed: 91)
    let near = (-1_000...22_000).map { $0 }.filter { $0 % 7 == 0 }
    let far = (0..<2_000).map { _ in random.number(firstGregorian...2_932_896) }
    for number in near + far {
      let day = try #require(CalendarDay(daysSinceEpoch: number))
      let date = Date(timeIntervalSince1970: Double(number) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      guard (day.year, day.month, day.day) == (parts.year, parts.month, parts.day),
        day.daysSinceEpoch == number, CalendarDay(day.description) == day
      else {
        Issue.record("day \(number) is \(day), not \(parts)")
        return
      }
    }
  }

  @Test func `every year is 365 or 366 days long, leap years by the Gregorian rule`() throws {
    var first = -719_162
    for year in 1...9_999 {
      let day = try #require(CalendarDay(year: year, month: 1, day: 1))
      guard day.daysSinceEpoch == first, CalendarDay(daysSinceEpoch: first) == day else {
        Issue.record("the year \(year) begins on day \(day.daysSinceEpoch), not \(first)")
        return
      }
      let isLeap = year.isMultiple(of: 400) || (year.isMultiple(of: 4) && !year.isMultiple(of: 100))
      first += isLeap ? 366 : 365
    }
  }

  @Test func `whole years are those of Foundation's calendar`() throws {
    let calendar = try calendar()
    var random = SeededGenerator(seed: 92)
    func date(_ day: CalendarDay) -> Date {
      Date(timeIntervalSince1970: Double(day.daysSinceEpoch) * 86_400)
    }
    for _ in 0..<2_000 {
      let from = try #require(CalendarDay(daysSinceEpoch: random.number(-30_000...22_000)))
      let to = try #require(CalendarDay(daysSinceEpoch: random.number(-30_000...22_000)))
      guard from <= to, !(from.month == 2 && from.day == 29) else { continue }
      let years = calendar.dateComponents([.year], from: date(from), to: date(to)).year
      #expect(from.wholeYears(to: to) == years)
      #expect(to.wholeYears(to: from) == years.map { 0 - $0 })
    }
  }

  @Test func `who is born on 29 February has a birthday on 1 March in other years`() throws {
    let born = try #require(CalendarDay("2000-02-29"))
    func years(_ day: String) throws -> Int { born.wholeYears(to: try #require(CalendarDay(day))) }
    #expect(try years("2001-02-28") == 0)
    #expect(try years("2001-03-01") == 1)
    #expect(try years("2004-02-28") == 3)
    #expect(try years("2004-02-29") == 4)
    #expect(try years("2000-02-29") == 0)
    #expect(try years("1999-03-01") == 0)
    #expect(try years("1999-02-28") == -1)
  }

  @Test func `days stand in order and one after the other`() throws {
    var before = try #require(CalendarDay("1899-12-31"))
    let start = before.daysSinceEpoch
    for number in start + 1...start + 1_500 {
      let day = try #require(CalendarDay(daysSinceEpoch: number))
      #expect(before < day && day != before)
      before = day
    }
    #expect(before.description == "1904-02-09")
  }

  @Test func `leap years have a 29 February`() {
    for (year, isLeap) in [(1900, false), (2000, true), (2023, false), (2024, true), (2100, false)]
    {
      #expect((CalendarDay(year: year, month: 2, day: 29) != nil) == isLeap)
      #expect(CalendarDay(year: year, month: 2, day: 28) != nil)
      #expect(CalendarDay(year: year, month: 2, day: 30) == nil)
    }
  }

  @Test func `months have their lengths`() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for (month, length) in zip(1...12, lengths) {
      #expect(CalendarDay(year: 2026, month: month, day: length) != nil)
      #expect(CalendarDay(year: 2026, month: month, day: length + 1) == nil)
      #expect(CalendarDay(year: 2026, month: month, day: 0) == nil)
    }
    #expect(CalendarDay(year: 2026, month: 0, day: 1) == nil)
    #expect(CalendarDay(year: 2026, month: 13, day: 1) == nil)
    #expect(CalendarDay(year: 0, month: 1, day: 1) == nil)
    #expect(CalendarDay(year: 10_000, month: 1, day: 1) == nil)
  }

  @Test(arguments: [
    "", "2026", "2026-1-1", "2026-01-1", "20260101", "2026-01-01 ", " 2026-01-01", "2026/01/01",
    "2026-01-32", "2026-00-01", "0000-01-01", "-026-01-01", "+026-01-01", "2026-01-0x",
    "٢٠٢٦-٠١-٠١", "2026-01-01T00:00", "2026-01-1\u{308}", "202\u{E9}-01-1",
  ])
  func `only a date that exists is read, written year-month-day`(text: String) {
    #expect(CalendarDay(text) == nil)
  }

  @Test func `the ends of the calendar are the years 1 and 9999`() throws {
    let first = try #require(CalendarDay("0001-01-01"))
    let last = try #require(CalendarDay("9999-12-31"))
    #expect(first.daysSinceEpoch == -719_162 && last.daysSinceEpoch == 2_932_896)
    #expect(CalendarDay(daysSinceEpoch: -719_162) == first)
    #expect(CalendarDay(daysSinceEpoch: 2_932_896) == last)
    for number in [-719_163, 2_932_897, Int.min, Int.max] {
      #expect(CalendarDay(daysSinceEpoch: number) == nil)
    }
    #expect(first.description == "0001-01-01" && last.description == "9999-12-31")
    #expect(first.wholeYears(to: last) == 9_998)
  }
}
