// A survey with a question of every kind, and what is needed to export it and read it again.

import CSV
import Crypto
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import Surveys
import Synchronization
import TestSupport
import Testing

/// A survey with a question of every kind.
enum EveryKind {
  static let id = "every-kind"

  static func survey(_ version: String = "1.0.0", extra: String = "") -> String {
    """
    \(surveyHead("every-kind", "Every kind", version: version, scopes: "analyse, quote, analyse_sensitive"))
    questions:
      - {id: hello, ask: Welcome., type: note}
      - {id: out, ask: Do you go out?, type: yes_no}
      - id: area
        ask: Where do you live?
        type: choose_one
        choices:
          - 1 hill: The hill
          - 2 shore: "The shore, north"
          - 3 market: "=Market"
      - id: likes
        ask: What do you like?
        type: choose_many
        choices:
          - 1 parks: Parks
          - 2 shops: "Shops; large"
          - 3 none_of_them: {text: None, exclusive: yes}
      - {id: ease, ask: How easy is it?, type: scale, from: 0, to: 10}
      - {id: trips, ask: How many trips?, type: whole_number, min: -100, max: 100000, show_if: out = yes}
      - {id: degrees, ask: How warm is it?, type: number}
      - {id: since, ask: Since when?, type: date}
      - {id: nickname, ask: What shall we call you?, type: text, personal: may_identify}
      - {id: story, ask: Would you say more?, type: long_text, show_if: out = no}
      - {id: carer, ask: Do you care for somebody?, type: yes_no, or_prefer_not: yes, sensitive: yes}
      - id: spots
        ask: Which spots?
        type: repeat
        up_to: 3
        questions:
          - {id: spot, ask: Which?, type: text}
          - {id: visits, ask: How often?, type: whole_number}
      - {id: double_trips, type: calculate, value: trips * 2}
    \(extra)
    tests:
      people:
        - name: somebody
          consent: [analyse]
          answers: {out: yes}
    """
  }
}

extension Programme {
  /// The partnership's export as text.
  func export(_ request: ExportRequest, as principal: Principal? = nil) async throws -> String {
    String(decoding: try await exportedBytes(request, as: principal), as: UTF8.self)
  }

  /// The partnership's export.
  func exportedBytes(
    _ request: ExportRequest, as principal: Principal? = nil
  ) async throws -> [UInt8] {
    let bytes = Mutex<[UInt8]>([])
    let ticket = try await engagement.beginExport(
      request, as: principal ?? coordinator, origin: .cli)
    _ = try await engagement.export(ticket) { part, _ in
      bytes.withLock { $0.append(contentsOf: part) }
    }
    return bytes.withLock { $0 }
  }

  /// The rows of an export as CSV, each by column.
  func rows(_ request: ExportRequest) async throws -> [[String: String]] {
    var reader = CSVReader()
    var rows: [[String]] = []
    let text = try await export(request)
    try reader.read(text.utf8) { rows.append($0.cells) }
    try reader.finish { rows.append($0.cells) }
    let names = rows.first ?? []
    return rows.dropFirst().map { row in
      #expect(row.count == names.count)
      return Dictionary(uniqueKeysWithValues: zip(names, row))
    }
  }

  /// What the database holds of the answers, by response.
  func storedAnswers(_ survey: String) async throws -> [String: JSONValue] {
    try await database.application.transaction(as: coordinator) { connection in
      let rows = try connection.query(
        """
        select r.id::text as id, r.answers from hark.response r where r.survey_module = \(survey)
        """
      ) { row in (try row.get("id", as: String.self), try row.get("answers", as: JSONText.self)) }
      return try Dictionary(
        uniqueKeysWithValues: rows.map { ($0.0, try JSONValue.parse($0.1.bytes)) })
    }
  }

  /// The audit events of exports.
  func exportEvents() async throws -> [JSONValue] {
    try await database.application.transaction(as: steward) { connection in
      try connection.query(
        """
        select detail from hark.audit_event where action in ('response.export', 'conversation.export')
        """
      ) { row in try JSONValue.parse(row.get("detail", as: JSONText.self).bytes) }
    }
  }

  /// How many audit events there are of an act.
  func events(_ action: String) async throws -> Int? {
    try await database.application.transaction(as: steward) { connection in
      try connection.first("select count(*) from hark.audit_event where action = \(action)") {
        try $0.get(0, as: Int.self)
      }
    }
  }

  /// Records made-up people from a seed, each with other answers, and gives their ids.
  func recordPeople(_ count: Int, using next: () -> Int) async throws {
    let texts = [
      "=1+1", "+44", "-5", "@home", "\ttab", "'=quoted", "plain", "a, \"b\"\r\nc", "＝wide", "é𝄞",
    ]
    for _ in 0..<count {
      func maybe(_ answer: JSONValue) -> JSONValue { next() % 4 == 0 ? .null : answer }
      let out: JSONValue = next() % 2 == 0 ? "yes" : "no"
      var answers: JSONObject = ["out": out]
      answers["area"] = maybe([.string("hill"), "shore", "market"][next() % 3])
      answers["likes"] = maybe([["parks"], ["parks", "shops"], ["none_of_them"]][next() % 3])
      answers["ease"] = maybe(.number(Double(next() % 11)))
      if out == "yes" { answers["trips"] = maybe(.number(Double(next() % 200 - 100))) }
      answers["degrees"] = maybe(.number(Double(next() % 1_000 - 500) / 8))
      answers["since"] = maybe(.string("20\(10 + next() % 16)-0\(1 + next() % 9)-1\(next() % 10)"))
      answers["nickname"] = maybe(.string(texts[next() % texts.count]))
      if out == "no" { answers["story"] = maybe(.string(texts[next() % texts.count])) }
      answers["carer"] = maybe([.string("yes"), "no", "prefer_not"][next() % 3])
      answers["spots"] = maybe([["spot": .string(texts[next() % texts.count]), "visits": 2]])
      _ = try await engagement.record(
        Self.response(answers: answers), survey: EveryKind.id, as: researcher, origin: .http)
    }
  }
}

/// Runs a test with a programme that has the survey of every kind.
func withEveryKind(_ body: (Programme) async throws -> Void) async throws {
  try await withProgramme(modules: [EveryKind.id: EveryKind.survey()]) { programme in
    try await body(programme)
  }
}

extension Programme {
  /// Another partnership in the same database, with the same survey.
  func elsewhere(slug: String) async throws -> Programme {
    let other = Programme(
      database: database,
      partnership: try await database.addPartnership(slug: slug, accountName: "sam"),
      engagement: engagement)
    _ = try await engagement.publish(EveryKind.id, as: other.coordinator, origin: .cli)
    return other
  }

  /// Publishes another version of the survey of every kind beside the first, which is closed.
  func publishAgain(_ text: String) async throws {
    let coordinator = coordinator
    _ = try await engagement.close(EveryKind.id, as: coordinator, origin: .cli)
    try await withFolder { folder in
      for (path, text) in [
        "\(EveryKind.id)/survey.yaml": text, "blocks/consent-test@1/block.yaml": Programme.consent,
      ] {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let catalog = ModuleCatalog.load(folders: [folder.path])
      let module = try #require(catalog.modules.first, "\(catalog.failures.flatMap(\.problems))")
      try await database.application.transaction(as: coordinator) { connection in
        let bytes = module.bundle.bytes
        try SurveyVersionQueries.publish(
          SurveyVersionRecord(
            id: UUID(), module: EveryKind.id, version: module.survey.version, unit: "person",
            basis: "consent", series: 1, sha256: Array(SHA256.hash(data: bytes))),
          bundle: bytes, on: connection)
      }
    }
  }
}

/// What a Python program prints when it is given a file; nil where there is no Python, which the
/// test's output says.
func python(_ program: String, input: String) async throws -> String? {
  try await withFolder { folder in
    let file = folder.appendingPathComponent("input.csv")
    try Data(input.utf8).write(to: file)
    let outcome = try await runProgram("/usr/bin/env", ["python3", "-c", program, file.path])
    if outcome.status == 127 {
      print("skipped: there is no python3 here to read the table with")
      return nil
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }
}
