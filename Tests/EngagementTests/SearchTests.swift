// "Has this been asked before?": what a search finds, for whom, and what it never shows.

import Engagement
import Foundation
import JSON
import Postgres
import Practice
import Storage
import TestSupport
import Testing

@Suite struct SearchTests {
  @Test func `conversations are found by their words, by whoever may see them and nobody else`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let bench = try await Searched.log(programme, "A bench by the bus stop.", as: kim)
      let other = try await Searched.log(
        programme, "Mainc wrth y safle bws.", as: programme.researcher)
      #expect(try await Searched.found(programme, "benches", as: programme.coordinator) == [bench])
      #expect(try await Searched.found(programme, "\"bus stop\"", as: kim) == [bench])
      #expect(try await Searched.found(programme, "\"stop bus\"", as: kim).isEmpty)
      #expect(try await Searched.found(programme, "mainc", as: programme.coordinator) == [other])
      #expect(try await Searched.found(programme, "mainc", as: kim).isEmpty)
      #expect(
        try await Set(Searched.found(programme, "bench or mainc", as: programme.coordinator)) == [
          bench, other,
        ])
      for principal in [programme.commissioner, programme.steward] {
        let results = try await programme.engagement.search("bench", limit: 20, as: principal)
        #expect(results.conversations.isEmpty)
      }
    }
  }

  @Test
  func `a phrase is found where it stands, and a word that must not be there is always obeyed`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let bench = try await Searched.log(programme, "Benches stand by the stop", as: kim)
      let other = try await Searched.log(programme, "Benches stand near a stop", as: kim)
      // The last word and the first are no neighbours.
      #expect(try await Searched.found(programme, "\"stop bench\"", as: kim).isEmpty)
      #expect(try await Searched.found(programme, "\"stop benches\"", as: kim).isEmpty)
      #expect(try await Searched.found(programme, "\"by the stop\"", as: kim) == [bench])
      #expect(try await Searched.found(programme, "bench -the", as: kim) == [other])
      #expect(try await Searched.found(programme, "stands -near", as: kim) == [bench])
      #expect(try await Set(Searched.found(programme, "bench", as: kim)) == [bench, other])
    }
  }

  @Test func `conversations from before there was a search are looked through by whoever searches`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let mine = try await Searched.log(programme, "A bench.", as: kim)
      let other = try await Searched.log(programme, "A bench too.", as: programme.researcher)
      // As a migration leaves it.
      try await programme.database.superuser.withTransaction { connection in
        try connection.execute("delete from hark.conversation_words")
        try connection.execute(
          """
          insert into hark.words_due (partnership_id, id, created_by)
          select partnership_id, id, created_by from hark.conversation
          """)
      }
      #expect(try await Searched.found(programme, "bench", as: kim) == [mine])
      #expect(try await programme.engagement.keepWordsDue(as: programme.coordinator) == 1)
      #expect(try await programme.engagement.keepWordsDue(as: programme.coordinator) == 0)
      #expect(
        try await Set(Searched.found(programme, "bench", as: programme.coordinator)) == [
          mine, other,
        ])
      #expect(try await Searched.found(programme, "canaryname", as: programme.coordinator).isEmpty)
    }
  }

  @Test func `a conversation that cannot be read holds up neither the others nor anybody's search`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let hidden = try await Searched.log(programme, "A bench.", as: kim)
      let unknown = try await Searched.log(programme, "A bench of no version.", as: kim)
      let good = try await Searched.log(programme, "A bench too.", as: kim)
      try await programme.database.superuser.withTransaction { connection in
        // Past every check: damage that nothing in Hark does.
        try connection.execute("set local session_replication_role = replica")
        try connection.execute("delete from hark.conversation_words")
        try connection.execute(
          "update hark.response set withdrawn = true where id = \(UUID(uuidString: hidden))")
        try connection.execute(
          "update hark.response set survey_version = '9.9.9' where id = \(UUID(uuidString: unknown))"
        )
        try connection.execute(
          """
          insert into hark.words_due (partnership_id, id, created_by)
          select partnership_id, id, created_by from hark.conversation
          """)
      }
      #expect(try await Searched.found(programme, "bench", as: kim) == [good])
      #expect(try await programme.engagement.keepWordsDue(as: programme.coordinator) == 0)
    }
  }

  @Test func `a text with more words than the index takes is kept, and found by its beginning`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let id = try await Searched.log(programme, "A bench.", as: kim)
      let text = (100_000..<320_000).map { "word\($0)" }.joined(separator: " ")
      let record = try #require(UUID(uuidString: id))
      try await programme.database.application.transaction(as: kim) { connection in
        try SearchQueries.keep([(record, text)], on: connection)
      }
      #expect(try await Searched.found(programme, "word100000", as: kim) == [id])
      #expect(try await Searched.found(programme, "word319999", as: kim).isEmpty)
    }
  }

  @Test func `R14 another partnership's conversations are not found`() async throws {
    try await Searched.withConversations { programme, kim in
      _ = try await Searched.log(programme, "A bench.", as: kim)
      let stranger = try await programme.database.addPartnership(slug: "elsewhere")
      #expect(
        try await Searched.found(programme, "bench", as: stranger.principal(.coordinator)).isEmpty)
    }
  }

  @Test func `the search that runs past the policies shows what the policies show`() async throws {
    try await Searched.withConversations { programme, kim in
      for number in 0..<12 {
        _ = try await Searched.log(
          programme, "bench \(number)", as: number.isMultiple(of: 3) ? kim : programme.researcher)
      }
      for principal in [programme.coordinator, programme.researcher, kim] {
        let seen = try await programme.database.application.transaction(as: principal) {
          connection in
          try connection.query("select id from hark.conversation where not withdrawn") { row in
            try row.get("id", as: UUID.self)
          }
        }
        let found = try await Searched.found(programme, "bench", as: principal)
        #expect(Set(found) == Set(seen.map { $0.uuidString.lowercased() }))
      }
    }
  }

  @Test func `a result has no word of a person, and an answer that identifies is not looked at`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      _ = try await Searched.log(programme, "Canarybench by the stop.", as: kim)
      let results = try await programme.engagement.search("canarybench", limit: 5, as: kim)
      #expect(results.conversations.count == 1)
      #expect(!JSONValue.object(results.json).text().lowercased().contains("canarybench"))
      #expect(try await Searched.found(programme, "canaryname", as: programme.coordinator).isEmpty)
      let words = try await programme.database.superuser.withConnection { connection in
        try connection.query("select words::text as words from hark.conversation_words") { row in
          try row.get("words", as: String.self)
        }
      }
      #expect(words.count == 1 && !words[0].contains("canaryname"))
    }
  }

  @Test func `what is edited is found by what it says now, what is withdrawn no more`() async throws
  {
    try await Searched.withConversations { programme, kim in
      let id = try await Searched.log(programme, "A bench.", as: kim)
      _ = try await programme.engagement.edit(
        .conversation, id, ["answers": ["matters": "A shelter."]], made: .any,
        as: programme.coordinator, origin: .http)
      #expect(try await Searched.found(programme, "bench", as: kim).isEmpty)
      #expect(try await Searched.found(programme, "shelter", as: kim) == [id])
      try await programme.database.application.transaction(as: programme.steward) { connection in
        _ = try ConsentQueries.withdraw(
          record: UUID(uuidString: id) ?? UUID(), on: connection)
      }
      #expect(try await Searched.found(programme, "shelter", as: programme.coordinator).isEmpty)
      let left = try await programme.database.superuser.withConnection { connection in
        try connection.first("select count(*) as n from hark.conversation_words") { row in
          try row.get("n", as: Int.self)
        }
      }
      #expect(left == 0)
    }
  }

  @Test func `questions, findings and plans are found, each by whoever may see them`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(40, ["warm": "yes"])
      _ = try await programme.engagement.add(
        .plan, ["title": "Warm rooms in winter", "decision": "Which rooms are heated."],
        as: programme.coordinator, origin: .http)
      let results = try await programme.engagement.search(
        "warm room", limit: 5, as: programme.coordinator)
      #expect(results.questions.map { $0["id"] } == ["warm"])
      #expect(results.findings.map { $0["id"] } == ["is_warm"])
      #expect(results.findings[0]["release"] == .null)
      #expect(results.work.map { $0["title"] } == ["Warm rooms in winter"])
      let commissioner = try await programme.engagement.search(
        "warm", limit: 5, as: programme.commissioner)
      #expect(commissioner.questions.count == 1 && commissioner.work.isEmpty)
    }
  }

  @Test(arguments: ["'", "\"", "a & | ! ( ) :*", "<->", "\\", "ð\u{0301}", "-", "or or or"])
  func `a search for odd characters finds nothing and breaks nothing`(text: String) async throws {
    try await withProgramme { programme in
      let results = try await programme.engagement.search(
        text, limit: 5, as: programme.coordinator)
      #expect(results.conversations.isEmpty)
    }
  }

  @Test func `an empty search and one that is too long are refused`() async throws {
    try await withProgramme { programme in
      for text in ["", "  ", String(repeating: "a", count: 501)] {
        await #expect(throws: Problem.self) {
          _ = try await programme.engagement.search(text, limit: 5, as: programme.coordinator)
        }
      }
    }
  }
}
