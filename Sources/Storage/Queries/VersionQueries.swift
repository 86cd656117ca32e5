// Versions of records: an edit replaces what a record says, and the database keeps what it said
// before. A conversation and the response to its module are edited together, so that they count alike.

public import Foundation
public import Postgres

/// Which version of a record stands.
public struct RecordState: Sendable, Hashable {
  /// The number of the version, from 1.
  public let revision: Int
  /// Whether the record was withdrawn; it is then edited no more.
  public let isWithdrawn: Bool
  /// When and by whom it was last edited; nil while it never was.
  public let edited: EditMark?
}

/// When, by whom and why a record was edited.
public struct EditMark: Sendable, Hashable {
  /// When.
  public let at: Date
  /// The account that edited it.
  public let by: UUID
  /// Why, in the editor's words.
  public let reason: String?

  /// Describes an edit.
  public init(at: Date, by: UUID, reason: String?) {
    (self.at, self.by, self.reason) = (at, by, reason)
  }
}

/// What a record said before an edit.
public struct EarlierVersion: Sendable {
  /// The number of the version, from 1.
  public let revision: Int
  /// Its columns, a JSON object.
  public let content: JSONText
  /// The edit that replaced it.
  public let replaced: EditMark
}

/// Edits records and reads their versions.
public enum VersionQueries {
  /// Which version of a response stands, and with it of its conversation; nil when the principal may
  /// not see it.
  public static func state(
    of id: UUID, on connection: isolated Connection
  ) throws -> RecordState? {
    try connection.first(
      """
      select t.revision, t.withdrawn, e.created_at as edited_at, e.created_by as edited_by, e.reason
      from hark.response t
      left join hark.earlier_version e on e.partnership_id = t.partnership_id
        and e.record_kind = 'response' and e.record_id = t.id and e.revision = t.revision - 1
        and not e.held
      where t.partnership_id = hark.current_partnership() and t.id = \(id)
      """
    ) { row in
      let at = try row.get("edited_at", as: Date?.self)
      let by = try row.get("edited_by", as: UUID?.self)
      let reason = try row.get("reason", as: String?.self)
      return RecordState(
        revision: try row.get("revision"), isWithdrawn: try row.get("withdrawn"),
        edited: at.flatMap { at in by.map { EditMark(at: at, by: $0, reason: reason) } })
    }
  }

  /// Lets nobody else edit or withdraw a record until the transaction ends. One that the principal
  /// may not edit is left alone.
  public static func lock(_ id: UUID, on connection: isolated Connection) throws {
    try connection.execute(
      """
      select from hark.response
      where partnership_id = hark.current_partnership() and id = \(id)
      for no key update
      """)
  }

  /// The same, and nobody makes a response belong to the conversation meanwhile.
  public static func lockAlone(_ id: UUID, on connection: isolated Connection) throws {
    try connection.execute(
      """
      select from hark.response
      where partnership_id = hark.current_partnership() and id = \(id)
      for update
      """)
  }

  /// Replaces what a response says, for whoever may edit it. False when its revision is another by
  /// now, or it was withdrawn.
  public static func edit(
    _ response: ResponseRecord, revision: Int, reason: String?, on connection: isolated Connection
  ) throws -> Bool {
    try connection.setLocal("hark.reason", reason ?? "")
    return try connection.execute(
      """
      update hark.response set place = \(response.place), answered_on = \(response.answeredOn),
        mode = \(response.mode), language = \(response.language), answers = \(response.answers),
        coded = \(response.coded), citation = \(response.citation)
      where partnership_id = hark.current_partnership() and id = \(response.id)
        and revision = \(revision) and not withdrawn
      """) == 1
  }

  /// Replaces a conversation's heading, after the response of the same revision.
  public static func edit(
    _ conversation: ConversationRecord, revision: Int, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.conversation set place_held = \(conversation.placeHeld),
        held_on = \(conversation.heldOn), setting = \(conversation.setting),
        how = \(conversation.how), people = \(conversation.people),
        language = \(conversation.language), interpreter = \(conversation.interpreter),
        note = \(conversation.note), citation = \(conversation.citation),
        follow_up = \(conversation.followUp?.promised),
        follow_up_by = \(conversation.followUp?.by), follow_up_due = \(conversation.followUp?.due),
        follow_up_done = \(conversation.followUp?.done)
      where partnership_id = hark.current_partnership() and id = \(conversation.id)
        and revision = \(revision) and not withdrawn
      """) == 1
  }

  /// What a record said before each edit, oldest first.
  public static func earlier(
    _ kind: SubmissionKind, _ id: UUID, on connection: isolated Connection
  ) throws -> [EarlierVersion] {
    try connection.query(
      """
      select revision, content, created_at, created_by, reason from hark.earlier_version
      where partnership_id = hark.current_partnership() and record_kind = \(kind)
        and record_id = \(id) and not held
      order by revision
      """
    ) { row in
      EarlierVersion(
        revision: try row.get("revision"), content: try row.get("content"),
        replaced: EditMark(
          at: try row.get("created_at"), by: try row.get("created_by"),
          reason: try row.get("reason")))
    }
  }
}
