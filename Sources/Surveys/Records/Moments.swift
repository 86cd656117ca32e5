// Days with a time of day, as records say them.

internal import Foundation

extension Date {
  /// A moment as RFC 3339 writes it, with its offset; nil where it is none, or no such day exists.
  init?(moment text: String) {
    let text = text.uppercased()
    guard CalendarDay(String(text.prefix(10))) != nil else { return nil }
    let styles = [false, true].lazy.map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
    guard let moment = styles.compactMap({ try? Date(text, strategy: $0) }).first else {
      return nil
    }
    self = moment
  }

  /// The moment at which a year of the calendar begins, in Greenwich.
  init(yearsBegin year: Int) {
    let days = CalendarDay(year: year, month: 1, day: 1)?.daysSinceEpoch ?? 0
    self.init(timeIntervalSince1970: Double(days) * 86_400)
  }
}
