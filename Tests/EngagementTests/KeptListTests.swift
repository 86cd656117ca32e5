// Lists that a partnership keeps: what they let answers say, and what tables and exports say of them.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct KeptListTests {
  static let survey = """
    hark: 1
    module: group-card
    version: 1.0.0
    title: A card for groups
    about_this_survey: Made up for tests.
    languages: {en: English, cy: Cymraeg}
    unit: person
    population: people in a test
    sample: open
    collected_by: both
    consent: {wording: consent-test@1, scopes: [analyse], keep_months: 24}
    questions:
      - id: supported_by
        ask: Which group?
        type: choose_one
        list: funded_groups
        role: group
      - id: also
        ask: Which others?
        type: choose_many
        list: funded_groups
        at_most: 2
      - id: visits
        ask: Visits
        type: repeat
        questions:
          - {id: to, ask: To which?, type: choose_one, list: funded_groups}
      - {id: better, ask: Is it better?, type: yes_no}
    indicators:
      - id: is_better
        label: People for whom it is better
        show: percent
        count: better = yes
        out_of: answered(better)
        by: [group]
    tests:
      lists: {funded_groups: {tea_club: Tea club, seed_bank: Seed bank}}
      people:
        - {name: one, consent: [analyse], answers: {supported_by: tea_club, better: yes}}
        - {name: two, consent: [analyse], answers: {supported_by: other_club}, refused: [supported_by]}
    """

  private static let entries = [
    NewListEntry(id: "tea_club", label: "Tea club", translations: ["cy": "Clwb te"]),
    NewListEntry(id: "seed_bank", label: "Seed bank"),
    NewListEntry(id: "night_walk", label: "=Night walk"),
  ]

  private func withList(_ body: (Programme) async throws -> Void) async throws {
    try await withProgramme(modules: ["group-card": Self.survey]) { programme in
      _ = try await programme.engagement.keepList(
        "funded_groups", title: "Funded groups", entries: Self.entries,
        as: programme.coordinator, origin: .cli)
      try await body(programme)
    }
  }

  private func record(
    _ answers: JSONObject, on day: String = "2026-10-01", _ programme: Programme
  ) async -> Problem? {
    await problem {
      var body = Programme.response(answers: answers, consent: ["analyse"])
      body["answered_on"] = .string(day)
      _ = try await programme.engagement.record(
        body, survey: "group-card", as: programme.researcher, origin: .http)
    }
  }

  @Test
  func `an answer names an entry of the list, and anything else is refused with what there is`()
    async throws
  {
    try await withList { programme in
      #expect(await record(["supported_by": "tea_club", "also": ["seed_bank"]], programme) == nil)
      for answers: JSONObject in [
        ["supported_by": "tea_clbu"], ["also": ["tea_club", "nowhere"]],
        ["visits": [["to": "nowhere"]]],
      ] {
        let refused = await record(answers, programme)
        #expect(refused?.code == "A004")
        #expect(
          refused?.answers.first?.message.contains("tea_club, seed_bank, night_walk") == true)
      }
      #expect(
        await record(["supported_by": "tea_clbu"], programme)?.answers.first?.message.contains(
          "did you mean 'tea_club'?") == true)
      #expect(
        await record(["also": ["tea_club", "seed_bank", "night_walk"]], programme)?.code == "A009")
    }
  }

  @Test func `a partnership that keeps no such list is told what to do`() async throws {
    try await withProgramme(modules: ["group-card": Self.survey]) { programme in
      let refused = await record(["supported_by": "tea_club"], programme)
      #expect(refused?.answers.first?.message.contains("has no entries yet") == true)
      let published = try await programme.engagement.survey(
        "group-card", version: nil, as: programme.researcher)
      #expect(published.listsWithoutEntries == ["funded_groups"])
    }
  }

  @Test func `a retired entry is not offered, takes late answers of its time, and stays readable`()
    async throws
  {
    try await withList { programme in
      #expect(await record(["supported_by": "tea_club"], programme) == nil)
      let engagement = programme.engagement
      let change = try await engagement.retire(
        ["tea_club"], of: "funded_groups", as: programme.coordinator, origin: .cli)
      #expect(change.retired == 1 && change.offered == 2)
      let today = try #require(Surroundings.live.today)
      // Given while it was offered, sent later.
      #expect(await record(["supported_by": "tea_club"], programme) == nil)
      let tomorrow = try #require(CalendarDay(daysSinceEpoch: today.daysSinceEpoch + 1))
      let late = await record(
        ["supported_by": "tea_club"], on: tomorrow.description, programme)
      #expect(late?.answers.first?.message.contains("no longer offered") == true)
      let document = try await engagement.survey(
        "group-card", version: nil, as: programme.researcher
      ).json
      let choices = document["questions"]?[0]?["choices"]?.array ?? []
      #expect(choices.map { $0["text"]?.string } == ["Tea club", "Seed bank", "=Night walk"])
      #expect(choices.map { $0["retired"] } == [true, nil, nil])
      let rows = try await programme.rows(
        ExportRequest(.response, survey: "group-card", values: .labels))
      #expect(rows.map { $0["supported_by"] } == ["Tea club", "Tea club"])
      _ = try await engagement.retire(
        ["tea_club"], of: "funded_groups", offered: true, as: programme.coordinator, origin: .cli)
      #expect(
        await record(["supported_by": "tea_club"], on: tomorrow.description, programme) == nil)
    }
  }

  @Test func `findings are broken down by the entries, by their labels`() async throws {
    try await withList { programme in
      for (group, better, count) in [
        ("tea_club", "yes", 40), ("seed_bank", "yes", 30), ("seed_bank", "no", 30),
      ] {
        for _ in 0..<count {
          #expect(
            await record(
              ["supported_by": .string(group), "better": .string(better)], programme) == nil)
        }
      }
      let release = try await programme.engagement.release(
        survey: "group-card", as: programme.coordinator, origin: .cli)
      let rows = release["findings"]?[0]?["rows"]?.array ?? []
      #expect(
        rows.map { $0["group"]?["group"]?["label"]?.string } == [
          "Tea club", "Seed bank", "=Night walk", "Not stated",
        ])
      #expect(rows.map { $0["base"] } == [40, 60, 0, 0])
    }
  }

  @Test func `an export holds the entries as ids, numbers or labels, in a cell or in columns`()
    async throws
  {
    try await withList { programme in
      let answers: JSONObject = [
        "supported_by": "night_walk", "also": ["tea_club", "seed_bank"],
        "visits": [["to": "seed_bank"]],
      ]
      #expect(await record(answers, programme) == nil)
      func row(_ values: ExportedValues, _ sets: ExportedSets) async throws -> [String: String] {
        try #require(
          try await programme.rows(
            ExportRequest(.response, survey: "group-card", values: values, sets: sets)
          ).first)
      }
      let ids = try await row(.ids, .cell)
      #expect(ids["supported_by"] == "night_walk" && ids["also"] == "seed_bank;tea_club")
      let codes = try await row(.codes, .cell)
      #expect(codes["supported_by"] == "3" && codes["also"] == "2;1")
      let labels = try await row(.labels, .cell)
      #expect(labels["supported_by"] == "'=Night walk" && labels["also"] == "Seed bank;Tea club")
      let columns = try await row(.ids, .columns)
      #expect(
        columns["also.tea_club"] == "1" && columns["also.seed_bank"] == "1"
          && columns["also.night_walk"] == "0")
      let items = try await programme.rows(
        ExportRequest(.response, survey: "group-card", values: .labels, repeated: "visits"))
      #expect(items.first?["to"] == "Seed bank")
      let line = try await programme.export(
        ExportRequest(.response, survey: "group-card", format: .ndjson))
      #expect(
        try JSONValue.parse(line)["answers"]
          == [
            "supported_by": "night_walk", "also": ["seed_bank", "tea_club"],
            "visits": [["to": "seed_bank"]], "better": .null,
          ])
    }
  }

  @Test func `a list is brought up to date by another import, and nothing is lost`() async throws {
    try await withList { programme in
      let engagement = programme.engagement
      let change = try await engagement.keepList(
        "funded_groups", title: nil,
        entries: [
          NewListEntry(id: "new_one", label: "New one"),
          NewListEntry(id: "seed_bank", label: "The seed bank"),
        ], retiringOthers: true, as: programme.coordinator, origin: .cli)
      #expect(
        (change.added, change.changed, change.retired, change.offered) == (1, 1, 2, 2))
      let list = try await engagement.list("funded_groups", as: programme.researcher)
      #expect(list.title == "Funded groups")
      #expect(list.entries.map(\.id) == ["tea_club", "seed_bank", "night_walk", "new_one"])
      #expect(list.entries.map(\.number) == [1, 2, 3, 4])
      #expect(list.entries.map { $0.retiredOn != nil } == [true, false, true, false])
    }
  }

  @Test func `whoever may not keep lists is refused, and other partnerships see none of it`()
    async throws
  {
    try await withList { programme in
      for other in [programme.researcher, programme.commissioner, programme.steward] {
        let refused = await problem {
          _ = try await programme.engagement.keepList(
            "funded_groups", title: nil, entries: [], as: other, origin: .cli)
        }
        #expect(refused?.code == ProblemCode.notAllowed.rawValue)
      }
      let elsewhere = try await programme.database.addPartnership(slug: "elsewhere")
      let refused = await problem {
        _ = try await programme.engagement.list(
          "funded_groups", as: elsewhere.principal(.coordinator))
      }
      #expect(refused?.code == ProblemCode.notFound.rawValue)
      // A commissioner's role reads surveys without lists, which are no part of findings.
      let document = try await programme.engagement.survey(
        "group-card", version: nil, as: programme.commissioner
      ).json
      #expect(document["questions"]?[0]?["list"] == "funded_groups")
      #expect(document["questions"]?[0]?["choices"] == nil)
    }
  }

  @Test(arguments: [
    ("Tea_club", "Tea"), ("", "Tea"), ("not_stated", "Tea"), ("tea", ""), ("tea", " Tea"),
    ("tea", "Tea\u{202E}"), (String(repeating: "t", count: 65), "Tea"), ("tеa", "Tea"),
  ])
  func `an entry that people could not read or answers not name is refused`(
    id: String, label: String
  ) async throws {
    try await withProgramme(published: false) { programme in
      let refused = await problem {
        _ = try await programme.engagement.keepList(
          "funded_groups", title: nil, entries: [NewListEntry(id: id, label: label)],
          as: programme.coordinator, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.badRequest.rawValue)
    }
  }

  @Test func `a list takes a thousand entries and not one more`() async throws {
    try await withProgramme(published: false) { programme in
      func keep(_ numbers: Range<Int>) async -> Problem? {
        await problem {
          _ = try await programme.engagement.keepList(
            "many", title: nil,
            entries: numbers.map { NewListEntry(id: "e\($0)", label: "Entry \($0)") },
            as: programme.coordinator, origin: .cli)
        }
      }
      #expect(await keep(0..<1_000) == nil)
      #expect(await keep(999..<1_001)?.code == ProblemCode.badRequest.rawValue)
      #expect(await keep(0..<1_000) == nil)
      let list = try await programme.engagement.list("many", as: programme.coordinator)
      #expect(list.entries.count == 1_000)
    }
  }
}
