// Conversations: their heading and the researcher's note. What was said is the response with the
// same id.

public import Foundation
public import Postgres

/// A conversation's heading.
public struct ConversationRecord: Sendable, Hashable {
  /// Its id, and that of the response to its module.
  public let id: UUID
  /// Its module.
  public let survey: String
  /// Its module's version.
  public let version: String
  /// The code of the place where it was held.
  public let placeHeld: String?
  /// The day it was held on.
  public let heldOn: PostgresDate
  /// `home`, `community_centre`, `street`, `workplace`, `surgery`, `school`, `faith_place`,
  /// `online` or `other`
  public let setting: String
  /// `in_person`, `phone`, `online`, `paper`, `group` or `import`
  public let how: String
  /// How many people took part, from 1.
  public let people: Int
  /// The language it was held in.
  public let language: String
  /// Whether somebody interpreted.
  public let interpreter: Bool
  /// What the researcher noticed.
  public var note: String?
  /// What was promised to the person; nil: nothing.
  public var followUp: FollowUpRecord?
  /// `consent`, `anonymous`, `published` or `role`
  public let basis: String
  /// Where it was published; given exactly when the basis is `published`.
  public let citation: String?

  /// Describes a conversation.
  public init(
    id: UUID, survey: String, version: String, placeHeld: String?, heldOn: PostgresDate,
    setting: String, how: String, people: Int, language: String, interpreter: Bool, note: String?,
    basis: String, citation: String?, followUp: FollowUpRecord? = nil
  ) {
    self.followUp = followUp
    self.id = id
    self.survey = survey
    self.version = version
    self.placeHeld = placeHeld
    self.heldOn = heldOn
    self.setting = setting
    self.how = how
    self.people = people
    self.language = language
    self.interpreter = interpreter
    self.note = note
    self.basis = basis
    self.citation = citation
  }

  init(_ row: Row) throws {
    self.init(
      id: try row.get("id"), survey: try row.get("survey_module"),
      version: try row.get("survey_version"), placeHeld: try row.get("place_held"),
      heldOn: try row.get("held_on"), setting: try row.get("setting"), how: try row.get("how"),
      people: try row.get("people"), language: try row.get("language"),
      interpreter: try row.get("interpreter"), note: try row.get("note"),
      basis: try row.get("basis"), citation: try row.get("citation"),
      followUp: try FollowUpRecord(row))
  }
}

/// Reads and writes conversations.
public enum ConversationQueries {
  /// Stores conversations, after their consents and before their responses.
  public static func insert(
    _ rows: [ConversationRecord], by recorder: Recorder = .transaction,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.conversation (partnership_id, id, survey_module, survey_version, place_held,
        held_on, setting, how, people, language, interpreter, note, basis, citation,
        follow_up, follow_up_by, follow_up_due, follow_up_done, created_by)
      select hark.current_partnership(), t.*
      from unnest(\(rows.map(\.id)), \(rows.map(\.survey)), \(rows.map(\.version)),
        \(rows.map(\.placeHeld)), \(rows.map(\.heldOn)), \(rows.map(\.setting)),
        \(rows.map(\.how)), \(rows.map(\.people)), \(rows.map(\.language)),
        \(rows.map(\.interpreter)), \(rows.map(\.note)), \(rows.map(\.basis)),
        \(rows.map(\.citation)), \(rows.map(\.followUp?.promised)), \(rows.map(\.followUp?.by)),
        \(rows.map(\.followUp?.due)), \(rows.map(\.followUp?.done)), \(recorder.column(rows.map(\.id)))) as t
      """)
  }

  /// The conversations that the principal may see, oldest first.
  public static func list(
    page: Page = Page(), on connection: isolated Connection
  ) throws -> [Stored<ConversationRecord>] {
    try connection.query(select + page.clause(on: connection)) { row in
      try Stored(row, content: ConversationRecord(row))
    }
  }

  /// A conversation that the principal may see.
  public static func find(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<ConversationRecord>? {
    try connection.first(select + " and t.id = \(id)") { row in
      try Stored(row, content: ConversationRecord(row))
    }
  }

  /// A conversation that a keeper's transaction names, one that was taken back too.
  public static func kept(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<ConversationRecord>? {
    try connection.first(stored + " and t.id = any (hark.kept_records()) and t.id = \(id)") { row in
      try Stored(row, content: ConversationRecord(row))
    }
  }

  static let select: SQL = stored + " and \(OutputPurpose.work.mayLeave("t"))"

  private static let stored: SQL = """
    select t.id, t.survey_module, t.survey_version, t.place_held, t.held_on, t.setting, t.how,
      t.people, t.language, t.interpreter, t.note, t.basis, t.citation, t.follow_up,
      t.follow_up_by, t.follow_up_due, t.follow_up_done, t.created_at, t.created_by
    from hark.conversation t
    where t.partnership_id = hark.current_partnership()
    """
}
