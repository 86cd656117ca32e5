// Looks around in what was released: tables that the survey does not name, of the people whom the last
// release counted, with noise in place of hiding and rounding. What is released is never shown here, and only so
// many tables of a survey a year, because enough of them would average the noise away.

internal import Findings
internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// The different tables of a survey that are shown in a year.
  public static let mostExplorations = 30

  /// A table of an indicator by up to three roles, questions, place and period, with commas between them.
  public func explore(
    survey: String, indicator: String, by: String, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try require(principal, .coordinator)
    let secret = try await noiseSecret(as: principal)
    let (plan, found) = try await translating {
      try await database.transaction(as: principal, on: .analysis, isolation: .repeatableRead) {
        connection in
        let versions = try publishedVersions(survey, on: connection)
        let people = try ReleasedPeople(survey, versions, on: connection)
        let plan = try ExplorePlan(
          indicator, by: by, of: people.survey, beside: people.release)
        let fingerprint = secret.fingerprint(of: people.definition + plan.definition)
        // Whoever may not see it keeps nobody busy counting.
        _ = try Self.tablesLeft(after: fingerprint, of: survey, on: connection)
        if let shown = try ExplorationQueries.shown(
          survey: survey, fingerprint: fingerprint, on: connection)
        {
          return (plan, ShownTable(fingerprint: fingerprint, text: shown))
        }
        let answers = try await countedAnswers(versions, as: principal, on: connection)
        let explored = try ExploredIndicator(
          plan, people.part(of: answers, on: connection), people, secret, fingerprint,
          on: connection)
        let json = JSONValue.object(explored.json(partnership: principal.partnershipSlug))
        return (plan, ShownTable(fingerprint: fingerprint, text: json.text()))
      }
    }
    let (shown, left) = try await look(
      found, at: survey, as: principal, origin: origin,
      detail: ["indicator": .string(indicator), "by": .string(by)])
    // That it is refused says something of the people too, so it was counted like the others.
    guard let table = try shown.json(by: plan.dimensions.map(\.name), left: left) else {
      throw Problem.tooSparse(left)
    }
    return table
  }

  /// Counts a table that is looked at, unless it was before: then it is shown as it was. Says how many more
  /// there may be.
  private func look(
    _ found: ShownTable, at survey: String, as principal: Principal, origin: Origin,
    detail: JSONObject
  ) async throws -> (ShownTable, left: Int) {
    let fingerprint = found.fingerprint
    return try await translating {
      try await database.transaction(as: principal) { connection in
        // Who asks at the same time waits here, so that the last table is not shown twice.
        try ExplorationQueries.wait(survey: survey, on: connection)
        let (left, isKnown) = try Self.tablesLeft(after: fingerprint, of: survey, on: connection)
        var shown = found
        if isKnown {
          let text = try ExplorationQueries.shown(
            survey: survey, fingerprint: fingerprint, on: connection)
          if let text { shown = ShownTable(fingerprint: fingerprint, text: text) }
        } else {
          try ExplorationQueries.insert(
            survey: survey, fingerprint: fingerprint, shown: found.text,
            id: surroundings.identifier(), on: connection)
        }
        try audit("findings.explore", "survey", [survey], origin, connection, detail: detail)
        return (shown, left)
      }
    }
  }

  private static func tablesLeft(
    after fingerprint: [UInt8], of survey: String, on connection: isolated Connection
  ) throws -> (left: Int, isKnown: Bool) {
    let used = try ExplorationQueries.count(survey: survey, on: connection)
    let isKnown = try ExplorationQueries.isKnown(
      survey: survey, fingerprint: fingerprint, on: connection)
    guard isKnown || used < mostExplorations else { throw Problem.noMore(survey) }
    return (max(0, mostExplorations - used - (isKnown ? 0 : 1)), isKnown)
  }
}

extension Problem {
  fileprivate static func tooSparse(_ left: Int) -> Problem {
    notExplored(
      "too many of its cells are of a few people; take something out of it, or use coarser groups."
        + " It counts as a table that was looked at: \(left) more can be in a year")
  }

  fileprivate static func noMore(_ survey: String) -> Problem {
    notExplored(
      "\(Engagement.mostExplorations) different tables of '\(survey)' were looked at in the last year:"
        + " more would average the noise away. Those that were looked at can be looked at again until the"
        + " next release; what is needed for good goes into 'by' of the survey")
  }
}

/// The people whom the last release counted, as far as they are counted still.
private struct ReleasedPeople {
  let survey: Survey
  let release: ReleaseDocument
  let rule: DisclosureRule
  private let series: Int
  private let versions: [PublishedSurvey]
  private let earlier: EarlierReleases

  init(
    _ id: String, _ versions: [PublishedSurvey], on connection: isolated Connection
  ) throws {
    self.versions = versions
    earlier = try EarlierReleases(id, on: connection)
    guard let release = earlier.document else {
      throw Problem(
        .noRelease,
        "nothing has been released of '\(id)' yet, and only people whom a release counted are shown"
          + " here; make one with `hark findings release \(id)`")
    }
    let number = { (version: PublishedSurvey) in version.version.published.content.series }
    guard let counted = versions.last(where: { release.versions.contains($0.survey.version) }),
      let newest = versions.last(where: { number($0) == number(counted) })
    else { throw Problem.notExplored("the versions that the last release counted are gone") }
    (self.release, series, survey) = (release, number(counted), newest.survey)
    rule = try DisclosureRule(of: survey, on: connection)
      .tightened(hideBelow: release.rule.hideBelow)
  }

  /// What tells these people, the meaning of their answers and the rule from any others. Whether they are still
  /// there, with the same answers, is no part of it: it would show.
  var definition: [String] {
    [
      survey.id, survey.version, String(series), release.release,
      "\(rule.hideBelow) \(rule.minimumBase)",
    ]
  }

  /// Their answers to the newest wording that the release counted.
  func part(
    of answers: [SeriesAnswers], on connection: isolated Connection
  ) throws -> SeriesAnswers {
    let members = try earlier.members(on: connection)
    var (left, gone) = (answers, Set<UUID>())
    // Who answered again since counts as they did then, or their leaving would show in their cells alone.
    while true {
      let others = left.flatMap(\.ids).filter { members[$0] == nil }
      if others.isEmpty { break }
      gone.formUnion(others)
      left = try SeriesAnswers.without(gone, answers, versions, on: connection)
    }
    guard let part = left.first(where: { $0.number == series }), !part.ids.isEmpty else {
      throw Problem.notExplored("nobody whom the last release counted is left")
    }
    return part
  }
}

/// A counted table with what is said beside it.
private struct ExploredIndicator {
  private let table: ExploredTable
  private let plan: ExplorePlan
  private let people: ReleasedPeople
  private let versions: [String]
  private let noise: NoiseTable

  init(
    _ plan: ExplorePlan, _ part: SeriesAnswers, _ people: ReleasedPeople, _ secret: NoiseSecret,
    _ fingerprint: [UInt8], on connection: isolated Connection
  ) throws {
    (self.plan, self.people) = (plan, people)
    (versions, noise) = (part.versions.map(\.version), secret.table)
    // However it is asked for it is counted and kept one way.
    let groupings = try part.groupings(
      by: plan.dimensions.sorted { $0.name < $1.name }, on: connection)
    guard groupings.count == plan.dimensions.count else {
      throw Problem.notExplored("one of these tells nobody apart in the answers that were released")
    }
    let member = Membership(plan.indicator, part.columns)
    for grouping in groupings where !member.isDivided(by: grouping) {
      throw Problem.notExplored(
        "everybody is in one group by '\(grouping.name)'; leave it out, or read the release")
    }
    do throws(NoiseProblem) {
      table = try ExploredTable(
        member, by: groupings, keys: secret.keys(part.ids, of: fingerprint), noise,
        rule: people.rule)
    } catch { throw Problem.notExplored(error.message) }
  }

  private var hideBelow: Int { max(noise.settings.hideBelow, people.rule.minimumBase) }

  func json(partnership: String) -> JSONObject {
    let method: JSONValue = [
      "id": "cell-key-1", "most": .number(Double(noise.settings.most)),
      "variance": .number(noise.settings.exactVariance), "hide_below": .number(Double(hideBelow)),
    ]
    return [
      "survey": .string(people.survey.id), "versions": .array(versions.map { .string($0) }),
      "partnership": .string(partnership), "release": .string(people.release.release),
      "cut_off": .string(people.release.cutOff), "method": method,
      "indicator": .string(plan.indicator.id), "label": .string(plan.indicator.label),
      "by": .array(table.names.map { .string($0) }), "rows": table.json,
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  private var notes: [String] {
    let most = noise.settings.most
    return [
      "with noise, not for publication: for looking around, and what is published is released",
      "each number was changed at random, by \(most) people at most, so rows do not add up",
      "what may stand for fewer than \(hideBelow) people, or for nobody, is hidden",
      "there are no intervals: a percentage of a small base is off by the noise as much as by chance",
    ]
  }
}
