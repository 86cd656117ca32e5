// What a panel says of a plan: who may say otherwise in a panellist's name; and days that are over.

import Engagement
import Foundation
import JSON
import Postgres
import Practice
import Storage
import Surveys
import TestSupport
import Testing

private let plan: JSONObject = [
  "title": "Warm rooms, winter", "survey": "warm-rooms", "decision": "Which rooms stay open.",
  "feedback_on": "2099-04-30",
]

@Suite struct PanelTests {
  private func failure(_ work: () async throws -> Void) async -> Problem? {
    await problem(work)
  }

  private func add(
    _ programme: Programme, _ kind: PracticeKind, _ body: JSONObject
  ) async throws -> (id: String, view: PracticeView) {
    let view = try await programme.engagement.add(
      kind, body, as: programme.coordinator, origin: .http)
    return (view.json["id"]?.string ?? "", view)
  }

  @Test func `a pause is lifted by whoever wrote it down or by a steward, and the trail says so`()
    async throws
  {
    try await withProgramme(published: false) { programme in
      let (id, _) = try await add(programme, .plan, plan)
      func advise(_ advice: String, as principal: Principal) async -> Problem? {
        await failure {
          _ = try await programme.engagement.advise(
            on: id, ["panellist": "resident 1", "advice": .string(advice)], as: principal,
            origin: .http)
        }
      }
      let kim = try await programme.person("kim")
      let planner = try await programme.person("lee", .coordinator)
      #expect(await advise("go", as: kim) == nil)
      #expect(await advise("pause", as: kim) == nil)
      let refused = await advise("go", as: planner)
      #expect(refused?.code == ProblemCode.notAllowed.rawValue)
      #expect(refused?.detail.contains("steward") == true)
      // Who says it again in the panellist's name has not made it theirs to lift.
      #expect(await advise("do_not", as: planner) == nil)
      #expect(await advise("go", as: planner)?.code == ProblemCode.notAllowed.rawValue)
      let held = await failure { _ = try await programme.publish() }
      #expect(held?.code == ProblemCode.planInTheWay.rawValue)
      let steward = try await programme.person("sam", .steward)
      #expect(await advise("go_with_changes", as: steward) == nil)
      let trail = try await programme.database.superuser.withConnection { connection in
        try connection.query(
          "select action from hark.audit_event where action like 'plan.%' order by created_at"
        ) { try $0.get(0, as: String.self) }
      }
      #expect(trail.count { $0 == "plan.lift" } == 1 && trail.last == "plan.lift")
      #expect(await advise("pause", as: kim) == nil)
      #expect(await advise("go", as: kim) == nil)
      _ = try await programme.publish()
    }
  }

  @Test func `a plan that the panel paused stays with a survey that is still to be written`()
    async throws
  {
    try await withProgramme(published: false) { programme in
      var early = plan
      early["survey"] = "not-yet-written"
      let (id, made) = try await add(programme, .plan, early)
      // A slip in the name is mended.
      let mended = try await programme.engagement.edit(
        .plan, id, ["survey": "still-not-written"], made: .tagged([made.tag]),
        as: programme.coordinator, origin: .http)
      let kim = try await programme.person("kim")
      _ = try await programme.engagement.advise(
        on: id, ["panellist": "resident 1", "advice": "pause"], as: kim, origin: .http)
      let moved = await failure {
        _ = try await programme.engagement.edit(
          .plan, id, ["survey": "warm-rooms"], made: .tagged([mended.tag]),
          as: programme.coordinator, origin: .http)
      }
      #expect(moved?.code == ProblemCode.planInTheWay.rawValue)
    }
  }

  @Test func `a day by which people will have heard back is not over already`() async throws {
    try await withProgramme(published: false) { programme in
      var late = plan
      late["feedback_on"] = "2020-01-31"
      let body = late
      let refused = await failure { _ = try await add(programme, .plan, body) }
      #expect(refused?.answers.map(\.question) == ["feedback_on"])
      #expect(refused?.answers.first?.message.contains("fed_back_on") == true)
      let (id, made) = try await add(programme, .plan, plan)
      let moved = await failure {
        _ = try await programme.engagement.edit(
          .plan, id, ["feedback_on": "2020-01-31"], made: .tagged([made.tag]),
          as: programme.coordinator, origin: .cli)
      }
      #expect(moved?.answers.map(\.question) == ["feedback_on"])
    }
  }
}
