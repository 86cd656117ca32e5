// The key of one record, wrapped by a master key, and the texts it seals. Each text is bound to its
// place: moved to another row, column, record or partnership it does not open (AES-256-GCM).

internal import Crypto
public import Foundation

/// The owner of a data key: a record, a concern or a complaint of a partnership.
public struct KeyOwner: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The id of what the key belongs to.
  public let id: UUID

  /// Names an owner.
  public init(partnership: UUID, id: UUID) { (self.partnership, self.id) = (partnership, id) }

  func context(_ place: String) -> Data {
    let owner = partnership.written(inCapitals: true)
    return Data("hark|\(owner)|\(id.written(inCapitals: true))|\(place)".utf8)
  }
}

/// A data key as the database keeps it.
public struct WrappedKey: Sendable, Hashable {
  /// Whose texts it opens.
  public let owner: KeyOwner
  /// The master key that it is wrapped with.
  public let master: String
  /// Nonce, wrapped key and tag.
  public let bytes: [UInt8]

  /// A wrapped key from its parts.
  public init(owner: KeyOwner, master: String, bytes: [UInt8]) {
    (self.owner, self.master, self.bytes) = (owner, master, bytes)
  }
}

/// The key of one record, ready for use.
public struct DataKey: Sendable {
  /// Whose texts it opens.
  public let owner: KeyOwner
  private let key: SymmetricKey

  /// A new key.
  public init(for owner: KeyOwner) { (self.owner, key) = (owner, .random()) }

  /// Opens a wrapped key.
  public init(_ wrapped: WrappedKey, _ masters: MasterKeys) throws(SealingError) {
    owner = wrapped.owner
    let master = try masters.key(wrapped.master)
    key = SymmetricKey(
      data: try Self.open(wrapped.bytes, master.key, owner.context("key|\(master.id)")))
  }

  /// The key as the database keeps it.
  public func wrapped(_ masters: MasterKeys) throws(SealingError) -> WrappedKey {
    let master = masters.current
    let secret = key.withUnsafeBytes { Data($0) }
    return WrappedKey(
      owner: owner, master: master.id,
      bytes: Array(try Self.seal(secret, master.key, owner.context("key|\(master.id)"))))
  }

  /// Seals a text for its place: table and column, such as `conversation.note`.
  public func seal(_ text: String, for place: String) throws(SealingError) -> String {
    SealedText.mark
      + (try Self.seal(Data(text.utf8), key, owner.context(place))).base64EncodedString()
  }

  /// Opens a text at its place. One that was never sealed stands as it is.
  public func open(_ text: String, at place: String) throws(SealingError) -> String {
    guard let bytes = SealedText.bytes(text) else { return text }
    return String(decoding: try Self.open(bytes, key, owner.context(place)), as: UTF8.self)
  }

  /// A name for something that cannot be traced back without the key (HMAC-SHA256).
  public func pseudonym(_ text: String) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
  }

  private static func seal(
    _ data: Data, _ key: SymmetricKey, _ context: Data
  ) throws(SealingError) -> Data {
    guard let nonce = try? AES.GCM.Nonce(data: randomBytes(12)),
      let box = try? AES.GCM.seal(data, using: key, nonce: nonce, authenticating: context),
      let sealed = box.combined
    else { throw .doesNotOpen }
    return sealed
  }

  private static func open(
    _ bytes: [UInt8], _ key: SymmetricKey, _ context: Data
  ) throws(SealingError) -> Data {
    guard let box = try? AES.GCM.SealedBox(combined: Data(bytes)),
      let data = try? AES.GCM.open(box, using: key, authenticating: context)
    else { throw .doesNotOpen }
    return data
  }
}

/// How sealed texts stand among others: a mark, then base64.
public enum SealedText {
  /// What a sealed text begins with.
  public static let mark = "hark1:"

  /// Whether a text has the form of a sealed one.
  public static func isSealed(_ text: String) -> Bool { bytes(text) != nil }

  static func bytes(_ text: String) -> [UInt8]? {
    guard text.hasPrefix(mark), let data = Data(base64Encoded: String(text.dropFirst(mark.count))),
      data.count >= 28
    else { return nil }
    return Array(data)
  }
}
