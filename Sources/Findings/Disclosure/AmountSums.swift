// What the figure of some people's amounts follows from, and how it would be printed, without asking each.

/// Sums over people's amounts.
struct AmountSums {
  private(set) var people = 0
  private(set) var per = 0.0
  private var amount = 0.0
  private var magnitude = 0.0
  private var squares = 0.0
  private var products = 0.0
  private var perSquares = 0.0

  init() {}

  /// Of so many people for each amount.
  init(_ counts: [Int], _ scale: AmountKinds) {
    for (kind, people) in zip(scale.kinds, counts) { add(kind, people) }
  }

  mutating func add(_ kind: AmountKinds.Kind, _ people: Int) {
    let times = Double(people)
    self.people += people
    per += times * kind.per
    amount += times * kind.amount
    magnitude += times * kind.amount.magnitude
    squares += times * kind.amount * kind.amount
    products += times * kind.amount * kind.per
    perSquares += times * kind.per * kind.per
  }

  fileprivate var average: Double { magnitude / Double(people) }

  /// The figure, with its interval where it has one; nil where there is none.
  fileprivate func interval(_ show: IndicatorShow, quantile: Double) -> MeanInterval? {
    let count = Double(people)
    guard show != .total else { return MeanInterval(amount, count: 1, squares: 0) }
    guard show == .ratio else {
      let mean = amount / count
      return MeanInterval(
        mean, count: count, squares: max(0, squares - amount * mean), quantile: quantile)
    }
    guard per != 0 else { return nil }
    let ratio = amount / per
    let residuals = max(0, squares - 2 * ratio * products + ratio * ratio * perSquares)
    return MeanInterval(
      ratio, count: count, squares: residuals / per / per * count * count, quantile: quantile)
  }
}

/// Prints averages of few amounts as a release does.
struct AmountPrinter: FigurePrinter {
  /// What is printed.
  struct Print: Equatable {
    let base: Int
    let value: Double
    let low: Double?
    let high: Double?
    /// What the value is rounded to.
    let step: Double
  }

  let show: IndicatorShow
  let rule: DisclosureRule
  let scale: AmountKinds
  private var quantiles: [Int: Double] = [:]
  /// The different amounts, and of a ratio what they are divided by, each with the kinds that have it.
  private let columns: [[(amount: Double, kinds: [Int])]]

  init(_ show: IndicatorShow, _ rule: DisclosureRule, _ scale: AmountKinds) {
    (self.show, self.rule, self.scale) = (show, rule, scale)
    let kinds = scale.kinds
    let amounts = show == .ratio ? [kinds.map(\.amount), kinds.map(\.per)] : [kinds.map(\.amount)]
    columns = amounts.map { amounts in
      Dictionary(grouping: amounts.indices) { amounts[$0] }.sorted { $0.key < $1.key }
        .map { ($0.key, $0.value) }
    }
  }

  var cost: Int { 1 }

  mutating func print(_ counts: [Int], coarser: Int) -> Print? {
    print(AmountSums(counts, scale), coarser: coarser)
  }

  /// As an average of more than two amounts: one of two is rounded as a percentage, and keeps the rules of one.
  func isShown(_ counts: [Int]) -> Bool {
    guard counts.count(where: { $0 > 0 }) > 2 else { return false }
    let people = counts.reduce(0, +)
    return columns.allSatisfy { column in
      let given = column.map { amount, kinds in
        (amount: amount, people: kinds.reduce(0) { $0 + counts[$1] })
      }
      let unlikeMost = people - (given.map(\.people).max() ?? 0)
      return !rule.isPrimary(unlikeMost) && !Contributions(given).isDominated
    }
  }

  func partners(_ counts: [Int]) -> [Int] { Array(counts.indices) }

  /// The value printed bounds a sum over people.
  func sum(_ counts: [Int], _ print: Print) -> PrintedSum? {
    let places = scale.kinds.map {
      show == .total ? $0.amount : $0.amount - print.value * $0.per
    }
    let per = zip(scale.kinds, counts).reduce(0) { $0 + $1.0.per * Double($1.1) }
    return PrintedSum(
      places: places,
      known: zip(counts, places).reduce(show == .total ? -print.value : 0) {
        $0 + Double($1.0) * $1.1
      }, slack: print.step / 2 * (show == .total ? 1 : per.magnitude * 1.5))
  }

  /// What is printed of some people, rounded so many steps further; nil where nothing is.
  private mutating func print(_ sums: AmountSums, coarser: Int) -> Print? {
    let people = sums.people
    guard people >= rule.lowBaseBelow else { return nil }
    let quantile = quantiles[people] ?? StudentT.quantile975(Double(people - 1))
    quantiles[people] = quantile
    guard let interval = sums.interval(show, quantile: quantile) else { return nil }
    let step = PrintedMeasure.step(
      show, interval.mean, average: sums.average, breadth: scale.breadth,
      coarser: coarser, base: people, roundTo: rule.roundTo)
    return Print(
      base: PublishedFigure.rounded(people, to: rule.roundTo),
      value: step.rounded(interval.mean, .toNearestOrAwayFromZero),
      low: interval.low.map { step.rounded($0, .down) },
      high: interval.high.map { step.rounded($0, .up) }, step: step.size)
  }
}
