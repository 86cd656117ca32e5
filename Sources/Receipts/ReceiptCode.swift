// The receipt code: six words that only the person who took part has. Hark keeps what can be worked
// out from them, never the words, so that nobody can look up whose record it is.

internal import Crypto
internal import CryptoExtras

/// Six words out of 2,048: 66 bits that nobody can guess.
public struct ReceiptCode: Sendable, Hashable, CustomStringConvertible {
  /// How many words a code has.
  public static let length = 6
  /// Rounds of PBKDF2-HMAC-SHA256: what OWASP's Password Storage Cheat Sheet asks for (2023). A code
  /// that was given out must keep its hash, so this number never changes.
  public static let rounds = 600_000

  /// The words, in order.
  public let words: [String]

  /// A new code from random bytes of the system's generator; `bytes` is asked for so many.
  public init(randomBytes bytes: (Int) -> [UInt8]) {
    // 11 bits name a word: of two bytes the lowest 11, each as likely as the other.
    let random = bytes(2 * Self.length)
    words = (0..<Self.length).map { index in
      let pair = random.dropFirst(2 * index).prefix(2)
      return Self.list[pair.reduce(0) { $0 << 8 | Int($1) } & 2_047]
    }
  }

  /// Reads a code as people write it: any capitals, spaces, commas or hyphens; the first four letters of
  /// a word will do. Throws with the word that is not known.
  public init(reading text: String) throws(ReceiptCodeProblem) {
    let given = text.lowercased().split { !$0.isLetter }.map(String.init)
    guard given.count == Self.length else { throw .wrongLength(given.count) }
    var words: [String] = []
    for (index, word) in given.enumerated() {
      guard let known = Self.word(word) else { throw .unknownWord(index + 1) }
      words.append(known)
    }
    self.words = words
  }

  /// The words with a space between.
  public var description: String { words.joined(separator: " ") }

  /// What is sent instead of the words: 32 bytes of PBKDF2-HMAC-SHA256 over the words, with `hark` and
  /// the partnership's short name as salt.
  public func hash(partnership slug: String) throws -> [UInt8] {
    try Self.derive(
      Array(description.utf8), salt: Array("hark\(slug)".utf8), rounds: Self.rounds, count: 32)
  }

  static func derive(
    _ password: [UInt8], salt: [UInt8], rounds: Int, count: Int
  ) throws -> [UInt8] {
    let key = try KDF.Insecure.PBKDF2.deriveKey(
      from: password, salt: salt, using: .sha256, outputByteCount: count,
      unsafeUncheckedRounds: rounds)
    return key.withUnsafeBytes { Array($0) }
  }

  /// Every word, in alphabetical order.
  public static let list: [String] = String(decoding: PackageResources.words_txt, as: UTF8.self)
    .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)

  private static let byStart = Dictionary(list.map { ($0.prefix(4), $0) }) { first, _ in first }

  private static func word(_ given: String) -> String? {
    guard let known = byStart[given.prefix(4)] else { return nil }
    return given == known || given.count == 4 ? known : nil
  }
}

/// Why a text is no receipt code.
public enum ReceiptCodeProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// So many words where six are expected.
  case wrongLength(Int)
  /// The word at this place, from 1, is not of the list.
  case unknownWord(Int)

  /// What is wrong, without the words.
  public var description: String {
    switch self {
    case .wrongLength(let count):
      "a receipt code has \(ReceiptCode.length) words, this has \(count)"
    case .unknownWord(let place):
      "word \(place) is not one of the words of receipt codes; look at its spelling"
    }
  }
}
