// Computes a chain again and names the first event that does not fit. Reads a page at a time, so that
// a trail of any length takes the same memory.

internal import Foundation
public import JSON
internal import Postgres
public import Storage

/// The first thing that is wrong with a trail.
public enum AuditFault: Sendable, Hashable {
  /// The event with this number is not what was sealed.
  case changed(Int)
  /// There is no event with this number any more.
  case missing(Int)
  /// Events after the first number, up to the second, are missing at the end.
  case cutOff(after: Int, upTo: Int)
  /// The chain was written anew: it fits up to the first number (0: not at all), and not the head
  /// that was signed at the second.
  case rewritten(after: Int, upTo: Int)
  /// A signed head at this number does not carry a valid signature.
  case unsigned(Int)

  /// What is wrong, by number.
  public var description: String {
    switch self {
    case .changed(let number): "event \(number) is not what was sealed: it was changed"
    case .missing(let number): "event \(number) is missing: it was removed"
    case .cutOff(let last, let end) where last + 1 == end:
      "the end is cut off: event \(end) is missing"
    case .cutOff(let last, let end):
      "the end is cut off: events \(last + 1) to \(end) are missing"
    case .rewritten(let last, let end):
      "the chain was written anew: between event \(last + 1) and event \(end) it is not the one that"
        + " was signed"
    case .unsigned(let number):
      "the signed head at event \(number) does not carry a valid signature: the file was changed"
    }
  }
}

/// What verifying a trail showed.
public struct AuditVerification: Sendable, Hashable {
  /// The partnership.
  public let partnership: String
  /// How many events hold, from the first.
  public let verified: Int
  /// How many events are not sealed yet.
  public let unsealed: Int
  /// How many signed heads the chain was held against.
  public let heads: Int
  /// The first thing that is wrong; nil when all holds.
  public let fault: AuditFault?

  /// The result as it is printed.
  public var json: JSONObject {
    [
      "partnership": .string(partnership), "verified": .number(Double(verified)),
      "not_sealed_yet": .number(Double(unsealed)), "signed_heads": .number(Double(heads)),
      "intact": .bool(fault == nil), "fault": fault.map { .string($0.description) } ?? .null,
    ]
  }
}

/// Verifies chains.
public struct AuditVerifier: Sendable {
  /// How many events are read at once.
  static let page = 2_000

  private let database: Database
  private let heads: [SignedHead]
  private let kept: [SignedHead]

  /// A verifier that holds chains against heads that were signed earlier: those found beside the
  /// database, which may be of others too, and those `kept` elsewhere, whose partnerships must all
  /// be there.
  public init(database: Database, heads: [SignedHead] = [], kept: [SignedHead] = []) {
    self.database = database
    self.kept = kept
    self.heads = Array(Set(heads + kept))
  }

  /// Verifies every partnership's trail, or one's. `progress` gets how many events were read.
  public func verify(
    only slug: String? = nil, progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> [AuditVerification] {
    try await translating {
      let all = try await database.sealing(nil, readOnly: true) { connection in
        try AuditChainQueries.partnerships(on: connection)
      }
      var results: [AuditVerification] = []
      for partnership in all where slug == nil || partnership.slug == slug {
        results.append(try await verify(partnership, progress: progress))
      }
      results += orphans(of: all, only: slug)
      if let slug, results.isEmpty { throw Problem(noPartnership: slug) }
      return results
    }
  }

  /// Heads of partnerships that are gone altogether.
  private func orphans(of all: [AuditedPartnership], only slug: String?) -> [AuditVerification] {
    let known = Set(all.map(\.id))
    let lost = kept.filter { !known.contains($0.partnership) && (slug == nil || $0.slug == slug) }
    return Dictionary(grouping: lost, by: \.slug).sorted { $0.key < $1.key }.map { slug, heads in
      AuditVerification(
        partnership: slug, verified: 0, unsealed: 0, heads: heads.count,
        fault: .cutOff(after: 0, upTo: heads.map(\.number).max() ?? 0))
    }
  }

  private func verify(
    _ partnership: AuditedPartnership, progress: @Sendable (Int) -> Void
  ) async throws -> AuditVerification {
    let (ends, unsealed) = try await database.sealing(partnership.id, readOnly: true) {
      connection in
      (
        try AuditTrailQueries.ends(on: connection),
        try AuditChainQueries.unsealedCount(on: connection)
      )
    }
    var reading = ChainReading(
      partnership: partnership.id,
      heads: heads.filter { $0.partnership == partnership.id }.sorted { $0.number < $1.number })
    while reading.fault == nil, reading.number < ends.lastLink {
      let after = reading.number
      let page = try await database.sealing(partnership.id, readOnly: true) { connection in
        try AuditTrailQueries.sealed(
          after: after, upTo: ends.lastLink, limit: Self.page, on: connection)
      }
      guard !page.isEmpty else { break }
      for event in page where reading.fault == nil { reading.take(event) }
      progress(reading.number)
    }
    return AuditVerification(
      partnership: partnership.slug, verified: reading.number, unsealed: unsealed,
      heads: reading.heads.count, fault: reading.end(ends.said))
  }
}

/// A walk along a chain.
private struct ChainReading {
  let chain: AuditChain
  let heads: [SignedHead]
  private(set) var number = 0
  private(set) var fault: AuditFault?
  private var hash = AuditChainQueries.beginning
  private var signed = 0
  private var nextHead = 0

  init(partnership: UUID, heads: [SignedHead]) {
    chain = AuditChain(partnership: partnership)
    self.heads = heads
    fault = heads.first { !$0.isGenuine }.map { .unsigned($0.number) }
    if fault == nil { meetHeads() }
  }

  /// Takes the next event, or says what is wrong with it.
  mutating func take(_ sealed: SealedEvent) {
    guard sealed.link.number == number + 1, let event = sealed.event else {
      fault = .missing(number + 1)
      return
    }
    guard chain.hash(event, number: number + 1, previous: hash) == sealed.link.hash else {
      fault = .changed(number + 1)
      return
    }
    number += 1
    hash = sealed.link.hash
    meetHeads()
  }

  /// Compares with the heads that were signed at this event.
  private mutating func meetHeads() {
    while nextHead < heads.count, heads[nextHead].number == number {
      guard heads[nextHead].hash == hexadecimal(hash) else {
        // What was verified since the last head that fits is not what was signed.
        fault = .rewritten(after: signed, upTo: number)
        number = signed
        return
      }
      signed = number
      nextHead += 1
    }
  }

  /// What is wrong, with everything read, given what the chain says of its end.
  func end(_ said: AuditChainEnd) -> AuditFault? {
    if let fault { return fault }
    let promised = max(said.number, heads.last?.number ?? 0)
    if promised > number { return .cutOff(after: number, upTo: promised) }
    return said.number == number && said.hash == hash
      ? nil : .rewritten(after: signed, upTo: number)
  }
}
