// Makes the tables of a release from what protection lets through, or exactly where they are not about
// people.

public import Surveys

extension CrossedFinding {
  /// The tables of one series that may be published, beside its findings. `cutOffs` are those of the
  /// releases before, oldest first.
  public static func all(
    _ tables: [ProtectedCrossing], of survey: Survey, _ mark: SeriesMark,
    beside findings: [Finding],
    cutOffs: [String]
  ) -> [CrossedFinding] {
    tables.compactMap { table in
      guard let about = findings.first(where: { mark.marked($0.indicator) == table.indicator })
      else { return nil }
      let dimensions = Self.dimensions(table.dimensions, of: survey)
      let heldBack = table.heldBack.flatMap {
        cutOffs.indices.contains($0) ? cutOffs[$0] : nil
      }
      let idle = idlePeriods(table.rows.map { ($0.key, $0.figure.base) })
      let rows = table.rows.filter { !$0.key.parts.isEmpty }.compactMap { row -> Row? in
        guard !row.key.parts.contains(where: idle.contains) else { return nil }
        var figure = row.figure.bounded(atLeast: row.atLeast, atMost: row.atMost)
        if about.series != nil { figure = figure.flagged(.wordingChanged) }
        if let heldBack { figure = figure.standing(asOf: heldBack) }
        return Row(groups: groups(row.key, table.dimensions, dimensions), figure: figure)
      }
      // Its total stands as well: beside another one the rows would not add up.
      let own = table.rows.first { $0.key.parts.isEmpty }?.figure
      let marked = about.series == nil ? own : own?.flagged(.wordingChanged)
      let total =
        heldBack.flatMap { time in marked.map { $0.standing(asOf: time) } } ?? about.total
      return CrossedFinding(
        about: about.withoutRows(total: total), dimensions: dimensions, rows: rows,
        heldBack: heldBack)
    }
  }

  /// The exact tables of a series that is not about people.
  public static func exact(
    _ tables: [CrossedCounts], of survey: Survey, _ mark: SeriesMark, beside findings: [Finding]
  ) -> [CrossedFinding] {
    tables.compactMap { table in
      guard let about = findings.first(where: { mark.marked($0.indicator) == table.indicator })
      else { return nil }
      let dimensions = Self.dimensions(table.dimensions, of: survey)
      let idle = idlePeriods(table.allRows.map { ($0.key, $0.cell.base) })
      let rows = table.allRows.compactMap { key, cell -> Row? in
        guard !key.parts.isEmpty, !key.parts.contains(where: idle.contains) else { return nil }
        return Row(
          groups: groups(key, table.dimensions, dimensions), figure: .exact(cell, show: table.show))
      }
      return CrossedFinding(about: about.withoutRows, dimensions: dimensions, rows: rows)
    }
  }

  /// Periods in which nobody answered, which is printed as 0: their rows say nothing.
  private static func idlePeriods(_ rows: [(key: CrossedKey, base: Int?)]) -> Set<CrossedKey.Part> {
    let idle = rows.filter { key, base in
      base == 0 && key.parts.count == 1 && key.parts[0].role == CrossedBy.period
    }
    return Set(idle.map { $0.key.parts[0] })
  }

  private static func dimensions(
    _ dimensions: [CrossedDimension], of survey: Survey
  ) -> [CrossedBy] {
    let known = survey.indicators.flatMap(\.crossings).flatMap(\.dimensions)
    return dimensions.map { dimension in
      known.first { $0.name == dimension.role } ?? CrossedBy(dimension.role)
    }
  }

  /// The groups of a row.
  private static func groups(
    _ key: CrossedKey, _ counted: [CrossedDimension], _ dimensions: [CrossedBy]
  ) -> [Group?] {
    var groups: [Group?] = []
    for (dimension, by) in zip(counted, dimensions) {
      guard let part = key.parts.first(where: { $0.role == dimension.role }) else {
        groups.append(nil)
        continue
      }
      let group = dimension.groups(at: part.level).first { $0.id == part.group }
      // A larger place that people named themselves stands among the smaller ones in it.
      let isPart =
        part.group != BreakdownGroup.notStated.id
        && dimension.levels.dropFirst(part.level).contains { $0.contains { $0.id == part.group } }
      // The levels of places are those above, those of time begin with the periods themselves.
      let names = by.periods.isEmpty ? [nil] + by.levels.map { $0 } : by.levels.map { $0 }
      groups.append(
        Group(
          id: part.group,
          label: (group?.label ?? part.group) + (isPart ? " (no nearer place)" : ""),
          level: names.indices.contains(part.level) ? names[part.level] : nil))
    }
    return groups
  }
}

extension CrossedCounts {
  /// Every cell, subtotal and margin with its exact counts; the total has no parts.
  public var allRows: [(key: CrossedKey, cell: CellCount)] {
    var rows: [([CrossedKey.Part], [Int])] = [([], [0])]
    for dimension in dimensions {
      let size = dimension.groups.count
      rows = rows.flatMap { parts, cells in
        let inner = { (groups: [Int]) in cells.flatMap { cell in groups.map { cell * size + $0 } } }
        var found = dimension.groups.indices.map { place in
          (
            parts + [.init(role: dimension.role, group: dimension.groups[place].id)],
            inner([place])
          )
        }
        for (level, groups) in dimension.levels.enumerated() {
          for (place, group) in groups.enumerated() {
            let below = dimension.above[level].indices.filter {
              dimension.above[level][$0] == place
            }
            found.append(
              (
                parts + [.init(role: dimension.role, level: level + 1, group: group.id)],
                inner(below)
              ))
          }
        }
        found.append((parts, inner(Array(0..<size))))
        return found
      }
    }
    return rows.map { parts, cells in
      (
        CrossedKey(parts),
        CellCount(
          base: cells.reduce(0) { $0 + self.cells[$1].base },
          count: cells.reduce(0) { $0 + self.cells[$1].count })
      )
    }
  }
}
