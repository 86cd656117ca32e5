// What was taken back is in no file of the database any more, once its tables were written anew.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ErasedWordsTests {
  @Test func `R38 no file of the database holds a word of what was taken back and cleaned out`()
    async throws
  {
    try await withProgramme { programme in
      let word = "canary\(UUID().uuidString.prefix(8).lowercased())"
      let id = UUID()
      for record in [id, UUID()] {
        _ = try await programme.engagement.log(
          [
            "id": .string(record.uuidString.lowercased()), "held_on": "2026-10-01",
            "setting": "home", "how": "phone",
            "note": .string("\(record == id ? word : "another") noted"),
            "consent": ["form": "spoken", "scopes": ["analyse": true]], "survey": "warm-rooms",
            "answers": ["warm": "no", "story": .string("\(record == id ? word : "another") said")],
          ], as: programme.researcher, origin: .http)
      }
      let cleaning = ErasedWords(client: programme.database.superuser)
      #expect(try await cleaning.clean() == .nothingToDo)
      // Statistics keep single values, as a server makes them by itself.
      try await programme.database.superuser.withConnection { try $0.execute("analyze") }
      try await programme.takeBack(id)
      #expect(try await !files(holding: word, programme).isEmpty)
      guard case .tooLarge = try await cleaning.clean(atMost: 1) else {
        Issue.record("tables were written anew that are larger than allowed")
        return
      }
      guard case .cleaned = try await cleaning.clean() else {
        Issue.record("the tables were not written anew")
        return
      }
      let left = try await files(holding: word, programme)
      #expect(left == [])
      // The others are as they were.
      #expect(try await !programme.database.tables(holding: "another").isEmpty)
    }
  }

  /// The relations whose files hold a word, read as they lie on the disk.
  private func files(holding word: String, _ programme: Programme) async throws -> [String] {
    try await programme.database.superuser.withConnection { connection in
      try connection.execute("checkpoint")
      return try connection.query(
        """
        select c.relname::text as name from pg_class c
        where c.relkind in ('r', 'i', 't', 'm', 'S') and pg_relation_filepath(c.oid) is not null
          and position(convert_to(\(word), 'UTF8')
            in pg_read_binary_file(pg_relation_filepath(c.oid))) > 0
        order by 1
        """
      ) { try $0.get("name", as: String.self) }
    }
  }
}
