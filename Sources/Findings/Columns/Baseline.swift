// What the same people were counted as before: by an indicator of the survey that theirs follows, or in
// their first response to their own. It breaks an indicator down like a role, so that the four counts of
// before and after are hidden and audited with all other rows.

public import JSON

/// For each response to a survey what its person was counted as before.
public struct Baseline: Sendable {
  /// What roles by it begin with.
  public static let prefix = "before:"

  /// The indicator of the survey that is held against it.
  public let indicator: String
  /// For each response 0 where nothing is known, 1 in the base then, 2 also in the count.
  let sides: [UInt8]

  /// What the people of an indicator were counted as before, by the order of their responses.
  public init(indicator: String, sides: [UInt8]) {
    (self.indicator, self.sides) = (indicator, sides)
  }

  /// The role that its rows are by.
  public var role: String { Self.prefix + indicator }

  /// Who was counted before.
  public static let counted = BreakdownGroup(id: "counted", label: "Counted before")
  /// Who was in the base before and not counted.
  public static let notCounted = BreakdownGroup(id: "not_counted", label: "Not counted before")

  var grouping: Grouping {
    Grouping(
      name: role, groups: [Self.counted, Self.notCounted, .notStated], isOpen: false,
      positions: sides.map { $0 == 2 ? 0 : $0 == 1 ? 1 : 2 })
  }
}

extension SeriesPlaces {
  /// By the id of an indicator, for who is held against what they were counted as before, the position
  /// of each in a part and their side then; `standing` are those of whom nothing more is known.
  public func paired(
    _ role: String, part: Int
  ) -> (sides: [Int: UInt8], standing: (counted: Int, not: Int)) {
    let places = parts[part].places
    guard let grouping = places.groupings.firstIndex(where: { $0.name == role }),
      let indicator = places.indicators.firstIndex(where: {
        SeriesMark.plain($0) == role.dropFirst(Baseline.prefix.count)
      })
    else { return ([:], (0, 0)) }
    var found: [Int: UInt8] = [:]
    var standing = (counted: 0, not: 0)
    let ids = places.groupings[grouping].groups
    for (index, position) in places.positions[grouping].enumerated()
    where places.sides[indicator][index] > 0 {
      let side: UInt8
      switch ids[Int(position)] {
      case Baseline.counted.id: side = 2
      case Baseline.notCounted.id: side = 1
      default: continue
      }
      if index < places.firstStanding {
        found[index] = side
      } else if side == 2 {
        standing.counted += 1
      } else {
        standing.not += 1
      }
    }
    return (found, standing)
  }

  /// By the id of each response in the base of an indicator of a part its side: 1 in the base, 2 also in the
  /// count; `ids` are those of its responses in their order.
  public func sides<ID: Hashable>(of indicator: String, part: Int, ids: [ID]) -> [ID: UInt8] {
    let places = parts[part].places
    guard let place = places.indicators.firstIndex(of: indicator) else { return [:] }
    var found: [ID: UInt8] = [:]
    for (id, side) in zip(ids, places.sides[place]) where side > 0 { found[id] = min(side, 2) }
    return found
  }

  /// Of people whom a release counted their side in an indicator: 1 in the base, 2 also in the count.
  public static func sides<ID: Hashable>(
    of indicator: String, in members: [ID: [UInt8]], legend: JSONValue
  ) throws(CountedPlacesProblem) -> [ID: UInt8] {
    let legends = Self.legends(legend)
    var found: [ID: UInt8] = [:]
    for (series, members) in try Self.members(members, legend) {
      let names = EarlierPlaces(legends[series] ?? [:]).indicators
      guard let place = names.firstIndex(where: { SeriesMark.plain($0) == indicator }) else {
        continue
      }
      for (id, cells) in members where cells.indices.contains(place) && cells[place] > 0 {
        found[id] = min(cells[place], 2)
      }
    }
    return found
  }

  /// Of people whom a release counted beside what they were before, their side then.
  public static func pairedSides<ID: Hashable>(
    _ role: String, in members: [ID: [UInt8]], legend: JSONValue
  ) throws(CountedPlacesProblem) -> [ID: UInt8] {
    let legends = Self.legends(legend)
    let own = try sides(
      of: String(role.dropFirst(Baseline.prefix.count)), in: members, legend: legend)
    var found: [ID: UInt8] = [:]
    for (series, members) in try Self.members(members, legend) {
      let before = EarlierPlaces(legends[series] ?? [:])
      for (id, cells) in members where own[id] != nil {
        switch before.group(role, in: cells) {
        case Baseline.counted.id: found[id] = 2
        case Baseline.notCounted.id: found[id] = 1
        default: continue
        }
      }
    }
    return found
  }
}
