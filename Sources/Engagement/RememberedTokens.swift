// Tokens that signed somebody in a little while ago. Whoever sends records all day is then looked up in the
// transaction that stores the record, together with everybody else's, and not before it as well. What is
// remembered opens nothing by itself: a record is stored and answered only when the database says, in that
// transaction, that the token still works (decision 0045), or that nothing about any token has changed since
// it was looked up (decision 0050).

internal import Crypto
internal import Postgres
public import Storage
internal import Synchronization

/// A token that worked a little while ago; whether it still does, the transaction asks.
public struct RememberedToken: Sendable {
  /// Whom it signed in.
  public var principal: Principal { signIn.principal }
  let signIn: SignIn
  /// SHA-256 of its secret.
  let hash: [UInt8]
}

/// The tokens that were used lately, by the SHA-256 of their secrets.
final class RememberedTokens: Sendable {
  private struct Entry {
    let signIn: SignIn
    let since: ContinuousClock.Instant
  }

  /// So long after it signed somebody in a token is looked up first again.
  private static var age: Duration { .seconds(600) }
  private static let most = 10_000
  private let entries = Mutex<[[UInt8]: Entry]>([:])

  func remember(_ hash: [UInt8], _ signIn: SignIn) {
    entries.withLock { entries in
      if entries.count >= Self.most { entries = [:] }
      entries[hash] = Entry(signIn: signIn, since: .now)
    }
  }

  func forget(_ hash: [UInt8]) { entries.withLock { $0[hash] = nil } }

  /// Looks tokens up anew, in the transaction that needs them, and remembers what it finds.
  func lookUp(
    _ tokens: [RememberedToken], on connection: isolated Connection
  ) throws -> [[UInt8]: SignIn] {
    let hashes = Array(Set(tokens.map(\.hash)))
    guard !hashes.isEmpty else { return [:] }
    let found = try SignInQueries.find(hashes, on: connection)
    for hash in hashes {
      if let signIn = found[hash] { remember(hash, signIn) } else { forget(hash) }
    }
    return found
  }

  func recall(_ hash: [UInt8]) -> RememberedToken? {
    guard let entry = entries.withLock({ $0[hash] }), .now - entry.since < Self.age else {
      return nil
    }
    return RememberedToken(signIn: entry.signIn, hash: hash)
  }
}

extension Engagement {
  /// Whom this token signed in a little while ago; nil: `signIn` has to be asked.
  public func recall(_ secret: String) -> RememberedToken? {
    tokens.recall(Self.tokenHash(secret))
  }

  static func tokenHash(_ secret: String) -> [UInt8] {
    var secret = secret
    return secret.withUTF8 { bytes in Array(SHA256.hash(data: bytes)) }
  }
}

extension Problem {
  static let notSignedIn = Problem(
    .notSignedIn, "this token does not work; ask for a new one")
}
