// Whether alerts of concerns go out, and complaints are answered in time, as numbers over all partnerships:
// which partnership, concern or person is nobody's business here.

internal import Engagement
internal import Foundation
internal import Storage

/// How safeguarding stands over all partnerships.
struct SafeguardingCounts: Sendable {
  let unacknowledged: Int
  let overdue: Int
  let waiting: Int
  let oldestSeconds: Double
  /// Nil: they could not be counted.
  let complaints: (dueSoon: Int, overdue: Int)?
  /// Mails about complaints that are not out, and the age of the oldest; nil: they could not be counted.
  let complaintMails: (waiting: Int, oldestSeconds: Double)?

  /// Asks the database; nil when it does not answer for the concerns.
  init?(_ engagement: Engagement) async {
    let outbox = AlertOutbox(
      database: engagement.database, surroundings: engagement.surroundings)
    guard let states = try? await outbox.state() else { return nil }
    complaints = (try? await engagement.privacyState()).map { privacy in
      (privacy.map(\.dueSoon).reduce(0, +), privacy.map(\.overdue).reduce(0, +))
    }
    let mails = ComplaintOutbox(
      database: engagement.database, surroundings: engagement.surroundings)
    complaintMails = (try? await mails.state()).map { states in
      let oldest = states.compactMap(\.oldest).min()
      return (
        states.map(\.waiting).reduce(0, +),
        oldest.map { max(0, engagement.surroundings.now().timeIntervalSince($0)) } ?? 0
      )
    }
    unacknowledged = states.map(\.unacknowledged).reduce(0, +)
    overdue = states.map(\.overdue).reduce(0, +)
    waiting = states.map(\.waiting).reduce(0, +)
    let oldest = states.compactMap(\.oldestWaiting).min()
    oldestSeconds = oldest.map { max(0, engagement.surroundings.now().timeIntervalSince($0)) } ?? 0
  }

  /// Name, meaning and value of each.
  var gauges: [(name: String, help: String, value: Double)] {
    [
      ("hark_concerns_unacknowledged", "Concerns that nobody took up.", Double(unacknowledged)),
      ("hark_concerns_overdue", "Those of them whose time is over.", Double(overdue)),
      ("hark_alerts_waiting", "Alerts of concerns that are not out.", Double(waiting)),
      ("hark_alerts_oldest_seconds", "Age of the oldest of them.", oldestSeconds),
    ] + complaintGauges + complaintMailGauges
  }

  private var complaintMailGauges: [(name: String, help: String, value: Double)] {
    guard let complaintMails else { return [] }
    return [
      (
        "hark_complaint_mails_waiting", "Mails about complaints that are not out.",
        Double(complaintMails.waiting)
      ),
      (
        "hark_complaint_mails_oldest_seconds", "Age of the oldest of them.",
        complaintMails.oldestSeconds
      ),
    ]
  }

  private var complaintGauges: [(name: String, help: String, value: Double)] {
    guard let complaints else { return [] }
    return [
      (
        "hark_complaints_due_soon", "Complaints that must be answered within 7 days.",
        Double(complaints.dueSoon)
      ),
      (
        "hark_complaints_overdue", "Complaints that nobody answered in 30 days.",
        Double(complaints.overdue)
      ),
    ]
  }
}
