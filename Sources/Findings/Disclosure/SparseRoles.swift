// Rule 9 for rows by one role: where most of them are of a few people the role is left out, and the
// groups are named that would have to be put together.

import Surveys

extension IndicatorCounts {
  /// The roles of which more than 40% of the rows with anybody in them are of a few people, with what to
  /// do about it; none where the total itself is hidden, for then nothing coarser would help.
  public func sparseRoles(_ rule: DisclosureRule) -> [LeftOut] {
    if total.base == 0 || rule.hides(total, show, sensitive: isSensitive) { return [] }
    return breakdowns.compactMap { breakdown in
      sparseReason(breakdown, rule).map { reason, proposal in
        LeftOut(indicator: id, role: breakdown.role, reason: reason, proposal: proposal)
      }
    }
  }

  private func sparseReason(
    _ breakdown: Breakdown, _ rule: DisclosureRule
  ) -> (reason: String, proposal: String?)? {
    let rows = breakdown.rows.filter { $0.cell.base > 0 }
    let few = rows.filter { rule.hides($0.cell, show, sensitive: isSensitive) }
    guard Double(few.count) > DisclosureRule.mostOfFew * Double(rows.count) else { return nil }
    let table = CrossedCounts(
      indicator: id, label: label, show: show, isSensitive: isSensitive, baseKey: baseKey,
      dimensions: [
        CrossedDimension(role: breakdown.role, groups: breakdown.rows.map(\.group))
      ], cells: breakdown.rows.map(\.cell))
    let start =
      "more than 40% of its groups are of a few people, so nearly all of it would be hidden"
    if breakdown.role == Role.place.rawValue {
      return ("\(start); take larger places, with 'finest_place'", nil)
    }
    // Beside so many groups a list of neighbours would help nobody.
    guard breakdown.rows.count <= Self.groupsNamed else {
      return ("\(start); \(LeftOut.largerGroups)", nil)
    }
    return (
      "\(start); \(LeftOut.largerGroups)",
      CrossedProposal.merging(table, rule).map { "put together \($0)" }
        ?? "no groups put together would be enough: wait for more people, or leave it out of 'by'"
    )
  }

  private static let groupsNamed = 24
}
