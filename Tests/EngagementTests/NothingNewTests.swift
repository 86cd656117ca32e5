// A release that would show nothing new: whoever asks for one learns nothing from the answer about whether a
// few people wait.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct NothingNewTests {
  private static let age: [PopulationMargins.Group] = [
    .init(by: "age_band", group: "young", people: 6000),
    .init(by: "age_band", group: "old", people: 4000),
  ]

  /// What is said to whoever asks for a release that is refused; nil where it is made.
  private static func refusal(_ programme: Programme) async throws -> String? {
    do {
      _ = try await programme.release()
      return nil
    } catch let problem as Problem {
      #expect(problem.code == "H013")
      return problem.detail
    }
  }

  private static func start(_ programme: Programme) async throws -> [String] {
    var ids: [String] = []
    for _ in 0..<12 { ids.append(try await programme.recorded(["warm": "yes", "age": "old"])) }
    try await programme.record(48, ["warm": "yes", "age": "old"])
    try await programme.record(60, ["warm": "no", "age": "young"])
    return ids
  }

  @Test func `nobody, one who left, one who changed and seven who joined get the same answer`()
    async throws
  {
    try await withProgramme { programme in
      let ids = try await Self.start(programme)
      _ = try await programme.engagement.keepPopulation(
        Self.age, as: programme.coordinator, origin: .cli)
      #expect(try await Self.refusal(programme) == nil)
      let nobody = try #require(try await Self.refusal(programme))
      #expect(nobody.contains("figures would be those of the last release"))
      try await programme.takeBack(try #require(UUID(uuidString: ids[0])))
      #expect(try await Self.refusal(programme) == nobody)
      _ = try await programme.edit(ids[1], ["answers": ["warm": "no", "age": "old"]])
      #expect(try await Self.refusal(programme) == nobody)
      try await programme.record(5, ["warm": "no", "age": "young"])
      #expect(try await Self.refusal(programme) == nobody)
      try await programme.record(5, ["warm": "no", "age": "young"])
      #expect(try await Self.refusal(programme) == nil)
    }
  }

  @Test(arguments: [0, 1])
  func `another table of the population is something new, whether somebody waits or not`(
    waiting: Int
  ) async throws {
    try await withProgramme { programme in
      let ids = try await Self.start(programme)
      _ = try await programme.engagement.keepPopulation(
        Self.age, as: programme.coordinator, origin: .cli)
      #expect(try await Self.refusal(programme) == nil)
      for id in ids.prefix(waiting) {
        try await programme.takeBack(try #require(UUID(uuidString: id)))
      }
      #expect(try await Self.refusal(programme) != nil)
      _ = try await programme.engagement.keepPopulation(
        [
          .init(by: "age_band", group: "young", people: 5000),
          .init(by: "age_band", group: "old", people: 5000),
        ], as: programme.coordinator, origin: .cli)
      let release = JSONValue.object(try await programme.release())
      #expect(release["heard"]?[0]?["rows"]?[0]?["population"] == 5000)
      #expect(release["findings"]?[0]?["total"]?["base"] == 120)
      #expect(try await Self.refusal(programme) != nil)
    }
  }
}
