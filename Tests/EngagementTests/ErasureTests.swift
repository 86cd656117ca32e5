// What is left when a person has taken their words back: nothing, in any table, and the next figures are
// made without them.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ErasureTests {
  @Test func `R38 after a withdrawal no table holds a word of the person`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      let canary = "Zanzibarine"
      _ = try await programme.engagement.log(
        [
          "id": .string(id.uuidString.lowercased()), "survey": "warm-rooms",
          "held_on": "2026-10-01", "setting": "home", "how": "phone", "note": "\(canary) noted",
          "consent": [
            "form": "spoken", "scopes": ["analyse": true], "witness": "\(canary) heard",
            "receipt_hash": .string(String(repeating: "ab", count: 32)),
          ], "answers": ["warm": "no", "story": "\(canary) said"],
        ], as: programme.researcher, origin: .http)
      _ = try await programme.engagement.edit(
        .conversation, id.uuidString, ["answers": ["warm": "no", "story": "\(canary) meant"]],
        made: .any, as: programme.researcher, origin: .http)
      let holding = try await programme.database.tables(holding: canary)
      #expect(
        Set(holding).isSuperset(of: [
          "response", "conversation", "consent", "submission", "earlier_version",
        ]))
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      let gone = try await programme.engagement.withdraw(receipt, origin: .http)
      #expect(gone["erased"] == 1)
      #expect(try await programme.database.tables(holding: canary) == [])
      // The id alone is left, where it says that something was done.
      let named = try await programme.database.tables(holding: id.uuidString.lowercased())
      #expect(Set(named).isSubset(of: ["audit_event"]))
    }
  }

  @Test
  func `R36 the next release is made without what was withdrawn, and earlier ones are listed`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(40, ["age": "old", "warm": "yes"])
      let mine = UUID()
      var body = Programme.response(mine, answers: ["age": "old", "warm": "yes"])
      var consent = body["consent"]?.object ?? [:]
      consent["receipt_hash"] = .string(String(repeating: "cd", count: 32))
      body["consent"] = .object(consent)
      _ = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      let first = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .http)
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xcd, count: 32), from: "test")
      let gone = try await programme.engagement.withdraw(receipt, origin: .http)
      #expect(gone["counted_in"]?[0]?["release"] == first["release"])
      // What was published stays until the next release.
      let before = try await programme.engagement.findings(
        survey: "warm-rooms", FindingsChoice(), as: programme.commissioner)
      #expect(before["release"] == first["release"])
      // One person fewer would show by the difference: the next release waits for more answers.
      let early = await problem {
        _ = try await programme.engagement.release(
          survey: "warm-rooms", as: programme.coordinator, origin: .http)
      }
      #expect(early?.code == ProblemCode.releaseRefused.rawValue)
      try await programme.record(40, ["age": "old", "warm": "yes"])
      let second = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .http)
      let id = try #require(second["release"]?.string.flatMap { UUID(uuidString: $0) })
      let members = try await programme.database.application.transaction(
        as: programme.coordinator, on: .analysis
      ) { connection in try ReleaseQueries.members(of: id, on: connection).map(\.response) }
      #expect(members.count == 80 && !members.contains(mine))
      let ledger = try await programme.engagement.erasedRecords(
        after: nil, limit: 10, as: programme.steward)
      #expect(ledger.items.first?["counted_in"]?[0] == first["release"])
    }
  }

  @Test func `sensitive answers go with the yes they were given for`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      var body = Programme.response(
        id, answers: ["warm": "no", "story": "Cold.", "danger": "no"])
      var consent = body["consent"]?.object ?? [:]
      consent["receipt_hash"] = .string(String(repeating: "ef", count: 32))
      body["consent"] = .object(consent)
      _ = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xef, count: 32), from: "test")
      _ = try await programme.engagement.changeScopes(
        receipt, ["analyse_sensitive": false], origin: .http)
      let view = try await programme.engagement.response(
        id.uuidString, as: programme.researcher, origin: .http)
      #expect(view.json["answers"]?["danger"] == nil && view.json["answers"]?["story"] == "Cold.")
      #expect(try await programme.database.tables(holding: "\"danger\"").isEmpty)
    }
  }

  @Test func `R35 no answer is stored without wording, language, form and time of its consent`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      let refused = await problem {
        _ = try await programme.engagement.record(
          Programme.response(id, answers: ["warm": "yes"], consent: []), survey: "warm-rooms",
          as: programme.researcher, origin: .http)
      }
      #expect(refused?.httpStatus == 422)
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "yes"], consent: ["analyse"]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      let consents = try await programme.database.superuser.withTransaction { connection in
        try connection.query(
          """
          select concat_ws(' ', wording, language, form, given_at is not null) as line
          from hark.consent
          """
        ) { row in try row.get("line", as: String.self) }
      }
      #expect(consents == ["consent-test@1 en spoken t"])
      let nullable = try await programme.database.superuser.withTransaction { connection in
        try connection.query(
          """
          select attname::text as name from pg_attribute
          where attrelid = 'hark.consent'::regclass and not attnotnull
            and attname in ('wording', 'language', 'form', 'given_at')
          """
        ) { row in try row.get("name", as: String.self) }
      }
      #expect(nullable == [])
    }
  }
}

@Suite struct ErasedTogetherTests {
  @Test func `records erased together each name the releases that had counted them`() async throws {
    try await withProgramme { programme in
      try await programme.record(20, ["age": "old", "warm": "yes"])
      let first = try await programme.release()["release"]?.string
      try await programme.record(20, ["age": "old", "warm": "yes"])
      let second = try await programme.release()["release"]?.string
      let now = Date(timeIntervalSinceNow: 3 * 366 * 86_400)
      let late = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog,
        surroundings: Surroundings(
          now: { now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes),
        recordingWait: .seconds(60))
      _ = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      let erased = try await programme.engagement.erasedRecords(
        after: nil, limit: 100, as: programme.steward)
      #expect(erased.items.count == 40)
      let both = erased.items.filter { $0["counted_in"]?.array?.count == 2 }
      let one = erased.items.filter { $0["counted_in"]?.array?.compactMap(\.string) == [second] }
      #expect(both.count == 20 && one.count == 20, "\(first ?? "")")
    }
  }

  @Test func `a record that is erased by hand keeps why, in the audit trail`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      try await programme.engagement.erase(
        id.uuidString, because: .namesSomebody, as: programme.steward, origin: .cli)
      let reasons = try await programme.database.superuser.withConnection { connection in
        try connection.query(
          "select detail ->> 'reason' as reason from hark.audit_event where action = 'record.erase'"
        ) { try $0.get("reason", as: String.self) }
      }
      #expect(reasons == ["names_somebody"])
    }
  }

  @Test
  func
    `a receipt over two surveys changes a scope where it was asked, and one asked by neither is refused`()
    async throws
  {
    let other = Programme.survey.replacingOccurrences(of: "warm-rooms", with: "cold-rooms")
      .replacingOccurrences(
        of: "[analyse, quote, analyse_sensitive]", with: "[analyse, analyse_sensitive]")
    try await withProgramme(modules: ["cold-rooms": other]) { programme in
      for survey in ["warm-rooms", "cold-rooms"] {
        var body = Programme.response(UUID(), answers: ["warm": "yes"])
        body["consent"] = [
          "form": "spoken", "scopes": ["analyse": true],
          "receipt_hash": .string(String(repeating: "ee", count: 32)),
        ]
        _ = try await programme.engagement.record(
          body, survey: survey, as: programme.researcher, origin: .http)
      }
      func change(_ scope: String) async -> (records: [JSONValue], problem: Problem?) {
        var records: [JSONValue] = []
        let failed = await problem {
          let receipt = try await programme.engagement.openReceipt(
            partnership: "plymouth", hash: [UInt8](repeating: 0xee, count: 32), from: "test")
          records =
            try await programme.engagement.changeScopes(receipt, [scope: true], origin: .http)[
              "records"]?.array ?? []
        }
        return (records, failed)
      }
      let changed = await change("quote")
      #expect(changed.problem == nil, "\(String(describing: changed.problem))")
      let quotes = changed.records.map { $0["scopes"]?["quote"]?["given"] }
      #expect(quotes.contains(true) && quotes.contains(nil))
      #expect(await change("recontact").problem?.code == "A015")
    }
  }
}

extension TestDatabase {
  /// The tables of which some row holds a text, in any column and in bytes too.
  func tables(holding text: String) async throws -> [String] {
    try await superuser.withTransaction { connection in
      try connection.execute(
        """
        create or replace function public.holding(sought text) returns setof text
        language plpgsql as $$
        declare
          noun text;
          is_there boolean;
        begin
          for noun in select c.relname::text from pg_class c
            where c.relnamespace = 'hark'::regnamespace and c.relkind in ('r', 'p') and
              c.relname not in ('survey_version', 'migration')
          loop
            execute format(
              'select exists (select from hark.%I t where position($1 in t::text) > 0
                or position(encode(convert_to($1, ''UTF8''), ''hex'') in t::text) > 0)', noun)
              into is_there using sought;
            if is_there then return next noun; end if;
          end loop;
        end $$
        """)
      return try connection.query("select t from public.holding(\(text)) t (t)") { row in
        try row.get("t", as: String.self)
      }.sorted()
    }
  }
}
