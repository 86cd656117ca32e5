// Recording: once, whole, and only with consent.

import Surveys
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct RecordingTests {
  @Test func `the same response twice is stored once and answered alike`() async throws {
    try await withProgramme { programme in
      let body = Programme.response(answers: ["warm": "yes"])
      let first = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      let second = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      #expect(first.bytes == second.bytes)
      #expect(!first.isRepeat && second.isRepeat)
      let list = try await programme.engagement.responses(
        survey: "warm-rooms", after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.count == 1)
    }
  }

  @Test func `the same response with its id in capitals the second time is the same response`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      var body = Programme.response(id, answers: ["warm": "yes"])
      body["id"] = .string(id.uuidString.lowercased())
      let first = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      body["id"] = .string(id.uuidString)
      let second = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      #expect(first.bytes == second.bytes)
      #expect(!first.isRepeat && second.isRepeat)
    }
  }

  @Test func `other content under a known id is refused before its answers are judged`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      for other: JSONObject in [["warm": "no"], ["warm": "perhaps"]] {
        let problem = await problem {
          _ = try await programme.engagement.record(
            Programme.response(id, answers: other), survey: "warm-rooms",
            as: programme.researcher, origin: .http)
        }
        #expect(problem?.httpStatus == 409)
        #expect(problem?.code == ProblemCode.otherContent.rawValue)
      }
    }
  }

  @Test func `an id that another researcher used is refused without showing theirs`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      let other = UUID()
      try await programme.database.owner.transaction(
        partnership: programme.partnership.id
      ) { connection in
        try AccountQueries.insert(id: other, name: "kim", roles: [.researcher], on: connection)
      }
      let stranger = Principal(
        partnership: programme.partnership.id, partnershipSlug: programme.partnership.slug,
        account: other, accountName: "kim", role: .researcher)
      let problem = await problem {
        _ = try await programme.engagement.record(
          Programme.response(id, answers: ["warm": "yes"]), survey: "warm-rooms", as: stranger,
          origin: .http)
      }
      #expect(problem?.httpStatus == 409)
    }
  }

  @Test func `every refused answer is named and nothing is stored`() async throws {
    try await withProgramme { programme in
      let problem = await problem {
        _ = try await programme.engagement.record(
          Programme.response(answers: ["age": "ancient", "story": "x", "wram": "yes"]),
          survey: "warm-rooms", as: programme.researcher, origin: .http)
      }
      #expect(problem?.httpStatus == 422)
      #expect(
        Set(problem?.answers.map(\.question) ?? []) == ["age", "story", "wram", "warm"])
      let list = try await programme.engagement.responses(
        survey: "warm-rooms", after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.isEmpty)
    }
  }

  @Test func `without consent nothing is kept`() async throws {
    try await withProgramme { programme in
      for consent in [[], ["quote"]] {
        let problem = await problem {
          _ = try await programme.engagement.record(
            Programme.response(answers: ["warm": "yes"], consent: consent), survey: "warm-rooms",
            as: programme.researcher, origin: .http)
        }
        #expect(problem?.code == "A011")
      }
      let count = try await programme.database.superuser.withConnection { connection in
        try connection.first("select count(*) from hark.submission") { row in
          try row.get(0, as: Int.self)
        }
      }
      #expect(count == 0)
    }
  }

  @Test func `an answer that raises a concern reaches the steward alone`() async throws {
    try await withProgramme { programme in
      let receipt = try await programme.engagement.record(
        Programme.response(answers: ["warm": "yes", "danger": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      #expect(String(decoding: receipt.bytes, as: UTF8.self).contains("concern_raised"))
      let seen = try await programme.engagement.concerns(
        status: nil, after: nil, limit: 10, as: programme.steward, origin: .cli)
      #expect(seen.items.first?["questions"] == ["danger"])
      for other in [programme.researcher, programme.coordinator, programme.commissioner] {
        let problem = await problem {
          _ = try await programme.engagement.concerns(
            status: nil, after: nil, limit: 10, as: other, origin: .cli)
        }
        #expect(problem?.httpStatus == 403)
      }
    }
  }

  @Test func `a closed survey takes answers of before, marked late, and no others`() async throws {
    try await withProgramme { programme in
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      let refused = await problem {
        _ = try await programme.engagement.record(
          Programme.response(answers: ["warm": "yes"]), survey: "warm-rooms",
          as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.surveyClosed.rawValue)
      var late = Programme.response(answers: ["warm": "yes"])
      late["version"] = "1.0.0"
      _ = try await programme.engagement.record(
        late, survey: "warm-rooms", as: programme.researcher, origin: .http)
      let list = try await programme.engagement.responses(
        survey: "warm-rooms", after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.first?["late"] == true)
    }
  }

  @Test func `publishing the same bytes again changes nothing`() async throws {
    try await withProgramme { programme in
      let again = try await programme.engagement.publish(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      #expect(!again.isNew)
      #expect(try await programme.engagement.surveys(as: programme.commissioner).count == 1)
    }
  }

  @Test func `published words are logged with their source and never counted`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      let body: JSONObject = [
        "id": .string(id.uuidString), "survey": "warm-rooms", "held_on": "2023-04-01",
        "basis": "published", "citation": "A made-up report, page 3",
        "answers": ["warm": "no", "story": "A made-up quotation."],
      ]
      _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      let read = try await programme.engagement.conversation(
        id.uuidString, as: programme.researcher, origin: .cli
      ).json
      #expect(read["citation"] == "A made-up report, page 3")
      #expect(read["answers"]?["story"] == "A made-up quotation.")
      try await programme.record(40, ["warm": "yes", "age": "old"])
      let release = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      #expect(release["findings"]?[0]?["total"]?["base"] == 40)
    }
  }

  @Test func `a citation is needed for published words, and consent does not go with them`()
    async throws
  {
    try await withProgramme { programme in
      let body: JSONObject = [
        "id": .string(UUID().uuidString), "survey": "warm-rooms", "basis": "published",
        "consent": ["form": "spoken", "scopes": ["analyse": true]], "answers": ["warm": "no"],
      ]
      let problem = await problem {
        _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      }
      #expect(Set(problem?.answers.map(\.question) ?? []) == ["citation", "consent"])
    }
  }
}
