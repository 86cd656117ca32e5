// A record that raised its concern while it could not be stored comes in: no output has it before the lead has looked.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct RecordCameInTests {
  private static let survey = """
    \(surveyHead("called", "Called"))
    questions:
      - \(nameQuestion)
      - {id: story, ask: What would you say?, type: long_text}
    tests:
      people:
        - {name: one, consent: [analyse], answers: {story: A bench}}
    """

  /// How far the lead has got when the record comes in.
  enum Taken: Sendable, CaseIterable { case open, acknowledged, closed }

  private func withProgrammes(
    _ body: (Programme, _ without: Engagement) async throws -> Void
  ) async throws {
    let keys = try Keys()
    try await withProgramme(modules: ["called": Self.survey], vault: keys.vault) { programme in
      try await body(
        programme,
        Engagement(
          database: programme.database.application, catalog: { ModuleCatalog.load(folders: []) },
          vault: Vault(masters: { throw Problem(.keyMissing, "/srv/canary/keys is not there") })))
    }
  }

  private func response(_ id: UUID, _ story: String) -> JSONObject {
    Programme.response(
      id, answers: ["name": "Made Up Name", "story": .string(story)], consent: ["analyse"])
  }

  private func take(_ concern: String, _ taken: Taken, _ programme: Programme) async throws {
    guard taken != .open else { return }
    _ = try await programme.engagement.acknowledgeConcern(
      concern, [:], as: programme.steward, origin: .cli)
    guard taken == .closed else { return }
    _ = try await programme.engagement.closeConcern(
      concern, ["outcome": "other", "note": "Could not find out more."], as: programme.steward,
      origin: .cli)
  }

  /// The records that an export writes.
  private func exported(_ programme: Programme) async throws -> Int {
    try await programme.database.application.transaction(as: programme.coordinator) { connection in
      var number = 0
      try ExportQueries.stream(
        .response, survey: "called", questions: [], as: .text, on: connection
      ) { _ in number += 1 }
      return number
    }
  }

  /// Whether the history of a concern says something.
  private func history(
    of concern: String, says what: String, _ programme: Programme
  ) async throws -> Bool {
    let state = try await programme.engagement.concern(
      concern, as: programme.steward, origin: .cli)
    return state["history"]?.array?.contains { $0[what] == true } == true
  }

  @Test(arguments: Taken.allCases)
  func
    `R41 a record that comes in waits for the lead, who is told once more where they took it up before`(
      _ taken: Taken
    ) async throws
  {
    try await withProgrammes { programme, without in
      let body = response(UUID(), "He hits me.")
      for _ in 0..<2 {
        let refused = await problem {
          _ = try await without.record(
            body, survey: "called", as: programme.researcher, origin: .http)
        }
        #expect(refused?.code == ProblemCode.toldUnsealed.rawValue)
      }
      let first = try await programme.concerns(as: programme.steward).compactMap {
        $0["id"]?.string
      }
      let concern = try #require(first.first)
      #expect(first.count == 1)
      try await take(concern, taken, programme)
      // Also by somebody else, and a second time.
      let colleague = try await programme.person("robin", .researcher)
      let stored = try await programme.engagement.record(
        body, survey: "called", as: colleague, origin: .http)
      let again = try await programme.engagement.record(
        body, survey: "called", as: colleague, origin: .http)
      #expect(stored.raisedConcern && !stored.isRepeat && again.isRepeat)
      let exportedThen = try await exported(programme)
      #expect(exportedThen == 0)
      let isSaid = try await history(of: concern, says: "record_came_in", programme)
      #expect(isSaid)
      let alerts = try await programme.count("alert")
      let raised = try await programme.eventCount("concern.raise")
      #expect(alerts == (taken == .open ? 1 : 2) && raised == alerts)
      let waiting = try await programme.concerns(as: programme.steward)
        .filter { $0["holds_record"] == true && $0["status"] == "open" }
      #expect(waiting.count == 1)
      let next = try #require(waiting.first?["id"]?.string)
      let read = try await programme.engagement.concernRecord(
        next, ["reason": "Made up."], as: programme.steward, origin: .http)
      #expect(read["record"]?["answers"]?["story"] == "He hits me.")
      try await take(next, .acknowledged, programme)
      let exportedLast = try await exported(programme)
      #expect(exportedLast == 1)
      let tables = try await programme.database.tables(holding: "hits me")
      #expect(!tables.contains { $0.hasPrefix("concern") })
    }
  }

  @Test(arguments: Taken.allCases)
  func `R41 a record that says something else when it is tried again is told again`(
    _ taken: Taken
  ) async throws {
    try await withProgrammes { programme, without in
      let id = UUID()
      _ = await problem {
        _ = try await without.record(
          response(id, "He hits me."), survey: "called", as: programme.researcher, origin: .http)
      }
      let concern = try #require(
        try await programme.concerns(as: programme.steward).first?["id"]?.string)
      try await take(concern, taken, programme)
      let words = "I want to kill myself."
      let refused = await problem {
        _ = try await without.record(
          response(id, words), survey: "called", as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.toldUnsealed.rawValue)
      let alerts = try await programme.count("alert")
      #expect(alerts == 2)
      _ = try await programme.engagement.record(
        response(id, words), survey: "called", as: programme.researcher, origin: .http)
      let alertsThen = try await programme.count("alert")
      let exportedThen = try await exported(programme)
      #expect(alertsThen == 2 && exportedThen == 0)
      let isSaid = try await history(of: concern, says: "record_came_in", programme)
      #expect(isSaid)
    }
  }

  @Test func `R41 a record that comes in without its worry waits for the lead all the same`()
    async throws
  {
    try await withProgrammes { programme, without in
      let id = UUID()
      _ = await problem {
        _ = try await without.record(
          response(id, "He hits me."), survey: "called", as: programme.researcher, origin: .http)
      }
      let concern = try #require(
        try await programme.concerns(as: programme.steward).first?["id"]?.string)
      try await take(concern, .closed, programme)
      _ = try await programme.engagement.record(
        response(id, "All is well."), survey: "called", as: programme.researcher, origin: .http)
      let alerts = try await programme.count("alert")
      let exportedThen = try await exported(programme)
      #expect(alerts == 2 && exportedThen == 0)
    }
  }

  @Test(arguments: Taken.allCases)
  func `R41 an edit that comes in is told once more where the lead took it up before`(
    _ taken: Taken
  ) async throws {
    try await withProgrammes { programme, without in
      let id = UUID()
      _ = try await programme.engagement.record(
        response(id, "A bench."), survey: "called", as: programme.researcher, origin: .http)
      func edit(_ engagement: Engagement, _ story: String) async -> Problem? {
        await problem {
          _ = try await engagement.edit(
            .response, id.uuidString,
            ["answers": ["name": "Made Up Name", "story": .string(story)]], made: .any,
            as: programme.researcher, origin: .http)
        }
      }
      let refused = await edit(without, "He hits me.")
      #expect(refused?.code == ProblemCode.toldUnsealed.rawValue)
      let concern = try #require(
        try await programme.concerns(as: programme.steward).first?["id"]?.string)
      try await take(concern, taken, programme)
      // Other words of the same question are told too.
      let other = await edit(without, "I want to kill myself.")
      #expect(other?.code == ProblemCode.toldUnsealed.rawValue)
      let alerts = try await programme.count("alert")
      #expect(alerts == 2)
      let made = await edit(programme.engagement, "He hits me.")
      #expect(made == nil)
      let alertsThen = try await programme.count("alert")
      #expect(alertsThen == (taken == .open ? 2 : 3))
      let exportedThen = try await exported(programme)
      #expect(exportedThen == 0)
      let isSaid = try await history(of: concern, says: "edit_came_in", programme)
      #expect(isSaid)
    }
  }

  @Test func `R41 nobody is told of a record that can never come in, for its person took it back`()
    async throws
  {
    try await withProgrammes { programme, without in
      func body(_ id: UUID) -> JSONObject {
        var body = response(id, "He hits me.")
        var consent = body["consent"]?.object ?? [:]
        consent["receipt_hash"] = .string(String(repeating: "ab", count: 32))
        body["consent"] = .object(consent)
        return body
      }
      let made = try await programme.engagement.addLink(
        to: "called", place: nil, until: nil, most: nil, as: programme.coordinator, origin: .cli)
      let link = try await programme.engagement.link(made.token)
      let id = UUID()
      _ = try await programme.engagement.record(
        body(id), survey: "called", as: programme.researcher, origin: .http)
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      _ = try await programme.engagement.withdraw(receipt, origin: .http)
      let alerts = try await programme.count("alert")
      for id in [id, UUID()] {
        let refused = await problem {
          _ = try await without.record(
            body(id), survey: "called", as: programme.researcher, origin: .http)
        }
        #expect(refused?.code == ProblemCode.withdrawn.rawValue)
        let throughLink = await problem { _ = try await without.record(body(id), through: link) }
        #expect(throughLink?.code == ProblemCode.withdrawn.rawValue)
        var batch = try without.recordingBatch(as: programme.researcher, origin: .http)
        var answers = try await batch.take(
          .success(body(id).with(["survey": "called"])), size: 200)
        answers += try await batch.finish()
        guard case .refused(let problem) = answers.first else {
          Issue.record("\(answers)")
          continue
        }
        #expect(problem.code == ProblemCode.withdrawn.rawValue)
      }
      let alertsThen = try await programme.count("alert")
      #expect(alertsThen == alerts)
    }
  }
}
