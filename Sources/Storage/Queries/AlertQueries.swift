// The outbox of alerts, as the courier reads and writes it: which are due, what became of them, and which
// concerns nobody took up in time. What a concern is about is not known here.

public import Foundation
public import Postgres

/// An alert that is to be sent, with where to.
public struct DueAlert: Sendable, Hashable {
  /// Its id: the key by which whoever gets it knows a second copy.
  public let id: UUID
  /// The partnership.
  public let partnership: UUID
  /// The partnership's short name.
  public let slug: String
  /// The concern.
  public let concern: UUID
  /// 1 for the lead, 2 for the deputy, later ones for both.
  public let level: Int
  /// How soon the concern needs somebody.
  public let urgency: ConcernUrgency
  /// The addresses for mail; none when there is none.
  public let mailTo: [String]
  /// The endpoint; nil when there is none.
  public let webhook: String?
  /// Whether the mail went out before.
  public let isMailed: Bool
  /// Whether the endpoint took it before.
  public let isPosted: Bool
  /// How often it was tried, this time among them.
  public let attempts: Int
  /// When it was stored.
  public let createdAt: Date

  /// Whether it is to be mailed and was not yet.
  public var isToBeMailed: Bool { !isMailed && !mailTo.isEmpty }
  /// Whether it is to be posted and was not yet.
  public var isToBePosted: Bool { !isPosted && webhook != nil }

  /// Describes an alert.
  public init(
    id: UUID, partnership: UUID, slug: String, concern: UUID, level: Int, urgency: ConcernUrgency,
    mailTo: [String], webhook: String?, isMailed: Bool = false, isPosted: Bool = false,
    attempts: Int = 1, createdAt: Date
  ) {
    (self.id, self.partnership, self.slug) = (id, partnership, slug)
    (self.concern, self.level, self.urgency) = (concern, level, urgency)
    (self.mailTo, self.webhook) = (mailTo, webhook)
    (self.isMailed, self.isPosted) = (isMailed, isPosted)
    (self.attempts, self.createdAt) = (attempts, createdAt)
  }

  fileprivate init(_ row: Row) throws {
    self.init(
      id: try row.get("id"), partnership: try row.get("partnership_id"),
      slug: try row.get("slug"), concern: try row.get("concern_id"),
      level: try row.get("level"), urgency: try row.get("urgency"),
      mailTo: try row.get("mail_to"), webhook: try row.get("webhook"),
      isMailed: try row.get("is_mailed"), isPosted: try row.get("is_posted"),
      attempts: try row.get("attempts"), createdAt: try row.get("created_at"))
  }
}

/// What became of an alert.
public struct AlertOutcome: Sendable, Hashable {
  /// Whether the mail went out.
  public let isMailed: Bool
  /// Whether the endpoint took it.
  public let isPosted: Bool
  /// What kind of failure there was, without an address; nil: none, and the alert is done.
  public let failure: String?
  /// When it is tried again.
  public let next: Date?

  /// Describes an outcome.
  public init(isMailed: Bool, isPosted: Bool, failure: String?, next: Date?) {
    (self.isMailed, self.isPosted) = (isMailed, isPosted)
    (self.failure, self.next) = (failure, next)
  }
}

/// How safeguarding stands in a partnership, in numbers alone.
public struct SafeguardingState: Sendable, Hashable {
  /// The partnership's short name.
  public let slug: String
  /// Whether a lead was named.
  public let isLeadNamed: Bool
  /// Whether the lead's account works and is a steward's.
  public let isLeadThere: Bool
  /// The same of the deputy.
  public let isDeputyThere: Bool
  /// Whether either has an address for mail.
  public let hasAddress: Bool
  /// Whether there is an endpoint.
  public let hasWebhook: Bool
  /// The day on which the help number was checked that was checked longest ago; nil: there is none.
  public let oldestChecked: PostgresDate?
  /// Concerns that nobody took up.
  public let unacknowledged: Int
  /// Those that nobody took up in the partnership's time.
  public let overdue: Int
  /// Alerts that are not out.
  public let waiting: Int
  /// When the oldest of them was stored.
  public let oldestWaiting: Date?
  /// What kind of failure kept it.
  public let failure: String?
}

/// Reads and writes the outbox, in a courier's transaction.
public enum AlertQueries {
  /// Takes alerts that are due; nobody else takes them for as long as the lease.
  public static func claim(
    _ most: Int, lease: Duration, at now: Date, on connection: isolated Connection
  ) throws -> [DueAlert] {
    try connection.query(
      """
      select * from hark.claim_alerts(\(most)::integer,
        make_interval(secs => \(Double(lease.components.seconds))), \(now))
      """
    ) { row in try DueAlert(row) }
  }

  /// Writes down what became of an alert.
  public static func settle(
    _ alert: DueAlert, _ outcome: AlertOutcome, at now: Date, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.settle_alert(\(alert.partnership), \(alert.id), \(outcome.isMailed),
        \(outcome.isPosted), \(outcome.failure), \(outcome.next), \(now))
      """)
  }

  /// Keeps that one way took an alert, which whoever sends it is still busy with.
  public static func keep(
    _ alert: DueAlert, isMailed: Bool, isPosted: Bool, at now: Date,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.keep_alert_delivery(\(alert.partnership), \(alert.id), \(isMailed), \(isPosted),
        \(now))
      """)
  }

  /// Adds an alert for each concern that nobody took up in time; says how many.
  @discardableResult
  public static func escalate(at now: Date, on connection: isolated Connection) throws -> Int {
    try connection.first("select hark.escalate_concerns(\(now))::int8 as number") {
      try $0.get("number", as: Int.self)
    } ?? 0
  }

  /// How safeguarding stands, by partnership.
  public static func state(
    at now: Date, on connection: isolated Connection
  ) throws -> [SafeguardingState] {
    try connection.query("select * from hark.safeguarding_state(\(now))") { row in
      SafeguardingState(
        slug: try row.get("slug"), isLeadNamed: try row.get("is_named"),
        isLeadThere: try row.get("lead_there"), isDeputyThere: try row.get("deputy_there"),
        hasAddress: try row.get("has_address"), hasWebhook: try row.get("has_webhook"),
        oldestChecked: try row.get("oldest_checked"),
        unacknowledged: try row.get("unacknowledged"), overdue: try row.get("overdue"),
        waiting: try row.get("waiting"), oldestWaiting: try row.get("oldest_waiting"),
        failure: try row.get("failure"))
    }
  }
}
