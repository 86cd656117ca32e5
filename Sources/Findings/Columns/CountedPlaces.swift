// Who was counted in which row of a release, in a form that is kept apart from the release and
// compared with the next one.

public import JSON
internal import Surveys

/// The rows that every response was counted in.
public struct CountedPlaces: Sendable {
  let indicators: [String]
  let counters: [RowCounter]
  /// Every grouping with its groups, and for each level above it the group that each of them lies in.
  let groupings: [(name: String, groups: [String], above: [[String]])]
  /// By grouping the group of each place that is counted in one around it.
  let around: [[String: String]]
  /// Which groupings each indicator is broken down by.
  private let by: [String: [String]]
  let sides: [[UInt8]]
  let positions: [[UInt16]]
  /// Where those begin who are counted as the last release counted them.
  let firstStanding: Int
  private let nestings: [BaseNesting]

  init(
    members: [Membership], counters: [RowCounter], by roles: [[String]], groupings: [Grouping],
    crossed: [CrossedGrouping] = [], nestings: [BaseNesting] = [],
    series: SeriesMark = .first, firstStanding: Int = .max
  ) {
    (self.nestings, self.firstStanding) = (nestings, firstStanding)
    self.counters = counters
    indicators = members.map { series.marked($0.indicator.id) }
    let levels = Dictionary(crossed.map { ($0.name, $0.above) }) { first, _ in first }
    let own = Set(groupings.map(\.name))
    let all = groupings + crossed.map(\.grouping).filter { !own.contains($0.name) }
    self.groupings = all.map { grouping in
      let above = (levels[grouping.name] ?? []).map { $0.map(\.id) }
      return (grouping.name, grouping.groups.map(\.id), above)
    }
    around = all.map(\.around)
    by = Dictionary(
      zip(members, roles).map { (series.marked($0.indicator.id), $1) }
    ) { first, _ in first }
    sides = members.map(\.marks)
    positions = all.map(\.positions)
  }

  /// What the bytes of `cells` mean: indicators and groups in order.
  public var legend: JSONValue {
    [
      "indicators": .array(indicators.map { .string($0) }),
      "groupings": .array(
        zip(groupings, around).map { grouping, around in
          let texts = { (ids: [String]) in JSONValue.array(ids.map { .string($0) }) }
          var legend: JSONObject = [
            "name": .string(grouping.name), "groups": texts(grouping.groups),
          ]
          if !grouping.above.isEmpty { legend["above"] = .array(grouping.above.map(texts)) }
          if !around.isEmpty {
            legend["around"] = .object(
              JSONObject(around.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
          }
          return .object(legend)
        }),
    ]
  }

  /// The cells of one response: a side for each indicator (0 not counted, 1 in the base, 2 also in
  /// the count, more for a person's number), then a group's position (UInt16, little endian) for each grouping.
  public func cells(_ index: Int) -> [UInt8] {
    sides.map { $0[index] }
      + positions.flatMap { [UInt8($0[index] & 0xFF), UInt8($0[index] >> 8)] }
  }

  /// For every row now or then, those of people in one base and not in one within it too: how many
  /// people joined it, left it or changed side in it.
  /// Throws when the earlier cells cannot be read. `earlier` gives the cells of each response then, `now` the position of each response now.
  public func changes<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int]
  ) throws(CountedPlacesProblem) -> [RowChange] {
    let before = EarlierPlaces(legend)
    var people: [RowKey: Int] = [:]
    for key in allRows(before) { people[key] = 0 }
    try forEachChange(since: earlier, legend: legend, now: now) { _, key, _, _ in
      people[key, default: 0] += 1
    }
    return people.map { RowChange(row: $0.key, people: $0.value) }
      .sorted {
        ($0.row.indicator, $0.row.role ?? "", $0.row.group ?? "") < (
          $1.row.indicator, $1.row.role ?? "", $1.row.group ?? ""
        )
      }
  }

  /// Each person and row that the person joined, left or changed side in: whether the person was in it
  /// then, and the position of who is in it now.
  func forEachChange<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int],
    _ change: (ID, RowKey, Bool, Int?) -> Void
  ) throws(CountedPlacesProblem) {
    let before = EarlierPlaces(legend)
    for id in Set(earlier.keys).union(now.keys) {
      var then: [RowKey: UInt8] = [:]
      if let cells = earlier[id] {
        // Cells that cannot be read must not look as if everybody had joined.
        guard let rows = before.rows(cells, by: by, nestings) else { throw CountedPlacesProblem() }
        then = rows
      }
      let own = now[id].map { rows($0) } ?? [:]
      for key in Set(then.keys).union(own.keys) where then[key] != own[key] {
        change(id, key, then[key] != nil, own[key] == nil ? nil : now[id])
      }
    }
  }

  /// The indicators that a row is of: two for those who are in one base and not in one within it.
  func indicators(in key: RowKey) -> [String] {
    if indicators.contains(key.indicator) { return [key.indicator] }
    return nestings.first { $0.difference == key.indicator }.map { nesting in
      [nesting.outer.first, nesting.inner.first].compactMap(\.self)
    } ?? []
  }

  /// Indicators that are counted otherwise than before of people who were there then and are now.
  func recounted<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int]
  ) -> Set<String> {
    let before = EarlierPlaces(legend)
    var found: Set<String> = []
    for (place, id) in indicators.enumerated() {
      guard let then = before.indicators.firstIndex(of: id) else { continue }
      if earlier.contains(where: { person, cells in
        now[person].map { cells.indices.contains(then) && cells[then] != sides[place][$0] }
          ?? false
      }) {
        found.insert(id)
      }
    }
    return found
  }

  /// For indicators that the earlier release did not have the one whose base was the same people.
  func sameBases<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int]
  ) -> [String: String] {
    let before = EarlierPlaces(legend)
    let common = earlier.compactMap { person, cells in now[person].map { (cells, $0) } }
    var found: [String: String] = [:]
    guard !common.isEmpty else { return [:] }
    for (place, id) in indicators.enumerated() where !before.indicators.contains(id) {
      found[id] =
        before.indicators.enumerated().first { then, _ in
          common.allSatisfy { cells, index in
            cells.indices.contains(then) && (cells[then] > 0) == (sides[place][index] > 0)
          }
        }?.element
    }
    return found
  }

  /// The rows a response stands in now, each with its side.
  func rows(_ index: Int) -> [RowKey: UInt8] {
    Self.rows(
      indicators: indicators, by: by, nestings, side: { sides[$0][index] },
      group: { name in
        groupings.firstIndex { $0.name == name }.map {
          groupings[$0].groups[Int(positions[$0][index])]
        }
      })
  }

  fileprivate static func rows(
    indicators: [String], by: [String: [String]], _ nestings: [BaseNesting],
    side: (Int) -> UInt8, group: (String) -> String?
  ) -> [RowKey: UInt8] {
    var rows: [RowKey: UInt8] = [:]
    func isIn(_ ids: [String]) -> Bool {
      guard let place = ids.lazy.compactMap({ indicators.firstIndex(of: $0) }).first else {
        return false
      }
      return side(place) > 0
    }
    for nesting in nestings where isIn(nesting.outer) && !isIn(nesting.inner) {
      rows[RowKey(indicator: nesting.difference)] = 1
      for role in nesting.roles {
        guard let group = group(role) else { continue }
        rows[RowKey(indicator: nesting.difference, role: role, group: group)] = 1
      }
    }
    for (place, indicator) in indicators.enumerated() where side(place) > 0 {
      rows[RowKey(indicator: indicator)] = side(place)
      for role in by[indicator] ?? [] {
        guard let group = group(role) else { continue }
        rows[RowKey(indicator: indicator, role: role, group: group)] = side(place)
      }
    }
    return rows
  }

  private func allRows(_ before: EarlierPlaces) -> [RowKey] {
    let broken =
      (indicators + before.indicators).map { ($0, by[$0] ?? []) }
      + nestings.map { ($0.difference, $0.roles) }
    return broken.flatMap { indicator, roles in
      [RowKey(indicator: indicator)]
        + roles.flatMap { role in
          let now = groupings.first { $0.name == role }?.groups ?? []
          let then = before.groupings.first { $0.name == role }?.groups ?? []
          return (now + then).map { RowKey(indicator: indicator, role: role, group: $0) }
        }
    }
  }
}

/// The cells of an earlier release do not fit its legend.
public struct CountedPlacesProblem: Error, Sendable {}

/// The legend of an earlier release.
struct EarlierPlaces {
  let indicators: [String]
  let groupings: [(name: String, groups: [String], above: [[String]])]
  /// By the name of a grouping the group of each place that was counted in one around it.
  let around: [String: [String: String]]

  init(_ legend: JSONValue) {
    indicators = legend["indicators"]?.array?.compactMap(\.string) ?? []
    groupings = (legend["groupings"]?.array ?? []).compactMap { item in
      guard let name = item["name"]?.string, let groups = item["groups"]?.array else { return nil }
      let above = (item["above"]?.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
      return (name, groups.compactMap(\.string), above)
    }
    around = Dictionary(
      (legend["groupings"]?.array ?? []).compactMap { item in
        guard let name = item["name"]?.string, let around = item["around"]?.object else {
          return nil
        }
        return (
          name,
          Dictionary(around.compactMap { code, group in group.string.map { (code, $0) } }) {
            first, _ in first
          }
        )
      }
    ) { first, _ in first }
  }

  /// The group that a person's cells name in a grouping; nil where there is no such grouping, and for
  /// cells that cannot be read.
  func group(_ name: String, in cells: [UInt8]) -> String? {
    guard let place = groupings.firstIndex(where: { $0.name == name }) else { return nil }
    let start = indicators.count + 2 * place
    guard cells.indices.contains(start + 1) else { return nil }
    let position = Int(cells[start]) | Int(cells[start + 1]) << 8
    return position < groupings[place].groups.count ? groupings[place].groups[position] : nil
  }

  fileprivate func rows(
    _ cells: [UInt8], by: [String: [String]], _ nestings: [BaseNesting]
  ) -> [RowKey: UInt8]? {
    guard cells.count == indicators.count + 2 * groupings.count else { return nil }
    return CountedPlaces.rows(
      indicators: indicators, by: by, nestings, side: { cells[$0] },
      group: { group($0, in: cells) })
  }
}
