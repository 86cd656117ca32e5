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

/// A key file in memory.
private final class Keys: Sendable {
  private let keys: Mutex<MasterKeys>

  init() throws {
    keys = Mutex(try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))])))
  }

  var vault: Vault { Vault(masters: { self.keys.withLock { $0 } }) }
  var current: String { keys.withLock { $0.current.id } }

  func rotate() throws {
    try keys.withLock { keys in
      keys = try #require(MasterKeys(keys.all + [MasterKey(madeAt: .now)]))
    }
  }
}

@Suite struct SealedRecordTests {
  private static let canary = "Zanzibarine"
  private static let module = neighboursSurvey(
    asking: nameQuestion,
    "{id: helpers, ask: Who helps you?, type: repeat, up_to: 3, questions: ["
      + "{id: called, ask: What are they called?, type: text, personal: identifies}]}")

  private func withSealing(
    _ body: (Programme, Keys) async throws -> Void
  ) async throws {
    let keys = try Keys()
    try await withProgramme(modules: ["neighbours": Self.module], vault: keys.vault) {
      try await body($0, keys)
    }
  }

  private func conversation(_ id: UUID, receipt: String = "ab") -> JSONObject {
    [
      "id": .string(id.uuidString.lowercased()), "survey": "neighbours",
      "held_on": "2026-10-01", "setting": "home", "how": "phone",
      "note": .string("\(Self.canary) noted"),
      "consent": [
        "form": "spoken", "scopes": ["analyse": true], "witness": .string("\(Self.canary) heard"),
        "receipt_hash": .string(String(repeating: receipt, count: 32)),
      ],
      "answers": [
        "matters": "a bench", "name": .string(Self.canary),
        "helpers": [["called": .string("\(Self.canary) junior")]],
      ],
    ]
  }

  private func log(_ programme: Programme, _ id: UUID = UUID()) async throws -> UUID {
    _ = try await programme.engagement.log(
      conversation(id), as: programme.researcher, origin: .http)
    return id
  }

  @Test func `R30 what identifies somebody is in no table in clear, and is read as it was said`()
    async throws
  {
    try await withSealing { programme, _ in
      let id = try await log(programme)
      _ = try await programme.engagement.edit(
        .conversation, id.uuidString,
        ["note": .string("\(Self.canary) again")], made: .any, as: programme.researcher,
        origin: .http)
      let raised = try await programme.engagement.raiseConcern(
        ["record": .string(id.uuidString), "note": .string("\(Self.canary) is afraid")],
        as: programme.researcher, origin: .http)
      #expect(try await programme.database.tables(holding: Self.canary) == [])

      let view = try await programme.engagement.conversation(
        id.uuidString, as: programme.researcher, origin: .http
      ).json
      #expect(view["note"]?.string == "\(Self.canary) again")
      #expect(view["answers"]?["name"]?.string == Self.canary)
      #expect(view["answers"]?["helpers"]?[0]?["called"]?.string == "\(Self.canary) junior")
      #expect(view["consent"]?["witness"]?.string == "\(Self.canary) heard")
      let history = try await programme.engagement.history(
        of: .conversation, id.uuidString, as: programme.researcher, origin: .http)
      #expect(history.first?["note"]?.string == "\(Self.canary) noted")
      #expect(history.first?["answers"]?["name"]?.string == Self.canary)
      let concern = try await programme.engagement.concern(
        raised["id"]?.string ?? "", as: programme.steward, origin: .http)
      #expect(JSONValue.object(concern).text().contains("\(Self.canary) is afraid"))
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      let bundle = JSONValue.object(
        try await programme.engagement.bundle(receipt, origin: .http)
      ).text()
      #expect(bundle.contains("\(Self.canary) heard") && bundle.contains("\(Self.canary) noted"))
      #expect(!bundle.contains(SealedText.mark))
    }
  }

  @Test func `R30 an export that takes names out has them as they were said`() async throws {
    try await withSealing { programme, _ in
      _ = try await log(programme)
      let output = Mutex("")
      for format in [ExportFormat.csv, .ndjson] {
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(.conversation, survey: "neighbours", format: format),
          as: programme.coordinator, origin: .http)
        let count = try await programme.engagement.export(ticket) { bytes, _ in
          output.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        #expect(count == 1)
      }
      let text = output.withLock { $0 }
      #expect(!text.contains(SealedText.mark))
      #expect(text.contains("\(Self.canary) noted") && text.contains("\(Self.canary) junior"))
    }
  }

  @Test func `R40 what leaves as quotes or for a partner has pseudonyms that match nowhere else`()
    async throws
  {
    try await withSealing { programme, _ in
      let id = UUID()
      var body = conversation(id)
      body["consent"] = [
        "form": "spoken", "scopes": ["analyse": true, "quote": true],
      ]
      _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      let output = Mutex<[String]>([])
      for (format, purpose) in [
        (ExportFormat.ndjson, OutputPurpose.export), (.ndjson, .quote), (.ndjson, .quote),
        (.csv, .quote),
      ] {
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(
            .conversation, survey: "neighbours", format: format, withPersonal: format == .ndjson,
            for: purpose),
          as: programme.coordinator, origin: .http)
        _ = try await programme.engagement.export(ticket) { bytes, _ in
          output.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
      }
      var texts = output.withLock { $0 }
      func first(_ field: String) throws -> String {
        try JSONValue.parse(Array(texts[0].utf8.prefix { $0 != 0x0A }))[field]?.string ?? ""
      }
      // The moment at which a record came in would join those of two surveys: it stays here.
      let moment = try first("recorded_at")
      texts.removeFirst()
      let day = try first("recorded_at")
      #expect(moment.count == 24 && day.count == 10 && moment.hasPrefix(day))
      #expect(texts.allSatisfy { !$0.contains(moment.dropFirst(11)) })
      #expect(!texts.joined().lowercased().contains(id.uuidString.lowercased()))
      // The same each time, so that a partner can follow a record from one export to the next.
      #expect(texts[0] == texts[1])
      let name = try #require(
        try JSONValue.parse(Array(texts[0].utf8.prefix { $0 != 0x0A }))["id"]?.string)
      #expect(texts.last?.contains(name) == true)
    }
  }

  @Test func `R40 rows for others stand in an order that no other export has`() async throws {
    try await withSealing { programme, _ in
      let said = (10..<34).map { "Number \($0) said" }
      for text in said {
        var body = conversation(UUID())
        body["consent"] = [
          "form": "spoken",
          "scopes": ["analyse": true, "quote": true, "share_partners": true],
          "partners": ["harbour", "river"],
        ]
        body["answers"] = ["matters": .string(text)]
        _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      }
      /// What was said, in the order in which an export has it.
      func order(
        _ format: ExportFormat, _ purpose: OutputPurpose, _ partner: String? = nil
      ) async throws -> [String] {
        let output = Mutex("")
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(
            .conversation, survey: "neighbours", format: format, withPersonal: true,
            for: purpose, partner: partner),
          as: programme.coordinator, origin: .http)
        let count = try await programme.engagement.export(ticket) { bytes, _ in
          output.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        #expect(count == said.count)
        return output.withLock { text in
          text.matches(of: /Number \d\d said/).map { String($0.output) }
        }
      }
      // What comes in again is as it was recorded.
      #expect(try await order(.ndjson, .export) == said)
      let (quotes, harbour, river) = (
        try await order(.ndjson, .quote), try await order(.ndjson, .share, "harbour"),
        try await order(.ndjson, .share, "river")
      )
      #expect(Set([said, quotes, harbour, river]).count == 4)
      #expect(quotes.sorted() == said && harbour.sorted() == said && river.sorted() == said)
      // One partner gets the same order each time, in whichever form.
      #expect(try await order(.csv, .share, "river") == river)
    }
  }

  @Test
  func
    `R41 the lead reads the record that a concern is about, for a reason, and every look is kept`()
    async throws
  {
    try await withSealing { programme, _ in
      let (engagement, record) = (programme.engagement, try await log(programme))
      let id = record.uuidString.lowercased()
      let other = try await log(programme).uuidString.lowercased()
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
      #expect(told["record"]?["answers"]?["name"]?.string == Self.canary)
      #expect(told["record"]?["note"]?.string == "\(Self.canary) noted")
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
    try await withSealing { programme, _ in
      let id = UUID()
      let trick = SealedText.mark + String(repeating: "A", count: 64)
      var body = conversation(id)
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
    try await withSealing { programme, _ in
      let (one, other) = (try await log(programme), UUID())
      _ = try await programme.engagement.log(
        conversation(other, receipt: "cd"), as: programme.researcher, origin: .http)
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
    try await withSealing { programme, keys in
      let first = try await log(programme)
      let ids = try await withThrowingTaskGroup(of: UUID.self) { group in
        for _ in 0..<20 {
          group.addTask {
            let id = UUID()
            var body = conversation(id)
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
        #expect(view.json["note"]?.string == "\(Self.canary) noted")
      }
    }
  }

  @Test func `without the master key a text does not open, and the problem says what to do`()
    async throws
  {
    try await withSealing { programme, _ in
      let id = try await log(programme)
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
    try await withSealing { programme, _ in
      let id = UUID()
      var body = conversation(id)
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
      #expect(!shown.contains(Self.canary) && !shown.contains("note"))
      let held = try await programme.engagement.held(receipt, origin: .http)
      #expect(held["records"]?[0]?["scopes"]?["quote"]?["given"] == false)
      #expect(JSONValue.object(held).text().contains(Self.canary))
    }
  }

  @Test func `R30 what was stored in clear before is sealed in place, and its history with it`()
    async throws
  {
    try await withSealing { programme, _ in
      let plain = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog)
      let id = UUID()
      _ = try await plain.log(conversation(id), as: programme.researcher, origin: .http)
      _ = try await plain.edit(
        .conversation, id.uuidString, ["note": .string("\(Self.canary) again")], made: .any,
        as: programme.researcher, origin: .http)
      _ = try await plain.raiseConcern(
        ["record": .string(id.uuidString), "note": .string("\(Self.canary) is afraid")],
        as: programme.researcher, origin: .http)
      #expect(try await programme.engagement.hasClearTexts())
      let count = try await programme.engagement.sealClearTexts()
      #expect(count == 7)
      #expect(try await programme.database.tables(holding: Self.canary) == [])
      #expect(try await !programme.engagement.hasClearTexts())
      #expect(try await programme.engagement.sealClearTexts() == 0)
      let history = try await programme.engagement.history(
        of: .conversation, id.uuidString, as: programme.researcher, origin: .http)
      #expect(
        history.map { $0["note"]?.string } == ["\(Self.canary) noted", "\(Self.canary) again"])
      #expect(
        history.last?["answers"]?["helpers"]?[0]?["called"]?.string == "\(Self.canary) junior")
    }
  }

  @Test func `R31 a row that comes back without its key does not open`() async throws {
    try await withSealing { programme, _ in
      let id = try await log(programme)
      let saved = try await programme.database.superuser.withConnection { connection in
        try connection.query("select note from hark.conversation where id = \(id)") { row in
          try row.get("note", as: String.self)
        }.first
      }
      let note = try #require(saved)
      try await programme.takeBack(id)
      #expect(try await programme.engagement.keyState() == [:])
      #expect(SealedText.isSealed(note) && !note.contains(Self.canary))
      // Of somebody else: the code of who took everything back takes nothing new.
      let other = UUID()
      _ = try await programme.engagement.log(
        conversation(other, receipt: "cd"), as: programme.researcher, origin: .http)
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("alter table hark.conversation disable trigger all")
        try connection.execute(
          "update hark.conversation set note = \(note) where id = \(other)")
        try connection.execute("alter table hark.conversation enable trigger all")
      }
      let refused = await problem {
        _ = try await programme.engagement.conversation(
          other.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.notOpened.rawValue)
    }
  }

  @Test func `R31 the list of erasures, followed in a restored database, erases again`()
    async throws
  {
    // Another database stands for the backup of yesterday: the same records, before the withdrawal.
    try await withSealing { programme, _ in
      let (gone, kept) = (try await log(programme), UUID())
      _ = try await programme.engagement.log(
        conversation(kept, receipt: "cd"), as: programme.researcher, origin: .http)
      let yesterday = try await programme.database.superuser.withConnection { connection in
        try connection.execute("create schema yesterday")
        for noun in [
          "submission", "consent", "consent_scope", "conversation", "response", "data_key",
        ] {
          try connection.execute(try Self.copying(noun))
        }
        return true
      }
      #expect(yesterday)
      try await programme.takeBack(gone)
      let list = try await programme.engagement.erasures(since: Date(timeIntervalSince1970: 0))
      #expect(list.count == 1)
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("set session_replication_role = replica")
        try connection.execute("alter table hark.tombstone disable trigger all")
        try connection.execute("delete from hark.tombstone")
        try connection.execute("alter table hark.tombstone enable always trigger refuse_change")
        for noun in [
          "submission", "consent", "consent_scope", "conversation", "response", "data_key",
        ] {
          try connection.execute(try Self.restoring(noun))
        }
        try connection.execute("set session_replication_role = default")
      }
      let back = try await programme.engagement.conversation(
        gone.uuidString, as: programme.researcher, origin: .http)
      #expect(back.json["note"]?.string == "\(Self.canary) noted")
      let replayed = try await programme.engagement.replay(list)
      #expect(replayed.erased == 1 && replayed.entries == 1)
      let refused = await problem {
        _ = try await programme.engagement.conversation(
          gone.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.withdrawn.rawValue)
      #expect(try await programme.engagement.keyState().values.reduce(0, +) == 1)
      let again = try await programme.engagement.replay(list)
      #expect(again.erased == 0 && again.entries == 0)
      _ = try await programme.engagement.conversation(
        kept.uuidString, as: programme.researcher, origin: .http)
    }
  }

  private static func copying(_ noun: String) throws -> SQL {
    switch noun {
    case "submission": "create table yesterday.submission as select * from hark.submission"
    case "consent": "create table yesterday.consent as select * from hark.consent"
    case "consent_scope":
      "create table yesterday.consent_scope as select * from hark.consent_scope"
    case "conversation":
      """
      create table yesterday.conversation as select partnership_id, id, survey_module, survey_version,
        place_held, held_on, setting, how, people, language, interpreter, note, basis, created_by
      from hark.conversation
      """
    case "response":
      """
      create table yesterday.response as select partnership_id, id, survey_module, survey_version,
        series, conversation_id, basis, answered_on, mode, language, answers, coded, record_key, late,
        created_by
      from hark.response
      """
    default: "create table yesterday.data_key as select * from hark.data_key"
    }
  }

  private static func restoring(_ noun: String) throws -> SQL {
    switch noun {
    case "submission":
      "insert into hark.submission select * from yesterday.submission on conflict do nothing"
    case "consent":
      "insert into hark.consent select * from yesterday.consent on conflict do nothing"
    case "consent_scope":
      "insert into hark.consent_scope select * from yesterday.consent_scope on conflict do nothing"
    case "conversation":
      """
      insert into hark.conversation (partnership_id, id, survey_module, survey_version, place_held,
        held_on, setting, how, people, language, interpreter, note, basis, created_by)
      select * from yesterday.conversation on conflict do nothing
      """
    case "response":
      """
      insert into hark.response (partnership_id, id, survey_module, survey_version, series,
        conversation_id, basis, answered_on, mode, language, answers, coded, record_key, late,
        created_by)
      select * from yesterday.response on conflict do nothing
      """
    default: "insert into hark.data_key select * from yesterday.data_key on conflict do nothing"
    }
  }
}
