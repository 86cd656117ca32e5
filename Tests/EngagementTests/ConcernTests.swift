// A concern from where it is raised to where it is closed: who sees it, what waits for it, and what is
// written down.

import Conversations
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct ConcernTests {
  @Test func `R41 only the named leads see a concern, and every look is written down`() async throws
  {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      let id = try #require(try await programme.concernIDs().first)
      // While nobody is named every steward is a lead: a concern that nobody may see helps nobody.
      #expect(try await programme.concerns(as: programme.steward).count == 1)
      try await programme.nameLeads()
      let stranger = try await programme.person("sam", .steward)
      await #expect(throws: Problem.self) { _ = try await programme.concerns(as: stranger) }
      await #expect(throws: Problem.self) {
        _ = try await programme.engagement.concern(id, as: stranger, origin: .cli)
      }
      for role in [Storage.Role.researcher, .coordinator, .commissioner, .administrator] {
        let other = programme.partnership.principal(role)
        await #expect(throws: Problem.self) { _ = try await programme.concerns(as: other) }
        let seen = try await programme.database.application.transaction(as: other) { connection in
          try ConcernQueries.list(on: connection).count
        }
        #expect(seen == 0)
      }
      _ = try await programme.engagement.concern(id, as: programme.steward, origin: .cli)
      #expect(try await programme.eventCount("concern.read") == 2)
      // Beside the record's own event that of the concern would tell whose it is.
      #expect(try await programme.trailOfConcerns(as: stranger) == 0)
      #expect(try await programme.trailOfConcerns(as: programme.steward) > 2)
    }
  }

  @Test func `a concern is taken up, noted and closed, each once and with who did it`() async throws
  {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      let id = try #require(try await programme.concernIDs().first)
      let engagement = programme.engagement
      let early = await problem {
        _ = try await engagement.closeConcern(
          id, ["outcome": "referred", "note": "Too soon."], as: programme.steward, origin: .cli)
      }
      #expect(early?.code == "H064")
      _ = try await engagement.acknowledgeConcern(
        id, ["urgency": "urgent"], as: programme.steward, origin: .cli)
      let twice = await problem {
        _ = try await engagement.acknowledgeConcern(
          id, [:], as: programme.steward, origin: .cli)
      }
      #expect(twice?.code == "H064")
      _ = try await engagement.noteConcern(
        id, ["note": "Called the person."], as: programme.steward, origin: .cli)
      let silent = await problem {
        _ = try await engagement.closeConcern(
          id, ["outcome": "referred"], as: programme.steward, origin: .cli)
      }
      #expect(silent?.answers.map(\.question) == ["note"])
      let closed = try await engagement.closeConcern(
        id, ["outcome": "referred", "note": "Adult social care."], as: programme.steward,
        origin: .cli)
      #expect(closed["status"] == "closed" && closed["outcome"] == "referred")
      let history = closed["history"]?.array ?? []
      #expect(
        history.map { $0["what"]?.string } == ["raised", "acknowledged", "noted", "closed"])
      #expect(history.allSatisfy { $0["who"]?.string == programme.partnership.accountName })
      for act in ["concern.raise", "concern.acknowledge", "concern.note", "concern.close"] {
        #expect(try await programme.eventCount(act) == 1, "\(act)")
      }
    }
  }

  @Test func `a record waits until a lead has looked: neither counted nor exported`() async throws {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      try await programme.raiseConcern()
      #expect(try await programme.counted() == 3)
      #expect(try await programme.exported() == 3)
      let id = try #require(try await programme.concernIDs().first)
      _ = try await programme.engagement.acknowledgeConcern(
        id, ["keep_hold": true], as: programme.steward, origin: .cli)
      #expect(try await programme.counted() == 3)
      _ = try await programme.engagement.closeConcern(
        id, ["outcome": "not_a_concern", "note": "A test."], as: programme.steward, origin: .cli)
      #expect(try await programme.counted() == 4)
      #expect(try await programme.exported() == 4)
    }
  }

  @Test func `whoever records raises a concern by hand, once, and does not see it again`()
    async throws
  {
    try await withProgramme { programme in
      let record = UUID()
      _ = try await programme.engagement.record(
        Programme.response(record, answers: ["warm": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      let body: JSONObject = [
        "id": .string(UUID().uuidString), "record": .string(record.uuidString),
        "urgency": "urgent", "note": "She was shaking when he came in.",
      ]
      for time in 0..<2 {
        let raised = try await programme.engagement.raiseConcern(
          body, as: programme.researcher, origin: .http)
        #expect((raised["raised_before"] == true) == (time == 1), "nothing is dropped in silence")
      }
      for more: JSONObject in [
        ["note": "She said that he hit her."], ["urgency": "emergency"], ["record": .null],
        ["note": .null],
      ] {
        let other = await problem {
          _ = try await programme.engagement.raiseConcern(
            body.with(more), as: programme.researcher, origin: .http)
        }
        #expect(other?.code == "H007", "something else is not taken for the same: \(more)")
        #expect(other?.detail.contains("with another id") == true)
      }
      let concerns = try await programme.concerns(as: programme.steward)
      #expect(concerns.count == 1)
      #expect(concerns.first?["holds_record"] == true)
      #expect(concerns.first?["urgency"] == "urgent")
      let id = concerns.first?["id"]?.string ?? ""
      let whole = try await programme.engagement.concern(
        id, as: programme.steward, origin: .http)
      #expect(
        whole["history"]?.array?.compactMap { $0["note"]?.string } == [
          "She was shaking when he came in."
        ])
      let stranger = try await programme.person("sam")
      let foreign = await problem {
        _ = try await programme.engagement.raiseConcern(
          ["record": .string(record.uuidString)], as: stranger, origin: .http)
      }
      #expect(foreign?.code == "H003")
      let empty = await problem {
        _ = try await programme.engagement.raiseConcern([:], as: stranger, origin: .http)
      }
      #expect(empty?.answers.map(\.question) == ["note"])
    }
  }

  @Test
  func `R41 tries of one concern at the same moment are one concern, one alert and no refusal`()
    async throws
  {
    let keys = try Keys()
    try await withProgramme(vault: keys.vault) { programme in
      let body: JSONObject = [
        "id": .string(UUID().uuidString.lowercased()), "note": "Made up.",
      ]
      let (engagement, researcher) = (programme.engagement, programme.researcher)
      let answers = try await withThrowingTaskGroup(of: JSONObject.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await engagement.raiseConcern(body, as: researcher, origin: .http)
          }
        }
        return try await group.reduce(into: [JSONObject]()) { $0.append($1) }
      }
      #expect(answers.count == 8 && answers.allSatisfy { $0["status"] == "open" })
      #expect(answers.filter { $0["raised_before"] == nil }.count == 1)
      let alerts = try await programme.count("alert")
      #expect(alerts == 1)
    }
  }
}
