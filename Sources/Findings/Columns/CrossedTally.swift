// Counts an indicator by several things at once: each person of the base stands in one cell.

internal import Surveys

/// Exact counts of the tables of a survey's indicators.
public struct CrossedTally: Sendable {
  /// A table with more cells than this is not counted at all.
  public static let mostCells = 100_000

  /// The tables in the survey's order.
  public private(set) var tables: [CrossedCounts] = []
  /// Tables that are too large to be counted, each with the reason.
  public private(set) var leftOut: [LeftOut] = []
  let groupings: [CrossedGrouping]

  init(
    _ members: [Membership], _ counters: [RowCounter], _ groupings: [CrossedGrouping],
    baseKeys: [String], series: SeriesMark
  ) {
    self.groupings = groupings
    for (place, member) in members.enumerated() {
      for crossing in member.indicator.crossings {
        let dimensions = crossing.names.compactMap { name in
          groupings.first { $0.name == name }
        }
        guard dimensions.count == crossing.dimensions.count else { continue }
        let id = series.marked(member.indicator.id)
        let frame = CrossedFrame(dimensions, base: member.sides)
        guard frame.size <= Self.mostCells else {
          leftOut.append(
            LeftOut(
              indicator: id, role: crossing.names.joined(separator: ","),
              reason: """
                it would have \(frame.size == .max ? "too many" : String(frame.size)) cells and \
                at most \(Self.mostCells) are counted; take something out of the table, or use \
                coarser bands, places or periods
                """))
          continue
        }
        let counter = counters[place]
        tables.append(
          CrossedCounts(
            indicator: id, label: member.indicator.label, show: counter.show,
            isSensitive: counter.isSensitive, baseKey: baseKeys[place],
            dimensions: frame.dimensions, cells: counter.cells(frame)))
      }
    }
  }
}

/// Which cell of a table each response falls into.
struct CrossedFrame {
  let dimensions: [CrossedDimension]
  /// How many cells there are; the largest number where there are more than can be counted.
  let size: Int
  /// For each response its group in each dimension.
  fileprivate let positions: [[UInt16]]

  init(_ groupings: [CrossedGrouping], base: [UInt8]) {
    var dimensions: [CrossedDimension] = []
    var positions: [[UInt16]] = []
    var size = 1
    for grouping in groupings {
      let kept = Self.kept(grouping.grouping, base)
      dimensions.append(grouping.dimension(kept))
      positions.append(Self.positions(grouping.grouping, among: kept))
      let (product, isTooLarge) = size.multipliedReportingOverflow(by: kept.count)
      size = isTooLarge ? .max : product
    }
    (self.dimensions, self.positions, self.size) = (dimensions, positions, size)
  }

  /// Each response's group among those that are kept; nobody of the base is in another.
  private static func positions(_ grouping: Grouping, among kept: [Int]) -> [UInt16] {
    if kept.count == grouping.groups.count { return grouping.positions }
    var place = [UInt16](repeating: 0, count: grouping.groups.count)
    for (now, group) in kept.enumerated() { place[group] = UInt16(now) }
    return grouping.positions.map { place[Int($0)] }
  }

  /// A place or month that is in the list only because of somebody outside the base would tell so.
  private static func kept(_ grouping: Grouping, _ base: [UInt8]) -> [Int] {
    let last = grouping.groups.count - 1
    guard grouping.isOpen else { return Array(0...last) }
    var isUsed = [Bool](repeating: false, count: last + 1)
    for (position, side) in zip(grouping.positions, base) where side > 0 {
      isUsed[Int(position)] = true
    }
    return (0...last).filter { isUsed[$0] || $0 == last }
  }

  /// The cell of a response.
  func cell(_ index: Int) -> Int {
    var cell = 0
    for dimension in positions.indices {
      cell = cell * dimensions[dimension].groups.count + Int(positions[dimension][index])
    }
    return cell
  }
}

extension RowCounter {
  /// The counts of every cell of a table, the last dimension fastest.
  fileprivate func cells(_ frame: CrossedFrame) -> [CellCount] {
    if isSensitive {
      // Whether all gave the same answer is asked of the people of each cell together.
      var people = [[Int]](repeating: [], count: frame.size)
      for index in member.sides.indices where member.sides[index] > 0 {
        people[frame.cell(index)].append(index)
      }
      return people.map { cell($0) }
    }
    let cells = CellCounts(
      member.sides, by: frame.positions, groups: frame.dimensions.map(\.groups.count))
    return zip(cells.bases, cells.counts).map { CellCount(base: $0, count: $1) }
  }
}
