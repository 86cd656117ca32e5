// A search finds words however their letters are marked, and lists as questions what asks something.

import Engagement
import Foundation
import JSON
import Postgres
import Practice
import Storage
import TestSupport
import Testing

@Suite struct SearchWithoutAccentsTests {
  @Test func `a word is found with its accents and without, whichever way it was written`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let pairs = [
        ("ogórek", "ogorek"), ("Café", "cafe"), ("Łódź", "Lodz"), ("dŵr", "dwr"), ("tŷ", "ty"),
        ("Straße", "Strasse"), ("København", "Kobenhavn"), ("e\u{0301}cole", "école"),
      ]
      for (marked, plain) in pairs {
        let ids = [
          try await Searched.log(programme, "A \(marked) here.", as: kim),
          try await Searched.log(programme, "A \(plain) here.", as: kim),
        ]
        for word in [marked, plain, "\"\(marked) here\"", "\"\(plain) here\""] {
          let found = try await Searched.found(programme, word, as: kim)
          #expect(Set(found) == Set(ids), "\(word)")
        }
        #expect(try await Searched.found(programme, "\(plain) -\(marked)", as: kim).isEmpty)
      }
    }
  }

  @Test func `what a search shows is written as it was, accents and all`() async throws {
    try await withProgramme { programme in
      _ = try await programme.engagement.add(
        .plan, ["title": "Dŵr yn y tŷ, i gyd", "decision": "Pa dŷ."],
        as: programme.coordinator, origin: .http)
      for words in ["dwr ty", "dŵr tŷ"] {
        let results = try await programme.engagement.search(
          words, limit: 5, as: programme.coordinator)
        #expect(results.work.map { $0["title"] } == ["Dŵr yn y tŷ, i gyd"], "\(words)")
      }
    }
  }

  @Test func `what was kept with its accents is found as before, and without once it is kept anew`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let id = try await Searched.log(programme, "Ogórek.", as: kim)
      try await programme.database.superuser.withTransaction { connection in
        try connection.execute(
          "update hark.conversation_words set words = '''ogórek'':1,66 ''  '':65'::tsvector")
      }
      #expect(try await Searched.found(programme, "ogórek", as: kim) == [id])
      #expect(try await Searched.found(programme, "ogorek", as: kim).isEmpty)
      try await programme.database.superuser.withTransaction { connection in
        try connection.execute(
          """
          insert into hark.words_due (partnership_id, id, created_by)
          select partnership_id, id, created_by from hark.conversation
          """)
      }
      #expect(try await Searched.found(programme, "ogorek", as: kim) == [id])
      #expect(try await Searched.found(programme, "ogórek", as: kim) == [id])
    }
  }

  @Test func `notes and headings are no questions, and what stands under them is`() async throws {
    let module = """
      \(surveyHead("allotments", "Allotments"))
      questions:
        - {id: told, ask: Canaryword is read out to people., type: note}
        - id: part
          ask: Canaryword and more
          type: group
          questions:
            - {id: dig, ask: Do you dig a canaryword?, type: yes_no}
      tests:
        people:
          - {name: one, consent: [analyse], answers: {dig: yes}}
      """
    try await withProgramme(modules: ["allotments": module]) { programme in
      let results = try await programme.engagement.search(
        "canaryword", limit: 5, as: programme.coordinator)
      #expect(results.questions.map { $0["id"] } == ["dig"])
    }
  }
}
