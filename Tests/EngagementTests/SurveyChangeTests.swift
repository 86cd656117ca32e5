// A survey that changes while people answer it: nothing is lost, what is alike is counted together,
// and what is not stands apart.

import Engagement
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct SurveyChangeTests {
  private func version(_ number: String, _ changes: [(String, String)] = []) -> String {
    changes.reduce(
      Programme.survey.replacing("version: 1.0.0", with: "version: \(number)")
    ) { text, change in
      #expect(text.contains(change.0), "the survey has no '\(change.0)'")
      return text.replacing(change.0, with: change.1)
    }
  }

  private let choice = (
    "- 2 old: 50 and over", "- 2 old: 50 and over\n      - 3 unsaid: Prefer not to say"
  )
  private let text = ("ask: Is your room warm?", "ask: Is your home warm enough?")

  @Test func `answers to both versions of a series are counted together`() async throws {
    try await withChangingSurvey { programme, write in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      try write(version("1.1.0", [choice]))
      let made = try await programme.publish()
      #expect(made.isNew && made.differences?.change == .minor)
      try await programme.record(30, ["warm": "no", "age": "young"])
      try await programme.record(20, ["warm": "no", "age": "unsaid"])
      let release = try await programme.release()
      #expect(release["versions"] == ["1.0.0", "1.1.0"])
      let findings = try #require(release["findings"]?.array)
      #expect(findings.count == 1 && findings[0]["series"] == nil)
      #expect(findings[0]["total"]?["base"] == 90 && findings[0]["total"]?["count"] == 40)
      let groups = findings[0]["rows"]?.array?.compactMap {
        $0["group"]?["age_band"]?["id"]?.string
      }
      #expect(groups == ["young", "old", "unsaid", "not_stated"])
    }
  }

  @Test func `a changed wording stands apart, flagged, in one release`() async throws {
    try await withChangingSurvey { programme, write in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      let first = try await programme.release()
      #expect(first["findings"]?[0]?["series"] == nil)
      try write(version("1.1.0", [text]))
      let made = try await programme.publish()
      #expect(made.differences?.change == .series)
      #expect(made.survey.version.published.content.series == 2)
      let alone = await problem { _ = try await programme.release() }
      #expect(alone?.code == "H013", "nobody has answered the new wording yet")
      try await programme.record(60, ["warm": "no", "age": "old"])
      let release = try await programme.release()
      let findings = try #require(release["findings"]?.array)
      #expect(findings.map { $0["indicator"] } == ["is_warm", "is_warm"])
      #expect(findings.map { $0["versions"] } == [["1.0.0"], ["1.1.0"]])
      #expect(findings.map { $0["total"]?["base"] } == [40, 60])
      #expect(findings.map { $0["total"]?["count"] } == [40, 0])
      for finding in findings {
        for figure in (finding["rows"]?.array ?? []) + [finding["total"] ?? .null] {
          #expect(figure["flags"]?.array?.contains("wording_changed") == true)
        }
      }
      // Read back as it was stored, and once more with more answers to the new wording.
      let read = try await programme.engagement.findings(
        survey: "warm-rooms", FindingsChoice(indicator: "is_warm"), as: programme.commissioner)
      #expect(read["findings"] == release["findings"])
      try await programme.record(20, ["warm": "yes", "age": "old"])
      let next = try await programme.release()
      #expect(next["findings"]?.array?.map { $0["total"]?["base"] } == [40, 80])
    }
  }

  @Test func `a few answers to a new wording are hidden and the others stay`() async throws {
    try await withChangingSurvey { programme, write in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      try write(version("1.1.0", [text]))
      _ = try await programme.publish()
      try await programme.record(3, ["warm": "yes", "age": "old"])
      let findings = try #require(try await programme.release()["findings"]?.array)
      #expect(findings[0]["total"]?["base"] == 40)
      #expect(findings[1]["total"]?["base"] == .null)
      #expect(findings[1]["total"]?["flags"] == ["suppressed", "wording_changed"])
    }
  }

  @Test func `same_meaning counts a better text with the old one`() async throws {
    try await withChangingSurvey { programme, write in
      try await programme.record(40, ["warm": "yes"])
      try write(version("1.1.0", [text, ("questions:\n", "same_meaning: [warm]\nquestions:\n")]))
      #expect(try await programme.publish().differences?.change == .minor)
      try await programme.record(40, ["warm": "no"])
      let release = try await programme.release()
      #expect(release["findings"]?.array?.count == 1)
      #expect(release["findings"]?[0]?["total"]?["base"] == 80)
    }
  }

  @Test func `late answers to an older version are taken, marked and counted`() async throws {
    try await withChangingSurvey { programme, write in
      try write(version("1.1.0", [choice]))
      _ = try await programme.publish()
      var late = Programme.response(answers: ["warm": "yes"])
      late["version"] = "1.0.0"
      late["answered_on"] = nil
      _ = try await programme.engagement.record(
        late, survey: "warm-rooms", as: programme.researcher, origin: .http)
      try await programme.record(1, ["warm": "yes"])
      let list = try await programme.engagement.responses(
        survey: "warm-rooms", after: nil, limit: 10, as: programme.coordinator
      ).items
      #expect(list.map { $0["version"] } == ["1.0.0", "1.1.0"])
      #expect(list.map { $0["late"] } == [true, false])
      let progress = try await programme.engagement.progress(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      #expect(progress.total.responses == 2 && progress.total.late == 1)
      #expect(progress.heard.first?.rows.last?.responses == 2, "both name no age")
    }
  }

  private static let forbidden: [(old: String, new: String, reason: String)] = [
    ("- 1 young: Under 50", "- 5 young: Under 50", "its code"),
    ("type: long_text", "type: text", "its type"),
    ("      - 2 old: 50 and over\n", "      - 3 old: 50 and over\n", "its code"),
    (
      "scopes: [analyse, quote, analyse_sensitive]", "scopes: [analyse, analyse_sensitive]",
      "the scopes"
    ),
    ("age_band", "tenure", "its role"), ("story", "more", "'story' is gone"),
  ]

  @Test func `what would alter stored answers is refused with its reason`() async throws {
    try await withChangingSurvey { programme, write in
      for (old, new, reason) in Self.forbidden {
        try write(version("2.0.0", [(old, new)]))
        let refused = await problem { _ = try await programme.publish() }
        #expect(refused?.code == ProblemCode.changeRefused.rawValue, "\(refused?.detail ?? "")")
        #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "")")
      }
      #expect(try await programme.engagement.surveys(as: programme.coordinator).count == 1)
    }
  }

  @Test func `the version number has to fit the change`() async throws {
    try await withChangingSurvey { programme, write in
      try write(version("1.0.1", [choice]))
      let low = await problem { _ = try await programme.publish() }
      #expect(low?.code == ProblemCode.versionTooLow.rawValue)
      #expect(low?.detail.contains("version: 1.1.0") == true)
      try write(version("1.0.0", [("title: Warm rooms", "title: Warm homes")]))
      let same = await problem { _ = try await programme.publish() }
      #expect(same?.code == ProblemCode.alreadyPublished.rawValue)
      #expect(same?.detail.contains("version: 1.0.1") == true)
      try write(version("1.0.1", [("title: Warm rooms", "title: Warm homes")]))
      #expect(try await programme.publish().isNew)
    }
  }

  @Test func `an id that an older version used is not used again`() async throws {
    try await withChangingSurvey { programme, write in
      let story = """
          - id: story
            ask: Would you say more?
            type: long_text
            personal: may_identify
            show_if: warm = no

        """
      let unused = Programme.survey.replacing(story, with: "")
        .replacing("not_asked: [story, danger]", with: "not_asked: [danger]")
      #expect(unused != Programme.survey)
      // Published straight into the database, as if the question had been retired before.
      try write(unused.replacing("version: 1.0.0", with: "version: 1.1.0"))
      let module = try #require(
        programme.engagement.catalog().modules.first { $0.survey.id == "warm-rooms" })
      try await programme.database.application.transaction(as: programme.coordinator) {
        connection in
        let hash = stride(from: 0, to: 64, by: 2).compactMap { place -> UInt8? in
          let start = module.bundle.sha256.index(module.bundle.sha256.startIndex, offsetBy: place)
          return UInt8(module.bundle.sha256[start...].prefix(2), radix: 16)
        }
        try SurveyVersionQueries.publish(
          SurveyVersionRecord(
            id: UUID(), module: "warm-rooms", version: "1.1.0", unit: "person", basis: "consent",
            series: 1, sha256: hash),
          bundle: module.bundle.bytes, on: connection)
      }
      try write(version("1.2.0"))
      let refused = await problem { _ = try await programme.publish() }
      #expect(refused?.code == ProblemCode.changeRefused.rawValue)
      #expect(refused?.detail.contains("'story' was a question of version 1.0.0") == true)
    }
  }

  @Test func `a closed survey takes nothing until it is reopened`() async throws {
    try await withChangingSurvey { programme, write in
      try write(version("1.1.0", [choice]))
      _ = try await programme.publish()
      let coordinator = programme.coordinator
      let closed = try await programme.engagement.close(
        "warm-rooms", as: coordinator, origin: .cli)
      #expect(closed.survey.version == "1.1.0" && !closed.isOpen)
      for version in ["1.0.0", "1.1.0"] {
        let each = try await programme.engagement.survey(
          "warm-rooms", version: version, as: coordinator)
        #expect(!each.isOpen)
      }
      let answer = await problem { try await programme.record(1, ["warm": "yes"]) }
      #expect(answer?.code == ProblemCode.surveyClosed.rawValue)
      let opened = try await programme.engagement.reopen(
        "warm-rooms", as: coordinator, origin: .cli)
      #expect(opened.isOpen && opened.isCurrent)
      try await programme.record(1, ["warm": "yes"])
      let again = await problem {
        _ = try await programme.engagement.reopen("warm-rooms", as: coordinator, origin: .cli)
      }
      #expect(again?.code == ProblemCode.surveyOpen.rawValue)
      for role in Storage.Role.allCases where role != .coordinator {
        let refused = await problem {
          _ = try await programme.engagement.reopen(
            "warm-rooms", as: programme.partnership.principal(role), origin: .cli)
        }
        #expect(refused?.httpStatus == 403)
      }
    }
  }

  @Test func `a version that is published while the survey is closed stays closed with it`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      let coordinator = programme.coordinator
      let closed = try await programme.engagement.close(
        "warm-rooms", as: coordinator, origin: .cli)
      try write(version("1.1.0", [choice]))
      let made = try await programme.publish()
      #expect(made.isNew && !made.survey.isOpen)
      // Late answers are those given until it was closed, whichever version they name.
      #expect(made.survey.version.closedAt == closed.version.closedAt)
      for answered in ["1.0.0", "1.1.0"] {
        let each = try await programme.engagement.survey(
          "warm-rooms", version: answered, as: coordinator)
        #expect(!each.isOpen)
      }
      let answer = await problem { try await programme.record(1, ["warm": "yes"]) }
      #expect(answer?.code == ProblemCode.surveyClosed.rawValue)
      let opened = try await programme.engagement.reopen(
        "warm-rooms", as: coordinator, origin: .cli)
      #expect(opened.isOpen && opened.survey.version == "1.1.0")
      try await programme.record(1, ["warm": "yes"])
    }
  }
}
