// A record that comes late under a receipt code whose person took a part back: it comes in without that part,
// whichever way it comes in.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct TakenBackInPartTests {
  private static let everything = ["analyse", "quote", "analyse_sensitive"]

  /// A response whose person has this receipt code.
  private func response(
    _ id: UUID = UUID(), code: UInt8 = 0xab, scopes: [String] = everything, danger: Bool? = false
  ) -> JSONObject {
    var answers: JSONObject = ["age": "old", "warm": false, "story": "Made up"]
    answers["danger"] = danger.map { .bool($0) }
    var body = Programme.response(id, answers: answers, consent: scopes)
    var consent = body["consent"]?.object ?? [:]
    consent["receipt_hash"] = .string(
      String(repeating: String(code, radix: 16), count: 32))
    body["consent"] = .object(consent)
    return body
  }

  /// What the person says with the code.
  private func change(_ scopes: [String: Bool], _ programme: Programme) async throws {
    let receipt = try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
    _ = try await programme.engagement.changeScopes(receipt, scopes, origin: .http)
  }

  private func record(_ body: JSONObject, _ programme: Programme) async throws -> JSONObject {
    let receipt = try await programme.engagement.record(
      body, survey: "warm-rooms", as: programme.researcher, origin: .http)
    return try #require(JSONValue.parse(receipt.bytes).object)
  }

  /// What stands of a record: scopes, and answers.
  private func standing(
    _ id: UUID, _ programme: Programme
  ) async throws -> (scopes: Set<String>, answers: JSONObject, body: Bool) {
    try await programme.database.application.transaction(as: programme.coordinator) { connection in
      let scopes = try ConsentQueries.liveScopes(record: id, on: connection)
      let response = try ResponseQueries.find(id, on: connection)?.content
      let answers = try JSONValue.parse(response?.answers.bytes ?? Array("{}".utf8)).object ?? [:]
      let body = try SubmissionQueries.find(id, on: connection)?.content.body
      return (scopes, answers, body != nil)
    }
  }

  @Test
  func `R36 a late record comes in without what its person took back under the code, and says so`()
    async throws
  {
    try await withProgramme { programme in
      let first = try await record(response(), programme)
      #expect(first["notice"] == nil)
      try await change(["quote": false], programme)
      let late = UUID()
      let told = try await record(response(late), programme)
      #expect(told["scopes_taken_back"] == ["quote"])
      #expect(told["notice"]?.string?.contains("took back") == true)
      let stands = try await standing(late, programme)
      #expect(stands.scopes == ["analyse", "analyse_sensitive"])
      #expect(stands.answers["danger"] == "no")
      // What was sent is not kept: it says yes to what was taken back.
      #expect(!stands.body)
      // The second try of the same record is answered alike.
      let again = try await record(response(late), programme)
      #expect(again == told)
      // Other people's records are as they were, also beside it.
      let other = UUID()
      let untouched = try await record(response(other, code: 0xcd), programme)
      #expect(untouched["notice"] == nil)
      let theirs = try await standing(other, programme)
      #expect(theirs.scopes == Set(Self.everything) && theirs.body)
      // Who allows it again has it back for what comes later.
      try await change(["quote": true], programme)
      let later = UUID()
      let allowed = try await record(response(later), programme)
      #expect(allowed["notice"] == nil)
      let anew = try await standing(later, programme)
      #expect(anew.scopes == Set(Self.everything))
    }
  }

  @Test func `R36 a no counts for what comes late, also where nothing here had allowed it`()
    async throws
  {
    try await withProgramme { programme in
      _ = try await record(response(scopes: ["analyse", "analyse_sensitive"]), programme)
      for _ in 0..<2 { try await change(["quote": false], programme) }
      let told = try await record(response(), programme)
      #expect(told["scopes_taken_back"] == ["quote"])
      try await change(["quote": true], programme)
      let later = try await record(response(), programme)
      #expect(later["notice"] == nil)
      // What was said is in the copy that the person takes, once where it was said twice.
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      let bundle = try await programme.engagement.bundle(receipt, origin: .http)
      let said = bundle["records"]?.array?.flatMap {
        $0["stored"]?["consent_change"]?.array?.compactMap { $0["given"]?.bool } ?? []
      }
      #expect(said?.filter { !$0 }.count == 1)
    }
  }

  @Test
  func
    `R36 private answers of a late record stay out where they were taken back, and a worry is heard`()
    async throws
  {
    try await withProgramme { programme in
      _ = try await record(response(), programme)
      try await change(["analyse_sensitive": false, "quote": false], programme)
      let late = UUID()
      let told = try await record(response(late, danger: true), programme)
      #expect(told["scopes_taken_back"] == ["analyse_sensitive", "quote"])
      #expect(told["concern_raised"] == true)
      let stands = try await standing(late, programme)
      #expect(stands.scopes == ["analyse"])
      #expect(stands.answers["danger"] == nil && stands.answers["story"] == "Made up")
      // Somebody who never allowed it is told nothing.
      let silent = try await record(response(scopes: ["analyse"], danger: nil), programme)
      #expect(silent["notice"] == nil)
    }
  }

  @Test func `R36 a stream and a file bring no scope back that was taken back`() async throws {
    try await withProgramme { programme in
      _ = try await record(response(), programme)
      try await change(["quote": false], programme)
      let (streamed, filed) = (UUID(), UUID())
      var batch = try programme.engagement.recordingBatch(as: programme.researcher, origin: .http)
      var answers = try await batch.take(
        .success(response(streamed).with(["survey": "warm-rooms"])), size: 1_000)
      answers += try await batch.take(
        .success(response(code: 0xcd).with(["survey": "warm-rooms"])), size: 1_000)
      answers += try await batch.finish()
      let told = answers.map { answer -> Bool in
        guard case .recorded(let receipt) = answer else { return false }
        return (try? JSONValue.parse(receipt))?["scopes_taken_back"] == ["quote"]
      }
      #expect(told == [true, false])
      let rows = [response(code: 0xef), response(filed), response(code: 0xee)]
      // A dry run says it beforehand.
      for isDryRun in [true, false] {
        var file = try await programme.engagement.importing(
          into: "warm-rooms",
          ImportSettings(identity: .key, isDryRun: isDryRun, reading: .typed),
          as: programme.researcher)
        var refused: [RefusedRow] = []
        for (line, body) in rows.enumerated() {
          refused += try await file.take(ImportEntry(line: line + 1, object: body, key: "\(line)"))
        }
        refused += try await file.finish()
        #expect(refused.isEmpty)
        #expect(file.summary.stored == 3 && file.summary.storedInPart == 1)
      }
      for id in [streamed, filed] {
        let stands = try await standing(id, programme)
        #expect(stands.scopes == ["analyse", "analyse_sensitive"])
      }
    }
  }

  @Test func `R36 a late response that belongs to a conversation is under its person's code too`()
    async throws
  {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()]) { programme in
      let (alone, group) = (UUID(), UUID())
      for (id, people, code) in [(alone, 1.0, "ab"), (group, 4, "cd")] {
        _ = try await programme.engagement.log(
          [
            "id": .string(id.uuidString.lowercased()), "survey": "neighbours",
            "held_on": "2026-10-01", "setting": "home", "how": people == 1 ? "phone" : "group",
            "people": .number(people),
            "consent": [
              "form": "spoken", "scopes": ["analyse": true, "quote": true],
              "receipt_hash": .string(String(repeating: code, count: 32)),
            ],
            "answers": ["matters": "A bench"],
          ], as: programme.researcher, origin: .http)
        let receipt = try await programme.engagement.openReceipt(
          partnership: "plymouth",
          hash: [UInt8](repeating: people == 1 ? 0xab : 0xcd, count: 32), from: "test")
        _ = try await programme.engagement.changeScopes(
          receipt, ["quote": false], origin: .http)
      }
      func answer(in conversation: UUID) async throws -> (told: JSONObject, id: UUID) {
        let id = UUID()
        var body = Programme.response(id, answers: ["warm": true], consent: ["analyse", "quote"])
        body["conversation"] = .string(conversation.uuidString.lowercased())
        return (try await record(body, programme), id)
      }
      let late = try await answer(in: alone)
      #expect(late.told["scopes_taken_back"] == ["quote"])
      #expect(try await standing(late.id, programme).scopes == ["analyse"])
      // What people of a group answered is theirs alone.
      let other = try await answer(in: group)
      #expect(other.told["notice"] == nil)
      #expect(try await standing(other.id, programme).scopes == ["analyse", "quote"])
    }
  }

  @Test(arguments: [nil, 0xcd] as [UInt8?])
  func `R36 private answers stay out that were taken back in another response of the conversation`(
    own code: UInt8?
  ) async throws {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()]) { programme in
      let conversation = UUID()
      _ = try await programme.engagement.log(
        [
          "id": .string(conversation.uuidString.lowercased()), "survey": "neighbours",
          "held_on": "2026-10-01", "setting": "home", "how": "phone", "people": 1,
          "consent": [
            "form": "spoken", "scopes": ["analyse": true],
            "receipt_hash": .string(String(repeating: "ab", count: 32)),
          ],
          "answers": ["matters": "A bench"],
        ], as: programme.researcher, origin: .http)
      func answer(code: UInt8? = nil) async throws -> (told: JSONObject, id: UUID) {
        let id = UUID()
        var body =
          code.map { response(id, code: $0, danger: false) }
          ?? Programme.response(
            id, answers: ["age": "old", "warm": false, "danger": false, "story": "Made up"],
            consent: Self.everything)
        body["conversation"] = .string(conversation.uuidString.lowercased())
        return (try await record(body, programme), id)
      }
      // The conversation itself never asked for private answers.
      let first = try await answer(code: code)
      #expect(first.told["notice"] == nil)
      try await change(["analyse_sensitive": false], programme)
      #expect(try await standing(first.id, programme).answers["danger"] == nil)
      let late = try await answer()
      #expect(late.told["scopes_taken_back"] == ["analyse_sensitive"])
      let stands = try await standing(late.id, programme)
      #expect(stands.scopes == ["analyse", "quote"] && stands.answers["danger"] == nil)
      #expect(stands.answers["story"] == "Made up")
      try await change(["analyse_sensitive": true], programme)
      let anew = try await answer()
      #expect(anew.told["notice"] == nil)
      #expect(try await standing(anew.id, programme).scopes == Set(Self.everything))
    }
  }

  @Test func `the database itself takes no record whose sender did not ask what was taken back`()
    async throws
  {
    try await withProgramme { programme in
      _ = try await record(response(), programme)
      try await change(["quote": false], programme)
      let refused = await problem {
        try await programme.database.application.transaction(as: programme.researcher) {
          connection in
          let id = UUID()
          try SubmissionQueries.insert(
            [
              SubmissionRecord(
                id: id, kind: .response, survey: "warm-rooms", source: .http,
                sha256: [UInt8](repeating: 1, count: 32), result: [])
            ], on: connection)
          try ConsentQueries.insert(
            [
              ConsentRecord(
                record: id, wording: "consent-test@1", language: "en", form: "spoken",
                givenAt: Date(timeIntervalSince1970: 0),
                receiptHash: [UInt8](repeating: 0xab, count: 32), scopes: ["analyse": true])
            ], on: connection)
        }
      }
      // A fault to a server that does not know it (HK013), so that the device keeps the record.
      #expect(refused?.code == ProblemCode.tooBusy.rawValue && refused?.httpStatus == 503)
    }
  }
}
