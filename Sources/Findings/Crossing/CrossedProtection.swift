// Protects crossed tables beside the one-way rows of their release and everything printed before. What
// the attacker knows is written down here; docs/statistics.md says the same in words.

internal import Crypto
internal import Foundation
internal import LinearProgramming
internal import Surveys

/// Disclosure control of tables by two or three roles, and of hierarchies of groups.
///
/// The attacker that the audit withstands:
/// 1. knows the rule, its numbers, and which rows it hides for what stands in them;
/// 2. is taken to know every shown cell and every total exactly, though they are printed rounded; of
///    one-way rows every pair of base and count that prints them, for they were protected that way;
/// 3. knows that rows shown as 0 are empty, and takes every hidden row to hold somebody; of a row of
///    which a bound is shown knows the base, and that few people are on one side;
/// 4. knows how cells add up to subtotals, levels and totals of every table, how tables of one base
///    share margins, and that the indicators of a base have the same people;
/// 5. has every earlier release, knows which rows changed since and that each changed by `hide_below`
///    people or more, and that all others have the same people as before.
///
/// Every cell that the rule hides must be able to have every value from 1 to 7 for that attacker. Each
/// value is proved by a world in whole numbers that is printed again and compared.
///
/// Not in the model: as for one-way releases (`Protection`); and what follows from numerators of two
/// indicators together, person by person, where tables share a base but not their roles.
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
    try protect(
      tables, beside: beside, audit, rule: rule, earlier: earlier, changes: changes,
      limits: limits, thoroughness: .full
    ).release
  }

  /// The same with steps left out, and with how many rows the greedy choice hid.
  package static func protect(
    _ tables: [CrossedCounts], beside: [IndicatorCounts], _ audit: AuditRecord,
    rule: DisclosureRule, earlier: [CrossedAudit] = [], changes: [CrossedChange] = [],
    limits: CrossedLimits = .standard, thoroughness: CrossedThoroughness
  ) throws(ReleaseRefusal) -> (release: CrossedRelease, greedy: Int) {
    for table in tables { try CrossedShape.check(table, limits: limits) }
    let keys = Set(beside.map(\.baseKey) + tables.map(\.baseKey)).sorted()
    var parts: [CrossedBaseProtection] = []
    for key in keys {
      var part = CrossedBaseProtection(
        key, tables.filter { $0.baseKey == key }, beside, audit,
        CrossedContext(
          rule: rule, earlier: earlier, changes: changes, limits: limits,
          thoroughness: thoroughness))
      try part.protect()
      parts.append(part)
    }
    let printed = parts.flatMap(\.printed)
    let order = tables.map { ($0.indicator, $0.dimensions.map(\.role)) }
    let release = CrossedRelease(
      tables: order.compactMap { indicator, roles in
        printed.first { $0.indicator == indicator && $0.dimensions.map(\.role) == roles }
      },
      audit: CrossedAudit(
        rule: rule, problem: problem(parts), solver: LinearProgram.solver,
        steps: parts.reduce(0) { $0 + $1.steps }, bases: parts.map(\.audited),
        cells: parts.flatMap(\.cells)),
      refused: parts.flatMap(\.leftOut))
    return (release, parts.reduce(0) { $0 + $1.greedy })
  }

  private static func problem(_ parts: [CrossedBaseProtection]) -> String {
    var hash = SHA256()
    for text in parts.flatMap(\.problem) { hash.update(data: Array("\(text)\n".utf8)) }
    let digits = Array("0123456789abcdef")
    return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// What the protection of every base is given.
struct CrossedContext {
  let rule: DisclosureRule
  let earlier: [CrossedAudit]
  let changes: [CrossedChange]
  let limits: CrossedLimits
  let thoroughness: CrossedThoroughness
}

extension CrossedAudit {
  /// The audit of an earlier release that had one-way tables alone, `indicators` being what it counted.
  public init(oneWay audit: AuditRecord) throws(ReleaseRefusal) {
    var bases: [AuditedCrossing] = []
    for (key, members) in Dictionary(grouping: audit.indicators, by: \.baseKey)
      .sorted(by: { $0.key < $1.key })
    {
      let step = try CrossedStep(
        members.map(IndicatorCounts.init(audited:)), audit, levels: [:], rule: audit.rule)
      bases.append(step.audited(baseKey: key))
    }
    self.init(
      rule: audit.rule, problem: "", solver: AuditRecord.method, steps: 0, bases: bases, cells: [])
  }
}

extension IndicatorCounts {
  /// The counts of an audited indicator, with the ids of groups for their labels.
  init(audited: AuditedIndicator) {
    self.init(
      id: audited.id, label: audited.id, show: audited.show, better: .neither,
      isSensitive: audited.isSensitive, baseKey: audited.baseKey, total: audited.total.cell,
      breakdowns: audited.breakdowns.map { breakdown in
        Breakdown(
          role: breakdown.role,
          rows: breakdown.rows.map { row in
            Breakdown.Row(BreakdownGroup(id: row.group, label: row.group), row.cell)
          }, groupedBy: breakdown.groupedBy)
      })
  }
}
