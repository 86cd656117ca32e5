// Who has to wait for a later release: a row that a few people joined, left or changed side in would, beside
// what the last release showed of it, show what they answered. They wait until enough have changed it; meanwhile
// the row stays as it was: who joined is not counted yet, who left or answered otherwise is counted as before.

public import JSON

/// The people who changed the rows of an earlier release, and those of them who have to wait.
struct WaitingPeople<ID: Hashable> {
  private var rows: [ID: Set<RowKey>] = [:]
  private var changed: [RowKey: Set<ID>] = [:]

  /// `isShown` says which rows stood in the earlier release: others may begin with a few people, who
  /// are hidden like any few.
  init(
    of places: CountedPlaces, since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int],
    isShown: (RowKey) -> Bool
  ) throws(CountedPlacesProblem) {
    try places.forEachChange(since: earlier, legend: legend, now: now) { id, key, _, _ in
      guard isShown(key) else { return }
      self.rows[id, default: []].insert(key)
      self.changed[key, default: []].insert(id)
    }
  }

  /// The people without whose changes every row changes by nobody or by enough people. One who waits does
  /// so in all rows, so that they add up; so it goes on from row to row until it holds of all.
  func waiting(_ rule: DisclosureRule) -> Set<ID> {
    var changed = changed
    var waiting: Set<ID> = []
    var open = Array(changed.keys)
    while let key = open.popLast() {
      guard let people = changed[key], rule.isPrimary(people.count) else { continue }
      for person in people where waiting.insert(person).inserted {
        for row in rows[person] ?? [] {
          changed[row]?.remove(person)
          open.append(row)
        }
      }
    }
    return waiting
  }
}

extension SeriesPlaces {
  /// Whom a release has to leave for a later one, so that every row of the last release changes by
  /// nobody or by as many as the rule asks. `shown` are the indicators whose rows stand in it, printed then or
  /// as they had been. Throws when the earlier cells cannot be read.
  public func waiting<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]], shown: [AuditedIndicator],
    rule: DisclosureRule
  ) throws(CountedPlacesProblem) -> Set<ID> {
    let shown = Dictionary(shown.map { ($0.id, Set($0.breakdowns.map(\.role))) }) {
      first, _ in first
    }
    return try collect(since: earlier, legend: legend, now: now) {
      places, members, legend, now throws(CountedPlacesProblem) in
      try WaitingPeople(of: places, since: members, legend: legend, now: now) { key in
        let ids = places.indicators(in: key)
        return !ids.isEmpty
          && ids.allSatisfy { id in
            shown[id].map { roles in key.role.map(roles.contains) ?? true } ?? false
          }
      }.waiting(rule)
    }
  }
}
