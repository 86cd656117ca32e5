// "Has this been asked before?": one search over what a partnership asked, heard, released and planned,
// as far as the reader may see it.

internal import Foundation
public import JSON
internal import Postgres
internal import Practice
public import Storage
internal import Surveys

/// What a search finds, by kind; each list has the best first.
public struct SearchResults: Sendable {
  /// Questions of published surveys, in any of their languages.
  public let questions: [JSONObject]
  /// Themes of the surveys' codebooks.
  public let themes: [JSONObject]
  /// Indicators, with the release that shows them if there is one.
  public let findings: [JSONObject]
  /// Plans, cycles and experiments.
  public let work: [JSONObject]
  /// Conversations: that they hold the words, never a word of them.
  public let conversations: [JSONObject]
  /// Whether there are conversations from before there was a search that were not looked through yet.
  public internal(set) var isPartial = false
  /// Whether more conversations hold the words than a search compares: these are the best of the newest.
  public let areNewestOnly: Bool

  /// All of it as clients read it.
  public var json: JSONObject {
    func list(_ items: [JSONObject]) -> JSONValue { .array(items.map { .object($0) }) }
    return [
      "questions": list(questions), "themes": list(themes), "findings": list(findings),
      "work": list(work), "conversations": list(conversations),
      "partial": .bool(isPartial), "newest_only": .bool(areNewestOnly),
    ]
  }

  /// How many were found.
  public var count: Int {
    questions.count + themes.count + findings.count + work.count + conversations.count
  }
}

extension Engagement {
  /// The longest text that is searched for, in Unicode scalars.
  private static var longestSought: Int { 500 }

  /// What holds all of some words; at most `limit` of each kind. Everybody finds what they may read:
  /// commissioners questions, themes and findings, researchers their own conversations too.
  public func search(
    _ text: String, limit: Int, as principal: Principal
  ) async throws -> SearchResults {
    try require(principal, .researcher, .coordinator, .commissioner, .steward)
    let text = text.trimmed
    guard !text.isEmpty else {
      throw Problem(.badRequest, "say what to look for, such as: warm rooms")
    }
    guard text.unicodeScalars.count <= Self.longestSought else {
      throw Problem(
        .badRequest, "at most \(Self.longestSought) characters are looked for; say it shorter")
    }
    guard [.researcher, .coordinator].contains(principal.role) else {
      return try await find(text, limit: limit, as: principal)
    }
    // What goes wrong there is no reason to find nothing: the search says that it is partial.
    let kept = try? await keepWordsDue(as: principal)
    let isPartial = kept.map { $0 == Self.keptAtOnce } ?? true
    var results = try await find(text, limit: limit, as: principal)
    results.isPartial = isPartial
    return results
  }

  private func find(
    _ sought: String, limit: Int, as principal: Principal
  ) async throws -> SearchResults {
    try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        let surveys = try newestSurveys(on: connection).map(\.survey)
        let texts = surveys.flatMap(SearchableText.all)
        let found = try SearchQueries.positions(
          of: texts.map(\.text), with: sought, limit: limit * 12, on: connection)
        var seen: Set<String> = []
        let items = found.map { texts[$0] }.filter { seen.insert($0.key).inserted }
        func list(_ kind: SearchableText.Kind) -> [JSONObject] {
          items.filter { $0.kind == kind }.prefix(limit).map { $0.json }
        }
        var releases: [String: Stored<ReleaseRecord>?] = [:]
        let findings = try list(.indicator).map { item -> JSONObject in
          var item = item
          let survey = item["survey"]?.string ?? ""
          let release =
            try releases[survey] ?? ReleaseQueries.latest(survey: survey, on: connection)
          releases[survey] = .some(release)
          item["release"] = release.map { .string($0.id.text) } ?? .null
          item["cut_off"] = release.map { .string(timestamp($0.content.cutOff)) } ?? .null
          return item
        }
        let seesWork = [.researcher, .coordinator, .steward].contains(principal.role)
        let seesWords = [.researcher, .coordinator].contains(principal.role)
        let conversations = try (seesWords ? sought : nil).map {
          try SearchQueries.conversations(with: $0, limit: limit, on: connection)
        }
        return SearchResults(
          questions: list(.question), themes: list(.theme), findings: findings,
          work: seesWork
            ? try SearchQueries.practices(with: sought, limit: limit, on: connection)
              .map(Self.summary) : [],
          conversations: conversations?.conversations.map(Self.summary) ?? [],
          areNewestOnly: conversations?.areAmongNewest ?? false)
      }
    }
  }

  private static func summary(_ record: PracticeRecord) throws -> JSONObject {
    let content = try JSONValue.parse(record.content.bytes)
    return [
      "kind": .string(record.kind), "id": .string(record.id.text),
      "title": content["title"] ?? .null, "survey": record.survey.map { .string($0) } ?? .null,
    ]
  }

  private static func summary(_ found: FoundConversation) -> JSONObject {
    [
      "id": .string(found.id.text), "survey": .string(found.survey),
      "held_on": .string(found.heldOn.text),
      "place_held": found.placeHeld.map { .string($0) } ?? .null,
    ]
  }
}
