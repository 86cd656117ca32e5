// What was promised to a person: kept with the conversation and sealed as the note is, listed until it is
// done, and gone with the person's words.

import Engagement
import Foundation
import JSON
import Sealing
import Storage
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct FollowUpTests {
  private static let canary = "Zanzibarine"
  private func withNeighbours(_ body: (Programme) async throws -> Void) async throws {
    let keys = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))]))
    try await withProgramme(
      modules: ["neighbours": neighboursSurvey()], vault: Vault(masters: { keys }), body)
  }

  private func conversation(_ id: UUID, _ promise: JSONObject = [:]) -> JSONObject {
    ([
      "id": .string(id.uuidString.lowercased()), "survey": "neighbours", "held_on": "2026-10-01",
      "setting": "home", "how": "phone",
      "consent": [
        "form": "spoken", "scopes": ["analyse": true, "quote": true],
        "receipt_hash": .string(String(repeating: "ab", count: 32)),
      ],
      "answers": ["matters": "A bench"],
    ] as JSONObject).with(promise)
  }

  private static let promise: JSONObject = [
    "follow_up": .string("To ring \(canary) about the ramp."),
    "follow_up_by": .string("\(canary), housing team"), "follow_up_due": "2026-10-05",
  ]

  private func log(_ programme: Programme, _ promise: JSONObject = promise) async throws -> UUID {
    let id = UUID()
    _ = try await programme.engagement.log(
      conversation(id, promise), as: programme.researcher, origin: .http)
    return id
  }

  private func list(
    _ programme: Programme, openOnly: Bool = true, as principal: Principal? = nil
  ) async throws -> [JSONValue] {
    try await programme.engagement.followUps(
      openOnly: openOnly, after: nil, limit: 10, as: principal ?? programme.researcher,
      origin: .http
    ).items
  }

  @Test func `a person reads with their code what they were promised, and what was noted`()
    async throws
  {
    try await withNeighbours { programme in
      _ = try await log(programme, Self.promise.with(["note": "A made-up note."]))
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      let held = try await programme.engagement.held(receipt, origin: .http)
      let told = held["records"]?[0]?["readable"]
      #expect(told?["promise"]?["says"] == Self.promise["follow_up"])
      #expect(told?["promise"]?["by"] == Self.promise["follow_up_by"])
      #expect(told?["promise"]?["state"] == "It is not done yet.")
      #expect(told?["note"]?["says"] == "A made-up note.")
      #expect(told?["answers"]?[0]?["asked"] == "What matters most to you?")
      #expect(told?["answers"]?[0]?["in_words"] == "A bench")
    }
  }

  @Test func `a promise is listed until it is done, also after the survey was closed`() async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme)
      _ = try await log(programme, [:])
      let open = try await list(programme)
      #expect(open.count == 1)
      #expect(open[0]["conversation"]?.string == id.uuidString.lowercased())
      #expect(open[0]["follow_up"] == Self.promise["follow_up"])
      #expect(open[0]["follow_up_by"] == Self.promise["follow_up_by"])
      #expect(open[0]["follow_up_due"] == "2026-10-05" && open[0]["overdue"] == true)
      #expect(try await list(programme, as: programme.coordinator).count == 1)
      let kim = try await programme.person("kim")
      #expect(try await list(programme, as: kim).isEmpty)
      _ = try await programme.engagement.close(
        "neighbours", as: programme.coordinator, origin: .cli)
      let before = try await programme.engagement.conversation(
        id.uuidString, as: programme.researcher, origin: .http)
      let done = try await programme.engagement.keepPromise(
        id.uuidString, ["done_on": "2026-10-07"], as: programme.researcher, origin: .http)
      #expect(done["follow_up_done"] == "2026-10-07")
      #expect(try await list(programme).isEmpty)
      let all = try await list(programme, openOnly: false)
      #expect(all.count == 1 && all[0]["overdue"] == false)
      // It is no new version of what was said.
      let after = try await programme.engagement.conversation(
        id.uuidString, as: programme.researcher, origin: .http)
      #expect(after.tag == before.tag && after.json["follow_up_done"] == "2026-10-07")
      _ = try await programme.engagement.keepPromise(
        id.uuidString, ["done_on": .null], as: programme.coordinator, origin: .http)
      #expect(try await list(programme).count == 1)
    }
  }

  @Test func `nobody keeps a promise that was not made, on a day to come, or of somebody else`()
    async throws
  {
    try await withNeighbours { programme in
      let (id, none) = (try await log(programme), try await log(programme, [:]))
      func keep(_ id: UUID, _ body: JSONObject, _ principal: Principal) async -> Problem? {
        await problem {
          _ = try await programme.engagement.keepPromise(
            id.uuidString, body, as: principal, origin: .http)
        }
      }
      #expect(await keep(none, [:], programme.researcher)?.httpStatus == 404)
      let early = await keep(id, ["done_on": "2999-01-01"], programme.researcher)
      #expect(early?.answers.map(\.question) == ["done_on"])
      let kim = try await programme.person("kim")
      #expect(await keep(id, [:], kim)?.httpStatus == 404)
      #expect(await keep(id, [:], programme.commissioner)?.httpStatus == 403)
      let lone = await problem { _ = try await log(programme, ["follow_up_due": "2026-10-05"]) }
      #expect(lone?.answers.map(\.question) == ["follow_up"])
      let future = await problem {
        _ = try await log(programme, Self.promise.with(["follow_up_done": "2999-01-01"]))
      }
      #expect(future?.answers.map(\.question) == ["follow_up_done"])
    }
  }

  @Test func `R30 what was promised lies sealed, and its history and the person's copy open it`()
    async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme)
      #expect(try await programme.database.tables(holding: Self.canary) == [])
      _ = try await programme.engagement.edit(
        .conversation, id.uuidString, ["follow_up": .string("To write to \(Self.canary).")],
        made: .any, as: programme.researcher, origin: .http)
      #expect(try await programme.database.tables(holding: Self.canary) == [])
      let history = try await programme.engagement.history(
        of: .conversation, id.uuidString, as: programme.researcher, origin: .http)
      #expect(
        history.map { $0["follow_up"] } == [
          Self.promise["follow_up"], .string("To write to \(Self.canary)."),
        ])
      #expect(history.last?["changed"] == ["follow_up"])
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      let bundle = try await programme.engagement.bundle(receipt, origin: .http)
      #expect(
        bundle["records"]?[0]?["follow_up"]?.string == "To write to \(Self.canary).")
      #expect(!JSONValue.object(bundle).text().contains(SealedText.mark))
      _ = try await programme.engagement.withdraw(receipt, origin: .http)
      #expect(try await list(programme, openOnly: false).isEmpty)
    }
  }

  @Test func `R30 a promise that stands in clear from before is sealed in place`() async throws {
    try await withNeighbours { programme in
      let bare = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog)
      let id = UUID()
      _ = try await bare.log(
        conversation(id, Self.promise), as: programme.researcher, origin: .http)
      #expect(
        try await programme.database.tables(holding: Self.canary) == ["conversation", "submission"])
      #expect(try await programme.engagement.hasClearTexts())
      _ = try await programme.engagement.sealClearTexts()
      #expect(try await programme.database.tables(holding: Self.canary) == [])
      #expect(try await list(programme).first?["follow_up"] == Self.promise["follow_up"])
    }
  }

  @Test func `what was promised leaves in own exports with what is personal, and in no other`()
    async throws
  {
    try await withNeighbours { programme in
      _ = try await log(programme)
      func export(_ purpose: OutputPurpose, personal: Bool) async throws -> String {
        let text = Mutex("")
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(
            .conversation, survey: "neighbours", format: .csv, withPersonal: personal, for: purpose,
            partner: purpose == .share ? "age-concern" : nil),
          as: programme.coordinator, origin: .http)
        _ = try await programme.engagement.export(ticket) { bytes, _ in
          text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        return text.withLock { $0 }
      }
      let own = try await export(.export, personal: true)
      #expect(own.contains("To ring \(Self.canary) about the ramp.") && own.contains("2026-10-05"))
      for (purpose, personal) in [(OutputPurpose.export, false), (.quote, true), (.share, true)] {
        let text = try await export(purpose, personal: personal)
        #expect(!text.contains(Self.canary) && !text.contains("2026-10-05"), "\(purpose)")
      }
    }
  }

  @Test func `a promise that says somebody is in danger raises a concern`() async throws {
    try await withNeighbours { programme in
      _ = try await log(
        programme, ["follow_up": "To call back: she said: I would rather kill myself."])
      let concerns = try await programme.engagement.concerns(
        status: nil, after: nil, limit: 10, as: programme.steward, origin: .cli)
      #expect(concerns.items.count == 1)
    }
  }
}
