// A survey from its first version to its third, over the built program and a running server: changed
// in every allowed way, answered on every version, exported and released whole.

import CSV
import Foundation
import JSON
import TestSupport
import Testing

@Suite struct SurveyChangeTests {
  @Test(.timeLimit(.minutes(10 * patience)))
  func `a survey is published, answered, changed, and answered again without loss`() async throws {
    try await withFolder { folder in
      let draft = Draft(folder)
      try draft.write(SurveyFolder.consent, to: "blocks/consent-test@1/block.yaml")
      try draft.write(Draft.first, to: Draft.path)
      try await ServedHome.with(survey: Draft.id, surveys: folder.path) { home, token in
        _ = try await home.command("account", "export", "allow", "admin")
        let port = try await home.startServer()
        try await ServiceClient.with(port: port, token: token, survey: Draft.id) { client in
          try await story(home, client, draft)
        }
      }
    }
  }

  private func story(_ home: ServedHome, _ client: ServiceClient, _ draft: Draft) async throws {
    for _ in 0..<30 {
      try await client.record(
        ["warm": "yes", "heating": "wood", "cost": 40, "story": "First", "nickname": "Made up"],
        version: "1.0.0")
    }
    // A broken edit is noticed within seconds, and stops nothing.
    try draft.write(Draft.first.replacing("type: yes_no", with: "type: yes_on"), to: Draft.path)
    try await client.waitUntilReady { $0["modules_not_loaded"] == [.string(Draft.id)] }
    try await client.record(["warm": "yes", "heating": "wood"], version: nil)
    try draft.write(Draft.second, to: Draft.path)
    try await client.waitUntilReady { $0["modules_not_loaded"] == [] }

    let diff = try await home.command("survey", "diff", Draft.id, "--json")
    #expect(diff.status == 0, "\(diff.errors)")
    let document = try JSONValue.parse(diff.output)
    #expect(document["class"] == "minor with warning")
    #expect(document["version_expected"] == "1.1.0")
    try await publish(home, "1.1.0")
    #expect(try await client.survey()["version"] == "1.1.0")
    let old = try await client.survey(version: "1.0.0")
    #expect(old["current"] == false && old["questions"]?.array?.count == 6)

    for number in 0..<40 {
      try await client.record(
        [
          "warm": number < 20 ? "yes" : "no", "heating": "heat_pump", "cost": 600,
          "in_your_words": "Second",
        ],
        version: "1.1.0")
    }
    try await client.record(
      ["warm": "yes", "heating": "wood", "story": "Late"], version: "1.0.0")

    try draft.write(Draft.third, to: Draft.path)
    let series = try await home.command("survey", "diff", Draft.id)
    #expect(series.status == 0 && series.output.contains("new series: question 'score'"))
    try await publish(home, "1.2.0")
    for number in 0..<40 {
      try await client.record(
        ["warm": number < 20 ? "yes" : "no", "heating": "gas", "cost": 10], version: "1.2.0")
    }
    try await refusals(home, draft)
    try await exported(home)
    try await released(home)
    let closed = try await home.command("survey", "close", Draft.id)
    #expect(closed.status == 0)
    #expect(try await client.post(["warm": "yes"]).status == 409)
    #expect(try await home.command("survey", "reopen", Draft.id).status == 0)
    try await client.record(["warm": "yes"], version: nil)
  }

  private func publish(_ home: ServedHome, _ version: String) async throws {
    let published = try await home.command("survey", "publish", Draft.id)
    #expect(published.status == 0, "\(published.errors)")
    #expect(published.output.contains("\(Draft.id) \(version) is published"))
  }

  private func refusals(_ home: ServedHome, _ draft: Draft) async throws {
    let forbidden = [
      ("draughts?\n    type: yes_no", "draughts?\n    type: text", "its type"),
      ("- 1 gas: Gas", "- 9 gas: Gas", "its code"),
      ("tenure", "group", "its role"),
      ("scopes: [analyse, quote]", "scopes: [analyse]", "the scopes"),
      ("      - 1 gas: Gas\n", "", "'gas' of 'heating' is gone"),
      ("id: draughts", "id: other_draughts", "'draughts' is gone"),
      ("id: draughts\n", "id: nickname\n", "'nickname' was a question of version"),
    ]
    for (text, other, reason) in forbidden {
      let changed = Draft.third.replacing("version: 1.2.0", with: "version: 2.0.0")
        .replacing(text, with: other)
      try draft.write(changed, to: Draft.path)
      let refused = try await home.command("survey", "publish", Draft.id)
      #expect(refused.status == 1 && refused.errors.contains("H065"), "\(text): \(refused.errors)")
      #expect(refused.errors.contains(reason), "\(refused.errors)")
      let said = try await home.command("survey", "diff", Draft.id)
      #expect(said.status == 1 && said.output.contains(reason), "\(text): \(said.output)")
    }
    try draft.write(Draft.third, to: Draft.path)
  }

  private func exported(_ home: ServedHome) async throws {
    let export = try await home.command("response", "export", Draft.id)
    #expect(export.status == 0, "\(export.errors)")
    var reader = CSVReader()
    var rows: [CSVRow] = []
    try reader.read(export.output.utf8) { rows.append($0) }
    try reader.finish { rows.append($0) }
    let names = try #require(rows.first).cells
    let records = rows.dropFirst().map { row in
      Dictionary(zip(names, row.cells)) { first, _ in first }
    }
    #expect(records.count == 112)
    func count(_ column: String, _ value: String) -> Int {
      records.count { $0[column] == value }
    }
    #expect(count("_version", "1.0.0") == 32 && count("_version", "1.1.0") == 40)
    #expect(count("in_your_words", "First") == 30 && count("in_your_words", "Second") == 40)
    #expect(count("in_your_words", "Late") == 1 && !names.contains("story"))
    #expect(count("nickname", "Made up") == 30)
    #expect(count("heating", "wood") == 32 && count("heating", "heat_pump") == 40)
    #expect(count("_late", "yes") == 1)
    #expect(
      count("score", "80") == 30 && count("score", "1200") == 40 && count("score", "30") == 40)
  }

  private func released(_ home: ServedHome) async throws {
    let made = try await home.command("findings", "release", Draft.id)
    #expect(made.status == 0, "\(made.errors)")
    let printed = try await home.command("findings", Draft.id, "--format", "json")
    let release = try JSONValue.parse(printed.output)
    #expect(release["versions"] == ["1.0.0", "1.1.0", "1.2.0"])
    let findings = try #require(release["findings"]?.array)
    #expect(findings.map { $0["versions"] } == [["1.0.0", "1.1.0"], ["1.2.0"]])
    #expect(findings.map { $0["total"]?["base"] } == [70, 40])
    for finding in findings {
      let flags = finding["total"]?["flags"]?.array ?? []
      #expect(flags.contains("wording_changed"))
    }
    let groups = findings[0]["rows"]?.array?.compactMap { $0["group"]?["tenure"]?["id"]?.string }
    #expect(groups?.contains("wood") == true && groups?.contains("heat_pump") == true)
  }
}

/// The survey in its folder, as a coordinator changes it.
private struct Draft {
  static let id = "warm-homes"
  static let path = "warm-homes/survey.yaml"
  let files: SurveyFolder

  init(_ folder: URL) { files = SurveyFolder(folder) }

  func write(_ text: String, to path: String) throws { try files.write(text, to: path) }

  private static func survey(_ version: String, head: String = "", _ questions: String) -> String {
    """
    hark: 1
    module: warm-homes
    version: \(version)
    title: Warm homes
    population: people in a test
    \(head)consent: {wording: consent-test@1, scopes: [analyse, quote], keep_months: 24}
    questions:
    \(questions)
    indicators:
      - id: is_warm
        label: People whose home is warm
        show: percent
        better: higher
        count: warm = yes
        out_of: answered(warm)
        by: [tenure]

    """
  }

  static let first = survey(
    "1.0.0",
    """
      - {id: warm, ask: Is your home warm?, type: yes_no, required: yes}
      - id: heating
        ask: How is it heated?
        type: choose_one
        role: tenure
        choices:
          - 1 gas: Gas
          - 2 wood: Wood
      - {id: cost, ask: What does it cost a month?, type: whole_number, min: 0, max: 500}
      - {id: score, type: calculate, value: cost * 2}
      - {id: story, ask: Would you say more?, type: long_text}
      - {id: nickname, ask: What may we call you?, type: text}
    """)

  /// A hint, a question and a choice more, a looser limit, another rule, a question and a choice
  /// retired, a question renamed, and a text that means the same.
  static let second = survey(
    "1.1.0", head: "same_meaning: [warm]\n",
    """
      - {id: warm, ask: Is your home warm enough?, type: yes_no, required: yes}
      - id: heating
        ask: How is it heated?
        hint: The main way.
        type: choose_one
        role: tenure
        choices:
          - 1 gas: Gas
          - 2 wood: {text: Wood, retired: yes}
          - 3 heat_pump: A heat pump
      - {id: draughts, ask: Are there draughts?, type: yes_no}
      - {id: cost, ask: What does it cost a month?, type: whole_number, min: 0, max: 900}
      - {id: score, type: calculate, value: cost * 2}
      - {id: in_your_words, was: story, ask: Would you say more?, type: long_text, show_if: answered(warm)}
      - {id: nickname, ask: What may we call you?, type: text, retired: yes}
    """)

  /// What was retired is gone, and a value is worked out another way.
  static let third = survey(
    "1.2.0",
    """
      - {id: warm, ask: Is your home warm enough?, type: yes_no, required: yes}
      - id: heating
        ask: How is it heated?
        hint: The main way.
        type: choose_one
        role: tenure
        choices:
          - 1 gas: Gas
          - 3 heat_pump: A heat pump
      - id: draughts
        ask: Are there draughts?
        type: yes_no
      - {id: cost, ask: What does it cost a month?, type: whole_number, min: 0, max: 900}
      - {id: score, type: calculate, value: cost * 3}
      - {id: in_your_words, was: story, ask: Would you say more?, type: long_text, show_if: answered(warm)}
    """)
}
