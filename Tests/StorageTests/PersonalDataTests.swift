// Where a person's data lies: every table is either in what a person can take away, or known to hold
// nothing of theirs. A table that is added and not placed here fails.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct PersonalDataTests {
  /// Tables that hold something of a person, with the columns that are not given out: forms of the same
  /// answers for machines, and hashes.
  private static let personal: [String: Set<String>] = [
    "response": ["coded"], "conversation": [], "consent": ["receipt_hash"], "consent_scope": [],
    "consent_change": [], "submission": ["sha256", "result"], "earlier_version": ["coded"],
    "release_member": ["cells", "erased_hash"], "record_link": [], "event_table": [],
  ]

  /// Tables that hold nothing that a person said, and why.
  private static let others: [String: String] = [
    "migration": "of the software", "partnership": "of the partnership", "link": "of the survey",
    "account": "of staff", "membership": "of staff", "token": "of staff",
    "official_place": "public", "local_place": "of the partnership",
    "survey_version": "what was asked", "release": "protected figures",
    "release_audit": "figures", "audit_event": "who did what; ids alone",
    "audit_link": "hashes", "audit_chain": "hashes",
    "concern": "for the safeguarding lead alone; says which questions, not what was said",
    "concern_event": "for the lead alone, who judges what can be given out without harm",
    "concern_alert": "ids alone", "safeguarding": "of staff and the partnership",
    "privacy_notice": "what everybody is told",
    "complaint": "of somebody without an account or a record; sealed, for stewards who answer them",
    "complaint_mail": "ids alone", "data_protection": "of staff and the partnership",
    "data_key": "keys that open nothing by themselves; each goes with its record",
    "tombstone": "hashes of what is gone", "legal_hold": "of the steward",
    "touched_receipt": "hashes of receipt codes, and what was taken back under them",
    "receipt_change": "the same, where nothing is held under the code",
    "listed_change": "hashes of records that are not there, and what was allowed",
    "practice": "of the partnership's own work", "earlier_practice": "of the same",
    "panel_advice": "of the same",
    "list": "what a survey offers", "list_entry": "of the same",
    "population": "census tables",
    "noise_table": "random numbers, sealed",
    "exploration": "who looked at which table, and its numbers with noise",
    "conversation_words": "the words of the answers again, and goes with them",
    "words_due": "ids alone",
  ]

  @Test func `R37 every table is in the bundle or known to hold nothing of a person`() async throws
  {
    try await withDatabase { database in
      let tables = Set(try await database.tables())
      let placed = Set(Self.personal.keys).union(Self.others.keys)
      #expect(
        tables.subtracting(placed) == [], "say what these hold, and bundle what is a person's")
    }
  }

  @Test func `R37 every column of a person's rows is in the bundle, but for those that are named`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      let record = try #require(
        try await database.application.transaction(as: partnership.principal(.coordinator)) {
          try ConversationQueries.list(on: $0).first?.id
        })
      let kept = KeptRecords(partnership: partnership.id, ids: [record])
      let bundle = try await database.application.keeping(kept, as: .person) { connection in
        try ReceiptQueries.rows(of: record, on: connection).map { ($0.table, $0.rows.map(\.bytes)) }
      }
      #expect(Set(bundle.map(\.0)) == Set(Self.personal.keys))
      for (table, rows) in bundle {
        let row = try #require(rows.first, "\(table) is not filled by the fixture")
        let object = try #require(
          JSONSerialization.jsonObject(with: Data(row)) as? [String: Any])
        let columns = try await database.superuser.withTransaction { connection in
          try connection.query(
            """
            select attname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'hark'::regnamespace and c.relname = \(table) and attnum > 0
              and not attisdropped
            """
          ) { row in try row.get("name", as: String.self) }
        }
        let missing = Set(columns).subtracting(object.keys)
        #expect(missing == Self.personal[table], "\(table)")
      }
    }
  }
}
