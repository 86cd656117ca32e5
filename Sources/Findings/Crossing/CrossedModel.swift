// What an attacker knows of every release of a base as one set of equations in whole numbers: for
// each row of each release its base, and who counts and who does not for each indicator.

/// The equations, with what each row may be.
struct CrossedModel {
  /// A row of a release with its columns.
  struct Node {
    let step: Int
    let key: CrossedKey
    let base: Int
    let sides: [Side]
    var row: CrossedStep.Row
  }
  /// The two sides of a row for one indicator.
  struct Side {
    let indicator: String
    let show: IndicatorShow
    let isSensitive: Bool
    let counting: Int
    let others: Int
  }
  /// Columns with factors whose sum lies within bounds.
  struct Equation {
    var terms: [(column: Int, factor: Int)]
    let lower: Int
    let upper: Int
  }

  static let unlimited = 1_000_000_000

  private(set) var nodes: [Node] = []
  private(set) var equations: [Equation] = []
  /// Sums that follow from the equations, for those who go from sum to sum.
  private(set) var implied: [Equation] = []
  /// The exact value of each column.
  private(set) var truth: [Int] = []
  private(set) var nodesOfColumn: [[Int]] = []
  private(set) var equationsOfColumn: [[Int]] = []
  private(set) var lower: [Int] = []
  private(set) var upper: [Int] = []
  let rules: [DisclosureRule]
  private var ceilings: [Int] = []
  private var boxes = PrintedBoxes()

  init(_ steps: [CrossedStep]) {
    rules = steps.map(\.rule)
    var places: [[CrossedKey: Int]] = []
    for (step, part) in steps.enumerated() {
      ceilings.append(part.rows[CrossedKey([])]?.base ?? 0)
      var own: [CrossedKey: Int] = [:]
      for key in CrossedKey.sorted(part.rows.keys) {
        guard let row = part.rows[key] else { continue }
        let before = places.reversed().lazy.compactMap { $0[key] }.first
        own[key] = nodes.count
        addNode(step, key, row, part.indicators, before: before.map { nodes[$0] })
      }
      places.append(own)
      for frame in part.frames { addSums(frame, own) }
    }
    equationsOfColumn = [[Int]](repeating: [], count: truth.count)
    for (place, equation) in equations.enumerated() {
      for term in equation.terms { equationsOfColumn[term.column].append(place) }
    }
    nodesOfColumn = [[Int]](repeating: [], count: truth.count)
    for (place, node) in nodes.enumerated() {
      for column in Self.columns(node) { nodesOfColumn[column].append(place) }
    }
    (lower, upper) = (truth, truth)
    for column in truth.indices { setBounds(column) }
  }

  static func columns(_ node: Node) -> [Int] {
    [node.base] + node.sides.flatMap { [$0.counting, $0.others] }
  }

  private mutating func column(_ value: Int) -> Int {
    truth.append(value)
    return truth.count - 1
  }

  /// A row that did not change since it was last printed has the same people: the same columns. One
  /// that nothing tells to have changed is taken not to have.
  private mutating func addNode(
    _ step: Int, _ key: CrossedKey, _ row: CrossedStep.Row,
    _ indicators: [AuditedCrossing.Indicator], before: Node?
  ) {
    let isSame = before?.sides.contains { !row.renewed.contains($0.indicator) } ?? false
    let base = isSame ? before?.base ?? 0 : column(row.base)
    let sides = indicators.compactMap { indicator -> Side? in
      guard let cell = row.cells[indicator.id], !indicator.show.isMeasure else { return nil }
      if !row.renewed.contains(indicator.id),
        let side = before?.sides.first(where: { $0.indicator == indicator.id })
      {
        return side
      }
      let side = Side(
        indicator: indicator.id, show: indicator.show, isSensitive: indicator.isSensitive,
        counting: column(cell.count),
        others: column(cell.complement))
      equations.append(
        Equation(
          terms: [(base, 1), (side.counting, -1), (side.others, -1)], lower: 0, upper: 0))
      return side
    }
    // Whoever joined, left or changed side stood in it before or stands in it now.
    if let before, !isSame {
      let least = rules[step].hideBelow
      equations.append(
        Equation(terms: [(before.base, 1), (base, 1)], lower: least, upper: Self.unlimited))
    }
    nodes.append(Node(step: step, key: key, base: base, sides: sides, row: row))
  }

  private mutating func addSums(_ frame: CrossedStep.Frame, _ places: [CrossedKey: Int]) {
    let nodes = frame.grid.keys.map { places[$0] }
    for sum in frame.grid.sums { equations += sums(sum, nodes, frame.indicator) }
    for sum in frame.grid.impliedSums { implied += sums(sum, nodes, frame.indicator) }
  }

  private func sums(
    _ sum: (parent: Int, children: [Int]), _ places: [Int?], _ indicator: String
  ) -> [Equation] {
    let columns = ([sum.parent] + sum.children).compactMap { places[$0] }.map { place -> [Int] in
      let node = nodes[place]
      guard let side = node.sides.first(where: { $0.indicator == indicator }) else {
        return [node.base]
      }
      return [side.counting, side.others]
    }
    return (columns.first ?? []).indices.map { part in
      Equation(
        terms: columns.enumerated().map { ($1[part], $0 == 0 ? 1 : -1) }, lower: 0, upper: 0)
    }
  }

  /// Changes what is printed of a row, and the bounds of its columns with it.
  mutating func set(_ node: Int, hidden: Bool, bounded: Set<String> = []) {
    nodes[node].row.isHidden = hidden
    nodes[node].row.bounded = bounded
    for column in Self.columns(nodes[node]) { setBounds(column) }
  }

  private mutating func setBounds(_ column: Int) {
    var low = 0
    var high = ceilings.max() ?? 0
    for place in nodesOfColumn[column] {
      let range = range(column, nodes[place])
      low = max(low, range.lowerBound)
      high = min(high, range.upperBound)
    }
    (lower[column], upper[column]) = (low, high)
  }

  /// What a column may be by what is printed of one row.
  private mutating func range(_ column: Int, _ node: Node) -> ClosedRange<Int> {
    let exact = truth[column]...truth[column]
    // The total is taken to be known exactly, as in one-way releases.
    if node.row.base == 0 || node.key.parts.isEmpty { return exact }
    let most = ceilings[node.step]
    if node.row.isHidden { return (column == node.base ? 1 : 0)...most }
    if !node.row.bounded.isEmpty {
      let few = rules[node.step].hideBelow - 1
      for side in node.sides where side.counting == column || side.others == column {
        guard node.row.bounded.contains(side.indicator) else { return exact }
        return (1...few).contains(truth[column]) ? 1...few : (few + 1)...most
      }
      return exact
    }
    guard node.row.isOneWay else { return exact }
    return boxes.range(column, node, truth: truth[column], rule: rules[node.step])
  }
}
