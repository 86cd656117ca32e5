// "Has this been asked before?": holds every question of a survey, and what a plan is about, against what the
// partnership asked, released and planned, as far as the reader may see it. Never against people's words.

internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Practice
public import Storage
internal import SurveyModules
internal import Surveys

extension Engagement {
  /// What was asked before that is like the questions of a survey: of the module in the folders for
  /// `asDraft`, else of its newest published version. With `newOnly` of those that its earlier versions do not
  /// ask in the same words.
  public func askedBefore(
    survey id: String, asDraft: Bool = false, newOnly: Bool = false, limit: Int = 50,
    as principal: Principal
  ) async throws -> AskedBefore {
    try require(principal, .researcher, .coordinator, .commissioner, .steward)
    let isModule = asDraft && catalog().reports.contains { $0.id == id }
    let module = isModule ? try draft(id).survey : nil
    return try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        let own = module == nil || newOnly ? try versions(of: id, on: connection) : []
        guard
          let texts = try module.map(AskedText.all)
            ?? own.last.map({
              try askedTexts($0, on: connection).texts
            })
        else {
          throw Problem(
            .notPublished,
            "there is no published survey '\(id)'; `hark survey list` shows those that there are")
        }
        var new = texts.filter { $0.kind == .question }
        if newOnly {
          let known = try Set(
            own.dropLast().flatMap { try askedTexts($0, on: connection).texts }
              .map { [$0.id, $0.text] })
          new.removeAll { known.contains([$0.id, $0.text]) }
        }
        let moment = module == nil ? own.first?.published.createdAt : nil
        return try compare(
          new.map { NewText($0) }, except: id, before: moment, limit: limit, as: principal,
          on: connection)
      }
    }
  }

  /// A plan with what is like it, and like the questions of its survey, which may have been asked before.
  public func withAskedBefore(
    _ plan: PracticeView, limit: Int = 10, as principal: Principal
  ) async throws -> PracticeView {
    let survey = plan.json["survey"]?.string
    let draft = survey.flatMap { try? self.draft($0).survey }
    var plan = plan
    let id = plan.json["id"]?.string
    let said = ["title", "decision"].flatMap { field in
      Self.sentences(plan.json[field]?.string ?? "").map { NewText(field: field, text: $0) }
    }
    plan.askedBefore = try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        var texts = draft.map(AskedText.all) ?? []
        if texts.isEmpty, let survey, let newest = try versions(of: survey, on: connection).last {
          texts = try askedTexts(newest, on: connection).texts
        }
        let asked = texts.filter { $0.kind == .question }.map { NewText($0) }
        return try compare(
          said + asked, except: survey, work: id, limit: limit, as: principal, on: connection)
      }
    }
    return plan
  }

  private static func sentences(_ text: String) -> [String] {
    let ends: Set<Character> = [".", "?", "!", ";", "\n"]
    return text.prefix(4_000).split { ends.contains($0) }.map { String($0).trimmed }
      .filter { !$0.isEmpty }.prefix(20).map { $0 }
  }

  private func compare(
    _ new: [NewText], except survey: String?, work: String? = nil, before moment: Date? = nil,
    limit: Int, as principal: Principal, on connection: isolated Connection
  ) throws -> AskedBefore {
    var earlier = try asked(except: survey, before: moment, on: connection)
    if [.researcher, .coordinator, .steward].contains(principal.role) {
      earlier += try planned(except: work, before: moment, on: connection)
    }
    let comparison = AskedComparison(new: new, earlier: earlier)
    let texts = comparison.texts
    let common = CommonWords.written.sorted { $0.key < $1.key }
    let words = try SearchQueries.words(
      of: texts.map { ($0.text, $0.language) }
        + common.flatMap { [($0.value.ofEvery, $0.key), ($0.value.ofMany, $0.key)] },
      on: connection)
    let byLanguage = common.enumerated().map { place, entry in
      let start = texts.count + 2 * place
      return (
        entry.key,
        CommonWords(
          ofEvery: words[start], ofMany: words[start + 1].subtracting(words[start]))
      )
    }
    var result = comparison.result(
      Dictionary(zip(texts, words)) { first, _ in first },
      common: Dictionary(byLanguage) { first, _ in first }, limit: limit)
    if [.commissioner, .coordinator, .steward].contains(principal.role) {
      try addReleases(to: &result, on: connection)
    }
    return result
  }

  /// What is asked in a published version.
  private func askedTexts(
    _ version: PublishedVersion, on connection: isolated Connection
  ) throws -> VersionTexts {
    let record = version.published.content
    return try askedTexts.texts(hash: record.sha256) {
      try frozen.survey(hash: record.sha256) {
        try SurveyVersionQueries.bundle(
          module: record.module, version: record.version, on: connection)
      }
    }
  }

  /// What every version of every other survey asked and counted: since when, and until when.
  private func asked(
    except own: String?, before moment: Date?, on connection: isolated Connection
  ) throws -> [EarlierText] {
    let all = try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
      .filter { version in
        version.published.content.module != own
          && moment.map { version.published.createdAt <= $0 } ?? true
      }
    var found: [EarlierText] = []
    for (module, versions) in Dictionary(grouping: all, by: \.published.content.module)
      .sorted(by: { $0.key < $1.key })
    {
      var spans: [AskedText: (first: Int, last: Int)] = [:]
      var title = module
      for (place, version) in versions.enumerated() {
        let kept = try askedTexts(version, on: connection)
        title = kept.title
        for text in kept.texts { spans[text] = (spans[text]?.first ?? place, place) }
      }
      for (text, span) in spans {
        let last = versions[span.last]
        let until =
          span.last + 1 < versions.count
          ? versions[span.last + 1].published.createdAt : last.isOpen ? nil : last.closedAt
        found.append(
          EarlierText(
            earlier: AskedBefore.Earlier(
              kind: text.kind.rawValue, survey: module, surveyTitle: title,
              version: last.published.content.version, id: text.id, text: text.text,
              language: text.language,
              askedFrom: timestamp(versions[span.first].published.createdAt),
              askedUntil: until.map(timestamp),
              indicators: text.kind == .indicator ? [text.id] : text.indicators),
            whole: text.kind == .theme
              ? "theme \(text.text)" : "\(text.kind.rawValue) \(module) \(text.whole)",
            standards: text.standards, isForPlans: text.kind == .theme))
      }
    }
    return found.sorted { ($0.earlier.askedFrom, $0.whole) < ($1.earlier.askedFrom, $1.whole) }
  }

  /// What plans, cycles, experiments and events are about.
  private func planned(
    except own: String?, before moment: Date?, on connection: isolated Connection
  ) throws -> [EarlierText] {
    let topics = ["title", "decision", "focus", "what", "now_what", "purpose", "topics"]
    return try PracticeKind.allCases.flatMap { kind -> [EarlierText] in
      let list = try PracticeQueries.list(
        kind.rawValue, survey: nil, page: Page(limit: 1_000), on: connection)
      return try list.flatMap { standing -> [EarlierText] in
        let id = standing.stored.id.text
        guard id != own, moment.map({ standing.stored.createdAt <= $0 }) ?? true else { return [] }
        let content = try JSONValue.parse(standing.stored.content.content.bytes)
        let texts = topics.flatMap { topic -> [String] in
          content[topic]?.string.map(Self.sentences)
            ?? content[topic]?.array?.compactMap(\.string) ?? []
        }
        return texts.map { text in
          EarlierText(
            earlier: AskedBefore.Earlier(
              kind: kind.rawValue, survey: standing.stored.content.survey, surveyTitle: nil,
              version: nil, id: id, text: text, language: nil,
              askedFrom: timestamp(standing.stored.createdAt), askedUntil: nil,
              indicators: []),
            whole: "\(kind.rawValue) \(id)", standards: [], isForPlans: false)
        }
      }
    }
  }

  /// Adds where the findings are, and how many answered, as they were released.
  private func addReleases(
    to result: inout AskedBefore, on connection: isolated Connection
  ) throws {
    var releases: [String: (id: String, cutOff: String, bases: [String: Int?])] = [:]
    for survey in Set(result.matches.flatMap(\.earlier).compactMap(\.survey)) {
      guard let latest = try ReleaseQueries.latest(survey: survey, on: connection) else { continue }
      let document = try ReleaseDocument(json: JSONValue.parse(latest.content.document.bytes))
      var bases: [String: Int?] = [:]
      for finding in document.findings {
        let known = bases[finding.indicator] ?? nil
        bases.updateValue(
          [known, finding.total.base].compactMap { $0 }.max(), forKey: finding.indicator)
      }
      releases[survey] = (latest.id.text, timestamp(latest.content.cutOff), bases)
    }
    for (match, place) in result.matches.indices.flatMap({ match in
      result.matches[match].earlier.indices.map { (match, $0) }
    }) {
      let earlier = result.matches[match].earlier[place]
      guard let survey = earlier.survey, let release = releases[survey],
        let indicator = earlier.indicators.first(where: { release.bases.keys.contains($0) })
      else { continue }
      result.matches[match].earlier[place].release = (release.id, release.cutOff)
      result.matches[match].earlier[place].indicator = indicator
      result.matches[match].earlier[place].answered = release.bases[indicator] ?? nil
      if earlier.kind == AskedText.Kind.indicator.rawValue {
        result.matches[match].earlier[place].kind = "finding"
      }
    }
  }
}
