// What identifies somebody lies sealed in the database: nobody reads it there, nobody can move it, and
// what was erased opens from no backup.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct SealedRecordTests {
  @Test func `R30 what identifies somebody is in no table in clear, and is read as it was said`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let id = try await SealedProgramme.log(programme)
      _ = try await programme.engagement.edit(
        .conversation, id.uuidString,
        ["note": .string("\(SealedProgramme.canary) again")], made: .any, as: programme.researcher,
        origin: .http)
      let raised = try await programme.engagement.raiseConcern(
        ["record": .string(id.uuidString), "note": .string("\(SealedProgramme.canary) is afraid")],
        as: programme.researcher, origin: .http)
      #expect(try await programme.database.tables(holding: SealedProgramme.canary) == [])

      let view = try await programme.engagement.conversation(
        id.uuidString, as: programme.researcher, origin: .http
      ).json
      #expect(view["note"]?.string == "\(SealedProgramme.canary) again")
      #expect(view["answers"]?["name"]?.string == SealedProgramme.canary)
      #expect(
        view["answers"]?["helpers"]?[0]?["called"]?.string == "\(SealedProgramme.canary) junior")
      #expect(view["consent"]?["witness"]?.string == "\(SealedProgramme.canary) heard")
      let history = try await programme.engagement.history(
        of: .conversation, id.uuidString, as: programme.researcher, origin: .http)
      #expect(history.first?["note"]?.string == "\(SealedProgramme.canary) noted")
      #expect(history.first?["answers"]?["name"]?.string == SealedProgramme.canary)
      let concern = try await programme.engagement.concern(
        raised["id"]?.string ?? "", as: programme.steward, origin: .http)
      #expect(JSONValue.object(concern).text().contains("\(SealedProgramme.canary) is afraid"))
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      let bundle = JSONValue.object(
        try await programme.engagement.bundle(receipt, origin: .http)
      ).text()
      #expect(
        bundle.contains("\(SealedProgramme.canary) heard")
          && bundle.contains("\(SealedProgramme.canary) noted"))
      #expect(!bundle.contains(SealedText.mark))
    }
  }

  @Test
  func
    `R41 the lead reads the record that a concern is about, for a reason, and every look is kept`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let (engagement, record) = (programme.engagement, try await SealedProgramme.log(programme))
      let id = record.uuidString.lowercased()
      let other = try await SealedProgramme.log(programme).uuidString.lowercased()
      let bodies: [JSONObject] = [["record": .string(id)], ["note": "About nobody in particular."]]
      for body in bodies {
        _ = try await engagement.raiseConcern(
          body, as: programme.researcher, origin: .http)
      }
      let concerns = try await programme.concernIDs()
      func look(
        _ concern: Int, _ reason: JSONValue? = "To know whom to call: Canaryreason.",
        as principal: Principal? = nil
      ) async throws -> JSONObject {
        try await engagement.concernRecord(
          concerns[concern], reason.map { ["reason": $0] } ?? [:],
          as: principal ?? programme.steward, origin: .http)
      }
      let told = try await look(0)
      #expect(told["record"]?["id"]?.string == id)
      #expect(told["record"]?["answers"]?["name"]?.string == SealedProgramme.canary)
      #expect(told["record"]?["note"]?.string == "\(SealedProgramme.canary) noted")
      #expect(told["asked_and_answered"]?[0]?["question"] == "What matters most to you?")
      #expect(!JSONValue.object(told).text().contains(other))
      let history =
        try await engagement.concern(
          concerns[0], as: programme.steward, origin: .http)["history"]?.array ?? []
      #expect(history.last?["read_record"] == true)
      #expect(history.last?["note"] == "To know whom to call: Canaryreason.")
      #expect(try await programme.events("concern.record_read") == 1)
      #expect(try await programme.database.tables(holding: "Canaryreason") == [])
      // Without a reason, a record or the right nothing is read, and nothing is written down as read.
      for reason in [nil, "  ", .number(1)] as [JSONValue?] {
        let refused = await problem { _ = try await look(0, reason) }
        #expect(refused?.answers.map(\.question) == ["reason"])
      }
      #expect(await problem { _ = try await look(1) }?.httpStatus == 404)
      try await programme.nameLeads()
      let stranger = try await programme.person("sam", .steward)
      for role in [programme.researcher, programme.coordinator, stranger] {
        #expect(await problem { _ = try await look(0, as: role) }?.httpStatus == 403)
      }
      #expect(try await programme.events("concern.record_read") == 1)
      // What its person took back is read by nobody, the lead included.
      try await programme.takeBack(record)
      #expect(await problem { _ = try await look(0) }?.code == "H034")
      #expect(try await programme.events("concern.record_read") == 1)
    }
  }

  @Test func `R30 a text that looks sealed is kept and shown as it was typed`() async throws {
    try await SealedProgramme.withSealing { programme, _ in
      let id = UUID()
      let trick = SealedText.mark + String(repeating: "A", count: 64)
      var body = SealedProgramme.conversation(id)
      body["note"] = .string(trick)
      body["answers"] = ["matters": .string(trick), "name": .string(trick)]
      _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      let view = try await programme.engagement.conversation(
        id.uuidString, as: programme.researcher, origin: .http
      ).json
      #expect(view["note"]?.string == trick)
      #expect(view["answers"]?["matters"]?.string == trick)
      #expect(view["answers"]?["name"]?.string == trick)
    }
  }

  @Test func `R30 a sealed text moved to another row does not open`() async throws {
    try await SealedProgramme.withSealing { programme, _ in
      let (one, other) = (try await SealedProgramme.log(programme), UUID())
      _ = try await programme.engagement.log(
        SealedProgramme.conversation(other, receipt: "cd"), as: programme.researcher, origin: .http)
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("alter table hark.conversation disable trigger all")
        try connection.execute(
          """
          update hark.conversation set note = (
            select c.note from hark.conversation c where c.id = \(one))
          where id = \(other)
          """)
        try connection.execute("alter table hark.conversation enable trigger all")
      }
      let refused = await problem {
        _ = try await programme.engagement.conversation(
          other.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.notOpened.rawValue)
      _ = try await programme.engagement.conversation(
        one.uuidString, as: programme.researcher, origin: .http)
    }
  }

  @Test func `R30 keys are replaced while people record, and nothing is lost`() async throws {
    try await SealedProgramme.withSealing { programme, keys in
      let first = try await SealedProgramme.log(programme)
      let ids = try await withThrowingTaskGroup(of: UUID.self) { group in
        for _ in 0..<20 {
          group.addTask {
            let id = UUID()
            var body = SealedProgramme.conversation(id)
            body["consent"] = ["form": "spoken", "scopes": ["analyse": true]]
            _ = try await programme.engagement.log(
              body, as: programme.researcher, origin: .http)
            return id
          }
        }
        for _ in 0..<3 {
          try keys.rotate()
          _ = try await programme.engagement.wrapKeys()
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      _ = try await programme.engagement.wrapKeys()
      #expect(try await programme.engagement.keyState() == [keys.current: 21])
      for id in ids + [first] {
        let view = try await programme.engagement.conversation(
          id.uuidString, as: programme.researcher, origin: .http)
        #expect(view.json["note"]?.string == "\(SealedProgramme.canary) noted")
      }
    }
  }

  @Test func `without the master key a text does not open, and the problem says what to do`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let id = try await SealedProgramme.log(programme)
      let stranger = try Keys()
      let other = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog,
        vault: stranger.vault)
      let refused = await problem {
        _ = try await other.conversation(id.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.keyMissing.rawValue)
      #expect(refused?.exitStatus == 78)
    }
  }

  @Test func `R36 what a person takes back in part does not wait for a key that is missing`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let id = UUID()
      var body = SealedProgramme.conversation(id)
      var consent = body["consent"]?.object ?? [:]
      consent["receipt_hash"] = .string(String(repeating: "bc", count: 32))
      consent["scopes"] = ["analyse": true, "quote": true]
      body["consent"] = .object(consent)
      let sent = body
      _ = try await programme.engagement.log(sent, as: programme.researcher, origin: .http)
      let other = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog,
        vault: try Keys().vault)
      let receipt = try await other.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xbc, count: 32), from: "test")
      let changed = try await other.changeScopes(receipt, ["quote": false], origin: .http)
      #expect(changed["records"]?[0]?["scopes"]?["quote"]?["given"] == false)
      let shown = JSONValue.object(changed).text()
      #expect(!shown.contains(SealedProgramme.canary) && !shown.contains("note"))
      let held = try await programme.engagement.held(receipt, origin: .http)
      #expect(held["records"]?[0]?["scopes"]?["quote"]?["given"] == false)
      #expect(JSONValue.object(held).text().contains(SealedProgramme.canary))
    }
  }

  @Test func `R30 what was stored in clear before is sealed in place, and its history with it`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let plain = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog)
      let id = UUID()
      _ = try await plain.log(
        SealedProgramme.conversation(id), as: programme.researcher, origin: .http)
      _ = try await plain.edit(
        .conversation, id.uuidString, ["note": .string("\(SealedProgramme.canary) again")],
        made: .any,
        as: programme.researcher, origin: .http)
      _ = try await plain.raiseConcern(
        ["record": .string(id.uuidString), "note": .string("\(SealedProgramme.canary) is afraid")],
        as: programme.researcher, origin: .http)
      #expect(try await programme.engagement.hasClearTexts())
      let count = try await programme.engagement.sealClearTexts()
      #expect(count == 7)
      #expect(try await programme.database.tables(holding: SealedProgramme.canary) == [])
      #expect(try await !programme.engagement.hasClearTexts())
      #expect(try await programme.engagement.sealClearTexts() == 0)
      let history = try await programme.engagement.history(
        of: .conversation, id.uuidString, as: programme.researcher, origin: .http)
      #expect(
        history.map { $0["note"]?.string } == [
          "\(SealedProgramme.canary) noted", "\(SealedProgramme.canary) again",
        ])
      #expect(
        history.last?["answers"]?["helpers"]?[0]?["called"]?.string
          == "\(SealedProgramme.canary) junior")
    }
  }
}
