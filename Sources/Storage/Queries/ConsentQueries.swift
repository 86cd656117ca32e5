// Consents: what a person agreed to, in which words and when. A consent has the id of the record
// that it is for, and is stored before it.

public import Foundation
public import Postgres

/// A consent.
public struct ConsentRecord: Sendable, Hashable {
  /// The id of the record it is for.
  public let record: UUID
  /// The wording that was read out or shown: `id@version`.
  public let wording: String
  /// The language it was asked in.
  public let language: String
  /// `spoken`, `written` or `online`
  public let form: String
  /// When it was given.
  public let givenAt: Date
  /// Who else was there when it was given by word of mouth.
  public var witness: String?
  /// The hash of the receipt code, 16 to 64 bytes.
  public var receiptHash: [UInt8]?
  /// Each scope that was asked: true given, false refused.
  public let scopes: [String: Bool]
  /// The partners that were named, by their codes.
  public let partners: [String]

  /// Describes a consent.
  public init(
    record: UUID, wording: String, language: String, form: String, givenAt: Date,
    witness: String? = nil, receiptHash: [UInt8]? = nil, scopes: [String: Bool],
    partners: [String] = []
  ) {
    self.record = record
    self.wording = wording
    self.language = language
    self.form = form
    self.givenAt = givenAt
    self.witness = witness
    self.receiptHash = receiptHash
    self.scopes = scopes
    self.partners = partners
  }
}

/// Reads and writes consents.
public enum ConsentQueries {
  /// Stores consents with their scopes.
  public static func insert(
    _ consents: [ConsentRecord], by recorder: Recorder = .transaction,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.consent (partnership_id, id, wording, language, form, given_at, witness,
        receipt_hash, partners, created_by)
      select (select hark.current_partnership()), t.id, t.wording, t.language, t.form, t.given_at, t.witness,
        t.receipt_hash, string_to_array(t.partners, ','), t.created_by
      from unnest(\(consents.map(\.record)), \(consents.map(\.wording)),
        \(consents.map(\.language)), \(consents.map(\.form)), \(consents.map(\.givenAt)),
        \(consents.map(\.witness)), \(consents.map { $0.receiptHash.map(ByteString.init(bytes:)) }),
        \(consents.map { $0.partners.joined(separator: ",") }),
        \(recorder.column(consents.map(\.record))))
        as t (id, wording, language, form, given_at, witness, receipt_hash, partners, created_by)
      """)
    let scopes = consents.flatMap { consent in
      consent.scopes.sorted { $0.key < $1.key }.map { (consent.record, $0.key, $0.value) }
    }
    guard !scopes.isEmpty else { return }
    try connection.execute(
      """
      insert into hark.consent_scope (partnership_id, consent_id, scope, given, created_by)
      select (select hark.current_partnership()), t.*
      from unnest(\(scopes.map(\.0)), \(scopes.map(\.1)), \(scopes.map(\.2)),
        \(recorder.column(scopes.map(\.0)))) as t
      """)
  }

  /// The consent of a record that the principal may see, with its scopes as they were given.
  public static func find(
    record: UUID, on connection: isolated Connection
  ) throws -> ConsentRecord? {
    let scopes = try connection.query(
      """
      select scope, given from hark.consent_scope
      where partnership_id = hark.current_partnership() and consent_id = \(record)
      """
    ) { row in (try row.get("scope", as: String.self), try row.get("given", as: Bool.self)) }
    return try connection.first(
      """
      select wording, language, form, given_at, witness, receipt_hash, partners from hark.consent
      where partnership_id = hark.current_partnership() and id = \(record)
      """
    ) { row in
      ConsentRecord(
        record: record, wording: try row.get("wording"), language: try row.get("language"),
        form: try row.get("form"), givenAt: try row.get("given_at"),
        witness: try row.get("witness"), receiptHash: try row.get("receipt_hash"),
        scopes: Dictionary(scopes) { first, _ in first }, partners: try row.get("partners"))
    }
  }

  /// Whether the receipt code with this hash opens the record.
  public static func isOpened(
    record: UUID, by hash: [UInt8], on connection: isolated Connection
  ) throws -> Bool {
    try connection.first(
      """
      select receipt_hash = sha256(uuid_send(partnership_id) || \(ByteString(bytes: hash))) as opens
      from hark.consent
      where partnership_id = hark.current_partnership() and id = \(record)
        and receipt_hash is not null
      """
    ) { row in try row.get("opens", as: Bool.self) } ?? false
  }

  /// Withdraws a record's consent as a whole, for a steward: the record is counted no more. False
  /// when there is no consent to withdraw.
  @discardableResult
  public static func withdraw(
    record: UUID, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.consent set withdrawn_at = now()
      where partnership_id = hark.current_partnership() and id = \(record)
        and withdrawn_at is null
      """) == 1
  }

  /// The scopes of a record's consent that stand: given, and neither they nor the consent
  /// withdrawn. Empty when there is no consent.
  public static func liveScopes(
    record: UUID, on connection: isolated Connection
  ) throws -> Set<String> {
    Set(
      try connection.query(
        """
        select s.scope from hark.consent c
        join hark.consent_scope s on s.partnership_id = c.partnership_id and s.consent_id = c.id
        where c.partnership_id = hark.current_partnership() and c.id = \(record)
          and c.withdrawn_at is null and s.given and s.withdrawn_at is null
        """
      ) { row in try row.get("scope", as: String.self) })
  }

  /// When a record was taken back that is still here; nil: it was not.
  public static func takenBack(
    record: UUID, on connection: isolated Connection
  ) throws -> Date? {
    try connection.first(
      """
      select c.withdrawn_at from hark.consent c
      where c.partnership_id = hark.current_partnership() and c.id = \(record)
      """
    ) { row in try row.get("withdrawn_at", as: Date?.self) } ?? nil
  }
}
