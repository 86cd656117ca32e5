// Looking around in released answers: the secret tables of noise, and which tables were looked at.

public import Foundation
public import Postgres

/// A table of noise as it is kept.
public struct NoiseTableRecord: Sendable, Hashable {
  /// The first is 1; the newest counts.
  public let revision: Int
  /// No number is changed by more than this.
  public let most: Int
  /// The variance of the changes that was asked for.
  public let variance: Double
  /// What may stand for counts under this is hidden.
  public let hideBelow: Int

  /// Describes a table.
  public init(revision: Int, most: Int, variance: Double, hideBelow: Int) {
    (self.revision, self.most) = (revision, most)
    (self.variance, self.hideBelow) = (variance, hideBelow)
  }
}

/// Reads and writes what exploring needs.
public enum ExplorationQueries {
  /// Adds a table, for a steward. `sealed` are the table and the key of people's keys.
  public static func insert(
    _ table: NoiseTableRecord, sealed: String, id: UUID, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.noise_table
        (partnership_id, id, revision, most, variance, hide_below, sealed, created_by)
      values (hark.current_partnership(), \(id), \(table.revision)::integer,
        \(table.most)::smallint, \(table.variance), \(table.hideBelow)::smallint, \(sealed),
        hark.current_account())
      """)
  }

  /// The newest table, with its id and when it was made.
  public static func newest(
    on connection: isolated Connection
  ) throws -> (id: UUID, madeAt: Date, table: NoiseTableRecord)? {
    try connection.first(
      """
      select id, created_at, revision, most::integer as most, variance,
        hide_below::integer as hide_below
      from hark.noise_table
      where partnership_id = hark.current_partnership() order by revision desc limit 1
      """
    ) { row in
      (
        try row.get("id"), try row.get("created_at"),
        NoiseTableRecord(
          revision: try row.get("revision"), most: try row.get("most"),
          variance: try row.get("variance"), hideBelow: try row.get("hide_below"))
      )
    }
  }

  /// What is sealed in a table; for a coordinator on the analysis role.
  public static func sealed(_ id: UUID, on connection: isolated Connection) throws -> String? {
    try connection.first(
      """
      select sealed from hark.noise_table
      where partnership_id = hark.current_partnership() and id = \(id)
      """
    ) { row in try row.get("sealed") }
  }

  /// Lets nobody else look at a table of a survey until the transaction ends.
  public static func wait(survey: String, on connection: isolated Connection) throws {
    try connection.execute(
      """
      select pg_advisory_xact_lock(
        hashtextextended(hark.current_partnership()::text || ' ' || \(survey), 46))
      """)
  }

  /// How many tables of a survey were looked at in the last year.
  public static func count(survey: String, on connection: isolated Connection) throws -> Int {
    try connection.first(
      """
      select count(*)::integer as number from hark.exploration e
      where e.partnership_id = hark.current_partnership() and e.survey_module = \(survey)
        and e.created_at > now() - interval '1 year'
      """
    ) { row in try row.get("number") } ?? 0
  }

  /// Whether a table was looked at before.
  public static func isKnown(
    survey: String, fingerprint: [UInt8], on connection: isolated Connection
  ) throws -> Bool {
    try connection.first(
      """
      select exists (
        select from hark.exploration e
        where e.partnership_id = hark.current_partnership() and e.survey_module = \(survey)
          and e.fingerprint = \(ByteString(bytes: fingerprint))) as known
      """
    ) { row in try row.get("known") } ?? false
  }

  /// A table as it was shown when it was looked at; nil where it was not.
  public static func shown(
    survey: String, fingerprint: [UInt8], on connection: isolated Connection
  ) throws -> String? {
    try connection.first(
      """
      select e.shown from hark.exploration e
      where e.partnership_id = hark.current_partnership() and e.survey_module = \(survey)
        and e.fingerprint = \(ByteString(bytes: fingerprint)) and e.shown is not null
      """
    ) { row in try row.get("shown") }
  }

  /// Adds a table that is looked at, as it is shown.
  public static func insert(
    survey: String, fingerprint: [UInt8], shown: String? = nil, id: UUID,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.exploration
        (partnership_id, id, survey_module, fingerprint, shown, created_by)
      values (hark.current_partnership(), \(id), \(survey), \(ByteString(bytes: fingerprint)),
        \(shown), hark.current_account())
      """)
  }
}
