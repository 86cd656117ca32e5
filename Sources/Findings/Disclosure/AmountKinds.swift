// The amounts that people can have given, where there are few of them: an average, its interval and its base
// then tell how many gave which, as three equations tell three numbers.

/// Different amounts, each with what a ratio divides by: a scale of few steps.
package struct AmountKinds: Sendable, Hashable {
  struct Kind: Sendable, Hashable {
    let amount: Double
    let per: Double
  }

  /// Of more amounts than these an average, its interval and its base leave so many ways open that none is
  /// looked for.
  static let most = 12

  /// At least one and at most 12.
  let kinds: [Kind]
  /// How far the figure of one person can lie from that of another, in the figure's own unit.
  let breadth: Double

  /// What people gave; nil of nobody, of more than 12 kinds, and for figures that do not average amounts.
  package init?(_ show: IndicatorShow, _ pairs: some Sequence<(amount: Double, per: Double)>) {
    guard [.mean, .score, .ratio, .total].contains(show) else { return nil }
    var kinds: [Kind] = []
    var (per, people) = (0.0, 0.0)
    for pair in pairs {
      (per, people) = (per + pair.per, people + 1)
      let kind = Kind(amount: pair.amount, per: show == .ratio ? pair.per : 1)
      if kinds.contains(kind) { continue }
      guard kinds.count < Self.most, kind.amount.isFinite, kind.per.isFinite else { return nil }
      kinds.append(kind)
    }
    let amounts = kinds.map(\.amount)
    guard let least = amounts.min(), let most = amounts.max() else { return nil }
    self.kinds = kinds.sorted { ($0.amount, $0.per) < ($1.amount, $1.per) }
    let average = show == .ratio ? per / people : 1
    breadth = average > 0 ? (most - least) / average : 0
  }

  /// How many people gave each; nil where somebody gave another amount.
  func counts(_ pairs: [(amount: Double, per: Double)], _ show: IndicatorShow) -> [Int]? {
    var counts = [Int](repeating: 0, count: kinds.count)
    for pair in pairs {
      let kind = Kind(amount: pair.amount, per: show == .ratio ? pair.per : 1)
      guard let place = kinds.firstIndex(of: kind) else { return nil }
      counts[place] += 1
    }
    return counts
  }
}
