// What makes numbers with noise: a key from which everybody's own key follows, and the table of noise. Both
// are sealed in the database, and no command shows them.

internal import Crypto
internal import Findings
internal import Foundation
internal import Sealing
internal import Storage

/// The secret of a partnership's exploring.
struct NoiseSecret {
  private static let place = "noise_table"
  private let key: SymmetricKey
  let table: NoiseTable

  /// A new secret.
  init(_ settings: NoiseSettings, _ surroundings: Surroundings) {
    key = SymmetricKey(data: surroundings.randomBytes(32))
    var random = SystemRandomNumberGenerator()
    table = NoiseTable(settings, random: &random)
  }

  /// A secret as it was kept.
  init(_ record: NoiseTableRecord, sealed: String, openedBy dataKey: DataKey) throws {
    let unreadable = Problem(
      .notOpened,
      "the table of noise does not open; a steward makes a new one, or tell the operator")
    let text = try dataKey.open(sealed, at: Self.place)
    guard let bytes = Data(base64Encoded: text).map(Array.init), bytes.count > 32,
      let table = NoiseTable(try record.settings(), bytes: Array(bytes[32...]))
    else { throw unreadable }
    (key, self.table) = (SymmetricKey(data: bytes[..<32]), table)
  }

  /// What is kept of it, sealed by a key of the record.
  func sealed(by key: DataKey) throws -> String {
    let bytes = self.key.withUnsafeBytes { Array($0) } + table.bytes
    return try key.seal(Data(bytes).base64EncodedString(), for: Self.place)
  }

  /// The keys of people in a table, from 0 to 255: HMAC-SHA256 over each record's id and what tells the table
  /// from any other. So the same people have other noise in another table: a number that is not as it was in one
  /// says nothing of who has left since.
  func keys(_ ids: some Sequence<UUID>, of fingerprint: [UInt8]) -> [UInt8] {
    ids.map { id in
      let bytes = withUnsafeBytes(of: id.uuid) { Array($0) } + fingerprint
      return HMAC<SHA256>.authenticationCode(for: bytes, using: key).first { _ in true } ?? 0
    }
  }

  /// What tells tables apart, from what they are of and by.
  func fingerprint(of parts: [String]) -> [UInt8] {
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
  }
}

extension NoiseTableRecord {
  /// What the table was made by.
  func settings() throws -> NoiseSettings {
    do throws(NoiseProblem) {
      return try NoiseSettings(most: most, variance: variance, hideBelow: hideBelow)
    } catch {
      throw Problem(
        .failed, "the table of noise has settings that none can have; tell the operator")
    }
  }
}
