// What a person reads and changes with their receipt code, in a keeper's transaction.

public import Foundation
public import Postgres

/// One answer to a scope, and when it was last changed.
public struct ScopeAnswer: Sendable, Hashable {
  /// The scope.
  public let scope: String
  /// Whether it stands.
  public let isLive: Bool
}

/// A scope that a person answered anew.
public struct ChangedScope: Sendable {
  /// The record.
  public let record: UUID
  /// The scope.
  public let scope: String
  /// Yes or no.
  public let given: Bool
  /// The wording that it was asked in.
  public let wording: String
  /// The language it was asked in.
  public let language: String
  /// The change as it was listed before a restore; nil: it is made now.
  public let listed: ListedChange?

  /// Describes an answer.
  public init(
    record: UUID, scope: String, given: Bool, wording: String, language: String,
    listed: ListedChange? = nil
  ) {
    (self.record, self.scope, self.given) = (record, scope, given)
    (self.wording, self.language, self.listed) = (wording, language, listed)
  }
}

/// Reads and changes what a person's consent says.
public enum ReceiptQueries {
  /// Stores a new answer to a scope. False when the scope was never asked.
  public static func change(
    _ change: ChangedScope, on connection: isolated Connection
  ) throws -> Bool {
    let at = change.listed?.at
    let changed = try connection.execute(
      """
      update hark.consent_scope set given = given or \(change.given),
        changed_at = coalesce(\(at), now()),
        withdrawn_at = case when \(change.given) or not given then null
          else coalesce(\(at), now()) end
      where partnership_id = hark.current_partnership() and consent_id = \(change.record)
        and scope = \(change.scope)
      """)
    guard changed == 1 else { return false }
    try note(change, on: connection)
    return true
  }

  /// Writes down what a person said to a scope; whatever comes in under their code later goes by it.
  public static func note(
    _ change: ChangedScope, on connection: isolated Connection
  ) throws {
    let (id, at) = (change.listed?.id, change.listed?.at)
    try connection.execute(
      """
      insert into hark.consent_change (partnership_id, id, consent_id, scope, given, wording,
        language, form, created_at, created_by)
      values (hark.current_partnership(), coalesce(\(id), gen_random_uuid()), \(change.record),
        \(change.scope), \(change.given), \(change.wording), \(change.language), 'online',
        coalesce(\(at), now()), hark.current_account())
      """)
  }

  /// Writes down what a person said with the code that the transaction claimed, where nothing is held under it any
  /// more; whatever comes in under it later goes by it. Of the scope to analyse: they take everything back.
  public static func note(
    claimed scope: String, given: Bool, on connection: isolated Connection
  ) throws {
    try connection.execute("select hark.note_receipt(\(scope), \(given))")
  }

  /// The surveys that erased records under a receipt code had answered; in a keeper's transaction.
  public static func surveys(
    erased tombstones: [UUID], on connection: isolated Connection
  ) throws -> [String] {
    try connection.query(
      """
      select distinct survey_module from hark.tombstone
      where partnership_id = hark.current_partnership() and id = any (\(tombstones))
      order by survey_module
      """
    ) { row in try row.get("survey_module") }
  }

  /// Which scopes a person refused under their receipt code, for what comes in later; in a keeper's transaction.
  public static func refused(
    under hash: [UInt8], on connection: isolated Connection
  ) throws -> Set<String> {
    Set(
      try connection.query(
        """
        select scope from hark.touched_receipt
        where partnership_id = hark.current_partnership() and scope is not null
          and receipt_hash = hark.receipt_digest(hark.current_partnership(), \(hash))
        """
      ) { row in try row.get("scope", as: String.self) })
  }

  /// Which scopes a person took back under the receipt code with this hash. From then on the transaction
  /// stores records under it that leave them out.
  public static func leaveOut(
    receipt hash: [UInt8], on connection: isolated Connection
  ) throws -> [String] {
    try connection.first(
      "select hark.scopes_left_out(\(ByteString(bytes: hash))) as scopes"
    ) { row in try row.get("scopes", as: [String].self) } ?? []
  }

  /// Which scopes were taken back under each of these, in their order; for a look that stores nothing.
  public static func leftOut(
    receipts hashes: [[UInt8]], on connection: isolated Connection
  ) throws -> [[String]] {
    if hashes.isEmpty { return [] }
    return try connection.query(
      """
      select hark.scopes_left_out(r.hash) as scopes
      from unnest(\(hashes.map(ByteString.init(bytes:)))) with ordinality r (hash, nth)
      order by r.nth
      """
    ) { row in try row.get("scopes", as: [String].self) }
  }

  /// Replaces a record's answers by those that may still be kept. What a hold keeps of the others is shown to
  /// nobody from then on.
  public static func keepAnswers(
    _ answers: JSONText, coded: [UInt8], of record: UUID, isHeld: Bool,
    on connection: isolated Connection
  ) throws {
    if isHeld {
      try HeldAnswerQueries.hold(record, on: connection)
    } else {
      try ErasureQueries.forgetEarlierVersions(on: connection)
      try ErasureQueries.forgetBodies(on: connection)
    }
    try connection.execute(
      """
      update hark.response set answers = \(answers), coded = \(coded)
      where partnership_id = hark.current_partnership() and id = \(record)
      """)
  }

  /// For which purposes a record may leave; to partners as soon as there is one to whom it may.
  public static func allowed(
    _ record: UUID, on connection: isolated Connection
  ) throws -> [OutputPurpose] {
    // The rule asks for one partner at a time; what is allowed to one of those named is to each.
    let partner = try connection.first(
      """
      select c.partners[1] as partner from hark.consent c
      where c.partnership_id = hark.current_partnership() and c.id = \(record)
      """
    ) { row in try row.get("partner", as: String?.self) }
    try connection.setLocal("hark.partner", (partner ?? nil) ?? "")
    let names = try connection.query(
      """
      select p.name from hark.response r, unnest(\(OutputPurpose.allCases.map(\.rawValue))) p (name)
      where r.partnership_id = hark.current_partnership() and r.id = \(record)
        and hark.allows(p.name, r.partnership_id, r.id, r.basis, r.withdrawn)
      """
    ) { row in try row.get("name", as: String.self) }
    return OutputPurpose.allCases.filter { names.contains($0.rawValue) }
  }

  /// Every row that is held of a record, by table; without the code by which it is found and the
  /// second, shorter form of the same answers.
  public static func rows(
    of record: UUID, on connection: isolated Connection
  ) throws -> [(table: String, rows: [JSONText])] {
    let tables: [(String, SQL)] = [
      ("response", "select to_jsonb(t) - 'coded' as row from hark.response t where t.id = "),
      ("conversation", "select to_jsonb(t) as row from hark.conversation t where t.id = "),
      ("event_table", "select to_jsonb(t) as row from hark.event_table t where t.id = "),
      ("consent", "select to_jsonb(t) - 'receipt_hash' as row from hark.consent t where t.id = "),
      (
        "consent_scope",
        "select to_jsonb(t) as row from hark.consent_scope t where t.consent_id = "
      ),
      (
        "consent_change",
        "select to_jsonb(t) as row from hark.consent_change t where t.consent_id = "
      ),
      ("record_link", "select to_jsonb(t) as row from hark.record_link t where t.record_id = "),
      (
        "submission",
        "select to_jsonb(t) - 'sha256' - 'result' as row from hark.submission t where t.id = "
      ),
      (
        "earlier_version",
        "select to_jsonb(t) - 'coded' as row from hark.earlier_version t where t.record_id = "
      ),
      (
        "release_member",
        "select to_jsonb(t) - 'cells' - 'erased_hash' as row from hark.release_member t where t.response_id = "
      ),
    ]
    return try tables.map { table, statement in
      let rows = try connection.query(
        statement + "\(record) and t.partnership_id = hark.current_partnership()"
      ) { row in try row.get("row", as: JSONText.self) }
      return (table, rows)
    }
  }
}
