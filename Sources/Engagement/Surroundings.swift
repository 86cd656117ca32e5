// Clock, identifiers and randomness, handed down so that tests can hold them still.

public import struct Foundation.Calendar
public import struct Foundation.Date
public import struct Foundation.DateComponents
public import struct Foundation.TimeZone
public import struct Foundation.UUID
public import Surveys

/// What a use case needs from outside itself.
public struct Surroundings: Sendable {
  /// The time.
  public let now: @Sendable () -> Date
  /// A new random identifier.
  public let identifier: @Sendable () -> UUID
  /// So many random bytes from the system's generator.
  public let randomBytes: @Sendable (Int) -> [UInt8]

  /// Surroundings from their parts.
  public init(
    now: @escaping @Sendable () -> Date, identifier: @escaping @Sendable () -> UUID,
    randomBytes: @escaping @Sendable (Int) -> [UInt8]
  ) {
    (self.now, self.identifier, self.randomBytes) = (now, identifier, randomBytes)
  }

  /// The system's clock and its cryptographic generator.
  public static let live = Surroundings(
    now: { Date() }, identifier: { UUID() },
    randomBytes: { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    })

  /// Today's date where the partnerships are: in England.
  public var today: CalendarDay? { Self.day(now()) }

  /// The moment at which a day is over, where the partnerships are: in England.
  public static func end(of day: CalendarDay) -> Date? {
    let parts = DateComponents(year: day.year, month: day.month, day: day.day)
    return england.date(from: parts).flatMap {
      england.date(byAdding: .day, value: 1, to: $0)
    }
  }

  /// Made once: finding a time zone by its name takes longer than judging an answer.
  private static let england: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/London") ?? .gmt
    return calendar
  }()

  /// The date at a moment, where the partnerships are: in England.
  static func day(_ moment: Date) -> CalendarDay? {
    let parts = england.dateComponents([.year, .month, .day], from: moment)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }
}
