// Chooses the rows to hide for indicators that share a base: the same rows for all of them.

/// Protects the indicators of one base in the release that is made now.
struct ComponentProtector {
  private let component: [String]
  private let hidesMoreRows: Bool
  /// What is left of the audit's steps.
  private(set) var budget: AuditBudget
  private var printed: [ReleaseChain.PairsKey: PrintedPairs] = [:]
  private(set) var chain: ReleaseChain
  private var cells: [AuditedCell] = []
  private let measures: [RowKey: Measure]
  /// True when nothing but hiding all of it was safe.
  private(set) var hidEverything = false
  /// The role in which a base that was not released before cannot be audited within the others.
  private(set) var roleToLeaveOut: String?

  /// `measures` are what the numbers of rows come to.
  init(
    _ component: [String], chain: ReleaseChain, measures: [RowKey: Measure] = [:],
    budget: AuditBudget, hidesMoreRows: Bool
  ) {
    self.budget = budget
    self.measures = measures
    self.component = component
    self.chain = chain
    self.hidesMoreRows = hidesMoreRows
  }

  private var now: Int { chain.steps.count - 1 }
  private var rule: DisclosureRule { chain.steps[now].rule }
  private var members: [AuditedIndicator] {
    component.compactMap { chain.steps[now].indicators[$0] }
  }

  /// Hides rows until every cell is safe; the cells with what is left of them.
  mutating func protect() throws(ReleaseRefusal) -> [AuditedCell] {
    guard !members.isEmpty else { return [] }
    try hideTotals()
    for role in roles() { hideByRule(role) }
    if isAsBefore() { return [] }
    for role in roles(everAsked: true) where try !hideMore(role) {
      if roleToLeaveOut != nil { return [] }
      hideEverything()
      cells = []
      for role in roles() { _ = try hideMore(role) }
      break
    }
    if hidesMoreRows { for role in roles() { try hideForMeasures(role) } }
    return totalCells() + cells
  }

  /// The counts of hidden totals. Such a total was hidden in every release, with all its rows, so
  /// that it may be anything up to its base, which is hidden too or is at least the minimum base.
  private func totalCells() -> [AuditedCell] {
    members.filter(\.total.isHidden).flatMap { member in
      chain.hiddenKinds(member.total.cell, of: member.id, in: now).map { kind in
        AuditedCell(
          row: RowKey(indicator: member.id), kind: kind, releasesAgo: 0, missing: [])
      }
    }
  }

  private func roles(everAsked: Bool = false) -> [String] {
    let indicators =
      everAsked
      ? chain.steps.reversed().flatMap { step in component.compactMap { step.indicators[$0] } }
      : members
    var roles: [String] = []
    for role in indicators.flatMap(\.breakdowns).map(\.role) where !roles.contains(role) {
      roles.append(role)
    }
    return roles
  }

  /// An indicator as the latest release before this one had it.
  private func lastSeen(_ id: String) -> AuditedIndicator? {
    chain.steps[..<now].reversed().lazy.compactMap { $0.indicators[id] }.first
  }

  private mutating func hideTotals() throws(ReleaseRefusal) {
    for member in members {
      let last = lastSeen(member.id)
      let isHidden =
        rule.hides(member.total.cell, member.show, sensitive: member.isSensitive)
        || last?.total.isHidden ?? false
      guard isHidden else { continue }
      // A total that was shown is known; hiding it now would protect nobody. Under a stricter
      // rule one that has not changed since stays as it was.
      if let last, !last.total.isHidden {
        let isOld = !chain.steps[now].renewed.contains(RowKey(indicator: member.id))
        if isOld && last.total.cell == member.total.cell { continue }
        throw .notSafeWithEarlier(RowKey(indicator: member.id))
      }
      chain.steps[now].indicators[member.id] = member.hidingEverything()
    }
  }

  /// Hides the rows the rule hides for any of the indicators, and what was hidden before. An
  /// indicator whose total is hidden hides every row, empty ones too.
  private mutating func hideByRule(_ role: String) {
    let having = members.filter { member in member.breakdowns.contains { $0.role == role } }
    // What is hidden in a base that lies within another is the audit's to judge there.
    for base in Dictionary(grouping: having, by: \.baseKey).sorted(by: { $0.key < $1.key }) {
      hideByRule(role, base.value)
    }
  }

  private mutating func hideByRule(_ role: String, _ having: [AuditedIndicator]) {
    let hidesAll = having.contains { $0.total.isHidden && !$0.show.isMeasure }
    var groups: Set<String> = []
    for member in having {
      var hidden = chain.stillHidden(member.id, role)
      for row in member.breakdowns.first(where: { $0.role == role })?.rows ?? []
      where hidesAll || member.total.isHidden
        || rule.hides(row.cell, member.show, sensitive: member.isSensitive)
      {
        hidden.insert(row.group)
        if row.cell.base > 0, row.cell.base < rule.minimumBase { groups.insert(row.group) }
      }
      // What people's numbers come to is hidden alone: how many they are no figure of theirs tells.
      if member.show.isMeasure {
        hide(hidden, role, of: [member.id])
      } else {
        groups.formUnion(hidden)
      }
    }
    hide(groups, role, of: having.map(\.id))
  }

  private mutating func hide(
    _ groups: Set<String>, _ role: String, of ids: [String]? = nil
  ) {
    for member in members where ids?.contains(member.id) ?? true {
      chain.steps[now].indicators[member.id] = member.hiding(groups, role: role)
    }
  }

  /// True when nothing changed since the last release and nothing else is hidden: there is then
  /// nothing new to learn.
  private func isAsBefore() -> Bool {
    guard now > 0 else { return false }
    let (last, this) = (chain.steps[now - 1], chain.steps[now])
    return component.allSatisfy { id in
      guard let before = last.indicators[id], let after = this.indicators[id] else { return false }
      return before.total == after.total && before.breakdowns == after.breakdowns
        && before.show == after.show
        && last.rule == this.rule && !this.renewed.contains { $0.indicator == id }
    }
  }

  private mutating func history(_ role: String) throws(ReleaseRefusal) -> RoleHistory {
    let history = chain.history(component, role: role, &printed)
    try budget.spend(
      history.rows.count * history.indicators.count * chain.steps.count, on: history)
    return history
  }

  /// Hides the shown row with the smallest base, one after another, until every hidden cell of
  /// the breakdown is safe; false when none is left and some cell is not.
  private mutating func hideMore(_ role: String) throws(ReleaseRefusal) -> Bool {
    var history = try history(role)
    let targets = chain.targets(of: history)
    var missing = try history.missing(targets, &budget)
    while hidesMoreRows, missing.contains(where: { !$0.isEmpty }) {
      let unsafe = zip(missing, targets).filter { !$0.0.isEmpty }
        .map { history.indicators[$0.1.indicator] }
      guard let level = unsafe.map(chain.level).max(), let next = next(role, level) else {
        if roleToLeaveOut != nil { return false }
        // What was shown before is known, so that hiding the totals now would not help.
        let wasShown = members.contains { lastSeen($0.id).map { !$0.total.isHidden } ?? false }
        if wasShown { throw .notSafeWithEarlier(key(of: missing, targets, history)) }
        return false
      }
      hide([next.group], role, of: next.indicators)
      history = try self.history(role)
      // A world found while a row was shown is still one when the row is hidden.
      let open = missing.indices.filter { !missing[$0].isEmpty }
      let values = try history.missing(open.map { targets[$0] }, &budget)
      for (index, values) in zip(open, values) {
        missing[index] = values
      }
    }
    for (target, values) in zip(targets, missing) {
      let row = RowKey(
        indicator: history.indicators[target.indicator], role: role,
        group: history.rows[target.row].group)
      cells.append(
        AuditedCell(
          row: row, kind: target.kind, releasesAgo: now - target.release, missing: values))
    }
    return true
  }

  /// What a mean or total leaves for its hidden rows together is a figure too: they have to be enough
  /// people, of whom none stands out, and who did not all give the same to a sensitive question.
  private mutating func hideForMeasures(_ role: String) throws(ReleaseRefusal) {
    for id in members.filter({ $0.show.isMeasure && !$0.total.isHidden }).map(\.id) {
      if isKnown(id, role) { throw .notSafeWithEarlier(RowKey(indicator: id)) }
      while let member = chain.steps[now].indicators[id], !isEnoughHidden(member, role) {
        guard let group = smallestShown(role, [member]) else { break }
        let key = RowKey(indicator: id, role: role, group: group)
        let before = lastSeen(id)?.breakdowns.first { $0.role == role }?.rows
          .first { $0.group == group }
        // Its figure is known already.
        if before?.isHidden == false, !chain.steps[now].renewed.contains(key) {
          throw .notSafeWithEarlier(RowKey(indicator: id))
        }
        // Figures of the same people say nothing of these numbers, and keep the row.
        hide([group], role, of: [id])
      }
    }
  }

  /// True when a row of a measure is hidden that the same rule showed before and nobody changed since: together
  /// with the total it would tell of the other hidden rows.
  private func isKnown(_ id: String, _ role: String) -> Bool {
    let step = chain.steps[now]
    guard let last = chain.steps[..<now].last(where: { $0.indicators[id] != nil }),
      last.rule == rule, let before = last.breakdown(id, role)
    else { return false }
    return step.breakdown(id, role)?.rows.contains { row in
      let key = RowKey(indicator: id, role: role, group: row.group)
      return row.isHidden && row.cell.base > 0 && !step.renewed.contains(key)
        && last.row(key, of: before)?.isHidden == false
    } ?? false
  }

  private func isEnoughHidden(_ member: AuditedIndicator, _ role: String) -> Bool {
    let rows = member.breakdowns.first { $0.role == role }?.rows ?? []
    let hidden = rows.filter { $0.isHidden && $0.cell.base > 0 }
    let numbers = { (rows: [AuditedRow]) in
      rows.compactMap { measures[RowKey(indicator: member.id, role: role, group: $0.group)] }
    }
    return Measure.areEnough(
      numbers(hidden), people: hidden.reduce(0) { $0 + $1.cell.base }, among: numbers(rows),
      isSensitive: member.isSensitive, rule)
  }

  private func key(
    of missing: [[Int]], _ targets: [RoleHistory.Target], _ history: RoleHistory
  ) -> RowKey {
    // The message names the indicator and role, not the row, which would name a primary cell.
    let unsafe = zip(missing, targets).first { !$0.0.isEmpty }?.1.indicator ?? 0
    return RowKey(indicator: history.indicators[unsafe])
  }

  /// The row to hide next: the smallest of the base with the unsafe cell, and where all of it is
  /// hidden, of the one that holds it.
  private mutating func next(
    _ role: String, _ level: Int
  ) -> (group: String, indicators: [String])? {
    for level in (0...level).reversed() {
      let having = members.filter { chain.level($0.id) == level }
      if let group = smallestShown(role, having) {
        return (group, members.map(\.id).filter { chain.level($0) >= level })
      }
      let isNew = !having.isEmpty && having.allSatisfy { lastSeen($0.id) == nil }
      if level > 0, isNew, having.contains(where: { $0.breakdowns.contains { $0.role == role } }) {
        roleToLeaveOut = role
        return nil
      }
    }
    return nil
  }

  private func smallestShown(_ role: String, _ having: [AuditedIndicator]) -> String? {
    var bases: [String: Int] = [:]
    var order: [String] = []
    for row in having.flatMap(\.breakdowns).filter({ $0.role == role }).flatMap(\.rows)
    where row.cell.base > 0 && !row.isHidden {
      if bases[row.group] == nil { order.append(row.group) }
      bases[row.group] = max(bases[row.group] ?? 0, row.cell.base)
    }
    return order.min { (bases[$0] ?? 0) < (bases[$1] ?? 0) }
  }

  /// The last resort of a first release: with neither rows nor totals nothing is given away.
  private mutating func hideEverything() {
    hidEverything = true
    for member in members {
      chain.steps[now].indicators[member.id] = member.hidingEverything()
    }
  }
}
