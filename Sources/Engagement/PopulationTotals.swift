// Tables of the population that were brought in one after the other and do not add up to the same people:
// allowed, for they may be about other people, and said at once.

internal import Findings

extension PopulationTable {
  /// What to look at again after tables came in: that they add up to other people than those before them,
  /// or than those of other roles that are used beside them; with both numbers.
  static func warnings(
    _ roles: [String], of survey: String?, before: [PopulationTable], after: [PopulationTable]
  ) -> [String] {
    let total = { (table: PopulationTable) in table.groups.reduce(0) { $0 + $1.people } }
    var warnings: [String] = []
    for table in after where table.survey == survey && roles.contains(table.role) {
      guard let last = before.first(where: { $0.survey == survey && $0.role == table.role }),
        let words = PopulationMargins.difference(total(last), total(table))
      else { continue }
      warnings.append(
        "the population by '\(table.role)' added up to \(words.first), and adds up to \(words.second)"
          + " now; look whether both are the same people")
    }
    let surveys = survey.map { [$0] } ?? [nil] + Set(after.compactMap(\.survey)).sorted()
    for survey in surveys {
      let used = used(by: survey, of: after)
      guard
        let (one, other) = used.lazy.filter({ roles.contains($0.role) })
          .compactMap({ table in
            used.first { PopulationMargins.difference(total($0), total(table)) != nil }
              .map { (table, $0) }
          }).first,
        let words = PopulationMargins.difference(total(one), total(other))
      else { continue }
      warnings.append(
        "the population by '\(one.role)' adds up to \(words.first), by '\(other.role)' to"
          + " \(words.second)\(survey.map { ", both used in the survey '\($0)'" } ?? ""): figures weighted to both"
          + " at once are left out. If they are of the same people, bring both in together, put right; if"
          + " not, take one out of use with `hark population drop`, or give it to its survey with --survey"
      )
    }
    return warnings
  }
}
