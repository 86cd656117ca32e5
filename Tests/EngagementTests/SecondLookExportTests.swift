// People were promised that they, or the partner who asked, see their words again before anybody else does.

import Engagement
import Foundation
import JSON
import Storage
import Testing

@Suite struct SecondLookExportTests {
  @Test(arguments: [ExportFormat.csv, .ndjson])
  func `no partner gets words of which a second look was promised, and every partner the rest`(
    format: ExportFormat
  ) async throws {
    let text = """
      \(surveyHead("looked-at", "Looked at", scopes: "analyse, quote, share_partners"))
      quotes: {second_look: person}
      questions:
        - {id: warm, ask: Is your room warm?, type: yes_no}
        - {id: matters, ask: What matters most to you?, type: long_text}
        - id: visits
          ask: Whom did you see?
          type: repeat
          questions:
            - {id: kind, ask: Was it a nurse?, type: yes_no}
            - {id: words, ask: What did they say?, type: text}
      tests:
        people:
          - {name: one, consent: [analyse], answers: {warm: yes, matters: A bench, visits: []}}
      """
    try await withProgramme(modules: ["looked-at": text]) { programme in
      _ = try await programme.engagement.record(
        [
          "id": .string(UUID().uuidString.lowercased()), "answered_on": "2026-10-01",
          "consent": [
            "form": "spoken", "partners": ["age-concern"],
            "scopes": ["analyse": true, "quote": true, "share_partners": true],
          ],
          "answers": [
            "warm": "yes", "matters": "Canaryword.",
            "visits": [["kind": "yes", "words": "Canaryitem."]],
          ],
        ], survey: "looked-at", as: programme.researcher, origin: .http)
      func file(_ purpose: OutputPurpose, partner: String? = nil, isForSecondLook: Bool = false)
        async throws -> String
      {
        try await programme.export(
          ExportRequest(
            .response, survey: "looked-at", format: format, withPersonal: true, for: purpose,
            partner: partner, isForSecondLook: isForSecondLook))
      }
      let passed = try await file(.share, partner: "age-concern")
      #expect(!passed.contains("Canary") && passed.contains("yes"))
      #expect(try await file(.quote, isForSecondLook: true).contains("Canaryword."))
      #expect(try await file(.export).contains("Canaryword."))
    }
  }

  @Test func `the partner who asked looks at the words of those alone who were told of it`()
    async throws
  {
    let text = """
      \(surveyHead("looked-at", "Looked at", scopes: "analyse, quote, share_partners"))
      quotes: {second_look: partner}
      questions:
        - {id: matters, ask: What matters most to you?, type: long_text}
      tests:
        people:
          - {name: one, consent: [analyse], answers: {matters: A bench}}
      """
    try await withProgramme(modules: ["looked-at": text]) { programme in
      func record(_ words: String, _ partners: [String], _ scopes: [String]) async throws {
        _ = try await programme.engagement.record(
          [
            "id": .string(UUID().uuidString.lowercased()), "answered_on": "2026-10-01",
            "consent": [
              "form": "spoken", "partners": .array(partners.map { .string($0) }),
              "scopes": .object(JSONObject(scopes.map { ($0, .bool(true)) })),
            ],
            "answers": ["matters": .string(words)],
          ], survey: "looked-at", as: programme.researcher, origin: .http)
      }
      let all = ["analyse", "quote", "share_partners"]
      try await record("Wordsofone", ["age-concern"], all)
      try await record("Wordsoftwo", ["the-quay"], all)
      try await record("Wordsofthree", [], ["analyse", "quote"])
      try await record("Wordsoffour", ["age-concern"], ["analyse", "share_partners"])
      func words(_ partner: String?) async throws -> Set<Substring> {
        let file = try await programme.export(
          ExportRequest(
            .response, survey: "looked-at", format: .csv, withPersonal: true, for: .quote,
            partner: partner, isForSecondLook: true))
        return Set(file.matches(of: /Wordsof[a-z]+/).map(\.output))
      }
      #expect(try await words("age-concern") == ["Wordsofone"])
      #expect(try await words("the-quay") == ["Wordsoftwo"])
      #expect(try await words(nil) == ["Wordsofone", "Wordsoftwo", "Wordsofthree"])
    }
  }
}
