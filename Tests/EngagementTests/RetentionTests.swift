// Keeping no longer than people were told: what a dry run says, what a run erases, and that a legal hold
// wins over everything.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct RetentionTests {
  /// The same programme, so many years later.
  private func later(_ programme: Programme, years: Double) -> Engagement {
    let now = Date(timeIntervalSinceNow: years * 365.25 * 86_400)
    return Engagement(
      database: programme.database.application, catalog: programme.engagement.catalog,
      surroundings: Surroundings(
        now: { now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes))
  }

  private func records(_ programme: Programme) async throws -> Int {
    try await programme.database.application.transaction(as: programme.coordinator) {
      try ResponseQueries.count(survey: "warm-rooms", on: $0)
    }
  }

  @Test func `R39 what was kept long enough goes, after a dry run said so, and not before`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      let soon = later(programme, years: 1)
      let nothing = try await soon.retain(
        isDryRun: true, as: programme.steward, origin: .cli)
      #expect(nothing.isEmpty)
      let late = later(programme, years: 3)
      let said = try await late.retain(isDryRun: true, as: programme.steward, origin: .cli)
      #expect(said.first?["due"] == 3 && said.first?["erased"] == 0)
      #expect(try await records(programme) == 3)
      let done = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      #expect(done.first?["erased"] == 3)
      #expect(try await records(programme) == 0)
      let again = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      #expect(again.isEmpty)
      let trail = try await programme.actions()
      #expect(trail.filter { $0 == "record.erase" }.count == 3)
      #expect(trail.filter { $0 == "retention.run" }.count == 2)
    }
  }

  @Test func `R39 a legal hold wins over retention, over a steward and over a withdrawal`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      var body = Programme.response(id, answers: ["warm": "yes"])
      var consent = body["consent"]?.object ?? [:]
      consent["receipt_hash"] = .string(String(repeating: "cd", count: 32))
      body["consent"] = .object(consent)
      _ = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      let late = later(programme, years: 3)
      let hold = try await late.hold(
        record: nil, survey: "warm-rooms", reason: "A court asked", as: programme.steward,
        origin: .cli)
      let held = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      #expect(held.first?["held"] == 1 && held.first?["erased"] == 0)
      let refused = await problem {
        try await late.erase(
          id.uuidString, because: .personAsked, as: programme.steward, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.held.rawValue)
      // The person's no counts at once all the same: nobody sees it, it is in no figure.
      let receipt = try await late.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xcd, count: 32), from: "test")
      let answer = try await late.withdraw(receipt, origin: .http)
      #expect(answer["erased"] == 0 && answer["held"] == 1)
      #expect(try await records(programme) == 0)
      let before = try await programme.database.tables(holding: id.uuidString.lowercased())
      #expect(before.contains("response") && !before.contains("submission"))
      // A server of before ended the hold, and left what it kept to the next run.
      let ended = try #require(UUID(uuidString: hold))
      _ = try await programme.database.application.transaction(as: programme.steward) {
        try RetentionQueries.end(ended, on: $0)
      }
      let shown = try await late.held(receipt, origin: .http)
      #expect(shown["records"]?[0]?["kept_because"] == "not_erased_yet")
      #expect(shown["records"]?[0]?["explanation"]?.string?.contains("legal hold") == false)
      // Taken back and kept long enough as well: it is one record, and is told of once.
      let dry = try await late.retain(isDryRun: true, as: programme.steward, origin: .cli)
      #expect(dry.map { $0["class"]?.string } == ["withdrawn"] && dry.first?["due"] == 1)
      _ = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      let after = try await programme.database.tables(holding: id.uuidString.lowercased())
      #expect(after == ["audit_event"])
    }
  }

  @Test
  func
    `R37 what a legal hold keeps is shown to its person as taken back and kept, and is in the bundle`()
    async throws
  {
    try await withProgramme { programme in
      let (engagement, id) = (programme.engagement, UUID())
      var body = Programme.response(
        id, answers: ["warm": "no", "story": "Canarystory."], consent: ["analyse", "quote"])
      body["consent"] = .object(
        (body["consent"]?.object ?? [:]).with([
          "receipt_hash": .string(String(repeating: "cd", count: 32))
        ]))
      _ = try await engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      let hold = try await engagement.hold(
        record: id.uuidString, survey: nil, reason: "A court asked", as: programme.steward,
        origin: .cli)
      func receipt() async throws -> OpenedReceipt {
        try await engagement.openReceipt(
          partnership: "plymouth", hash: [UInt8](repeating: 0xcd, count: 32), from: "test")
      }
      let first = try await engagement.withdraw(receipt(), origin: .http)
      #expect(first["held"] == 1)
      let shown = try await engagement.held(receipt(), origin: .http)
      let record = try #require(shown["records"]?[0])
      #expect(record["taken_back_at"]?.string != nil && record["kept_because"] == "legal_duty")
      #expect(record["explanation"]?.string?.contains("erased when that duty ends") == true)
      #expect(record["used_for"]?.array?.isEmpty == true)
      #expect(record["scopes"]?["analyse"]?["given"] == false)
      let bundle = try await engagement.bundle(receipt(), origin: .http)
      #expect(bundle["records"]?[0]?["answers"]?["story"] == "Canarystory.")
      #expect(bundle["records"]?[0]?["stored"]?["response"]?.array?.count == 1)
      // A second try says the same, and a new yes brings nothing back.
      let again = try await engagement.withdraw(receipt(), origin: .http)
      #expect(again["held"] == 1 && again["withdrawn_at"] == again["gone_at"])
      let yes = await problem {
        _ = try await engagement.changeScopes(receipt(), ["quote": true], origin: .http)
      }
      #expect(yes?.code == ProblemCode.held.rawValue)
      let read = await problem {
        _ = try await engagement.response(
          id.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(read?.code == "H034" && read?.detail.contains("took this record back") == true)
      // It goes with the hold, as the person was told.
      let erased = try await engagement.endHold(hold, as: programme.steward, origin: .cli)
      #expect(erased == 1)
      let after = try await engagement.held(receipt(), origin: .http)
      #expect(after["records"]?.array?.isEmpty == true && after["gone_at"]?.string != nil)
      #expect(try await programme.database.tables(holding: "Canarystory") == [])
    }
  }

  @Test func `R39 a concern goes seven years after it was closed, and an open one stays`()
    async throws
  {
    try await withProgramme { programme in
      for _ in 0..<2 {
        _ = try await programme.engagement.raiseConcern(
          ["note": "Canarynote."], as: programme.researcher, origin: .cli)
      }
      let list = try await programme.engagement.concerns(
        status: nil, after: nil, limit: 10, as: programme.steward, origin: .cli)
      let id = list.items[0]["id"]?.string ?? ""
      _ = try await programme.engagement.acknowledgeConcern(
        id, [:], as: programme.steward, origin: .cli)
      _ = try await programme.engagement.closeConcern(
        id, ["outcome": "other", "note": "Canaryend."], as: programme.steward, origin: .cli)
      func run(_ years: Double, _ isDryRun: Bool) async throws -> JSONObject? {
        try await later(programme, years: years).retain(
          isDryRun: isDryRun, as: programme.steward, origin: .cli
        ).first { $0["class"] == "concerns" }
      }
      #expect(try await run(6.9, false) == nil)
      let dry = try await run(7.1, true)
      #expect(dry?["due"] == 1 && dry?["erased"] == 0)
      #expect(try await run(7.1, false)?["erased"] == 1)
      let left = try await programme.engagement.concerns(
        status: nil, after: nil, limit: 10, as: programme.steward, origin: .cli)
      #expect(left.items.count == 1 && left.items[0]["id"]?.string != id)
      #expect(try await programme.database.tables(holding: "Canaryend") == [])
    }
  }

  @Test func `R39 how long a concern is kept is the partnership's to say`() async throws {
    try await withProgramme { programme in
      _ = try await programme.engagement.raiseConcern(
        ["note": "Canarynote."], as: programme.researcher, origin: .cli)
      let id = try #require(try await programme.concernIDs().first)
      _ = try await programme.engagement.acknowledgeConcern(
        id, [:], as: programme.steward, origin: .cli)
      _ = try await programme.engagement.closeConcern(
        id, ["outcome": "other", "note": "A test."], as: programme.steward, origin: .cli)
      func set(_ months: JSONValue) async throws -> JSONObject {
        try await programme.engagement.setSafeguarding(
          ["keep_concerns_months": months], as: programme.steward, origin: .cli)
      }
      func run(_ years: Double) async throws -> JSONObject? {
        try await later(programme, years: years).retain(
          isDryRun: true, as: programme.steward, origin: .cli
        ).first { $0["class"] == "concerns" }
      }
      for wrong in [JSONValue.number(11), .number(601), .string("long")] {
        #expect(await problem { _ = try await set(wrong) }?.detail.contains("12 to 600") == true)
      }
      #expect(try await set(120)["keep_concerns_months"] == 120)
      #expect(try await run(9.9) == nil)
      let due = try await run(10.1)
      #expect(due?["due"] == 1 && due?["keep_months"] == 120)
      #expect(try await set(24)["keep_concerns_months"] == 24)
      #expect(try await run(2.1)?["due"] == 1)
      #expect(try await set(.null)["keep_concerns_months"] == 84)
      #expect(try await run(6.9) == nil)
    }
  }

  @Test func `R39 a concern stays while its record is held, by the lead or by law`() async throws {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      try await programme.raiseConcern()
      let ids = try await programme.concernIDs()
      for (id, holds) in zip(ids, [true, false]) {
        _ = try await programme.engagement.acknowledgeConcern(
          id, [:], as: programme.steward, origin: .cli)
        _ = try await programme.engagement.closeConcern(
          id, ["outcome": "other", "note": "A test.", "keep_hold": .bool(holds)],
          as: programme.steward, origin: .cli)
      }
      let late = later(programme, years: 7.1)
      func run(isDryRun: Bool = false) async throws -> [JSONValue?] {
        let said = try await programme.database.application.transaction(as: programme.steward) {
          try RetentionQueries.forgetConcerns(
            at: Date(timeIntervalSinceNow: 7.1 * 365.25 * 86_400), isDryRun: isDryRun, on: $0)
        }
        return [said.due, said.held, said.erased].map { .number(Double($0)) }
      }
      let hold = try await late.hold(
        record: nil, survey: "warm-rooms", reason: "A court asked", as: programme.steward,
        origin: .cli)
      #expect(try await run() == [2, 2, 0])
      try await late.endHold(hold, as: programme.steward, origin: .cli)
      #expect(try await run(isDryRun: true) == [2, 1, 0])
      #expect(try await run() == [2, 1, 1])
      #expect(try await programme.concernIDs() == [ids[0]])
    }
  }

  @Test func `R39 a record is kept while nobody has looked at the concern about it`() async throws {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      let late = later(programme, years: 3)
      let waiting = try await late.retain(isDryRun: true, as: programme.steward, origin: .cli)
      #expect(waiting.first?["due"] == 1 && waiting.first?["held"] == 1)
      _ = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      #expect(try await records(programme) == 1)
      let id = try #require(try await programme.concernIDs().first)
      _ = try await programme.engagement.acknowledgeConcern(
        id, [:], as: programme.steward, origin: .cli)
      _ = try await programme.engagement.closeConcern(
        id, ["outcome": "other", "note": "A test."], as: programme.steward, origin: .cli)
      _ = try await late.retain(isDryRun: false, as: programme.steward, origin: .cli)
      #expect(try await records(programme) == 0)
    }
  }

  @Test func `nobody but a steward holds, lifts, erases or runs the retention`() async throws {
    try await withProgramme { programme in
      for principal in [programme.researcher, programme.coordinator, programme.commissioner] {
        let codes = [
          await problem {
            _ = try await programme.engagement.retain(
              isDryRun: true, as: principal, origin: .cli)
          },
          await problem {
            try await programme.engagement.erase(
              UUID().uuidString, because: .personAsked, as: principal, origin: .cli)
          },
          await problem {
            _ = try await programme.engagement.hold(
              record: nil, survey: "warm-rooms", reason: "x", as: principal, origin: .cli)
          },
        ].map { $0?.code }
        #expect(codes == ["H002", "H002", "H002"], "\(principal.role)")
      }
    }
  }
}
