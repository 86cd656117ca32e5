// Moments and calendar dates. PostgreSQL counts microseconds, or days, from 2000-01-01.

public import Foundation

extension Date: SQLArrayScalar {
  // 2001-01-01, from which Foundation counts, minus 2000-01-01, in microseconds (2000 was a leap year).
  private static let epochDifference: Int64 = 366 * 86_400 * 1_000_000

  /// timestamptz
  public static var sqlType: SQLType { .timestamptz }

  /// Microseconds since 2000-01-01 UTC, rounded to the nearest. A moment that PostgreSQL cannot keep
  /// is sent as one that the server refuses (22008), never as its `infinity`.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? {
    let seconds = timeIntervalSinceReferenceDate.rounded(.down)
    guard abs(seconds) < 9e12 else { return (Int64.max - 1).bigEndianBytes }
    let fraction = ((timeIntervalSinceReferenceDate - seconds) * 1e6).rounded()
    return (Int64(seconds) * 1_000_000 + Int64(fraction) + Self.epochDifference).bigEndianBytes
  }

  /// Reads a timestamptz other than infinity; exact to the microsecond from 1729 to 2272.
  public static func decode(_ cell: SQLCell) -> Date? {
    guard cell.type == .timestamptz, let microseconds = cell.integer(as: Int64.self),
      microseconds != .max, microseconds != .min
    else { return nil }
    let (sinceReference, overflow) = microseconds.subtractingReportingOverflow(epochDifference)
    return overflow ? nil : Date(timeIntervalSinceReferenceDate: Double(sinceReference) / 1e6)
  }
}

/// A day in the Gregorian calendar, without a time or a time zone: PostgreSQL's `date`.
public struct PostgresDate: Sendable, Hashable, Comparable {
  /// The year; 0 is the year 1 BC.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// A day; nil when there is no such day, or PostgreSQL cannot keep it.
  public init?(year: Int, month: Int, day: Int) {
    guard (-4712...5_874_897).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// Whether one day is before another.
  public static func < (left: PostgresDate, right: PostgresDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

// The conversion counts years from 1 March, so that the leap day is a year's last. Eras are the 400
// years (146,097 days) after which the calendar repeats. Source: the definition of the calendar.
extension PostgresDate {
  // Days from 1 March of the year 0 to 2000-01-01.
  private static let epoch = 730_425

  /// Days since 2000-01-01.
  var daysSinceEpoch: Int {
    let shiftedYear = month > 2 ? year : year - 1
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - Self.epoch
  }

  /// The day so many days after 2000-01-01.
  init?(daysSinceEpoch: Int) {
    let days = daysSinceEpoch + Self.epoch
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}

extension PostgresDate: SQLArrayScalar {
  /// date
  public static var sqlType: SQLType { .date }

  /// Days since 2000-01-01 in four bytes.
  public func sqlBytes() throws(PostgresError) -> [UInt8]? {
    Int32(clamping: daysSinceEpoch).bigEndianBytes
  }

  /// Reads a date other than infinity.
  public static func decode(_ cell: SQLCell) -> PostgresDate? {
    guard cell.type == .date, let days = cell.integer(as: Int32.self), days != .max, days != .min
    else { return nil }
    return PostgresDate(daysSinceEpoch: Int(days))
  }
}
