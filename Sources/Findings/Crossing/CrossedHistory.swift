// What earlier releases printed of the same people, and what that means for a table that is asked for
// again: its groups are fixed, and it is printed anew only when every row changed by nobody or by many.

/// Earlier releases of one base.
struct CrossedHistory {
  /// What each release printed of the base, oldest first; releases without it are left out.
  let steps: [CrossedStep]
  /// For each step the place of its release among all.
  private let releases: [Int]
  /// True when a release printed it under several bases: they cannot be told apart.
  let isTangled: Bool

  init(_ earlier: [CrossedAudit], indicators: Set<String>) {
    var steps: [CrossedStep] = []
    var releases: [Int] = []
    var isTangled = false
    for (place, audit) in earlier.enumerated() {
      let bases = audit.bases.filter { base in
        base.indicators.contains { indicators.contains($0.id) }
      }
      if bases.count > 1 { isTangled = true }
      for base in bases {
        // People of an indicator that has left the base are still its people.
        if base.indicators.contains(where: { !indicators.contains($0.id) && !$0.show.isMeasure }),
          audit.bases.count > 1, base.tables.contains(where: { $0.oneWay == nil })
        {
          isTangled = true
        }
        steps.append(CrossedStep(base, rule: audit.rule))
        releases.append(place)
      }
    }
    (self.steps, self.releases, self.isTangled) = (steps, releases, isTangled)
  }

  /// The roles of every crossed table so far.
  var crossedRoles: Set<String> { Set(steps.flatMap(\.crossed).flatMap(\.roles)) }

  /// The roles of each crossed table so far.
  var roleSets: [Set<String>] { steps.flatMap(\.crossed).map { Set($0.roles) } }

  /// The groups of the roles of crossed tables, as last released.
  var dimensions: [String: CrossedDimension] {
    var found: [String: CrossedDimension] = [:]
    for dimension in steps.flatMap(\.crossed).flatMap(\.grid.dimensions) {
      found[dimension.role] = dimension
    }
    return found
  }

  /// True when every one-way row that was printed by a role is of a group of it.
  func fits(_ dimension: CrossedDimension) -> Bool {
    steps.allSatisfy { step in
      step.frames.allSatisfy { frame in
        guard let level = frame.oneWay, frame.roles == [dimension.role] else { return true }
        guard level <= dimension.levels.count else { return false }
        let known = Set(dimension.groups(at: level).map(\.id))
        return frame.grid.keys.allSatisfy { key in
          guard let part = key.parts.first, (step.rows[key]?.base ?? 0) > 0 else { return true }
          return known.contains(part.group)
        }
      }
    }
  }

  /// Whether a table may be printed anew.
  func renewal(
    of table: CrossedCounts, _ context: CrossedContext
  ) throws(ReleaseRefusal) -> CrossedRenewal {
    var renewal = CrossedRenewal(table: table)
    let known = dimensions
    for dimension in table.dimensions {
      if let old = known[dimension.role], !old.hasSameGroups(as: dimension) {
        renewal.refusal = CrossedReason.otherGroupsBefore
      }
    }
    let roles = Set(table.dimensions.map(\.role))
    let last = steps.lastIndex { step in
      step.crossed.contains { $0.indicator == table.indicator && Set($0.roles) == roles }
    }
    guard let last, renewal.refusal == nil else { return renewal }
    renewal.lastPrinted = last
    var people: [CrossedKey: Int] = [:]
    for change in context.changes where change.indicator == table.indicator {
      people[change.row] = change.people
    }
    let cells = renewal.grid.cells(table.cells)
    for (key, cell) in zip(renewal.grid.keys, cells) {
      guard let changed = people[key] else {
        throw .changeNotCounted(key.row(of: table.indicator))
      }
      if context.rule.isPrimary(changed) { renewal.isHeldBack = true }
      if changed > 0 { renewal.renewed.insert(key) }
      guard changed == 0, let old = steps[last].rows[key]?.cells[table.indicator] else { continue }
      guard old.base == cell.base, old.count == cell.count else {
        throw .countsDisagree(key.row(of: table.indicator), "it changed, but by nobody")
      }
    }
    // A table that nobody changed stands like one that a few did: which of the two it was is not told.
    if renewal.renewed.isEmpty, context.earlier[releases[last]].rule == context.rule {
      renewal.isHeldBack = true
    }
    return renewal
  }

  /// A table as it was printed last.
  func printed(_ renewal: CrossedRenewal, _ earlier: [CrossedAudit]) -> [ProtectedCrossing] {
    guard let last = renewal.lastPrinted else { return [] }
    let release = releases[last]
    return [
      ProtectedCrossing(
        renewal.table, steps[last], earlier[release].rule, heldBack: release)
    ]
  }
}

/// A table that is asked for, and what becomes of it beside earlier releases.
struct CrossedRenewal {
  let table: CrossedCounts
  let grid: CrossedGrid
  /// The place among the steps of the release that last printed it anew.
  var lastPrinted: Int?
  var isHeldBack = false
  var renewed: Set<CrossedKey> = []
  var refusal: String?

  init(table: CrossedCounts) {
    self.table = table
    grid = CrossedGrid(table.dimensions)
  }

  var isPrintedAnew: Bool { !isHeldBack }

  /// Adds the table's rows to what is printed now.
  func add(to step: inout CrossedStep) throws(ReleaseRefusal) {
    try step.add(
      AuditedCrossing.Indicator(
        id: table.indicator, show: table.show, isSensitive: table.isSensitive),
      grid, grid.cells(table.cells))
    // One-way rows were printed by every release: what changed since the last is said of them there.
    for key in grid.keys where step.rows[key]?.isOneWay == false && lastPrinted != nil {
      let isUnchanged = step.unchanged[key]?.contains(table.indicator) ?? false
      if renewed.contains(key) && !isUnchanged {
        step.rows[key]?.renewed.insert(table.indicator)
      } else {
        step.rows[key]?.renewed.remove(table.indicator)
        step.unchanged[key, default: []].insert(table.indicator)
      }
    }
  }
}

extension CrossedDimension {
  /// True when ids and levels are the same; labels may change.
  func hasSameGroups(as other: CrossedDimension) -> Bool {
    groups.map(\.id) == other.groups.map(\.id) && above == other.above
      && levels.map { $0.map(\.id) } == other.levels.map { $0.map(\.id) }
  }
}

extension CrossedModel {
  /// True when rows that did not change have the counts that they had.
  var isConsistent: Bool {
    nodes.allSatisfy { node in
      truth[node.base] == node.row.base
        && node.sides.allSatisfy { side in
          guard let cell = node.row.cells[side.indicator] else { return false }
          return truth[side.counting] == cell.count && truth[side.others] == cell.complement
        }
    }
  }

  /// The equations and bounds as text, whose hash names the problem.
  var lines: [String] {
    equations.map { equation in
      equation.terms.map { "\($0.factor)x\($0.column)" }.joined(separator: " ")
        + " in \(equation.lower) \(equation.upper)"
    } + truth.indices.map { "x\($0) in \(lower[$0]) \(upper[$0])" }
  }
}
