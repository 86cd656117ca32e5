// What whoever publishes a benchmark says of its use stands below it in a release.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct BenchmarkWarningTests {
  /// The survey of warm rooms with two benchmarks.
  private static func survey(sameAs measure: String?) -> String {
    Programme.survey.replacing("warm-rooms", with: "cool-rooms")
      .replacing(
        "    show: percent\n",
        with: (measure.map { "    same_as: \($0)\n" } ?? "") + "    show: percent\n") + """

        benchmarks:
          - indicator: is_warm
            area: E92000001
            period: 2022-23
            population: adults receiving long-term support arranged by a council
            question: Is your room warm?
            choices: [Yes, No]
            value: 88
            source: Made-up tables
          - indicator: is_warm
            area: E10000034
            period: 2022-23
            population: adults receiving long-term support arranged by a council
            question: Is your room warm?
            choices: [Yes, No]
            value: 90
            source: Made-up tables
        """
  }

  private static func release(_ programme: Programme) async throws -> ReleaseDocument {
    for (count, warm) in [(60, "yes"), (40, "no")] {
      for _ in 0..<count {
        _ = try await programme.engagement.record(
          Programme.response(answers: ["age": "old", "warm": .string(warm)]), survey: "cool-rooms",
          as: programme.researcher, origin: .http)
      }
    }
    return try ReleaseDocument(
      json: .object(
        try await programme.engagement.release(
          survey: "cool-rooms", as: programme.coordinator, origin: .cli)))
  }

  @Test func `beside figures of the national framework stands what they may not be used for, once`()
    async throws
  {
    let module = Self.survey(sameAs: "ASCOF 4B, framework to 2022-23")
    try await withProgramme(modules: ["cool-rooms": module]) { programme in
      let release = try await Self.release(programme)
      let table = release.table(width: 1_000)
      for text in [
        "They cannot be used to judge how effective a council is at providing social care.",
        "The residents you ask are different people.",
      ] {
        #expect(table.split(separator: "\n").count { $0.contains(text) } == 1, "\(table)")
        #expect(release.page.contains(text))
      }
      #expect(release.json["findings"]?[0]?["benchmarks"]?[1]?["warnings"]?.array?.count == 2)
      #expect(try ReleaseDocument(json: release.json) == release)
    }
  }

  @Test func `beside other benchmarks it does not stand`() async throws {
    try await withProgramme(modules: ["cool-rooms": Self.survey(sameAs: nil)]) { programme in
      let release = try await Self.release(programme)
      #expect(!release.table(width: 1_000).contains("national framework"))
      #expect(release.json["findings"]?[0]?["benchmarks"]?[0]?["warnings"] == [])
    }
  }
}
