// Makes the secret table of noise that exploring needs, for stewards; says what it was made by, and never
// what is in it.

public import Findings
internal import Foundation
public import JSON
internal import Postgres
internal import Sealing
public import Storage

extension Engagement {
  /// Makes a table of noise. Where there is one it is replaced only when that is wanted: numbers with other
  /// noise of the same people could be averaged.
  public func makeNoise(
    _ settings: NoiseSettings, replacing: Bool, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try require(principal, .steward)
    let vault = try usableVault()
    let secret = NoiseSecret(settings, surroundings)
    let id = surroundings.identifier()
    return try await translating {
      do {
        return try await database.transaction(as: principal) { connection in
          let newest = try ExplorationQueries.newest(on: connection)
          guard replacing || newest == nil else { throw Problem.noiseThere }
          let key = try vault.keyForWriting(
            of: KeyOwner(partnership: principal.partnership, id: id), on: connection)
          let record = NoiseTableRecord(
            revision: (newest?.table.revision ?? 0) + 1, most: settings.most,
            variance: settings.variance, hideBelow: settings.hideBelow)
          try ExplorationQueries.insert(
            record, sealed: try secret.sealed(by: key), id: id, on: connection)
          try audit(
            "noise.make", "noise_table", [id.uuidString], origin, connection,
            detail: ["replaces": .bool(newest != nil)])
          return try Self.newestNoise(on: connection).json
        }
      } catch StorageError.alreadyExists(let table) where table == "noise_table" {
        // Another steward was first: there are never two tables in use.
        throw Problem.noiseThere
      }
    }
  }

  /// What the table in use was made by.
  public func noiseSettings(as principal: Principal) async throws -> JSONObject {
    try require(principal, .coordinator, .steward)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try Self.newestNoise(on: connection).json
      }
    }
  }

  /// The secret in use. The role that counts reads what is sealed, and another the key that opens it.
  func noiseSecret(as principal: Principal) async throws -> NoiseSecret {
    let vault = try usableVault()
    return try await translating {
      let (noise, sealed) = try await database.transaction(
        as: principal, on: .analysis, readOnly: true
      ) { connection in
        let noise = try Self.newestNoise(on: connection)
        return (noise, try ExplorationQueries.sealed(noise.id, on: connection))
      }
      let key = try await database.transaction(as: principal, readOnly: true) { connection in
        try vault.key(of: noise.id, on: connection)
      }
      guard let key, let sealed else {
        throw Problem(.notOpened, "the key of the table of noise is gone; tell the operator")
      }
      return try NoiseSecret(noise.table, sealed: sealed, openedBy: key)
    }
  }

  private static func newestNoise(on connection: isolated Connection) throws -> NoiseInUse {
    guard let newest = try ExplorationQueries.newest(on: connection) else {
      throw Problem(
        .noNoiseTable,
        "there is no table of noise yet; a steward makes one with `hark findings noise make`")
    }
    return NoiseInUse(
      id: newest.id, madeAt: newest.madeAt, table: newest.table,
      variance: try newest.table.settings().exactVariance)
  }
}

/// The table of noise that counts.
private struct NoiseInUse: Sendable {
  let id: UUID
  let madeAt: Date
  let table: NoiseTableRecord
  let variance: Double

  var json: JSONObject {
    [
      "most": .number(Double(table.most)), "variance": .number(variance),
      "hide_below": .number(Double(table.hideBelow)), "made_at": .string(timestamp(madeAt)),
    ]
  }
}

extension Problem {
  fileprivate static let noiseThere = Problem(
    .noiseThere,
    "there is a table of noise already. Numbers with other noise of the same people can be averaged: make"
      + " a new one only where the old one became known, with --replace (\"replace\": true)")
}

extension NoiseSettings {
  /// Settings as somebody asked for them.
  public init(checked most: Int, _ variance: Double, _ hideBelow: Int) throws {
    do throws(NoiseProblem) {
      try self.init(most: most, variance: variance, hideBelow: hideBelow)
    } catch { throw Problem(.exploringRefused, "\(error.message). No table was made") }
  }
}
