// The words of texts by their stems, as PostgreSQL's dictionaries know them.

internal import Foundation
public import Postgres

extension SearchQueries {
  /// The languages whose stems PostgreSQL knows; the words of others stand as they are.
  private static let dictionaries = [
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
  ]

  /// The words of each text in its language, by their stems and without accents; those that every sentence has are
  /// left out where PostgreSQL knows them. The texts are the caller's own.
  public static func words(
    of texts: [(text: String, language: String)], on connection: isolated Connection
  ) throws -> [Set<String>] {
    guard !texts.isEmpty else { return [] }
    let configurations = texts.map { "pg_catalog.\(dictionaries[$0.language] ?? "simple")" }
    let found = try connection.query(
      """
      select coalesce(
        (select array_agg(distinct hark.folded(w.word)) from unnest(tsvector_to_array(
          to_tsvector(t.configuration::regconfig, t.text))) w (word)), '{}') as words
      from unnest(\(texts.map(\.text)), \(configurations)) with ordinality
        as t (text, configuration, position)
      order by t.position
      """
    ) { row in try row.get("words", as: [String].self) }
    return zip(texts, found).map { text, words in
      text.language == "en" ? Set(words.map(family)) : Set(words)
    }
  }

  /// One stem for the words of a family whose stems differ: lonely and loneliness, bus and buses.
  private static func family(_ stem: String) -> String {
    if stem == "buse" { return "bus" }
    return stem.hasSuffix("li") && stem.count > 4 ? String(stem.dropLast(2)) : stem
  }
}
