// What a release counts: every series' indicators with who was counted where, held against the
// releases before it, so that what cannot stand beside them is left out.

internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// The exact counts of a release that is about people.
struct ReleaseCounts {
  private(set) var counts: [IndicatorCounts]
  let nestings: [BaseNesting]
  let places: SeriesPlaces
  /// Tables over several things at once.
  private(set) var crossed: CrossedReleaseCounts
  private(set) var changes: [RowChange] = []
  private(set) var leftOut: [LeftOut] = []
  /// Whether somebody whose answers are there is counted as the last release counted them.
  private var standsWithAnswers = false
  /// Measures that stay as they were printed, taken out of the counts.
  private(set) var kept: [IndicatorCounts] = []
  /// Whether in no row that was printed anybody joined, left or changed side since the last release.
  private(set) var isUnchanged = false
  /// Whether in no row at all.
  private var areAllUnchanged = false

  /// Counts all series.
  init(_ series: [SeriesAnswers], on connection: isolated Connection) throws {
    let tallies = try series.map { try $0.tally(on: connection) }
    counts = tallies.flatMap(\.counts)
    nestings = tallies.flatMap(\.nestings)
    places = SeriesPlaces(zip(series, tallies).map { ($0.number, $1.places) })
    crossed = CrossedReleaseCounts(tallies)
    leftOut = tallies.flatMap(\.leftOut)
  }

  /// Counts what may stand beside the last release: people who would change one of its rows as one of
  /// a few wait for a later release. `members` are whom that one counted; `answers` gives the series without some responses.
  static func settled(
    beside earlier: EarlierReleases, _ members: [UUID: [UInt8]], _ rule: DisclosureRule,
    _ answers: (Set<UUID>) throws -> [SeriesAnswers], on connection: isolated Connection
  ) throws -> (series: [SeriesAnswers], counted: ReleaseCounts) {
    var waiting: Set<UUID> = []
    var stored: Set<UUID> = []
    while true {
      var series = try answers(waiting)
      if waiting.isEmpty { stored = Set(series.flatMap(\.ids)) }
      let standing = try SeriesPlaces.standing(waiting, since: members, legend: earlier.legend)
      for place in series.indices {
        let number = series[place].number
        series[place].stand(standing[number] ?? [:], days: earlier.days(of: number))
      }
      var counted = try ReleaseCounts(series, on: connection)
      counted.standsWithAnswers = series.contains {
        $0.standing.contains { stored.contains($0.id) }
      }
      guard earlier.latest != nil, let cutOff = earlier.cutOffs.last else {
        return (series, counted)
      }
      // Where the latest answer of somebody waits, the one before it counts again: then others may have to.
      let more = try counted.places.waiting(
        since: members, legend: earlier.legend, now: positions(series), shown: earlier.shown,
        rule: rule)
      let all = series.reduce(into: more) { $1.tie(&$0, members, cutOff) }
      // What is left is refused when it is protected.
      if all.isSubset(of: waiting) { return (series, counted) }
      waiting.formUnion(all)
    }
  }

  private static func positions(_ series: [SeriesAnswers]) -> [[UUID: Int]] {
    series.map { part in
      let ids = part.countedIDs
      return Dictionary(zip(ids, ids.indices)) { first, _ in first }
    }
  }

  /// Whether the counts are those of the last release, nobody having joined or left who is counted.
  func isAsBefore(_ earlier: EarlierReleases) -> Bool {
    areAllUnchanged && places.legend == earlier.legend
  }

  /// Holds the counts against the releases before: how many people each row changed by, which
  /// indicators are new names for the same people, and which contradict what was released.
  mutating func compare(
    with earlier: EarlierReleases, _ members: [UUID: [UInt8]], _ series: [SeriesAnswers],
    _ paired: PairedReleases, _ rule: DisclosureRule, on connection: isolated Connection
  ) throws {
    let positions = Self.positions(series)
    changes = try places.changes(since: members, legend: earlier.legend, now: positions)
    areAllUnchanged = changes.allSatisfy { $0.people == 0 }
    isUnchanged = Self.changed(changes, in: earlier.shown).isEmpty
    try keepStanding(earlier, members, positions)
    let found = try places.indicators(since: members, legend: earlier.legend, now: positions)
    let ids = Set(counts.map(\.id))
    counts = counts.map { indicator in
      guard let base = found.sameBases[indicator.id], !ids.contains(base) else { return indicator }
      return indicator.sharing(base)
    }
    let printed = try zip(earlier.audits, earlier.crossed()).map(PrintedRoles.init)
    let conflicts = series.map { VersionConflicts($0, earlier, printed) }
    // Who stands as before though the answers are there may be counted otherwise by a rule that changed.
    let recounted = standsWithAnswers ? found.recounted.union(ids) : found.recounted
    leftOut += conflicts.flatMap { $0.leftOut(recounted: recounted) }
    let left = Set(leftOut.filter { $0.role == nil }.map(\.indicator))
    counts.removeAll { left.contains($0.id) }
    for linked in conflicts.map(\.linkedRoles) {
      leaveOut(LeftOut.linkedRole) { linked[$0]?.contains($1) ?? false }
    }
    let roles = RoleConflicts(series, earlier, printed)
    let regrouped = try roles.regrouped(places, positions, on: connection)
    for part in series {
      let own = Set(part.survey.indicators.map { SeriesMark(part.number).marked($0.id) })
      let others = regrouped[part.number] ?? []
      leaveOut(LeftOut.otherGroupsBefore) { own.contains($0) && others.contains($1) }
    }
    for item in roles.untied(counts) { leaveOutRows(item) }
    try comparePairs(PairConflicts(series, places, paired, rule), earlier)
    try keepMeasures(of: earlier, positions, rule, on: connection)
    // Of measures that stand no rule may read the counts: the numbers of who waits are not among them.
    for item in counts.flatMap({ $0.sparseRoles(rule) }) { leaveOutRows(item) }
    try crossed.compare(
      with: earlier, places, positions, beside: counts, nestings, rule, on: connection)
  }

  /// What follows from releases of other surveys that show the same people.
  private mutating func comparePairs(
    _ conflicts: PairConflicts, _ earlier: EarlierReleases
  ) throws {
    for item in conflicts.leftOut() { leaveOutRows(item) }
    for id in conflicts.tooNear(counts).sorted() {
      // What was shown cannot be taken back; what would stand beside it now waits.
      guard !earlier.audits.contains(where: { $0.indicators.contains { $0.id == id } }) else {
        throw Problem(
          .releaseRefused, "\(id): \(LeftOut.nearPairs); release again when more changed")
      }
      leftOut.append(LeftOut(indicator: id, reason: LeftOut.nearPairs))
      counts.removeAll { $0.id == id }
    }
  }

  /// What follows from people who are counted as the last release counted them.
  private mutating func keepStanding(
    _ earlier: EarlierReleases, _ members: [UUID: [UInt8]], _ positions: [[UUID: Int]]
  ) throws {
    let unknown = try places.unknownOfStanding(
      since: members, legend: earlier.legend, now: positions)
    leftOut += unknown.sorted().map { LeftOut(indicator: $0, reason: LeftOut.unknownOfStanding) }
    let standing = places.standingIndicators
    let unchanged = Set(changes.filter { $0.people == 0 }.map(\.row))
    let (rows, last) = (places.standingRows, earlier.audits.last?.indicators ?? [])
    counts = counts.map { indicator in
      guard let before = last.first(where: { $0.id == indicator.id }),
        standing.contains(indicator.id)
      else { return indicator }
      return indicator.standing(as: before, in: rows, isUnchanged: unchanged.contains)
    }
  }

  /// Takes out rows and tables of indicators by roles.
  private mutating func leaveOut(_ reason: String, where isLeft: (String, String) -> Bool) {
    for indicator in counts {
      for role in indicator.breakdowns.map(\.role) where isLeft(indicator.id, role) {
        leaveOutRows(LeftOut(indicator: indicator.id, role: role, reason: reason))
      }
    }
    crossed.leaveOut(reason, where: isLeft)
  }

  private mutating func leaveOutRows(_ item: LeftOut) {
    guard let role = item.role else { return }
    counts = counts.map { $0.id == item.indicator ? $0.without(role) : $0 }
    leftOut.append(item)
  }

  /// A measure is held against the release that last printed it. A row that changed by a few since
  /// the last release would refuse the release, as of every indicator. A measure stands where nobody
  /// changed since, where new figures less the old ones would show somebody, and while anybody is counted as
  /// before: which of them could be printed anew would tell what that person was asked and said.
  private mutating func keepMeasures(
    of earlier: EarlierReleases, _ positions: [[UUID: Int]], _ rule: DisclosureRule,
    on connection: isolated Connection
  ) throws {
    let standing = places.standingIndicators
    let few = Set(changes.filter { rule.isPrimary($0.people) }.map(\.row.indicator))
    var open = Set(counts.filter(\.show.isMeasure).map(\.id))
    var stands = open.intersection(standing)
    var unchanged: Set<String> = []
    for (place, audit) in earlier.audits.enumerated().reversed() where !open.isEmpty {
      let printed = audit.indicators.filter { open.contains($0.id) }
      let ids = Set(printed.map(\.id))
      open.subtract(ids)
      guard !ids.isEmpty else { continue }
      let (members, legend) = (
        try earlier.members(of: place, on: connection), earlier.legends[place]
      )
      let isLast = place == earlier.audits.count - 1
      let grown = try places.kept(
        printed, since: members, legend: legend, now: positions, rule: rule)
      stands.formUnion(standing.isEmpty ? grown.subtracting(isLast ? few : []) : ids)
      let since =
        try isLast
        ? changes : places.changes(since: members, legend: legend, now: positions)
      unchanged.formUnion(ids.subtracting(Self.changed(since, in: printed)))
      if isLast { continue }
      changes.removeAll { ids.contains($0.row.indicator) }
      // Among hidden rows one may have changed by a few: it is audited as if it had not.
      changes += since.filter { ids.contains($0.row.indicator) }
        .map { rule.isPrimary($0.people) ? RowChange(row: $0.row, people: 0) : $0 }
    }
    stands.formUnion(unchanged)
    try leaveOut(beside: unchanged, of: stands, earlier, rule)
    kept = counts.filter { stands.contains($0.id) }
    counts.removeAll { stands.contains($0.id) }
  }

  /// Lets a measure stand as it was printed; false for what is none, or is not counted.
  mutating func keep(measure id: String) -> Bool {
    guard let place = counts.firstIndex(where: { $0.id == id && $0.show.isMeasure }) else {
      return false
    }
    kept.append(counts.remove(at: place))
    return true
  }

  /// The indicators of which a row that was printed changed.
  private static func changed(
    _ changes: [RowChange], in printed: [AuditedIndicator]
  ) -> Set<String> {
    let roles = Dictionary(printed.map { ($0.id, Set($0.breakdowns.map(\.role))) }) { first, _ in
      first
    }
    return Set(
      changes.filter { change in
        guard change.people > 0, let own = roles[change.row.indicator] else { return false }
        return change.row.role.map(own.contains) ?? true
      }.map(\.row.indicator))
  }

  /// A measure that nobody changed is printed beside the others, so its people are told apart from theirs
  /// like those of any.
  private mutating func leaveOut(
    beside unchanged: Set<String>, of stands: Set<String>, _ earlier: EarlierReleases,
    _ rule: DisclosureRule
  ) throws {
    let printed = counts.filter { !stands.contains($0.id) || unchanged.contains($0.id) }
    let found: [LeftOut]
    do throws(ReleaseRefusal) {
      found = try Protection.leftOut(
        of: printed, nestings, earlier: earlier.audits, changes: changes, rule: rule)
    } catch { throw Problem(.releaseRefused, error.message) }
    for item in found {
      if item.role != nil {
        leaveOutRows(item)
      } else {
        leftOut.append(item)
        counts.removeAll { $0.id == item.indicator }
      }
    }
  }
}
