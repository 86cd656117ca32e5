// Measures that stay as the release before printed them: because nobody joined or left, too few did, or somebody
// is counted as before. All of these go the same way, so that nobody can tell them apart.

internal import Findings
internal import Foundation
internal import JSON
internal import Surveys

/// The measures of a release that stand.
struct StandingMeasures {
  private let measures: [IndicatorCounts]
  private let before: ReleaseDocument?
  /// The series that the release before showed.
  private let shown: Set<Int>
  private let numbers: [String: Int]
  /// Whether the rule is stricter than that of the release before.
  private let isStricter: Bool

  /// Under a stricter rule than that of the release before none is printed.
  init(
    _ measures: [IndicatorCounts], of series: [SeriesAnswers], beside earlier: EarlierReleases,
    _ rule: DisclosureRule
  ) {
    self.measures = measures
    let isStricter =
      earlier.document.map {
        $0.rule.hideBelow < rule.hideBelow || $0.rule.minimumBase < rule.minimumBase
          || $0.rule.id != rule.id || $0.rule.roundTo != rule.roundTo
      } ?? true
    self.isStricter = isStricter && earlier.document != nil
    before = isStricter ? nil : earlier.document
    shown = SeriesPlaces.numbers(in: earlier.legend)
    var numbers: [String: Int] = [:]
    for part in series {
      for indicator in part.survey.indicators {
        numbers[SeriesMark(part.number).marked(indicator.id)] = part.number
      }
    }
    self.numbers = numbers
  }

  /// Whether any is printed.
  var isPrinted: Bool { measures.contains { !printed($0).isEmpty } }

  /// All of them as what is not printed anew.
  var unrenewed: [LeftOut] { measures.map { Limitations.unrenewed($0.id, isStricter: isStricter) } }

  /// What is not printed of them: all of one, or rows by what it was not printed by.
  var leftOut: [LeftOut] {
    measures.sorted { $0.id < $1.id }.flatMap { measure -> [LeftOut] in
      let printed = printed(measure)
      if printed.isEmpty { return [Limitations.unrenewed(measure.id, isStricter: isStricter)] }
      return measure.breakdowns.map(\.role).filter { role in
        !printed.contains { $0.role == role }
      }.map { Limitations.unrenewed(measure.id, by: $0) }
    }
  }

  /// The findings of those of a series.
  func findings(
    of part: SeriesAnswers, limitations: [String], _ series: FindingSeries?
  ) -> [Finding] {
    guard let before else { return [] }
    let mark = SeriesMark(part.number)
    let context = FindingContext.all(
      of: part.survey, period: ReportingPeriod(days: part.days), mark: mark)
    return measures.filter { numbers[$0.id] == part.number }.flatMap { measure in
      Finding.standing(
        measure, as: printed(measure), of: before, context: context[measure.id],
        limitations: limitations, series: series)
    }
  }

  /// What the release before showed of a measure. Where all of its answers were of one series, it counted
  /// them without naming that.
  private func printed(_ measure: IndicatorCounts) -> [Finding] {
    guard let before, let number = numbers[measure.id] else { return [] }
    return before.findings.filter { finding in
      finding.indicator == SeriesMark.plain(measure.id) && finding.show == measure.show
        && (finding.series?.number == number || finding.series == nil && shown == [number])
    }
  }
}
