// When consent was given is what the person who asked says, not when a phone found a signal.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import Testing

@Suite struct ConsentTimeTests {
  @Test func `R35 consent keeps the time at which it was given, however late it comes in`()
    async throws
  {
    try await withProgramme { programme in
      for (given, kept) in [
        ("2026-10-01T14:30:00Z", "2026-10-01T14:30:00.000Z"),
        ("2026-10-01T15:30:00.250+01:00", "2026-10-01T14:30:00.250Z"),
      ] {
        let stored = try await Self.stored(given, programme)
        #expect(stored["consent"]?["given_at"]?.string == kept)
      }
      // A phone whose clock runs ahead a little did not ask tomorrow.
      let before = Date()
      let ahead = try await Self.stored(
        before.addingTimeInterval(600).formatted(.iso8601), programme)
      let text = try #require(ahead["consent"]?["given_at"]?.string)
      let moment = try Date(
        text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      #expect(abs(moment.timeIntervalSince(before)) < 300)
    }
  }

  @Test(arguments: [
    "2099-01-01T00:00:00Z", "yesterday", "2026-02-30T10:00:00Z", "0999-01-01T00:00:00Z",
  ])
  func `a time at which nobody can have agreed is refused by its field`(given: String)
    async throws
  {
    try await withProgramme { programme in
      let refused = await problem { _ = try await Self.stored(given, programme) }
      #expect(refused?.answers.map(\.question) == ["consent.given_at"])
    }
  }

  /// Records a response and reads it as its person does.
  private static func stored(_ given: String, _ programme: Programme) async throws -> JSONValue {
    var body = Programme.response(answers: ["warm": "yes"])
    let hash = (0..<32).map { _ in UInt8.random(in: 0...255) }
    body["consent"] = .object(
      (body["consent"]?.object ?? [:]).with([
        "given_at": .string(given),
        "receipt_hash": .string(
          hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()),
      ]))
    _ = try await programme.engagement.record(
      body, survey: "warm-rooms", as: programme.researcher, origin: .http)
    let receipt = try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: hash, from: "test")
    return try #require(
      try await programme.engagement.held(receipt, origin: .http)["records"]?[0])
  }
}
