// A concern from where it is raised to where it is closed: who sees it, what waits for it, and what is
// written down.

import Conversations
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct ConcernTests {
  @Test func `R41 only the named leads see a concern, and every look is written down`() async throws
  {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      let id = try #require(try await programme.concernIDs().first)
      // While nobody is named every steward is a lead: a concern that nobody may see helps nobody.
      #expect(try await programme.concerns(as: programme.steward).count == 1)
      try await programme.nameLeads()
      let stranger = try await programme.person("sam", .steward)
      await #expect(throws: Problem.self) { _ = try await programme.concerns(as: stranger) }
      await #expect(throws: Problem.self) {
        _ = try await programme.engagement.concern(id, as: stranger, origin: .cli)
      }
      for role in [Storage.Role.researcher, .coordinator, .commissioner, .administrator] {
        let other = programme.partnership.principal(role)
        await #expect(throws: Problem.self) { _ = try await programme.concerns(as: other) }
        let seen = try await programme.database.application.transaction(as: other) { connection in
          try ConcernQueries.list(on: connection).count
        }
        #expect(seen == 0)
      }
      _ = try await programme.engagement.concern(id, as: programme.steward, origin: .cli)
      #expect(try await programme.events("concern.read") == 2)
    }
  }

  @Test func `R41 who asks reads that nobody is told while no lead is named, and what to do then`()
    async throws
  {
    try await withProgramme { programme in
      let researcher = programme.partnership.principal(.researcher)
      func advice() async throws -> SafeguardingAdvice? {
        try await programme.engagement.survey(
          "warm-rooms", version: nil, as: researcher
        ).advice
      }
      let alone = try #require(try await advice())
      #expect(alone.steps.last == SafeguardingAdvice.nobodyIsTold)
      #expect(!alone.steps.contains { $0.contains("lead is told") })
      #expect(try await !programme.engagement.isSomebodyTold(as: researcher))
      func settings() async throws -> JSONObject {
        try await programme.engagement.safeguarding(as: programme.steward)
      }
      func say(_ words: String) async throws -> Bool {
        try await settings()["steps"]?.array?.contains { $0.string?.contains(words) == true }
          == true
      }
      #expect(try await !say("lead is told"))
      #expect(try await say("tells nobody"))
      #expect(try await settings()["somebody_is_told"] == false)
      // A name alone reaches nobody: there has to be a way.
      _ = try await programme.engagement.setSafeguarding(
        ["lead": .string(programme.partnership.accountName)], as: programme.steward, origin: .cli)
      #expect(try await say("tells nobody"))
      try await programme.nameLeads()
      #expect(try await say("lead is told"))
      #expect(try await !say("tells nobody"))
      #expect(try await settings()["somebody_is_told"] == true)
      let told = try #require(try await advice())
      #expect(told.steps.contains { $0.contains("lead is told") })
      #expect(!told.steps.contains(SafeguardingAdvice.nobodyIsTold))
      #expect(try await programme.engagement.isSomebodyTold(as: researcher))
    }
  }

  @Test func `a concern is taken up, noted and closed, each once and with who did it`() async throws
  {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      let id = try #require(try await programme.concernIDs().first)
      let engagement = programme.engagement
      let early = await problem {
        _ = try await engagement.closeConcern(
          id, ["outcome": "referred", "note": "Too soon."], as: programme.steward, origin: .cli)
      }
      #expect(early?.code == "H064")
      _ = try await engagement.acknowledgeConcern(
        id, ["urgency": "urgent"], as: programme.steward, origin: .cli)
      let twice = await problem {
        _ = try await engagement.acknowledgeConcern(
          id, [:], as: programme.steward, origin: .cli)
      }
      #expect(twice?.code == "H064")
      _ = try await engagement.noteConcern(
        id, ["note": "Called the person."], as: programme.steward, origin: .cli)
      let silent = await problem {
        _ = try await engagement.closeConcern(
          id, ["outcome": "referred"], as: programme.steward, origin: .cli)
      }
      #expect(silent?.answers.map(\.question) == ["note"])
      let closed = try await engagement.closeConcern(
        id, ["outcome": "referred", "note": "Adult social care."], as: programme.steward,
        origin: .cli)
      #expect(closed["status"] == "closed" && closed["outcome"] == "referred")
      let history = closed["history"]?.array ?? []
      #expect(
        history.map { $0["what"]?.string } == ["raised", "acknowledged", "noted", "closed"])
      #expect(history.allSatisfy { $0["who"]?.string == programme.partnership.accountName })
      for act in ["concern.raise", "concern.acknowledge", "concern.note", "concern.close"] {
        #expect(try await programme.events(act) == 1, "\(act)")
      }
    }
  }

  @Test func `a record waits until a lead has looked: neither counted nor exported`() async throws {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      try await programme.raiseConcern()
      #expect(try await programme.counted() == 3)
      #expect(try await programme.exported() == 3)
      let id = try #require(try await programme.concernIDs().first)
      _ = try await programme.engagement.acknowledgeConcern(
        id, ["keep_hold": true], as: programme.steward, origin: .cli)
      #expect(try await programme.counted() == 3)
      _ = try await programme.engagement.closeConcern(
        id, ["outcome": "not_a_concern", "note": "A test."], as: programme.steward, origin: .cli)
      #expect(try await programme.counted() == 4)
      #expect(try await programme.exported() == 4)
    }
  }

  @Test
  func `words of the list raise a concern, in several languages, and what was published does not`()
    async throws
  {
    try await withProgramme { programme in
      for words in [
        "Some days I want to die.", "He HIT me, again!", "I've been self-harming",
        "Dw i eisiau marw.", "Chcę umrzeć", "Mă bate în fiecare zi", "Він мене б’є",
        "وہ کہتی ہے خودکشی", "ਮੈਨੂੰ ਮਾਰਦਾ ਹੈ",
      ] {
        let receipt = try await programme.tell(words)
        #expect(receipt.raisedConcern, "\(words)")
      }
      for words in ["The bus is late.", "I hit the ball to me mates", "The suite was cold"] {
        #expect(try await programme.tell(words).raisedConcern == false, "\(words)")
      }
      let concerns = try await programme.concerns(as: programme.steward)
      #expect(concerns.allSatisfy { $0["raised_how"] == "phrase" })
      #expect(concerns.allSatisfy { $0["questions"] == ["story"] })
    }
  }

  @Test func `a partnership's own list replaces the one that Hark comes with`() async throws {
    try await withProgramme { programme in
      _ = try await programme.engagement.setSafeguarding(
        ["phrases": "# ours\nthe red door\n"], as: programme.steward, origin: .cli)
      #expect(try await programme.tell("He stood at the red door.").raisedConcern)
      #expect(try await programme.tell("I want to die.").raisedConcern == false)
      let bad = await problem {
        _ = try await programme.engagement.setSafeguarding(
          ["phrases": "fine\n*\na"], as: programme.steward, origin: .cli)
      }
      for empty in ["\n", "# nothing\n", "[cy]\n"] {
        let none = await problem {
          _ = try await programme.engagement.setSafeguarding(
            ["phrases": .string(empty)], as: programme.steward, origin: .cli)
        }
        #expect(none?.code == "H063")
      }
      #expect(bad?.code == "H063")
      #expect(bad?.detail.contains("line 2") == true && bad?.detail.contains("line 3") == true)
    }
  }

  @Test func `the list that Hark comes with can be read, and holds several languages`() throws {
    let list = try PhraseList(PhraseList.standardText)
    #expect(list.count > 150)
    #expect(PhraseList.standard.count == list.count)
    #expect(!PhraseList.standard.isFound(in: ""))
    #expect(PhraseList.standard.isFound(in: "suicidal"))
  }

  @Test func `an edit raises what is new and not what was there`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "no", "story": "He hits me."]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      for (answers, count) in [
        (["age": "young", "warm": "no", "story": "He hits me."] as JSONObject, 1),
        (["age": "young", "warm": "no", "story": "he HITS me!"], 1),
        (["age": "young", "warm": "no", "story": "he hits me. The rooms are cold."], 1),
        (["warm": "no", "story": "He hits me, and I want to die."], 2),
      ] {
        _ = try await programme.engagement.edit(
          .response, id.uuidString, ["answers": .object(answers)], made: .any,
          as: programme.researcher, origin: .http)
        #expect(try await programme.count("concern") == count)
        #expect(try await programme.count("alert") == count)
      }
    }
  }

  @Test func `whoever records raises a concern by hand, once, and does not see it again`()
    async throws
  {
    try await withProgramme { programme in
      let record = UUID()
      _ = try await programme.engagement.record(
        Programme.response(record, answers: ["warm": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      let body: JSONObject = [
        "id": .string(UUID().uuidString), "record": .string(record.uuidString),
        "urgency": "urgent", "note": "She was shaking when he came in.",
      ]
      for time in 0..<2 {
        let raised = try await programme.engagement.raiseConcern(
          body, as: programme.researcher, origin: .http)
        #expect((raised["raised_before"] == true) == (time == 1), "nothing is dropped in silence")
      }
      for more: JSONObject in [
        ["note": "She said that he hit her."], ["urgency": "emergency"], ["record": .null],
        ["note": .null],
      ] {
        let other = await problem {
          _ = try await programme.engagement.raiseConcern(
            body.with(more), as: programme.researcher, origin: .http)
        }
        #expect(other?.code == "H007", "something else is not taken for the same: \(more)")
        #expect(other?.detail.contains("with another id") == true)
      }
      let concerns = try await programme.concerns(as: programme.steward)
      #expect(concerns.count == 1)
      #expect(concerns.first?["holds_record"] == true)
      #expect(concerns.first?["urgency"] == "urgent")
      let id = concerns.first?["id"]?.string ?? ""
      let whole = try await programme.engagement.concern(
        id, as: programme.steward, origin: .http)
      #expect(
        whole["history"]?.array?.compactMap { $0["note"]?.string } == [
          "She was shaking when he came in."
        ])
      let stranger = try await programme.person("sam")
      let foreign = await problem {
        _ = try await programme.engagement.raiseConcern(
          ["record": .string(record.uuidString)], as: stranger, origin: .http)
      }
      #expect(foreign?.code == "H003")
      let empty = await problem {
        _ = try await programme.engagement.raiseConcern([:], as: stranger, origin: .http)
      }
      #expect(empty?.answers.map(\.question) == ["note"])
    }
  }

  @Test func `a form with numbers that nobody checked for a year does not open, and says which`()
    async throws
  {
    try await withProgramme { programme in
      let today = try #require(Surroundings.live.today)
      let old = try #require(CalendarDay(daysSinceEpoch: today.daysSinceEpoch - 400))
      let settings: JSONObject = [
        "help_lines": [
          [
            "name": "Adult social care (made up)", "number": "01632 960001",
            "checked_on": .string(old.description),
          ]
        ]
      ]
      let link = try await programme.engagement.addLink(
        to: "warm-rooms", place: nil, until: nil, most: nil, as: programme.coordinator,
        origin: .cli)
      _ = try await programme.engagement.setSafeguarding(
        settings, as: programme.steward, origin: .cli)
      let forms: [@Sendable () async throws -> Void] = [
        {
          _ = try await programme.engagement.form(
            "warm-rooms", version: nil, as: programme.researcher)
        },
        {
          _ = try await programme.engagement.survey(
            of: programme.engagement.link(link.token))
        },
        {
          _ = try await programme.engagement.publish(
            "warm-rooms", as: programme.coordinator, origin: .cli)
        },
      ]
      for form in forms {
        let refused = await problem(form)
        #expect(refused?.code == "H062")
        #expect(refused?.detail.contains("Adult social care (made up)") == true)
      }
      // What was answered already is not lost.
      try await programme.record(1, ["warm": "yes"])
      _ = try await programme.engagement.checkedHelpLines(
        on: today, named: nil, as: programme.steward, origin: .cli)
      for form in forms { #expect(await problem(form) == nil) }
      let told = try await programme.engagement.survey(
        of: programme.engagement.link(link.token)
      ).json["safeguarding"]
      #expect(told?["help_lines"]?.array?.count == 1)
      #expect(told?["contact"] == nil && told?["steps"] == nil)
    }
  }

  @Test func `a setting that cannot work is refused with the reason`() async throws {
    try await withProgramme { programme in
      let cases: [(JSONObject, String)] = [
        (["lead": "nobody"], "no steward"),
        (["lead_email": "two@a.example, b@c.example"], "one address"),
        (["lead_email": "a@b.example\r\nBcc: x@y.example"], "invisible"),
        (["webhook": "http://alerts.example/x"], "https"),
        (["webhook": "https://name:secret@alerts.example/x"], "address"),
        (["acknowledge_minutes": 1], "minutes"), (["help_lines": [["name": "X"]]], "checked_on"),
        (
          ["help_lines": [["name": "X", "number": "call me", "checked_on": "2026-01-01"]]], "number"
        ),
        (["help_lines": [["name": "X", "number": "111", "checked_on": "2999-01-01"]]], "not come"),
        (
          [
            "lead": .string(programme.partnership.accountName),
            "deputy": .string(programme.partnership.accountName),
          ], "somebody else"
        ),
      ]
      for (change, reason) in cases {
        let refused = await problem {
          _ = try await programme.engagement.setSafeguarding(
            change, as: programme.steward, origin: .cli)
        }
        #expect(refused?.code == "H063", "\(change)")
        #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "")")
      }
    }
  }
}

extension Programme {
  /// The concerns, as a list of them.
  fileprivate func concerns(as principal: Principal) async throws -> [JSONValue] {
    try await engagement.concerns(
      status: nil, after: nil, limit: 100, as: principal, origin: .cli
    ).items
  }

  /// Records what somebody says.
  fileprivate func tell(_ words: String) async throws -> Receipt {
    try await engagement.record(
      Self.response(answers: ["warm": "no", "story": .string(words)]), survey: "warm-rooms",
      as: researcher, origin: .http)
  }

  /// How many events of an action the audit trail holds.
  fileprivate func events(_ action: String) async throws -> Int {
    try await database.superuser.withConnection { connection in
      try connection.first(
        "select count(*) from hark.audit_event where action = \(action)"
      ) { try $0.get(0, as: Int.self) }
    } ?? -1
  }

  /// How many responses counting reads.
  fileprivate func counted() async throws -> Int {
    try await database.application.transaction(as: coordinator, on: .analysis) { connection in
      var number = 0
      try CodedResponseQueries.stream(survey: "warm-rooms", on: connection) { _ in number += 1 }
      return number
    }
  }

  /// How many responses an export writes.
  fileprivate func exported() async throws -> Int {
    try await database.application.transaction(as: coordinator) { connection in
      var number = 0
      try ExportQueries.stream(
        .response, survey: "warm-rooms", questions: [], as: .text, on: connection
      ) { _ in number += 1 }
      return number
    }
  }
}
