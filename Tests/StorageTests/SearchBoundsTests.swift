// The search that runs past the policies: that it shows what they show, and that it reads the index of words
// however many conversations there are.

import Foundation
import Postgres
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct SearchBoundsTests {
  private static let pool = [
    "bench", "benches", "bus", "stop", "the", "mainc", "bws", "warm", "rooms", "neighbour",
    "lonely", "loneliness", "我们很孤独", "孤独", "ogórek", "ogorek", "dŵr",
  ]

  /// A conversation of these words; a moment apart from the others, so that one is the newest.
  @discardableResult
  private func keep(
    _ text: String, in database: TestDatabase, as principal: Principal
  ) async throws -> UUID {
    let id = UUID()
    try await database.application.transaction(as: principal) { connection in
      try ConsentQueries.insert([Sample.consent(id)], on: connection)
      try ConversationQueries.insert([Sample.conversation(id)], on: connection)
      try ResponseQueries.insert([Sample.response(id, conversation: id)], on: connection)
      try SearchQueries.keep([(id, text)], on: connection)
    }
    return id
  }

  private func found(
    _ text: String, in database: TestDatabase, as principal: Principal, comparing most: Int = 1_000
  ) async throws -> (ids: [UUID], areAmongNewest: Bool) {
    try await database.application.transaction(as: principal) { connection in
      let found = try SearchQueries.conversations(
        with: text, limit: 100, comparing: most, on: connection)
      return (found.conversations.map(\.id), found.areAmongNewest)
    }
  }

  /// What a reader finds who reads the words themselves, under the policies.
  private func shown(
    _ text: String, in database: TestDatabase, as principal: Principal
  ) async throws -> Set<UUID> {
    try await database.application.transaction(as: principal) { connection in
      let ids: [UUID] = try connection.query(
        """
        select c.id from hark.conversation_words w
        join hark.conversation c on c.partnership_id = w.partnership_id and c.id = w.id
        where w.words @@ hark.sought(\(text)) and not c.withdrawn
        """
      ) { row in try row.get("id") }
      return Set(ids)
    }
  }

  @Test(arguments: 0..<3 as Range<UInt64>)
  func `whoever searches finds what the policies show them, whatever they look for`(
    seed: UInt64
  ) async throws {
    try await withDatabase { database in
      var random = SeededGenerator(seed: seed)
      let partnership = try await database.addSurveyedPartnership()
      let other = try await database.addSurveyedPartnership(slug: "elsewhere")
      let researchers = try await [
        partnership.principal(.researcher), database.addResearcher("kim", to: partnership),
        other.principal(.researcher),
      ]
      for _ in 0..<40 {
        let words = (0..<Int.random(in: 1...6, using: &random)).map { _ in random.pick(Self.pool) }
        let researcher = random.pick(researchers)
        let id = try await keep(words.joined(separator: " "), in: database, as: researcher)
        guard researcher.partnership == partnership.id, random.pick([false, false, true]) else {
          continue
        }
        try await database.application.transaction(as: partnership.principal(.steward)) {
          connection in
          _ = try ConsentQueries.withdraw(record: id, on: connection)
        }
      }
      let readers =
        researchers + [
          partnership.principal(.coordinator), partnership.principal(.steward),
          partnership.principal(.commissioner), other.principal(.coordinator),
        ]
      var hits = 0
      for _ in 0..<60 {
        let (one, two) = (random.pick(Self.pool), random.pick(Self.pool))
        let text = random.pick([
          one, "\(one) \(two)", "\(one) or \(two)", "\(one) -\(two)", "-\(one)",
          "\"\(one) \(two)\"",
        ])
        for reader in readers {
          let (ids, areAmongNewest) = try await found(text, in: database, as: reader)
          let expected = try await shown(text, in: database, as: reader)
          #expect(Set(ids) == expected && ids.count == expected.count, "\(text) as \(reader.role)")
          #expect(!areAmongNewest)
          hits += ids.count
        }
      }
      #expect(hits > 100)
    }
  }

  @Test
  func
    `of more conversations than are compared the newest are, and a researcher's own among their own`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let kim = try await database.addResearcher("kim", to: partnership)
      var own: [UUID] = []
      for _ in 0..<3 { own.append(try await keep("a bench", in: database, as: kim)) }
      var all: [UUID] = []
      for _ in 0..<6 {
        all.append(
          try await keep("a bench", in: database, as: partnership.principal(.researcher)))
      }
      let coordinator = partnership.principal(.coordinator)
      let cut = try await found("bench", in: database, as: coordinator, comparing: 4)
      #expect(Set(cut.ids) == Set(all.suffix(4)) && cut.areAmongNewest)
      let whole = try await found("bench", in: database, as: coordinator, comparing: 9)
      #expect(Set(whole.ids) == Set(own + all) && !whole.areAmongNewest)
      let kims = try await found("bench", in: database, as: kim, comparing: 4)
      #expect(Set(kims.ids) == Set(own) && !kims.areAmongNewest)
    }
  }

  @Test(arguments: ["lonely bench 77", "lonely bench ó77"])
  func `the search reads the index of words under row security`(sought: String) async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let plan = try await database.superuser.withTransaction { connection in
        // Words of conversations that there are not: none is read.
        try connection.execute("set local session_replication_role = replica")
        try connection.execute(
          """
          insert into hark.conversation_words (partnership_id, id, words, created_by)
          select \(partnership.id), gen_random_uuid(),
            hark.words(case n % 4 when 0 then 'a lonely bench ' else 'a warm room ' end || n || ' ó' || n),
            \(partnership.account)
          from generate_series(1, 3000) n
          """)
        try connection.execute("analyze hark.conversation_words")
        // As the function reads.
        try connection.execute(
          """
          select set_config('role', 'hark_owner', true),
            set_config('hark.partnership', \(partnership.id.uuidString), true),
            set_config('hark.sought', hark.sought(\(sought))::text, true),
            set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)
          """)
        return try connection.query(
          """
          explain select id from hark.conversation_words
          where partnership_id = \(partnership.id) limit 1001
          """
        ) { row in try row.get("QUERY PLAN", as: String.self) }.joined(separator: "\n")
      }
      #expect(plan.contains("conversation_words_words"), "\(plan)")
    }
  }
}
