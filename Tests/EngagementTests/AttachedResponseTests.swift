// Survey responses that belong to a conversation: shown with it, exported with it named, and taken back with
// it where one person spoke.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct AttachedResponseTests {
  private func withNeighbours(_ body: (Programme) async throws -> Void) async throws {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()], body)
  }

  private func log(
    _ programme: Programme, people: Int = 1, as principal: Principal? = nil
  ) async throws -> UUID {
    let id = UUID()
    _ = try await programme.engagement.log(
      [
        "id": .string(id.uuidString.lowercased()), "survey": "neighbours", "held_on": "2026-10-01",
        "setting": "home", "how": people == 1 ? "phone" : "group",
        "people": .number(Double(people)),
        "consent": [
          "form": "spoken", "scopes": ["analyse": true],
          "receipt_hash": .string(String(repeating: "ab", count: 32)),
        ],
        "answers": ["matters": "A bench"],
      ], as: principal ?? programme.researcher, origin: .http)
    return id
  }

  private func answer(
    _ programme: Programme, in conversation: UUID, code: String? = nil,
    as principal: Principal? = nil
  ) async throws -> UUID {
    let id = UUID()
    var body = Programme.response(
      id, answers: ["warm": "no", "story": "Canarystory."], consent: ["analyse"])
    body["conversation"] = .string(conversation.uuidString.lowercased())
    if let code {
      body["consent"] = .object(
        (body["consent"]?.object ?? [:]).with([
          "receipt_hash": .string(String(repeating: code, count: 32))
        ]))
    }
    let sent = body
    _ = try await programme.engagement.record(
      sent, survey: "warm-rooms", as: principal ?? programme.researcher, origin: .http)
    return id
  }

  private func receipt(_ programme: Programme, _ byte: UInt8 = 0xab) async throws -> OpenedReceipt {
    try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: byte, count: 32), from: "test")
  }

  @Test func `a conversation shows the responses that belong to it, to whoever may see them`()
    async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme)
      let response = try await answer(programme, in: id)
      let kim = try await programme.person("kim")
      _ = try await answer(programme, in: id, as: kim)
      func shown(_ principal: Principal) async throws -> [String] {
        try await programme.engagement.conversation(id.uuidString, as: principal, origin: .http)
          .json["responses"]?.array?.compactMap { $0["id"]?.string } ?? []
      }
      #expect(try await shown(programme.researcher) == [response.uuidString.lowercased()])
      #expect(try await shown(programme.coordinator).count == 2)
      let view = try await programme.engagement.response(
        response.uuidString, as: programme.researcher, origin: .http)
      #expect(view.json["conversation"]?.string == id.uuidString.lowercased())
      // As it was read it comes back with an edit, and changes nothing.
      let edited = try await programme.engagement.edit(
        .response, response.uuidString, view.json, made: .any, as: programme.researcher,
        origin: .http)
      #expect(edited.tag == view.tag)
    }
  }

  @Test func `a response names a conversation that there is`() async throws {
    try await withNeighbours { programme in
      let conversation = try await log(programme)
      let response = try await answer(programme, in: conversation)
      for wrong in [UUID(), response] {
        let refused = await problem { _ = try await answer(programme, in: wrong) }
        #expect(refused?.answers.map(\.question) == ["conversation"])
      }
      let nested = await problem {
        _ = try await programme.engagement.log(
          ["survey": "neighbours", "conversation": .string(conversation.uuidString)],
          as: programme.researcher, origin: .cli)
      }
      #expect(nested?.answers.contains { $0.question == "conversation" } == true)
    }
  }

  @Test func `what belongs to a conversation that was taken back is told so, not to log it first`()
    async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme)
      _ = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      let refused = await problem { _ = try await answer(programme, in: id) }
      #expect(refused?.answers.map(\.question) == ["conversation"])
      #expect(refused?.answers.first?.message.contains("took this conversation back") == true)
    }
  }

  @Test
  func `nobody with a public link puts words beside a conversation, or learns which there are`()
    async throws
  {
    try await withNeighbours { programme in
      let made = try await programme.engagement.addLink(
        to: "warm-rooms", place: nil, until: nil, most: nil, as: programme.coordinator,
        origin: .cli)
      let link = try await programme.engagement.link(made.token)
      var refusals: [[AnswerProblem]?] = []
      for id in [try await log(programme), UUID()] {
        var body = Programme.response(answers: ["warm": "yes"])
        body["conversation"] = .string(id.uuidString.lowercased())
        let sent = body
        refusals.append(
          await problem {
            _ = try await programme.engagement.record(sent, through: link)
          }?.answers)
      }
      #expect(refusals[0]?.map(\.question) == ["conversation"])
      #expect(refusals[0] == refusals[1])
    }
  }

  @Test func `R36 with a conversation a person takes back what they answered in it`() async throws {
    try await withNeighbours { programme in
      let id = try await log(programme)
      let response = try await answer(programme, in: id)
      let shown = try await programme.engagement.held(receipt(programme), origin: .http)
      #expect(shown["records"]?.array?.count == 2)
      let bundle = try await programme.engagement.bundle(receipt(programme), origin: .http)
      #expect(JSONValue.object(bundle).text().contains("Canarystory."))
      let gone = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      #expect(gone["erased"] == 2)
      #expect(try await programme.database.tables(holding: "Canarystory") == [])
      let late = await problem {
        _ = try await programme.engagement.response(
          response.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(late?.code == "H034")
      let none = try await programme.engagement.held(receipt(programme), origin: .http)
      #expect(none["records"]?.array?.isEmpty == true)
    }
  }

  @Test func `R36 what others of a group answered stays theirs when the group's words go`()
    async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme, people: 8)
      let response = try await answer(programme, in: id, code: "cd")
      let gone = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      #expect(gone["erased"] == 1)
      let view = try await programme.engagement.response(
        response.uuidString, as: programme.researcher, origin: .http)
      #expect(view.json["conversation"] == nil && view.json["answers"]?["warm"] == "no")
      let theirs = try await programme.engagement.held(receipt(programme, 0xcd), origin: .http)
      #expect(theirs["records"]?.array?.count == 1)
    }
  }

  @Test(arguments: [1, 3])
  func `an edit of how many spoke changes nothing of whose the responses of a conversation are`(
    people: Int
  ) async throws {
    try await withNeighbours { programme in
      func edit(_ id: UUID, _ people: Int) async -> Problem? {
        await problem {
          _ = try await programme.engagement.edit(
            .conversation, id.uuidString, ["people": .number(Double(people))], made: .any,
            as: programme.researcher, origin: .http)
        }
      }
      let other = people == 1 ? 3 : 1
      let id = try await log(programme, people: people)
      // Until something belongs to it, it is mended like anything else.
      #expect(await edit(id, other) == nil)
      #expect(await edit(id, people) == nil)
      let response = try await answer(
        programme, in: id, as: programme.person("kim"))
      let refused = await edit(id, other)
      #expect(refused?.answers.map(\.question) == ["people"])
      #expect(refused?.answers.first?.message.contains("steward") == true)
      if people != 1 { #expect(await edit(id, 5) == nil) }
      let shown = try await programme.engagement.held(receipt(programme), origin: .http)["records"]
      #expect(
        (shown?.array?.contains { $0["id"]?.string == response.text } == true) == (people == 1))
    }
  }

  @Test func `a conversation that a steward erases takes along what the same person answered`()
    async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme)
      _ = try await answer(programme, in: id)
      try await programme.engagement.erase(
        id.uuidString, because: .personAsked, as: programme.steward, origin: .cli)
      #expect(try await programme.database.tables(holding: "Canarystory") == [])
    }
  }

  @Test
  func `an own export names the conversation, one for others does not, and it comes in again`()
    async throws
  {
    try await withNeighbours { programme in
      let id = try await log(programme)
      _ = try await answer(programme, in: id)
      func export(_ purpose: OutputPurpose) async throws -> String {
        let text = Mutex("")
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(.response, survey: "warm-rooms", format: .csv, for: purpose),
          as: programme.coordinator, origin: .http)
        _ = try await programme.engagement.export(ticket) { bytes, _ in
          text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        return text.withLock { $0 }
      }
      let own = try await export(.export)
      #expect(own.contains("_conversation") && own.contains(id.uuidString.lowercased()))
      #expect(try await !export(.quote).contains("_conversation"))
      let (summary, refused) = try await importing(
        Array(own.utf8), programme, ignoring: ["consent.quote", "consent.analyse_sensitive"])
      #expect(summary.known == 1 && refused.isEmpty, "\(refused.map(\.reasons))")
    }
  }
}
