// What the audit of a release calls its figures and groups: as the release itself does, so that it is read
// beside it. What the release left out has its id.

internal import Findings

/// What people call the indicators and groups of a release.
struct AuditedNames {
  private var indicators: [String: String] = [:]
  private var groups: [String: [String: String]] = [:]

  init(_ release: ReleaseDocument) {
    for finding in release.findings {
      indicators[finding.indicator] = finding.label
      guard let role = finding.role else { continue }
      for row in finding.rows { groups[role, default: [:]][row.group.id] = row.group.label }
    }
    for table in release.crossings {
      indicators[table.about.indicator] = table.about.label
      for row in table.rows {
        for (role, group) in zip(table.names, row.groups) {
          if let group { groups[role, default: [:]][group.id] = group.label }
        }
      }
    }
  }

  /// An indicator; the mark of its series is left out.
  func indicator(_ id: String) -> String {
    let id = SeriesMark.plain(id)
    return indicators[id] ?? id
  }

  func group(_ id: String, _ role: String) -> String { groups[role]?[id] ?? id }

  func roles(_ roles: [String]) -> String { Limitations.listInWords(roles.joined(separator: ",")) }

  /// Where a row stands.
  func place(_ row: RowKey) -> String {
    guard let role = row.role, let id = row.group else { return "the total" }
    return "\(group(id, role)) by \(roles([role]))"
  }
}
