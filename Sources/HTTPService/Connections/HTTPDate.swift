// The moment as HTTP writes it (RFC 9110, 5.6.7), worked out once a second.

internal import Foundation
internal import Glibc
internal import Synchronization

/// Moments in the header `Date`.
enum HTTPDate {
  private static let last = Mutex<(second: Int, text: String)>((0, ""))

  /// This moment, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func now() -> String {
    let second = time(nil)
    return last.withLock { last in
      if last.second != second { last = (second, text(second)) }
      return last.text
    }
  }

  /// A moment, in seconds since 1970.
  static func text(_ second: Int) -> String {
    var (moment, parts) = (second, tm())
    gmtime_r(&moment, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(two).joined(separator: ":")
    let day = "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    return "\(days[Int(parts.tm_wday)]), \(day) \(time) GMT"
  }
}
