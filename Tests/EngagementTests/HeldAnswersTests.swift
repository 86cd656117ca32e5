// A person takes back their answers to private questions while a legal hold keeps their record.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct HeldAnswersTests {
  @Test(arguments: [false, true])
  func `private answers taken back under a hold are shown to nobody, and go when it ends`(
    wasEdited: Bool
  ) async throws {
    try await withProgramme { programme in
      let (engagement, id) = (programme.engagement, UUID())
      var body = Programme.response(
        id, answers: ["warm": "no", "story": "Cold.", "danger": "no"],
        consent: ["analyse", "analyse_sensitive", "quote"])
      body["consent"] = .object(
        (body["consent"]?.object ?? [:]).with([
          "receipt_hash": .string(String(repeating: "ce", count: 32))
        ]))
      _ = try await engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      if wasEdited {
        _ = try await engagement.edit(
          .response, id.uuidString,
          ["answers": ["warm": "no", "story": "Colder.", "danger": "no"]], made: .any,
          as: programme.researcher, origin: .http)
      }
      let hold = try await engagement.hold(
        record: id.uuidString, survey: nil, reason: "A court asked", as: programme.steward,
        origin: .cli)
      func receipt() async throws -> OpenedReceipt {
        try await engagement.openReceipt(
          partnership: "plymouth", hash: [UInt8](repeating: 0xce, count: 32), from: "test")
      }
      // Everything that is taken back in one go is obeyed at once.
      let changed = try await engagement.changeScopes(
        receipt(), ["analyse_sensitive": false, "quote": false], origin: .http)
      let record = try #require(changed["records"]?[0])
      #expect(record["scopes"]?["quote"]?["given"] == false)
      #expect(record["answers_kept_because"] == "legal_duty")
      #expect(record["explanation"]?.string?.contains("shown to nobody") == true)
      #expect(record["answers"]?["danger"] == nil && record["answers"]?["warm"] != nil)
      for principal in [programme.researcher, programme.coordinator] {
        let view = try await engagement.response(id.uuidString, as: principal, origin: .http)
        #expect(view.json["answers"]?["danger"] == nil)
        let history = try await engagement.history(
          of: .response, id.uuidString, as: principal, origin: .http)
        #expect(history.count == 1 && !"\(history)".contains("danger"))
      }
      let rows = try await programme.rows(ExportRequest(.response, survey: "warm-rooms"))
      #expect(rows.first?["story"]?.hasPrefix("Cold") == true && rows.first?["danger"] == "")
      // The person sees that it is kept, and what.
      let bundle = try await engagement.bundle(receipt(), origin: .http)
      let kept = bundle["records"]?[0]?["stored"]?["earlier_version"]?.array ?? []
      #expect(kept.count == (wasEdited ? 2 : 1))
      #expect(kept.allSatisfy { $0["content"]?["answers"]?["danger"] == "no" })
      // An edit meanwhile, and a second yes and no, are kept beside.
      _ = try await engagement.changeScopes(
        receipt(), ["analyse_sensitive": true], origin: .http)
      _ = try await engagement.edit(
        .response, id.uuidString,
        ["answers": ["warm": "no", "story": "Coldest.", "danger": "no"]], made: .any,
        as: programme.researcher, origin: .http)
      _ = try await engagement.changeScopes(
        receipt(), ["analyse_sensitive": false], origin: .http)
      #expect(try await engagement.endHold(hold, as: programme.steward, origin: .cli) == 1)
      let after = try await engagement.held(receipt(), origin: .http)
      #expect(after["records"]?[0]?["answers_kept_because"] == nil)
      #expect(after["records"]?[0]?["answers"]?["story"] == "Coldest.")
      #expect(try await programme.database.tables(holding: "\"danger\"").isEmpty)
    }
  }
}
