// Bases of which one lies within the other because a question came, went or was asked of others in
// another version of the survey: subtracting one from the other shows who answered that version.

internal import Surveys

/// Indicators whose base lies within that of others.
public struct BaseNesting: Sendable, Hashable {
  /// The indicators of the larger base; the first names it.
  public let outer: [String]
  /// The indicators of the smaller base; the first names it.
  public let inner: [String]
  /// The roles that both are broken down by.
  public let roles: [String]

  /// One base within another.
  public init(outer: [String], inner: [String], roles: [String]) {
    (self.outer, self.inner, self.roles) = (outer, inner, roles)
  }

  /// What rows of people who are in the larger base alone are called among changes.
  var difference: String { "\(outer.first ?? "") without \(inner.first ?? "")" }
}

/// Finds such bases among the indicators of a series.
struct NestingFinder {
  private let columns: AnswerColumns
  private let mark: SeriesMark
  /// Whether people are counted as before, of whom nobody knows which version they answered.
  private let hasStanding: Bool

  init(_ columns: AnswerColumns, _ mark: SeriesMark, hasStanding: Bool) {
    (self.columns, self.mark, self.hasStanding) = (columns, mark, hasStanding)
  }

  /// Every pair of bases that differ by versions alone; `bases` holds the indicators of each base.
  func nestings(_ bases: [[Membership]]) -> [BaseNesting] {
    let versions = hasStanding ? columns.versions : columns.answeredVersions
    guard versions.count > 1 else { return [] }
    let links = versions.map { ($0.version, QuestionLinks($0.questions)) }
    let differs = bases.map { base in
      base.contains { differsByVersion($0.indicator, links) }
    }
    var found: [BaseNesting] = []
    for outer in bases.indices {
      for inner in bases.indices where inner != outer && (differs[outer] || differs[inner]) {
        guard let one = bases[outer].first, let other = bases[inner].first,
          zip(one.sides, other.sides).allSatisfy({ $0 > 0 || $1 == 0 }),
          other.sides.contains(where: { $0 > 0 })
        else { continue }
        let roles = { (base: [Membership]) in base.flatMap(\.indicator.by) }
        let inBoth = Set(roles(bases[outer])).intersection(roles(bases[inner]))
        let ids = { (base: [Membership]) in base.map { mark.marked($0.indicator.id) } }
        found.append(
          BaseNesting(
            outer: ids(bases[outer]), inner: ids(bases[inner]), roles: inBoth.sorted()))
      }
    }
    return found
  }

  private func differsByVersion(
    _ indicator: Indicator, _ links: [(version: String, links: QuestionLinks)]
  ) -> Bool {
    let rules = [indicator.outOf, indicator.amount, indicator.per].compactMap { $0 }
    let ids = Set(rules.flatMap(\.reads).map(\.id)).union(indicator.each.map { [$0] } ?? [])
    if ids.isEmpty { return false }
    return Set(
      links.map { version, links in
        links.deciding(ids) { columns.names.newest($0, of: version) }
      }
    ).count > 1
  }
}
