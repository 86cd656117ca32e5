// Whether a worry about somebody reaches a person: a lead and a deputy who are there, a way for alerts to
// leave, none that waits, and numbers to call that are not too old.

internal import Conversations
internal import Engagement
internal import Foundation
internal import Postgres
internal import Storage
internal import Surveys

/// Safeguarding.
struct SafeguardingCheck: DatabaseDoctorCheck {
  let name = "safeguarding"
  /// Alerts go out within seconds; what waits longer than this, in seconds, does not go out.
  private static let patience: TimeInterval = 300

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let states = try await AlertOutbox(database: database).state()
    let settings = (try? scene.configuration.get())?.alerts ?? AlertSettings()
    let findings = states.flatMap { state in
      leads(state) + ways(state, settings) + alerts(state, scene.now) + numbers(state, scene.now)
    }
    guard findings.isEmpty else { return findings }
    return [.ok(name, "\(states.count) partnerships, no alert waits")]
  }

  /// Who hears of a concern where there is neither a lead nor a deputy.
  private func told(_ state: SafeguardingState) -> String {
    state.hasWebhook ? "a concern is told to the endpoint alone" : "nobody is told of a concern"
  }

  private func leads(_ state: SafeguardingState) -> [DoctorFinding] {
    let set = "hark partnership safeguarding set --partnership \(state.slug)"
    guard state.isLeadNamed else {
      return [
        .warning(
          name,
          "'\(state.slug)' has no safeguarding lead, so "
            + told(state),
          "a steward names one: \(set) --lead NAME --lead-email ADDRESS")
      ]
    }
    var findings: [DoctorFinding] = []
    if !state.isLeadThere {
      findings.append(
        .problem(
          name,
          "the safeguarding lead of '\(state.slug)' has left; "
            + (state.isDeputyThere ? "the deputy is told instead" : told(state)),
          "a steward names another: \(set) --lead NAME --lead-email ADDRESS"))
    }
    if !state.isDeputyThere {
      findings.append(
        .warning(
          name, "'\(state.slug)' has no deputy for its safeguarding lead",
          "a steward names one: \(set) --deputy NAME --deputy-email ADDRESS"))
    }
    return findings
  }

  private func ways(_ state: SafeguardingState, _ settings: AlertSettings) -> [DoctorFinding] {
    guard state.isLeadNamed else { return [] }
    var findings: [DoctorFinding] = []
    if !state.hasAddress, !state.hasWebhook {
      findings.append(
        .problem(
          name, "'\(state.slug)' has neither an address nor an endpoint for alerts",
          "a steward sets --lead-email or --webhook with `hark partnership safeguarding set`"))
    }
    if state.hasAddress, settings.mailURL == nil {
      findings.append(
        .problem(
          name, "alerts of '\(state.slug)' go by mail, and this server has no mail server",
          "set HARK_MAIL_URL and HARK_MAIL_FROM"))
    }
    if state.hasAddress, LiveAlertCarrier.curl == nil {
      findings.append(
        .problem(name, "mail is sent by curl, which is not there", "apt-get install curl"))
    }
    if state.hasWebhook, (try? settings.webhookKey()) == nil {
      findings.append(
        .problem(
          name, "alerts of '\(state.slug)' are posted, and this server has no key to sign them",
          "put a secret into a file of mode 600 and name it with HARK_WEBHOOK_KEY_FILE"))
    }
    return findings
  }

  private func alerts(_ state: SafeguardingState, _ now: Date) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    if let oldest = state.oldestWaiting, now.timeIntervalSince(oldest) > Self.patience {
      findings.append(
        .problem(
          name,
          "\(state.waiting) alerts of '\(state.slug)' do not go out, the oldest since"
            + " \(oldest.formatted(.iso8601))" + (state.failure.map { " (\($0))" } ?? ""),
          "call the safeguarding lead now; then mend what the reason says, or start `hark serve`"))
    }
    if state.overdue > 0 {
      findings.append(
        .problem(
          name,
          "\(state.overdue) concerns of '\(state.slug)' were not taken up in the partnership's time",
          "call the safeguarding lead or the deputy; `hark concern list` is theirs to read"))
    }
    return findings
  }

  private func numbers(_ state: SafeguardingState, _ now: Date) -> [DoctorFinding] {
    let calendar = Surroundings(now: { now }, identifier: { UUID() }, randomBytes: { _ in [] })
    guard let checked = state.oldestChecked, let today = calendar.today,
      let day = CalendarDay(year: checked.year, month: checked.month, day: checked.day)
    else { return [] }
    let line = HelpLine(name: "", number: "", hint: nil, checkedOn: day)
    let advice =
      "call each, then: hark partnership safeguarding checked --partnership \(state.slug)"
    let left = line.standsUntil.daysSinceEpoch - today.daysSinceEpoch
    if left < 0 {
      return [
        .problem(
          name, "numbers to call of '\(state.slug)' are too old, so its forms do not open", advice)
      ]
    }
    return left > 30
      ? []
      : [
        .warning(
          name, "numbers to call of '\(state.slug)' are too old in \(left) days", advice)
      ]
  }
}
