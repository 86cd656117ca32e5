// A new version, rule or table of the population beside figures that stand: nobody reads from it whether somebody
// waits, and what does not hang on people is said as the newest version says it.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct StandingVersionsTests {
  private static let survey = """
    \(surveyHead("warm-rooms", "Going out", scopes: "analyse, quote, analyse_sensitive"))
    questions:
    \(ageQuestion)
      - id: home
        ask: Do you live alone?
        type: yes_no
    \(outingQuestions)
    indicators:
      - id: of_hurt
        label: Outings of those who were hurt
        show: mean
        of: if(hurt = yes, outings)
        by: [age_band]
      - id: of_all
        label: Walks
        show: mean
        of: walks
        better: higher
        by: [age_band]
      - id: is_well
        label: People who are well
        show: percent
        count: well = yes
        out_of: answered(well)
        by: [age_band]
    benchmarks:
      - indicator: of_all
        area: E92000001
        period: 2025-26
        population: adults
        question: How often do you walk?
        choices: [Often, Seldom]
        value: 20
        source: made up
    tests:
      people:
        - name: one
          consent: [analyse, analyse_sensitive]
          answers: {outings: 3}
    """

  /// What is new beside the answers.
  enum New: CaseIterable {
    case benchmark, direction, names, role, roleGone, rule, population, wording
  }

  private static func changed(_ new: New) -> String {
    let second = survey.replacing("version: 1.0.0", with: "version: 1.1.0")
    let walks = "better: higher\n    by: [age_band]"
    switch new {
    case .benchmark: return second.replacing("value: 20", with: "value: 9")
    case .direction: return second.replacing("better: higher", with: "better: lower")
    case .names:
      return second.replacing("label: Walks", with: "label: Walks in a week")
    case .role:
      return second.replacing(walks, with: "better: higher\n    by: [age_band, home]")
    case .roleGone: return second.replacing(walks, with: "better: higher")
    case .rule:
      return second.replacing(
        "questions:\n", with: "disclosure: {hide_below: 9}\nquestions:\n", maxReplacements: 1)
    case .wording: return second.replacing("Are you well?", with: "Are you quite well?")
    case .population: return survey
    }
  }

  private static func record(
    _ programme: Programme, _ people: Range<Int>, _ age: String,
    _ answers: (Int) -> JSONObject = everything
  ) async throws -> [UUID] {
    var ids: [UUID] = []
    for person in people {
      let id = UUID()
      var own = answers(person)
      own["age"] = .string(age)
      _ = try await programme.engagement.record(
        Programme.response(id, answers: own), survey: "warm-rooms", as: programme.researcher,
        origin: .http)
      ids.append(id)
    }
    return ids
  }

  private static func everything(_ person: Int) -> JSONObject {
    [
      "home": person % 4 < 2 ? "yes" : "no", "hurt": person % 2 == 0 ? "yes" : "no",
      "outings": .number(Double(person % 12)), "walks": .number(Double(person % 7)),
      "well": person % 3 == 0 ? "yes" : "no",
    ]
  }

  private static func population(_ young: Double, _ programme: Programme) async throws {
    _ = try await programme.engagement.keepPopulation(
      [
        .init(by: "age_band", group: "young", people: young),
        .init(by: "age_band", group: "middle", people: 3_000),
        .init(by: "age_band", group: "old", people: 2_000),
      ], as: programme.coordinator, origin: .cli)
  }

  private static func finding(
    _ release: JSONValue, _ indicator: String, by role: String? = nil
  ) -> JSONValue? {
    release["findings"]?.array?.first {
      $0["indicator"]?.string == indicator && (role == nil || $0["by"] == [.string(role ?? "")])
    }
  }

  private enum Waiting: CaseIterable { case nobody, hurt, unhurt }

  /// The second of two releases between which nothing is new but this, and perhaps one who left.
  private static func release(_ new: New, _ waiting: Waiting) async throws -> JSONValue {
    var printed: JSONValue = .null
    try await withChangingSurvey(survey) { programme, write in
      var ids: [UUID] = []
      for age in ["young", "middle", "old"] { ids += try await record(programme, 0..<72, age) }
      try await population(5_000, programme)
      let first = JSONValue.object(try await programme.release())
      #expect(finding(first, "of_hurt")?["rows"]?.array?.count == 4)
      switch waiting {
      case .nobody: break
      case .hurt: try await programme.takeBack(ids[80])
      case .unhurt: try await programme.takeBack(ids[81])
      }
      if new == .population {
        try await population(6_000, programme)
      } else {
        try write(changed(new))
        _ = try await programme.publish()
      }
      if new == .wording {
        for age in ["young", "middle", "old"] { _ = try await record(programme, 0..<72, age) }
      }
      printed = JSONValue.object(try await programme.release())
    }
    return printed
  }

  @Test(arguments: New.allCases)
  func `beside a new version, rule or population nobody reads whether somebody waits`(
    new: New
  ) async throws {
    let nobody = try await Self.release(new, .nobody)
    for waiting in [Waiting.hurt, .unhurt] {
      let other = try await Self.release(new, waiting)
      #expect(ReleaseTwins.difference(nobody, other) == nil, "\(new) tells \(waiting)")
    }
    let walks = Self.finding(nobody, "of_all")
    let said = nobody.text()
    switch new {
    case .benchmark: #expect(walks?["benchmarks"]?[0]?["value"] == 9)
    case .direction: #expect(walks?["better"] == "lower")
    case .names:
      #expect(walks?["label"] == "Walks in a week")
    case .role:
      #expect(Self.finding(nobody, "of_all", by: "home") == nil)
      #expect(said.contains("not released: Walks by home, because its figures stand"))
    case .roleGone:
      #expect(walks?["by"] == [] && walks?["rows"] == [])
      #expect(walks?["total"]?["flags"] == ["held_back"])
    case .rule:
      #expect(walks == nil && said.contains("not released: Walks, because"))
    case .population: #expect(nobody["heard"]?[0]?["rows"]?[0]?["population"] == 6_000)
    case .wording:
      #expect(walks?["total"]?["flags"] == ["wording_changed", "held_back"])
      #expect(walks?["series"] == 1)
    }
    if new != .rule {
      #expect(walks?["total"]?["value"]?.number != nil && walks?["total"]?["as_of"] != nil)
    }
  }

  @Test func `rows by another thing come with the measure when enough people have joined`()
    async throws
  {
    try await withChangingSurvey(Self.survey) { programme, write in
      for age in ["young", "middle", "old"] {
        _ = try await Self.record(programme, 0..<72, age)
      }
      _ = try await programme.release()
      try write(Self.changed(.role))
      _ = try await programme.publish()
      _ = try await programme.release()
      for age in ["young", "middle", "old"] {
        _ = try await Self.record(programme, 0..<72, age)
      }
      let third = JSONValue.object(try await programme.release())
      let rows = Self.finding(third, "of_all", by: "home")?["rows"]?.array
      #expect(rows?.map { $0["base"] } == [215, 215, 0])
      #expect(!third.text().contains("not released: Walks by home"))
    }
  }

  /// Of five groups one has eight people who were hurt, and two have fewer.
  private static let bands = """
    \(surveyHead("warm-rooms", "Hurt", scopes: "analyse, quote, analyse_sensitive"))
    questions:
      - id: age
        ask: Age group?
        type: choose_one
        role: age_band
        choices: [1 young: A, 2 middle: B, 3 old: C, 4 older: D, 5 oldest: E]
      - id: times
        ask: How many times were you hurt?
        type: whole_number
        sensitive: yes
        min: 0
        max: 100
      - id: well
        ask: Are you well?
        type: yes_no
    indicators:
      - {id: of_times, label: Times hurt, show: mean, of: times, by: [age_band]}
      - {id: is_well, label: Well, show: percent, count: well = yes, out_of: answered(well), by: [age_band]}
    tests:
      people:
        - name: one
          consent: [analyse, analyse_sensitive]
          answers: {times: 3}
    """

  @Test func `R10 that figures stand does not tell whether the one who left had been hurt`()
    async throws
  {
    var printed: [JSONValue] = []
    for leaving in [nil, 0, 59] {
      try await withChangingSurvey(Self.bands) { programme, _ in
        func record(_ age: String, _ count: Int, hurt: Int) async throws -> [UUID] {
          try await Self.record(programme, 0..<count, age) { person in
            let times = person < count - hurt ? 0 : 2 + person % 5
            return ["times": .number(Double(times)), "well": person % 2 == 0 ? "yes" : "no"]
          }
        }
        _ = try await record("young", 80, hurt: 60) + record("middle", 80, hurt: 50)
        let ids = try await record("old", 60, hurt: 8)
        _ = try await record("older", 40, hurt: 3) + record("oldest", 45, hurt: 4)
        try await Self.population(5_000, programme)
        let first = JSONValue.object(try await programme.release())
        #expect(Self.finding(first, "of_times")?["rows"]?.array?.count == 6)
        if let leaving { try await programme.takeBack(ids[leaving]) }
        try await Self.population(6_000, programme)
        printed.append(.object(try await programme.release()))
      }
    }
    #expect(Self.finding(printed[0], "of_times")?["rows"]?.array?.count == 6)
    for other in printed.dropFirst() {
      #expect(ReleaseTwins.difference(printed[0], other) == nil)
    }
  }

  @Test func `a release after the next does not tell whether the one who left had been hurt`()
    async throws
  {
    var printed: [JSONValue] = []
    for leaving in [80, 81] {
      try await withChangingSurvey(Self.survey) { programme, _ in
        func record(_ people: Range<Int>, _ age: String) async throws -> [UUID] {
          // Two of each group, one of whom was hurt, did not say how well they are.
          try await Self.record(programme, people, age) { person in
            var own = Self.everything(person)
            if person == 8 || person == 9 { own["well"] = nil }
            return own
          }
        }
        var ids: [UUID] = []
        for age in ["young", "middle", "old"] { ids += try await record(0..<72, age) }
        _ = try await programme.release()
        try await programme.takeBack(ids[leaving])
        for release in 1...3 {
          for age in ["young", "old"] {
            _ = try await record(release * 100..<release * 100 + 60, age)
          }
          printed.append(.object(try await programme.release()))
        }
      }
    }
    for release in 0..<3 {
      #expect(ReleaseTwins.difference(printed[release], printed[release + 3]) == nil)
      let hurt = Self.finding(printed[release], "of_hurt")
      #expect(hurt?["total"]?["flags"] == ["held_back"] && hurt?["total"]?["base"] == 110)
    }
  }

  @Test func `who was heard is told of those who answered by now, or says of when it is`()
    async throws
  {
    try await withChangingSurvey(Self.survey) { programme, _ in
      func record(_ people: Int, _ age: String) async throws -> [UUID] {
        try await Self.record(programme, 0..<people, age) { person in
          var answers: JSONObject = ["walks": .number(Double(person % 7))]
          if person % 5 < 2 { answers["well"] = person % 2 == 0 ? "yes" : "no" }
          return answers
        }
      }
      var ids: [UUID] = []
      for age in ["young", "middle", "old"] { ids += try await record(100, age) }
      try await Self.population(3_000, programme)
      let first = JSONValue.object(try await programme.release())
      #expect(first["heard"]?[0]?["indicator"] == "of_all" && first["heard"]?[0]?["as_of"] == nil)
      try await programme.takeBack(ids[100])
      _ = try await record(250, "young")
      let second = JSONValue.object(try await programme.release())
      #expect(Self.finding(second, "of_all")?["total"]?["flags"] == ["held_back"])
      let heard = second["heard"]?[0]
      #expect(heard?["indicator"] == "is_well" && heard?["as_of"] == nil && heard?["base"] == 220)
      #expect(heard?["rows"]?[0]?["heard_percent"] == 64)
      try await Self.population(4_000, programme)
      let third = JSONValue.object(try await programme.release())
      #expect(third["heard"]?[0]?["as_of"] != nil)
      #expect(third["heard"]?[0]?["rows"]?[0]?["population"] == 4_000)
      let read = try ReleaseDocument(json: third)
      let words = "These are the people whom the release of"
      #expect(read.table(width: 200).contains(words))
      #expect(read.heard[0].asOf == third["heard"]?[0]?["as_of"]?.string)
    }
  }
}
