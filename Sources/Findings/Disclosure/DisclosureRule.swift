// The numbers of the disclosure rule. Its id is printed with every release.

/// The limits that protect people in published figures; can be made stricter, never looser.
public struct DisclosureRule: Sendable, Hashable {
  /// The rule's name in every output.
  public let id: String
  /// Counts of people from 1 to one less than this are hidden; 8 or more.
  public let hideBelow: Int
  /// Published counts are rounded to the nearest multiple of this.
  public let roundTo: Int
  /// Rows with a smaller base are hidden; at least 10, and never under `hideBelow`.
  public let minimumBase: Int

  /// Of the cells of a table with anybody in them at most this share may be of a few people (rule 9).
  static let mostOfFew = 0.4

  /// The default: counts of 1 to 7 and bases under 10 are hidden, counts are rounded to 5.
  public static let standard = DisclosureRule(hideBelow: 8)

  /// A rule that hides counts under `hideBelow`, or under 8 where that is stricter.
  public init(hideBelow: Int) {
    id = "hark-1"
    self.hideBelow = max(8, hideBelow)
    roundTo = 5
    minimumBase = max(10, self.hideBelow)
  }

  /// The stricter of this rule and one that hides below the number given (nil: this rule).
  public func tightened(hideBelow: Int?) -> DisclosureRule {
    DisclosureRule(hideBelow: max(self.hideBelow, hideBelow ?? 0))
  }

  /// Bases under this show no mean, median, score, total or ratio; percentages of them carry the flag `low_base`, and hide numerators and complements of 0.
  public var lowBaseBelow: Int { max(30, minimumBase) }

  /// True for a count of people that may not be known.
  public func isPrimary(_ people: Int) -> Bool { people >= 1 && people < hideBelow }

  /// True when the rule hides a row with these counts for what stands in the row itself.
  public func hides(
    _ cell: CellCount, _ show: IndicatorShow = .percent, sensitive: Bool = false
  ) -> Bool {
    guard cell.base > 0 else { return false }
    if cell.base < minimumBase || cell.isWithheld { return true }
    if show.isMeasure {
      return cell.base < lowBaseBelow || cell.contributors.map(isPrimary) ?? false
    }
    if isPrimary(cell.count) || isPrimary(cell.complement) { return true }
    guard cell.base < lowBaseBelow else { return false }
    return cell.count == 0 || cell.complement == 0 || (sensitive && cell.isUnanimous)
  }
}
