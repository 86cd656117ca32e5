// Which indicators may stand in one survey: their tables are published together, so the disclosure
// audit has to cover what they say together. Those it does not cover yet are refused here.

internal import Surveys

/// Whether the audit covers two indicators of one survey side by side. Over one base, figures that
/// read a common question add up or contain one another, which audits of each alone do not see.
func areAuditable(_ one: Indicator, _ other: Indicator) -> Bool {
  guard one.outOf?.text == other.outOf?.text else { return true }
  let read = Set(one.count.reads.map(\.reference))
  return read.isDisjoint(with: other.count.reads.map(\.reference))
}

/// Holds each indicator against those before it.
struct IndicatorAudit {
  private var earlier: [Indicator] = []

  /// Reports the indicator when it cannot stand beside one before it.
  mutating func check(_ indicator: Indicator, _ fields: Fields) {
    if let clash = earlier.first(where: { !areAuditable($0, indicator) }) {
      fields.report(
        .notAuditedTogether, "count",
        "'\(indicator.id)' and '\(clash.id)' count the same question out of the same people, "
          + "and what the two say together about few people is not protected yet",
        suggestion: "keep one of the two")
    }
    earlier.append(indicator)
  }
}
