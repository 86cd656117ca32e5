// Who answers for data protection, and the outbox that tells them of complaints, as the courier reads and writes
// it. What a complaint says is not known here.

public import Foundation
public import Postgres

/// Who answers for data protection in a partnership.
public struct DataProtectionRecord: Sendable, Hashable {
  /// What they are called: a name or a post.
  public let name: String
  /// Their address for mail.
  public let mail: String

  /// Names somebody.
  public init(name: String, mail: String) { (self.name, self.mail) = (name, mail) }
}

/// Why a mail about a complaint goes out.
public enum ComplaintMailKind: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  /// It came in.
  case received
  /// Its time is nearly over.
  case reminder
}

/// A mail about a complaint that is to be sent, with where to.
public struct DueComplaintMail: Sendable, Hashable {
  /// Its id: the key by which a second copy is known.
  public let id: UUID
  /// The partnership.
  public let partnership: UUID
  /// The partnership's short name.
  public let slug: String
  /// The complaint.
  public let complaint: UUID
  /// Why it goes out.
  public let kind: ComplaintMailKind
  /// The address.
  public let mailTo: String
  /// How often it was tried, this time among them.
  public let attempts: Int
  /// When it was stored.
  public let createdAt: Date
  /// When the complaint came in.
  public let receivedAt: Date
}

/// How mails of complaints stand in a partnership, in numbers alone.
public struct ComplaintMailState: Sendable, Hashable {
  /// The partnership's short name.
  public let slug: String
  /// Whether somebody is named who answers for data protection.
  public let isNamed: Bool
  /// Mails that are not out.
  public let waiting: Int
  /// When the oldest of them was stored.
  public let oldest: Date?
  /// What kind of failure kept one.
  public let failure: String?
}

/// Reads and writes who answers for data protection, for stewards.
public enum DataProtectionQueries {
  /// Who answers for it; nil: nobody was named.
  public static func find(on connection: isolated Connection) throws -> DataProtectionRecord? {
    try connection.first(
      """
      select name, email from hark.data_protection
      where partnership_id = hark.current_partnership() and email is not null
      """
    ) { row in DataProtectionRecord(name: try row.get("name"), mail: try row.get("email")) }
  }

  /// The same for whoever comes without an account, by the partnership's short name.
  public static func find(
    slug: String, on connection: isolated Connection
  ) throws -> DataProtectionRecord? {
    try connection.first("select * from hark.data_protection_contact(\(slug))") { row in
      DataProtectionRecord(name: try row.get("name"), mail: try row.get("email"))
    }
  }

  /// Names somebody in place of whoever was named; nil: nobody.
  public static func set(
    _ record: DataProtectionRecord?, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.data_protection (partnership_id, name, email, changed_by, created_by)
      values (hark.current_partnership(), \(record?.name), \(record?.mail), hark.current_account(),
        hark.current_account())
      on conflict (partnership_id) do update set name = excluded.name, email = excluded.email,
        changed_at = now(), changed_by = excluded.changed_by
      """)
  }
}

/// Reads and writes the outbox, in a courier's transaction.
public enum ComplaintMailQueries {
  /// Adds a mail for each complaint from before a moment that still waits for its answer, once.
  public static func remind(
    since moment: Date, at now: Date, on connection: isolated Connection
  ) throws {
    try connection.execute("select hark.remind_of_complaints(\(moment), \(now))")
  }

  /// Takes mails that are due; nobody else takes them for as long as the lease.
  public static func claim(
    _ most: Int, lease: Duration, at now: Date, on connection: isolated Connection
  ) throws -> [DueComplaintMail] {
    try connection.query(
      """
      select * from hark.claim_complaint_mails(\(most)::integer,
        make_interval(secs => \(Double(lease.components.seconds))), \(now))
      """
    ) { row in
      DueComplaintMail(
        id: try row.get("id"), partnership: try row.get("partnership_id"),
        slug: try row.get("slug"), complaint: try row.get("complaint_id"),
        kind: try row.get("kind"), mailTo: try row.get("mail_to"),
        attempts: try row.get("attempts"), createdAt: try row.get("created_at"),
        receivedAt: try row.get("received_at"))
    }
  }

  /// Writes down what became of a mail; without a failure it is out.
  public static func settle(
    _ mail: DueComplaintMail, failure: String?, next: Date?, at now: Date,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.settle_complaint_mail(\(mail.partnership), \(mail.id), \(failure), \(next),
        \(now))
      """)
  }

  /// How mails of complaints stand, by partnership.
  public static func state(on connection: isolated Connection) throws -> [ComplaintMailState] {
    try connection.query("select * from hark.complaint_mail_state()") { row in
      ComplaintMailState(
        slug: try row.get("slug"), isNamed: try row.get("is_named"),
        waiting: try row.get("waiting"), oldest: try row.get("oldest"),
        failure: try row.get("failure"))
    }
  }
}
