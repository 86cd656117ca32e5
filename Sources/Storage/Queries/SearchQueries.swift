// Search: which conversations, records of work and texts hold some words. Words are compared as they
// stand, in every language, and by their stem in English.

public import Foundation
public import Postgres

/// A conversation that holds what is looked for; never its words.
public struct FoundConversation: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// Its module.
  public let survey: String
  /// The day it was held on.
  public let heldOn: PostgresDate
  /// The code of the place where it was held.
  public let placeHeld: String?
}

/// What a search finds among conversations.
public struct FoundConversations: Sendable, Hashable {
  /// The best first.
  public let conversations: [FoundConversation]
  /// Whether more hold the words than were compared: these are the best of the newest of them.
  public let areAmongNewest: Bool
}

/// Finds words and keeps those of conversations.
public enum SearchQueries {
  /// How well a text holds all of these words ("in quotes" together, `or` between, `-` before what must not be
  /// there); nothing or 0: not at all.
  private static func rank(of sought: String, in text: SQL) -> SQL {
    "(select case when s.words @@ s.query then ts_rank(s.words, s.query) end from (select hark.words("
      + text + ") as words, hark.sought(\(sought)) as query offset 0) s)"
  }

  /// How many conversations a search compares at most; of more that hold the words, the newest.
  public static var compared: Int { 1_000 }

  /// Keeps the words of conversations that this transaction stores or edits, in place of those kept
  /// before: nothing that identifies somebody belongs in them.
  public static func keep(
    _ words: [(id: UUID, text: String)], on connection: isolated Connection
  ) throws {
    guard !words.isEmpty else { return }
    try connection.execute(
      "select hark.keep_words(\(words.map(\.id)), \(words.map(\.text)))")
  }

  /// Replaces the words that are kept of a conversation of a keeper's transaction by those that still may be.
  public static func renew(
    _ text: String, of record: UUID, on connection: isolated Connection
  ) throws {
    try connection.execute("select hark.renew_words(\(record), \(text))")
  }

  /// Takes conversations whose words cannot be read from those that are due, so that they are not tried
  /// again; they are not found.
  public static func leave(_ records: [UUID], on connection: isolated Connection) throws {
    try connection.execute("select hark.leave_words(\(records))")
  }

  /// Conversations that the principal may see and whose words are to be kept anew, by id; for somebody who
  /// sees their own alone, who that is, so that others' are not read.
  public static func due(
    recordedBy account: UUID?, limit: Int, on connection: isolated Connection
  ) throws -> [UUID] {
    let own: SQL = account.map { "and d.created_by = \($0)" } ?? ""
    return try connection.query(
      """
      select d.id from hark.words_due d
      join hark.conversation c on c.partnership_id = d.partnership_id and c.id = d.id
      where d.partnership_id = hark.current_partnership() and \(OutputPurpose.work.mayLeave("c"))
        \(own)
      order by d.id limit \(limit)
      """
    ) { row in try row.get("id", as: UUID.self) }
  }

  /// The conversations with these words that the principal may see, the best first.
  public static func conversations(
    with text: String, limit: Int, comparing most: Int = compared,
    on connection: isolated Connection
  ) throws -> FoundConversations {
    var areAmongNewest = false
    let found = try connection.query(
      """
      select id, survey_module, held_on, place_held, is_among_newest
      from hark.search_conversations(\(text), \(limit)::integer, \(most)::integer)
      """
    ) { row in
      areAmongNewest = try row.get("is_among_newest")
      return FoundConversation(
        id: try row.get("id"), survey: try row.get("survey_module"),
        heldOn: try row.get("held_on"), placeHeld: try row.get("place_held"))
    }
    return FoundConversations(conversations: found, areAmongNewest: areAmongNewest)
  }

  /// The plans, cycles and experiments with these words that the principal may see, the best first.
  public static func practices(
    with words: String, limit: Int, on connection: isolated Connection
  ) throws -> [PracticeRecord] {
    try connection.query(
      """
      select r.id, r.kind, r.survey_module, r.content
      from (
        select t.id, t.kind, t.survey_module, t.content, t.created_at,
      """ + rank(of: words, in: "t.text") + """
           as rank
          from (
            select p.*, (
              select coalesce(string_agg(v.value, ' '), '') from jsonb_each_text(p.content) v) as text
            from hark.practice p where p.partnership_id = hark.current_partnership()
          ) t
        ) r
        where r.rank > 0 order by r.rank desc, r.created_at, r.id limit \(limit)
        """
    ) { row in
      PracticeRecord(
        id: try row.get("id"), kind: try row.get("kind"), survey: try row.get("survey_module"),
        content: try row.get("content"))
    }
  }

  /// The positions of those texts that hold these words, the best first. The texts are the caller's
  /// own; the database compares them as it does all others.
  public static func positions(
    of texts: [String], with words: String, limit: Int, on connection: isolated Connection
  ) throws -> [Int] {
    guard !texts.isEmpty else { return [] }
    return try connection.query(
      """
      select r.position - 1 as position from (
        select t.position,
      """ + rank(of: words, in: "t.text") + """
           as rank
          from unnest(\(texts)) with ordinality as t (text, position)
        ) r
        where r.rank > 0 order by r.rank desc, r.position limit \(limit)
        """
    ) { row in try row.get("position", as: Int.self) }
  }
}
