// Makes a release: counts, protects, audits and stores in one transaction; and reads what was stored.

internal import Crypto
public import Findings
internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// Counts a survey's responses, protects the figures and publishes them as a release.
  public func release(
    survey id: String, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try require(principal, .coordinator)
    // Before the snapshot: whoever is stored later is not counted, and was not there at the cut-off.
    let cutOff = surroundings.now()
    return try await translating {
      let document: JSONObject
      do {
        document = try await database.transaction(
          as: principal, on: .analysis, isolation: .repeatableRead
        ) { connection in
          let versions = try publishedVersions(id, on: connection)
          let (answers, paired) = try self.paired(
            try await countedAnswers(versions, as: principal, on: connection), versions,
            on: connection)
          let draft = try ReleaseDraft(
            versions, answers, principal, surroundings, paired: paired, cutOff: cutOff,
            on: connection)
          let document = try draft.store(on: connection)
          try audit("release.make", "release", [draft.id.uuidString], origin, connection)
          return document
        }
      } catch StorageError.alreadyExists(let table) where table == "release" {
        throw Problem(
          .releaseRefused, "another release of '\(id)' was made at this moment; look at that one")
      }
      if let release = document["release"]?.string.flatMap(UUID.init(uuidString:)) {
        await markErased(since: release, as: principal)
      }
      return document
    }
  }

  /// Marks who took their words back while a release was made. It stands whatever comes of this, and the next
  /// release marks them again.
  private func markErased(since release: UUID, as principal: Principal) async {
    for _ in 0..<30 {
      do {
        _ = try await database.transaction(as: principal, on: .analysis) { connection in
          try ReleaseQueries.waitForErasures(on: connection)
          return try ReleaseQueries.markErased(of: release, on: connection)
        }
        return
      } catch {
        // Many are being erased together.
        try? await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  /// The latest release of a survey, or the part of it that is wanted.
  public func findings(
    survey: String, _ choice: FindingsChoice, as principal: Principal
  ) async throws -> JSONObject {
    try require(principal, .commissioner, .coordinator, .steward)
    let release = try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        guard let release = try ReleaseQueries.latest(survey: survey, on: connection) else {
          let versions = try SurveyVersionQueries.list(module: survey, on: connection)
          throw versions.isEmpty
            ? Problem(.notPublished, "there is no published survey '\(survey)'")
            : Problem(
              .noRelease,
              "nothing has been released of '\(survey)' yet; a coordinator makes a release with"
                + " `hark findings release \(survey)`")
        }
        return try JSONValue.parse(release.content.document.bytes)
      }
    }
    return try choice.part(of: ReleaseDocument(json: release)).json.object ?? [:]
  }

  /// A release as it was made, to write as a file.
  public func releaseDocument(
    _ id: String, as principal: Principal
  ) async throws -> ReleaseDocument {
    try ReleaseDocument(json: .object(try await release(id, as: principal)))
  }

  /// A release as it was made, as clients read it.
  public func release(_ id: String, as principal: Principal) async throws -> JSONObject {
    try require(principal, .commissioner, .coordinator, .steward)
    let missing = Problem(.notFound, "there is no such release")
    guard let id = UUID(uuidString: id) else { throw missing }
    return try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        guard let release = try ReleaseQueries.find(id, on: connection) else { throw missing }
        return try ReleaseDocument.inOrder(release.content.document.bytes)
      }
    }
  }
}

extension ReleaseDocument {
  /// A stored release with its keys in the order of the interface, which jsonb does not keep.
  static func inOrder(_ bytes: [UInt8]) throws -> JSONObject {
    try ReleaseDocument(json: JSONValue.parse(bytes)).json.object ?? [:]
  }
}
