// How alerts leave this server: the mail server, the key that posted alerts are signed with, and the
// address that links begin with. Secrets come from files.

internal import Engagement
internal import Foundation

/// The settings of alerts.
struct AlertSettings: Sendable {
  /// The mail server, such as smtp://mail.example:587; nil: there is none.
  var mailURL: String?
  /// The address that mail comes from.
  var mailFrom: String?
  /// The name to sign in with; nil: without.
  var mailUser: String?
  /// The file with its password.
  var mailPasswordFile: String?
  /// The file with the key that posted alerts are signed with.
  var webhookKeyFile: String?
  /// Where Hark is reached, such as https://hark.example.
  var publicURL: String?
  /// How long a mail server or an endpoint may take, in seconds.
  var seconds = 15
  /// The folder in which the service manager hands secrets over.
  private var handedOver: String?

  /// The keys of hark.yaml with the variable that each stands for.
  static let keys = [
    "mail_url": "HARK_MAIL_URL", "mail_from": "HARK_MAIL_FROM", "mail_user": "HARK_MAIL_USER",
    "mail_password_file": "HARK_MAIL_PASSWORD_FILE",
    "webhook_key_file": "HARK_WEBHOOK_KEY_FILE", "public_url": "HARK_PUBLIC_URL",
    "alert_seconds": "HARK_ALERT_SECONDS",
  ]

  /// No way for alerts to leave.
  init() {}

  /// Reads the settings; `handedOver` is the folder in which the service manager hands secrets over.
  init(handedOver: String?, _ value: (String) -> String?) throws {
    func file(_ key: String) -> String? {
      value(key)
        ?? handedOver.map { "\($0)/hark_" + key.replacing("_file", with: "") }.flatMap {
          FileManager.default.fileExists(atPath: $0) ? $0 : nil
        }
    }
    self.handedOver = handedOver
    mailURL = try value("mail_url").map(Self.mailServer)
    mailFrom = value("mail_from")
    mailUser = value("mail_user")
    mailPasswordFile = file("mail_password_file")
    webhookKeyFile = file("webhook_key_file")
    publicURL = try value("public_url").map(Self.address)
    if let text = value("alert_seconds") {
      guard let number = Int(text), (1...30).contains(number) else {
        throw Problem(.wrongConfiguration, "HARK_ALERT_SECONDS is a whole number from 1 to 30")
      }
      seconds = number
    }
    let isMailSet = [mailFrom, mailUser, mailPasswordFile].contains { $0 != nil }
    guard (mailURL == nil && !isMailSet) || (mailURL != nil && mailFrom != nil) else {
      throw Problem(
        .wrongConfiguration,
        "for alerts by mail set both HARK_MAIL_URL, such as smtp://mail.example:587, and"
          + " HARK_MAIL_FROM, the address that they come from")
    }
    guard (mailUser == nil) == (mailPasswordFile == nil) else {
      throw Problem(
        .wrongConfiguration, "HARK_MAIL_USER and HARK_MAIL_PASSWORD_FILE go together; set both")
    }
  }

  private static func mailServer(_ text: String) throws -> String {
    guard let url = URL(string: text), ["smtp", "smtps"].contains(url.scheme ?? ""),
      url.host?.isEmpty == false, url.user == nil, url.path.isEmpty || url.path == "/"
    else {
      throw Problem(
        .wrongConfiguration,
        "HARK_MAIL_URL is smtp://HOST:PORT or smtps://HOST:PORT; the name goes into HARK_MAIL_USER"
          + " and the password into the file that HARK_MAIL_PASSWORD_FILE names")
    }
    return text
  }

  private static func address(_ text: String) throws -> String {
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""),
      url.host?.isEmpty == false, url.query == nil
    else {
      throw Problem(
        .wrongConfiguration, "HARK_PUBLIC_URL is where people reach Hark: https://hark.example")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// For how long nobody else tries an alert that is under way.
  var lease: Duration { .seconds(seconds * 2 + 5) }

  /// The key that posted alerts are signed with; nil: there is none.
  func webhookKey() throws -> String? { try webhookKeyFile.map(secret) }

  /// The password that mail is sent with; nil: none is asked for.
  func mailPassword() throws -> String? { try mailPasswordFile.map(secret) }

  /// Refuses secrets that cannot be read, or that others can read.
  func verifySecrets() throws {
    _ = try webhookKey()
    _ = try mailPassword()
  }

  private func secret(_ path: String) throws -> String {
    let isHandedOver = handedOver.map { path.hasPrefix($0 + "/") } ?? false
    return try SecretFile.read(path, isHandedOver: isHandedOver)
  }
}
