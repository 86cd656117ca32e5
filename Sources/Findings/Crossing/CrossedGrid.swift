// The rows of a crossed table: every combination of finest groups, levels above and everybody, with
// how each of them is the sum of finer ones.

/// The rows that a table of some roles has.
struct CrossedGrid: Sendable {
  /// What a row takes of one dimension: a group of a level, or everybody.
  struct Option: Sendable, Hashable {
    let level: Int
    let index: Int
  }

  let dimensions: [CrossedDimension]
  /// For each dimension its options: the finest groups, each level above, everybody the last.
  let options: [[Option]]
  /// Every row, the last dimension fastest.
  let keys: [CrossedKey]
  /// Sums: the place of a row and the places of those that it is made of.
  let sums: [(parent: Int, children: [Int])]
  /// Further sums, which follow from these.
  let impliedSums: [(parent: Int, children: [Int])]

  init(
    dimensions: [CrossedDimension], options: [[Option]], keys: [CrossedKey],
    sums: [(parent: Int, children: [Int])]
  ) {
    (self.dimensions, self.options, self.keys, self.sums) = (dimensions, options, keys, sums)
    impliedSums = []
  }

  /// The rows of a crossed table.
  init(_ dimensions: [CrossedDimension]) {
    self.dimensions = dimensions
    let options = dimensions.map { dimension in
      (0...dimension.levels.count).flatMap { level in
        dimension.groups(at: level).indices.map { Option(level: level, index: $0) }
      } + [Option(level: dimension.levels.count + 1, index: 0)]
    }
    self.options = options
    let count = options.reduce(1) { $0 * $1.count }
    keys = (0..<count).map { row in
      let places = Self.places(row, options)
      return CrossedKey(
        dimensions.indices.compactMap { place in
          let option = options[place][places[place]]
          let dimension = dimensions[place]
          guard option.level <= dimension.levels.count else { return nil }
          return CrossedKey.Part(
            role: dimension.role, level: option.level,
            group: dimension.groups(at: option.level)[option.index].id)
        })
    }
    let all = (0..<count).map { Self.sums($0, dimensions, options) }
    sums = all.compactMap(\.first)
    impliedSums = all.flatMap { $0.dropFirst() }
  }

  /// The place of the option in each dimension.
  private static func places(_ row: Int, _ options: [[Option]]) -> [Int] {
    var rest = row
    var places = [Int](repeating: 0, count: options.count)
    for dimension in options.indices.reversed() {
      places[dimension] = rest % options[dimension].count
      rest /= options[dimension].count
    }
    return places
  }

  /// How a row is the sum of finer ones, by each dimension of which it is not of a finest group.
  private static func sums(
    _ row: Int, _ dimensions: [CrossedDimension], _ options: [[Option]]
  ) -> [(parent: Int, children: [Int])] {
    let places = places(row, options)
    return dimensions.enumerated().compactMap { at, dimension in
      let option = options[at][places[at]]
      guard option.level > 0 else { return nil }
      let stride = options[(at + 1)...].reduce(1) { $0 * $1.count }
      let children = options[at].indices.filter { place in
        let child = options[at][place]
        return child.level == option.level - 1 && dimension.parent(of: child) == option.index
      }
      return (row, children.map { row + ($0 - places[at]) * stride })
    }
  }

  /// The exact counts of every row, from those of the finest; `finest` runs the last dimension fastest.
  func cells(_ finest: [CellCount]) -> [CellCount] {
    var cells = [CellCount](repeating: CellCount(base: 0, count: 0), count: keys.count)
    var next = 0
    for row in keys.indices where isFinest(row) {
      cells[row] = finest[next]
      next += 1
    }
    // Sums of few dimensions come from finer rows, which stand before them in each dimension.
    for sum in sums {
      let parts = sum.children.map { cells[$0] }.filter { $0.base > 0 }
      cells[sum.parent] = CellCount(
        base: parts.reduce(0) { $0 + $1.base }, count: parts.reduce(0) { $0 + $1.count },
        isUnanimous: !parts.isEmpty && parts.allSatisfy(\.isUnanimous))
    }
    return cells
  }

  /// True for a combination of finest groups.
  func isFinest(_ row: Int) -> Bool {
    zip(Self.places(row, options), options).allSatisfy { $1[$0].level == 0 }
  }

  /// How many combinations of finest groups there are.
  static func size(_ dimensions: [CrossedDimension]) -> Int {
    dimensions.reduce(1) { min($0 * max(1, $1.groups.count), 1 << 40) }
  }
}

extension CrossedDimension {
  /// The place in the level above of a group; everybody above the coarsest level.
  func parent(of option: CrossedGrid.Option) -> Int {
    guard option.level < levels.count else { return 0 }
    if option.level == 0 { return above[0][option.index] }
    // A group of a level lies where any of its finest groups does.
    guard let finest = above[option.level - 1].firstIndex(of: option.index) else { return -1 }
    return above[option.level][finest]
  }
}
