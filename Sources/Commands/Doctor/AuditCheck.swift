// Whether the audit trail is sealed and its head signed.

internal import Engagement
internal import Foundation
internal import Storage

/// The audit trail.
struct AuditCheck: DatabaseDoctorCheck {
  let name = "audit"
  private static let day: TimeInterval = 86_400

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let partnerships = try await database.sealing(nil, readOnly: true) { connection in
      try AuditChainQueries.partnerships(on: connection)
    }
    let heads = Dictionary(
      grouping: try AuditFolder(scene.settings).heads(), by: \.partnership)
    var findings: [DoctorFinding] = []
    for partnership in partnerships {
      let (end, waiting) = try await database.sealing(partnership.id, readOnly: true) {
        connection in
        (
          try AuditTrailQueries.ends(on: connection).said,
          try AuditChainQueries.unsealedCount(on: connection)
        )
      }
      findings += look(
        partnership, end, waiting, heads[partnership.id]?.last, scene.now)
    }
    return findings
  }

  private func look(
    _ partnership: AuditedPartnership, _ end: AuditChainEnd, _ waiting: Int, _ head: SignedHead?,
    _ now: Date
  ) -> [DoctorFinding] {
    let sealed = end.sealedAt.map { "\(end.number) events up to \($0.formatted(.iso8601))" }
    let found = "'\(partnership.slug)': \(sealed ?? "nothing") sealed, \(waiting) waiting"
    var findings: [DoctorFinding] = []
    // `hark serve` seals each second: what waits longer has nobody to seal it.
    findings.append(
      waiting == 0
        ? .ok(name, found)
        : .warning(name, found, "`hark serve` seals each second; without it run `hark audit seal`"))
    guard end.number > 0 else { return findings }
    guard let head, let signed = try? Date(head.signedAt, strategy: Self.style) else {
      return findings + [
        .warning(
          name, "'\(partnership.slug)': no head was signed here",
          "run `hark audit head` and keep what it prints elsewhere")
      ]
    }
    if head.number != end.number, now.timeIntervalSince(signed) > 2 * Self.day {
      findings.append(
        .warning(
          name, "'\(partnership.slug)': the last head was signed \(head.signedAt)",
          "run `hark audit seal` daily where `hark serve` does not run"))
    }
    return findings
  }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
