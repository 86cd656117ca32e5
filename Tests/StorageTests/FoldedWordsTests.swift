// Words without accents come to a database that is at work.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct FoldedWordsTests {
  @Test func `R45 words with accents are due to be kept anew, and whoever records is not held up`()
    async throws
  {
    try await withEmptyDatabase { database in
      let before = Migration.all.filter { $0.number < 102 }
      try await Migrator(client: database.superuser, migrations: before).migrate()
      let partnership = try await database.addSurveyedPartnership()
      var ids: [UUID] = []
      for text in ["Ogórek", "a bench"] {
        let id = UUID()
        ids.append(id)
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in
          try ConsentQueries.insert([Sample.consent(id)], on: connection)
          try ConversationQueries.insert([Sample.conversation(id)], on: connection)
          try ResponseQueries.insert([Sample.response(id, conversation: id)], on: connection)
          try SearchQueries.keep([(id, text)], on: connection)
        }
      }
      // Somebody is recording all the while.
      try await database.superuser.withTransaction { connection in
        try connection.execute(
          """
          lock table hark.conversation, hark.conversation_words, hark.words_due, hark.response
          in row exclusive mode
          """)
        let step = Migration.all.filter { $0.number <= 102 }
        try await Migrator(client: database.superuser, migrations: step).migrate()
      }
      let due: [UUID] = try await database.superuser.withConnection { connection in
        try connection.query("select id from hark.words_due") { row in try row.get("id") }
      }
      #expect(due == [ids[0]])
    }
  }
}
