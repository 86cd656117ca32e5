// What a finding says beside its figures: how groups differ, what changed since the release before, and
// the total weighted to the population. All of it follows from what is printed.

internal import Surveys

/// One figure held against another.
public struct FigureComparison: Sendable, Hashable {
  /// This less the other: points of a percentage, or units of a mean; nil where they are not compared.
  public let difference: Double?
  /// The lower end of its interval.
  public let low: Double?
  /// The upper end of its interval.
  public let high: Double?
  /// What the interval says; `similar` where it holds no difference.
  public let comparison: BenchmarkComparison?
  /// Why they are not compared; nil where they are.
  public let notComparedBecause: String?

  init(
    difference: Double?, low: Double?, high: Double?, comparison: BenchmarkComparison?,
    notComparedBecause: String?
  ) {
    (self.difference, self.low, self.high) = (difference, low, high)
    (self.comparison, self.notComparedBecause) = (comparison, notComparedBecause)
  }

  /// A printed figure less another one. Both need a base of 30, as beside a benchmark.
  init(_ one: PublishedFigure, less other: PublishedFigure, show: IndicatorShow, better: Polarity) {
    func none(_ reason: String) -> FigureComparison {
      FigureComparison(
        difference: nil, low: nil, high: nil, comparison: nil, notComparedBecause: reason)
    }
    let least = BenchmarkComparison.smallestBase
    if one.isHidden || other.isHidden {
      self = none("a figure is hidden")
    } else if [one, other].contains(where: { $0.flags.contains(.lowBase) || ($0.base ?? 0) < least }
    ) {
      self = none("a base is under \(least)")
    } else if let one = PrintedEstimate(one, show: show),
      let other = PrintedEstimate(other, show: show)
    {
      let interval = one.less(other)
      self.init(
        difference: interval.difference, low: interval.low, high: interval.high,
        comparison: BenchmarkComparison(
          low: interval.low, high: interval.high, benchmark: 0, better: better),
        notComparedBecause: nil)
    } else {
      self = none("such figures have no interval")
    }
  }
}

/// A group beside the largest one of its breakdown.
public struct GroupDifference: Sendable, Hashable {
  /// The group's id.
  public let group: String
  /// The id of the group it is held against: the one most people were heard of.
  public let than: String
  /// What holding them against each other says.
  public let comparison: FigureComparison
}

/// What changed since the release before.
public struct FindingChange: Sendable, Hashable {
  /// One row.
  public struct Row: Sendable, Hashable {
    /// The group's id.
    public let group: String
    /// Now less then.
    public let comparison: FigureComparison
  }

  /// The release before.
  public let since: String
  /// Its cut-off.
  public let cutOff: String
  /// The total, now less then.
  public let total: FigureComparison
  /// The rows that both releases have.
  public let rows: [Row]
}

/// The total as it would be, were each group heard as much as its share of the population.
public struct WeightedTotal: Sendable, Hashable {
  /// The role that the weights follow; several with commas between them.
  public let by: String
  /// The weighted figure; nil where it cannot be worked out.
  public let value: Double?
  /// The lower end of its interval.
  public let low: Double?
  /// The upper end of its interval.
  public let high: Double?
  /// Kish's design effect, two decimals.
  public let designEffect: Double?
  /// How many people an unweighted sample as exact would have; nil where releases did not say so yet.
  public let effectiveBase: Int?
  /// What has to be said with it.
  public let notes: [String]
  /// Why there is none; nil where there is.
  public let notWeightedBecause: String?
}

/// What a finding says beside its figures.
public struct FindingComparisons: Sendable, Hashable {
  /// Each group beside the largest one.
  public let differences: [GroupDifference]
  /// Since the release before; nil where there is none to compare with.
  public let change: FindingChange?
  /// The total weighted to the population by the finding's role; nil without a population.
  public let weighted: WeightedTotal?
  /// How the same people changed; nil where the rows are not by what they were counted as before.
  public let paired: PairedChange?

  init(
    differences: [GroupDifference], change: FindingChange?, weighted: WeightedTotal?,
    paired: PairedChange? = nil
  ) {
    (self.differences, self.change) = (differences, change)
    (self.weighted, self.paired) = (weighted, paired)
  }

  /// Those between and of these groups alone: what is said of others would have no row to read it by.
  func of(_ groups: Set<String>) -> FindingComparisons {
    FindingComparisons(
      differences: differences.filter { groups.contains($0.group) && groups.contains($0.than) },
      change: change.map { change in
        FindingChange(
          since: change.since, cutOff: change.cutOff, total: change.total,
          rows: change.rows.filter { groups.contains($0.group) })
      }, weighted: weighted, paired: paired)
  }

  /// Nothing beside.
  public static let none = FindingComparisons(differences: [], change: nil, weighted: nil)
}

extension ReleaseDocument {
  /// The release with what its printed figures say beside each other, beside the release before and
  /// beside the population.
  public func compared(
    with earlier: ReleaseDocument?, _ population: PopulationMargins
  ) -> ReleaseDocument {
    with(
      findings.map { finding in
        finding.saying(
          FindingComparisons(
            differences: finding.differencesBetweenGroups,
            change: earlier.flatMap { finding.change(since: $0, versions) },
            weighted: finding.weighted(to: population), paired: finding.pairedChange(rule)))
      },
      crossings.map { table in
        (earlier.map { table.compared(with: $0, versions) } ?? table).weighted(to: population)
      })
  }
}

extension Finding {
  private static let notStated = BreakdownGroup.notStated.id

  fileprivate var differencesBetweenGroups: [GroupDifference] {
    let shown = rows.filter { $0.group.id != Self.notStated && ($0.figure.base ?? 0) > 0 }
    guard let largest = shown.map({ $0.figure.base ?? 0 }).max(),
      let other = shown.first(where: { $0.figure.base == largest }), show.isEstimated,
      !isByBaseline
    else { return [] }
    return shown.filter { $0.group != other.group }.map { row in
      GroupDifference(
        group: row.group.id, than: other.group.id,
        comparison: FigureComparison(row.figure, less: other.figure, show: show, better: better))
    }
  }

  /// Only answers to the same questions are compared: those of versions that are still counted here.
  fileprivate func change(
    since earlier: ReleaseDocument, _ versions: [String]
  ) -> FindingChange? {
    let own = Set(series?.versions ?? versions)
    let before = earlier.findings.first { finding in
      finding.indicator == indicator && finding.role == role && finding.show == show
        && Set(finding.series?.versions ?? earlier.versions).isSubset(of: own)
    }
    guard let before, show.isEstimated else { return nil }
    let compare = { (now: PublishedFigure, then: PublishedFigure) in
      FigureComparison(now, less: then, show: show, better: better)
    }
    let then = Dictionary(before.rows.map { ($0.group.id, $0.figure) }) { first, _ in first }
    return FindingChange(
      since: earlier.release, cutOff: earlier.cutOff, total: compare(total, before.total),
      rows: rows.compactMap { row in
        guard row.group.id != Self.notStated, let figure = then[row.group.id] else { return nil }
        return .init(group: row.group.id, comparison: compare(row.figure, figure))
      })
  }
}

extension CrossedFinding {
  /// The table with its rows less those of the release before, from what both printed.
  fileprivate func compared(
    with earlier: ReleaseDocument, _ versions: [String]
  ) -> CrossedFinding {
    let own = Set(about.series?.versions ?? versions)
    let before = earlier.crossings.first { table in
      table.about.indicator == about.indicator && table.dimensions == dimensions
        && table.about.show == about.show
        && Set(table.about.series?.versions ?? earlier.versions).isSubset(of: own)
    }
    guard let before, about.show.isEstimated, heldBack == nil else { return self }
    let then = Dictionary(before.rows.map { (Self.id($0.groups), $0.figure) }) { first, _ in first }
    let compare = { (now: PublishedFigure, then: PublishedFigure) in
      FigureComparison(now, less: then, show: about.show, better: about.better)
    }
    let change = FindingChange(
      since: earlier.release, cutOff: earlier.cutOff,
      total: compare(about.total, before.about.total), rows: [])
    return CrossedFinding(
      about: about.saying(FindingComparisons(differences: [], change: change, weighted: nil)),
      dimensions: dimensions,
      rows: rows.map { row in
        Row(
          groups: row.groups, figure: row.figure,
          change: then[Self.id(row.groups)].map { compare(row.figure, $0) })
      })
  }
}

extension IndicatorShow {
  /// Whether it is printed with an interval that differences can be worked out from.
  fileprivate var isEstimated: Bool { [.percent, .mean, .score, .ratio].contains(self) }
}
