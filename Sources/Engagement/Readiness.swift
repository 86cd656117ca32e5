// Whether a running Hark can do its work, for load balancers and the operator.

public import JSON
internal import Storage
internal import SurveyModules

/// Whether requests can be answered.
public struct Readiness: Sendable {
  /// Whether the database answers, takes writing and has every migration.
  public let isReady: Bool
  /// What is in the way; nil when nothing is.
  public let reason: String?
  /// The newest migration of the database if it came with a later version; this one works on.
  public let newerMigration: Int?
  /// Modules that did not load; they stop nothing else.
  public let modulesNotLoaded: [String]

  /// The readiness as `/readyz` shows it.
  public var json: JSONValue {
    [
      "status": isReady ? "ready" : "not ready", "reason": reason.map { .string($0) } ?? .null,
      "modules_not_loaded": .array(modulesNotLoaded.map { .string($0) }),
    ]
  }
}

extension Engagement {
  /// Asks the database.
  public func readiness() async -> Readiness {
    let failures = catalog().failures.map(\.id)
    do {
      let status = try await Migrator(client: database.client).status()
      let reason =
        if !status.pending.isEmpty {
          "the database lacks migrations; run `hark database migrate`"
        } else if try await !database.takesWriting() {
          "the database is read-only: nothing can be recorded until it takes writing"
        } else {
          String?.none
        }
      return Readiness(
        isReady: reason == nil, reason: reason, newerMigration: status.newer.last?.number,
        modulesNotLoaded: failures)
    } catch {
      let problem = Problem(translating: error)
      return Readiness(
        isReady: false, reason: problem.title, newerMigration: nil, modulesNotLoaded: failures)
    }
  }
}
