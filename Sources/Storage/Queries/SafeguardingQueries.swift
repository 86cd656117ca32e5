// Who keeps people safe in a partnership, and what whoever asks is told. Stewards set it; everybody else
// reads the advice alone.

public import Foundation
public import Postgres

/// A partnership's settings for safeguarding.
public struct SafeguardingRecord: Sendable, Hashable {
  /// The lead's account.
  public var lead: UUID?
  /// The account of whoever is told when the lead does not take a concern up.
  public var deputy: UUID?
  /// The lead's address for mail.
  public var leadMail: String?
  /// The deputy's address for mail.
  public var deputyMail: String?
  /// Where alerts are posted.
  public var webhook: String?
  /// After how many minutes without an acknowledgement somebody else is told, 5 to 10,080.
  public var acknowledgeMinutes = 240
  /// Months that a concern is kept after it was closed, 12 to 600.
  public var keepConcernsMonths = 84
  /// Whom whoever asks can reach.
  public var contact: String?
  /// What to say and do; nil: what Hark comes with.
  public var steps: String?
  /// Words that raise a concern; nil: the list that Hark comes with.
  public var phrases: String?
  /// Numbers to call, a JSON array.
  public var helpLines = JSONText("[]")

  /// Nothing set.
  public init() {}
}

/// What whoever asks, or answers, is told.
public struct SafetyAdviceRecord: Sendable, Hashable {
  /// Whom whoever asks can reach; never for public links.
  public let contact: String?
  /// What to say and do.
  public let steps: String?
  /// Numbers to call, a JSON array.
  public let helpLines: JSONText
}

extension SafeguardingQueries {
  /// Whether a lead or a deputy of the partnership hears of a concern: one is named and has not left, and
  /// there is an address or an endpoint to tell them by.
  public static func isSomebodyTold(on connection: isolated Connection) throws -> Bool {
    try connection.first("select hark.is_somebody_told() as told") {
      try $0.get("told", as: Bool.self)
    } ?? false
  }
}

/// Reads and writes settings for safeguarding.
public enum SafeguardingQueries {
  /// The settings, for a steward; nil when nothing was set.
  public static func find(on connection: isolated Connection) throws -> SafeguardingRecord? {
    try connection.first(
      """
      select lead_id, deputy_id, lead_email, deputy_email, webhook, acknowledge_minutes, contact,
        steps, phrases, help_lines, keep_concerns_months
      from hark.safeguarding where partnership_id = hark.current_partnership()
      """
    ) { row in
      var record = SafeguardingRecord()
      record.lead = try row.get("lead_id")
      record.deputy = try row.get("deputy_id")
      record.leadMail = try row.get("lead_email")
      record.deputyMail = try row.get("deputy_email")
      record.webhook = try row.get("webhook")
      record.acknowledgeMinutes = try row.get("acknowledge_minutes")
      record.keepConcernsMonths = try row.get("keep_concerns_months")
      record.contact = try row.get("contact")
      record.steps = try row.get("steps")
      record.phrases = try row.get("phrases")
      record.helpLines = try row.get("help_lines")
      return record
    }
  }

  /// Sets everything, for a steward.
  public static func set(
    _ record: SafeguardingRecord, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.safeguarding (partnership_id, lead_id, deputy_id, lead_email, deputy_email,
        webhook, acknowledge_minutes, contact, steps, phrases, help_lines,
        keep_concerns_months, changed_by, created_by)
      values (hark.current_partnership(), \(record.lead), \(record.deputy), \(record.leadMail),
        \(record.deputyMail), \(record.webhook), \(record.acknowledgeMinutes)::integer,
        \(record.contact), \(record.steps), \(record.phrases), \(record.helpLines),
        \(record.keepConcernsMonths)::integer,
        hark.current_account(), hark.current_account())
      on conflict (partnership_id) do update set lead_id = excluded.lead_id,
        deputy_id = excluded.deputy_id, lead_email = excluded.lead_email,
        deputy_email = excluded.deputy_email, webhook = excluded.webhook,
        acknowledge_minutes = excluded.acknowledge_minutes, contact = excluded.contact,
        steps = excluded.steps, phrases = excluded.phrases, help_lines = excluded.help_lines,
        keep_concerns_months = excluded.keep_concerns_months,
        changed_at = now(), changed_by = excluded.changed_by
      """)
  }

  /// The names of those whom a steward can name as lead or deputy, by account.
  public static func stewards(on connection: isolated Connection) throws -> [UUID: String] {
    try names("select id, name from hark.stewards()", on: connection)
  }

  /// The names of the partnership's accounts, those that have left among them.
  public static func names(on connection: isolated Connection) throws -> [UUID: String] {
    try names("select id, name from hark.account_names()", on: connection)
  }

  private static func names(
    _ query: SQL, on connection: isolated Connection
  ) throws -> [UUID: String] {
    let pairs = try connection.query(query) { row in
      (try row.get("id", as: UUID.self), try row.get("name", as: String.self))
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// What whoever asks is told; nil when nothing was set.
  public static func advice(on connection: isolated Connection) throws -> SafetyAdviceRecord? {
    try connection.first("select contact, steps, help_lines from hark.safeguarding_advice()") {
      row in
      SafetyAdviceRecord(
        contact: try row.get("contact"), steps: try row.get("steps"),
        helpLines: try row.get("help_lines"))
    }
  }

  /// The partnership's own list of words that raise a concern; nil: it has none.
  public static func phrases(on connection: isolated Connection) throws -> String? {
    try connection.first("select hark.safeguarding_phrases() as phrases") {
      try $0.get("phrases", as: String?.self)
    } ?? nil
  }
}
