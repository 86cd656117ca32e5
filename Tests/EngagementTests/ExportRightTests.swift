// Who may export, which records leave, and what is written down about it.

import CSV
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct ExportRightTests {
  private let request = ExportRequest(.response, survey: "warm-rooms")

  @Test func `only a coordinator with the right to export may`() async throws {
    try await withProgramme { programme in
      try await programme.record(1, ["warm": "yes"])
      for role in Storage.Role.allCases where role != .coordinator {
        let refusal = await problem {
          _ = try await programme.export(request, as: programme.partnership.principal(role))
        }
        #expect(refusal?.code == "H002", "\(role)")
      }
      let administration = Administration(database: programme.database.application, owner: nil)
      try await administration.setMayExport(
        false, account: programme.partnership.accountName,
        as: programme.partnership.principal(.administrator), origin: .cli)
      let refusal = await problem { _ = try await programme.export(request) }
      #expect(refusal?.code == "H030" && refusal?.httpStatus == 403)
      let events = try await programme.exportEvents()
      #expect(events.isEmpty)
    }
  }

  @Test func `nobody gives the right but an administrator, and nobody gets it but a coordinator`()
    async throws
  {
    try await withProgramme { programme in
      let administration = Administration(database: programme.database.application, owner: nil)
      _ = try await programme.database.addAccount(
        "lee", roles: [.researcher], to: programme.partnership)
      let notCoordinator = await problem {
        try await administration.setMayExport(
          true, account: "lee", as: programme.partnership.principal(.administrator), origin: .cli)
      }
      #expect(notCoordinator?.code == "H002")
      let byThemselves = await problem {
        try await administration.setMayExport(
          true, account: programme.partnership.accountName, as: programme.coordinator, origin: .cli)
      }
      #expect(byThemselves != nil)
    }
  }

  @Test func `R32 an export is one event with how many records left and in which form`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      _ = try await programme.export(request)
      let events = try await programme.exportEvents()
      #expect(events.count == 1)
      #expect(events.first?["records"] == 3 && events.first?["format"] == "csv")
      #expect(events.first?["whole"] == true)
    }
  }

  @Test func `R32 that an export begins is written down before the first byte, or nothing leaves`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      let ticket = try await programme.engagement.beginExport(
        request, as: programme.coordinator, origin: .http)
      // Whoever stops the program here has not kept it from the trail.
      let begun = try await programme.events("response.export.begin")
      #expect(begun == 1)
      _ = try await programme.engagement.export(ticket) { _, _ in }
      try await programme.database.superuser.withConnection { connection in
        try connection.runScript(
          """
          do $$ begin
            execute format('alter role hark_app in database %I set default_transaction_read_only = on',
              current_database());
          end $$;
          """)
      }
      let client = PostgresClient(connectionString: programme.database.applicationURL)
      let readOnly = Engagement(
        database: Database(client: client), catalog: programme.engagement.catalog)
      let refusal = await problem {
        _ = try await readOnly.beginExport(request, as: programme.coordinator, origin: .http)
      }
      await client.shutdown()
      #expect(refusal?.code == "H016" && refusal?.httpStatus == 503)
    }
  }

  @Test func `R27 exports take a quarter of the connections at most, and give them back`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      let engagement = programme.engagement
      func begin() async throws -> ExportTicket {
        try await engagement.beginExport(request, as: programme.coordinator, origin: .http)
      }
      let first = try await begin()
      let refusal = await problem { _ = try await begin() }
      #expect(refusal?.code == "H040" && refusal?.httpStatus == 503)
      #expect(refusal?.retryAfter == 30)
      try await programme.record(1, ["warm": "yes"])
      let count = try await engagement.export(first) { _, _ in }
      #expect(count == 4)
      // A ticket that nobody uses gives its place back too, and so does a refused one.
      _ = try await begin()
      _ = await problem {
        _ = try await engagement.beginExport(
          ExportRequest(.response, survey: "none"), as: programme.coordinator, origin: .http)
      }
      let last = try await begin()
      let again = try await engagement.export(last) { _, _ in }
      #expect(again == 4)
    }
  }

  @Test func `R32 an export whose reader goes away is an event too`() async throws {
    try await withProgramme { programme in
      struct Gone: Error {}
      try await programme.record(3, ["warm": "yes"])
      var isGone = false
      do {
        let ticket = try await programme.engagement.beginExport(
          request, as: programme.coordinator, origin: .http)
        _ = try await programme.engagement.export(ticket) { _, records in
          if records > 0 { throw Gone() }
        }
      } catch is Gone { isGone = true }
      #expect(isGone)
      let events = try await programme.exportEvents()
      #expect(events.count == 1)
      #expect(events.first?["whole"] == false && events.first?["records"] == 3)
    }
  }

  @Test func `a database that goes away in the middle ends the export, and it is written down`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      let killer = PostgresClient(connectionString: programme.database.superuserURL)
      let name = programme.database.name
      let lost = await problem {
        let ticket = try await programme.engagement.beginExport(
          request, as: programme.coordinator, origin: .http)
        _ = try await programme.engagement.export(ticket) { _, records in
          guard records > 0 else { return }
          let done = DispatchSemaphore(value: 0)
          Task {
            _ = try? await killer.withConnection { connection in
              try connection.execute(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = \(name) and usename = 'hark_app' and state <> 'idle'
                """)
            }
            done.signal()
          }
          done.wait()
        }
      }
      await killer.shutdown()
      #expect(lost?.code == "H016")
      let events = try await programme.exportEvents()
      #expect(events.map { $0["whole"] } == [false])
    }
  }

  @Test func `what was withdrawn does not leave`() async throws {
    try await withProgramme { programme in
      let (kept, gone, partly) = (UUID(), UUID(), UUID())
      for id in [kept, gone, partly] {
        _ = try await programme.engagement.record(
          Programme.response(
            id, answers: ["warm": "yes", "danger": "no"],
            consent: ["analyse", "quote", "analyse_sensitive"]),
          survey: "warm-rooms", as: programme.researcher, origin: .http)
      }
      try await programme.database.application.transaction(as: programme.steward) { connection in
        try ConsentQueries.withdraw(record: gone, on: connection)
        try connection.execute(
          """
          update hark.consent_scope set withdrawn_at = now()
          where partnership_id = hark.current_partnership() and consent_id = \(partly)
            and scope in ('quote', 'analyse_sensitive')
          """)
      }
      let rows = try await programme.rows(request)
      #expect(Set(rows.compactMap { $0["_id"] }) == Set([kept, partly].map(\.text)))
      let withdrawn = rows.first { $0["_id"] == partly.text }
      #expect(withdrawn?["consent.quote"] == "no" && withdrawn?["danger"] == "")
      let whole = rows.first { $0["_id"] == kept.text }
      #expect(whole?["consent.quote"] == "yes" && whole?["danger"] == "no")
    }
  }

  @Test func `conversations leave with their heading, the words and the note`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.log(
        [
          "id": .string(id.text), "survey": "warm-rooms", "held_on": "2026-10-01",
          "setting": "home", "how": "phone", "note": "=Tired",
          "consent": ["form": "spoken", "scopes": ["analyse": true]],
          "answers": ["warm": "no", "story": "Cold, in \"winter\""],
        ], as: programme.researcher, origin: .http)
      try await programme.record(1, ["warm": "yes"])
      let rows = try await programme.rows(ExportRequest(.conversation, survey: "warm-rooms"))
      #expect(rows.count == 1)
      #expect(rows.first?["_id"] == id.text && rows.first?["_held_on"] == "2026-10-01")
      #expect(rows.first?["_setting"] == "home" && rows.first?["_how"] == "phone")
      #expect(rows.first?["_people"] == "1" && rows.first?["_note"] == "'=Tired")
      #expect(rows.first?["story"] == "Cold, in \"winter\"")
      let bare = try await programme.export(
        ExportRequest(.conversation, survey: "warm-rooms", format: .ndjson, withPersonal: false))
      #expect(bare.contains("\"note\":null") && !bare.contains("Cold"))
    }
  }
}

extension UUID {
  fileprivate var text: String { uuidString.lowercased() }
}
