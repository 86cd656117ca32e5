// The keys that data keys are wrapped with, as a file holds them: a line each, the last one in use. A
// key's id is worked out from the key itself, so that a damaged line is noticed.

public import Crypto
public import Foundation

/// A master key.
public struct MasterKey: Sendable {
  /// The beginning of the key's hash; no secret.
  public let id: String
  /// Since when it is there.
  public let madeAt: Date
  let key: SymmetricKey

  /// A new key, or one of these bytes.
  public init(_ key: SymmetricKey = SymmetricKey(size: .bits256), madeAt: Date) {
    (self.key, self.madeAt) = (key, madeAt)
    let hash = key.withUnsafeBytes { SHA256.hash(data: Data("hark master key".utf8) + Data($0)) }
    id = hash.prefix(6).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// The key as a line of the file: its id, the day it was made, and the secret.
  public var line: String {
    let secret = key.withUnsafeBytes { Data($0).base64EncodedString() }
    return "\(id) \(madeAt.formatted(.iso8601)) \(secret)"
  }

  init?(line: Substring) {
    let parts = line.split(separator: " ")
    guard parts.count == 3, let secret = Data(base64Encoded: String(parts[2])), secret.count == 32,
      let date = try? Date(String(parts[1]), strategy: .iso8601)
    else { return nil }
    self.init(SymmetricKey(data: secret), madeAt: date)
    guard id == parts[0] else { return nil }
  }
}

/// The master keys of a server, never empty.
public struct MasterKeys: Sendable {
  /// The first line of the file.
  public static let heading = "hark master keys, version 1; keep them apart from the backups"

  /// All keys, the oldest first.
  public let all: [MasterKey]
  /// The one that new data keys are wrapped with.
  public var current: MasterKey { all[all.count - 1] }

  /// Keys; nil when there is none.
  public init?(_ keys: [MasterKey]) {
    guard !keys.isEmpty else { return nil }
    all = keys
  }

  /// Reads a file; throws the number of the first line that is no key.
  public init(text: String) throws(SealingError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first.map(String.init) == Self.heading else { throw .badLine(1) }
    var keys: [MasterKey] = []
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      guard let key = MasterKey(line: line), !keys.contains(where: { $0.id == key.id }) else {
        throw .badLine(number + 1)
      }
      keys.append(key)
    }
    guard !keys.isEmpty else { throw .badLine(2) }
    all = keys
  }

  /// The file's text.
  public var text: String { ([Self.heading] + all.map(\.line)).joined(separator: "\n") + "\n" }

  /// The key of an id.
  func key(_ id: String) throws(SealingError) -> MasterKey {
    guard let key = all.last(where: { $0.id == id }) else { throw .unknownKey(id) }
    return key
  }
}

/// Why something does not open.
public enum SealingError: Error, Sendable, Hashable {
  /// A line of the key file is no key.
  case badLine(Int)
  /// The master key of this id is not in the file.
  case unknownKey(String)
  /// It was sealed for another place, with another key, or was changed.
  case doesNotOpen
}
