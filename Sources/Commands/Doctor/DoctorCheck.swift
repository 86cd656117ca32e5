// What a check of `hark doctor` is, and what it says.

internal import Engagement
internal import Foundation
internal import JSON
internal import Storage

/// How a check ended.
enum DoctorStatus: String, Sendable {
  case ok, skipped, warning, problem
}

/// One line of `hark doctor`.
struct DoctorFinding: Sendable {
  let check: String
  let status: DoctorStatus
  /// What was found.
  let found: String
  /// What to do about it; nil when there is nothing to do.
  var advice: String?

  static func ok(_ check: String, _ found: String) -> DoctorFinding {
    DoctorFinding(check: check, status: .ok, found: found)
  }

  static func warning(_ check: String, _ found: String, _ advice: String) -> DoctorFinding {
    DoctorFinding(check: check, status: .warning, found: found, advice: advice)
  }

  static func problem(_ check: String, _ found: String, _ advice: String) -> DoctorFinding {
    DoctorFinding(check: check, status: .problem, found: found, advice: advice)
  }

  var json: JSONObject {
    [
      "check": .string(check), "status": .string(status.rawValue), "found": .string(found),
      "advice": advice.map { .string($0) } ?? .null,
    ]
  }

  /// `problem  migrations  2 are missing: run hark database migrate`
  var line: String {
    let head =
      status.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
      + check.padding(toLength: 15, withPad: " ", startingAt: 0)
    return head + found + (advice.map { "; " + $0 } ?? "")
  }
}

/// Looks at one thing; never throws and changes nothing.
protocol DoctorCheck: Sendable {
  func look(_ scene: DoctorScene) async -> [DoctorFinding]
}

/// A check that needs the database.
protocol DatabaseDoctorCheck: DoctorCheck {
  var name: String { get }
  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding]
}

extension DatabaseDoctorCheck {
  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    guard let database = scene.database else {
      return [DoctorFinding(check: name, status: .skipped, found: "needs the database")]
    }
    do {
      return try await look(at: database, scene)
    } catch {
      let problem = Problem(translating: error)
      return [.problem(name, "cannot be looked at", problem.detail)]
    }
  }
}
