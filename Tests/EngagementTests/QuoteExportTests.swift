// Words for others: what stands beside them is no more than the person allowed.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

private let module = """
  hark: 1
  module: open-conversation
  version: 1.0.0
  title: Open conversation
  about_this_survey: Made up for tests.
  languages: {en: English}
  unit: person
  population: people in a test
  sample: open
  collected_by: both
  consent: {wording: consent-test@1, scopes: [analyse, quote, quote_place, share_partners], keep_months: 24}
  questions:
    - id: matters
      ask: What matters most to you?
      type: long_text
      personal: may_identify
    - id: home
      ask: Where do you live?
      type: place
      role: place
    - id: spot
      ask: Where is it?
      type: point
      precision: 2
  tests:
    people:
      - name: one
        consent: [analyse]
        answers: {matters: A bench}
  """

@Suite struct QuoteExportTests {
  private func log(_ programme: Programme, scopes: [String]) async throws {
    _ = try await programme.engagement.log(
      [
        "id": .string(UUID().uuidString.lowercased()), "held_on": "2026-10-01",
        "place_held": "quay", "setting": "community_centre", "how": "in_person",
        "note": "Canarynote.",
        "consent": [
          "form": "spoken", "scopes": .object(JSONObject(scopes.map { ($0, .bool(true)) })),
          "partners": scopes.contains("share_partners") ? ["age-concern"] : [],
        ],
        "answers": [
          "matters": "Canarywords.", "home": "quay",
          "spot": ["latitude": 52.19, "longitude": -2.22],
        ],
      ], as: programme.researcher, origin: .http)
  }

  private func withConversations(
    _ scopes: [String], _ body: (Programme) async throws -> Void
  ) async throws {
    try await withProgramme(published: false, modules: ["open-conversation": module]) { programme in
      _ = try await programme.engagement.publish(
        "open-conversation", as: programme.coordinator, origin: .cli)
      try await programme.database.application.transaction(
        as: programme.partnership.principal(.administrator)
      ) { connection in
        _ = try PlaceQueries.importLocal(
          [PlaceRecord(code: "quay", name: "The Quay (made up)", kind: "neighbourhood")],
          on: connection)
      }
      try await log(programme, scopes: scopes)
      try await body(programme)
    }
  }

  @Test(arguments: ExportFormat.allCases, [ExportedKind.response, .conversation])
  func `no place stands beside the words of who did not allow it`(
    format: ExportFormat, kind: ExportedKind
  ) async throws {
    for (scopes, places) in [(["analyse", "quote"], 0), (["analyse", "quote", "quote_place"], 1)] {
      try await withConversations(scopes) { programme in
        let text = try await programme.export(
          ExportRequest(kind, survey: "open-conversation", format: format, for: .quote))
        #expect(text.contains("Canarywords"))
        #expect(text.components(separatedBy: "quay").count - 1 == places, "\(text)")
        #expect(!text.contains("52.19"))
      }
    }
  }

  @Test func `a promise of a second look in any version holds back the words of all`() async throws
  {
    try await withChangingSurvey { programme, write in
      let promised = Programme.survey.replacing(
        "questions:\n  - id: age", with: "quotes: {second_look: partner}\nquestions:\n  - id: age")
      try write(promised.replacing("version: 1.0.0", with: "version: 1.1.0"))
      _ = try await programme.publish()
      try write(Programme.survey.replacing("version: 1.0.0", with: "version: 1.2.0"))
      _ = try await programme.publish()
      let request = ExportRequest(.response, survey: "warm-rooms", for: .quote)
      let refused = await problem { _ = try await programme.export(request) }
      #expect(refused?.code == ProblemCode.secondLookNeeded.rawValue)
      let own = await problem {
        _ = try await programme.export(ExportRequest(.response, survey: "warm-rooms"))
      }
      #expect(own == nil)
    }
  }

  @Test func `what a researcher noticed goes to nobody else`() async throws {
    try await withConversations(["analyse", "quote", "share_partners"]) { programme in
      for (purpose, partner) in [(OutputPurpose.quote, nil), (.share, "age-concern")] {
        let text = try await programme.export(
          ExportRequest(
            .conversation, survey: "open-conversation", for: purpose, partner: partner))
        #expect(text.contains("Canarywords") && !text.contains("Canarynote"), "\(purpose)")
      }
      let own = try await programme.export(
        ExportRequest(.conversation, survey: "open-conversation"))
      #expect(own.contains("Canarynote"))
    }
  }
}
