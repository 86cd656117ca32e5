// By how many people the rows of a table changed since a release: who joined, left or changed side, in
// cells, subtotals and margins.

internal import JSON

/// Where one person stood in a table.
private struct CrossedStand: Hashable {
  /// 1 in the base alone, 2 also in the count.
  let side: UInt8
  /// For each dimension the position of the finest group.
  let groups: [Int]
}

/// The groups of a table's dimensions as one release had them.
private struct CrossedLegend {
  struct Dimension {
    let role: String
    let groups: [String]
    /// For each level the group above each finest group.
    let above: [[String]]
  }

  let dimensions: [Dimension]

  /// Every row that a person stands in: for each dimension the group, those above it, or everybody.
  func rows(_ stand: CrossedStand) -> [CrossedKey] {
    Self.product(
      zip(dimensions, stand.groups).map { dimension, group in
        let ids = [dimension.groups[group]] + dimension.above.map { $0[group] }
        return ids.enumerated().map {
          CrossedKey.Part(role: dimension.role, level: $0, group: $1)
        }
      })
  }

  static func product(_ dimensions: [[CrossedKey.Part]]) -> [CrossedKey] {
    var rows: [[CrossedKey.Part]] = [[]]
    for parts in dimensions {
      rows = rows.flatMap { row in [row] + parts.map { row + [$0] } }
    }
    return rows.map { CrossedKey($0) }
  }
}

extension CountedPlaces {
  /// Every row of a table with the people who joined it, left it or changed side in it since a release
  /// that printed the table. Throws when the cells of that release cannot be read.
  func changes<ID: Hashable>(
    of table: CrossedCounts, since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int]
  ) throws(CountedPlacesProblem) -> [CrossedChange] {
    let before = EarlierPlaces(legend)
    let roles = table.dimensions.map(\.role)
    guard let place = indicators.firstIndex(of: table.indicator) else { return [] }
    guard let then = before.legend(roles), let own = self.legend(roles) else {
      throw CountedPlacesProblem()
    }
    let columns = roles.compactMap { role in groupings.firstIndex { $0.name == role } }
    let side = before.indicators.firstIndex(of: table.indicator)
    var moves: [[CrossedStand?]: Int] = [:]
    for id in Set(earlier.keys).union(now.keys) {
      var stands: [CrossedStand?] = [nil, nil]
      if let cells = earlier[id], let side {
        guard let groups = before.positions(cells, roles) else { throw CountedPlacesProblem() }
        if cells[side] > 0 { stands[0] = CrossedStand(side: cells[side], groups: groups) }
      }
      if let index = now[id], sides[place][index] > 0 {
        stands[1] = CrossedStand(
          side: sides[place][index], groups: columns.map { Int(positions[$0][index]) })
      }
      moves[stands, default: 0] += 1
    }
    return Self.people(table, moves, then, own).map { key, people in
      CrossedChange(indicator: table.indicator, row: key, people: people)
    }.sorted { $0.row < $1.row }
  }

  private static func people(
    _ table: CrossedCounts, _ moves: [[CrossedStand?]: Int], _ then: CrossedLegend,
    _ now: CrossedLegend
  ) -> [CrossedKey: Int] {
    var people: [CrossedKey: Int] = [:]
    let all = table.dimensions.map { dimension in
      (0...dimension.levels.count).flatMap { level in
        dimension.groups(at: level).map {
          CrossedKey.Part(role: dimension.role, level: level, group: $0.id)
        }
      }
    }
    for key in CrossedLegend.product(all) { people[key] = 0 }
    for (stands, count) in moves {
      let before = Set(stands[0].map(then.rows) ?? [])
      let after = Set(stands[1].map(now.rows) ?? [])
      let isOtherSide = stands[0]?.side != stands[1]?.side
      for key in isOtherSide ? before.union(after) : before.symmetricDifference(after) {
        people[key, default: 0] += count
      }
    }
    return people
  }

  private func legend(_ roles: [String]) -> CrossedLegend? {
    let found = roles.compactMap { role in
      groupings.first { $0.name == role }.map {
        CrossedLegend.Dimension(role: role, groups: $0.groups, above: $0.above)
      }
    }
    return found.count == roles.count ? CrossedLegend(dimensions: found) : nil
  }
}

extension EarlierPlaces {
  fileprivate func legend(_ roles: [String]) -> CrossedLegend? {
    let found = roles.compactMap { role in
      groupings.first { $0.name == role }.map {
        CrossedLegend.Dimension(role: role, groups: $0.groups, above: $0.above)
      }
    }
    return found.count == roles.count ? CrossedLegend(dimensions: found) : nil
  }

  /// The position of somebody's group in each role; nil where the cells do not fit.
  fileprivate func positions(_ cells: [UInt8], _ roles: [String]) -> [Int]? {
    guard cells.count == indicators.count + 2 * groupings.count else { return nil }
    let found = roles.compactMap { role -> Int? in
      guard let place = groupings.firstIndex(where: { $0.name == role }) else { return nil }
      let start = indicators.count + 2 * place
      let position = Int(cells[start]) | Int(cells[start + 1]) << 8
      return position < groupings[place].groups.count ? position : nil
    }
    return found.count == roles.count ? found : nil
  }
}
