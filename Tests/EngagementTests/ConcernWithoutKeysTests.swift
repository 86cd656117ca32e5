// A concern that is raised while the keys are away that would seal its note.

import Engagement
import Foundation
import JSON
import Sealing
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct ConcernWithoutKeysTests {
  private func engagement(
    _ programme: Programme, _ masters: @escaping @Sendable () throws -> MasterKeys
  ) -> Engagement {
    Engagement(
      database: programme.database.application, catalog: { ModuleCatalog.load(folders: []) },
      vault: Vault(masters: masters))
  }

  @Test
  func `R41 a concern is raised without the keys that would seal its note, which is given later`()
    async throws
  {
    try await withProgramme { programme in
      let keys = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))]))
      let without = engagement(programme) {
        throw Problem(.keyMissing, "/srv/canary/keys is not there")
      }
      let with = engagement(programme) { keys }
      let id = UUID().uuidString.lowercased()
      let body: JSONObject = [
        "id": .string(id), "urgency": "urgent", "note": "Zanzibarine is afraid.",
      ]
      func raise(_ engagement: Engagement) async throws -> JSONObject {
        try await engagement.raiseConcern(body, as: programme.researcher, origin: .http)
      }
      let first = try await raise(without)
      #expect(first["id"]?.string == id && first["note_kept"] == false)
      #expect(first["notice"]?.string?.contains("Call the lead") == true)
      #expect(first["notice"]?.string?.contains("canary") == false)
      // The lead is told, and sees that there is a note to come.
      #expect(try await programme.count("alert") == 1)
      let told = try await without.concern(id, as: programme.steward, origin: .http)
      #expect(told["history"]?.array?.contains { $0["note_not_kept"] == true } == true)
      #expect(try await programme.database.tables(holding: "Zanzibarine") == [])
      // Again without the keys: still there, and still without the note.
      let again = try await raise(without)
      #expect(again["raised_before"] == true && again["note_kept"] == false)
      let later = try await raise(with)
      #expect(later["raised_before"] == true && later["note_kept"] == true)
      // Once and no more, and something else is refused as ever.
      let last = try await raise(with)
      #expect(last["raised_before"] == true && last["note_kept"] == nil)
      let other = await problem {
        _ = try await with.raiseConcern(
          body.with(["note": "Something else."]), as: programme.researcher, origin: .http)
      }
      #expect(other?.code == ProblemCode.otherContent.rawValue)
      let whole = try await with.concern(id, as: programme.steward, origin: .http)
      let notes = whole["history"]?.array?.compactMap { $0["note"]?.string }
      #expect(notes == ["Zanzibarine is afraid."])
      #expect(try await programme.count("alert") == 1)
    }
  }

  @Test
  func
    `R41 more urgent, or about another record, is refused and not swallowed while the note is to come`()
    async throws
  {
    try await withProgramme { programme in
      let record = UUID().uuidString.lowercased()
      _ = try await programme.engagement.record(
        Programme.response(try #require(UUID(uuidString: record)), answers: ["warm": true]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      let keys = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))]))
      let without = engagement(programme) { throw Problem(.keyMissing, "not there") }
      let with = engagement(programme) { keys }
      let body: JSONObject = [
        "id": .string(UUID().uuidString.lowercased()), "note": "Zanzibarine is afraid.",
      ]
      _ = try await without.raiseConcern(body, as: programme.researcher, origin: .http)
      for engagement in [without, with] {
        for other in [["urgency": "urgent"], ["record": .string(record)]] as [JSONObject] {
          let refused = await problem {
            _ = try await engagement.raiseConcern(
              body.with(other), as: programme.researcher, origin: .http)
          }
          #expect(refused?.code == ProblemCode.otherContent.rawValue)
        }
      }
      let later = try await with.raiseConcern(body, as: programme.researcher, origin: .http)
      #expect(later["note_kept"] == true)
    }
  }

  @Test func `R41 a record waits for its concern though the note could not be kept`() async throws {
    try await withProgramme { programme in
      let record = UUID()
      _ = try await programme.engagement.record(
        Programme.response(record, answers: ["warm": true]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      let without = engagement(programme) { throw Problem(.keyMissing, "not there") }
      let raised = try await without.raiseConcern(
        ["record": .string(record.uuidString.lowercased()), "note": "Made up."],
        as: programme.researcher, origin: .http)
      #expect(raised["note_kept"] == false)
      let state = try await without.concern(
        raised["id"]?.string ?? "", as: programme.steward, origin: .http)
      #expect(state["holds_record"] == true)
    }
  }
}
