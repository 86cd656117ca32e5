// Weights that make a sample add up to the population by several roles at once.

/// Why weights cannot be made, in words that say what to do.
public struct WeightingProblem: Error, Sendable, Hashable {
  /// What is wrong and what to do.
  public let message: String

  init(_ message: String) { self.message = message }
}

/// One role of a sample with the population it is to add up to.
public struct RakingMargin: Sendable, Hashable {
  /// What the role is called, for messages.
  public let role: String
  /// The group of each person, as a position among `targets`.
  public let positions: [Int]
  /// For each group what it is called and how many people of the population it has.
  public let targets: [(group: String, people: Double)]

  /// A role of a sample.
  public init(role: String, positions: [Int], targets: [(group: String, people: Double)]) {
    (self.role, self.positions, self.targets) = (role, positions, targets)
  }

  /// Equal where role, groups and people are.
  public static func == (one: RakingMargin, other: RakingMargin) -> Bool {
    one.role == other.role && one.positions == other.positions
      && one.targets.elementsEqual(other.targets, by: ==)
  }

  /// Hashes what equality reads.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(role)
    hasher.combine(positions)
    for target in targets {
      hasher.combine(target.group)
      hasher.combine(target.people)
    }
  }
}

/// Weights of a sample by raking (iterative proportional fitting).
public struct RakedWeights: Sendable, Hashable {
  /// How far the sums may lie from the population, as a share of each.
  public static let tolerance = 1e-10
  /// After so many rounds it is given up.
  public static let mostRounds = 500

  /// A weight for each person.
  public let weights: [Double]
  /// How many rounds it took.
  public let rounds: Int

  /// Scales the weights to each role in turn until all add up: Deming and Stephan (1940). `start` are
  /// weights of the design, 1 each where there are none.
  public init(_ margins: [RakingMargin], start: [Double]? = nil) throws(WeightingProblem) {
    let count = margins.first?.positions.count ?? 0
    var weights = start ?? Array(repeating: 1, count: count)
    try Self.check(margins, weights)
    for round in 1...Self.mostRounds {
      for margin in margins { Self.scale(&weights, to: margin) }
      if margins.allSatisfy({ Self.fits(weights, $0) }) {
        (self.weights, rounds) = (weights, round)
        return
      }
    }
    throw WeightingProblem(
      "after \(Self.mostRounds) rounds the weights still do not add up by every role: some groups"
        + " were hardly heard together. Join small groups, or weight by fewer roles")
  }

  private static func check(
    _ margins: [RakingMargin], _ start: [Double]
  ) throws(WeightingProblem) {
    guard let first = margins.first, !start.isEmpty else {
      throw WeightingProblem("there is nobody to weight, or no role to weight by")
    }
    guard start.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw WeightingProblem("a weight to begin with is above 0; leave people out who do not count")
    }
    let total = { (margin: RakingMargin) in margin.targets.reduce(0) { $0 + $1.people } }
    for margin in margins {
      guard margin.positions.count == start.count else {
        throw WeightingProblem("'\(margin.role)' is not known of everybody")
      }
      guard abs(total(margin) - total(first)) <= 1e-6 * total(first) else {
        throw WeightingProblem(
          "the population by '\(margin.role)' adds up to \(PlainNumber.text(total(margin))), by"
            + " '\(first.role)' to \(PlainNumber.text(total(first))); use tables of the same people"
        )
      }
      try check(margin, start)
    }
  }

  private static func check(
    _ margin: RakingMargin, _ start: [Double]
  ) throws(WeightingProblem) {
    let sums = sums(start, margin)
    for (target, sum) in zip(margin.targets, sums) {
      guard target.people >= 0, target.people.isFinite else {
        throw WeightingProblem("'\(target.group)' has no number of people of 0 or more")
      }
      if target.people > 0, sum == 0 {
        throw WeightingProblem(
          "nobody of '\(target.group)' (\(margin.role)) answered, so nobody can stand for them; join"
            + " the group with another")
      }
      if target.people == 0, sum > 0 {
        throw WeightingProblem(
          "'\(target.group)' (\(margin.role)) has nobody in the population, so those who answered"
            + " would have a weight of zero; join the group with another")
      }
    }
  }

  private static func sums(_ weights: [Double], _ margin: RakingMargin) -> [Double] {
    var sums = [Double](repeating: 0, count: margin.targets.count)
    for (weight, position) in zip(weights, margin.positions) { sums[position] += weight }
    return sums
  }

  private static func scale(_ weights: inout [Double], to margin: RakingMargin) {
    let factors = zip(margin.targets, sums(weights, margin)).map { $1 > 0 ? $0.people / $1 : 0 }
    for (index, position) in margin.positions.enumerated() { weights[index] *= factors[position] }
  }

  private static func fits(_ weights: [Double], _ margin: RakingMargin) -> Bool {
    zip(margin.targets, sums(weights, margin)).allSatisfy { target, sum in
      abs(sum - target.people) <= tolerance * max(target.people, 1e-300)
    }
  }
}
