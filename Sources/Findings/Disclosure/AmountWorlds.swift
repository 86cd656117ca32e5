// Whether a printed average of few amounts tells how many people gave one of them: for each that 1 to 7
// people gave, every number from 1 to 7 has to have a world that prints the same.

/// The people of a row as an attacker who read its figure can imagine them.
struct AmountWorlds {
  /// More or fewer people for some of the amounts, by place.
  private typealias Change = [(place: Int, people: Int)]

  /// How far from the true numbers of people worlds are looked for.
  private static let window = 25
  private static let reach = (0...window).flatMap { $0 == 0 ? [0] : [$0, -$0] }
  /// Worlds that are tried of a row before it is taken to tell too much.
  static let mostSteps = 1_000_000

  private let row: [Int]
  private let own: AmountSums
  /// The rows of each other role, which have the same people.
  private let beside: [[Beside]]
  private var steps = 0

  /// A row of another role.
  private struct Beside {
    let counts: [Int]
    let sums: AmountSums
    let coarser: Int
    let printed: AmountPrinter.Print?
  }
  private let all: AmountSums?
  /// How many steps further the row and the total are rounded.
  private let coarser: (row: Int, total: Int)
  private let printed: AmountPrinter.Print
  private let printedOfAll: AmountPrinter.Print?
  private var printer: AmountPrinter
  /// What one person with each amount adds to how far the row is from what was printed of it.
  private let distances: [Double]
  /// How far the row is.
  private let known: Double

  private var scale: AmountKinds { printer.scale }

  /// The worlds of a row that is shown, beside the total that it is part of; nil for what is no average of
  /// few amounts. One of two amounts is rounded as a percentage, and keeps the rules of one. `beside` are the
  /// rows of each other role, those that the rule hides among them: the people of the row stand in them too.
  init?(
    _ measure: Measure, within total: Measure?, beside: [[(measure: Measure, isHidden: Bool)]],
    _ show: IndicatorShow, _ rule: DisclosureRule
  ) {
    guard let scale = measure.scale, let row = measure.spread, measure.sides == nil,
      row.count(where: { $0 > 0 }) > 2
    else { return nil }
    var printer = AmountPrinter(show, rule, scale)
    self.row = row
    own = AmountSums(row, scale)
    all = total?.scale == scale ? total?.spread.map { AmountSums($0, scale) } : nil
    let coarser = (row: measure.coarser, total: total?.coarser ?? 0)
    self.coarser = coarser
    printedOfAll = all.flatMap { printer.print($0, coarser: coarser.total) }
    guard let printed = printer.print(own, coarser: coarser.row) else { return nil }
    self.beside = beside.map { rows in
      rows.compactMap { row in
        // A row of two amounts is printed otherwise: none of its people are taken to be others.
        guard row.measure.scale == scale, let counts = row.measure.spread,
          row.isHidden || row.measure.sides == nil
        else { return nil }
        let sums = AmountSums(counts, scale)
        return Beside(
          counts: counts, sums: sums, coarser: row.measure.coarser,
          printed: row.isHidden ? nil : printer.print(sums, coarser: row.measure.coarser))
      }
    }
    (self.printed, self.printer) = (printed, printer)
    let distances = scale.kinds.map {
      show == .total ? $0.amount : $0.amount - printed.value * $0.per
    }
    self.distances = distances
    known = zip(row, distances).reduce(show == .total ? -printed.value : 0) {
      $0 + Double($1.0) * $1.1
    }
  }

  /// True where 1 to 7 people gave an amount and not each number from 1 to 7 was found to be possible.
  mutating func narrow() -> Bool {
    for (place, people) in row.enumerated() where printer.rule.isPrimary(people) {
      for value in 1..<printer.rule.hideBelow where value != people {
        if !isPossible(value, at: place) { return true }
      }
    }
    return false
  }

  /// Whether a world with so many people for an amount is found: other numbers for three further amounts,
  /// whatever all others gave, print the row and the total as they were printed.
  private mutating func isPossible(_ value: Int, at place: Int) -> Bool {
    let more = value - row[place]
    let others = row.indices.filter { $0 != place }
    // As many people in all: figures of others that the same people gave may tell their number exactly.
    let first = [(place: place, people: more)]
    guard others.count > 2 else { return isPossible(first, others[0], others[1], -more) }
    for (index, one) in others.enumerated() {
      for (next, two) in others.enumerated().dropFirst(index + 1) {
        for three in others.dropFirst(next + 1)
        where isPossible(first, one, two, three, -more) { return true }
      }
    }
    return false
  }

  private mutating func isPossible(
    _ change: Change, _ one: Int, _ two: Int, _ people: Int
  ) -> Bool {
    for first in Self.reach where row[one] + first >= 0 && row[two] + people - first >= 0 {
      if isWorld(change + [(one, first), (two, people - first)]) { return true }
    }
    return false
  }

  /// The value printed bounds a sum over people, so that two of three numbers leave few choices for the third.
  private mutating func isPossible(
    _ change: Change, _ one: Int, _ two: Int, _ three: Int, _ people: Int
  ) -> Bool {
    let slack = printed.step / 2 * (printer.show == .total ? 1 : own.per.magnitude * 1.5)
    let apart = distances[two] - distances[three]
    for first in Self.reach where row[one] + first >= 0 {
      let left = people - first
      let rest =
        change.reduce(known) { $0 + Double($1.people) * distances[$1.place] }
        + Double(first) * distances[one] + Double(left) * distances[three]
      let window = Double(Self.window)
      let ends =
        apart == 0
        ? [-window, window] : [(-slack - rest) / apart, (slack - rest) / apart].sorted()
      let from = max(-window, ends[0].rounded(.up)), to = min(window, ends[1].rounded(.down))
      guard from <= to else { continue }
      for second in Int(from)...Int(to)
      where row[two] + second >= 0 && row[three] + left - second >= 0 {
        if isWorld(change + [(one, first), (two, second), (three, left - second)]) { return true }
      }
    }
    return false
  }

  private mutating func isWorld(_ change: Change) -> Bool {
    steps += 1
    guard steps < Self.mostSteps else { return false }
    var (sums, total, counts) = (own, all, row)
    for (place, people) in change {
      sums.add(scale.kinds[place], people)
      total?.add(scale.kinds[place], people)
      counts[place] += people
    }
    guard printer.print(sums, coarser: coarser.row) == printed,
      total.flatMap({ printer.print($0, coarser: coarser.total) }) == printedOfAll
    else { return false }
    guard isShown(counts) else { return false }
    for rows in beside where !rows.contains(where: { holds($0, change) }) { return false }
    return true
  }

  /// Whether a row of another role prints the same when the people who differ stand in it; one that is hidden
  /// prints nothing, and one of few people as long as they stay few.
  private mutating func holds(_ other: Beside, _ change: Change) -> Bool {
    var (sums, counts) = (other.sums, other.counts)
    for (place, people) in change {
      sums.add(scale.kinds[place], people)
      counts[place] += people
      if counts[place] < 0 { return false }
    }
    guard let printed = other.printed else {
      let least = printer.rule.lowBaseBelow
      return sums.people > 0 && (other.sums.people >= least || sums.people < least)
    }
    return printer.print(sums, coarser: other.coarser) == printed && isShown(counts)
  }

  /// Whether the rules would show a figure of such people as an average of more than two amounts.
  private func isShown(_ counts: [Int]) -> Bool {
    guard counts.count(where: { $0 > 0 }) > 2 else { return false }
    var pairs = [scale.kinds.map(\.amount)]
    if printer.show == .ratio { pairs.append(scale.kinds.map(\.per)) }
    return pairs.allSatisfy { amounts in
      var people: [Double: Int] = [:]
      for (amount, count) in zip(amounts, counts) { people[amount, default: 0] += count }
      let unlikeMost = counts.reduce(0, +) - (people.values.max() ?? 0)
      if printer.rule.isPrimary(unlikeMost) { return false }
      return !Contributions(people.map { (amount: $0.key, people: $0.value) }).isDominated
    }
  }
}
