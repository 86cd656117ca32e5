// Whether a printed median tells how many people gave one of the numbers: for each that 1 to 7 people gave, every
// number of people from 1 to 7 has to have a world that prints the same.

/// The people of a row as an attacker who read its median can imagine them.
struct MedianWorlds {
  /// More or fewer people for some of the numbers, by place.
  private typealias Change = [(place: Int, people: Int)]

  /// From so many people on enough stand between the median and each end of its interval, and beyond it.
  static let most = 200
  /// Of so many different numbers medians of more people are looked at too.
  private static let few = 12
  private static let reach = (0...25).flatMap { $0 == 0 ? [0] : [$0, -$0] }

  private let row: [Int]
  private let all: [Int]?
  private let printed: MedianPrinter.Print
  private let printedOfAll: MedianPrinter.Print?
  /// The rows of each other role with what is printed of them; nil of hidden ones.
  private let beside: [[(counts: [Int], printed: MedianPrinter.Print?)]]
  /// Numbers whose people can be others: of each stretch between what is printed the one most people gave.
  private let partners: [Int]
  private var printer: MedianPrinter
  private var steps = 0

  /// The worlds of a row that is shown; `total` has the numbers of everybody, and of a part of them its print
  /// stays. Nil for what is no median, or of many people and numbers.
  init?(
    _ measure: Measure, within total: Measure, isPart: Bool,
    beside: [[(measure: Measure, isHidden: Bool)]], _ rule: DisclosureRule
  ) {
    guard let own = measure.given, let everybody = total.given else { return nil }
    let numbers = everybody.numbers
    guard let row = own.counts(of: numbers),
      row.reduce(0, +) < Self.most || numbers.count <= Self.few
    else { return nil }
    var printer = MedianPrinter(rule, numbers)
    guard let printed = printer.print(row), let places = printer.places(row) else { return nil }
    self.row = row
    all = isPart ? everybody.people : nil
    printedOfAll = isPart ? printer.print(everybody.people) : nil
    self.beside = beside.map { rows in
      rows.compactMap { other in
        other.measure.given?.counts(of: numbers).map { counts in
          (counts, other.isHidden ? nil : printer.print(counts))
        }
      }
    }
    self.printed = printed
    partners = Self.partners(row, places.low, places.middle, places.high)
    self.printer = printer
  }

  private static func partners(
    _ row: [Int], _ low: Int?, _ middle: (Int, Int), _ high: Int?
  ) -> [Int] {
    guard row.count > few else { return Array(row.indices) }
    let marks = [low, middle.0, middle.1, high].compactMap { $0 }
    var found = Set(marks)
    for (from, to) in zip([-1] + marks, marks + [row.count]) where from + 1 < to {
      // Two: one of them may be the number that is asked about.
      found.formUnion((from + 1..<to).sorted { row[$0] > row[$1] }.prefix(2))
    }
    return found.sorted()
  }

  /// True where 1 to 7 people gave a number and not each number of people from 1 to 7 was found to be possible.
  mutating func narrow() -> Bool {
    for (place, people) in row.enumerated() where printer.rule.isPrimary(people) {
      for value in 1..<printer.rule.hideBelow where value != people {
        if !isPossible(value, at: place) { return true }
      }
    }
    return false
  }

  private mutating func isPossible(_ value: Int, at place: Int) -> Bool {
    let more = value - row[place]
    let others = partners.filter { $0 != place }
    // As many people in all: figures of others that the same people gave may tell their number exactly.
    if others.count == 1, isWorld([(place, more), (others[0], -more)]) { return true }
    for (index, one) in others.enumerated() {
      for two in others.dropFirst(index + 1) {
        for first in Self.reach where row[one] + first >= 0 && row[two] - more - first >= 0 {
          if isWorld([(place, more), (one, first), (two, -more - first)]) { return true }
        }
      }
    }
    return false
  }

  private mutating func isWorld(_ change: Change) -> Bool {
    steps += 1
    guard steps < AmountWorlds.mostSteps, let counts = Self.changed(row, change),
      printer.print(counts) == printed
    else { return false }
    if isDominated(counts) { return false }
    if let all {
      guard let total = Self.changed(all, change), printer.print(total) == printedOfAll else {
        return false
      }
    }
    for rows in beside where !rows.contains(where: { holds($0, change) }) { return false }
    return true
  }

  /// Whether a row of another role prints the same when the people who differ stand in it.
  private mutating func holds(
    _ other: (counts: [Int], printed: MedianPrinter.Print?), _ change: Change
  ) -> Bool {
    guard let counts = Self.changed(other.counts, change) else { return false }
    guard let printed = other.printed else {
      let (before, people) = (other.counts.reduce(0, +), counts.reduce(0, +))
      let least = printer.rule.lowBaseBelow
      return people > 0 && (before >= least || people < least)
    }
    return printer.print(counts) == printed && !isDominated(counts)
  }

  private func isDominated(_ counts: [Int]) -> Bool {
    Contributions(zip(printer.numbers, counts).map { (amount: $0, people: $1) }).isDominated
  }

  private static func changed(_ counts: [Int], _ change: Change) -> [Int]? {
    var counts = counts
    for (place, people) in change {
      counts[place] += people
      if counts[place] < 0 { return nil }
    }
    return counts
  }
}
