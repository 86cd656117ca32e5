// The form of every mail that Hark sends of itself (RFC 5322): its id is the key by which a second copy is known.

internal import Foundation

/// A mail without its body.
struct MailText {
  /// The key by which a second copy is known, in the Message-ID.
  let id: String
  /// The address that it is from.
  let from: String
  let to: [String]
  let createdAt: Date
  let subject: String

  /// The whole mail; `lines` are its body, in ASCII.
  func text(_ lines: [String]) -> String {
    let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
    let head = [
      "From: \(from)", "To: \(to.joined(separator: ", "))", "Subject: \(subject)",
      "Date: \(Self.date(createdAt))", "Message-ID: <\(id)@\(domain)>",
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=us-ascii", "",
    ]
    return (head + lines).joined(separator: "\r\n") + "\r\n"
  }

  /// `Sun, 22 Nov 2026 10:00:00 +0000`
  private static func date(_ date: Date) -> String {
    let style = Date.VerbatimFormatStyle(
      format:
        "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt,
      calendar: Calendar(identifier: .gregorian))
    return date.formatted(style)
  }
}
