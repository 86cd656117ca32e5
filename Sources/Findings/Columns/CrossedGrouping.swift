// The groups that a table is over in one dimension, with the levels above them that have subtotals.

internal import Surveys

/// A grouping with what its groups lie in.
struct CrossedGrouping: Sendable {
  let grouping: Grouping
  /// For each level, the nearest first, the group above each finest group, and the level's groups.
  let above: [[BreakdownGroup]]

  var name: String { grouping.name }

  /// nil where the survey has no such question.
  init?(
    _ dimension: CrossedBy, _ columns: AnswerColumns, days: [Int32], hierarchy: PlaceHierarchy,
    standing: [StandingPerson], _ known: [Grouping], _ make: (String) -> Grouping?
  ) {
    if let finest = dimension.periods.first {
      guard days.count == columns.count else { return nil }
      let grouping = Grouping(finest, days: days).adding(standing) { id in
        Self.period(finest, around: BreakdownGroup(id: id, label: id))
      }
      self.grouping = grouping
      above = dimension.periods.dropFirst().map { period in
        grouping.groups.map { Self.period(period, around: $0) }
      }
      return
    }
    let waves = columns.survey.handling.waves
    if dimension.name == CrossedBy.wave, !waves.isEmpty,
      columns.survey.question(forBreakdown: dimension.name) == nil
    {
      guard days.count == columns.count else { return nil }
      grouping = Grouping(waves, days: days).adding(standing) { BreakdownGroup(id: $0, label: $0) }
      above = []
      return
    }
    guard
      let grouping = known.first(where: { $0.name == dimension.name }) ?? make(dimension.name)
    else { return nil }
    self.grouping = grouping
    let around = grouping.groups.map { hierarchy.around($0.id, kinds: dimension.levels) }
    above = dimension.levels.indices.map { level in
      around.map { places in
        places[level].map { BreakdownGroup(id: $0.code, label: $0.name) } ?? .notStated
      }
    }
  }

  /// The longer period that a month or quarter lies in.
  private static func period(
    _ period: CrossedBy.Period, around group: BreakdownGroup
  ) -> BreakdownGroup {
    guard group != .notStated, let year = Int(group.id.prefix(4)) else { return .notStated }
    let part = group.id.dropFirst(5)
    let month = part.hasPrefix("Q") ? Int(part.dropFirst()).map { 3 * $0 - 2 } : Int(part)
    return CalendarDay(year: year, month: month ?? 1, day: 1).map(period.group) ?? .notStated
  }

  /// The dimension of a table with the groups at these positions, `not_stated` the last of them.
  func dimension(_ kept: [Int]) -> CrossedDimension {
    var levels: [[BreakdownGroup]] = []
    var places: [[Int]] = []
    for level in above {
      let named = Set(kept.map { level[$0] }).subtracting([.notStated]).sorted { $0.id < $1.id }
      let groups = named + [.notStated]
      let order = Dictionary(groups.enumerated().map { ($1, $0) }) { first, _ in first }
      levels.append(groups)
      places.append(kept.map { order[level[$0]] ?? groups.count - 1 })
    }
    return CrossedDimension(
      role: name, groups: kept.map { grouping.groups[$0] }, above: places, levels: levels)
  }
}
