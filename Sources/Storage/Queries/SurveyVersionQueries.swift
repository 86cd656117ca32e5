// Survey versions as they were published in one partnership, with the bytes that were asked.

public import Foundation
public import Postgres

/// A published version of a survey, without its bytes.
public struct SurveyVersionRecord: Sendable, Hashable {
  /// The version's own id.
  public let id: UUID
  /// The module's id.
  public let module: String
  /// `major.minor.patch`
  public let version: String
  /// What one response is about: `person`, `household`, `organisation`, `event` or `plan`.
  public let unit: String
  /// The basis of its responses: `consent`, `anonymous` or `role`.
  public let basis: String
  /// Versions with the same number, from 1, are counted together.
  public let series: Int
  /// SHA-256 of the bundle.
  public let sha256: [UInt8]

  /// Describes a version.
  public init(
    id: UUID, module: String, version: String, unit: String, basis: String, series: Int,
    sha256: [UInt8]
  ) {
    self.id = id
    self.module = module
    self.version = version
    self.unit = unit
    self.basis = basis
    self.series = series
    self.sha256 = sha256
  }
}

/// A published version, with whether it takes responses.
public struct PublishedVersion: Sendable, Equatable {
  /// The version; `createdAt` and `createdBy` say when and by whom it was published.
  public let published: Stored<SurveyVersionRecord>
  /// When it was last closed.
  public let closedAt: Date?
  /// When it was last opened again.
  public let reopenedAt: Date?
  /// Whether it takes responses now.
  public let isOpen: Bool
}

/// Reads and writes survey versions.
public enum SurveyVersionQueries {
  /// Publishes a version with the bytes that are asked, for a coordinator.
  public static func publish(
    _ version: SurveyVersionRecord, bundle: [UInt8], on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.survey_version (partnership_id, id, module, version, unit, basis, series,
        bundle, sha256, created_by)
      values (hark.current_partnership(), \(version.id), \(version.module), \(version.version),
        \(version.unit), \(version.basis), \(version.series)::smallint, \(bundle),
        \(version.sha256), hark.current_account())
      """)
  }

  /// Closes a version, for a coordinator, as since now or an earlier moment. False when there is no such
  /// version or it is closed.
  @discardableResult
  public static func close(
    module: String, version: String, since: Date? = nil, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.survey_version
      set closed_at = coalesce(\(since), clock_timestamp()), closed_by = hark.current_account()
      where partnership_id = hark.current_partnership() and module = \(module)
        and version = \(version) and hark.is_open(closed_at, reopened_at)
      """) == 1
  }

  /// Opens a version again, for a coordinator. False when there is no such version or it is open.
  @discardableResult
  public static func reopen(
    module: String, version: String, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.survey_version
      set reopened_at = clock_timestamp(), reopened_by = hark.current_account()
      where partnership_id = hark.current_partnership() and module = \(module)
        and version = \(version) and not hark.is_open(closed_at, reopened_at)
      """) == 1
  }

  /// Versions, oldest first; of one module, or of all.
  public static func list(
    module: String? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [PublishedVersion] {
    try connection.query(
      select + "and (\(module)::text is null or t.module = \(module))" + page.clause(on: connection)
    ) { row in try version(row) }
  }

  /// One version.
  public static func find(
    module: String, version: String, on connection: isolated Connection
  ) throws -> PublishedVersion? {
    try connection.first(
      select + "and t.module = \(module) and t.version = \(version)"
    ) { row in try self.version(row) }
  }

  /// The bytes that were published.
  public static func bundle(
    module: String, version: String, on connection: isolated Connection
  ) throws -> [UInt8]? {
    try connection.first(
      """
      select bundle from hark.survey_version
      where partnership_id = hark.current_partnership() and module = \(module)
        and version = \(version)
      """
    ) { row in try row.get("bundle") }
  }

  /// Every version of a module, oldest first.
  static func all(of module: String) -> SQL {
    select
      + "and t.module = \(module) and t.created_at is not null order by t.created_at, t.id limit 1000"
  }

  private static let select: SQL = """
    select t.id, t.module, t.version, t.unit, t.basis, t.series, t.sha256, t.closed_at,
      t.reopened_at, hark.is_open(t.closed_at, t.reopened_at) as is_open, t.created_at, t.created_by
    from hark.survey_version t where t.partnership_id = hark.current_partnership()
    """ + " "

  static func version(_ row: Row) throws -> PublishedVersion {
    let record = SurveyVersionRecord(
      id: try row.get("id"), module: try row.get("module"), version: try row.get("version"),
      unit: try row.get("unit"), basis: try row.get("basis"), series: try row.get("series"),
      sha256: try row.get("sha256"))
    return PublishedVersion(
      published: try Stored(row, content: record), closedAt: try row.get("closed_at"),
      reopenedAt: try row.get("reopened_at"), isOpen: try row.get("is_open"))
  }
}
