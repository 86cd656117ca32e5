// Signs where each chain ends, once a day and when asked.

internal import Engagement
internal import Foundation
internal import JSON
internal import Storage

/// Signs heads into the audit folder.
struct AuditNotary: Sendable {
  let folder: AuditFolder
  let surroundings: Surroundings

  /// Signs chains that grew since they were last signed: all of them, or those not signed today.
  /// Says which were signed.
  @discardableResult
  func sign(_ trails: [SealedTrail], onlyDaily: Bool) throws -> [SignedHead] {
    let known = Dictionary(grouping: try folder.heads(), by: \.partnership)
    let now = surroundings.now()
    let today = now.formatted(.iso8601.year().month().day())
    let due = trails.filter { trail in
      guard trail.end.number > 0 else { return false }
      guard let last = known[trail.partnership.id]?.last else { return true }
      return trail.end.number != last.number && !(onlyDaily && last.signedAt.hasPrefix(today))
    }
    guard !due.isEmpty else { return [] }
    let key = try folder.key()
    let heads = try due.map { try SignedHead($0, at: now, key: key) }
    try folder.append(heads)
    return heads
  }
}
