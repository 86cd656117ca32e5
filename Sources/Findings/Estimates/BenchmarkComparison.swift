// How an interval stands to a benchmark: the five words a finding may use, and when.

public import Surveys

/// What comparing a figure with a benchmark says.
public enum BenchmarkComparison: String, Sendable, Hashable, CaseIterable {
  /// The whole interval lies on the good side of the benchmark.
  case better
  /// The whole interval lies on the bad side of the benchmark.
  case worse
  /// The whole interval lies above, where neither side is better.
  case higher
  /// The whole interval lies below, where neither side is better.
  case lower
  /// The interval holds the benchmark; an end that equals it counts as holding it.
  case similar

  /// The smallest base that is compared.
  public static let smallestBase = 30

  /// Compares an interval with a benchmark in the same unit (both proportions or both percent).
  public init(low: Double, high: Double, benchmark: Double, better: Polarity) {
    let isAbove = low > benchmark
    guard isAbove || high < benchmark else {
      self = .similar
      return
    }
    switch better {
    case .neither: self = isAbove ? .higher : .lower
    case .higher: self = isAbove ? .better : .worse
    case .lower: self = isAbove ? .worse : .better
    }
  }
}
