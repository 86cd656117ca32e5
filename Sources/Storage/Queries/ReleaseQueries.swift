// Releases: tables as of a cut-off, protected, which commissioners read. What protected them and
// whom they counted is kept where readers of releases cannot read it.

public import Foundation
public import Postgres

/// A release of a survey's findings.
public struct ReleaseRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The module.
  public let survey: String
  /// The release before it; nil for the survey's first. Of two that name the same one, the second
  /// is refused.
  public let supersedes: UUID?
  /// The time up to which responses were counted.
  public let cutOff: Date
  /// The disclosure rule, a JSON object.
  public let rule: JSONText
  /// What was released, a JSON object.
  public let document: JSONText
  /// SHA-256 of the document's canonical JSON.
  public let sha256: [UInt8]

  /// Describes a release.
  public init(
    id: UUID, survey: String, supersedes: UUID?, cutOff: Date, rule: JSONText,
    document: JSONText, sha256: [UInt8]
  ) {
    self.id = id
    self.survey = survey
    self.supersedes = supersedes
    self.cutOff = cutOff
    self.rule = rule
    self.document = document
    self.sha256 = sha256
  }
}

/// A response that a release counted.
public struct ReleaseMember: Sendable, Hashable {
  /// The response.
  public let response: UUID
  /// In which rows of the release it was counted, in a form of the maker's own.
  public let cells: [UInt8]

  /// Describes a member.
  public init(response: UUID, cells: [UInt8]) {
    self.response = response
    self.cells = cells
  }
}

/// Reads and writes releases.
public enum ReleaseQueries {
  private static let membersPerStatement = 5000

  /// Stores a release with its audit and its members, for a coordinator on the analysis role.
  public static func insert(
    _ release: ReleaseRecord, audit: JSONText, members: [ReleaseMember],
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.release (partnership_id, id, survey_module, supersedes, cut_off, rule,
        document, sha256, created_by)
      values (hark.current_partnership(), \(release.id), \(release.survey),
        \(release.supersedes), \(release.cutOff), \(release.rule), \(release.document),
        \(release.sha256), hark.current_account())
      """)
    try connection.execute(
      """
      insert into hark.release_audit (partnership_id, id, audit, created_by)
      values (hark.current_partnership(), \(release.id), \(audit), hark.current_account())
      """)
    for start in stride(from: 0, to: members.count, by: membersPerStatement) {
      let part = members[start..<min(start + membersPerStatement, members.count)]
      try connection.execute(
        """
        insert into hark.release_member
          (partnership_id, release_id, response_id, cells, created_by)
        select hark.current_partnership(), \(release.id), t.*, hark.current_account()
        from unnest(\(part.map(\.response)), \(part.map { ByteString(bytes: $0.cells) })) as t
        """)
    }
    for id in [release.id, release.supersedes].compactMap({ $0 }) {
      try markErased(of: id, on: connection)
    }
  }

  /// What is being erased ends first; what begins after it sees every release that is stored by now. Fails with
  /// `lockNotAvailable` after a moment, for whoever leaves next waits behind whoever waits here.
  public static func waitForErasures(on connection: isolated Connection) throws {
    try connection.setLocal("lock_timeout", "300ms")
    try connection.execute(
      """
      select pg_advisory_xact_lock(hashtextextended(hark.current_partnership()::text, 69))
      """)
  }

  /// Until the transaction ends, nobody marks what releases count and was erased; to be selected where it
  /// begins.
  static func announcement(_ partnership: UUID) -> SQL {
    "pg_advisory_xact_lock_shared(hashtextextended((\(partnership)::uuid)::text, 69))"
  }

  /// Marks members of a release that were erased, so that whoever took them back sees that it counts them;
  /// once more after it was stored, for what was erased while it was made. How many there were.
  @discardableResult public static func markErased(
    of release: UUID, on connection: isolated Connection
  ) throws -> Int {
    try connection.first("select hark.mark_erased_members(\(release)) as number") { row in
      try row.get("number")
    } ?? 0
  }

  /// The latest release of a survey: the one that none supersedes.
  public static func latest(
    survey: String, on connection: isolated Connection
  ) throws -> Stored<ReleaseRecord>? {
    try connection.first(
      select + """
         and t.survey_module = \(survey) and not exists (
          select from hark.release n where n.partnership_id = t.partnership_id
            and n.survey_module = t.survey_module and n.supersedes = t.id)
        """
    ) { row in try release(row) }
  }

  /// A release.
  public static func find(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<ReleaseRecord>? {
    try connection.first(select + " and t.id = \(id)") { row in try release(row) }
  }

  /// Releases, oldest first; of one survey, or of all.
  public static func list(
    survey: String? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [Stored<ReleaseRecord>] {
    try connection.query(
      select + " and (\(survey)::text is null or t.survey_module = \(survey))"
        + page.clause(on: connection)
    ) { row in try release(row) }
  }

  /// The responses that a release counted, by id from after an id; for a coordinator on the
  /// analysis role.
  public static func members(
    of release: UUID, after response: UUID? = nil, limit: Int = 10_000,
    on connection: isolated Connection
  ) throws -> [ReleaseMember] {
    try connection.query(
      """
      select response_id, cells from hark.release_member
      where partnership_id = hark.current_partnership() and release_id = \(release)
        and response_id > coalesce(\(response), '00000000-0000-0000-0000-000000000000')
      order by response_id limit \(limit)
      """
    ) { row in
      ReleaseMember(response: try row.get("response_id"), cells: try row.get("cells"))
    }
  }

  /// The audit of a release's protection; for a coordinator on the analysis role.
  public static func audit(
    of release: UUID, on connection: isolated Connection
  ) throws -> JSONText? {
    try connection.first(
      """
      select audit from hark.release_audit
      where partnership_id = hark.current_partnership() and id = \(release)
      """
    ) { row in try row.get("audit") }
  }

  private static let select: SQL = """
    select t.id, t.survey_module, t.supersedes, t.cut_off, t.rule, t.document, t.sha256,
      t.created_at, t.created_by
    from hark.release t where t.partnership_id = hark.current_partnership()
    """

  private static func release(_ row: Row) throws -> Stored<ReleaseRecord> {
    let record = ReleaseRecord(
      id: try row.get("id"), survey: try row.get("survey_module"),
      supersedes: try row.get("supersedes"), cutOff: try row.get("cut_off"),
      rule: try row.get("rule"), document: try row.get("document"), sha256: try row.get("sha256"))
    return try Stored(row, content: record)
  }
}
