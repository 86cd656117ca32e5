// A release as its readers get it: what was asked, under which rule, and the figures. What is
// stored is this document; `GET /findings` and the command line print what was stored.

public import Surveys

/// A published release of a survey's findings.
public struct ReleaseDocument: Sendable, Hashable {
  /// The survey module's id.
  public let survey: String
  /// What people call the survey; nil in releases that were stored before it was kept.
  public let title: String?
  /// The versions whose answers were counted.
  public let versions: [String]
  /// The partnership's slug.
  public let partnership: String
  /// The release's id.
  public let release: String
  /// The time up to which answers were counted, RFC 3339.
  public let cutOff: String
  /// The rule the figures are protected by.
  public let rule: PrintedRule
  /// One entry for each indicator and role.
  public let findings: [Finding]
  /// Tables over several things at once, or over places or time.
  public let crossings: [CrossedFinding]
  /// Who was heard beside the population; empty where no figures of it were brought in.
  public let heard: [HeardProfile]
  /// What one answer is about; nil in releases of other units than persons that do not say it.
  public let unit: SurveyUnit?

  /// A release as it was stored.
  public init(
    survey: String, title: String? = nil, versions: [String], partnership: String, release: String,
    cutOff: String, rule: PrintedRule, findings: [Finding], crossings: [CrossedFinding] = [],
    heard: [HeardProfile] = [], unit: SurveyUnit? = .person
  ) {
    self.title = title
    self.unit = unit
    self.crossings = crossings
    self.heard = heard
    self.survey = survey
    self.versions = versions
    self.partnership = partnership
    self.release = release
    self.cutOff = cutOff
    self.rule = rule
    self.findings = findings
  }
}

extension ReleaseDocument {
  /// The same release with these findings and tables.
  public func with(
    _ findings: [Finding], _ crossings: [CrossedFinding], heard: [HeardProfile]? = nil
  ) -> ReleaseDocument {
    ReleaseDocument(
      survey: survey, title: title, versions: versions, partnership: partnership,
      release: release, cutOff: cutOff, rule: rule, findings: findings, crossings: crossings,
      heard: heard ?? self.heard, unit: unit)
  }
}

/// The numbers of the rule as they were printed with a release.
public struct PrintedRule: Sendable, Hashable {
  /// The rule's name.
  public let id: String
  /// Counts from 1 to one less than this were hidden.
  public let hideBelow: Int
  /// Counts were rounded to the nearest multiple of this.
  public let roundTo: Int
  /// Rows with a smaller base were hidden.
  public let minimumBase: Int

  /// A rule as it was printed.
  public init(id: String, hideBelow: Int, roundTo: Int, minimumBase: Int) {
    self.id = id
    self.hideBelow = hideBelow
    self.roundTo = roundTo
    self.minimumBase = minimumBase
  }

  /// The numbers of a rule.
  public init(_ rule: DisclosureRule) {
    self.init(
      id: rule.id, hideBelow: rule.hideBelow, roundTo: rule.roundTo,
      minimumBase: rule.minimumBase)
  }
}

/// One indicator's published figures by one role, or in total alone.
public struct Finding: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// What people read.
  public let label: String
  /// How it is shown.
  public let show: IndicatorShow
  /// Which direction is good.
  public let better: Polarity
  /// The role; nil when the indicator is released in total alone.
  public let role: String?
  /// The groups; empty when there is no role.
  public let rows: [ProtectedRow]
  /// The total.
  public let total: PublishedFigure
  /// Benchmarks with what comparing them says.
  public let benchmarks: [BenchmarkFinding]
  /// What has to be said with the figures.
  public let limitations: [String]
  /// The answers it counts; nil where the release counts all versions together.
  public let series: FindingSeries?
  /// What the figures say beside each other and beside other releases.
  public let comparisons: FindingComparisons

  /// A finding as it was released.
  public init(
    indicator: String, label: String, show: IndicatorShow, better: Polarity, role: String?,
    rows: [ProtectedRow], total: PublishedFigure, benchmarks: [BenchmarkFinding],
    limitations: [String], series: FindingSeries? = nil,
    comparisons: FindingComparisons = .none
  ) {
    self.comparisons = comparisons
    self.indicator = indicator
    self.label = label
    self.show = show
    self.better = better
    self.role = role
    self.rows = rows
    self.total = total
    self.benchmarks = benchmarks
    self.limitations = limitations
    self.series = series
  }

  /// The same finding with what it says beside its figures.
  func saying(_ comparisons: FindingComparisons) -> Finding {
    Finding(
      indicator: indicator, label: label, show: show, better: better, role: role, rows: rows,
      total: total, benchmarks: benchmarks, limitations: limitations, series: series,
      comparisons: comparisons)
  }
}

/// What a release says beside an indicator's figures.
public struct FindingContext: Sendable, Hashable {
  /// What the indicator asked, of whom and when.
  public let wording: IndicatorWording
  /// The benchmarks of the indicator.
  public let benchmarks: [Benchmark]
  /// What whoever published a benchmark says of its use.
  public let warnings: [Benchmark: [String]]

  /// The benchmarks of an indicator and what they must match.
  public init(
    wording: IndicatorWording, benchmarks: [Benchmark], warnings: [Benchmark: [String]] = [:]
  ) {
    self.wording = wording
    self.warnings = warnings
    self.benchmarks = benchmarks
  }
}

extension Finding {
  /// The findings of protected indicators: one for each role, or one without. `context` is kept by
  /// indicator id; `limitations` are said of every finding. With `series` the indicators are marked
  /// as that one's, and what they count stands beside other series.
  public static func all(
    of indicators: [ProtectedIndicator], context: [String: FindingContext],
    limitations: [String], series: FindingSeries? = nil
  ) -> [Finding] {
    indicators.flatMap { indicator in
      let benchmarks = BenchmarkFinding.all(
        context[indicator.id], indicator.total, indicator.show, indicator.better)
      let finding = { (role: String?, rows: [ProtectedRow]) in
        Finding(
          indicator: SeriesMark.plain(indicator.id), label: indicator.label, show: indicator.show,
          better: indicator.better, role: role, rows: rows.map { $0.flagged(series) },
          total: series == nil ? indicator.total : indicator.total.flagged(.wordingChanged),
          benchmarks: benchmarks, limitations: limitations, series: series)
      }
      guard !indicator.breakdowns.isEmpty else { return [finding(nil, [])] }
      return indicator.breakdowns.map { finding($0.role, $0.rows) }
    }
  }
}
