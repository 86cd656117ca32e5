// A month of the calendar and a time of day, as people write them.

/// A month of the Gregorian calendar, written `2026-11`.
public struct CalendarMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Its first day.
  public let firstDay: CalendarDay

  /// The month that a day is in.
  public init(of day: CalendarDay) {
    firstDay = CalendarDay(year: day.year, month: day.month, day: 1) ?? day
  }

  /// Reads exactly `YYYY-MM`.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 7, let day = CalendarDay("\(text)-01") else { return nil }
    firstDay = day
  }

  /// `2026-11`.
  public var description: String { String(firstDay.description.prefix(7)) }

  /// Whether the one is before the other.
  public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
    left.firstDay < right.firstDay
  }
}

/// A time of day to the minute, written `14:30`.
public struct TimeOfDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Minutes since midnight, 0 to 1,439.
  public let minutes: Int

  /// A time by its minutes since midnight; nil outside the day.
  public init?(minutes: Int) {
    guard (0..<1_440).contains(minutes) else { return nil }
    self.minutes = minutes
  }

  /// Reads `HH:MM`, 00:00 to 23:59; `9:05` means 09:05.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    minutes = hour * 60 + minute
  }

  /// `14:30`.
  public var description: String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(padded(minutes / 60)):\(padded(minutes % 60))"
  }

  /// Whether the one is before the other.
  public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }
}
