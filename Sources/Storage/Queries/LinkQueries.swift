// Public links: a survey and its responses for whoever has the token. The database holds the SHA-256 of
// a token, never the token, and the application cannot read the hash back.

public import Foundation
public import Postgres

/// A public link, without its token.
public struct LinkRecord: Sendable, Hashable {
  /// Its id, and that of the account which its responses are recorded by.
  public let id: UUID
  /// The survey.
  public let survey: String
  /// Where its responses were given, if they do not say.
  public let place: String?
  /// When it ceases to work; nil: when it is closed.
  public let expiresAt: Date?
  /// How many responses it takes at most.
  public let most: Int?

  /// Describes a link.
  public init(id: UUID, survey: String, place: String?, expiresAt: Date?, most: Int?) {
    (self.id, self.survey, self.place) = (id, survey, place)
    (self.expiresAt, self.most) = (expiresAt, most)
  }
}

/// A link with what became of it.
public struct LinkState: Sendable {
  /// The link.
  public let made: Stored<LinkRecord>
  /// How many responses came in through it.
  public let taken: Int
  /// When it was closed.
  public let closedAt: Date?
  /// Whether it takes responses now.
  public let isOpen: Bool
}

/// A link that somebody came in through.
public struct OpenedLink: Sendable {
  /// Whoever came in: may send responses to the survey, and nothing else.
  public let principal: Principal
  /// The survey.
  public let survey: String
  /// Where responses were given that do not say.
  public let place: String?
  /// When it ceases to work.
  public let expiresAt: Date?
  /// Whether it takes responses now.
  public let isOpen: Bool
}

/// Reads and writes links.
public enum LinkQueries {
  /// Adds a link with its account; `hash` is the SHA-256 of its token, 32 bytes. For a coordinator.
  public static func insert(
    _ link: LinkRecord, hash: [UInt8], on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.account (partnership_id, id, name, created_by)
      values (hark.current_partnership(), \(link.id), 'link ' || \(link.id)::text,
        hark.current_account())
      """)
    try connection.execute(
      """
      insert into hark.link
        (partnership_id, id, survey_module, hash, place, expires_at, most, created_by)
      values (hark.current_partnership(), \(link.id), \(link.survey), \(hash), \(link.place),
        \(link.expiresAt), \(link.most)::integer, hark.current_account())
      """)
  }

  /// Closes a link for good, one to this survey if it is named. False when there is none to close.
  @discardableResult
  public static func close(
    _ id: UUID, to survey: String? = nil, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.link set closed_at = now(), closed_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id) and closed_at is null
        and (\(survey)::text is null or survey_module = \(survey))
      """) == 1
  }

  /// The partnership's links, oldest first; those to one survey if it is named.
  public static func list(
    to survey: String? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [LinkState] {
    try connection.query(
      """
      select t.id, t.survey_module, t.place, t.expires_at, t.most, t.taken, t.closed_at,
        hark.is_link_open(t.closed_at, t.expires_at, t.taken, t.most) as is_open, t.created_at,
        t.created_by
      from hark.link t where t.partnership_id = hark.current_partnership()
        and (\(survey)::text is null or t.survey_module = \(survey))
      """ + page.clause(on: connection)
    ) { row in
      let link = LinkRecord(
        id: try row.get("id"), survey: try row.get("survey_module"), place: try row.get("place"),
        expiresAt: try row.get("expires_at"), most: try row.get("most"))
      return LinkState(
        made: try Stored(row, content: link), taken: try row.get("taken"),
        closedAt: try row.get("closed_at"), isOpen: try row.get("is_open"))
    }
  }

  /// What came in through the link of the transaction under that id, without its body.
  public static func submission(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<SubmissionRecord>? {
    try connection.first("select * from hark.link_submission(\(id))") { row in
      let record = SubmissionRecord(
        id: try row.get("id"), kind: try row.get("kind"), survey: try row.get("survey_module"),
        source: try row.get("source"), sha256: try row.get("sha256"),
        result: try row.get("result"))
      return try Stored(row, content: record)
    }
  }
}

extension Database {
  /// The link with a token, by its partnership's short name and the SHA-256 of the token; nil when
  /// there never was one. A closed one is found.
  public func openLink(slug: String, tokenHash: [UInt8]) async throws -> OpenedLink? {
    try await translatingErrors {
      try await client.withTransaction(readOnly: true) { connection in
        try connection.setLocal("role", DatabaseRole.application.name)
        return try connection.first("select * from hark.open_link(\(slug), \(tokenHash))") { row in
          OpenedLink(
            principal: Principal(
              partnership: try row.get("partnership_id"), partnershipSlug: try row.get("slug"),
              account: try row.get("link_id"), accountName: "link", role: .link),
            survey: try row.get("survey"), place: try row.get("place"),
            expiresAt: try row.get("expires_at"), isOpen: try row.get("is_open"))
        }
      }
    }
  }
}
