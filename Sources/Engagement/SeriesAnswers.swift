// The countable responses of a survey by series: what a release counts together and what apart.

package import Findings
package import Foundation
package import Postgres
package import Storage
package import Surveys

/// The responses of one series, counted.
package struct SeriesAnswers {
  /// Its versions, oldest first.
  let versions: [Survey]
  let number: Int
  package private(set) var ids: [UUID] = []
  /// The day of each answer, in days since 1970.
  private(set) var answeredOn: [Int32] = []
  package private(set) var columns: AnswerColumns
  /// People who are counted as the last release counted them, by id.
  private(set) var standing: [(id: UUID, person: StandingPerson)] = []
  /// Of responses of which the latest counts, by one that does not count the one that does.
  private(set) var supersededBy: [UUID: UUID] = [:]
  /// Of such responses when each came in, in microseconds since 2000-01-01.
  private(set) var received: [UUID: Int] = [:]

  /// By the indicator that is held against it what people were counted as before: 1 in the base, 2 counted.
  var baselines: [String: [UUID: UInt8]] = [:]
  /// By a response the earlier one of the same person.
  var followed: [UUID: UUID] = [:]

  /// Everybody who is counted, in the order of the counts.
  var countedIDs: [UUID] { ids + standing.map(\.id) }

  /// First and last day of the answers, in days since 1970; while people stand as in the last release those of it
  /// too, or the days would tell when who left had answered.
  package var days: (first: Int, last: Int)? {
    let before = standing.isEmpty ? [] : daysBefore.map { [$0.first, $0.last] } ?? []
    let own = [answeredOn.min(), answeredOn.max()].compactMap { $0.map { Int($0) } } + before
    guard let first = own.min(), let last = own.max() else { return nil }
    return (first, last)
  }

  /// The days of the last release.
  private var daysBefore: (first: Int, last: Int)?

  /// How many bytes it takes: 20 for each response besides its answers.
  var byteCount: Int { columns.byteCount + 20 * ids.count }

  /// The version by whose questions and indicators all are counted.
  package var survey: Survey { columns.survey }

  // PostgreSQL counts days from 2000-01-01.
  private static let daysTo2000 = 10_957

  private init(_ number: Int, _ newest: Survey, _ versions: [Survey]) {
    (self.number, self.versions) = (number, versions)
    columns = AnswerColumns(newest, versions: versions, QuestionNames(versions))
  }

  /// The same series, nobody having answered yet.
  var withoutResponses: SeriesAnswers { SeriesAnswers(number, survey, versions) }

  /// Every series of a survey with its responses, or one part of them, in the order of their numbers, as
  /// if those that are left out had not come.
  package static func all(
    _ published: [PublishedSurvey], leavingOut left: Set<UUID> = [], part: CodedPart? = nil,
    withSuperseded: Bool = false, on connection: isolated Connection
  ) throws -> [SeriesAnswers] {
    var series: [SeriesAnswers] = []
    let groups = Dictionary(grouping: published, by: \.version.published.content.series)
    for (number, versions) in groups.sorted(by: { $0.key < $1.key }) {
      guard let newest = versions.last?.survey else { continue }
      series.append(SeriesAnswers(number, newest, versions.map(\.survey)))
    }
    var places = VersionPlaces(series)
    guard let survey = published.first?.survey.id else { return [] }
    if !withSuperseded {
      try setSuperseded(in: &series, places, of: survey, leavingOut: left, on: connection)
    }
    let uncounted = left.union(series.flatMap(\.supersededBy.keys))
    try CodedResponseQueries.stream(survey: survey, part: part, on: connection) { response in
      if uncounted.contains(response.id) { return }
      guard let place = places.place(of: response.version), series[place].append(response) else {
        throw Problem(
          .failed, "a stored response does not fit its survey's version; tell the operator")
      }
    }
    for place in series.indices {
      series[place] = try series[place].withItems(on: connection)
    }
    return series
  }

  /// Responses after which another came with the same answers to `one_per`: the latest counts.
  private static func setSuperseded(
    in series: inout [SeriesAnswers], _ places: VersionPlaces, of survey: String,
    leavingOut left: Set<UUID>, on connection: isolated Connection
  ) throws {
    guard series.contains(where: { !$0.survey.handling.onePer.isEmpty }) else { return }
    var (whole, places) = (series, places)
    var moments = series.map { _ in [(day: Int, received: Int)]() }
    try CodedResponseQueries.stream(survey: survey, timed: true, on: connection) { response in
      if left.contains(response.id) { return }
      guard let place = places.place(of: response.version), whole[place].append(response) else {
        return
      }
      moments[place].append((response.answeredOnDay, response.received))
    }
    for (place, (part, moments)) in zip(whole, moments).enumerated() {
      var latest = LatestResponses<UUID>(part.survey)
      guard !part.survey.handling.onePer.isEmpty else { continue }
      for (index, id) in part.ids.enumerated() {
        latest.add(
          id, part.columns.row(index), day: moments[index].day, received: moments[index].received)
      }
      series[place].supersededBy = latest.supersededBy
      series[place].setFirst(in: part, moments)
      series[place].received = Dictionary(zip(part.ids, moments.map(\.received))) { $1 }
    }
  }

  /// Sets the items of a list in one response.
  mutating func set(_ values: [[RuleValue]], ofList list: Int, at index: Int) {
    columns.set(values, ofList: list, at: index)
  }

  /// The answers as if some responses had not come: where the latest of several counts, the one before
  /// it counts again, so that they are read anew.
  static func without(
    _ gone: Set<UUID>, _ answers: [SeriesAnswers], _ published: [PublishedSurvey],
    on connection: isolated Connection
  ) throws -> [SeriesAnswers] {
    if gone.isEmpty { return answers }
    guard answers.allSatisfy({ $0.survey.handling.onePer.isEmpty }) else {
      var again = try all(published, leavingOut: gone, on: connection)
      for place in again.indices where !again[place].survey.handling.isFirstTheBaseline {
        guard let part = answers.first(where: { $0.number == again[place].number }) else {
          continue
        }
        (again[place].baselines, again[place].followed) = (part.baselines, part.followed)
      }
      return again
    }
    return answers.map { part in
      var part = part
      part.remove(gone)
      return part
    }
  }

  /// Counts people as the last release counted them.
  mutating func stand(_ people: [UUID: StandingPerson], days: (first: Int, last: Int)?) {
    daysBefore = days
    standing = people.sorted { $0.key.uuidString < $1.key.uuidString }.map { ($0.key, $0.value) }
  }

  /// Takes responses out.
  mutating func remove(_ gone: Set<UUID>) {
    guard !gone.isEmpty else { return }
    for index in ids.indices.reversed() where gone.contains(ids[index]) {
      ids.swapOut(index)
      answeredOn.swapOut(index)
      columns.remove(at: index)
    }
  }

  /// Adds the responses of another part of the same series.
  mutating func append(contentsOf other: SeriesAnswers) {
    ids += other.ids
    answeredOn += other.answeredOn
    columns.append(contentsOf: other.columns)
  }

  /// Adds a response; false when its coded form is not one of its version's.
  mutating func append(_ response: CodedResponse) -> Bool {
    guard columns.append(response.coded, of: response.version) else { return false }
    ids.append(response.id)
    answeredOn.append(Int32(clamping: response.answeredOnDay + Self.daysTo2000))
    return true
  }

  /// The counts of its indicators.
  func tally(on connection: isolated Connection) throws -> Tally {
    let hasLevels = survey.indicators.flatMap(\.crossings).flatMap(\.dimensions).contains {
      $0.name == CrossedBy.place && !$0.levels.isEmpty
    }
    let (places, names, coarser) = try placeForms(withAround: hasLevels, on: connection)
    let counted = survey.indicators.filter { $0.before != nil }.map { indicator in
      let sides = baselines[indicator.id] ?? [:]
      return Baseline(indicator: indicator.id, sides: ids.map { sides[$0] ?? 0 })
    }
    return Tally(
      columns, placeNames: names, coarserPlaces: coarser, series: SeriesMark(number),
      days: answeredOn,
      hierarchy: PlaceHierarchy(
        places.map {
          PlaceHierarchy.Place(
            code: $0.code, name: names[$0.code] ?? $0.name, kind: $0.kind, parent: $0.parent)
        }), standing: standing.map(\.person), baselines: counted)
  }

  /// The groups of these, of those that have some: what everybody is told apart by.
  func groupings(
    by dimensions: [CrossedBy], on connection: isolated Connection
  ) throws -> [Grouping] {
    let (_, names, coarser) = try placeForms(withAround: false, on: connection)
    return dimensions.compactMap { dimension in
      if let period = dimension.periods.first { return Grouping(period, days: answeredOn) }
      if dimension.name == CrossedBy.wave, survey.question(forBreakdown: dimension.name) == nil {
        return Grouping(survey.handling.waves, days: answeredOn)
      }
      return Grouping(dimension.name, columns, placeNames: names, coarserPlaces: coarser)
    }
  }

  /// The places that were named with what they are called, and what those count as that are too small.
  private func placeForms(
    withAround: Bool, on connection: isolated Connection
  ) throws -> (places: [PlaceRecord], names: [String: String], coarser: [String: String?]) {
    let codes = Array(
      Set(columns.placeCodes).union(standing.flatMap(\.person.groupIDs))
    ).sorted()
    if codes.isEmpty { return ([], [:], [:]) }
    let isCoarse = survey.disclosure.finestPlace != nil
    let places = try PlaceQueries.find(
      codes: codes, withAncestors: isCoarse || withAround, on: connection)
    let names = Dictionary(places.map { ($0.code, label($0)) }) { first, _ in first }
    return (places, names, isCoarse ? coarser(codes, places) : [:])
  }

  /// A place's name; one that was abolished before the last answer says so.
  private func label(_ place: PlaceRecord) -> String {
    guard let end = place.validTo, let last = days?.last,
      let day = CalendarDay(year: end.year, month: end.month, day: end.day),
      day.daysSinceEpoch < last
    else { return place.name }
    return "\(place.name) (until \(day.inWords))"
  }

  /// For each place that is smaller than `finest_place` the smallest place around it that is not; nil
  /// where the directory has none.
  private func coarser(_ codes: [String], _ places: [PlaceRecord]) -> [String: String?] {
    let known = Dictionary(places.map { ($0.code, $0) }) { first, _ in first }
    var coarser: [String: String?] = [:]
    for code in codes {
      guard var place = known[code], !survey.disclosure.mayShow(placeOfKind: place.kind) else {
        continue
      }
      // A directory may go round in circles: as many steps as there are places lead to every end.
      var shown: String?
      for _ in places.indices {
        guard let parent = place.parent.flatMap({ known[$0] }) else { break }
        place = parent
        if survey.disclosure.mayShow(placeOfKind: place.kind) {
          shown = place.code
          break
        }
      }
      coarser[code] = .some(shown)
    }
    return coarser
  }
}
