// What records belong to: an earlier record of the same person, the record of a plan, group or event, the
// conversation in which a survey was answered.

public import Foundation
public import Postgres

/// A record that names another.
public struct RecordLinkRecord: Sendable, Hashable {
  /// The record.
  public let record: UUID
  /// `follows`, `about` or `conversation`
  public let kind: String
  /// The record that it names.
  public let to: UUID

  /// Describes a link.
  public init(record: UUID, kind: String, to: UUID) {
    (self.record, self.kind, self.to) = (record, kind, to)
  }
}

/// A record that others can name.
public struct LinkableRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The module.
  public let survey: String
  /// The module's version.
  public let version: String
}

/// A survey response that belongs to a conversation.
public struct AttachedResponse: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The module.
  public let survey: String
  /// The module's version.
  public let version: String
  /// The day it was answered on.
  public let answeredOn: PostgresDate
}

/// Reads and writes what records belong to.
public enum RecordLinkQueries {
  /// Stores links, after their records.
  public static func insert(
    _ links: [RecordLinkRecord], by recorder: Recorder = .transaction,
    on connection: isolated Connection
  ) throws {
    if links.isEmpty { return }
    try connection.execute(
      """
      insert into hark.record_link (partnership_id, record_id, kind, to_record, created_by)
      select hark.current_partnership(), t.*
      from unnest(\(links.map(\.record)), \(links.map(\.kind)), \(links.map(\.to)),
        \(recorder.column(links.map(\.record)))) as t
      """)
  }

  /// Which of these records are there in the principal's partnership, whoever recorded them.
  public static func linkable(
    _ ids: [UUID], on connection: isolated Connection
  ) throws -> [LinkableRecord] {
    try connection.query("select * from hark.linkable_records(\(ids))") { row in
      LinkableRecord(
        id: try row.get("id"), survey: try row.get("survey_module"),
        version: try row.get("survey_version"))
    }
  }

  /// By each countable response to a survey the earlier one of the same person that it follows; for a
  /// coordinator on the analysis role.
  public static func followed(
    survey: String, on connection: isolated Connection
  ) throws -> [UUID: UUID] {
    let pairs: [(UUID, UUID)] = try connection.query(
      """
      select l.record_id, l.to_record from hark.record_link l
      join hark.response r on r.partnership_id = l.partnership_id and r.id = l.record_id
      where l.partnership_id = hark.current_partnership() and l.kind = 'follows'
        and r.survey_module = \(survey) and \(OutputPurpose.count.mayLeave())
      """
    ) { row in (try row.get("record_id"), try row.get("to_record")) }
    return Dictionary(pairs) { first, _ in first }
  }

  /// The surveys with countable responses that follow one to this survey; for a coordinator on the
  /// analysis role.
  public static func followers(
    of survey: String, on connection: isolated Connection
  ) throws -> [String] {
    try connection.query(
      """
      select distinct r.survey_module from hark.record_link l
      join hark.response r on r.partnership_id = l.partnership_id and r.id = l.record_id
      join hark.response t on t.partnership_id = l.partnership_id and t.id = l.to_record
      where l.partnership_id = hark.current_partnership() and l.kind = 'follows'
        and t.survey_module = \(survey) and \(OutputPurpose.count.mayLeave())
      order by 1
      """
    ) { row in try row.get("survey_module") }
  }

  /// Which of these are conversations of the principal's partnership, whoever logged them; each with the
  /// scopes that its person took back, where it is one person.
  public static func attachable(
    _ ids: [UUID], on connection: isolated Connection
  ) throws -> [UUID: [String]] {
    let found: [(UUID, [String])] = try connection.query(
      "select conversation_id, left_out from hark.attachable(\(ids))"
    ) { row in (try row.get("conversation_id"), try row.get("left_out")) }
    return Dictionary(found) { first, _ in first }
  }

  /// The responses that belong to a conversation, of those that the principal may see.
  public static func attached(
    to conversation: UUID, on connection: isolated Connection
  ) throws -> [AttachedResponse] {
    try connection.query(
      """
      select r.id, r.survey_module, r.survey_version, r.answered_on from hark.record_link l
      join hark.response r on r.partnership_id = l.partnership_id and r.id = l.record_id
      where l.partnership_id = hark.current_partnership() and l.to_record = \(conversation)
        and l.kind = 'conversation' and \(OutputPurpose.work.mayLeave())
      order by r.created_at, r.id
      """
    ) { row in
      AttachedResponse(
        id: try row.get("id"), survey: try row.get("survey_module"),
        version: try row.get("survey_version"), answeredOn: try row.get("answered_on"))
    }
  }

  /// The responses that go with conversations of one person, because they are theirs too; in the transaction of
  /// whoever keeps them.
  public static func goingAlong(
    with conversations: [UUID], on connection: isolated Connection
  ) throws -> [UUID] {
    try connection.query(
      """
      select l.record_id from hark.record_link l
      join hark.conversation v on v.partnership_id = l.partnership_id and v.id = l.to_record
      where l.partnership_id = hark.current_partnership() and l.to_record = any (\(conversations))
        and l.kind = 'conversation' and v.people = 1
      order by l.record_id
      """
    ) { row in try row.get("record_id", as: UUID.self) }
  }

  /// Whether any response to a survey belongs to a conversation.
  public static func areAttached(
    survey: String, on connection: isolated Connection
  ) throws -> Bool {
    try connection.first(
      """
      select exists (
        select from hark.record_link l
        join hark.response r on r.partnership_id = l.partnership_id and r.id = l.record_id
        where l.partnership_id = hark.current_partnership() and l.kind = 'conversation'
          and r.survey_module = \(survey)) as found
      """
    ) { row in try row.get("found", as: Bool.self) } ?? false
  }

  /// What a record that the principal may see belongs to.
  public static func find(
    _ record: UUID, on connection: isolated Connection
  ) throws -> [RecordLinkRecord] {
    try connection.query(
      """
      select kind, to_record from hark.record_link
      where partnership_id = hark.current_partnership() and record_id = \(record)
      order by kind
      """
    ) { row in
      RecordLinkRecord(
        record: record, kind: try row.get("kind"), to: try row.get("to_record"))
    }
  }
}
