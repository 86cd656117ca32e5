// Which indicators may stand in one survey: their tables are published together, so the disclosure
// audit has to cover what they say together. Those it does not cover yet are refused here.

internal import Findings
internal import Surveys

/// Holds the indicators of a survey against each other.
struct IndicatorAudit {
  private let links: QuestionLinks

  init(_ questions: [Question]) { links = QuestionLinks(questions) }

  /// Reports every indicator that cannot stand beside one before it.
  func check(_ indicators: [(indicator: Indicator, fields: Fields)]) {
    let conflicts = IndicatorConflict.among(
      indicators.map { links.reading($0.indicator) }, leadsTo: links.leadsTo, most: ProblemLog.most)
    let places = Dictionary(indicators.map { ($0.indicator.id, $0) }) { first, _ in first }
    for conflict in conflicts {
      guard let place = places[conflict.indicator] else { continue }
      let key = [.readsRole, .linkedRoles].contains(conflict.reason) ? "by" : "count"
      place.fields.report(.notAuditedTogether, key, conflict.message)
    }
  }
}
