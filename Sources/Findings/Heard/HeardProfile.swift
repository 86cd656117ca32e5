// Who was heard beside the population, group by group, from the figures of a release as they are
// printed: it says nothing about anybody that the release does not.

/// The people heard by the groups of one role, beside the population.
public struct HeardProfile: Sendable, Hashable {
  /// One group.
  public struct Row: Sendable, Hashable {
    /// The group.
    public let group: BreakdownGroup
    /// People in the population; nil where the table does not have the group.
    public let population: Double?
    /// Their share of the population in percent, one decimal.
    public let populationPercent: Double?
    /// People heard as released; nil when hidden.
    public let base: Int?
    /// Their share of those heard in percent; nil when hidden.
    public let heardPercent: Double?
    /// How many times their share of the population they are of those heard; nil when hidden.
    public let ratio: Double?
    /// Their share of those heard less their share of the population, in points; nil when hidden.
    public let gap: Double?
    /// The same in words.
    public let words: String
  }

  /// The role or question.
  public let role: String
  /// The indicator whose base stands for who was heard.
  public let indicator: String
  /// People heard whose group is known, as released; nil where that is hidden.
  public let base: Int?
  /// Where the population's numbers were published; nil where that was not said.
  public let source: String?
  /// The groups of the population in their order there, then those that only the survey has.
  public let rows: [Row]
  /// What has to be said with the shares.
  public let notes: [String]
  /// Why there are no rows; nil where there are.
  public let notComparedBecause: String?
  /// The time of the release whose figures these still are; nil where they are of this one.
  public let asOf: String?

  /// Groups of whom nobody was heard. What is hidden may be hidden to protect another group.
  public var notHeard: [String] {
    rows.filter { $0.base == 0 && ($0.population ?? 0) > 0 }.map(\.group.label)
  }

  init(
    role: String, indicator: String, base: Int?, source: String?, rows: [Row], notes: [String],
    notComparedBecause: String?, asOf: String?
  ) {
    self.asOf = asOf
    (self.role, self.indicator, self.base, self.source) = (role, indicator, base, source)
    (self.rows, self.notes, self.notComparedBecause) = (rows, notes, notComparedBecause)
  }

  /// The profile of every role that both the population and the release have, from the released
  /// finding with the largest base of the newest series; of equals the one that shows most rows. What stands as
  /// an earlier release printed it tells who was heard only where nothing else does.
  public static func all(_ population: PopulationMargins, _ findings: [Finding]) -> [HeardProfile] {
    population.roles.compactMap { role in
      let own = findings.filter { $0.role == role }
      let newest = own.compactMap(\.series?.number).max()
      let heard = own.filter { $0.series?.number == newest }
      let renewed = heard.filter { $0.total.asOf == nil && ($0.total.base ?? 0) > 0 }
      return (renewed.isEmpty ? heard : renewed).max { $0.heard < $1.heard }
        .map { HeardProfile(role, population.of(role), $0) }
    }
  }

  private init(_ role: String, _ groups: [PopulationMargins.Group], _ finding: Finding) {
    let sources = Set(groups.compactMap(\.source)).sorted()
    let source = sources.isEmpty ? nil : sources.joined(separator: "; ")
    let counted = HeardCounts(role, groups, finding)
    if let reason = counted.reasonNotToCompare {
      self.init(
        role: role, indicator: finding.indicator, base: nil, source: source, rows: [], notes: [],
        notComparedBecause: reason, asOf: finding.total.asOf)
      return
    }
    self.init(
      role: role, indicator: finding.indicator, base: counted.base, source: source,
      rows: counted.rows, notes: counted.notes, notComparedBecause: nil,
      asOf: finding.total.asOf)
  }
}

extension Finding {
  /// How well it stands for who was heard: by its base, then by how many of its rows are shown.
  fileprivate var heard: (base: Int, rows: Int) {
    (total.base ?? -1, rows.count { !$0.figure.isHidden })
  }
}

/// The released bases of one role beside the people of each group.
private struct HeardCounts {
  private let groups: [PopulationMargins.Group]
  private let rowsShown: [ProtectedRow]
  private let total: Int?
  private let unknown: PublishedFigure?
  private let isPlace: Bool

  init(_ role: String, _ groups: [PopulationMargins.Group], _ finding: Finding) {
    self.groups = groups
    rowsShown = finding.rows.filter { $0.group.id != BreakdownGroup.notStated.id }
    unknown = finding.rows.first { $0.group.id == BreakdownGroup.notStated.id }?.figure
    total = finding.total.base
    isPlace = role == "place"
  }

  private var known: Set<String> { Set(groups.map(\.group)) }

  /// Groups of the release that the population does not have.
  private var others: [ProtectedRow] { rowsShown.filter { !known.contains($0.group.id) } }

  var reasonNotToCompare: String? {
    let shown = Set(rowsShown.map(\.group.id))
    // Only places that somebody named have a row; every other group of a question has one.
    if !isPlace, let missing = groups.first(where: { !shown.contains($0.group) }) {
      return "the population's group '\(missing.name)' is not one that was asked about"
    }
    if shown.isDisjoint(with: known) { return "no group of the release is in the population" }
    if base == nil { return "how many people were heard is hidden to protect them" }
    if rowsShown.allSatisfy({ $0.figure.base == nil }) {
      return "how many people of each group were heard is hidden to protect them"
    }
    return nil
  }

  /// People heard whose group is known and in the population, as far as the printed bases tell.
  var base: Int? {
    total.map { total in
      max(0, total - (unknown?.base ?? 0) - others.reduce(0) { $0 + ($1.figure.base ?? 0) })
    }
  }

  var notes: [String] {
    var notes: [String] = []
    if let unknown, unknown.base == nil {
      notes.append("people who did not say are among those heard, as their number is hidden")
    }
    if !others.isEmpty {
      notes.append("groups without a figure of the population play no part in the shares")
    }
    return notes
  }

  var rows: [HeardProfile.Row] {
    let shown = Dictionary(rowsShown.map { ($0.group.id, $0) }) { first, _ in first }
    let everybody = groups.reduce(0) { $0 + $1.people }
    // A place without a row was named by nobody, unless people are shown in places around it.
    let isUnnamed = others.isEmpty
    return groups.map { group in
      let row = shown[group.group]
      return HeardProfile.Row(
        row?.group ?? BreakdownGroup(id: group.group, label: group.name), people: group.people,
        of: everybody, heard: row.map(\.figure.base) ?? (isUnnamed ? 0 : nil), of: base ?? 0)
    } + others.map { HeardProfile.Row(withoutPopulation: $0) }
  }
}

extension HeardProfile.Row {
  /// Under four fifths of its share a group is called heard less (the rule of thumb of the Uniform
  /// Guidelines on Employee Selection Procedures 1978), above five quarters heard more.
  private static let aboutAsMuch = 0.8..<1.25

  fileprivate init(
    _ group: BreakdownGroup, people: Double, of everybody: Double, heard: Int?, of base: Int
  ) {
    let share = 100 * people / everybody
    let percent = heard.flatMap { base > 0 ? min(100, 100 * Double($0) / Double(base)) : nil }
    let ratio = share > 0 ? percent.map { $0 / share } : nil
    self.init(
      group: group, population: people, populationPercent: (share * 10).rounded() / 10,
      base: heard, heardPercent: percent?.rounded(),
      ratio: ratio.map { ($0 * 10).rounded() / 10 }, gap: percent.map { ($0 - share).rounded() },
      words: Self.words(heard, percent, share, ratio))
  }

  fileprivate init(withoutPopulation row: ProtectedRow) {
    self.init(
      group: row.group, population: nil, populationPercent: nil, base: row.figure.base,
      heardPercent: nil, ratio: nil, gap: nil, words: "the population has no figure for this group")
  }

  private static func words(
    _ heard: Int?, _ percent: Double?, _ share: Double, _ ratio: Double?
  ) -> String {
    let population = "\(PlainNumber.text((share * 10).rounded() / 10))% of the population"
    guard let heard else { return "not shown, to protect people; \(population)" }
    guard heard > 0, let percent else { return "nobody was heard; \(population)" }
    let standing =
      switch ratio {
      case .none: "nobody in the population"
      case .some(let ratio) where ratio < aboutAsMuch.lowerBound: "heard less than their share"
      case .some(let ratio) where ratio >= aboutAsMuch.upperBound: "heard more than their share"
      default: "heard about as much as their share"
      }
    return "\(PlainNumber.text(percent.rounded()))% of those heard, \(population): \(standing)"
  }
}
