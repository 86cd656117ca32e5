// How many people are in an indicator's base and count in each cell of up to three breakdowns: one
// histogram over the groups and sides of everybody.

/// Exact counts by the groups of several breakdowns at once.
public struct CellCounts: Sendable {
  /// The most breakdowns that are crossed.
  public static let mostBreakdowns = 3
  /// The most cells of one table.
  static let mostCells = 1 << 24

  /// How many groups each breakdown has.
  public let groups: [Int]
  /// The base of each cell; the groups of the last breakdown follow one another.
  public let bases: [Int]
  /// How many of the base also count.
  public let counts: [Int]

  /// Counts one indicator's people by the groups of these breakdowns; nil for more than three, or more
  /// cells than a table may have.
  public init?(_ member: Membership, by groupings: [Grouping]) {
    guard groupings.count <= Self.mostBreakdowns else { return nil }
    var cells = 1
    for grouping in groupings {
      guard cells <= Self.mostCells / grouping.groups.count else { return nil }
      cells *= grouping.groups.count
    }
    self.init(
      member.sides, by: groupings.map(\.positions), groups: groupings.map(\.groups.count))
  }

  /// The same of sides and the positions of groups, each among as many as `groups` says; they are not
  /// too many.
  init(_ sides: [UInt8], by positions: [[UInt16]], groups: [Int]) {
    self.groups = groups
    let cells = groups.reduce(1, *)
    let sums = Self.histogram(sides, positions, groups, cells)
    bases = (0..<cells).map { Int(sums[4 * $0 + 1]) + Int(sums[4 * $0 + 2]) }
    counts = (0..<cells).map { Int(sums[4 * $0 + 2]) }
  }

  /// The number of a cell by the position of its group in each breakdown.
  public func cell(_ positions: [Int]) -> Int {
    zip(positions, groups).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// How often each pair of cell and side occurs, at four times the cell and the side.
  private static func histogram(
    _ sides: [UInt8], _ positions: [[UInt16]], _ groups: [Int], _ cells: Int
  ) -> [UInt32] {
    var sums = [UInt32](repeating: 0, count: 4 * cells)
    var strides: [UInt32] = []
    for place in groups.indices {
      strides.append(UInt32(4 * groups[(place + 1)...].reduce(1, *)))
    }
    let block = CombinedCodes.block
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: block) { buffer in
      var start = 0
      while start < sides.count {
        let size = min(block, sides.count - start)
        let codes = UnsafeMutableBufferPointer(rebasing: buffer[0..<size])
        codes.initialize(repeating: 0)
        sides.withUnsafeBufferPointer { CodeCells.add($0, start, 1, codes) }
        for (own, stride) in zip(positions, strides) {
          own.withUnsafeBufferPointer { CodeCells.add($0, start, stride, codes) }
        }
        sums.withUnsafeMutableBufferPointer { sums in
          for code in codes { sums[Int(code)] &+= 1 }
        }
        start += size
      }
    }
    return sums
  }
}
