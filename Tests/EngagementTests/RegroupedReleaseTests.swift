// What releases of several versions of a survey show together: a version that divides people otherwise
// must not let what one release hid be worked out from another.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct RegroupedReleaseTests {
  private static func survey(
    _ version: String, bands: String = ", bands: [0-120]", disclosure: String = "",
    more: String = "", by: String
  ) -> String {
    """
    hark: 1
    module: warm-rooms
    version: \(version)
    title: Homes
    about_this_survey: Made up for tests.
    population: people in a test
    consent: {wording: consent-test@1, scopes: [analyse], keep_months: 24}
    \(disclosure)
    questions:
      - {id: warm, ask: Is it warm?, type: yes_no, required: true}
      - {id: age, ask: How old are you?, type: whole_number, min: 0, max: 120, role: age_band\(bands)}
      - {id: home, ask: Where do you live?, type: place, role: place}
      - {id: tea, ask: Which tea?, type: choose_one, choices: [1 black: Black, 2 green: Green]}
      - {id: job, ask: What do you do?, type: choose_one, choices: [1 student: Student, 2 worker: Worker]}
      - {id: study, ask: What do you study?, type: choose_one, show_if: job = student, choices: [1 arts: Arts, 2 science: Science]}
    \(more)
    indicators:
      - {id: is_warm, label: People who are warm, show: percent, count: warm = yes, out_of: answered(warm), by: \(by)}
    """
  }

  private static let places = [
    PlaceRecord(code: "D1", name: "District One", kind: "district"),
    PlaceRecord(code: "D2", name: "District Two", kind: "district"),
    PlaceRecord(code: "W11", name: "Ward 11", kind: "ward", parent: "D1"),
    PlaceRecord(code: "W12", name: "Ward 12", kind: "ward", parent: "D1"),
    PlaceRecord(code: "W21", name: "Ward 21", kind: "ward", parent: "D2"),
  ]

  private func place(_ places: [PlaceRecord], _ programme: Programme) async throws {
    let administrator = programme.partnership.principal(.administrator)
    _ = try await programme.database.application.transaction(as: administrator) { connection in
      try PlaceQueries.importOfficial(places, on: connection)
    }
  }

  private func roles(_ release: JSONObject) -> Set<String> {
    Set((release["findings"]?.array ?? []).compactMap { $0["by"]?[0]?.string })
  }

  private func ids(_ release: JSONObject, _ role: String) -> [String] {
    (release["findings"]?.array ?? []).filter { $0["by"]?[0]?.string == role }
      .flatMap { $0["rows"]?.array ?? [] }.compactMap { $0["group"]?[role]?["id"]?.string }
  }

  private func said(_ release: JSONObject) -> String { JSONValue.object(release).text() }

  private static let otherGroups = "its groups differ from those that were released before"

  private func record(_ programme: Programme, _ people: [(Int, Int, JSONObject)]) async throws {
    for (warm, cold, answers) in people {
      for (count, answer) in [(warm, "yes"), (cold, "no")] {
        for _ in 0..<count {
          var answers = answers
          answers["warm"] = .string(answer)
          _ = try await programme.engagement.record(
            Programme.response(answers: answers, consent: ["analyse"]), survey: "warm-rooms",
            as: programme.researcher, origin: .http)
        }
      }
    }
  }

  @Test func `a commissioner cannot subtract a ward from its district of an earlier release`()
    async throws
  {
    try await withChangingSurvey(
      Self.survey("1.0.0", disclosure: "disclosure: {finest_place: district}", by: "[place]")
    ) { programme, write in
      try await place(Self.places, programme)
      try await record(
        programme,
        [(17, 3, ["home": "W11"]), (60, 40, ["home": "W12"]), (50, 50, ["home": "W21"])])
      #expect(ids(try await programme.release(), "place") == ["D1", "D2", "not_stated"])
      try write(Self.survey("1.1.0", by: "[place]"))
      _ = try await programme.publish()
      let next = try await programme.release()
      #expect(ids(next, "place") == [])
      #expect(!said(next).contains("W12") && said(next).contains(Self.otherGroups))
      #expect(next["findings"]?[0]?["total"]?["base"] == 220)
    }
  }

  @Test func `a commissioner cannot follow a ward that was moved to another district`()
    async throws
  {
    let text = Self.survey(
      "1.0.0", disclosure: "disclosure: {finest_place: district}", by: "[place]")
    try await withChangingSurvey(text) { programme, _ in
      try await place(Self.places, programme)
      try await record(
        programme,
        [(17, 13, ["home": "W11"]), (60, 40, ["home": "W12"]), (50, 50, ["home": "W21"])])
      #expect(ids(try await programme.release(), "place") == ["D1", "D2", "not_stated"])
      let more: [(Int, Int, JSONObject)] = ["W11", "W12", "W21"].map {
        (10, 10, ["home": .string($0)])
      }
      // Nobody moved: the directory stayed, so the rows are printed again.
      try await record(programme, more)
      #expect(ids(try await programme.release(), "place") == ["D1", "D2", "not_stated"])
      var moved = Self.places[2]
      moved = PlaceRecord(code: moved.code, name: moved.name, kind: moved.kind, parent: "D2")
      try await place([moved], programme)
      try await record(programme, more)
      let next = try await programme.release()
      #expect(ids(next, "place") == [] && said(next).contains(Self.otherGroups))
    }
  }

  @Test func `a commissioner cannot subtract an age band from a wider one of an earlier release`()
    async throws
  {
    let wide = Self.survey("1.0.0", bands: ", bands: [0-24, 25+]", by: "[age_band]")
    try await withChangingSurvey(wide) { programme, write in
      try await record(
        programme, [(60, 40, ["age": 10]), (17, 3, ["age": 20]), (60, 40, ["age": 50])])
      #expect(ids(try await programme.release(), "age_band") == ["0-24", "25+", "not_stated"])
      for (version, bands) in [("1.1.0", "0-17, 18-24, 25+"), ("1.2.0", "0-24, 25+")] {
        try write(Self.survey(version, bands: ", bands: [\(bands)]", by: "[age_band]"))
        _ = try await programme.publish()
        let next = try await programme.release()
        #expect(ids(next, "age_band") == [])
      }
    }
  }

  @Test func `bands beyond those of everybody who was released are released with them`()
    async throws
  {
    let first = Self.survey("1.0.0", bands: ", bands: [0-24, 25-64]", by: "[age_band]")
    try await withChangingSurvey(first) { programme, write in
      try await record(programme, [(60, 40, ["age": 10]), (60, 40, ["age": 50])])
      _ = try await programme.release()
      try write(Self.survey("1.1.0", bands: ", bands: [0-24, 25-64, 65+]", by: "[age_band]"))
      _ = try await programme.publish()
      try await record(programme, [(30, 20, ["age": 70])])
      let next = try await programme.release()
      #expect(ids(next, "age_band") == ["0-24", "25-64", "65+", "not_stated"])
    }
  }

  @Test(arguments: [0, 1])
  func
    `a place whose people have all left is one of other people now, and one where somebody stays not`(
      stay: Int
    ) async throws
  {
    try await withChangingSurvey(
      Self.survey("1.0.0", disclosure: "disclosure: {finest_place: district}", by: "[place]")
    ) { programme, write in
      try await place(Self.places, programme)
      try await record(programme, [(30, 30, ["home": "D2"])])
      var ids: [UUID] = []
      for number in 0..<30 {
        let id = UUID()
        ids.append(id)
        _ = try await programme.engagement.record(
          Programme.response(
            id, answers: ["warm": number < 15 ? "yes" : "no", "home": "W11"],
            consent: ["analyse"]),
          survey: "warm-rooms", as: programme.researcher, origin: .http)
      }
      #expect(ids.count == 30)
      #expect(self.ids(try await programme.release(), "place") == ["D1", "D2", "not_stated"])
      for id in ids.dropFirst(stay) { try await programme.takeBack(id) }
      // Wards are shown from here on, and D1 stands for those who named the district itself.
      try write(Self.survey("1.1.0", by: "[place]"))
      _ = try await programme.publish()
      try await record(programme, [(20, 20, ["home": "D1"]), (20, 20, ["home": "W11"])])
      let next = try await programme.release()
      // Whoever was counted under D1 and is here still stands under W11 now.
      #expect(
        self.ids(next, "place") == (stay == 0 ? ["D1", "D2", "W11", "not_stated"] : []))
      #expect(said(next).contains(Self.otherGroups) == (stay > 0))
      #expect(next["findings"]?[0]?["total"]?["base"] == 140)
    }
  }

  @Test func `a commissioner cannot subtract a role from one that leads to it`() async throws {
    for (first, second) in [("[job]", "[study]"), ("[[job, tea]]", "[[study, tea]]")] {
      try await withChangingSurvey(Self.survey("1.0.0", by: first)) { programme, write in
        var people: [(Int, Int, JSONObject)] = []
        for tea in ["black", "green"] {
          people += [
            (17, 3, ["job": "student", "study": "arts", "tea": .string(tea)]),
            (60, 40, ["job": "student", "study": "science", "tea": .string(tea)]),
            (60, 40, ["job": "worker", "tea": .string(tea)]),
          ]
        }
        try await record(programme, people)
        #expect(said(try await programme.release()).contains("student"))
        try write(Self.survey("1.1.0", by: second))
        _ = try await programme.publish()
        let next = try await programme.release()
        #expect(!said(next).contains("science"))
        #expect(said(next).contains("it rests on a question that leads to another role"))
      }
    }
  }

  @Test func `an independent role is released beside one that was released before`() async throws {
    try await withChangingSurvey(Self.survey("1.0.0", by: "[job]")) { programme, write in
      try await record(
        programme,
        [
          (60, 40, ["job": "worker", "tea": "black"]), (60, 40, ["job": "worker", "tea": "green"]),
        ])
      _ = try await programme.release()
      try write(Self.survey("1.1.0", by: "[job, tea]"))
      _ = try await programme.publish()
      #expect(roles(try await programme.release()) == ["job", "tea"])
    }
  }

  @Test func `rows of which most are of a few people are left out with the groups to put together`()
    async throws
  {
    let fine = Self.survey("1.0.0", bands: ", bands: [0-9, 10-19, 20-29, 30+]", by: "[age_band]")
    try await withChangingSurvey(fine) { programme, write in
      try await record(
        programme,
        [
          (3, 2, ["age": 5]), (9, 3, ["age": 15]), (3, 3, ["age": 25]), (60, 40, ["age": 50]),
        ])
      let first = try await programme.release()
      #expect(ids(first, "age_band") == [] && first["findings"]?[0]?["total"]?["base"] == 125)
      #expect(said(first).contains("more than 40% of its groups are of a few people"))
      // Which groups rests on the counts: that is for whoever made the release.
      #expect(!said(first).contains("'0-9'"))
      let audit = try await programme.engagement.auditInWords(
        ofRelease: first["release"]?.string ?? "", as: programme.coordinator, origin: .cli)
      #expect(audit.lines.last?.contains("put together '0-9' with '10-19'") == true)
      try write(Self.survey("1.1.0", bands: ", bands: [0-29, 30+]", by: "[age_band]"))
      _ = try await programme.publish()
      #expect(ids(try await programme.release(), "age_band") == ["0-29", "30+", "not_stated"])
    }
  }

  @Test func `a commissioner cannot subtract rows that skipped a release`() async throws {
    try await withChangingSurvey(Self.survey("1.0.0", by: "[tea]")) { programme, write in
      try await record(programme, [(60, 40, ["tea": "black"]), (60, 40, ["tea": "green"])])
      _ = try await programme.release()
      try write(Self.survey("1.1.0", by: "[job]"))
      _ = try await programme.publish()
      // Three of them drink black tea: they are counted while no row says so.
      try await record(programme, [(20, 10, ["tea": "green"]), (3, 0, ["tea": "black"])])
      #expect(roles(try await programme.release()) == ["job"])
      try write(Self.survey("1.2.0", by: "[tea, job]"))
      _ = try await programme.publish()
      let next = try await programme.release()
      #expect(roles(next) == ["job"])
      #expect(said(next).contains("it was left out of a release after it had been released"))
    }
  }
}
