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
}
