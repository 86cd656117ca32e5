// Gives every event of the audit trail its number and hash, in order, each exactly once. Any number
// of sealers may run: the end of a partnership's chain is locked while it grows.

internal import Postgres
public import Storage

/// What was sealed of one partnership's trail.
public struct SealedTrail: Sendable, Hashable {
  /// The partnership.
  public let partnership: AuditedPartnership
  /// How many events were sealed just now.
  public let sealed: Int
  /// Where the chain ends now.
  public let end: AuditChainEnd
}

/// Links audit events into the chain of their partnership.
public struct AuditSealer: Sendable {
  /// How many events are sealed in one transaction.
  static let batch = 2_000

  private let database: Database

  /// A sealer of a database.
  public init(database: Database) {
    self.database = database
  }

  /// Seals what waits in every partnership, or in one; says where each chain ends.
  @discardableResult
  public func seal(only slug: String? = nil) async throws -> [SealedTrail] {
    try await translating {
      let partnerships = try await database.sealing(nil, readOnly: true) { connection in
        try AuditChainQueries.partnerships(on: connection)
      }.filter { slug == nil || $0.slug == slug }
      if let slug, partnerships.isEmpty { throw Problem(noPartnership: slug) }
      var trails: [SealedTrail] = []
      for partnership in partnerships { trails.append(try await seal(partnership)) }
      return trails
    }
  }

  /// Seals what waits in one partnership.
  func seal(_ partnership: AuditedPartnership) async throws -> SealedTrail {
    var sealed = 0
    while true {
      let (isWaiting, end) = try await database.sealing(partnership.id, readOnly: true) {
        connection in
        (
          try AuditChainQueries.hasUnsealed(on: connection),
          try AuditTrailQueries.ends(on: connection).said
        )
      }
      guard isWaiting else {
        return SealedTrail(partnership: partnership, sealed: sealed, end: end)
      }
      sealed += try await sealBatch(partnership)
    }
  }

  private func sealBatch(_ partnership: AuditedPartnership) async throws -> Int {
    let chain = AuditChain(partnership: partnership.id)
    return try await database.sealing(partnership.id) { connection in
      var end = try AuditChainQueries.lockEnd(on: connection)
      let waiting = try AuditChainQueries.unsealed(limit: Self.batch, on: connection)
      let links = try waiting.events.map { event in
        let number = end.number + 1
        guard let hash = chain.hash(event, number: number, previous: end.hash) else {
          throw Problem(.failed, "an audit event cannot be read; tell the operator")
        }
        end = AuditChainEnd(number: number, hash: hash, sealedAt: end.sealedAt)
        return AuditLink(event: event.id, number: number, hash: hash)
      }
      try AuditChainQueries.append(links, for: waiting, on: connection)
      return links.count
    }
  }
}

extension Problem {
  init(noPartnership slug: String) {
    self.init(.notFound, "there is no partnership '\(slug)'; `hark partnership list` shows them")
  }
}
