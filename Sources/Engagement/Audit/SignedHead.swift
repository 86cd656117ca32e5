// The end of a chain at a moment, signed: published outside the database, it shows later that the
// trail was cut or written anew, also to whoever can change everything inside.

internal import Crypto
public import Foundation
public import JSON
internal import Storage

/// The key that heads are signed with (Ed25519).
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new key.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// A key from its 32 bytes in base64, as `text` gives them; nil when they are none.
  public init?(text: String) {
    guard let bytes = Data(base64Encoded: text),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    self.key = key
  }

  /// The secret, for the key's own file.
  public var text: String { key.rawRepresentation.base64EncodedString() }

  /// What others check signatures with, in base64.
  public var publicText: String { key.publicKey.rawRepresentation.base64EncodedString() }

  fileprivate func signature(for bytes: [UInt8]) throws -> String {
    try key.signature(for: bytes).base64EncodedString()
  }
}

/// A signed end of a chain.
public struct SignedHead: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// Its short name.
  public let slug: String
  /// How many events the chain held.
  public let number: Int
  /// The hash of the last, in hexadecimal.
  public let hash: String
  /// When it was signed: RFC 3339 in UTC.
  public let signedAt: String
  /// The public key, in base64.
  public let key: String
  /// The signature over the canonical JSON of all the rest, in base64.
  public private(set) var signature: String

  /// Signs the end of a chain.
  public init(_ trail: SealedTrail, at moment: Date, key: SigningKey) throws {
    partnership = trail.partnership.id
    slug = trail.partnership.slug
    number = trail.end.number
    hash = hexadecimal(trail.end.hash)
    signedAt = timestamp(moment)
    self.key = key.publicText
    signature = ""
    signature = try key.signature(for: signedBytes)
  }

  /// Reads what `json` wrote; nil when it is something else.
  public init?(json: JSONValue) {
    guard let partnership = json["partnership_id"]?.string.flatMap(UUID.init(uuidString:)),
      let slug = json["partnership"]?.string, let number = json["number"]?.int, number >= 0,
      let hash = json["hash"]?.string, let signedAt = json["signed_at"]?.string,
      let key = json["key"]?.string, let signature = json["signature"]?.string
    else { return nil }
    (self.partnership, self.slug, self.number, self.hash) = (partnership, slug, number, hash)
    (self.signedAt, self.key, self.signature) = (signedAt, key, signature)
  }

  private var content: JSONObject {
    [
      "partnership": .string(slug),
      "partnership_id": .string(partnership.text),
      "number": .number(Double(number)), "hash": .string(hash), "signed_at": .string(signedAt),
      "key": .string(key),
    ]
  }

  private var signedBytes: [UInt8] { JSONValue.object(content).canonical() }

  /// The head as it is published.
  public var json: JSONObject {
    var object = content
    object["signature"] = .string(signature)
    return object
  }

  /// Whether the signature is that of the key over this content.
  public var isGenuine: Bool {
    guard let bytes = Data(base64Encoded: key), let mark = Data(base64Encoded: signature),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    else { return false }
    return key.isValidSignature(mark, for: signedBytes)
  }
}
