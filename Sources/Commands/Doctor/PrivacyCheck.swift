// Whether every partnership has a privacy notice, and complaints are answered in time.

internal import Engagement
internal import Foundation
internal import Storage
internal import SurveyModules

/// Privacy.
struct PrivacyCheck: DatabaseDoctorCheck {
  let name = "privacy"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let now = scene.now
    let engagement = Engagement(
      database: database, catalog: { ModuleCatalog.load(folders: []) },
      surroundings: Surroundings(now: { now }, identifier: { UUID() }, randomBytes: { _ in [] }))
    let states = try await engagement.privacyState()
    let findings = states.flatMap { state -> [DoctorFinding] in
      var findings: [DoctorFinding] = []
      if !state.hasNotice {
        findings.append(
          .warning(
            name, "'\(state.slug)' has no privacy notice, which people have to be told of",
            "a steward writes one: hark privacy notice template"))
      }
      if state.overdue > 0 {
        findings.append(
          .problem(
            name,
            "\(state.overdue) \(state.overdue == 1 ? "complaint waits" : "complaints wait") longer than"
              + " 30 days for an answer of '\(state.slug)'",
            "a steward answers them: hark complaint list"))
      }
      if state.dueSoon > 0 {
        findings.append(
          .warning(
            name,
            "\(state.dueSoon) \(state.dueSoon == 1 ? "complaint" : "complaints") to '\(state.slug)' must"
              + " be answered within 7 days", "a steward answers them: hark complaint list"))
      }
      return findings
    }
    return findings.isEmpty
      ? [.ok(name, "\(states.count) partnerships, no complaint waits too long")] : findings
  }
}
