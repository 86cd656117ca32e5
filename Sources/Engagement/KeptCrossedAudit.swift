// What is kept of the protection of tables over several things, beside the audit of their release.

internal import Findings
internal import JSON

extension CrossedAudit {
  /// Where it stands in what is kept of a release.
  static let key = "crossed"

  /// The audit that was kept of a release; of one without tables that of its other rows.
  static func kept(in text: JSONValue, beside audit: AuditRecord) throws -> CrossedAudit {
    guard let kept = text[key] else { return try CrossedAudit(oneWay: audit) }
    return try CrossedAudit(json: kept)
  }

  /// What is kept of it.
  var kept: JSONValue? { json }

  /// The tables that the release printed anew.
  var tables: [AuditedCrossing.Table] { bases.flatMap(\.tables).filter { $0.oneWay == nil } }
}
