// Records to test with, and a way to run SQL whose text is only known when the test runs.

import Crypto
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// Records that refer to one another, made for one partnership.
struct Sample {
  static let survey = "feeling-safe"
  static let version = "1.0.0"
  static let bundle = Array("hark: 1".utf8)

  /// The first of January 2026, which exists.
  static var day: PostgresDate {
    get throws {
      guard let day = PostgresDate(year: 2026, month: 1, day: 1) else { throw CancellationError() }
      return day
    }
  }

  static func version(
    module: String = survey, version: String = version, unit: String = "person",
    basis: String = "consent", series: Int = 1
  ) -> SurveyVersionRecord {
    SurveyVersionRecord(
      id: UUID(), module: module, version: version, unit: unit, basis: basis, series: series,
      sha256: Array(SHA256.hash(data: bundle)))
  }

  static func consent(
    _ record: UUID, scopes: [String: Bool] = ["analyse": true, "quote": false]
  ) -> ConsentRecord {
    ConsentRecord(
      record: record, wording: "consent-conversation@1", language: "en", form: "spoken",
      givenAt: Date(timeIntervalSince1970: 1_767_225_600), scopes: scopes)
  }

  static func response(
    _ id: UUID = UUID(), survey: String = survey, version: String = version,
    conversation: UUID? = nil, basis: String = "consent", citation: String? = nil,
    place: String? = nil, answers: JSONText = JSONText(#"{"safe": "very_safe"}"#),
    coded: [UInt8] = [1, 2, 3], recordKey: Int = 7, isLate: Bool = false
  ) throws -> ResponseRecord {
    ResponseRecord(
      id: id, survey: survey, version: version, series: 1, conversation: conversation,
      basis: basis, citation: citation, place: place, answeredOn: try day, mode: "in_person",
      language: "en", answers: answers, coded: coded, recordKey: recordKey, isLate: isLate)
  }

  static func conversation(
    _ id: UUID = UUID(), basis: String = "consent", citation: String? = nil,
    note: String? = nil
  ) throws -> ConversationRecord {
    ConversationRecord(
      id: id, survey: survey, version: version, placeHeld: nil, heldOn: try day,
      setting: "community_centre", how: "in_person", people: 1, language: "en",
      interpreter: false, note: note, basis: basis, citation: citation)
  }

  static func submission(
    _ id: UUID, kind: SubmissionKind = .response, result: String = "{}"
  ) -> SubmissionRecord {
    SubmissionRecord(
      id: id, kind: kind, survey: survey, source: .http,
      sha256: Array(SHA256.hash(data: Array(result.utf8))), result: Array(result.utf8),
      body: JSONText(#"{"answers": {}}"#))
  }

  static func release(_ id: UUID = UUID(), supersedes: UUID? = nil) -> ReleaseRecord {
    ReleaseRecord(
      id: id, survey: survey, supersedes: supersedes,
      cutOff: Date(timeIntervalSince1970: 1_767_225_600), rule: JSONText(#"{"id": "hark-1"}"#),
      document: JSONText(#"{"findings": []}"#), sha256: Array(SHA256.hash(data: [UInt8]())))
  }
}

extension TestDatabase {
  /// Adds an account that researches, as which somebody else works.
  func addResearcher(_ name: String, to partnership: TestPartnership) async throws -> Principal {
    Principal(
      partnership: partnership.id, partnershipSlug: partnership.slug,
      account: try await addAccount(name, roles: [.researcher], to: partnership),
      accountName: name, role: .researcher)
  }

  /// Publishes the sample survey.
  func publish(
    _ version: SurveyVersionRecord = Sample.version(), in partnership: TestPartnership
  ) async throws {
    try await application.transaction(as: partnership.principal(.coordinator)) { connection in
      try SurveyVersionQueries.publish(version, bundle: Sample.bundle, on: connection)
    }
  }

  /// A partnership with the sample survey.
  func addSurveyedPartnership(slug: String = "plymouth") async throws -> TestPartnership {
    let partnership = try await addPartnership(slug: slug)
    try await publish(in: partnership)
    return partnership
  }

  /// Records a response with its consent, as a researcher of the partnership.
  @discardableResult
  func record(
    _ response: ResponseRecord, in partnership: TestPartnership, as principal: Principal? = nil
  ) async throws -> UUID {
    let principal = principal ?? partnership.principal(.researcher)
    try await application.transaction(as: principal) { connection in
      try SubmissionQueries.insert([Sample.submission(response.id)], on: connection)
      if response.basis == "consent" {
        try ConsentQueries.insert([Sample.consent(response.id)], on: connection)
      }
      try ResponseQueries.insert([response], on: connection)
    }
    return response.id
  }

  /// A partnership with a row in every table.
  func addFullPartnership(slug: String) async throws -> TestPartnership {
    let partnership = try await addSurveyedPartnership(slug: slug)
    let id = UUID()
    try await application.transaction(as: partnership.principal(.administrator)) { connection in
      try PlaceQueries.importOfficial(
        [PlaceRecord(code: "E06000026", name: "Plymouth", kind: "district")], on: connection)
      try PlaceQueries.importLocal(
        [PlaceRecord(code: "quay", name: "The Quay", kind: "neighbourhood")], on: connection)
      try ListQueries.insert(
        ListRecord(name: "groups", title: "Groups"), id: UUID(), on: connection)
      try ListQueries.put(
        [ListEntryRecord(name: "tea", label: "Tea", translations: JSONText("{}"))], in: "groups",
        on: connection)
      try PopulationQueries.insert(
        PopulationRecord(
          survey: nil, role: "age_band",
          groups: JSONText(#"[{"by": "age_band", "group": "young", "people": 10}]"#)),
        id: UUID(), on: connection)
      let token = TokenRecord(
        id: UUID(), account: partnership.account, role: .researcher, label: "phone",
        expiresAt: Date(timeIntervalSinceNow: 3600))
      try TokenQueries.insert(
        token, hash: Array(SHA256.hash(data: Array(slug.utf8))), on: connection)
    }
    try await application.transaction(as: partnership.principal(.researcher)) { connection in
      try SubmissionQueries.insert([Sample.submission(id, kind: .conversation)], on: connection)
      try DataKeyQueries.insert(
        [
          DataKeyRecord(
            partnership: partnership.id, id: id, master: "0123456789ab",
            wrapped: [UInt8](repeating: 1, count: 60))
        ], on: connection)
      try ConsentQueries.insert([Sample.consent(id)], on: connection)
      try ConversationQueries.insert([Sample.conversation(id)], on: connection)
      try ResponseQueries.insert([Sample.response(id, conversation: id)], on: connection)
      try SearchQueries.keep([(id, "a bench")], on: connection)
      let earlier = try Sample.response()
      try ConsentQueries.insert([Sample.consent(earlier.id)], on: connection)
      try ResponseQueries.insert([earlier], on: connection)
      try RecordLinkQueries.insert(
        [RecordLinkRecord(record: id, kind: "follows", to: earlier.id)], on: connection)
      try ConcernQueries.insert(
        ConcernRecord(
          id: UUID(), record: id, survey: Sample.survey, version: Sample.version,
          questions: ["safe"]), on: connection)
      try AuditQueries.insert(
        AuditEvent(
          action: "conversation.log", recordKind: "conversation", recordIDs: [id.uuidString],
          origin: .http), on: connection)
      _ = try VersionQueries.edit(
        Sample.response(id, conversation: id, answers: JSONText(#"{"safe": "safe"}"#)),
        revision: 1, reason: "misheard", on: connection)
    }
    try await application.transaction(as: partnership.principal(.coordinator)) { connection in
      try LinkQueries.insert(
        LinkRecord(
          id: UUID(), survey: Sample.survey, place: "quay", expiresAt: nil, most: nil),
        hash: Array(SHA256.hash(data: Array("link \(slug)".utf8))), on: connection)
      try ExplorationQueries.insert(
        survey: Sample.survey, fingerprint: [UInt8](repeating: 1, count: 32), id: UUID(),
        on: connection)
    }
    try await application.transaction(
      as: partnership.principal(.coordinator), on: .analysis
    ) { connection in
      try ReleaseQueries.insert(
        Sample.release(), audit: JSONText("{}"),
        members: [ReleaseMember(response: id, cells: [1])], on: connection)
    }
    try await addErasedRecord(in: partnership, changing: id)
    try await application.transaction(as: partnership.principal(.steward)) { connection in
      try RetentionQueries.insert(
        UUID(), LegalHold(record: UUID(), survey: nil, reason: "a test"), on: connection)
      try SafeguardingQueries.set(SafeguardingRecord(), on: connection)
      try DataProtectionQueries.set(
        DataProtectionRecord(name: "DPO", mail: "dpo@a.example"), on: connection)
      try PrivacyQueries.insert(UUID(), revision: 1, fields: JSONText("{}"), on: connection)
      try ExplorationQueries.insert(
        NoiseTableRecord(revision: 1, most: 3, variance: 2, hideBelow: 10),
        sealed: String(repeating: "x", count: 100), id: UUID(), on: connection)
    }
    try await application.visiting(partnership.id) { connection in
      try ComplaintQueries.insert(
        UUID(), said: "a test", contact: nil, at: Date(), on: connection)
    }
    try await addPlan(in: partnership)
    try await addEvent(in: partnership, with: id)
    try await seal(partnership)
    return partnership
  }

  /// A plan that was edited, with a panel's advice.
  private func addPlan(in partnership: TestPartnership) async throws {
    let plan = PracticeRecord(id: UUID(), kind: "plan", survey: nil, content: JSONText("{}"))
    let edited = PracticeRecord(
      id: plan.id, kind: "plan", survey: nil, content: JSONText(#"{"title": "A test"}"#))
    try await application.transaction(as: partnership.principal(.coordinator)) { connection in
      try PracticeQueries.insert(plan, on: connection)
      _ = try PracticeQueries.edit(edited, revision: 1, on: connection)
      try PracticeQueries.insert(
        AdviceRecord(
          id: UUID(), plan: plan.id, revision: 2, panellist: "A panel", content: JSONText("{}")),
        on: connection)
    }
  }

  /// An event at whose table a conversation was held, whose words are to be kept anew.
  private func addEvent(in partnership: TestPartnership, with conversation: UUID) async throws {
    let event = PracticeRecord(id: UUID(), kind: "event", survey: nil, content: JSONText("{}"))
    try await application.transaction(as: partnership.principal(.coordinator)) { connection in
      try PracticeQueries.insert(event, on: connection)
      try EventQueries.seat(
        [TableSeat(conversation: conversation, event: event.id, label: "Table 1")], on: connection)
    }
    try await superuser.withTransaction { connection in
      try connection.execute(
        """
        insert into hark.words_due (partnership_id, id, created_by)
        values (\(partnership.id), \(conversation), \(partnership.principal(.coordinator).account))
        """)
    }
  }

  /// A record that was taken back, and a scope of another that was changed.
  private func addErasedRecord(in partnership: TestPartnership, changing other: UUID) async throws {
    let gone = try await record(Sample.response(), in: partnership)
    let records = KeptRecords(partnership: partnership.id, ids: [gone])
    try await application.keeping(records, as: .person) { connection in
      try ErasureQueries.withdraw(on: connection)
      try ErasureQueries.bury(.withdrawn, on: connection)
      _ = try ErasureQueries.erase(on: connection)
    }
    let kept = KeptRecords(partnership: partnership.id, ids: [other])
    try await application.keeping(kept, as: .person) { connection in
      _ = try ReceiptQueries.change(
        ChangedScope(
          record: other, scope: "quote", given: true, wording: "consent-conversation@1",
          language: "en"), on: connection)
    }
  }
}

extension TestDatabase {
  /// Gives every event of a partnership its link; of what the hashes are does not matter here.
  func seal(_ partnership: TestPartnership) async throws {
    try await application.sealing(partnership.id) { connection in
      let end = try AuditChainQueries.lockEnd(on: connection)
      let waiting = try AuditChainQueries.unsealed(limit: 1000, on: connection)
      let links = waiting.events.enumerated().map { offset, event in
        AuditLink(
          event: event.id, number: end.number + offset + 1, hash: AuditChainQueries.beginning)
      }
      try AuditChainQueries.append(links, for: waiting, on: connection)
    }
  }
}

// SQL is made of literals, so that no text can become a statement. A catalogue test has to name
// every table there is: a function of the test's own database runs the statement it makes.
extension TestDatabase {
  func installTestQuery() async throws {
    try await superuser.withConnection { connection in
      try connection.execute(
        """
        create function public.test_query(statement text) returns setof text language plpgsql as
        $$ begin return query execute statement; end $$
        """)
    }
  }

  /// The tables of Hark.
  func tables() async throws -> [String] {
    try await superuser.withConnection { connection in
      try connection.query(
        """
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'hark' and c.relkind in ('r', 'p') order by 1
        """
      ) { row in try row.get("relname", as: String.self) }
    }
  }
}

/// Runs a statement that gives one column of text; nil when the role has no right to run it.
func testQuery(_ statement: String, on connection: isolated Connection) throws -> [String]? {
  do {
    return try connection.savepoint {
      try connection.query("select t.t from public.test_query(\(statement)) as t (t)") { row in
        try row.get("t", as: String.self)
      }
    }
  } catch PostgresError.server(let error) where error.sqlState == .insufficientPrivilege {
    return nil
  }
}

/// The rule that refused the work; nil when nothing did.
func refusal(
  _ work: () async throws -> Void
) async throws -> StorageError.Refusal? {
  do {
    try await work()
    return nil
  } catch {
    guard case .refused(let refusal, let message)? = StorageError(error) else { throw error }
    #expect(message.contains(";"), "the message does not say what to do: \(message)")
    return refusal
  }
}

extension TestDatabase {
  /// Adds a token for the partnership's account and gives its hash.
  func addToken(
    _ secret: String = "secret", role: Role, in partnership: TestPartnership,
    expiresAt: Date = Date(timeIntervalSinceNow: 3600), id: UUID = UUID()
  ) async throws -> [UInt8] {
    let hash = Array(SHA256.hash(data: Array(secret.utf8)))
    try await application.transaction(as: partnership.principal(.administrator)) { connection in
      try TokenQueries.insert(
        TokenRecord(
          id: id, account: partnership.account, role: role, label: "test", expiresAt: expiresAt),
        hash: hash, on: connection)
    }
    return hash
  }

  /// The audit trail as its steward reads it: action, record and role, in order.
  func auditTrail(of partnership: TestPartnership) async throws -> [String] {
    try await application.transaction(as: partnership.principal(.steward)) { connection in
      try connection.query(
        """
        select action || ' ' || record_id || ' ' || coalesce(role, 'operator') as line
        from hark.audit_event order by position
        """
      ) { row in try row.get("line", as: String.self) }
    }
  }
}
