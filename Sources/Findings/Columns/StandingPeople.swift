// People whose change a release holds back: who took their answers back or changed them, as one of a few
// in a row, is counted as the last release counted them until enough people have changed it.

public import JSON

/// Where the last release counted one person.
public struct StandingPerson: Sendable, Hashable {
  /// By indicator the mark that `Membership.marks` gave.
  let marks: [String: UInt8]
  /// By grouping the id of the group.
  let groups: [String: String]

  /// The ids of all groups: codes, where they are places.
  public var groupIDs: Set<String> { Set(groups.values) }
}

extension SeriesPlaces {
  /// By the number of a series those of these people whom a release counted in it. Throws when its cells
  /// cannot be read.
  public static func standing<ID: Hashable>(
    _ people: Set<ID>, since earlier: [ID: [UInt8]], legend: JSONValue
  ) throws(CountedPlacesProblem) -> [Int: [ID: StandingPerson]] {
    let legends = Self.legends(legend)
    var found: [Int: [ID: StandingPerson]] = [:]
    for (series, members) in try Self.members(
      earlier.filter { people.contains($0.key) }, legend)
    {
      let before = EarlierPlaces(legends[series] ?? [:])
      for (id, cells) in members {
        guard cells.count == before.indicators.count + 2 * before.groupings.count else {
          throw CountedPlacesProblem()
        }
        let groups = before.groupings.compactMap { grouping in
          before.group(grouping.name, in: cells).map { (grouping.name, $0) }
        }
        found[series, default: [:]][id] = StandingPerson(
          marks: Dictionary(zip(before.indicators, cells)) { first, _ in first },
          groups: Dictionary(groups) { first, _ in first })
      }
    }
    return found
  }

  /// Indicators that count somebody as the last release did: of their numbers nobody knows more.
  public var standingIndicators: Set<String> {
    Set(
      parts.flatMap { _, places in
        zip(places.indicators, places.sides).filter { _, sides in
          sides.dropFirst(places.firstStanding).contains { $0 > 0 }
        }.map(\.0)
      })
  }

  /// The rows in which somebody is counted as the last release did.
  public var standingRows: Set<RowKey> {
    parts.reduce(into: []) { rows, part in
      let places = part.places
      let people = places.sides.first?.count ?? 0
      for index in stride(from: places.firstStanding, to: people, by: 1) {
        rows.formUnion(places.rows(index).keys)
      }
    }
  }

  /// Indicators that the last release did not have and that count people of its own: of who stands as
  /// before nobody knows whether they would be counted too, and the difference would show how many do.
  public func unknownOfStanding<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]]
  ) throws(CountedPlacesProblem) -> Set<String> {
    try collect(since: earlier, legend: legend, now: now) {
      places, members, legend, now throws(CountedPlacesProblem) -> Set<String> in
      guard places.sides.contains(where: { $0.count > places.firstStanding }) else { return [] }
      let before = Set(EarlierPlaces(legend).indicators)
      let common = members.keys.compactMap { now[$0] }.filter { $0 < places.firstStanding }
      return Set(
        zip(places.indicators, places.sides).filter { id, sides in
          !before.contains(id) && common.contains { sides[$0] > 0 }
        }.map(\.0))
    }
  }
}

extension Membership {
  /// The same with people who are counted as an earlier release counted them.
  func adding(_ people: [StandingPerson], as id: String) -> Membership {
    if people.isEmpty { return self }
    return Membership(self, standing: people.map { $0.marks[id] ?? 0 })
  }
}

extension Grouping {
  /// The same with people who stand in the groups of an earlier release; `named` gives a group that
  /// nobody else stands in.
  func adding(_ people: [StandingPerson], _ named: (String) -> BreakdownGroup) -> Grouping {
    if people.isEmpty { return self }
    let ids = people.map { $0.groups[name] ?? BreakdownGroup.notStated.id }
    let known = Set(groups.map(\.id))
    // Beyond what positions hold they stand among those who did not say.
    let more = Set(ids).subtracting(known).sorted().prefix(Int(UInt16.max) - groups.count)
      .map(named)
    var own = Array(groups.dropLast()) + more
    if isOpen, !more.isEmpty { own.sort { $0.id < $1.id } }
    let all = own + Array(groups.suffix(1))
    let order = Dictionary(all.enumerated().map { ($1.id, UInt16($0)) }) { first, _ in first }
    let last = UInt16(all.count - 1)
    let moved = groups.map { order[$0.id] ?? last }
    return Grouping(
      self, groups: all,
      positions: positions.map { moved[Int($0)] } + ids.map { order[$0] ?? last })
  }
}

extension IndicatorCounts {
  /// The same, where rows that did not change keep whether all of their people said the same: of those who
  /// stand as before the answers are known no more. Where not all had in another row with one of them in it, that
  /// one may be who had not.
  public func standing(
    as before: AuditedIndicator, in rows: Set<RowKey>, isUnchanged: (RowKey) -> Bool
  ) -> IndicatorCounts {
    func kept(_ cell: CellCount, _ then: AuditedRow?, _ key: RowKey) -> CellCount {
      guard let then = then?.cell, !show.isMeasure else { return cell }
      let isSame = then.base == cell.base && then.count == cell.count && isUnchanged(key)
      guard isSame || rows.contains(key) && !then.isUnanimous else { return cell }
      return CellCount(base: cell.base, count: cell.count, isUnanimous: then.isUnanimous)
    }
    return IndicatorCounts(
      id: id, label: label, show: show, better: better, isSensitive: isSensitive,
      baseKey: baseKey, total: kept(total, before.total, RowKey(indicator: id)), measure: measure,
      breakdowns: breakdowns.map { breakdown in
        let rows = before.breakdowns.first { $0.role == breakdown.role }?.rows ?? []
        let then = Dictionary(rows.map { ($0.group, $0) }) { first, _ in first }
        return Breakdown(
          role: breakdown.role,
          rows: breakdown.rows.map { row in
            let key = RowKey(indicator: id, role: breakdown.role, group: row.group.id)
            return Breakdown.Row(
              row.group, kept(row.cell, then[row.group.id], key), measure: row.measure)
          }, groupedBy: breakdown.groupedBy)
      })
  }
}
