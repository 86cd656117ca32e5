// A worry that an edit brings, which cannot be stored because the keys are away that seal the record.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct UnsealedEditTests {
  private static let survey = """
    \(surveyHead("called", "Called"))
    questions:
      - \(nameQuestion)
      - {id: story, ask: What would you say?, type: long_text}
      - {id: danger, ask: Are you in danger?, type: yes_no, concern_if: danger = yes}
    tests:
      people:
        - {name: one, consent: [analyse], answers: {story: A bench, danger: no}}
        - {name: two, consent: [analyse], answers: {story: A bench, danger: yes}}
    """

  /// A record before its edit: what came in, whether any of it is sealed, and what worries in the edit.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: SubmissionKind
    let isSealed: Bool
    let changes: JSONObject
    let questions: [String]

    var body: JSONObject {
      guard kind == .conversation else {
        return Programme.response(
          answers: isSealed
            ? ["name": "Made Up Name", "story": "A bench.", "danger": "no"]
            : ["story": "A bench.", "danger": "no"], consent: ["analyse"])
      }
      var body: JSONObject = [
        "id": .string(UUID().uuidString.lowercased()), "survey": "called",
        "held_on": "2026-10-01", "setting": "home", "how": "phone",
        "consent": ["form": "spoken", "scopes": ["analyse": true]],
        "answers": ["story": "A bench.", "danger": "no"],
      ]
      if isSealed { body["note"] = "Seen at home." }
      return body
    }
  }

  private static let scared: JSONValue = "She is scared of her son. He hits her. Canary."

  static let cases = [
    Case(
      testDescription: "a response with a name, an answer that worries", kind: .response,
      isSealed: true,
      changes: ["answers": ["name": "Made Up Name", "story": "A bench.", "danger": "yes"]],
      questions: ["danger"]),
    Case(
      testDescription: "a response that gets a name, and words that worry", kind: .response,
      isSealed: false,
      changes: ["answers": ["name": "Made Up Name", "story": scared, "danger": "no"]],
      questions: ["story"]),
    Case(
      testDescription: "a conversation with a note, another note", kind: .conversation,
      isSealed: true, changes: ["note": scared], questions: ["note"]),
    Case(
      testDescription: "a conversation that gets a note", kind: .conversation, isSealed: false,
      changes: ["note": scared], questions: ["note"]),
    Case(
      testDescription: "a conversation with a note, an answer alone", kind: .conversation,
      isSealed: true, changes: ["answers": ["story": scared, "danger": "yes"]],
      questions: ["danger", "story"]),
  ]

  private func withCase(
    _ edited: Case, _ body: (Programme, Engagement, String) async throws -> Void
  ) async throws {
    let keys = try Keys()
    try await withProgramme(modules: ["called": Self.survey], vault: keys.vault) { programme in
      let (engagement, researcher) = (programme.engagement, programme.researcher)
      switch edited.kind {
      case .response:
        _ = try await engagement.record(
          edited.body, survey: "called", as: researcher, origin: .http)
      case .conversation: _ = try await engagement.log(edited.body, as: researcher, origin: .http)
      }
      let without = Engagement(
        database: programme.database.application, catalog: { ModuleCatalog.load(folders: []) },
        vault: Vault(masters: { throw Problem(.keyMissing, "/srv/canary/keys is not there") }))
      let id = try await programme.database.superuser.withConnection { connection in
        try connection.first("select id from hark.response") { try $0.get(0, as: UUID.self) }
      }
      try await body(programme, without, try #require(id).uuidString.lowercased())
    }
  }

  @Test(arguments: cases)
  func `R41 a worry in an edit that cannot be sealed is told at once, and once`(edited: Case)
    async throws
  {
    try await withCase(edited) { programme, without, id in
      let researcher = programme.researcher
      // Also at the same moment.
      try await withThrowingTaskGroup(of: Problem?.self) { group in
        for _ in 0..<4 {
          group.addTask {
            await problem {
              _ = try await without.edit(
                edited.kind, id, edited.changes, made: .tagged(["\"1\""]), as: researcher,
                origin: .http)
            }
          }
        }
        for try await refused in group {
          #expect(refused?.code == ProblemCode.toldUnsealed.rawValue)
          for words in ["call 999", "lead is told", "the same edit again"] {
            #expect(refused?.detail.contains(words) == true, "\(words)")
          }
          #expect(refused?.detail.lowercased().contains("canary") == false)
        }
      }
      let alerts = try await programme.count("alert")
      #expect(alerts == 1)
      let tables = try await programme.database.tables(holding: "Canary")
      #expect(tables == [])
      let concerns = try await programme.concerns(as: programme.steward)
      #expect(concerns.map { $0["record"]?.string } == [id])
      let concern = concerns.first?["id"]?.string ?? ""
      let state = try await without.concern(concern, as: programme.steward, origin: .http)
      #expect(state["history"]?.array?.contains { $0["edit_not_kept"] == true } == true)
      let told = Set(state["questions"]?.array?.compactMap(\.string) ?? [])
      #expect(told == Set(edited.questions))
      // When the keys are back the edit is made, and raises no second concern.
      let stands = try await programme.engagement.edit(
        edited.kind, id, edited.changes, made: .tagged(["\"1\""]), as: researcher, origin: .http)
      #expect(stands.revision == 2 && stands.raisedConcern)
      let alertsThen = try await programme.count("alert")
      #expect(alertsThen == 1)
      let raised = try await programme.eventCount("concern.raise")
      #expect(raised == 1)
      // What an edit of that version brings is another worry.
      let more: JSONObject =
        edited.kind == .conversation
        ? ["note": "He said that he wants to kill himself."]
        : ["answers": ["story": "I want to kill myself.", "danger": "no"]]
      let later = try await programme.engagement.edit(
        edited.kind, id, more, made: .tagged(["\"2\""]), as: researcher, origin: .http)
      #expect(later.raisedConcern)
      let alertsLater = try await programme.count("alert")
      #expect(alertsLater == 2)
    }
  }

  @Test(arguments: cases.filter(\.isSealed))
  func `R41 an edit that worries about nothing new is refused as ever, and nobody is told`(
    edited: Case
  ) async throws {
    try await withCase(edited) { programme, without, id in
      let refused = await problem {
        _ = try await without.edit(
          edited.kind, id, ["answers": ["story": "Two benches.", "danger": "no"]], made: .any,
          as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.keyMissing.rawValue)
      let alerts = try await programme.count("alert")
      #expect(alerts == 0)
    }
  }
}
