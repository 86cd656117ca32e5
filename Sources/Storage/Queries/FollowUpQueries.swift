// What was promised to people, as it stands beside their conversations.

public import Foundation
public import Postgres

/// A follow-up that was promised in a conversation.
public struct FollowUpRecord: Sendable, Hashable {
  /// What was promised.
  public var promised: String
  /// Who sees to it.
  public var by: String?
  /// The day by which it was promised.
  public let due: PostgresDate?
  /// The day on which it was done; nil: not yet.
  public let done: PostgresDate?

  /// Describes a follow-up.
  public init(
    promised: String, by: String? = nil, due: PostgresDate? = nil, done: PostgresDate? = nil
  ) {
    (self.promised, self.by, self.due, self.done) = (promised, by, due, done)
  }

  /// Reads the columns of a conversation; nil when nothing was promised.
  init?(_ row: Row) throws {
    guard let promised = try row.get("follow_up", as: String?.self) else { return nil }
    self.init(
      promised: promised, by: try row.get("follow_up_by"), due: try row.get("follow_up_due"),
      done: try row.get("follow_up_done"))
  }
}

extension ConversationQueries {
  /// The conversations in which something was promised, of those that the principal may see, oldest first;
  /// or those alone in which it is not done yet.
  public static func promised(
    openOnly: Bool, page: Page = Page(), on connection: isolated Connection
  ) throws -> [Stored<ConversationRecord>] {
    let which: SQL =
      openOnly
      ? " and t.follow_up is not null and t.follow_up_done is null" : " and t.follow_up is not null"
    return try connection.query(select + which + page.clause(on: connection)) { row in
      try Stored(row, content: ConversationRecord(row))
    }
  }

  /// Writes down on which day a promise was kept, nil: that it was not; for whoever may edit the
  /// conversation, also once its survey is closed. False when nothing was promised there.
  public static func keepPromise(
    _ id: UUID, on day: PostgresDate?, _ connection: isolated Connection
  ) throws -> Bool {
    try connection.setLocal("hark.promise", "on")
    return try connection.execute(
      """
      update hark.conversation set follow_up_done = \(day)
      where partnership_id = hark.current_partnership() and id = \(id) and not withdrawn
        and follow_up is not null
      """) == 1
  }
}
