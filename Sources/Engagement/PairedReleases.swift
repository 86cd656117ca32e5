// The same people in releases of two surveys, of which one follows the other: what one release shows of
// them less what the other does is a group of people too.

internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// What releases showed of people whom two surveys count.
struct PairedReleases {
  /// By the indicator of the earlier survey, for each of its releases that shows it, who was counted.
  private(set) var before: [String: [[UUID: UInt8]]] = [:]
  /// Of releases that hold people against this survey's indicators.
  private(set) var after: [Later] = []

  /// Who a release of a later survey held against an indicator of this one.
  struct Later {
    let indicator: String
    /// By their response here their side here, as it was printed there.
    let sides: [UUID: UInt8]
    /// Of whom it is not known any more which response was theirs.
    let unknown: Int
  }

  /// Adds what an earlier survey's releases showed of some indicators.
  mutating func add(
    _ indicators: Set<String>, of earlier: EarlierReleases, on connection: isolated Connection
  ) throws {
    for (place, audit) in earlier.audits.enumerated() {
      let printed = Set(audit.indicators.map { SeriesMark.plain($0.id) }).intersection(indicators)
      if printed.isEmpty { continue }
      let members = try earlier.members(of: place, on: connection)
      for indicator in printed {
        before[indicator, default: []].append(
          try SeriesPlaces.sides(of: indicator, in: members, legend: earlier.legends[place]))
      }
    }
  }

  /// Adds what a later survey's releases showed of people beside what they said here.
  mutating func add(
    later survey: Survey, _ earlier: EarlierReleases, _ links: [UUID: UUID],
    on connection: isolated Connection
  ) throws {
    let baselines = survey.indicators.compactMap { indicator in
      indicator.before.map { (role: Baseline.prefix + indicator.id, before: $0) }
    }
    for (place, audit) in earlier.audits.enumerated() {
      let roles = Set(audit.indicators.flatMap(\.breakdowns).map(\.role))
      let printed = baselines.filter { roles.contains($0.role) }
      if printed.isEmpty { continue }
      let members = try earlier.members(of: place, on: connection)
      for (role, before) in printed {
        let sides = try SeriesPlaces.pairedSides(
          role, in: members, legend: earlier.legends[place])
        let own = sides.compactMap { id, side in links[id].map { ($0, side) } }
        after.append(
          Later(
            indicator: before, sides: Dictionary(own) { first, _ in first },
            unknown: sides.count - own.count))
      }
    }
  }
}

extension Engagement {
  /// The answers of a survey with what their people were counted as before, and what releases showed of
  /// the same people.
  func paired(
    _ answers: [SeriesAnswers], _ versions: [PublishedSurvey], on connection: isolated Connection
  ) throws -> (answers: [SeriesAnswers], releases: PairedReleases) {
    var (answers, releases) = (answers, PairedReleases())
    guard let survey = versions.last?.survey, survey.unit.isPersonal || survey.hasBaselines else {
      return (answers, releases)
    }
    let indicators = Set(survey.indicators.compactMap(\.before))
    if let follows = survey.handling.follows, survey.hasBaselines,
      try !SurveyVersionQueries.list(module: follows.module, on: connection).isEmpty
    {
      let links = try RecordLinkQueries.followed(survey: survey.id, on: connection)
      let first = try SeriesAnswers.all(
        publishedVersions(follows.module, on: connection), withSuperseded: true, on: connection)
      var sides: [String: [UUID: UInt8]] = [:]
      for indicator in indicators {
        for part in first {
          sides[indicator, default: [:]].merge(part.sides(of: indicator) ?? [:]) { own, _ in own }
        }
      }
      for place in answers.indices { answers[place].setBaselines(links, sides) }
      try releases.add(
        indicators, of: EarlierReleases(follows.module, on: connection), on: connection)
    }
    for later in try RecordLinkQueries.followers(of: survey.id, on: connection) {
      guard let newest = try publishedVersions(later, on: connection).last?.survey,
        newest.hasBaselines
      else { continue }
      try releases.add(
        later: newest, EarlierReleases(later, on: connection),
        RecordLinkQueries.followed(survey: later, on: connection), on: connection)
    }
    return (answers, releases)
  }
}

extension Survey {
  fileprivate var hasBaselines: Bool { indicators.contains { $0.before != nil } }
}
