// Reads a connection string and adds the settings that Hark relies on. libpq quotes pieces of a
// connection string in its messages, so none of them is passed on before a look for passwords.

import CLibPQ
import Foundation

/// The keywords and values with which a connection is made.
struct ConnectionSettings: Sendable {
  let keywords: [String]
  let values: [String]
  private let secrets: [String]

  /// Reads any connection string of libpq: `postgresql://…` or `key=value …`.
  init(connectionString: String, applicationName: String) throws(PostgresError) {
    let environment = ProcessInfo.processInfo.environment
    var (given, secrets) = try Self.read(connectionString)
    if let password = environment["PGPASSWORD"] { secrets.append(password) }
    self.secrets = secrets.filter { !$0.isEmpty }

    if given["connect_timeout"] == nil, environment["PGCONNECT_TIMEOUT"] == nil {
      given["connect_timeout"] = "10"
    }
    if given["fallback_application_name"] == nil {
      given["fallback_application_name"] = applicationName
    }
    given["client_encoding"] = "UTF8"
    // Given with the connection, so that `reset all` comes back to them.
    given["options"] =
      (given["options"] ?? environment["PGOPTIONS"] ?? "")
      + " -c timezone=UTC -c datestyle=ISO,YMD"
    let sorted = given.sorted { $0.key < $1.key }
    keywords = sorted.map(\.key)
    values = sorted.map(\.value)
  }

  /// The message of a failed connection on one line, or a fixed one when it holds a password.
  func reason(libpqMessage: String) -> String {
    if secrets.contains(where: libpqMessage.contains) {
      return "the server did not accept it; check host, user, password and database name in the "
        + "connection string"
    }
    let lines = libpqMessage.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    return lines.isEmpty ? "check that the server runs" : lines.joined(separator: "; ")
  }
}

extension ConnectionSettings {
  private static let unreadable = PostgresError.connectFailed(
    "the connection string cannot be read; write postgresql://user:password@host:port/name with "
      + "special characters percent-encoded, or host=… user=… password=… dbname=…")

  /// The keywords given, as they are.
  static func given(_ text: String) throws(PostgresError) -> [String: String] {
    try read(text).given
  }

  /// The keywords given, and the values that must never be shown.
  private static func read(
    _ text: String
  ) throws(PostgresError) -> (given: [String: String], secrets: [String]) {
    let isAddress = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    // A second @ means that a password holds one: libpq would take its end for the host.
    if text.utf8.contains(0) || isAddress && text.count(where: { $0 == "@" }) > 1 {
      throw unreadable
    }
    guard let options = PQconninfoParse(text, nil) else { throw unreadable }
    defer { PQconninfoFree(options) }
    var given: [String: String] = [:]
    var secrets: [String] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val.map({ String(cString: $0) }) {
        given[String(cString: keyword)] = value
        // libpq marks what must not be shown with an asterisk.
        if let mark = option.pointee.dispchar, mark.pointee == UInt8(ascii: "*") {
          secrets.append(value)
        }
      }
      option += 1
    }
    try checkPlaces(given)
    return (given, secrets)
  }

  /// Refuses a place that holds what looks like the rest of a password with / or @ in it.
  private static func checkPlaces(_ given: [String: String]) throws(PostgresError) {
    for keyword in ["host", "hostaddr", "dbname"] where given[keyword]?.contains("@") == true {
      throw unreadable
    }
    if let port = given["port"],
      !port.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ",") })
    {
      throw unreadable
    }
  }
}
