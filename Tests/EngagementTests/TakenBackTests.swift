// What comes late after a person took their words back: the same record while a hold keeps it, and another
// one under a code that took everything back, whichever way they come in.

import Engagement
import Foundation
import JSON
import Sealing
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct TakenBackTests {
  private func withNeighbours(_ body: (Programme) async throws -> Void) async throws {
    let keys = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))]))
    try await withProgramme(
      modules: ["neighbours": neighboursSurvey(asking: nameQuestion)],
      vault: Vault(masters: { keys }), body)
  }

  private func conversation(_ id: UUID, _ code: String = "ab") -> JSONObject {
    var body = response(id, code).with([
      "survey": "neighbours", "held_on": "2026-10-01", "setting": "home", "how": "phone",
      "note": "A made-up note.",
    ])
    body["answered_on"] = nil
    return body
  }

  private func response(_ id: UUID, _ code: String = "ab") -> JSONObject {
    [
      "id": .string(id.uuidString.lowercased()), "answered_on": "2026-10-01",
      "consent": [
        "form": "spoken", "scopes": ["analyse": true],
        "receipt_hash": .string(String(repeating: code, count: 32)),
      ],
      "answers": ["matters": "A bench", "name": "A made-up name"],
    ]
  }

  private func takeBack(_ programme: Programme) async throws -> JSONObject {
    let receipt = try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
    return try await programme.engagement.withdraw(receipt, origin: .http)
  }

  /// What each way of coming in says to these bodies: one alone, a stream, a file.
  private func answers(
    _ programme: Programme, _ bodies: [JSONObject]
  ) async throws -> [Problem?] {
    var answers: [Problem?] = []
    for body in bodies {
      answers.append(
        await problem {
          _ = try await programme.engagement.record(
            body, survey: "neighbours", as: programme.researcher, origin: .http)
        })
    }
    var batch = try programme.engagement.recordingBatch(
      as: programme.researcher, origin: .http)
    var outcomes: [BatchAnswer] = []
    for body in bodies {
      outcomes += try await batch.take(
        .success(body.with(["survey": "neighbours"])), size: 1_000)
    }
    outcomes += try await batch.finish()
    answers += outcomes.map { if case .refused(let problem) = $0 { problem } else { nil } }
    var file = try await programme.engagement.importing(
      into: "neighbours", ImportSettings(identity: .key, reading: .typed), as: programme.researcher)
    var refused: [RefusedRow] = []
    for (line, body) in bodies.enumerated() {
      refused += try await file.take(ImportEntry(line: line + 1, object: body, key: "\(line)"))
    }
    refused += try await file.finish()
    return answers + bodies.indices.map { line in refused.first { $0.line == line + 1 }?.problem }
  }

  @Test
  func `R36 a record that a legal hold keeps is told to a late phone as taken back`() async throws {
    try await withNeighbours { programme in
      let (spoken, answered) = (UUID(), UUID())
      _ = try await programme.engagement.log(
        conversation(spoken), as: programme.researcher, origin: .http)
      _ = try await programme.engagement.record(
        response(answered), survey: "neighbours", as: programme.researcher, origin: .http)
      _ = try await programme.engagement.hold(
        record: nil, survey: "neighbours", reason: "A court asked", as: programme.steward,
        origin: .cli)
      let done = try await takeBack(programme)
      #expect(done["held"] == 2 && done["erased"] == 0)
      let late = await problem {
        _ = try await programme.engagement.log(
          conversation(spoken), as: programme.researcher, origin: .http)
      }
      #expect(late?.code == "H034", "\(late?.description ?? "stored")")
      for answer in try await answers(programme, [response(answered)]) {
        #expect(answer?.code == "H034", "\(answer?.description ?? "stored")")
      }
    }
  }

  @Test(arguments: [false, true])
  func `R36 a code that took everything back takes no other record, whichever way it comes`(
    isHeld: Bool
  ) async throws {
    try await withNeighbours { programme in
      _ = try await programme.engagement.record(
        response(UUID()), survey: "neighbours", as: programme.researcher, origin: .http)
      if isHeld {
        _ = try await programme.engagement.hold(
          record: nil, survey: "neighbours", reason: "A court asked", as: programme.steward,
          origin: .cli)
      }
      _ = try await takeBack(programme)
      let spoken = await problem {
        _ = try await programme.engagement.log(
          conversation(UUID()), as: programme.researcher, origin: .http)
      }
      #expect(spoken?.code == "H034" && spoken?.detail.contains("new code") == true)
      // Beside one of somebody else, which is taken.
      let told = try await answers(programme, [response(UUID()), response(UUID(), "cd")])
      for (index, answer) in told.enumerated() {
        #expect(answer?.code == (index % 2 == 0 ? "H034" : nil), "\(index)")
      }
      let stored = try await programme.database.application.transaction(as: programme.coordinator) {
        try ResponseQueries.count(survey: "neighbours", on: $0)
      }
      #expect(stored == 1)
      // What a steward erased by mistake is recorded again under the same code.
      let mistaken = UUID()
      _ = try await programme.engagement.record(
        response(mistaken, "ef"), survey: "neighbours", as: programme.researcher, origin: .http)
      if !isHeld {
        try await programme.engagement.erase(
          mistaken.uuidString, because: .recordedByMistake, as: programme.steward, origin: .cli)
        _ = try await programme.engagement.record(
          response(UUID(), "ef"), survey: "neighbours", as: programme.researcher, origin: .http)
      }
    }
  }

  @Test func `R35 consent is asked in a language of the survey, or somebody interprets`()
    async throws
  {
    try await withNeighbours { programme in
      func log(_ language: String, interpreter: Bool = false) async -> Problem? {
        var body = conversation(UUID(), "0\(Int.random(in: 0...9))")
        var consent = body["consent"]?.object ?? [:]
        consent["language"] = .string(language)
        (body["consent"], body["interpreter"]) = (.object(consent), .bool(interpreter))
        let sent = body
        return await problem {
          _ = try await programme.engagement.log(sent, as: programme.researcher, origin: .http)
        }
      }
      let refused = await log("xx")
      #expect(refused?.answers.map(\.question) == ["consent.language"])
      #expect(refused?.answers.first?.message.contains("there is en") == true)
      #expect(await log("not a tag")?.answers.first?.question == "consent.language")
      for language in ["en", "en-GB", "en-x-easyread"] { #expect(await log(language) == nil) }
      #expect(await log("so", interpreter: true) == nil)
    }
  }

  @Test(arguments: ["", "  \n", "\u{200B}\u{200D}", "\u{2060} \u{FEFF}", "\u{3164}"])
  func `a reason that nobody can read is none`(reason: String) async throws {
    try await withNeighbours { programme in
      let held = await problem {
        _ = try await programme.engagement.hold(
          record: nil, survey: "neighbours", reason: reason, as: programme.steward, origin: .cli)
      }
      #expect(held?.code == ProblemCode.badRequest.rawValue)
      _ = try await programme.engagement.log(
        conversation(UUID()), as: programme.researcher, origin: .http)
      let raised = try await programme.engagement.raiseConcern(
        ["note": "A made-up worry."], as: programme.researcher, origin: .http)
      let concern = raised["id"]?.string ?? ""
      let looked = await problem {
        _ = try await programme.engagement.concernRecord(
          concern, ["reason": .string(reason)], as: programme.steward, origin: .http)
      }
      #expect(looked?.answers.map(\.question) == ["reason"])
      let noted = await problem {
        _ = try await programme.engagement.noteConcern(
          concern, ["note": .string(reason)], as: programme.steward, origin: .http)
      }
      #expect(noted?.answers.map(\.question) == ["note"])
    }
  }
}
