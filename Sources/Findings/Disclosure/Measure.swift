// What the numbers of a row's people come to: a mean, median, score, total or ratio, with its interval
// and with what tells whether one person's amount would show.

/// The figure of a row whose people gave numbers.
public struct Measure: Sendable, Hashable {
  /// The figure; nil where there is none.
  public let value: Double?
  /// The interval's lower end; nil where there is none.
  public let low: Double?
  /// The interval's upper end; nil where there is none.
  public let high: Double?
  /// The average amount, which sets how finely a total may be shown.
  let average: Double
  /// Everybody's amounts, and what they are divided by.
  let amounts: [Contributions]
  /// True when everybody gave the same.
  let isUniform: Bool
  /// Of a figure of items how many items it is out of; nil for others, and where that would tell too much.
  public private(set) var items: Double?
  /// The average number of items that a person gave.
  let averageItems: Double
  /// See `CellCount.contributors`.
  package let contributors: Int?
  /// Of an average of two amounts alone the two: it is a share, and says how many people gave which.
  let sides: Sides?
  /// The amounts of everybody whom the indicator counts, where they are few.
  let scale: AmountKinds?
  /// How many of its people gave each of them.
  let spread: [Int]?
  /// How many steps further than others of its base it is rounded, so that it tells of nobody.
  private(set) var coarser = 0
  /// Of a median how many people gave each number.
  let given: GivenNumbers?

  /// Two amounts between which an average lies.
  struct Sides: Sendable, Hashable {
    let low: Double
    let high: Double
  }

  /// The figure of people's amounts, each with what a ratio divides by.
  public init(_ show: IndicatorShow, _ pairs: [(amount: Double, per: Double)]) {
    self.init(show, pairs, scale: AmountKinds(show, pairs))
  }

  /// The same, on the scale of everybody whom the indicator counts.
  package init(
    _ show: IndicatorShow, _ pairs: [(amount: Double, per: Double)], scale: AmountKinds?
  ) {
    self.scale = scale
    spread = scale?.counts(pairs, show)
    given = show == .median ? GivenNumbers(pairs.map(\.amount)) : nil
    let numbers = pairs.map(\.amount)
    switch show {
    case .median:
      let median = MedianInterval(numbers)
      (value, low, high) = (median?.median, median?.low, median?.high)
    case .ratio:
      let ratio = MeanInterval(ratioOf: pairs)
      (value, low, high) = (ratio?.mean, ratio?.low, ratio?.high)
    case .total:
      (value, low, high) = (numbers.isEmpty ? nil : numbers.reduce(0, +), nil, nil)
    case .countOfItems:
      (value, low, high) = (numbers.reduce(0, +), nil, nil)
    case .percentOfItems:
      // People, not items, are drawn: a ratio of two sums over people, whose items hang together.
      let share = MeanInterval(ratioOf: pairs)
      value = share.map { $0.mean * 100 }
      low = share?.low.map { max(0, $0 * 100) }
      high = share?.high.map { min(100, $0 * 100) }
    case .mean, .score, .percent, .count:
      let mean = MeanInterval(numbers)
      (value, low, high) = (mean?.mean, mean?.low, mean?.high)
    }
    var own = Contributions(numbers)
    // How many have an item, or gave something else than most: half of the people give a median.
    if !show.isOfItems { own.people = show == .median ? 0 : Self.unlikeMost(numbers) }
    average = pairs.isEmpty ? 0 : own.sum / Double(pairs.count)
    var others = Contributions(pairs.map(\.per))
    // The width of a ratio's interval tells how many have a divisor, where it is 0 or 1.
    if show == .ratio { others.people = Self.unlikeMost(pairs.map(\.per)) }
    switch show {
    case .ratio: amounts = [own, others]
    case .percentOfItems, .countOfItems:
      // Beside a number of items stands how many there are: what does not count follows from the two.
      amounts = [own, others, Contributions(pairs.map { $0.per - $0.amount })]
    default: amounts = [own]
    }
    items = show.isOfItems ? others.sum : nil
    averageItems = pairs.isEmpty ? 0 : others.sum / Double(pairs.count)
    let few = amounts.map(\.people).filter { $0 > 0 }.min()
    contributors = show.isOfItems ? few : few ?? 0
    sides = Self.sides(show, pairs)
    // A ratio of which one side is nothing says so of everybody.
    let isNothing = show == .ratio && (own.sum == 0 || others.sum == 0)
    let areAll = show.isOfItems && (own.sum == 0 || own.sum == others.sum)
    isUniform = !pairs.isEmpty && (isNothing || areAll || pairs.allSatisfy { $0 == pairs[0] })
  }

  /// How many gave something else than what was given most.
  private static func unlikeMost(_ amounts: [Double]) -> Int {
    let counts = amounts.reduce(into: [Double: Int]()) { $0[$1, default: 0] += 1 }
    return amounts.count - (counts.values.max() ?? 0)
  }

  /// The two amounts of a figure that has no more than two.
  private static func sides(
    _ show: IndicatorShow, _ pairs: [(amount: Double, per: Double)]
  ) -> Sides? {
    guard !show.isOfItems, show != .median else { return nil }
    var seen: [Double] = []
    for pair in pairs {
      let amount = show == .ratio ? pair.amount / pair.per : pair.amount
      guard show != .ratio || pair.per == pairs[0].per else { return nil }
      if seen.contains(amount) { continue }
      guard seen.count < 2, amount.isFinite else { return nil }
      seen.append(amount)
    }
    guard let low = seen.min(), let high = seen.max(), low < high else { return nil }
    return Sides(low: low, high: high)
  }

  /// True when the figure would nearly show one person's amount.
  package var isDominated: Bool { amounts.contains(where: \.isDominated) }

  /// See `CellCount.bounds`.
  var bounds: [Double] { amounts.map(\.bound) }

  /// True when the figure of these people would with somebody else who had up to so much.
  func isDominated(beside bounds: [Double]) -> Bool {
    zip(amounts, bounds).contains { Contributions(joining: [$0, Contributions([$1])]).isDominated }
  }

  /// True when the figure of all these rows together would, or would be made of a few people.
  static func isDominated(_ rows: [Measure], _ rule: DisclosureRule) -> Bool {
    (0..<(rows.map(\.amounts.count).max() ?? 0)).contains { place in
      let joined = Contributions(
        joining: rows.compactMap { row in
          row.amounts.indices.contains(place) ? row.amounts[place] : nil
        })
      return joined.isDominated || rule.isPrimary(joined.people)
    }
  }
}

extension Measure {
  /// Steps by which a figure is rounded further before it is withheld.
  static let mostSteps = 4

  /// Whether hidden rows may be told together, as a total less the rows shown does: they are nobody, or enough
  /// people, of whom none stands out, and who did not all give the same to a sensitive question.
  static func areEnough(
    _ hidden: [Measure], people: Int, among all: [Measure], isSensitive: Bool,
    _ rule: DisclosureRule
  ) -> Bool {
    if hidden.isEmpty { return true }
    return people >= rule.lowBaseBelow && !isDominated(hidden, rule)
      && !(isSensitive && areAlike(hidden, among: all))
  }

  /// The same, rounded so many steps further; nil where too little would be left of it: steps of more than a
  /// fifth of the scale's breadth, or of a total more than two further.
  func coarsened(by steps: Int, _ show: IndicatorShow, base: Int, _ rule: DisclosureRule)
    -> Measure?
  {
    var measure = self
    measure.coarser = steps
    guard steps > 0 else { return measure }
    guard let breadth = scale?.breadth, breadth > 0 else { return nil }
    if show == .total { return steps <= 2 ? measure : nil }
    let step = PrintedMeasure.step(
      show, value ?? 0, average: average, breadth: breadth, coarser: steps, base: base,
      roundTo: rule.roundTo)
    return step.size <= breadth / 5 * (1 + 1e-9) ? measure : nil
  }

  /// The same, without how many items there are.
  var withoutItems: Measure {
    var measure = self
    measure.items = nil
    return measure
  }

  /// True when nobody of these rows gave something else than most of their row, though others did: hidden
  /// alone, that would say why they are.
  static func areAlike(_ rows: [Measure], among all: [Measure]) -> Bool {
    (0..<(all.map(\.amounts.count).max() ?? 0)).contains { place in
      let people = { (rows: [Measure]) in
        rows.reduce(0) {
          $0 + ($1.amounts.indices.contains(place) ? $1.amounts[place].people : 0)
        }
      }
      return people(rows) == 0 && people(all) > 0
    }
  }
}

/// The two largest amounts of some people, and the sum of all, without signs.
struct Contributions: Sendable, Hashable {
  private(set) var largest = 0.0
  private(set) var second = 0.0
  private(set) var sum = 0.0
  /// How many of the amounts are not 0, or not what was given most.
  fileprivate(set) var people = 0

  init(_ amounts: [Double]) {
    for amount in amounts {
      add(amount.magnitude, sum: amount.magnitude)
      if amount != 0 { people += 1 }
    }
  }

  /// Of so many people for each amount; nobody for some.
  init(_ counted: [(amount: Double, people: Int)]) {
    for (amount, people) in counted where people > 0 {
      let size = amount.magnitude
      add(size, sum: size * Double(people))
      if people > 1 { add(size, sum: 0) }
      if amount != 0 { self.people += people }
    }
  }

  init(joining parts: [Contributions]) {
    for part in parts {
      add(part.largest, sum: part.sum)
      add(part.second, sum: 0)
      people += part.people
    }
  }

  private mutating func add(_ amount: Double, sum: Double) {
    self.sum += sum
    if amount > largest {
      (largest, second) = (amount, largest)
    } else {
      second = max(second, amount)
    }
  }

  /// A power of two over the largest, which says little of whose it is.
  var bound: Double {
    largest > 0 ? Double(sign: .plus, exponent: largest.exponent + 1, significand: 1) : 0
  }

  /// The p% rule: the person with the second largest amount, who knows that one, could work the
  /// largest out to within 20% (Hundepool and others, Statistical Disclosure Control, 2012, 4.2).
  var isDominated: Bool { sum - largest - second < 0.2 * largest }
}
