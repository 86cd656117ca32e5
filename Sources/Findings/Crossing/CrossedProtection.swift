// Protects crossed tables beside the one-way rows of their release and everything printed before.

/// Disclosure control of tables by two or three roles, and of hierarchies of groups.
public enum CrossedProtection {
  /// Protects the tables of a release.
  ///
  /// `beside` are the indicators of the same release and `audit` what was hidden there; `earlier` the
  /// audits of every release of this survey so far, oldest first; `changes` every row of the tables
  /// that were printed before, with the people who joined, left or changed side since.
  /// A table that cannot be protected is left out; throws where nothing may be released.
  public static func protect(
    _ tables: [CrossedCounts], beside: [IndicatorCounts], _ audit: AuditRecord,
    rule: DisclosureRule, earlier: [CrossedAudit] = [], changes: [CrossedChange] = [],
    limits: CrossedLimits = .standard
  ) throws(ReleaseRefusal) -> CrossedRelease {
    CrossedRelease(
      tables: [],
      audit: CrossedAudit(
        rule: rule, problem: "", solver: "none", steps: 0, bases: [], cells: []),
      refused: tables.map { table in
        LeftOut(
          indicator: table.indicator,
          role: table.dimensions.map(\.role).joined(separator: ","),
          reason: "crossed tables are not audited yet")
      })
  }
}
