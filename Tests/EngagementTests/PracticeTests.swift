// Plans, cycles and experiments in the database: who writes, what is kept, and what holds a survey up.

import Engagement
import Foundation
import JSON
import Practice
import Storage
import Surveys
import TestSupport
import Testing

private let plan: JSONObject = [
  "title": "Warm rooms, winter", "survey": "warm-rooms", "decision": "Which rooms stay open.",
  "feedback_on": "2099-04-30",
]

@Suite struct PracticeTests {
  private func failure(_ work: () async throws -> Void) async -> Problem? {
    do {
      try await work()
      return nil
    } catch { return Problem(translating: error) }
  }

  private func add(
    _ programme: Programme, _ kind: PracticeKind, _ body: JSONObject,
    as principal: Principal? = nil
  ) async throws -> (id: String, view: PracticeView) {
    let view = try await programme.engagement.add(
      kind, body, as: principal ?? programme.coordinator, origin: .http)
    return (view.json["id"]?.string ?? "", view)
  }

  @Test
  func `a plan that the panel would pause, or without a day of feedback, holds its survey up`()
    async throws
  {
    try await withProgramme(published: false) { programme in
      func publish() async -> Problem? {
        await failure {
          _ = try await programme.engagement.publish(
            "warm-rooms", as: programme.coordinator, origin: .cli)
        }
      }
      var unfinished = plan
      unfinished["feedback_on"] = nil
      let (id, made) = try await add(programme, .plan, unfinished)
      #expect(made.json["obstacles"]?.array?.count == 1)
      #expect(await publish()?.code == ProblemCode.planInTheWay.rawValue)
      _ = try await programme.engagement.edit(
        .plan, id, ["feedback_on": "2099-04-30"], made: .tagged([made.tag]),
        as: programme.coordinator, origin: .http)
      for (panellist, advice) in [("resident 1", "go"), ("resident 2", "pause")] {
        _ = try await programme.engagement.advise(
          on: id, ["panellist": .string(panellist), "advice": .string(advice)],
          as: programme.researcher, origin: .http)
      }
      let held = await publish()
      #expect(held?.code == ProblemCode.planInTheWay.rawValue)
      #expect(held?.detail.contains("resident 2") == true)
      // The plan was changed, and the same panellist has another look.
      let after = try await programme.engagement.advise(
        on: id, ["panellist": "resident 2", "advice": "go_with_changes"],
        as: programme.researcher, origin: .http)
      #expect(after.json["obstacles"]?.array?.isEmpty == true)
      #expect(after.json["advice"]?.array?.count == 3)
      #expect(await publish() == nil)
    }
  }

  @Test func `a survey without a plan, and one whose plan is ready, are published as ever`()
    async throws
  {
    try await withProgramme(published: false) { programme in
      _ = try await add(programme, .plan, ["title": "Other", "survey": "other", "decision": "D"])
      _ = try await programme.engagement.publish(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      var over = plan
      over["fed_back_on"] = "2026-10-01"
      _ = try await add(programme, .plan, over)
      _ = try await programme.engagement.reopen(
        "warm-rooms", as: programme.coordinator, origin: .cli)
    }
  }

  @Test func `nobody steps over a plan by saying that people heard back of what was never asked`()
    async throws
  {
    try await withProgramme(published: false) { programme in
      let (id, made) = try await add(programme, .plan, plan)
      _ = try await programme.engagement.advise(
        on: id, ["panellist": "resident 1", "advice": "pause"], as: programme.researcher,
        origin: .http)
      for (survey, day) in [("warm-rooms", "2026-10-01"), ("warm-rooms", "2999-01-01")] {
        let refused = await failure {
          _ = try await programme.engagement.edit(
            .plan, id, ["survey": .string(survey), "fed_back_on": .string(day)],
            made: .tagged([made.tag]), as: programme.coordinator, origin: .cli)
        }
        #expect(refused?.answers.map(\.question) == ["fed_back_on"])
      }
      // A plan of another survey that was asked and is over is laid over this one: it holds all the same.
      var loose = plan
      (loose["title"], loose["survey"], loose["feedback_on"]) = ("Loose", nil, nil)
      loose["fed_back_on"] = "2026-10-01"
      let (other, tag) = try await add(programme, .plan, loose)
      let moved = await failure {
        _ = try await programme.engagement.edit(
          .plan, other, ["survey": "warm-rooms"], made: .tagged([tag.tag]),
          as: programme.coordinator, origin: .cli)
      }
      #expect(moved?.answers.map(\.question) == ["fed_back_on"])
      let held = await failure {
        _ = try await programme.engagement.publish(
          "warm-rooms", as: programme.coordinator, origin: .cli)
      }
      #expect(held?.code == ProblemCode.planInTheWay.rawValue)
    }
  }

  @Test func `a survey that was closed is not opened again while a plan is in the way`()
    async throws
  {
    try await withProgramme { programme in
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      var unfinished = plan
      unfinished["feedback_on"] = nil
      let (id, made) = try await add(programme, .plan, unfinished)
      func reopen() async -> Problem? {
        await failure {
          _ = try await programme.engagement.reopen(
            "warm-rooms", as: programme.coordinator, origin: .cli)
        }
      }
      #expect(await reopen()?.code == ProblemCode.planInTheWay.rawValue)
      _ = try await programme.engagement.edit(
        .plan, id, ["feedback_on": "2099-04-30"], made: .tagged([made.tag]),
        as: programme.coordinator, origin: .cli)
      #expect(await reopen() == nil)
    }
  }

  @Test func `a plan stays with the survey it holds up until nothing is in the way`() async throws {
    try await withProgramme(published: false) { programme in
      let (id, made) = try await add(programme, .plan, plan)
      let advised = try await programme.engagement.advise(
        on: id, ["panellist": "resident 1", "advice": "pause"], as: programme.researcher,
        origin: .http)
      #expect(advised.revision == made.revision)
      func move(_ changes: JSONObject) async -> Problem? {
        await failure {
          _ = try await programme.engagement.edit(
            .plan, id, changes, made: .any, as: programme.coordinator, origin: .cli)
        }
      }
      for survey in [JSONValue.string("other"), .null] {
        let refused = await move(["survey": survey])
        #expect(refused?.code == ProblemCode.planInTheWay.rawValue)
        #expect(refused?.detail.contains("'warm-rooms'") == true)
      }
      let held = await failure { _ = try await programme.publish() }
      #expect(held?.code == ProblemCode.planInTheWay.rawValue)
      // Nothing else of the plan is held up, and it moves once the panel agrees.
      #expect(await move(["title": "Warm rooms, spring"]) == nil)
      _ = try await programme.engagement.advise(
        on: id, ["panellist": "resident 1", "advice": "go"], as: programme.researcher,
        origin: .http)
      #expect(await move(["survey": "other"]) == nil)
      // Without a day of feedback it stays as well; with one given at once it goes.
      var unfinished = plan
      unfinished["feedback_on"] = nil
      let (second, _) = try await add(programme, .plan, unfinished)
      let kept = await failure {
        _ = try await programme.engagement.edit(
          .plan, second, ["survey": "other"], made: .any, as: programme.coordinator, origin: .cli)
      }
      #expect(kept?.code == ProblemCode.planInTheWay.rawValue)
      _ = try await programme.engagement.edit(
        .plan, second, ["survey": "other", "feedback_on": "2099-04-30"], made: .any,
        as: programme.coordinator, origin: .cli)
    }
  }

  @Test func `that people heard back lifts no pause: a closed survey stays closed`() async throws {
    try await withProgramme { programme in
      let (id, _) = try await add(programme, .plan, plan)
      _ = try await programme.engagement.advise(
        on: id, ["panellist": "resident 1", "advice": "pause"], as: programme.researcher,
        origin: .http)
      var undated = plan
      (undated["title"], undated["feedback_on"]) = ("Without a day", nil)
      let (other, _) = try await add(programme, .plan, undated)
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      func reopen() async -> Problem? {
        await failure {
          _ = try await programme.engagement.reopen(
            "warm-rooms", as: programme.coordinator, origin: .cli)
        }
      }
      for plan in [id, other] {
        _ = try await programme.engagement.edit(
          .plan, plan, ["fed_back_on": "2026-10-01"], made: .any, as: programme.coordinator,
          origin: .cli)
      }
      #expect(await reopen()?.code == ProblemCode.planInTheWay.rawValue)
      _ = try await programme.engagement.advise(
        on: id, ["panellist": "resident 1", "advice": "go"], as: programme.researcher,
        origin: .http)
      #expect(await reopen()?.detail.contains("feedback_on") == true)
      _ = try await programme.engagement.edit(
        .plan, other, ["feedback_on": "2026-10-01"], made: .any, as: programme.coordinator,
        origin: .cli)
      #expect(await reopen() == nil)
    }
  }

  @Test func `whoever plans for a survey that nobody knows is told, with the name they may mean`()
    async throws
  {
    try await withProgramme { programme in
      var misspelt = plan
      misspelt["survey"] = "warm-room"
      let (id, made) = try await add(programme, .plan, misspelt)
      let warning = made.json["warnings"]?[0]?.string ?? ""
      #expect(
        warning.contains("did you mean 'warm-rooms'?") && warning.contains("holds up nothing"))
      let mended = try await programme.engagement.edit(
        .plan, id, ["survey": "warm-rooms"], made: .tagged([made.tag]),
        as: programme.coordinator, origin: .cli)
      #expect(mended.json["warnings"]?.array?.isEmpty == true)
    }
  }

  @Test func `every version of a record is kept, and an edit on an old one is refused`()
    async throws
  {
    try await withProgramme { programme in
      let (id, first) = try await add(
        programme, .experiment,
        [
          "title": "A bus that waits", "what": "a", "so_what": "b", "now_what": "c",
          "review_month": "2027-03",
        ], as: programme.researcher)
      func edit(_ changes: JSONObject, on tag: String) async throws -> PracticeView {
        try await programme.engagement.edit(
          .experiment, id, changes, made: .tagged([tag]), as: programme.researcher, origin: .http)
      }
      let second = try await edit(["outcome": "keep", "learned": "It helps."], on: first.tag)
      #expect(second.revision == 2 && second.json["stage"] == "keep")
      let stale = await failure { _ = try await edit(["title": "Other"], on: first.tag) }
      #expect(stale?.httpStatus == 412)
      // What stands already makes no version.
      #expect(try await edit(["learned": "It helps."], on: second.tag).revision == 2)
      let emptied = try await edit(["outcome": .null], on: second.tag)
      #expect(emptied.json["outcome"] == .null && emptied.json["learned"] == "It helps.")
      let versions = try await programme.engagement.history(
        of: .experiment, id, as: programme.steward)
      #expect(versions.map { $0["revision"]?.int } == [1, 2, 3])
      #expect(versions[0]["content"]?["outcome"] == nil)
      #expect(versions[1]["content"]?["outcome"] == "keep")
    }
  }

  @Test func `of many who edit one version at once one is kept and the others are told`()
    async throws
  {
    try await withProgramme { programme in
      let (id, first) = try await add(programme, .plan, plan)
      let outcomes = await withTaskGroup(of: Problem?.self) { group in
        for number in 0..<8 {
          group.addTask {
            await failure {
              _ = try await programme.engagement.edit(
                .plan, id, ["title": .string("Title \(number)")], made: .tagged([first.tag]),
                as: programme.coordinator, origin: .http)
            }
          }
        }
        return await group.reduce(into: [Problem?]()) { $0.append($1) }
      }
      #expect(outcomes.filter { $0 == nil }.count == 1)
      #expect(outcomes.compactMap { $0?.httpStatus }.allSatisfy { $0 == 412 })
    }
  }

  @Test func `a record that is sent twice is kept once, and its id is no other's`() async throws {
    try await withProgramme { programme in
      var body = plan
      body["id"] = .string(UUID().uuidString.lowercased())
      let first = try await add(programme, .plan, body)
      let second = try await add(programme, .plan, body)
      #expect(first.view.json == second.view.json)
      // What cannot be read is no second try of what stands.
      var broken = body
      broken["fed_back_on"] = "soon"
      let unread = await failure { _ = try await add(programme, .plan, broken) }
      #expect(unread?.code == ProblemCode.otherContent.rawValue)
      body["title"] = "Another"
      let other = await failure { _ = try await add(programme, .plan, body) }
      #expect(other?.code == ProblemCode.otherContent.rawValue)
      let list = try await programme.engagement.practices(
        .plan, after: nil, limit: 10, as: programme.researcher)
      #expect(list.items.count == 1)
    }
  }

  @Test func `R10 coordinators plan, researchers try things out, commissioners see neither`()
    async throws
  {
    try await withProgramme { programme in
      let refused = await failure {
        _ = try await add(programme, .plan, plan, as: programme.researcher)
      }
      #expect(refused?.httpStatus == 403)
      let unseen = await failure {
        _ = try await programme.engagement.practices(
          .plan, after: nil, limit: 10, as: programme.commissioner)
      }
      #expect(unseen?.httpStatus == 403)
      let (id, _) = try await add(
        programme, .cycle, ["title": "T", "focus": ["buses"]], as: programme.coordinator)
      let kim = try await programme.person("kim")
      let others = await failure {
        _ = try await programme.engagement.edit(
          .cycle, id, ["title": "Mine"], made: .any, as: kim, origin: .http)
      }
      #expect(others?.httpStatus == 403)
    }
  }

  @Test func `what a record names has to be there`() async throws {
    try await withProgramme { programme in
      let missing = await failure {
        _ = try await add(
          programme, .cycle,
          [
            "title": "T", "focus": ["buses"], "place": "nowhere",
            "plan": .string(UUID().uuidString),
          ])
      }
      #expect(Set(missing?.answers.map(\.question) ?? []) == ["place", "plan"])
      let none = await failure {
        _ = try await programme.engagement.advise(
          on: UUID().uuidString, ["panellist": "a", "advice": "go"], as: programme.researcher,
          origin: .http)
      }
      #expect(none?.httpStatus == 404)
    }
  }
}
