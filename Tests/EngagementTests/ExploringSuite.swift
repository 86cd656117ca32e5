// What the tests of looking around share: a partnership with a release, and what people do in it.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

/// A suite that looks around in the released answers of the programme of warm rooms.
protocol ExploringSuite {}

extension ExploringSuite {
  /// Besides the usual questions some that no indicator counts, and one that hangs on a sensitive answer.
  static var survey: String {
    Programme.survey.replacingOccurrences(
      of: "questions:",
      with: """
        waves:
          - {id: early, label: First round, from: 2026-09-01, to: 2026-10-02}
          - {id: late, label: Second round, from: 2026-10-03, to: 2026-10-31}
        questions:
        """
    ).replacingOccurrences(
      of: "indicators:",
      with: """
          - id: carer
            ask: Do you look after somebody?
            type: yes_no
          - id: fuel
            ask: What do you heat with?
            type: choose_one
            choices:
              - 1 gas: Gas
              - 2 power: Electricity
              - 3 wood: Wood
          - id: helped
            ask: Did somebody help?
            type: yes_no
            show_if: danger = yes
        indicators:
          - id: in_danger
            label: People in danger
            show: percent
            count: danger = yes
            out_of: answered(warm)
        """
    ).replacingOccurrences(
      of: "not_asked: [story, danger]", with: "not_asked: [story, danger, helped]")
  }

  func withRelease(_ body: (Programme) async throws -> Void) async throws {
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    try await withProgramme(
      modules: ["warm-rooms": Self.survey], vault: Vault(masters: { keys })
    ) { programme in
      for (count, age, warm, carer) in [
        (60, "young", "yes", "yes"), (50, "young", "no", "no"), (40, "old", "yes", "no"),
        (45, "old", "no", "yes"),
      ] {
        try await programme.record(
          count,
          [
            "age": .string(age), "warm": .string(warm), "carer": .string(carer), "fuel": "gas",
            "danger": "no",
          ])
      }
      try await programme.record(3, ["age": "old", "warm": "yes", "fuel": "power", "danger": "no"])
      try await body(programme)
    }
  }

  func explore(
    _ programme: Programme, by: String, indicator: String = "is_warm",
    as principal: Principal? = nil
  ) async throws -> JSONValue {
    .object(
      try await programme.engagement.explore(
        survey: "warm-rooms", indicator: indicator, by: by,
        as: principal ?? programme.coordinator, origin: .cli))
  }

  func code(_ body: () async throws -> Void) async -> String {
    do {
      try await body()
      return ""
    } catch { return (error as? Problem)?.code ?? "\(error)" }
  }

  func makeNoise(
    _ programme: Programme, replacing: Bool = false, as principal: Principal? = nil
  ) async throws -> JSONObject {
    try await programme.engagement.makeNoise(
      .standard, replacing: replacing, as: principal ?? programme.steward, origin: .cli)
  }

  func refusesNoise(to person: Principal, _ programme: Programme) async -> Bool {
    await code { _ = try await makeNoise(programme, as: person) } == "H002"
  }

  func refusesTables(to person: Principal, _ programme: Programme) async -> Bool {
    await code { _ = try await explore(programme, by: "carer", as: person) } == "H002"
  }

  func events(_ programme: Programme) async throws -> Int? {
    try await programme.database.superuser.withTransaction { connection in
      try connection.query(
        "select count(*)::integer as n from hark.audit_event where action = 'findings.explore'"
      ) { row in try row.get("n", as: Int.self) }
    }.first
  }

  /// What is printed of each cell, by its groups.
  func numbers(_ table: JSONValue, _ names: [String]) -> [String: [JSONValue]] {
    Dictionary(
      (table["rows"]?.array ?? []).map { row in
        (
          names.map { row["group"]?[$0]?["id"]?.string ?? "?" }.joined(separator: "/"),
          ["base", "count", "value"].map { row[$0] ?? .null }
        )
      }
    ) { first, _ in first }
  }
}
