// Events with several tables: who sees which of them, and where a conversation was held.

import Conversations
import Engagement
import Foundation
import JSON
import Practice
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct EventTests {
  private func event(_ programme: Programme) async throws -> String {
    let view = try await programme.engagement.add(
      .event, ["title": "A made-up workshop", "held_on": "2026-10-01"],
      as: programme.coordinator, origin: .http)
    return view.json["id"]?.string ?? ""
  }

  private func log(
    _ programme: Programme, at event: String?, table: String?, people: Int = 1,
    as principal: Principal
  ) async throws -> String {
    let id = UUID().uuidString.lowercased()
    _ = try await programme.engagement.log(
      [
        "id": .string(id), "survey": "transcript", "held_on": "2026-10-01", "how": "group",
        "people": .number(Double(people)), "event": event.map { .string($0) } ?? .null,
        "table": table.map { .string($0) } ?? .null,
        "consent": ["form": "spoken", "scopes": ["analyse": true]],
        "answers": ["turns": [["speaker": "person", "said": "A canarybench."]]],
      ], as: principal, origin: .http)
    return id
  }

  private func withSurveys(_ body: (Programme, Principal) async throws -> Void) async throws {
    try await withProgramme(modules: ["transcript": turnSurvey]) { programme in
      try await body(programme, try await programme.person("kim"))
    }
  }

  @Test func `an event has several tables; a researcher sees their own, a coordinator all`()
    async throws
  {
    try await withSurveys { programme, kim in
      let event = try await event(programme)
      let one = try await log(programme, at: event, table: "Table 1", people: 6, as: kim)
      _ = try await log(
        programme, at: event, table: "Table 2", people: 8, as: programme.researcher)
      _ = try await log(programme, at: nil, table: nil, as: kim)
      func tables(_ principal: Principal) async throws -> JSONObject {
        try await programme.engagement.tables(
          ofEvent: event, after: nil, limit: 100, as: principal
        ).json
      }
      let all = try await tables(programme.coordinator)
      #expect(all["tables"]?.array?.map { $0["table"] } == ["Table 1", "Table 2"])
      #expect(all["people_in_all"] == 14 && all["tables_in_all"] == 2)
      #expect(!JSONValue.object(all).text().contains("canary"))
      let own = try await tables(kim)
      #expect(own["tables"]?.array?.map { $0["conversation"] } == [.string(one)])
      #expect(own["people_in_all"] == 6)
      let stranger = try await programme.database.addPartnership(slug: "elsewhere")
      let none = await problem {
        _ = try await programme.engagement.tables(
          ofEvent: event, after: nil, limit: 100, as: stranger.principal(.coordinator))
      }
      #expect(none?.code == ProblemCode.notFound.rawValue)
    }
  }

  @Test func `a table needs its event and an event its table, and one that is none is refused`()
    async throws
  {
    try await withSurveys { programme, kim in
      let event = try await event(programme)
      let plan = try await programme.engagement.add(
        .plan, ["title": "T", "decision": "D"], as: programme.coordinator, origin: .http
      ).json["id"]?.string
      let cases: [(String?, String?, String)] = [
        (event, nil, "table"), (nil, "Table 1", "event"), (UUID().uuidString, "Table 1", "event"),
        (plan, "Table 1", "event"), (event, "  ", "table"),
        (event, String(repeating: "x", count: 61), "table"),
      ]
      for (event, table, field) in cases {
        let refused = await problem {
          _ = try await log(programme, at: event, table: table, as: kim)
        }
        #expect(refused?.answers.contains { $0.question == field } == true, "\(field)")
      }
      let list = try await programme.engagement.conversations(
        after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.isEmpty, "nothing is half stored")
    }
  }

  @Test func `an event names a survey that there is, published or still a draft`() async throws {
    try await withProgramme { programme in
      let coordinator = programme.coordinator
      func add(_ survey: String) async -> Problem? {
        let body: JSONObject = [
          "title": "A made-up workshop", "held_on": "2026-10-01", "survey": .string(survey),
        ]
        return await problem {
          _ = try await programme.engagement.add(.event, body, as: coordinator, origin: .http)
        }
      }
      #expect(await add("warm-rooms") == nil)
      let unknown = await add("warm-romos")
      #expect(unknown?.answers.map(\.question) == ["survey"])
      #expect(unknown?.answers.first?.message.contains("did you mean 'warm-rooms'?") == true)
    }
  }

  @Test
  func
    `a conversation is moved to another table by whoever may see it, and an edit leaves it there`()
    async throws
  {
    try await withSurveys { programme, kim in
      let event = try await event(programme)
      let id = try await log(programme, at: nil, table: nil, as: kim)
      let seat: JSONObject = ["event": .string(event), "table": "Table 4"]
      let other = await problem {
        _ = try await programme.engagement.seat(
          id, seat, as: programme.researcher, origin: .http)
      }
      #expect(other?.code == ProblemCode.notFound.rawValue)
      _ = try await programme.engagement.seat(id, seat, as: kim, origin: .http)
      var view = try await programme.engagement.conversation(id, as: kim, origin: .http).json
      #expect(view["event"] == .string(event) && view["table"] == "Table 4")
      view["note"] = "A note."
      let edited = try await programme.engagement.edit(
        .conversation, id, view, made: .any, as: kim, origin: .http)
      #expect(edited.json["table"] == "Table 4" && edited.json["note"] == "A note.")
      let moved = await problem {
        _ = try await programme.engagement.edit(
          .conversation, id, ["table": "Table 5"], made: .any, as: kim, origin: .http)
      }
      #expect(moved?.answers.map(\.question) == ["table"])
      try await programme.takeBack(try #require(UUID(uuidString: id)))
      let tables = try await programme.engagement.tables(
        ofEvent: event, after: nil, limit: 10, as: programme.coordinator)
      #expect(tables.tables == 0)
    }
  }
}

/// A survey that takes turns.
let turnSurvey = """
  hark: 1
  module: transcript
  version: 1.0.0
  title: Turn by turn
  about_this_survey: Made up for tests.
  languages: {en: English}
  unit: person
  population: people in a test
  sample: open
  collected_by: researcher
  consent: {wording: consent-test@1, scopes: [analyse, quote], keep_months: 24}
  questions:
    - id: turns
      ask: What was said?
      type: repeat
      up_to: 1000
      required: true
      questions:
        - id: speaker
          ask: Who speaks?
          type: choose_one
          required: true
          choices:
            - 1 person: The person
            - 2 researcher: The researcher
        - id: speaker_number
          ask: Which?
          type: whole_number
          min: 1
        - id: at_second
          ask: When?
          type: whole_number
          min: 0
        - id: said
          ask: What was said?
          type: long_text
          personal: may_identify
  tests:
    people:
      - name: one
        consent: [analyse]
        answers: {turns: [{speaker: person, said: A bench}]}
  """
