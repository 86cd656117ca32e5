// Protects a release: hides what the rule hides, hides more rows until nothing hidden can be worked
// out, and refuses what cannot be made safe. docs and messages call the reader who tries the
// attacker; what that reader knows is written down here.

/// Disclosure control of one release: rules 1 to 8 for one-way breakdowns.
///
/// The attacker that the audit withstands:
/// 1. knows the rule, its numbers, and which rows it hides for what stands in them;
/// 2. knows for each shown row exactly which pairs of base and count print it: its rounded
///    counts, percentage, interval ends, flags and rounding steps, and that it is not hidden;
/// 3. knows that rows shown as 0 are empty, and takes every hidden row to hold somebody;
/// 4. knows that the rows of a breakdown, `not_stated` among them, add up to the total, which is
///    the same in every breakdown, and is taken to know the totals exactly;
/// 5. knows which indicators have the same people as their base, so that their pairs must agree, and
///    which bases lie within others because versions of the survey differ;
/// 6. has every earlier release, knows which rows changed since, and that each of those changed
///    by `hide_below` people or more.
///
/// Every cell that the rule hides (counts of 1 to 7; bases under the minimum; nobody and
/// everybody in a small base, unless the total is nobody or everybody) must be able to have every
/// value from 1 to 7 for that attacker. Each value is proved by a world that prints all releases
/// as they were printed; to take the totals as known can only hide more rows.
///
/// Not in the model: running this code on every possible world to see which would have stopped
/// at the same rows, so the order in which more rows are hidden is taken to say nothing; and
/// knowing who answered. Indicators whose people are related in other ways are refused when a
/// module loads (`IndicatorConflict`).
public enum Protection {
  /// Protects a release of indicators about people.
  ///
  /// `earlier` holds the audits of every release of this survey so far, oldest first; `changes`
  /// every row of the last of them with the people who joined, left or changed side since;
  /// `nestings` the bases that differ by people of other versions alone. Of those the smaller is
  /// left out where it would give somebody away.
  /// Throws when the counts contradict themselves, when a row changed by a few people, or when no
  /// choice of hidden rows is safe beside the earlier releases, or the audit takes too many steps.
  public static func protect(
    _ indicators: [IndicatorCounts], rule: DisclosureRule, earlier: [AuditRecord] = [],
    changes: [RowChange] = [], nestings: [BaseNesting] = []
  ) throws(ReleaseRefusal) -> ProtectedRelease {
    try protect(
      indicators, rule: rule, earlier: earlier, changes: changes, nestings: nestings,
      hidesMoreRows: true)
  }

  /// The same for a release that may be begun again with fewer indicators, in what is left of its allowance.
  public static func protect(
    _ indicators: [IndicatorCounts], rule: DisclosureRule, earlier: [AuditRecord],
    changes: [RowChange], nestings: [BaseNesting], allowance: inout ReleaseAllowance
  ) throws(ReleaseRefusal) -> ProtectedRelease {
    try protect(
      indicators, rule: rule, earlier: earlier, changes: changes, nestings: nestings,
      hidesMoreRows: true, &allowance)
  }

  /// The same; without `hidesMoreRows` only what the rule itself hides is hidden, which tests use
  /// to show what an attacker would then find. `steps` bounds the work of the audit.
  package static func protect(
    _ indicators: [IndicatorCounts], rule: DisclosureRule, earlier: [AuditRecord],
    changes: [RowChange], nestings: [BaseNesting] = [], steps: Int? = nil, hidesMoreRows: Bool
  ) throws(ReleaseRefusal) -> ProtectedRelease {
    var allowance = ReleaseAllowance(budget: steps.map { AuditBudget(steps: $0) } ?? .standard)
    return try protect(
      indicators, rule: rule, earlier: earlier, changes: changes, nestings: nestings,
      hidesMoreRows: hidesMoreRows, &allowance)
  }

  private static func protect(
    _ indicators: [IndicatorCounts], rule: DisclosureRule, earlier: [AuditRecord],
    changes: [RowChange], nestings: [BaseNesting], hidesMoreRows: Bool,
    _ allowance: inout ReleaseAllowance
  ) throws(ReleaseRefusal) -> ProtectedRelease {
    try CountsCheck.counts(indicators)
    let indicators = indicators.map {
      $0.withholding(rule, &allowance).withoutFewFurtherItems(rule)
    }
    let earlier = earlier.withoutOutgrown(beside: indicators, rule)
    var nested = try NestedBases(
      indicators, nestings, earlier: earlier, changes: changes, rule: rule)
    if let last = earlier.last {
      try CountsCheck.changes(changes, now: nested.indicators, last: last, rule: rule)
    }
    while true {
      let draft = nested.indicators.map { counts in
        AuditedIndicator(counts, within: nested.within(counts.id), isHidden: false)
      }
      let step = ReleaseStep(rule: rule, indicators: draft, changes: changes)
      let chain = ReleaseChain(steps: earlier.map { ReleaseStep($0) } + [step])
      let result = try audited(
        chain, &nested, measures: measures(indicators), &allowance.budget,
        hidesMoreRows: hidesMoreRows)
      guard let (steps, cells) = result else { continue }
      let audited = nested.indicators.compactMap { steps.last?.indicators[$0.id] }
      return ProtectedRelease(
        indicators: zip(nested.indicators, audited).map { ProtectedIndicator($0, $1, rule: rule) },
        audit: AuditRecord(rule: rule, indicators: audited, changes: changes, cells: cells),
        leftOut: nested.leftOut)
    }
  }

  /// The releases with what is hidden in the last, and the cells judged; nil where an indicator of
  /// a base within others had to be left out, and the others are to be judged anew.
  private static func audited(
    _ chain: ReleaseChain, _ nested: inout NestedBases, measures: [RowKey: Measure],
    _ budget: inout AuditBudget, hidesMoreRows: Bool
  ) throws(ReleaseRefusal) -> ([ReleaseStep], [AuditedCell])? {
    var chain = chain
    var cells: [AuditedCell] = []
    for component in chain.components() {
      var protector: ComponentProtector
      do throws(ReleaseRefusal) {
        let judged: [AuditedCell]
        (protector, judged) = try protected(
          component, &chain, measures: measures, &budget, hidesMoreRows: hidesMoreRows)
        cells += judged
      } catch {
        if error.reason == .tooMuchWork { throw error }
        if nested.leaveOutInnermost(of: component) { return nil }
        throw error
      }
      if let role = protector.roleToLeaveOut {
        guard nested.leaveOutInnermost(of: component, role: role) else {
          throw .notSafeWithEarlier(RowKey(indicator: component[0]))
        }
        return nil
      }
      if protector.hidEverything, nested.leaveOutInnermost(of: component) { return nil }
      chain = protector.chain
    }
    return (chain.steps, cells)
  }

  /// One set of indicators protected. Where rows that were hidden together would open in part, the role keeps
  /// them closed, and the set is protected anew.
  private static func protected(
    _ component: [String], _ chain: inout ReleaseChain, measures: [RowKey: Measure],
    _ budget: inout AuditBudget, hidesMoreRows: Bool
  ) throws(ReleaseRefusal) -> (ComponentProtector, [AuditedCell]) {
    while true {
      var protector = ComponentProtector(
        component, chain: chain, measures: measures, budget: budget, hidesMoreRows: hidesMoreRows)
      defer { budget = protector.budget }
      let cells = try protector.protect()
      let result = protector.chain
      let openedInPart = component.flatMap { id in
        (result.steps.last?.indicators[id]?.breakdowns ?? []).map(\.role)
          .filter { result.hasOpenedInPart(id, $0) }
          .map { RowKey(indicator: id, role: $0) }
      }
      if openedInPart.isEmpty { return (protector, cells) }
      chain.staysClosed.formUnion(openedInPart)
    }
  }

  private static func measures(_ indicators: [IndicatorCounts]) -> [RowKey: Measure] {
    var measures: [RowKey: Measure] = [:]
    for indicator in indicators {
      for breakdown in indicator.breakdowns {
        for row in breakdown.rows {
          let key = RowKey(
            indicator: indicator.id, role: breakdown.role, group: row.group.id)
          measures[key] = row.measure
        }
      }
    }
    return measures
  }

  /// The exact figures of indicators that are not about people, each flagged `not_personal`.
  /// Throws when the counts contradict themselves.
  public static func exact(
    _ indicators: [IndicatorCounts]
  ) throws(ReleaseRefusal) -> [ProtectedIndicator] {
    try CountsCheck.counts(indicators)
    return indicators.map { ProtectedIndicator(exact: $0) }
  }
}

extension AuditedIndicator {
  /// The counts of an indicator with nothing, or everything, hidden.
  init(_ counts: IndicatorCounts, within: String? = nil, isHidden: Bool) {
    self.init(
      id: counts.id, baseKey: counts.baseKey, within: within, show: counts.show,
      isSensitive: counts.isSensitive,
      total: AuditedRow(group: "total", cell: counts.total, isHidden: isHidden),
      breakdowns: counts.breakdowns.map { breakdown in
        AuditedBreakdown(
          role: breakdown.role,
          rows: breakdown.rows.map { row in
            AuditedRow(group: row.group.id, cell: row.cell, isHidden: isHidden)
          }, groupedBy: breakdown.groupedBy)
      })
  }
}
