// The audit trail shows what was done to it afterwards, also by who can change everything in the
// database.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct AuditChainTests {
  @Test func `R33 the verifier names the first event that a superuser changed`() async throws {
    try await withTrail(of: 8) { trail in
      try await trail.tamper(
        """
        update hark.audit_event set action = 'other.act' where id =
          (select id from hark.audit_link where number = 3);
        update hark.audit_event set created_at = created_at + interval '1 second' where id =
          (select id from hark.audit_link where number = 6)
        """)
      #expect(try await trail.verify().fault == .changed(3))
      #expect(try await trail.verify().verified == 2)
    }
  }

  @Test(arguments: [
    (
      "delete from hark.audit_event where id = (select id from hark.audit_link where number = 3)", 3
    ),
    (
      """
      delete from hark.audit_event where id = (select id from hark.audit_link where number = 5);
      delete from hark.audit_link where number = 5
      """, 5
    ),
  ])
  func `R33 the verifier names the first event that a superuser removed`(
    _ script: String, _ number: Int
  ) async throws {
    try await withTrail(of: 8) { trail in
      try await trail.tamper(script)
      #expect(try await trail.verify().fault == .missing(number))
    }
  }

  @Test func `every field of an event is covered by its hash`() async throws {
    let changes = [
      "role = 'steward'", "action = 'x'", "record_kind = 'x'", "record_id = 'x'",
      "origin = 'http'", "detail = '{\"a\": 1}'", "created_at = now()", "created_by = null",
      "id = gen_random_uuid()", "partnership_id = gen_random_uuid()",
    ]
    try await withTrail(of: 3) { trail in
      for change in changes {
        let result = try await trail.undoing(
          "update hark.audit_event set \(change) where position ="
            + " (select max(position) from hark.audit_event)")
        #expect(result.fault != nil, "\(change)")
      }
      #expect(try await trail.verify().fault == nil)
    }
  }

  @Test func `R34 a cut tail shows, and a chain written anew shows against a signed head`()
    async throws
  {
    try await withTrail(of: 12) { trail in
      let head = try await trail.head()
      #expect(try await trail.verify([head]).fault == nil)
      let cut = """
        delete from hark.audit_event where id in
          (select id from hark.audit_link where number > 7);
        delete from hark.audit_link where number > 7
        """
      try await trail.tamper(cut)
      #expect(try await trail.verify().fault == .cutOff(after: 7, upTo: 12))
      // Everything inside is made to fit: only what was kept outside tells.
      let rebuild = "delete from hark.audit_link; delete from hark.audit_chain"
      try await trail.tamper(rebuild)
      try await trail.seal()
      #expect(try await trail.verify().fault == nil)
      #expect(try await trail.verify([head]).fault == .cutOff(after: 7, upTo: 12))
      try await trail.add(5)
      try await trail.seal()
      #expect(try await trail.verify([head]).fault == .rewritten(after: 0, upTo: 12))
      try await trail.tamper(
        "delete from hark.audit_event; \(rebuild); delete from hark.membership;"
          + " delete from hark.account; delete from hark.partnership")
      let lost = try await AuditVerifier(database: trail.database.application, kept: [head])
        .verify()
      #expect(lost.map(\.fault) == [.cutOff(after: 0, upTo: 12)])
    }
  }

  @Test func `a signed head that was changed is refused, and a genuine one reads back`()
    async throws
  {
    try await withTrail(of: 4) { trail in
      let head = try await trail.head()
      #expect(head.isGenuine && head.number == 4)
      #expect(SignedHead(json: .object(head.json)) == head)
      var changed = head.json
      changed["number"] = 3
      let forged = try #require(SignedHead(json: .object(changed)))
      #expect(try await trail.verify([forged]).fault == .unsigned(3))
    }
  }

  @Test func `of 8 writers and 2 sealers at once every event is in the chain exactly once`()
    async throws
  {
    try await withTrail(of: 0) { trail in
      let client = PostgresClient(
        connectionString: trail.database.applicationURL, maximumConnections: 10,
        waitTimeout: .seconds(60))
      let database = Database(client: client)
      let sealer = AuditSealer(database: database)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            for act in 0..<40 { try await trail.add(act % 3 + 1, label: "\(writer)", in: database) }
          }
        }
        for _ in 0..<2 { group.addTask { for _ in 0..<30 { try await sealer.seal() } } }
        try await group.waitForAll()
      }
      try await sealer.seal()
      await client.shutdown()
      let result = try await trail.verify()
      #expect(result.fault == nil && result.unsealed == 0)
      #expect(result.verified == 8 * (14 * 1 + 13 * 2 + 13 * 3))
      #expect(try await trail.events() == result.verified)
    }
  }

  @Test func `an event whose transaction ends late is sealed when it can be seen`() async throws {
    try await withTrail(of: 0) { trail in
      let late = trail.database.application
      try await late.transaction(as: trail.partnership.principal(.researcher)) { connection in
        try trail.insert(["late"], on: connection)
        try await trail.add(2)
        try await trail.seal()
        let early = try await trail.verify()
        #expect(early.verified == 2 && early.fault == nil)
      }
      #expect(try await trail.verify().unsealed == 1)
      try await trail.seal()
      let whole = try await trail.verify()
      #expect(whole.verified == 3 && whole.unsealed == 0 && whole.fault == nil)
    }
  }

  @Test func `a trail longer than a page is sealed and verified whole`() async throws {
    try await withTrail(of: 0) { trail in
      try await trail.add(4_500)
      try await trail.add(3)
      try await trail.seal()
      #expect(try await trail.verify().verified == 4_503)
      try await trail.tamper(
        "delete from hark.audit_event where id = (select id from hark.audit_link"
          + " where number = 4321)")
      #expect(try await trail.verify().fault == .missing(4_321))
    }
  }

  @Test func `a trail restored into another cluster is sealed on`() async throws {
    try await withTrail(of: 3) { trail in
      // There the numbers of transactions are lower than those that were stored.
      try await trail.tamper(
        """
        update hark.audit_event set added_in = '999999999999';
        update hark.audit_chain set sealed_before = '999999999999'
        """)
      try await trail.add(2)
      try await trail.seal()
      try await trail.add(1)
      try await trail.seal()
      let result = try await trail.verify()
      #expect(result.verified == 6 && result.unsealed == 0 && result.fault == nil)
    }
  }

  @Test func `stewards read the whole trail with names, others what they did themselves`()
    async throws
  {
    try await withTrail(of: 3) { trail in
      let database = trail.database
      let engagement = Engagement(
        database: database.application, catalog: { ModuleCatalog.load(folders: []) })
      let sam = try await database.addAccount(
        "sam", roles: [.coordinator, .commissioner, .researcher], to: trail.partnership)
      func principal(_ role: Storage.Role) -> Principal {
        Principal(
          partnership: trail.partnership.id, partnershipSlug: trail.partnership.slug, account: sam,
          accountName: "sam", role: role)
      }
      try await database.application.transaction(as: principal(.coordinator)) { connection in
        try trail.insert(["mine"], on: connection)
      }
      func list(_ principal: Principal, _ filter: TrailFilter = TrailFilter()) async throws
        -> [String]
      {
        try await engagement.auditTrail(
          filter, after: nil, limit: 100, as: principal, origin: .cli
        ).items.map { "\($0["number"]?.int ?? 0) \($0["account"]?.string ?? "")" }
      }
      let steward = trail.partnership.principal(.steward)
      #expect(try await list(steward) == ["1 jo", "2 jo", "3 jo", "4 sam"])
      // That look was recorded; one at nothing but one's own is not.
      #expect(try await list(steward, TrailFilter(action: "audit")) == ["5 jo"])
      #expect(try await list(principal(.coordinator)) == ["4 sam"])
      // The chain's number would tell how many people answered since a commissioner last looked.
      #expect(try await list(principal(.commissioner)) == ["1 sam"])
      try await trail.add(2)
      try await database.application.transaction(as: principal(.coordinator)) { connection in
        try trail.insert(["again"], on: connection)
      }
      #expect(try await list(principal(.commissioner)) == ["1 sam", "2 sam"])
      let rest = try await engagement.auditTrail(
        TrailFilter(), after: "1", limit: 1, as: principal(.commissioner), origin: .cli)
      #expect(rest.items.map { $0["record"] } == ["again"] && rest.next == "2")
      #expect(try await list(steward, TrailFilter(record: "MINE")) == ["4 sam"])
      #expect(try await list(steward, TrailFilter(since: Date(timeIntervalSinceNow: 60))) == [])
      for role in [Storage.Role.researcher, .administrator] {
        await #expect(throws: Problem.self) { try await list(trail.partnership.principal(role)) }
      }
    }
  }
}

/// A partnership with an audit trail that was sealed.
struct Trail: Sendable {
  let database: TestDatabase
  let partnership: TestPartnership

  /// Adds one event for each record, in one act.
  func insert(_ records: [String], on connection: isolated Connection) throws {
    try AuditQueries.insert(
      AuditEvent(
        action: "token.add", recordKind: "token", recordIDs: records, origin: .cli,
        detail: JSONText(#"{"é": [1.5, "x"]}"#)), on: connection)
  }

  func add(_ count: Int, label: String = "event", in database: Database? = nil) async throws {
    guard count > 0 else { return }
    try await (database ?? self.database.application).transaction(
      as: partnership.principal(.researcher)
    ) { connection in try insert((1...count).map { "\(label)-\($0)" }, on: connection) }
  }

  func seal() async throws { try await AuditSealer(database: database.application).seal() }

  func verify(_ heads: [SignedHead] = []) async throws -> AuditVerification {
    let results = try await AuditVerifier(database: database.application, heads: heads).verify()
    return try #require(results.first)
  }

  func head() async throws -> SignedHead {
    let trails = try await AuditSealer(database: database.application).seal()
    return try SignedHead(try #require(trails.first), at: Date(), key: SigningKey())
  }

  /// Does what only a superuser can, past every trigger.
  func tamper(_ script: String) async throws {
    try await database.superuser.withConnection { connection in
      try connection.runScript(Self.past(script))
    }
  }

  /// Runs the script, verifies, and puts every event back as it was.
  func undoing(_ script: String) async throws -> AuditVerification {
    try await tamper("create table public.kept as select * from hark.audit_event; " + script)
    let result = try await verify()
    try await tamper(
      """
      delete from hark.audit_event;
      insert into hark.audit_event overriding system value select * from public.kept;
      drop table public.kept
      """)
    return result
  }

  private static func past(_ script: String) -> String {
    """
    begin;
    alter table hark.audit_event disable trigger all;
    alter table hark.audit_link disable trigger all;
    alter table hark.audit_chain disable trigger all;
    set local session_replication_role = replica;
    \(script);
    alter table hark.audit_event enable always trigger refuse_change;
    alter table hark.audit_link enable always trigger refuse_change;
    alter table hark.audit_chain enable always trigger refuse_change;
    commit
    """
  }

  func events() async throws -> Int {
    try await database.superuser.withConnection { connection in
      try connection.first("select count(*) as number from hark.audit_event") { row in
        try row.get("number", as: Int.self)
      }
    } ?? 0
  }
}

/// Runs a test with a trail of so many events, sealed.
func withTrail(of count: Int, _ body: (Trail) async throws -> Void) async throws {
  try await withDatabase { database in
    let trail = Trail(database: database, partnership: try await database.addPartnership())
    try await trail.add(count)
    try await trail.seal()
    try await body(trail)
  }
}
