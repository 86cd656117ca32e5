// Limits of the HTTP service as an operator writes them: `head=10 body=10 connections=1000`.

internal import Engagement
internal import HTTPService

/// What `hark serve` allows its clients, and waits for in its database.
struct ServeLimits: Sendable {
  /// The limits of a connection.
  var connection = ConnectionLimits()
  /// Connections to the database.
  var databaseConnections = 16
  /// Requests that may wait for one of them at once; more are turned away.
  var waiting = 500

  private static let range = 1...1_000_000

  /// How long a request waits for a connection to the database.
  static let databaseWait = Duration.seconds(2)

  /// Reads what the configuration says; nil: the defaults.
  init(_ text: String?) throws {
    for word in (text ?? "").split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let name = parts.first ?? ""
      let number = parts.count == 2 ? Int(parts[1]) : nil
      guard set(name, number.flatMap { Self.range.contains($0) ? $0 : nil } ?? 1) else {
        throw Problem(
          .wrongConfiguration,
          "the limits are written as name=number with spaces between, and '\(word)' is none of: "
            + "head, body, write, idle (seconds), least_bytes, connections, "
            + "connections_per_address, database_connections, waiting")
      }
      guard let number, Self.range.contains(number) else {
        throw Problem(
          .wrongConfiguration,
          "the limit '\(name)' is a whole number from 1 to 1000000, such as \(name)=30; it says"
            + " '\(word)'")
      }
    }
  }

  private mutating func set(_ name: String, _ value: Int) -> Bool {
    switch name {
    case "head": connection.head = .seconds(value)
    case "body": connection.body = .seconds(value)
    case "write": connection.write = .seconds(value)
    case "idle": connection.idle = .seconds(value)
    case "least_bytes": connection.leastBytes = value
    case "connections": connection.connections = value
    case "connections_per_address": connection.connectionsPerAddress = value
    case "database_connections": databaseConnections = value
    case "waiting": waiting = value
    default: return false
    }
    return true
  }
}
