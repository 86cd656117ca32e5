// What a release prints of one base: its tables with the one-way rows beside, made from counts or read
// from the audit of an earlier release.

extension CrossedStep {
  /// The one-way rows of a base as they were protected.
  init(
    _ beside: [IndicatorCounts], _ audit: AuditRecord, levels: [String: CrossedDimension],
    rule: DisclosureRule
  ) throws(ReleaseRefusal) {
    self.init(rule: rule)
    let changed = Set(audit.changes.filter { $0.people > 0 }.map(\.row))
    for counts in beside {
      // An indicator whose total is hidden prints nothing.
      guard let audited = audit.indicators.first(where: { $0.id == counts.id }),
        !audited.total.isHidden
      else { continue }
      let table = AuditedCrossing.Indicator(
        id: counts.id, show: counts.show, isSensitive: counts.isSensitive)
      for breakdown in audited.breakdowns {
        guard let names = counts.breakdowns.first(where: { $0.role == breakdown.role }) else {
          continue
        }
        try add(
          table, breakdown, names.rows.map(\.group), level: breakdown.level(in: levels),
          total: audited.total.cell)
        for row in breakdown.rows {
          let old = RowKey(indicator: counts.id, role: breakdown.role, group: row.group)
          guard changed.contains(old) else { continue }
          rows[breakdown.key(row.group, in: levels)]?.renewed.insert(counts.id)
        }
      }
      if changed.contains(RowKey(indicator: counts.id)) {
        rows[CrossedKey([])]?.renewed.insert(counts.id)
      }
    }
  }

  private mutating func add(
    _ table: AuditedCrossing.Indicator, _ breakdown: AuditedBreakdown, _ groups: [BreakdownGroup],
    level: Int, total: CellCount
  ) throws(ReleaseRefusal) {
    let grid = CrossedGrid(oneWay: breakdown.role, groups: groups, level: level)
    try add(
      table, grid, breakdown.rows.map(\.cell) + [total],
      oneWay: (level, breakdown.rows.map(\.isHidden) + [false]))
  }

  /// What an earlier release printed of a base.
  init(_ audited: AuditedCrossing, rule: DisclosureRule) {
    self.init(rule: rule)
    indicators = audited.indicators
    frames = audited.tables.map { table in
      let dimensions = table.roles.compactMap { role in
        audited.dimensions.first { $0.role == role }
      }
      let grid =
        table.oneWay.map { level in
          CrossedGrid(
            oneWay: table.roles[0], groups: dimensions[0].groups(at: level), level: level)
        } ?? CrossedGrid(dimensions)
      return Frame(indicator: table.indicator, grid: grid, oneWay: table.oneWay)
    }
    let oneWay = Set(frames.filter { $0.oneWay != nil }.flatMap(\.grid.keys))
    for row in audited.rows {
      rows[row.key] = Row(
        cells: row.cells, isHidden: row.isHidden, bounded: row.bounded,
        isOneWay: oneWay.contains(row.key), renewed: row.renewed)
    }
  }

  /// The same for the audit that is kept.
  func audited(baseKey: String) -> AuditedCrossing {
    var dimensions: [String: CrossedDimension] = [:]
    for frame in frames {
      for dimension in frame.grid.dimensions where frame.oneWay == nil {
        dimensions[dimension.role] = dimension
      }
    }
    for frame in frames {
      for dimension in frame.grid.dimensions where dimensions[dimension.role] == nil {
        dimensions[dimension.role] = dimension
      }
    }
    return AuditedCrossing(
      baseKey: baseKey, indicators: indicators,
      dimensions: dimensions.sorted { $0.key < $1.key }.map(\.value),
      tables: frames.map {
        AuditedCrossing.Table(indicator: $0.indicator, roles: $0.roles, oneWay: $0.oneWay)
      },
      rows: CrossedKey.sorted(rows.keys).compactMap { key in
        rows[key].map { row in
          AuditedCrossedRow(
            key: key, cells: row.cells, isHidden: row.isHidden, bounded: row.bounded,
            renewed: row.renewed)
        }
      })
  }
}

extension CrossedGrid {
  /// The rows of a one-way table whose groups stand at a level of their role.
  init(oneWay role: String, groups: [BreakdownGroup], level: Int) {
    let finer =
      [CrossedGrid.Option](
        groups.indices.map { Option(level: 0, index: $0) }) + [Option(level: 1, index: 0)]
    self.init(
      dimensions: [CrossedDimension(role: role, groups: groups)], options: [finer],
      keys: groups.map { CrossedKey([CrossedKey.Part(role: role, level: level, group: $0.id)]) }
        + [CrossedKey([])],
      sums: [(groups.count, Array(groups.indices))])
  }
}

extension AuditedBreakdown {
  /// The level of a role at which the groups of a one-way table stand.
  func level(in dimensions: [String: CrossedDimension]) -> Int {
    dimensions[role].flatMap { level(in: $0) } ?? 0
  }

  /// True when all of its people stand in groups of one level of the role.
  func fits(_ dimension: CrossedDimension) -> Bool { level(in: dimension) != nil }

  private func level(in dimension: CrossedDimension) -> Int? {
    let groups = Set(rows.filter { $0.cell.base > 0 }.map(\.group))
    return (0...dimension.levels.count).first {
      groups.isSubset(of: dimension.groups(at: $0).map(\.id))
    }
  }

  func key(_ group: String, in dimensions: [String: CrossedDimension]) -> CrossedKey {
    CrossedKey([CrossedKey.Part(role: role, level: level(in: dimensions), group: group)])
  }
}
