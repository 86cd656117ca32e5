// Who keeps people safe in a partnership, as its stewards set it: who is told, which numbers people read, and
// what is refused.

import Conversations
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct SafeguardingSettingTests {
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
