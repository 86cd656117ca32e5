// Whether every partnership has a privacy notice, and complaints are answered in time.

internal import Engagement
internal import Foundation
internal import Storage
internal import SurveyModules

/// Privacy.
struct PrivacyCheck: DatabaseDoctorCheck {
  let name = "privacy"
  /// Mails go out within seconds; what waits longer than this, in seconds, does not go out.
  private static let patience: TimeInterval = 600

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let now = scene.now
    let engagement = Engagement(
      database: database, catalog: { ModuleCatalog.load(folders: []) },
      surroundings: Surroundings(now: { now }, identifier: { UUID() }, randomBytes: { _ in [] }))
    let states = try await engagement.privacyState()
    let told = try await told(database, scene)
    let findings =
      told
      + states.flatMap { state -> [DoctorFinding] in
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

  /// Whether whoever answers for data protection is told of complaints.
  private func told(_ database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let states = try await ComplaintOutbox(database: database).state()
    let settings = (try? scene.configuration.get())?.alerts ?? AlertSettings()
    return states.flatMap { state -> [DoctorFinding] in
      guard state.isNamed else {
        let what = "'\(state.slug)' names nobody who answers for data protection"
        let advice =
          "a steward names somebody: hark partnership data-protection set --partnership \(state.slug)"
          + " --name NAME --email ADDRESS"
        return [
          state.waiting > 0
            ? .problem(name, "\(what), and \(state.waiting) complaints are told nobody", advice)
            : .warning(name, "\(what), so a complaint is told nobody", advice)
        ]
      }
      var findings: [DoctorFinding] = []
      if settings.mailURL == nil {
        findings.append(
          .problem(
            name,
            "complaints to '\(state.slug)' are told by mail, and this server has no mail server",
            "set HARK_MAIL_URL and HARK_MAIL_FROM"))
      } else if LiveAlertCarrier.curl == nil {
        findings.append(
          .problem(name, "mail is sent by curl, which is not there", "apt-get install curl"))
      }
      if let oldest = state.oldest, scene.now.timeIntervalSince(oldest) > Self.patience {
        findings.append(
          .problem(
            name,
            "\(state.waiting) mails about complaints to '\(state.slug)' do not go out, the oldest since"
              + " \(oldest.formatted(.iso8601))" + (state.failure.map { " (\($0))" } ?? ""),
            "tell whoever answers for data protection; then mend what the reason says, or start"
              + " `hark serve`"))
      }
      return findings
    }
  }
}
