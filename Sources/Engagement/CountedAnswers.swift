// The answers that a count is made of: kept ones with what changed since, where it can be proved that
// these are what the database has in this snapshot; else read afresh, a large survey over two
// connections that share the snapshot.

internal import Findings
internal import Foundation
package import Postgres
package import Storage
internal import Surveys

extension Engagement {
  /// Every series of a survey with its responses, exactly as this transaction's snapshot has them.
  package func countedAnswers(
    _ versions: [PublishedSurvey], as principal: Principal, on connection: isolated Connection
  ) async throws -> [SeriesAnswers] {
    guard let survey = versions.first?.survey.id, Self.canBeKept(versions) else {
      return try SeriesAnswers.all(versions, on: connection)
    }
    let key = KeptColumns.Key(partnership: principal.partnership, survey: survey)
    let hashes = versions.map(\.version.published.content.sha256)
    let moment = try CountedMomentQueries.current(on: connection)
    let kept = columns.take(key)
    if let kept, kept.versions == hashes, moment.canFollow(kept.moment) {
      let series = try SeriesAnswers.extended(kept, survey: survey, on: connection)
      if let series {
        columns.keep(KeptAnswers(series: series, moment: moment, versions: hashes), as: key)
        return series
      }
    } else if let kept, kept.versions == hashes, !moment.sees(kept.moment) {
      // This transaction began before the answers were read: they are for those who come after.
      columns.keep(kept, as: key)
      return try SeriesAnswers.all(versions, on: connection)
    }
    let series = try await readAfresh(versions, survey, as: principal, on: connection)
    columns.keep(KeptAnswers(series: series, moment: moment, versions: hashes), as: key)
    return series
  }

  /// Items of lists are read from the answers, `one_per` needs all responses at once, and the entries of
  /// lists change apart from the survey: such surveys are read afresh each time.
  private static func canBeKept(_ versions: [PublishedSurvey]) -> Bool {
    versions.allSatisfy { version in
      version.lists.isEmpty && version.survey.lists.isEmpty
        && version.survey.handling.onePer.isEmpty
        && version.survey.indicators.allSatisfy { $0.each == nil }
    }
  }

  private func readAfresh(
    _ versions: [PublishedSurvey], _ survey: String, as principal: Principal,
    on connection: isolated Connection
  ) async throws -> [SeriesAnswers] {
    guard let middle = try CodedResponseQueries.middle(survey: survey, on: connection),
      middle.count >= largeSurvey
    else { return try SeriesAnswers.all(versions, on: connection) }
    let snapshot = try connection.exportSnapshot()
    let database = database
    async let second = Self.part(
      .from(block: middle.block), of: versions, in: database, snapshot, as: principal)
    var series = try SeriesAnswers.all(
      versions, part: .before(block: middle.block), on: connection)
    // Where no second connection is free, the first reads the rest too.
    let rest: [SeriesAnswers]
    if let read = try await second {
      rest = read
    } else {
      rest = try SeriesAnswers.all(versions, part: .from(block: middle.block), on: connection)
    }
    for place in series.indices { series[place].append(contentsOf: rest[place]) }
    return series
  }

  private static func part(
    _ part: CodedPart, of versions: [PublishedSurvey], in database: Database, _ snapshot: Snapshot,
    as principal: Principal
  ) async throws -> [SeriesAnswers]? {
    do {
      return try await database.transaction(
        as: principal, on: .analysis, isolation: .repeatableRead, readOnly: true,
        sharing: snapshot
      ) { connection in
        try SeriesAnswers.all(versions, part: part, on: connection)
      }
    } catch PostgresError.poolTimeout {
      return nil
    }
  }
}

extension SeriesAnswers {
  /// What was kept with what is new, in this transaction's snapshot; nil where that cannot be shown to
  /// be all there is.
  ///
  /// A row that this snapshot sees and no transaction that ran at the kept moment or later wrote was
  /// there then, as it is now: so with the rows that were written since, everything is there. Where
  /// there are as many as the database counts, nobody is there who left.
  static func extended(
    _ kept: KeptAnswers, survey: String, on connection: isolated Connection
  ) throws -> [SeriesAnswers]? {
    // Rows that were written anew go before any of the changed come in.
    var ids: Set<UUID> = []
    var changed = kept.series.map { $0.withoutResponses }
    var places = VersionPlaces(changed)
    var isReadable = true
    try CodedResponseQueries.stream(survey: survey, since: kept.moment, on: connection) {
      guard let place = places.place(of: $0.version), changed[place].append($0) else {
        isReadable = false
        return
      }
      ids.insert($0.id)
    }
    guard isReadable else { return nil }
    var series = kept.series
    for place in series.indices {
      series[place].remove(ids)
      series[place].append(contentsOf: changed[place])
    }
    let count = try CodedResponseQueries.count(survey: survey, on: connection)
    return series.reduce(0) { $0 + $1.ids.count } == count ? series : nil
  }
}

/// By version the place of its series among all: nearly every response has the version of the one before.
struct VersionPlaces {
  private let places: [String: Int]
  private var last: (version: String, place: Int)?

  init(_ series: [SeriesAnswers]) {
    places = series.enumerated().reduce(into: [:]) { places, part in
      for version in part.element.versions { places[version.version] = part.offset }
    }
  }

  mutating func place(of version: String) -> Int? {
    if let last, last.version == version { return last.place }
    guard let place = places[version] else { return nil }
    last = (version, place)
    return place
  }
}
