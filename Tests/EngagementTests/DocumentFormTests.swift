// A transcript that its person took back does not come in again because a program saved it in another form.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct DocumentFormTests {
  private static let talk = """
    Researcher: What "matters" to you?
    Person: The café. It isn't far, and it has a bench.
    Person 2: And the bus: it is late.
    """

  /// The same words in other forms.
  private static let forms = [
    talk.replacing("\"matters\"", with: "\u{201C}matters\u{201D}").replacing("'", with: "\u{2019}"),
    talk.decomposedStringWithCanonicalMapping,
    talk.replacing(". ", with: ".  "),
    talk.replacing("\n", with: "\n\n"),
    talk.replacing("It isn't", with: "\n It isn't"),
    talk.replacing("Person", with: "PERSON").replacing("Researcher", with: "RESEARCHER"),
  ]

  @Test func `R36 a transcript that was taken back stays out, in whatever form it comes again`()
    async throws
  {
    try await withProgramme(modules: ["transcript": turnSurvey]) { programme in
      func store(_ text: String) async throws -> Receipt {
        try await programme.engagement.log(
          .transcript,
          [
            "held_on": "2026-10-01", "text": .string(text),
            "consent": ["form": "spoken", "scopes": ["analyse": true]],
          ], as: programme.researcher, origin: .http)
      }
      let first = try await store(Self.talk)
      for form in Self.forms {
        // Known, or refused as stored in another form: never a second conversation.
        let refused = await problem {
          let again = try await store(form)
          #expect(again.isRepeat && again.bytes == first.bytes)
        }
        #expect(refused == nil || refused?.code == "H007", "\(form)")
      }
      let id = try JSONValue.parse(first.bytes)["id"]?.string ?? ""
      try await programme.takeBack(try #require(UUID(uuidString: id)))
      for form in [Self.talk] + Self.forms {
        let late = await problem { _ = try await store(form) }
        #expect(late?.code == "H034", "\(form)")
      }
      let other = try await store(Self.talk.replacing("bench", with: "fence"))
      #expect(!other.isRepeat)
    }
  }

  @Test func `R36 somebody who says little may say what somebody else said, and took back`()
    async throws
  {
    try await withProgramme(modules: ["transcript": turnSurvey]) { programme in
      func store(_ code: String, _ day: String, _ text: String) async throws -> Receipt {
        try await programme.engagement.log(
          .transcript,
          [
            "held_on": .string(day), "text": .string(text),
            "consent": [
              "form": "spoken", "scopes": ["analyse": true],
              "receipt_hash": .string(String(repeating: code, count: 32)),
            ],
          ], as: programme.researcher, origin: .http)
      }
      let short = "Researcher: How are you?\nPerson: Fine."
      let first = try await store("ab", "2026-10-01", short)
      for (code, day) in [("cd", "2026-10-01"), ("ab", "2026-10-02")] {
        let other = try await store(code, day, short)
        #expect(!other.isRepeat)
      }
      let again = try await store("ab", "2026-10-01", "Researcher: How are you?\r\nPerson: Fine.")
      #expect(again.isRepeat && again.bytes == first.bytes)
      let id = try JSONValue.parse(first.bytes)["id"]?.string ?? ""
      try await programme.takeBack(try #require(UUID(uuidString: id)))
      let late = await problem { _ = try await store("ab", "2026-10-01", short) }
      #expect(late?.code == "H034" && late?.detail.contains("an id of its own") == true)
      let third = try await store("ef", "2026-10-01", short)
      #expect(!third.isRepeat)
      // Whoever says more is known by it, whatever the heading.
      let long = short + "\nPerson: " + String(repeating: "The bench by the sea. ", count: 20)
      _ = try await store("ba", "2026-10-01", long)
      let moved = await problem { _ = try await store("ba", "2026-10-02", long) }
      #expect(moved?.code == "H007" && moved?.detail.contains("stored already") == true)
    }
  }
}
