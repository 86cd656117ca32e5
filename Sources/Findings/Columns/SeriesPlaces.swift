// Who was counted in which row, over the series of a survey: each series has a legend of its own,
// and the cells of a response begin with the number of its series. A survey of one series keeps the
// form that it always had.

public import JSON

/// The rows that every response of several series was counted in.
public struct SeriesPlaces: Sendable {
  let parts: [(series: Int, places: CountedPlaces)]

  /// The places of each series, by its number.
  public init(_ parts: [(series: Int, places: CountedPlaces)]) { self.parts = parts }

  private var isPlain: Bool { parts.count == 1 && parts[0].series == 1 }

  /// What the bytes of `cells` mean.
  public var legend: JSONValue {
    if isPlain { return parts[0].places.legend }
    return [
      "series": .array(
        parts.map { ["number": .number(Double($0.series)), "legend": $0.places.legend] })
    ]
  }

  /// The cells of the response at a position of a part.
  public func cells(_ index: Int, part: Int) -> [UInt8] {
    let own = parts[part].places.cells(index)
    let number = UInt16(clamping: parts[part].series)
    return isPlain ? own : [UInt8(number & 0xFF), UInt8(number >> 8)] + own
  }

  /// For every row now or then: how many people joined it, left it or changed side in it. `now` has
  /// the position of each response, by part. Throws when the earlier cells cannot be read.
  public func changes<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]]
  ) throws(CountedPlacesProblem) -> [RowChange] {
    let legends = Self.legends(legend)
    let members = try Self.members(earlier, legend)
    var changes: [RowChange] = []
    for (part, now) in zip(parts, now) {
      changes += try part.places.changes(
        since: members[part.series] ?? [:], legend: legends[part.series] ?? [:], now: now)
    }
    return changes
  }

  /// The same for every row of tables, since a release that printed them. The cells of a release are
  /// compared as its legend says.
  public func changes<ID: Hashable>(
    of tables: [CrossedCounts], since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]]
  ) throws(CountedPlacesProblem) -> [CrossedChange] {
    let legends = Self.legends(legend)
    let members = try Self.members(earlier, legend)
    var changes: [CrossedChange] = []
    for (part, now) in zip(parts, now) {
      for table in tables where part.places.indicators.contains(table.indicator) {
        changes += try part.places.changes(
          of: table, since: members[part.series] ?? [:], legend: legends[part.series] ?? [:],
          now: now)
      }
    }
    return changes
  }

  /// What became of the indicators of the release before: `recounted` are counted otherwise than
  /// then of the same people, `sameBases` names for new ones one that had the same people.
  public func indicators<ID: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]]
  ) throws(CountedPlacesProblem) -> (recounted: Set<String>, sameBases: [String: String]) {
    let legends = Self.legends(legend)
    let members = try Self.members(earlier, legend)
    var found: (recounted: Set<String>, sameBases: [String: String]) = ([], [:])
    for (part, now) in zip(parts, now) {
      let (members, legend) = (members[part.series] ?? [:], legends[part.series] ?? [:])
      found.recounted.formUnion(
        part.places.recounted(since: members, legend: legend, now: now))
      found.sameBases.merge(
        part.places.sameBases(since: members, legend: legend, now: now)
      ) { first, _ in first }
    }
    return found
  }

  /// Of measures, as the release that last printed them was audited, those that have to stay as they
  /// were printed. Throws when the earlier cells cannot be read.
  public func kept<ID: Hashable>(
    _ printed: [AuditedIndicator], since earlier: [ID: [UInt8]], legend: JSONValue,
    now: [[ID: Int]], rule: DisclosureRule
  ) throws(CountedPlacesProblem) -> Set<String> {
    try collect(since: earlier, legend: legend, now: now) {
      places, members, legend, now throws(CountedPlacesProblem) in
      let growth = try MeasureGrowth(of: places, since: members, legend: legend, now: now)
      return Set(printed.filter { !growth.mayShow($0, places, rule) }.map(\.id))
    }
  }

  /// What is found of each series, together.
  func collect<ID: Hashable, Found: Hashable>(
    since earlier: [ID: [UInt8]], legend: JSONValue, now: [[ID: Int]],
    _ find: (CountedPlaces, [ID: [UInt8]], JSONValue, [ID: Int]) throws(CountedPlacesProblem) ->
      Set<Found>
  ) throws(CountedPlacesProblem) -> Set<Found> {
    let legends = Self.legends(legend)
    let members = try Self.members(earlier, legend)
    var found: Set<Found> = []
    for (part, now) in zip(parts, now) {
      found.formUnion(
        try find(part.places, members[part.series] ?? [:], legends[part.series] ?? [:], now))
    }
    return found
  }

  static func members<ID: Hashable>(
    _ earlier: [ID: [UInt8]], _ legend: JSONValue
  ) throws(CountedPlacesProblem) -> [Int: [ID: [UInt8]]] {
    guard legend["series"] != nil else { return [1: earlier] }
    var members: [Int: [ID: [UInt8]]] = [:]
    for (id, cells) in earlier {
      guard cells.count >= 2 else { throw CountedPlacesProblem() }
      let series = Int(cells[0]) | Int(cells[1]) << 8
      members[series, default: [:]][id] = Array(cells.dropFirst(2))
    }
    return members
  }

  static func legends(_ legend: JSONValue) -> [Int: JSONValue] {
    guard let list = legend["series"]?.array else { return [1: legend] }
    return Dictionary(
      list.compactMap { item in
        item["number"]?.int.flatMap { number in item["legend"].map { (number, $0) } }
      }
    ) { first, _ in first }
  }

  /// The numbers of the series that an earlier release showed.
  public static func numbers(in legend: JSONValue) -> Set<Int> { Set(legends(legend).keys) }
}
