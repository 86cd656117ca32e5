// Whether people stand in other groups of a role than when they were released, though they said the same:
// other bands, larger or smaller places, a place that lies elsewhere by now.

public import JSON

extension SeriesPlaces {
  /// By the number of a series the roles by which a place is counted in another one than an earlier
  /// release counted it in.
  public func otherPlaces(than legend: JSONValue) -> [Int: Set<String>] {
    let legends = Self.legends(legend)
    var found: [Int: Set<String>] = [:]
    for (series, places) in parts {
      let before = EarlierPlaces(legends[series] ?? [:])
      for (grouping, now) in zip(places.groupings, places.around) {
        guard before.groupings.contains(where: { $0.name == grouping.name }) else { continue }
        let then = before.around[grouping.name] ?? [:]
        let codes = Set(then.keys).union(now.keys)
        if codes.contains(where: { (then[$0] ?? $0) != (now[$0] ?? $0) }) {
          found[series, default: []].insert(grouping.name)
        }
      }
    }
    return found
  }

  /// Those of the roles of each series in which somebody who was counted then stands in another group
  /// now. `now` has the position of each response, by part. Throws when the earlier cells cannot be read.
  public func regrouped<ID: Hashable>(
    _ roles: [Int: Set<String>], since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]]
  ) throws(CountedPlacesProblem) -> [Int: Set<String>] {
    let legends = Self.legends(legend)
    let members = try Self.members(earlier, legend)
    var found: [Int: Set<String>] = [:]
    for (part, now) in zip(parts, now) {
      guard let roles = roles[part.series], let legend = legends[part.series] else { continue }
      let before = EarlierPlaces(legend)
      for (place, grouping) in part.places.groupings.enumerated() {
        guard roles.contains(grouping.name),
          before.groupings.contains(where: { $0.name == grouping.name })
        else { continue }
        let hasMoved = (members[part.series] ?? [:]).contains { person, cells in
          guard let index = now[person] else { return false }
          // Of who stands as before nobody knows the answer any more.
          if index >= part.places.firstStanding { return true }
          // Cells that cannot be read count as moved.
          return before.group(grouping.name, in: cells)
            != grouping.groups[Int(part.places.positions[place][index])]
        }
        if hasMoved { found[part.series, default: []].insert(grouping.name) }
      }
    }
    return found
  }
}
