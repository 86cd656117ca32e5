// Every kind of question from a client's JSON to tables and figures: recorded over HTTP, exported as it
// was said, and counted.

import CSV
import Foundation
import JSON
import TestSupport
import Testing

@Suite struct EveryKindTests {
  private static let id = "all-kinds"
  private static let survey = """
    hark: 1
    module: all-kinds
    version: 1.0.0
    title: All kinds
    population: people in a test
    consent: {wording: consent-test@1, scopes: [analyse, quote], keep_months: 24}
    questions:
      - id: matters
        ask: What matters most?
        type: rank
        top: 2
        choices: [1 buses: Buses, 2 shops: Shops, 3 parks: Parks]
      - id: feel
        ask: How is it here?
        type: grid
        note_per_row: yes
        rows: [at_home: At home, outside: Outside]
        choices: [1 good: Good, 2 bad: Bad]
      - {id: since, ask: Since which month?, type: month, min: 2020-01}
      - {id: wakes, ask: When do you wake?, type: time, min: "04:00"}
      - {id: spot, ask: Where is it?, type: point, precision: 2}
      - id: likes
        ask: What do you like?
        type: choose_many
        other: yes
        choices: [1 tea: Tea, 2 walks: Walks]
      - id: help
        ask: About help
        type: group
        show_if: likes has tea
        questions:
          - {id: helped, ask: Were you helped?, type: yes_no}
          - {id: hours, ask: For how many hours?, type: whole_number, min: 0, max: 50}
      - id: trips
        ask: Trips
        type: repeat
        up_to: 3
        questions:
          - {id: goes_to, ask: Where to?, type: choose_one, choices: [1 town: Town, 2 coast: Coast]}
          - {id: at, ask: When?, type: time}
          - {id: times, ask: How often?, type: whole_number, min: 1, max: 9}
    indicators:
      - {id: buses, label: Buses matter, show: percent, count: matters has buses, out_of: answered(matters)}
      - {id: home_good, label: Good at home, show: percent, count: feel.at_home = good, out_of: answered(feel.at_home)}
      - {id: likes_more, label: Like something else, show: percent, count: likes has other, out_of: answered(likes)}

    """

  private static let whole: JSONObject = [
    "matters": ["parks", "buses"],
    "feel": ["at_home": "good", "at_home_note": "Quiet; warm", "outside": "bad"],
    "since": "2026-03", "wakes": "06:45", "spot": ["latitude": 52.194_99, "longitude": -2.215_01],
    "likes": ["tea", "other"], "likes_other": "Brass bands", "helped": "yes", "hours": 12,
    "trips": [["goes_to": "coast", "at": "09:30", "times": 2], ["goes_to": "town"]],
  ]

  @Test(.timeLimit(.minutes(10 * patience)))
  func `every kind of answer is recorded over HTTP, exported as it was said, and counted`()
    async throws
  {
    try await withFolder { folder in
      let files = SurveyFolder(folder)
      try files.write(SurveyFolder.consent, to: "blocks/consent-test@1/block.yaml")
      try files.write(Self.survey, to: "\(Self.id)/survey.yaml")
      try await ServedHome.with(survey: Self.id, surveys: folder.path) { home, token in
        _ = try await home.command("account", "export", "allow", "admin")
        let port = try await home.startServer()
        try await ServiceClient.with(port: port, token: token, survey: Self.id) { client in
          try await client.record(Self.whole)
          for number in 1..<40 { try await client.record(Self.plain(number)) }
          try await refusals(client)
        }
        try await tables(home)
        try await lines(home)
        try await figures(home)
      }
    }
  }

  /// Twenty of forty name buses, thirty are well at home, ten like something else.
  private static func plain(_ number: Int) -> JSONObject {
    [
      "matters": number < 20 ? ["buses"] : ["shops", "parks"],
      "feel": ["at_home": number < 30 ? "good" : "bad"],
      "likes": number < 10 ? ["walks", "other"] : ["walks"],
      "likes_other": number < 10 ? "Owls" : .null,
    ]
  }

  private func refusals(_ client: ServiceClient) async throws {
    let bad: [(JSONObject, String, String)] = [
      (["matters": ["buses", "shops", "parks"]], "matters", "A009"),
      (["matters": ["buses", "buses"]], "matters", "A009"),
      (["matters": "buses"], "matters", "A005"), (["matters": ["trams"]], "matters", "A004"),
      (["feel": "good"], "feel", "A005"), (["feel": ["kitchen": "good"]], "feel.kitchen", "A001"),
      (["feel": ["at_home": "fair"]], "feel.at_home", "A004"),
      (["since": "2026-13"], "since", "A005"), (["since": "2019-12"], "since", "A006"),
      (["wakes": "24:00"], "wakes", "A005"), (["wakes": "03:59"], "wakes", "A006"),
      (["spot": ["latitude": 91, "longitude": 0]], "spot", "A006"),
      (["spot": ["latitude": 52]], "spot", "A005"), (["spot": "52, -2"], "spot", "A005"),
      (["likes_other": "Owls"], "likes_other", "A002"),
      (["likes": ["walks"], "helped": "yes"], "helped", "A002"),
      (["likes": ["tea"], "hours": 51], "hours", "A006"),
      (["trips": [["times": 10]]], "trips[1].times", "A006"),
      (["trips": [[:], ["at": "9.30"]]], "trips[2].at", "A005"),
      (["trips": [[:], [:], [:], [:]]], "trips", "A013"),
    ]
    for (answers, question, code) in bad {
      let (status, body) = try await client.post(answers)
      #expect(status == 422, "\(answers)")
      #expect(body["problems"]?[0]?["question"] == .string(question), "\(body)")
      #expect(body["problems"]?[0]?["code"] == .string(code), "\(body)")
    }
  }

  private func rows(_ text: String) throws -> [[String: String]] {
    var reader = CSVReader()
    var rows: [CSVRow] = []
    try reader.read(text.utf8) { rows.append($0) }
    try reader.finish { rows.append($0) }
    let names = try #require(rows.first).cells
    return rows.dropFirst().map { Dictionary(zip(names, $0.cells)) { first, _ in first } }
  }

  private func tables(_ home: ServedHome) async throws {
    let export = try await home.command("response", "export", Self.id, "--with-personal")
    #expect(export.status == 0, "\(export.errors)")
    let rows = try rows(export.output)
    #expect(rows.count == 40)
    let whole = try #require(rows.first)
    for (column, value) in [
      ("matters", "parks;buses"), ("feel.at_home", "good"), ("feel.at_home_note", "Quiet; warm"),
      ("feel.outside", "bad"), ("feel.outside_note", ""), ("since", "2026-03"),
      ("wakes", "06:45"), ("spot.latitude", "52.19"), ("spot.longitude", "-2.22"),
      ("likes.tea", "1"), ("likes.walks", "0"), ("likes.other", "1"),
      ("likes_other", "Brass bands"), ("helped", "yes"), ("hours", "12"), ("trips.items", "2"),
    ] {
      #expect(whole[column] == value, "\(column): \(whole[column] ?? "no such column")")
    }
    let items = try await home.command(
      "response", "export", Self.id, "--with-personal", "--repeat", "trips", "--labels")
    #expect(items.status == 0, "\(items.errors)")
    let trips = try self.rows(items.output)
    #expect(trips.map { $0["_item"] } == ["1", "2"])
    #expect(trips.map { $0["goes_to"] } == ["Coast", "Town"])
    #expect(trips.map { $0["at"] } == ["09:30", ""] && trips.map { $0["times"] } == ["2", ""])
  }

  private func lines(_ home: ServedHome) async throws {
    let export = try await home.command(
      "response", "export", Self.id, "--with-personal", "--format", "ndjson")
    let first = try #require(export.output.split(separator: "\n").first)
    let answers = try #require(try JSONValue.parse(String(first))["answers"]?.object)
    var expected = Self.whole
    // Made coarse before anything was kept.
    expected["spot"] = ["latitude": 52.19, "longitude": -2.22]
    for (question, answer) in expected where question != "feel" {
      #expect(answers[question] == answer, "\(question)")
    }
    #expect(answers["feel"]?["at_home_note"] == "Quiet; warm")
    #expect(answers["feel"]?["outside"] == "bad")
  }

  private func figures(_ home: ServedHome) async throws {
    let made = try await home.command("findings", "release", Self.id)
    #expect(made.status == 0, "\(made.errors)")
    let printed = try await home.command("findings", Self.id, "--format", "json")
    let findings = try #require(try JSONValue.parse(printed.output)["findings"]?.array)
    #expect(findings.map { $0["total"]?["base"] } == [40, 40, 40])
    #expect(findings.map { $0["total"]?["value"] } == [50, 75, 25])
    try await withFolder { folder in
      let file = folder.appendingPathComponent("few.csv-metadata.json")
      let csv = try await home.command(
        "findings", Self.id, "--format", "csv", "--metadata", file.path)
      let metadata = try JSONValue.parse(String(contentsOf: file, encoding: .utf8))
      let columns = metadata["tableSchema"]?["columns"]?.array?.compactMap { $0["name"]?.string }
      #expect(metadata["url"] == "few.csv")
      #expect(csv.output.hasPrefix(columns?.joined(separator: ",") ?? "none"))
      let refused = try await home.command("findings", Self.id, "--metadata", "few.json")
      #expect(refused.status != 0 && refused.errors.contains("figures.csv-metadata.json"))
    }
  }

  @Test func `a postcode is refused when the survey is read, with what to ask instead`()
    async throws
  {
    try await withFolder { folder in
      let files = SurveyFolder(folder)
      try files.write(
        """
        hark: 1
        module: postcodes
        version: 1.0.0
        title: Postcodes
        consent: {not_needed: It is made up.}
        questions:
          - {id: code, ask: Your postcode?, type: postcode}

        """, to: "postcodes/survey.yaml")
      let outcome = try await hark("survey", "check", folder.path)
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("survey.yaml:7:"))
      #expect(outcome.output.contains("postcodes are turned into places at once and never kept"))
    }
  }
}
