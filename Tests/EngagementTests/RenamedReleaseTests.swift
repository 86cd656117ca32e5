// Releases after a question, or an indicator, got another name: answers are counted under the new one, and
// what stood under the old one is not forgotten.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct RenamedReleaseTests {
  private static func survey(_ version: String, tea: String, indicators: String) -> String {
    """
    \(surveyHead("warm-rooms", "Homes", version: version))
    questions:
      - {id: safe, ask: Are you safe?, type: yes_no, required: true}
      - {id: calm, ask: Are you calm?, type: yes_no}
      - {id: job, ask: What do you do?, type: choose_one, choices: [1 student: Student, 2 worker: Worker]}
      - \(tea)
    indicators:
    \(indicators)
    """
  }
  private static let tea =
    "{id: tea, ask: Which tea?, type: choose_one, choices: [1 black: Black, 2 green: Green]}"
  private static let brew =
    "{id: brew, was: tea, ask: Which tea?, type: choose_one, choices: [1 black: Black, 2 green: Green]}"

  private static func indicator(_ id: String, _ question: String, by: String) -> String {
    "  - {id: \(id), label: People, show: percent, count: \(question) = yes, out_of: answered(safe), by: \(by)}"
  }

  /// So many people of a job who drink a tea, so many of them safe.
  private func record(
    _ programme: Programme, _ count: Int, safe: Int, job: String?, _ tea: String,
    as question: String = "tea"
  ) async throws {
    for place in 0..<count {
      var answers: JSONObject = [
        "safe": place < safe ? "yes" : "no", "calm": place % 2 == 0 ? "yes" : "no",
        question: .string(tea),
      ]
      answers["job"] = job.map { .string($0) }
      _ = try await programme.engagement.record(
        Programme.response(answers: answers, consent: ["analyse"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
    }
  }

  private func finding(_ release: JSONObject, by names: JSONValue) -> JSONValue? {
    release["findings"]?.array?.first { $0["by"] == names }
  }

  @Test func `answers under a question's old name are counted in rows and tables by its new one`()
    async throws
  {
    let text = { (version: String, question: String, name: String) in
      Self.survey(
        version, tea: question,
        indicators: Self.indicator("is_safe", "safe", by: "[\(name), [job, \(name)]]"))
    }
    try await withChangingSurvey(text("1.0.0", Self.tea, "tea")) { programme, write in
      try await record(programme, 40, safe: 20, job: "student", "black")
      try await record(programme, 40, safe: 30, job: "worker", "green")
      try write(text("1.1.0", Self.brew, "brew"))
      _ = try await programme.publish()
      try await record(programme, 60, safe: 20, job: "student", "black", as: "brew")
      try await record(programme, 50, safe: 20, job: "worker", "green", as: "brew")
      try await record(programme, 40, safe: 20, job: "worker", "black", as: "brew")
      try await record(programme, 40, safe: 20, job: "student", "green", as: "brew")
      try await record(programme, 40, safe: 20, job: nil, "green", as: "brew")
      let release = try await programme.release()
      let rows = finding(release, by: ["brew"])?["rows"]?.array
      #expect(rows?.map { $0["base"] } == [140, 170, 0], "\(release)")
      #expect(rows?.first?["count"] == 60)
      let table = finding(release, by: ["job", "brew"])?["rows"]?.array ?? []
      let cell = table.first {
        $0["group"]?["job"]?["id"] == "student" && $0["group"]?["brew"]?["id"] == "black"
      }
      #expect(cell?["base"] == 100 && cell?["count"] == 40, "\(table)")
    }
  }

  @Test
  func
    `rows that a renamed question was released by are not subtracted from those of its new name`()
    async throws
  {
    let text = { (version: String, question: String, name: String) in
      Self.survey(
        version, tea: question, indicators: Self.indicator("is_safe", "safe", by: "[\(name)]"))
    }
    try await withChangingSurvey(text("1.0.0", Self.tea, "tea")) { programme, write in
      try await record(programme, 60, safe: 30, job: nil, "black")
      try await record(programme, 60, safe: 30, job: nil, "green")
      _ = try await programme.release()
      try write(text("1.1.0", Self.brew, "brew"))
      _ = try await programme.publish()
      try await record(programme, 3, safe: 3, job: nil, "black", as: "brew")
      try await record(programme, 30, safe: 20, job: nil, "green", as: "brew")
      let rows = finding(try await programme.release(), by: ["brew"])?["rows"]?.array ?? []
      // Beside 60 of before 63 would show what three said.
      #expect(!rows.contains { $0["base"] == 65 || $0["base"] == 60 }, "\(rows)")
    }
  }

  @Test
  func `a commissioner cannot work a cell of an old table out from rows under another indicator`()
    async throws
  {
    let first = Self.survey(
      "1.0.0", tea: Self.tea,
      indicators: Self.indicator("is_safe", "safe", by: "[job, [job, tea]]"))
    let second = Self.survey(
      "1.1.0", tea: Self.tea, indicators: Self.indicator("is_calm", "calm", by: "[job]"))
    try await withChangingSurvey(first) { programme, write in
      // Of the 40 students 4 are safe, all of whom drink black tea: the row is hidden, and so is that cell.
      try await record(programme, 5, safe: 4, job: "student", "black")
      try await record(programme, 35, safe: 0, job: "student", "green")
      for tea in ["black", "green"] {
        try await record(programme, 60, safe: 30, job: "worker", tea)
        try await record(programme, 50, safe: 25, job: nil, tea)
      }
      let release = try await programme.release()
      let rows = finding(release, by: ["job"])?["rows"]?.array ?? []
      #expect(rows.first?["flags"] == ["suppressed"], "\(rows)")
      #expect(finding(release, by: ["job", "tea"]) != nil)
      try write(second)
      _ = try await programme.publish()
      for tea in ["black", "green"] {
        try await record(programme, 40, safe: 25, job: nil, tea)
      }
      let next = try await programme.release()
      #expect(finding(next, by: ["job"]) == nil, "\(next)")
      #expect(next["findings"]?[0]?["total"]?["base"] == 340)
      #expect(JSONValue.object(next).text().contains("not released: People by job"))
    }
  }
}
