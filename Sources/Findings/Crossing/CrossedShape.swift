// Which tables can be audited at all: whether their groups and levels fit together, and whether worlds
// of several tables of one base can always be joined into one.

enum CrossedShape {
  /// Throws where the counts of a table contradict themselves.
  static func check(_ table: CrossedCounts, limits: CrossedLimits) throws(ReleaseRefusal) {
    let row = CrossedKey(
      table.dimensions.map { CrossedKey.Part(role: $0.role, group: "every group") })
    let key = row.row(of: table.indicator)
    guard CrossedGrid.size(table.dimensions) <= limits.cells else {
      throw .tooManyCells(
        key, limit: limits.cells, proposal: CrossedProposal.fewer(table.dimensions, limits.cells))
    }
    guard (1...3).contains(table.dimensions.count), !table.show.isMeasure,
      Set(table.dimensions.map(\.role)).count == table.dimensions.count
    else { throw .countsDisagree(key, "it is not by one to three different roles") }
    for dimension in table.dimensions where !isNested(dimension) {
      throw .countsDisagree(key, "the groups and levels of \(dimension.role) do not fit together")
    }
    guard table.cells.count == CrossedGrid.size(table.dimensions) else {
      throw .countsDisagree(key, "there are not as many cells as combinations of groups")
    }
    guard table.cells.allSatisfy({ $0.base >= 0 && (0...$0.base).contains($0.count) }) else {
      throw .countsDisagree(key, "a count lies outside its base")
    }
  }

  /// True when ids are unique, `not_stated` is the last and each level lies within the next.
  private static func isNested(_ dimension: CrossedDimension) -> Bool {
    guard dimension.groups.last?.id == BreakdownGroup.notStated.id,
      dimension.above.count == dimension.levels.count
    else { return false }
    for level in 0...dimension.levels.count {
      let ids = dimension.groups(at: level).map(\.id)
      guard Set(ids).count == ids.count else { return false }
    }
    for (level, parents) in dimension.above.enumerated() {
      guard parents.count == dimension.groups.count,
        parents.allSatisfy(dimension.levels[level].indices.contains)
      else { return false }
      guard level > 0 else { continue }
      let pairs = Set(zip(dimension.above[level - 1], parents).map { [$0, $1] })
      guard pairs.count == Set(dimension.above[level - 1]).count else { return false }
    }
    return true
  }

  /// True when tables by these sets of roles that agree where they overlap always come from one table
  /// by all the roles: no ring of tables (Graham's reduction leaves nothing).
  static func canBeJoined(_ sets: [Set<String>]) -> Bool {
    var sets = sets
    while true {
      let before = sets
      sets = sets.enumerated().map { place, roles in
        roles.filter { role in
          sets.enumerated().contains { $0 != place && $1.contains(role) }
        }
      }
      // One of two equal sets stays.
      sets = sets.enumerated().filter { place, roles in
        !roles.isEmpty
          && !sets.enumerated().contains {
            $0 != place && roles.isSubset(of: $1) && (roles != $1 || $0 < place)
          }
      }.map(\.element)
      if sets.isEmpty { return true }
      if sets == before { return false }
    }
  }
}
