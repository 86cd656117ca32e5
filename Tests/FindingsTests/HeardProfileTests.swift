// Who was heard beside the population: from released figures alone, in words people understand.

import Findings
import JSON
import Testing

struct HeardProfileTests {
  private static let source = "Made-up census, table 1"

  private static func census(_ people: [Double] = [6000, 1000, 3000]) throws -> PopulationMargins {
    try PopulationMargins(
      people.enumerated().map { place, people in
        .init(
          by: "age_band", group: "group_\(place)", people: people,
          source: place == 0 ? source : nil)
      })
  }

  private func document(_ rows: [(base: Int, count: Int)]) throws -> ReleaseDocument {
    ReleaseDocument(try Protection.protect([indicator(rows)], rule: .standard))
  }

  private func profile(_ rows: [(base: Int, count: Int)]) throws -> HeardProfile {
    try #require(HeardProfile.all(Self.census(), try document(rows).findings).first)
  }

  @Test func `shares, ratio and gap follow from the released bases`() throws {
    let profile = try profile([(100, 40), (80, 40), (20, 10), (40, 20)])
    #expect(profile.base == 200 && profile.source == Self.source)
    #expect(profile.rows.map(\.populationPercent) == [60, 10, 30])
    #expect(profile.rows.map(\.heardPercent) == [50, 40, 10])
    #expect(profile.rows.map(\.ratio) == [0.8, 4, 0.3])
    #expect(profile.rows.map(\.gap) == [-10, 30, -20])
    #expect(profile.rows[0].words.hasSuffix("heard about as much as their share"))
    #expect(profile.rows[1].words.hasSuffix("heard more than their share"))
    #expect(profile.rows[2].words.hasSuffix("heard less than their share"))
    #expect(profile.notHeard.isEmpty && profile.notes.isEmpty)
  }

  @Test func `a group nobody spoke for is named, one that is hidden gives no share`() throws {
    let none = try profile([(100, 40), (0, 0), (60, 30), (40, 20)])
    #expect(none.notHeard == ["Group 1"])
    #expect(none.rows[1].words == "nobody was heard; 10% of the population")
    let hidden = try profile([(100, 40), (5, 2), (60, 30), (40, 20)])
    #expect(hidden.rows[1].base == nil && hidden.rows[1].heardPercent == nil)
    #expect(hidden.rows[1].ratio == nil && hidden.rows[1].gap == nil)
    #expect(hidden.rows[1].words == "not shown, to protect people; 10% of the population")
    #expect(hidden.notHeard.isEmpty)
  }

  @Test func `releases that print alike have one profile, whatever lies behind them`() throws {
    let profiles = try [101, 98, 102].map { base in
      try profile([(base, 40), (5, 2), (60, 30), (40, 20)])
    }
    #expect(Set(profiles.map(\.rows)).count == 1)
  }

  @Test func `groups that only one side has are said, and play no part`() throws {
    let findings = try document([(100, 40), (80, 40), (20, 10), (40, 20)]).findings
    let fewer = try #require(HeardProfile.all(Self.census([6000, 1000]), findings).first)
    #expect(fewer.base == 180 && fewer.rows.last?.population == nil)
    #expect(fewer.rows.last?.words == "the population has no figure for this group")
    #expect(fewer.notes == ["groups without a figure of the population play no part in the shares"])
    let more = try #require(HeardProfile.all(Self.census([1, 2, 3, 4]), findings).first)
    #expect(more.rows.isEmpty)
    #expect(
      more.notComparedBecause
        == "the population's group 'group_3' is not one that was asked about")
    let other = try PopulationMargins([.init(by: "sex", group: "women", people: 5)])
    #expect(HeardProfile.all(other, findings).isEmpty)
  }

  @Test func `a place nobody named was not heard, unless people stand in places around it`() throws
  {
    let places = indicator([(100, 40), (80, 40), (40, 20)], role: "place")
    let findings = ReleaseDocument(try Protection.protect([places], rule: .standard)).findings
    func words(_ codes: [String]) throws -> [String] {
      let census = try PopulationMargins(codes.map { .init(by: "place", group: $0, people: 100) })
      return HeardProfile.all(census, findings).flatMap(\.rows).map(\.words)
    }
    #expect(
      try words(["group_0", "group_1", "x"])[2] == "nobody was heard; 33.3% of the population")
    #expect(
      try words(["group_0", "x"])[1] == "not shown, to protect people; 50% of the population")
  }

  @Test func `places are named as people call them, also those that nobody named`() throws {
    let places = indicator([(100, 40), (80, 40), (40, 20)], role: "place")
    let released = ReleaseDocument(try Protection.protect([places], rule: .standard))
    let census = try PopulationMargins([
      .init(by: "place", group: "group_0", people: 100),
      .init(by: "place", group: "group_1", people: 100),
      PopulationMargins.Group(by: "place", group: "E05009999", people: 100).called("Pier Ward"),
    ])
    let whole = ReleaseDocument(
      survey: "one", versions: [], partnership: "sample", release: "r1",
      cutOff: "2026-11-21T10:00:00Z", rule: released.rule, findings: released.findings,
      heard: HeardProfile.all(census, released.findings)
    ).compared(with: nil, census)
    let table = whole.table(width: 200)
    #expect(table.contains("Not heard: Pier Ward. Their views are missing here."), "\(table)")
    #expect(table.contains("no figure, because nobody of 'Pier Ward' was heard"), "\(table)")
    #expect(!table.contains("E05009999"))
    #expect(whole.json["heard"]?[0]?["rows"]?[2]?["group"]?["id"] == "E05009999")
  }

  @Test func `a group that nobody was heard of is named by its label where nothing is weighted`()
    throws
  {
    let census = try Self.census()
    let whole = try document([(100, 40), (0, 0), (60, 30), (40, 20)])
      .compared(with: nil, census).table(width: 200)
    #expect(whole.contains("no figure, because nobody of 'Group 1' was heard"), "\(whole)")
    #expect(!whole.contains("group_1"))
  }

  @Test func `people who did not say are among those heard where their number is hidden`() throws {
    let profile = try profile([(100, 40), (80, 40), (60, 30), (4, 2)])
    #expect(profile.notes.count == 1 && profile.base == 245)
  }

  @Test func `it is part of the release in every form, and read back the same`() throws {
    let plain = try document([(100, 40), (0, 0), (60, 30), (40, 20)])
    let whole = ReleaseDocument(
      survey: plain.survey, versions: plain.versions, partnership: plain.partnership,
      release: plain.release, cutOff: plain.cutOff, rule: plain.rule, findings: plain.findings,
      heard: HeardProfile.all(try Self.census(), plain.findings))
    let read = try ReleaseDocument(json: JSONValue.parse(whole.json.encoded(.compact)))
    #expect(read == whole)
    #expect(plain.json["heard"] == nil && whole.json["heard"]?.array?.count == 1)
    let table = whole.table()
    #expect(table.contains("Who was heard, by age band, beside the population (Made-up census"))
    #expect(table.contains("Not heard: Group 1. Their views are missing here."))
  }

  @Test(arguments: [
    ("", "group_0", 1.0, "'by' is the id of a role"), ("Age", "group_0", 1, "'by' is the id"),
    ("age_band", "", 1, "'group' is the id"), ("age_band", "a\u{0}", 1, "'group' is the id"),
    ("age_band", "not_stated", 1, "people who did not say"),
    ("age_band", "group_0", -1, "'people' of 'group_0'"),
    ("age_band", "group_0", .nan, "'people' of 'group_0'"),
    ("age_band", "group_0", .infinity, "'people' of 'group_0'"),
    ("age_band", "group_0", 0, "add up to nobody"),
  ])
  func `a table that cannot be used says what is wrong`(
    by: String, group: String, people: Double, reason: String
  ) {
    let problem = #expect(throws: PopulationProblem.self) {
      try PopulationMargins([.init(by: by, group: group, people: people)])
    }
    #expect(problem?.message.contains(reason) == true, "\(problem?.message ?? "")")
  }
}
