// The partners of a partnership: named in consents as they are, and never by a slip of the pen.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import Testing

private let module = """
  \(surveyHead("open-conversation", "Open conversation", scopes: "analyse, share_partners"))
  questions:
    - id: matters
      ask: What matters most to you where you live?
      type: long_text
  tests:
    people:
      - name: one
        consent: [analyse]
        answers: {matters: A bench}
  """

@Suite struct KnownPartnerTests {
  private func log(naming partners: [JSONValue], _ programme: Programme) async -> Problem? {
    await problem {
      _ = try await programme.engagement.log(
        [
          "id": .string(UUID().uuidString.lowercased()), "held_on": "2026-10-01",
          "setting": "home", "how": "phone",
          "consent": [
            "form": "spoken", "scopes": ["analyse": true, "share_partners": true],
            "partners": .array(partners),
          ],
          "answers": ["matters": "A bench."],
        ], as: programme.researcher, origin: .http)
    }
  }

  private func keepList(_ programme: Programme) async throws {
    _ = try await programme.engagement.keepList(
      "partners", title: "Partners",
      entries: [
        NewListEntry(id: "age_concern", label: "Age Concern (made up)"),
        NewListEntry(id: "old_club", label: "Old club (made up)", retired: true),
      ], as: programme.coordinator, origin: .cli)
  }

  @Test func `a consent names partners that there are, and a slip is refused with what was meant`()
    async throws
  {
    try await withProgramme(modules: ["open-conversation": module]) { programme in
      // Without a list any partner can be named.
      #expect(await log(naming: ["age-concren"], programme) == nil)
      #expect(try await programme.engagement.knownPartners(as: programme.researcher) == nil)
      try await keepList(programme)
      #expect(await log(naming: ["age-concern"], programme) == nil)
      #expect(await log(naming: [], programme) == nil)
      // Whoever was told of a partner that has left since comes back with what was said then.
      #expect(await log(naming: ["age-concern", "old-club"], programme) == nil)
      let refused = await log(naming: ["age-concren"], programme)
      #expect(refused?.answers.map(\.question) == ["consent.partners"])
      #expect(refused?.answers.first?.message.contains("did you mean 'age-concern'?") == true)
      for (partner, isKnown) in [("age-concern", true), ("age-concren", false)] {
        let wrong = await problem {
          try await programme.engagement.checkExport(
            ExportRequest(
              .conversation, survey: "open-conversation", withPersonal: false, for: .share,
              partner: partner), as: programme.coordinator)
        }
        #expect((wrong == nil) == isKnown, "\(String(describing: wrong))")
      }
      let known = try await programme.engagement.knownPartners(as: programme.researcher)
      #expect(known?.partners.map(\.code) == ["age-concern", "old-club"])
      #expect(known?.partners.map(\.isOffered) == [true, false])
    }
  }
}
