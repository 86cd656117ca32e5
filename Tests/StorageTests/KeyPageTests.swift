// Wrapping keys anew goes through them page by page, and each page costs what it gives.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct KeyPageTests {
  @Test func `R30 the last page of keys to wrap reads no more than the first`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      try await database.superuser.withConnection { connection in
        try connection.execute(
          """
          insert into hark.data_key (partnership_id, id, master, wrapped)
          select \(partnership.id), gen_random_uuid(), '0123456789ab', decode(repeat('ab', 60), 'hex')
          from generate_series(1, 20000)
          """)
        try connection.execute("analyze hark.data_key")
        let last = try page(after: 19_500, on: connection)
        // What was wrapped before stands in front of it by now.
        try connection.execute(
          """
          update hark.data_key set master = 'ba9876543210' where (partnership_id, id) in (
            select partnership_id, id from hark.data_key order by partnership_id, id limit 19500)
          """)
        try connection.execute("vacuum analyze hark.data_key")
        let wrapped = try page(after: 19_500, on: connection)
        let first = try page(after: 0, on: connection)
        #expect(last.rows == 500 && wrapped.rows == 500 && first.rows == 500)
        #expect(wrapped.blocks < 2 * last.blocks, "\(wrapped.blocks) and \(last.blocks)")
        #expect(first.blocks > 10 * wrapped.blocks, "\(first.blocks): the measure tells nothing")
      }
    }
  }

  /// Rows of a page from after so many keys, and how many blocks it read.
  private func page(
    after skipped: Int, on connection: isolated Connection
  ) throws -> (rows: Int, blocks: Int) {
    let none = "00000000-0000-0000-0000-000000000000"
    let after =
      try connection.first(
        """
        select partnership_id::text as partnership, id::text as id from (
          select partnership_id, id from hark.data_key order by partnership_id, id
          limit \(skipped)::integer) k
        order by partnership_id desc, id desc limit 1
        """
      ) { row in
        (try row.get("partnership", as: String.self), try row.get("id", as: String.self))
      } ?? (none, none)
    let plan = try connection.first(
      """
      explain (analyze, buffers, format json)
      select * from hark.data_keys_to_wrap('ba9876543210', \(after.0)::uuid, \(after.1)::uuid, 500)
      """
    ) { row in try row.get("QUERY PLAN", as: JSONText.self) }
    return try Self.measured(plan)
  }

  @Test func `R30 the last page of texts to seal reads no more than it gives`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      try await database.superuser.withTransaction { connection in
        // Whose consent it is plays no part here.
        try connection.setLocal("session_replication_role", "replica")
        try connection.execute(
          """
          insert into hark.consent (partnership_id, id, wording, language, form, given_at, witness,
            created_by)
          select \(partnership.id), ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
            'made-up@1', 'en', 'spoken', now(),
            case when n > 19500 then 'A made-up witness'
              else 'hark1:' || repeat('A', 40) end, gen_random_uuid()
          from generate_series(1, 20000) n
          """)
      }
      try await database.superuser.withTransaction { connection in
        try connection.execute("analyze hark.consent")
        try connection.setLocal("role", "hark_keeper")
        let first = try clearTexts(after: 0, of: partnership.id, on: connection)
        let last = try clearTexts(after: 19_500, of: partnership.id, on: connection)
        #expect(first.rows == 500 && last.rows == 500)
        #expect(first.blocks > 10 * last.blocks, "\(first.blocks) and \(last.blocks)")
      }
    }
  }

  /// Rows of a page of texts in clear from after a numbered row, and how many blocks it read.
  private func clearTexts(
    after number: Int, of partnership: UUID, on connection: isolated Connection
  ) throws -> (rows: Int, blocks: Int) {
    let after = "00000000-0000-4000-8000-" + String(String(number + 1_000_000_000_000).dropFirst())
    let plan = try connection.first(
      """
      explain (analyze, buffers, format json)
      select * from hark.clear_texts_after('consent', '{}', '{}', '{}', '{}',
        \(partnership), \(after)::uuid, 500)
      """
    ) { row in try row.get("QUERY PLAN", as: JSONText.self) }
    return try Self.measured(plan)
  }

  private static func measured(_ plan: JSONText?) throws -> (rows: Int, blocks: Int) {
    let document = try JSONSerialization.jsonObject(with: Data(plan?.bytes ?? []))
    let top = (document as? [[String: Any]])?.first?["Plan"] as? [String: Any]
    let blocks = ["Shared Hit Blocks", "Shared Read Blocks"].compactMap { top?[$0] as? Int }
    return ((top?["Actual Rows"] as? NSNumber)?.intValue ?? 0, blocks.reduce(0, +))
  }

  @Test func `the master keys that are needed are each named once`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      func needed() async throws -> [String] {
        try await database.application.upkeep(readOnly: true) {
          try DataKeyQueries.masters(on: $0)
        }
      }
      #expect(try await needed() == [])
      try await database.superuser.withConnection { connection in
        try connection.execute(
          """
          insert into hark.data_key (partnership_id, id, master, wrapped)
          select \(partnership.id), gen_random_uuid(), '00000000000' || n % 3, decode(repeat('ab', 60), 'hex')
          from generate_series(1, 300) n
          """)
      }
      #expect(try await needed() == ["000000000000", "000000000001", "000000000002"])
    }
  }
}
