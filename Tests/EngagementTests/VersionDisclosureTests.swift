// What a survey's versions would give away together: people who answered an older one, and what a new
// indicator shows beside one that was released.

import Engagement
import JSON
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct VersionDisclosureTests {
  private static let damp = """
      - id: damp
        ask: Is your room damp?
        type: yes_no
        required: true
      - id: danger

    """
  private static let isDamp = """
      - id: is_damp
        label: People whose room is damp
        show: percent
        count: damp = yes
        out_of: answered(damp)
        by: [age_band]
    tests:

    """

  /// The survey with a question and an indicator added.
  private static var withDamp: String {
    Programme.survey.replacing("version: 1.0.0", with: "version: 1.1.0")
      .replacing("  - id: danger\n", with: damp).replacing("tests:\n", with: isDamp)
      .replacing("answers: {warm: yes}", with: "answers: {warm: yes, damp: no}")
  }

  private func indicators(_ release: JSONObject) -> Set<String> {
    Set((release["findings"]?.array ?? []).compactMap { $0["indicator"]?.string })
  }

  private func limitations(_ release: JSONObject) -> String {
    (release["findings"]?[0]?["limitations"]?.array ?? []).compactMap(\.string)
      .joined(separator: "\n")
  }

  @Test func `R15 a question added later does not show the few who answered before`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try await programme.record(3, ["warm": "no", "age": "old"])
      try write(Self.withDamp)
      #expect(try await programme.publish().differences?.change == .minor)
      try await programme.record(97, ["warm": "yes", "damp": "no", "age": "old"])
      let release = try await programme.release()
      // Both bases together would say that 3 people answered the older version.
      #expect(indicators(release) == ["is_warm"])
      #expect(limitations(release).contains("not released: People whose room is damp"))
    }
  }

  @Test func `a question added later is released beside enough people who answered before`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try await programme.record(20, ["warm": "no", "age": "old"])
      try await programme.record(20, ["warm": "no", "age": "young"])
      try write(Self.withDamp)
      _ = try await programme.publish()
      for age in ["old", "young"] {
        try await programme.record(20, ["warm": "yes", "damp": "no", "age": .string(age)])
        try await programme.record(20, ["warm": "yes", "damp": "yes", "age": .string(age)])
      }
      let release = try await programme.release()
      #expect(indicators(release) == ["is_warm", "is_damp"])
      #expect(release["findings"]?.array?.map { $0["total"]?["base"] } == [120, 80])
      #expect(!limitations(release).contains("not released"))
    }
  }

  @Test func `R15 late answers to the older version show no few people in a second release`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try await programme.record(40, ["warm": "no", "age": "old"])
      _ = try await programme.release()
      try write(Self.withDamp)
      _ = try await programme.publish()
      try await programme.record(40, ["warm": "yes", "damp": "no", "age": "old"])
      try await programme.record(40, ["warm": "yes", "damp": "yes", "age": "old"])
      for _ in 0..<3 {
        var late = Programme.response(answers: ["warm": "yes", "age": "old"])
        late["version"] = "1.0.0"
        _ = try await programme.engagement.record(
          late, survey: "warm-rooms", as: programme.researcher, origin: .http)
      }
      let release = try await programme.release()
      #expect(indicators(release) == ["is_warm"])
    }
  }

  @Test func `R15 an indicator that counts the rest of a released one is not released beside it`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      try await programme.record(40, ["warm": "no", "age": "old"])
      _ = try await programme.release()
      try write(
        Self.withDamp.replacing("  - id: is_warm", with: "  - id: is_cold")
          .replacing("count: warm = yes", with: "count: warm = no"))
      _ = try await programme.publish()
      try await programme.record(40, ["warm": "no", "damp": "no", "age": "old"])
      try await programme.record(40, ["warm": "no", "damp": "yes", "age": "old"])
      let release = try await programme.release()
      #expect(indicators(release) == ["is_damp"])
      #expect(limitations(release).contains("not released: People whose room is warm"))
    }
  }

  @Test func `R15 a changed rule does not show who is counted otherwise since the last release`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try await programme.record(50, ["warm": "yes", "age": "old"])
      try await programme.record(40, ["warm": "no", "age": "old"])
      try await programme.record(12, ["warm": "yes", "age": "young"])
      _ = try await programme.release()
      try write(
        Programme.survey.replacing("version: 1.0.0", with: "version: 1.1.0")
          .replacing("count: warm = yes", with: "count: warm = no"))
      _ = try await programme.publish()
      let problem = await problem { _ = try await programme.release() }
      #expect(problem?.code == ProblemCode.releaseRefused.rawValue)
      #expect(problem?.detail.contains("its rule changed") == true, "\(problem?.detail ?? "")")
    }
  }
}
