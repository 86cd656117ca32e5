// Edits of what was answered before a question got another id.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct RenamedEditTests {
  private func survey(_ version: String, _ question: String) -> String {
    """
    \(surveyHead("warm-rooms", "Homes", version: version))
    questions:
      - {\(question), ask: How many visits?, type: whole_number, max: 9}
    """
  }

  @Test func `an edit by a question's newest name is told what the answered version calls it`()
    async throws
  {
    try await withChangingSurvey(survey("1.0.0", "id: visits")) { programme, write in
      let given = UUID()
      _ = try await programme.engagement.record(
        Programme.response(given, answers: ["visits": 2], consent: ["analyse"]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      let id = given.uuidString.lowercased()
      try write(survey("1.1.0", "id: comes, was: visits"))
      _ = try await programme.publish()
      let problem = await #expect(throws: Problem.self) {
        try await programme.edit(id, ["answers": ["comes": 3]])
      }
      #expect(
        problem?.answers.map(\.message).first
          == "this was answered on version 1.0.0, which calls the question 'visits'")
      let other = await #expect(throws: Problem.self) {
        try await programme.edit(id, ["answers": ["cake": 3]])
      }
      #expect(other?.answers.first?.message.contains("no such question") == true)
      _ = try await programme.edit(id, ["answers": ["visits": 3]])
      let answers = try await programme.answers(id)
      #expect(answers == ["visits": 3])
    }
  }
}
