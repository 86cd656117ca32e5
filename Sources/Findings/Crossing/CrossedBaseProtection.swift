// The tables of one base from counts to printed rows: which of them may be printed anew, which stay as
// they were, and which are left out.

/// Protects the tables of one base.
struct CrossedBaseProtection {
  private let baseKey: String
  private let context: CrossedContext
  private var tables: [CrossedCounts]
  private let oneWay: [IndicatorCounts]
  private let audit: AuditRecord
  private(set) var leftOut: [LeftOut] = []
  private(set) var printed: [ProtectedCrossing] = []
  private(set) var audited: AuditedCrossing
  private(set) var cells: [AuditedCrossedCell] = []
  private(set) var problem: [String] = []
  private(set) var steps = 0
  private(set) var greedy = 0

  init(
    _ baseKey: String, _ tables: [CrossedCounts], _ beside: [IndicatorCounts],
    _ audit: AuditRecord, _ context: CrossedContext
  ) {
    (self.baseKey, self.tables, self.audit, self.context) = (baseKey, tables, audit, context)
    oneWay = context.thoroughness.knowsOneWay ? beside.filter { $0.baseKey == baseKey } : []
    audited = AuditedCrossing(
      baseKey: baseKey, indicators: [], dimensions: [], tables: [], rows: [])
  }

  private var rule: DisclosureRule { context.rule }

  mutating func protect() throws(ReleaseRefusal) {
    let history = CrossedHistory(
      context.thoroughness.knowsEarlier ? context.earlier : [],
      indicators: Set(oneWay.map(\.id) + tables.map(\.indicator)))
    try leaveOutBeforehand(history)
    var renewals: [CrossedRenewal] = []
    for table in tables { renewals.append(try history.renewal(of: table, context)) }
    renewals.removeAll { renewal in
      guard let reason = renewal.refusal else { return false }
      leaveOut(renewal.table, reason)
      return true
    }
    while true {
      if try isSafe(renewals, history) { break }
      guard let last = renewals.lastIndex(where: \.isPrintedAnew) else {
        throw .notSafeWithEarlier(RowKey(indicator: tables.first?.indicator ?? baseKey))
      }
      if renewals[last].lastPrinted == nil {
        leaveOut(renewals[last].table, CrossedReason.notSafe)
        renewals.remove(at: last)
      } else {
        renewals[last].isHeldBack = true
      }
    }
    for renewal in renewals where renewal.isHeldBack {
      printed += history.printed(renewal, context.earlier)
    }
  }

  private mutating func leaveOut(
    _ table: CrossedCounts, _ reason: String, proposal: String? = nil
  ) {
    leftOut.append(
      LeftOut(
        indicator: table.indicator, role: table.dimensions.map(\.role).joined(separator: ","),
        reason: reason, proposal: proposal))
  }

  /// Tables that cannot be audited, or of which nearly everything would be hidden.
  private mutating func leaveOutBeforehand(_ history: CrossedHistory) throws(ReleaseRefusal) {
    let cells = tables.reduce(0) { $0 + CrossedGrid.size($1.dimensions) }
    if cells > context.limits.cells, let table = tables.last {
      throw .tooManyCells(
        CrossedKey(
          table.dimensions.map { CrossedKey.Part(role: $0.role, group: "every group") }
        ).row(of: table.indicator), limit: context.limits.cells,
        proposal: CrossedProposal.fewer(
          table.dimensions, context.limits.cells - cells + CrossedGrid.size(table.dimensions)))
    }
    var kept: [CrossedCounts] = []
    for table in tables {
      if let (reason, proposal) = reason(table, beside: kept, history) {
        leaveOut(table, reason, proposal: proposal)
      } else {
        kept.append(table)
      }
    }
    tables = kept
  }

  private func reason(
    _ table: CrossedCounts, beside kept: [CrossedCounts], _ history: CrossedHistory
  ) -> (reason: String, proposal: String?)? {
    if let reason = reasonOfShape(table, beside: kept, history) { return (reason, nil) }
    guard context.thoroughness.refusesSparse else { return nil }
    return CrossedProposal.reason(table, rule)
  }

  private func reasonOfShape(
    _ table: CrossedCounts, beside kept: [CrossedCounts], _ history: CrossedHistory
  ) -> String? {
    let total = table.cells.reduce(into: (base: 0, count: 0)) { sum, cell in
      sum.base += cell.base
      sum.count += cell.count
    }
    let isTotalHidden =
      rule.hides(CellCount(base: total.base, count: total.count), table.show)
      || audit.indicators.contains { $0.id == table.indicator && $0.total.isHidden }
    if isTotalHidden { return CrossedReason.totalHidden }
    if total.base == 0 { return CrossedReason.nobody }
    let own = audit.indicators.filter { $0.baseKey == baseKey }
    if own.contains(where: { $0.within != nil })
      || audit.indicators.contains(where: { $0.within == baseKey })
    {
      return CrossedReason.otherVersions
    }
    if history.isTangled { return CrossedReason.otherBases }
    let sets = (kept + [table]).map { Set($0.dimensions.map(\.role)) } + history.roleSets
    if !CrossedShape.canBeJoined(sets) { return CrossedReason.ring }
    for dimension in table.dimensions {
      if !history.fits(dimension) { return CrossedReason.otherGroupsBefore }
      let beside = own.flatMap(\.breakdowns).filter { $0.role == dimension.role }
      if beside.contains(where: { !$0.fits(dimension) }) { return CrossedReason.otherGroups }
      for other in kept.flatMap(\.dimensions) where other.role == dimension.role {
        if other != dimension { return CrossedReason.otherGroups }
      }
    }
    return nil
  }

  /// Protects the tables that are printed anew beside everything else; false where that fails.
  private mutating func isSafe(
    _ renewals: [CrossedRenewal], _ history: CrossedHistory
  ) throws(ReleaseRefusal) -> Bool {
    let anew = renewals.filter(\.isPrintedAnew)
    var levels: [String: CrossedDimension] = history.dimensions
    for dimension in renewals.flatMap(\.table.dimensions) { levels[dimension.role] = dimension }
    var step = try CrossedStep(oneWay, audit, levels: levels, rule: rule)
    for renewal in anew { try renewal.add(to: &step) }
    let roles = Set(anew.flatMap { $0.table.dimensions.map(\.role) }).union(history.crossedRoles)
    defer { audited = step.audited(baseKey: baseKey) }
    guard !roles.isEmpty else { return true }
    let chain = (history.steps + [step]).map { $0.limited(to: roles) }
    var protector = CrossedProtector(
      chain, thoroughness: context.thoroughness, limits: context.limits)
    guard protector.model.isConsistent, try protector.protect() else { return false }
    steps += protector.steps
    greedy += protector.greedy
    cells = protector.cells
    problem = protector.model.lines
    for node in protector.model.nodes where node.step == chain.count - 1 {
      step.rows[node.key]?.isHidden = node.row.isHidden
      step.rows[node.key]?.bounded = node.row.bounded
    }
    printed = anew.map { ProtectedCrossing($0.table, step, rule) }
    return true
  }
}

/// Why a crossed table is left out, for readers of the release; no counts.
enum CrossedReason {
  static let totalHidden = "its total is hidden"
  static let nobody = "nobody is in its base"
  static let otherVersions = """
    people who answered another version of the survey were not asked this, and such tables are not \
    audited
    """
  static let otherBases = "it was released together with figures of other people before"
  static let ring = """
    together with the other tables of the same people it makes a ring of tables, which cannot be \
    audited; leave one of them out, or release one table by all of these roles
    """
  static let otherGroups = "another table has other groups of the same role"
  static let otherGroupsBefore = LeftOut.otherGroupsBefore
  static let notSafe = """
    no choice of hidden rows would keep it from giving people away; put groups of a few people \
    together with others
    """
}

extension ProtectedCrossing {
  /// A table as it is printed.
  init(_ table: CrossedCounts, _ step: CrossedStep, _ rule: DisclosureRule, heldBack: Int? = nil) {
    let keys = CrossedGrid(table.dimensions).keys
    self.init(
      indicator: table.indicator, label: table.label, show: table.show,
      dimensions: table.dimensions,
      rows: keys.map { key in
        guard let row = step.rows[key], let cell = row.cells[table.indicator], !row.isHidden else {
          return CrossedRow(key: key, figure: .hidden)
        }
        let printed = CrossedRow.printed(
          cell, show: table.show, rule: rule,
          isBounded: row.bounded.contains(table.indicator))
        return CrossedRow(
          key: key,
          figure: heldBack == nil ? printed.figure : printed.figure.flagged(.heldBack),
          atLeast: printed.atLeast, atMost: printed.atMost)
      }, heldBack: heldBack)
  }
}
