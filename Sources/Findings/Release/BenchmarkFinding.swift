// A benchmark as a release shows it: with what comparing it says, or why it is not compared.

internal import Surveys

/// A benchmark beside a finding.
public struct BenchmarkFinding: Sendable, Hashable {
  /// The code of the area it stands for.
  public let area: String
  /// The area's name; its code where no name is known.
  public let areaName: String
  /// Its period as the source writes it.
  public let period: String
  /// The figure in percent.
  public let value: Double
  /// What the comparison says; nil when it was not made.
  public let comparison: BenchmarkComparison?
  /// Why it was not compared; nil when it was.
  public let notComparedBecause: String?
  /// What whoever published it says of its use, in sentences.
  public let warnings: [String]

  /// A benchmark as it was released.
  public init(
    area: String, areaName: String? = nil, period: String, value: Double,
    comparison: BenchmarkComparison?, notComparedBecause: String?, warnings: [String] = []
  ) {
    self.areaName = areaName ?? StatisticalArea.name(area) ?? area
    self.warnings = warnings
    self.area = area
    self.period = period
    self.value = value
    self.comparison = comparison
    self.notComparedBecause = notComparedBecause
  }

  /// The benchmarks of an indicator beside its total as it is printed.
  static func all(
    _ context: FindingContext?, _ total: PublishedFigure, _ show: IndicatorShow, _ better: Polarity
  ) -> [BenchmarkFinding] {
    (context?.benchmarks ?? []).map { benchmark in
      BenchmarkFinding(
        benchmark, total, show, better, wording: context?.wording,
        warnings: context?.warnings[benchmark] ?? [])
    }
  }

  /// Compares a benchmark with an indicator's total, from the interval as it is printed: it says
  /// nothing that the printed figures do not. The printed interval is at least as wide as the exact
  /// one, so at worst a difference is called similar.
  private init(
    _ benchmark: Benchmark, _ total: PublishedFigure, _ show: IndicatorShow, _ better: Polarity,
    wording: IndicatorWording?, warnings: [String]
  ) {
    var reason = wording.flatMap { benchmark.reasonNotToCompare(with: $0) }
    if wording == nil { reason = "the wording of the indicator is not known" }
    if show == .percentOfItems { reason = reason ?? "the indicator counts items" }
    if show != .percent { reason = reason ?? "the indicator is not a percentage" }
    if total.isHidden { reason = reason ?? "the figure is hidden" }
    let isSmall = total.flags.contains(.lowBase) || (total.base ?? 0) < Self.smallestBase
    if isSmall { reason = reason ?? "the base is under \(Self.smallestBase)" }
    var comparison: BenchmarkComparison?
    if reason == nil, let low = total.low, let high = total.high {
      comparison = BenchmarkComparison(
        low: low, high: high, benchmark: benchmark.value, better: better)
    }
    self.init(
      area: benchmark.area, areaName: benchmark.areaName, period: benchmark.period,
      value: benchmark.value, comparison: comparison, notComparedBecause: reason,
      warnings: warnings)
  }

  private static var smallestBase: Int { BenchmarkComparison.smallestBase }
}
