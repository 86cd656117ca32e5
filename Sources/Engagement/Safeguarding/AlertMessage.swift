// What an alert says: the partnership, the concern, how urgent it is and where to look. Nothing about
// the person, who would otherwise be in a mailbox.

public import Crypto
public import Foundation
internal import JSON
public import Storage

/// The texts of one alert; the same for every try.
public struct AlertMessage: Sendable {
  private let alert: DueAlert
  /// Where Hark is reached, without a slash at the end; nil: on the server's own machine.
  private let base: String?

  /// The message of an alert.
  public init(_ alert: DueAlert, base: String?) {
    (self.alert, self.base) = (alert, base)
  }

  /// Where to look.
  public var link: String {
    let concern = alert.concern.text
    return base.map { "\($0)/api/v1/concerns/\(concern)" } ?? "hark concern show \(concern)"
  }

  /// The key by which whoever gets it knows a second copy.
  public var key: String { alert.id.text }

  /// The body that is posted.
  public var body: [UInt8] {
    let object: JSONObject = [
      "type": .string(alert.level == 1 ? "concern.raised" : "concern.escalated"),
      "timestamp": .string(timestamp(alert.createdAt)),
      "data": [
        "partnership": .string(alert.slug), "concern": .string(alert.concern.text),
        "urgency": .string(alert.urgency.rawValue), "level": .number(Double(alert.level)),
        "link": .string(link),
      ],
    ]
    return JSONValue.object(object).encoded(.compact)
  }

  /// The headers of a posted body, as Standard Webhooks has them: id, time and an HMAC-SHA256 over both
  /// and the body.
  public func headers(key secret: SymmetricKey, at now: Date) -> [(name: String, value: String)] {
    let time = "\(Int(now.timeIntervalSince1970))"
    let signed = Array("\(key).\(time).".utf8) + body
    let code = HMAC<SHA256>.authenticationCode(for: signed, using: secret)
    return [
      ("webhook-id", key), ("webhook-timestamp", time),
      ("webhook-signature", "v1," + Data(code).base64EncodedString()),
      ("idempotency-key", key), ("content-type", "application/json"),
    ]
  }

  /// The whole mail (RFC 5322), with the alert's id in its Message-ID.
  public func mail(from sender: String) -> String {
    let urgency = alert.urgency.rawValue.replacing("_", with: " ")
    let mail = MailText(
      id: key, from: sender, to: alert.mailTo, createdAt: alert.createdAt,
      subject: "Hark: a safeguarding concern "
        + (alert.level == 1 ? "needs you" : "that nobody has taken up needs you"))
    return mail.text([
      alert.level == 1
        ? "A safeguarding concern was raised."
        : "A safeguarding concern was raised, and nobody has taken it up in time.",
      "", "Partnership: \(alert.slug)", "Concern:     \(alert.concern.text)",
      "Urgency:     \(urgency)", "Look at it:  \(link)", "",
      "Take it up there, so that nobody else is called. This message says nothing about",
      "the person on purpose; please do not ask about them by mail. Nobody outside was told.",
    ])
  }

  /// The key that a partnership's endpoint checks signatures with, made from the server's own.
  public static func signingKey(server: String, partnership slug: String) -> SymmetricKey {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("hark webhook \(slug)".utf8), using: SymmetricKey(data: Array(server.utf8)))
    return SymmetricKey(data: code)
  }

  /// The same key as those who check signatures write it (Standard Webhooks).
  public static func printedKey(server: String, partnership slug: String) -> String {
    let key = signingKey(server: server, partnership: slug)
    return "whsec_" + key.withUnsafeBytes { Data($0) }.base64EncodedString()
  }
}
