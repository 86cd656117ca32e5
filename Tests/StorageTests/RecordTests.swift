// Records on their way in and out again: texts as they were written, pages without gaps, an id
// stored once, concerns for stewards.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct RecordTests {
  static let hostile = [
    "Robert'); drop table hark.response; --", "\\", "\\x00", "$1 $$ $body$", "%s %n %", "' \" `",
    "{\"a\":1}", "\u{202E}reversed\u{202C}", "e\u{301} and \u{E9}", "\u{FEFF}mark", "\r\n\t\u{1}",
    "👩‍👩‍👧‍👦 \u{10FFFF}", "<script>alert(1)</script>", "=1+1", "\\N", "\\.", "ﬁ Å Å",
    String(repeating: "x", count: 1_000_000), "",
  ]

  @Test func `hostile text comes back as it was written`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let researcher = partnership.principal(.researcher)
      for text in Self.hostile {
        let json = try JSONText(Array(JSONEncoder().encode(["story": text])))
        let id = UUID()
        let (note, answers) = try await database.application.transaction(as: researcher) {
          connection in
          try ConsentQueries.insert([Sample.consent(id)], on: connection)
          try ConversationQueries.insert([Sample.conversation(id, note: text)], on: connection)
          try ResponseQueries.insert([Sample.response(id, answers: json)], on: connection)
          return (
            try ConversationQueries.find(id, on: connection)?.content.note,
            try ResponseQueries.find(id, on: connection)?.content.answers
          )
        }
        #expect(note.map { Array($0.utf8) } == Array(text.utf8))
        let read = try JSONDecoder().decode(
          [String: String].self, from: Data(try #require(answers).bytes))
        #expect(read["story"].map { Array($0.utf8) } == Array(text.utf8))
      }
    }
  }

  @Test func `a text with a NUL is refused before it is sent`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      await #expect(throws: PostgresError.nulInText) {
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in
          try ConversationQueries.insert(
            [Sample.conversation(basis: "published", citation: "a\0b")], on: connection)
        }
      }
    }
  }

  @Test func `what is stored comes back whole`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let (id, other) = (UUID(), UUID())
      let conversation = try Sample.conversation(id, note: "quiet")
      let response = try Sample.response(id, conversation: id, coded: Array(0...255))
      let submission = Sample.submission(id, kind: .conversation, result: #"{"id": "…"}"#)
      let quoted = try Sample.response(other, basis: "published", citation: "City report, 2021")
      try await database.application.transaction(as: partnership.principal(.researcher)) {
        connection in
        try SubmissionQueries.insert([submission], on: connection)
        try ConsentQueries.insert([Sample.consent(id)], on: connection)
        try ConversationQueries.insert([conversation], on: connection)
        try ResponseQueries.insert([response, quoted], on: connection)
        #expect(try SubmissionQueries.find(id, on: connection)?.content == submission)
        #expect(try ConversationQueries.find(id, on: connection)?.content == conversation)
        let found = try ResponseQueries.find(id, on: connection)
        #expect(found?.content == response)
        #expect(found?.createdBy == partnership.account)
        #expect(try ResponseQueries.find(other, on: connection)?.content == quoted)
        #expect(try ConsentQueries.liveScopes(record: id, on: connection) == ["analyse"])
      }
    }
  }

  @Test func `an id is stored once, also for somebody who may not see it`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let sam = try await database.addAccount("sam", roles: [.researcher], to: partnership)
      let another = Principal(
        partnership: partnership.id, partnershipSlug: partnership.slug, account: sam,
        accountName: "sam", role: .researcher)
      let id = UUID()
      for principal in [partnership.principal(.researcher), another] {
        let result: Result<Stored<SubmissionRecord>?, any Error>
        do {
          result = .success(
            try await database.application.transaction(as: principal) { connection in
              try SubmissionQueries.insert([Sample.submission(id)], on: connection)
              return try SubmissionQueries.find(id, on: connection)
            })
        } catch {
          result = .failure(error)
        }
        if principal == another {
          #expect(throws: StorageError.alreadyExists(table: "submission")) { try result.get() }
        } else {
          #expect(try result.get()?.content == Sample.submission(id))
        }
      }
      // Another partnership's ids are its own.
      let other = try await database.addSurveyedPartnership(slug: "worcester")
      try await database.application.transaction(as: other.principal(.researcher)) { connection in
        #expect(try SubmissionQueries.find(id, on: connection) == nil)
        try SubmissionQueries.insert([Sample.submission(id)], on: connection)
      }
    }
  }

  @Test func `of many writers with the same id one is stored`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let response = try Sample.response()
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<12 {
          group.addTask {
            do {
              try await database.record(response, in: partnership)
              return true
            } catch {
              #expect(StorageError(error) == .alreadyExists(table: "submission"))
              return false
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count(where: { $0 }) == 1)
      let count = try await database.application.transaction(
        as: partnership.principal(.coordinator)
      ) { connection in try ResponseQueries.count(survey: Sample.survey, on: connection) }
      #expect(count == 1)
    }
  }

  @Test func `pages hold every record once, also those stored at the same moment`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let researcher = partnership.principal(.researcher)
      var ids: Set<UUID> = []
      for size in [7, 1, 5] {
        let responses = try (0..<size).map { _ in try Sample.response() }
        ids.formUnion(responses.map(\.id))
        try await database.application.transaction(as: researcher) { connection in
          try ConsentQueries.insert(responses.map { Sample.consent($0.id) }, on: connection)
          try ResponseQueries.insert(responses, on: connection)
        }
      }
      let pages = try await database.application.transaction(as: researcher) { connection in
        var pages: [[Stored<ResponseRecord>]] = []
        var after: Cursor?
        while true {
          let page = try ResponseQueries.list(
            survey: Sample.survey, page: Page(after: after, limit: 3), on: connection)
          guard let last = page.last else { return pages }
          pages.append(page)
          after = last.cursor
        }
      }
      #expect(pages.map(\.count) == [3, 3, 3, 3, 1])
      let all = pages.flatMap { $0 }
      #expect(all.count == ids.count && Set(all.map(\.id)) == ids)
      #expect(all.map(\.createdAt) == all.map(\.createdAt).sorted())
    }
  }

  @Test func `a steward alone lists concerns, and takes them up`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      _ = try await database.addFullPartnership(slug: "worcester")
      for role in Role.allCases {
        let concerns = try await database.application.transaction(as: partnership.principal(role)) {
          connection in try ConcernQueries.list(on: connection)
        }
        #expect(concerns.count == (role == .steward ? 1 : 0), "\(role)")
        #expect(
          concerns.allSatisfy { $0.status == .open && $0.raised.content.questions == ["safe"] })
      }
      try await database.application.transaction(as: partnership.principal(.steward)) {
        connection in
        let id = try #require(try ConcernQueries.list(on: connection).first).raised.id
        #expect(try ConcernQueries.close(id, outcome: .other, on: connection) == false)
        #expect(try ConcernQueries.acknowledge(id, urgency: .urgent, on: connection))
        #expect(try ConcernQueries.close(id, outcome: .referred, on: connection))
        #expect(try ConcernQueries.list(status: .open, on: connection).isEmpty)
        let closed = try #require(try ConcernQueries.list(status: .closed, on: connection).first)
        #expect(closed.raised.content.urgency == .urgent)
        #expect(closed.acknowledgedBy == partnership.account)
        #expect(closed.closedBy == partnership.account && closed.closedAt != nil)
      }
    }
  }

  @Test func `whoever does not record cannot store a record`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      for role in [Role.commissioner, .administrator] {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.record(
            Sample.response(), in: partnership, as: partnership.principal(role))
        }
      }
    }
  }
}
