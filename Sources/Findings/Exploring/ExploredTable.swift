// A table to look around in: counts with noise from a secret table, of the people whom the last release
// counted. All that is shown, and whether it is, follows from the numbers with noise alone.

/// A table of one indicator with noise.
public struct ExploredTable: Sendable, Hashable {
  /// A row; counts are nil where they are hidden.
  public struct Row: Sendable, Hashable {
    /// A group of each thing that the table is by.
    public let groups: [BreakdownGroup]
    /// The people who were asked, with noise.
    public let base: Int?
    /// Those who count, with noise.
    public let count: Int?
    /// The percentage that these two give, rounded by the base.
    public let value: Double?
  }

  /// A table with more cells is not worked out.
  public static let mostCells = 5_000

  /// What it is by.
  public let names: [String]
  /// Whether too many of its cells are hidden; then it has no rows.
  public let isTooSparse: Bool
  /// The cells, the last name's groups fastest.
  public let rows: [Row]

  /// Counts a table; `keys` are everybody's, and `rule` is the one that releases keep. Throws where it
  /// has too many cells.
  public init(
    _ member: Membership, by groupings: [Grouping], keys: [UInt8], _ noise: NoiseTable,
    rule: DisclosureRule = .standard
  ) throws(NoiseProblem) {
    let groupings = groupings.map { $0.limited(to: member) }
    let sizes = groupings.map(\.groups.count)
    let size = sizes.reduce(1) { $0 * $1 > Self.mostCells ? Self.mostCells + 1 : $0 * $1 }
    guard size <= Self.mostCells else {
      throw NoiseProblem(
        "it would have more than \(Self.mostCells) cells; take something out of it, or use coarser groups"
      )
    }
    names = groupings.map(\.name)
    let cells = Self.cells(member, groupings, keys, size)
    let rows = cells.enumerated().map { place, cell in
      var (rest, groups) = (place, [BreakdownGroup]())
      for grouping in groupings.reversed() {
        groups.insert(grouping.groups[rest % grouping.groups.count], at: 0)
        rest /= grouping.groups.count
      }
      return Row(groups, cell, noise, rule)
    }
    let filled = zip(cells, rows).filter { $0.0.base > 0 }
    let hidden = filled.count { $0.1.base == nil }
    isTooSparse = Double(hidden) > DisclosureRule.mostOfFew * Double(filled.count)
    self.rows = isTooSparse ? [] : rows
  }

  /// Counts of a cell with the sums of its people's keys.
  fileprivate struct Cell {
    var (base, baseKey, count, countKey) = (0, 0, 0, 0)
  }

  private static func cells(
    _ member: Membership, _ groupings: [Grouping], _ keys: [UInt8], _ size: Int
  ) -> [Cell] {
    var cells = [Cell](repeating: Cell(), count: size)
    for (index, side) in member.sides.enumerated() where side > 0 {
      var place = 0
      for grouping in groupings {
        place = place * grouping.groups.count + Int(grouping.positions[index])
      }
      let key = Int(keys[index])
      cells[place].base += 1
      cells[place].baseKey = (cells[place].baseKey + key) % NoiseTable.keys
      guard side == 2 else { continue }
      cells[place].count += 1
      cells[place].countKey = (cells[place].countKey + key) % NoiseTable.keys
    }
    return cells
  }
}

extension ExploredTable.Row {
  /// Those who count are shown where they and the others are both enough; the percentage follows from what is
  /// printed.
  fileprivate init(
    _ groups: [BreakdownGroup], _ cell: ExploredTable.Cell, _ noise: NoiseTable,
    _ rule: DisclosureRule
  ) {
    let printed = { (count: Int, key: Int) in
      noise.printed(count, key: key, hideBelow: rule.minimumBase)
    }
    self.groups = groups
    base = printed(cell.base, cell.baseKey)
    let othersKey = cell.baseKey - cell.countKey + NoiseTable.keys
    guard let base, let count = printed(cell.count, cell.countKey),
      printed(cell.base - cell.count, othersKey) != nil
    else {
      (count, value) = (nil, nil)
      return
    }
    self.count = count
    let step = PublishedFigure.stepInTenths(base: base)
    value = Double(PublishedFigure.tenths(count, of: base, step: step)) / 10
  }
}

extension Grouping {
  /// A place that is in the list only because somebody outside the base named it would tell so.
  fileprivate func limited(to member: Membership) -> Grouping {
    guard isOpen else { return self }
    var isUsed = groups.map { $0 == .notStated }
    for (position, side) in zip(positions, member.sides) where side > 0 {
      isUsed[Int(position)] = true
    }
    let kept = groups.indices.filter { isUsed[$0] }
    var places = [UInt16](repeating: UInt16(kept.count - 1), count: groups.count)
    for (now, group) in kept.enumerated() { places[group] = UInt16(now) }
    return Grouping(
      name: name, groups: kept.map { groups[$0] }, isOpen: true,
      positions: positions.map { places[Int($0)] })
  }
}

extension Membership {
  /// Whether the people in its base fall into more than one group.
  public func isDivided(by grouping: Grouping) -> Bool {
    var first: UInt16?
    for (index, side) in sides.enumerated() where side > 0 {
      let group = grouping.positions[index]
      if let first, first != group { return true }
      first = group
    }
    return false
  }
}
