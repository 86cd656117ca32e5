// What a receipt code opens is told in the words that people were asked in, and not in ids alone.

import Engagement
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct ToldRecordTests {
  private static let survey = """
    \(surveyHead("told", "Told", scopes: "analyse, quote, share_partners, analyse_sensitive")
      .replacing("languages: {en: English}", with: "languages: {en: English, cy: Cymraeg}"))
    questions:
      - id: way
        ask: How did you come?
        type: choose_one
        other: yes
        choices:
          - 1 bus: By bus
          - 9 other: In another way
      - id: likes
        ask: What do you like?
        type: choose_many
        choices:
          - 1 tea: Tea
          - 2 talk: Talking
      - {id: hours, ask: How long did you stay?, type: whole_number, unit_label: hours}
      - {id: minutes, type: calculate, value: hours * 60}
      - id: happy
        ask: How happy are you?
        type: scale
        from: 0
        to: 10
        labels: {0: not at all, 10: completely}
      - {id: area, ask: Where do you live?, type: place}
      - {id: group, ask: Which group do you go to?, type: choose_one, list: groups}
      - id: feel
        ask: How does it feel?
        type: grid
        note_per_row: yes
        rows:
          - at_home: At home
        choices:
          - 1 good: Good
      - id: visits
        ask: Whom did you see?
        type: repeat
        questions:
          - {id: whom, ask: Whom?, type: text}
          - {id: liked, ask: Was it nice?, type: yes_no}
      - {id: hurt, ask: Has somebody hurt you?, type: yes_no, sensitive: yes}
    tests:
      lists: {groups: {tea_club: Tea club}}
      people:
        - {name: one, consent: [analyse], answers: {way: bus}}
    """

  private static let welsh = """
    title: Dywedwyd
    questions:
      way: {ask: Sut daethoch chi?, choices: {bus: Ar y bws, other: Ffordd arall}}
    scopes:
      quote: {ask: Gawn ni eich dyfynnu?}
    """

  private static let answers: JSONObject = [
    "way": "other", "way_other": "On a made-up horse", "likes": ["talk", "tea"], "hours": 3,
    "happy": 7, "area": "quay", "group": "tea_club",
    "feel": ["at_home": "good", "at_home_note": "A warm kitchen"],
    "visits": [["whom": "A neighbour", "liked": "yes"], ["whom": "A shop", "liked": "no"]],
    "hurt": "no",
  ]

  private func withTold(_ body: (Programme) async throws -> Void) async throws {
    try await withFolder { folder in
      for (path, text) in [
        "told/survey.yaml": Self.survey, "told/translations/cy.yaml": Self.welsh,
        "blocks/consent-test@1/block.yaml": Programme.consent,
      ] {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let path = folder.path
      try await withDatabase { database in
        let partnership = try await database.addPartnership()
        let programme = Programme(
          database: database, partnership: partnership,
          engagement: Engagement(
            database: database.application, catalog: { ModuleCatalog.load(folders: [path]) }))
        let engagement = programme.engagement
        _ = try await engagement.publish("told", as: programme.coordinator, origin: .cli)
        for (list, entry) in [("groups", "Tea club"), ("partners", "Age Concern (made up)")] {
          _ = try await engagement.keepList(
            list, title: list,
            entries: [
              NewListEntry(id: list == "groups" ? "tea_club" : "age_concern", label: entry)
            ], as: programme.coordinator, origin: .cli)
        }
        try await database.application.transaction(as: programme.coordinator) { connection in
          _ = try PlaceQueries.importLocal(
            [PlaceRecord(code: "quay", name: "The Quay", kind: "neighbourhood")], on: connection)
        }
        try await body(programme)
      }
    }
  }

  private func record(
    _ programme: Programme, language: String = "en", _ fields: JSONObject = [:]
  ) async throws {
    let yes: [String] = ["analyse", "quote", "share_partners", "analyse_sensitive"]
    _ = try await programme.engagement.record(
      ([
        "id": .string(UUID().uuidString.lowercased()), "answered_on": "2026-10-01",
        "place": "quay", "language": .string(language),
        "consent": [
          "form": "spoken", "scopes": .object(JSONObject(yes.map { ($0, .bool(true)) })),
          "partners": ["age-concern"],
          "receipt_hash": .string(String(repeating: "ab", count: 32)),
        ],
        "answers": .object(Self.answers),
      ] as JSONObject).with(fields), survey: "told", as: programme.researcher, origin: .http)
  }

  private func opened(_ programme: Programme) async throws -> OpenedReceipt {
    try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
  }

  /// What was asked and said, a line each, as a person reads it.
  private func lines(_ answers: JSONValue?) -> [String] {
    (answers?.array ?? []).flatMap { answer -> [String] in
      let asked = [answer["above"]?.string, answer["asked"]?.string].compactMap { $0 }
        .joined(separator: " / ")
      guard let items = answer["items"]?.array else {
        return ["\(asked) \(answer["in_words"]?.string ?? "")"]
      }
      return [asked] + items.flatMap { lines($0["answers"]) }
    }
  }

  @Test func `a person reads every answer in the words that they were asked in, beside its ids`()
    async throws
  {
    try await withTold { programme in
      try await record(programme)
      let receipt = try await opened(programme)
      let held = try await programme.engagement.held(receipt, origin: .http)
      let record = held["records"]?[0]
      let told = record?["readable"]
      #expect(
        lines(told?["answers"]) == [
          "How did you come? In another way: “On a made-up horse”",
          "What do you like? Tea; Talking",
          "How long did you stay? 3 hours", "minutes 180",
          "How happy are you? 7 (0 = not at all … 10 = completely)", "Where do you live? The Quay",
          "Which group do you go to? Tea club",
          "How does it feel? / At home Good: “A warm kitchen”", "Whom did you see?",
          "Whom? A neighbour", "Was it nice? Yes", "Whom? A shop", "Was it nice? No",
          "Has somebody hurt you? No",
        ])
      #expect(told?["answers"]?[0]?["stored"] == "other" && record?["answers"]?["way"] == "other")
      #expect(told?["title"] == "Told" && told?["language"]?["notice"] == nil)
      #expect(
        told?["about"]?.array?.contains(["what": "place", "says": "The Quay"]) == true)
      let consent = told?["consent"]
      #expect(consent?["wording"] == "consent-test@1")
      #expect(consent?["scopes"]?[1]?["asked"] == "May we quote you?")
      #expect(consent?["scopes"]?[1]?["says"] == "Yes")
      #expect(consent?["partners"]?[0]?["name"] == "Age Concern (made up)")
      #expect(told?["used_for"]?.array?.contains { $0["purpose"] == "quote" } == true)
      // The copy that they take with them says the same.
      let bundle = try await programme.engagement.bundle(receipt, origin: .http)
      #expect(bundle["records"]?[0]?["readable"]?["answers"] == told?["answers"])
      let pieces = bundle["records"]?[0]?["asked_and_answered"]?.array ?? []
      #expect(pieces.first?["answer"] == "other")
      #expect(
        pieces.map { $0["in_words"]?.string } == [
          "In another way: “On a made-up horse”", "On a made-up horse", "Tea; Talking", "3 hours",
          "180", "7 (0 = not at all … 10 = completely)", "The Quay", "Tea club",
          "At home: Good: “A warm kitchen”",
          "1. Whom? A neighbour, Was it nice? Yes\n2. Whom? A shop, Was it nice? No", "No",
        ])
    }
  }

  @Test func `a safeguarding lead reads a record in words, also where choices come from a list`()
    async throws
  {
    try await withTold { programme in
      let id = UUID().uuidString.lowercased()
      try await record(programme, ["id": .string(id)])
      _ = try await programme.engagement.raiseConcern(
        ["record": .string(id)], as: programme.researcher, origin: .http)
      let concern = try #require(try await programme.concernIDs().first)
      let told = try await programme.engagement.concernRecord(
        concern, ["reason": "To know whom to call."], as: programme.steward, origin: .http)
      let words = told["asked_and_answered"]?.array?.compactMap { $0["in_words"]?.string } ?? []
      #expect(words.contains("Tea club") && words.contains("The Quay"))
    }
  }

  @Test func `a record is told in its own language, and where words are missing this is said`()
    async throws
  {
    try await withTold { programme in
      try await record(programme, language: "cy")
      let held = try await programme.engagement.held(opened(programme), origin: .http)
      let told = held["records"]?[0]?["readable"]
      #expect(told?["title"] == "Dywedwyd" && told?["language"]?["code"] == "cy")
      #expect(lines(told?["answers"])[0] == "Sut daethoch chi? Ffordd arall: “On a made-up horse”")
      #expect(told?["answers"]?[0]?["language"] == "cy")
      #expect(told?["answers"]?[1]?["language"] == "en")
      #expect(told?["language"]?["notice"]?.string?.contains("Cymraeg") == true)
      #expect(told?["consent"]?["scopes"]?[1]?["asked"] == "Gawn ni eich dyfynnu?")
    }
  }

  @Test func `a record in a language that the survey lacks is told in its first, which is said`() {
    let survey = Survey(
      id: "told", version: "1.0.0", title: "Told", consent: .notNeeded(reason: "made up"),
      questions: [])
    let told = ToldAnswers([:], to: survey, language: "pl")
    #expect(told.texts.language.code == "en")
  }

  @Test func `what a person took back is told with its day, and in words`() async throws {
    try await withTold { programme in
      try await record(programme)
      let held = try await programme.engagement.changeScopes(
        opened(programme), ["quote": false, "analyse_sensitive": false], origin: .http)
      let told = held["records"]?[0]?["readable"]
      let scopes = told?["consent"]?["scopes"]
      #expect(scopes?[1]?["says"]?.string?.hasPrefix("No: you took this back on 20") == true)
      #expect(scopes?[1]?["taken_back_at"]?.string != nil && scopes?[1]?["given"] == false)
      #expect(scopes?[3]?["says"]?.string?.hasSuffix("private questions were erased") == true)
      #expect(lines(told?["answers"]).contains { $0.hasPrefix("Has somebody") } == false)
      #expect(told?["used_for"]?.array?.contains { $0["purpose"] == "quote" } == false)
    }
  }

  @Test func `where everything was erased, a no to another scope is noted also with lists`()
    async throws
  {
    try await withTold { programme in
      try await record(programme)
      let gone = try await programme.engagement.withdraw(opened(programme), origin: .http)
      #expect(gone["erased"] == 1)
      let held = try await programme.engagement.changeScopes(
        opened(programme), ["quote": false], origin: .http)
      #expect(held["records"]?.array?.isEmpty == true)
    }
  }
}
