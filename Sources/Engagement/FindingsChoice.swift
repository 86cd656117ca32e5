// Which findings of a release are wanted: an indicator, what they are by, one place, one period. It picks
// among what was released, and says what there is where nothing fits.

public import Findings
internal import JSON
internal import Storage
internal import Surveys

/// Which findings of a release are wanted.
public struct FindingsChoice: Sendable, Hashable {
  /// The indicator; nil: all.
  public let indicator: String?
  /// Roles or questions, `place` and `period`; empty: all.
  public let by: [String]
  /// The code of a place; nil: all.
  public let place: String?
  /// `2026`, `2026-Q1` or `2026-03`; nil: all.
  public let period: String?

  /// A choice; `by` has commas between up to three names.
  public init(
    indicator: String? = nil, by: String? = nil, place: String? = nil, period: String? = nil
  ) throws {
    (self.indicator, self.place, self.period) = (indicator, place, period)
    self.by = try by.map(Self.names) ?? []
    if let period, period.wholeMatch(of: #/[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?/#) == nil {
      throw Problem(
        .badRequest,
        "'\(period.prefix(40))' is no period; write a year (2026), a quarter (2026-Q1) or a month "
          + "(2026-03)")
    }
  }

  private static func names(_ text: String) throws -> [String] {
    let lengths = CrossedBy.Period.allCases.map(\.rawValue)
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      // `place.district` and `period.year` have levels; `needs.food` is a choice.
      let name = String(part.trimmed.prefix { $0 != "." })
      if lengths.contains(name) { return CrossedBy.period }
      return [CrossedBy.place, CrossedBy.period].contains(name) ? name : String(part.trimmed)
    }
    guard names.count <= Crossing.most, !names.contains(""), Set(names).count == names.count else {
      throw Problem(
        .badRequest,
        "name one to three things, each once, with commas between them, such as age_band,place")
    }
    return names
  }

  /// What the rows wanted are told apart by, with the dimensions of the place and period named.
  fileprivate var wanted: Set<String> {
    Set(by).union(place == nil ? [] : [CrossedBy.place])
      .union(period == nil ? [] : [CrossedBy.period])
  }

  /// The wanted findings of a release; its heading stays.
  public func part(of document: ReleaseDocument) throws -> ReleaseDocument {
    let own = try ofIndicator(document)
    if wanted.isEmpty { return own }
    let findings = own.findings.compactMap(part)
    var tables: [CrossedFinding] = []
    for group in Dictionary(grouping: own.crossings, by: \.owner).values {
      let isThere = findings.contains { finding in
        group.contains { $0.about.isSame(as: finding) }
      }
      tables += part(of: group, besideOneWay: isThere)
    }
    // In the order of the release.
    let order = Dictionary(own.crossings.enumerated().map { ($1.owner, $0) }) { first, _ in first }
    tables.sort { (order[$0.owner] ?? 0, $0.key) < (order[$1.owner] ?? 0, $1.key) }
    guard !findings.isEmpty || !tables.isEmpty else { throw nothing(in: own) }
    return document.with(
      findings, tables,
      heard: document.heard.filter { by.isEmpty || by == [$0.role] })
  }

  private func ofIndicator(_ document: ReleaseDocument) throws -> ReleaseDocument {
    guard let indicator else { return document }
    guard document.findings.contains(where: { $0.indicator == indicator }) else {
      let known = Set(document.findings.map(\.indicator)).sorted()
      throw Problem(
        .notFound,
        "the release has no indicator '\(indicator)'; "
          + (didYouMean(indicator, known) ?? "it has \(known.joined(separator: ", "))"))
    }
    return document.with(
      document.findings.filter { $0.indicator == indicator },
      document.crossings.filter { $0.about.indicator == indicator })
  }

  /// A finding by one thing, where that is all that is wanted.
  private func part(_ finding: Finding) -> Finding? {
    guard isWanted(finding) else { return nil }
    guard let place else { return finding }
    let rows = finding.rows.filter { $0.group.id == place }
    return rows.isEmpty ? nil : finding.with(rows)
  }

  private func isWanted(_ finding: Finding) -> Bool {
    finding.role.map { wanted == [$0] || wanted == [$0.kindOfRole] } ?? false
  }

  /// Of an indicator's tables those over what is wanted; else the smallest that is over more, with what
  /// is not wanted taken together.
  private func part(of tables: [CrossedFinding], besideOneWay isThere: Bool) -> [CrossedFinding] {
    let exact = tables.filter { Set($0.names) == wanted }.compactMap(rows)
    if !exact.isEmpty || isThere { return exact }
    let larger = tables.filter { wanted.isSubset(of: $0.names) }
      .sorted { $0.dimensions.count < $1.dimensions.count }
    return larger.lazy.compactMap(rows).first.map { [$0] } ?? []
  }

  /// The wanted rows of a table that is over what is wanted, or more.
  private func rows(of table: CrossedFinding) -> CrossedFinding? {
    let kept = table.names.indices.filter { wanted.contains(table.names[$0]) }
    var rows = table.rows.filter { row in
      table.names.indices.allSatisfy { index in
        let group = row.groups[index]
        if !kept.contains(index) { return group == nil }
        let asked = [CrossedBy.place: place, CrossedBy.period: period][table.names[index]] ?? nil
        return asked == nil || group?.id == asked
      } && row.groups.contains { $0 != nil }
    }
    if place != nil, let index = table.names.firstIndex(of: CrossedBy.place) {
      // A place may stand among the smaller ones in it too: the whole of it is meant.
      let levels = table.dimensions[index].levels
      let level = { (row: CrossedFinding.Row) in
        row.groups[index]?.level.flatMap { levels.firstIndex(of: $0) } ?? -1
      }
      let whole = rows.map(level).max()
      rows = rows.filter { level($0) == whole }
    }
    guard !rows.isEmpty else { return nil }
    return table.with(
      rows.map { row in
        .init(groups: kept.map { row.groups[$0] }, figure: row.figure, change: row.change)
      }, kept.map { table.dimensions[$0] })
  }

  private func nothing(in document: ReleaseDocument) -> Problem {
    let known =
      Set(document.findings.compactMap(\.role)).sorted()
      + Set(document.crossings.map { $0.names.joined(separator: ",") }).sorted()
    let there = known.isEmpty ? "totals alone" : known.joined(separator: "; ")
    let isBy =
      document.findings.contains(where: isWanted)
      || document.crossings.contains { wanted.isSubset(of: $0.names) }
    guard isBy else {
      let isDivided = wanted.count > 1 && by.contains { $0.kindOfRole == "before" }
      return Problem(
        .notFound,
        "nothing was released by \(wanted.sorted().joined(separator: " and ")); there is \(there)."
          + (isDivided
            ? " How the same people changed is shown of all of them, and divided by nothing else"
            : " Which tables a release holds is fixed by the survey, in 'by'"))
    }
    var words: [String] = []
    if let place { words.append("the place '\(place)'") }
    if let period { words.append("the period \(period)") }
    let rows = choices(in: document)
    return Problem(
      .notFound,
      "the release has no row for \(words.joined(separator: " and ")): nobody answered there or "
        + "then, or another place or period is meant; there is "
        + (rows.isEmpty ? there : rows.joined(separator: ", ")))
  }

  /// The places, or else the periods, that there are rows of; so many that a line holds them.
  private func choices(in document: ReleaseDocument) -> [String] {
    let name = place == nil ? CrossedBy.period : CrossedBy.place
    var found: [String] = []
    func add(_ id: String, _ label: String) {
      let words = label == id ? id : "\(id) (\(label))"
      if id != BreakdownGroup.notStated.id, !found.contains(words) { found.append(words) }
    }
    for finding in document.findings where finding.role == name {
      for row in finding.rows { add(row.group.id, row.group.label) }
    }
    for table in document.crossings {
      guard let place = table.names.firstIndex(of: name) else { continue }
      for row in table.rows {
        if let group = row.groups[place] { add(group.id, group.label) }
      }
    }
    let most = 20
    return found.count <= most ? found : found.prefix(most) + ["and \(found.count - most) more"]
  }
}

extension CrossedFinding {
  fileprivate var owner: String { "\(about.indicator) \(about.series?.number ?? 0)" }

  fileprivate var key: String { "\(owner) \(names.sorted())" }
}

extension String {
  /// `before` of a role that is by what the same people said before.
  fileprivate var kindOfRole: String { String(prefix { $0 != ":" }) }
}

extension Finding {
  fileprivate func isSame(as other: Finding) -> Bool {
    indicator == other.indicator && series == other.series
  }
}
