// How many people gave each number: what a median and its interval are read off.

internal import Foundation

/// Numbers in order, each with the people who gave it.
struct GivenNumbers: Sendable, Hashable {
  private(set) var numbers: [Double]
  private(set) var people: [Int]

  init(_ given: [Double]) {
    (numbers, people) = ([], [])
    for number in given.sorted() {
      if numbers.last == number {
        people[people.count - 1] += 1
      } else {
        numbers.append(number)
        people.append(1)
      }
    }
  }

  /// How many people gave each of these numbers, and no other.
  func counts(of numbers: [Double]) -> [Int]? {
    let known = Dictionary(zip(self.numbers, people)) { first, _ in first }
    let counts = numbers.map { known[$0] ?? 0 }
    return counts.reduce(0, +) == people.reduce(0, +) ? counts : nil
  }
}

/// Prints medians as a release does.
struct MedianPrinter: FigurePrinter {
  /// From so many people on enough stand between the median and each end of its interval, and beyond it.
  static let most = 200
  /// Of so many different numbers medians of more people are looked at too.
  static let few = 12

  /// What is printed.
  struct Print: Equatable {
    let base: Int
    let value: Double
    let low: Double?
    let high: Double?
  }

  let rule: DisclosureRule
  /// The numbers that people gave, in order.
  let numbers: [Double]
  private var ranks: [Int: Int] = [:]

  init(_ rule: DisclosureRule, _ numbers: [Double]) { (self.rule, self.numbers) = (rule, numbers) }

  /// The place in order, from either end, at which the interval ends: Conover's, or so much further out that
  /// `hideBelow` less one people and more stand between it and the median. 0 for none.
  static func rank(_ people: Int, hideBelow: Int) -> Int {
    max(0, min(MedianInterval.rank(people), (people + 1) / 2 - hideBelow))
  }

  /// The numbers at which the interval and the median stand; nil of nobody.
  mutating func places(_ counts: [Int]) -> (low: Int?, middle: (Int, Int), high: Int?)? {
    let people = counts.reduce(0, +)
    guard people > 0 else { return nil }
    let rank = ranks[people] ?? Self.rank(people, hideBelow: rule.hideBelow)
    ranks[people] = rank
    func place(_ wanted: Int) -> Int {
      var seen = 0
      for (place, count) in counts.enumerated() {
        seen += count
        if seen >= wanted { return place }
      }
      return counts.count - 1
    }
    return (
      rank > 0 ? place(rank) : nil, (place((people + 1) / 2), place(people / 2 + 1)),
      rank > 0 ? place(people + 1 - rank) : nil
    )
  }

  var cost: Int { 1 + numbers.count / 16 }

  func isShown(_ counts: [Int]) -> Bool {
    !Contributions(zip(numbers, counts).map { (amount: $0, people: $1) }).isDominated
  }

  func sum(_ counts: [Int], _ print: Print) -> PrintedSum? { nil }

  /// Of each stretch between what is printed the numbers that most people gave.
  mutating func partners(_ counts: [Int]) -> [Int] {
    guard counts.count > Self.few, let places = places(counts) else { return Array(counts.indices) }
    let marks = [places.low, places.middle.0, places.middle.1, places.high].compactMap { $0 }
    var found = Set(marks)
    for (from, to) in zip([-1] + marks, marks + [counts.count]) where from + 1 < to {
      // Two: one of them may be the number that is asked about.
      found.formUnion((from + 1..<to).sorted { counts[$0] > counts[$1] }.prefix(2))
    }
    return found.sorted()
  }

  /// What is printed of some people; nil where nothing is. A median is rounded no further.
  mutating func print(_ counts: [Int], coarser: Int = 0) -> Print? {
    let people = counts.reduce(0, +)
    guard people >= rule.lowBaseBelow, let places = places(counts) else { return nil }
    let median = (numbers[places.middle.0] + numbers[places.middle.1]) / 2
    let step = PrintedMeasure.step(
      .median, median, average: 0, breadth: nil, base: people, roundTo: rule.roundTo)
    return Print(
      base: PublishedFigure.rounded(people, to: rule.roundTo),
      value: step.rounded(median, .toNearestOrAwayFromZero),
      low: places.low.map { step.rounded(numbers[$0], .down) },
      high: places.high.map { step.rounded(numbers[$0], .up) })
  }
}
