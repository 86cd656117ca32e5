// What was asked before, over HTTP: for a survey that is published, and with the plan that is written down.

import Foundation
import HTTPTypes
import JSON
import Storage
import Testing

@Suite struct AskedBeforeRouteTests {
  @Test func `a survey's questions and a new plan are answered with what is like them`()
    async throws
  {
    try await withService(published: ["worcs-feeling-safe", "worcs-positive-days"]) { service, _ in
      let path = "/api/v1/surveys/worcs-positive-days/asked-before"
      let answer = try await service.send(.get, path, as: .coordinator)
      #expect(answer.status == 200)
      let match = answer.body?["alike"]?.array?.first { $0["id"] == "safe_here" }
      let earlier = try #require(match?["earlier"]?.array)
      #expect(earlier.count <= 3 && earlier.contains { $0["survey"] == "worcs-feeling-safe" })
      #expect(earlier.allSatisfy { $0["asked_from"]?.string != nil && $0["answered"] == .null })
      #expect(answer.body?["standard"]?["surveys"] == 1)
      let one = try await service.send(.get, path + "?limit=1", as: .researcher)
      let all = try #require(answer.body?["alike"]?.array)
      #expect(one.body?["alike"]?.array?.count == 1)
      #expect(one.body?["more"] == .number(Double(all.count - 1)))
      #expect(try await service.send(.get, path + "?limit=0", as: .researcher).status == 400)
      // What came later was not asked before.
      let first = try await service.send(
        .get, "/api/v1/surveys/worcs-feeling-safe/asked-before", as: .commissioner)
      #expect(first.status == 200 && first.body?["alike"] == [])
      let none = try await service.send(.get, "/api/v1/surveys/none/asked-before", as: .steward)
      #expect(none.status == 404)

      let plan = try await service.send(
        .post, "/api/v1/plans", as: .coordinator,
        #"{"title": "Feeling safe from day to day", "decision": "What the board does first."}"#)
      #expect(plan.status == 201)
      let told = plan.body?["asked_before"]?["alike"]?.array
      #expect(told?.contains { $0["id"] == "title" } == true)
    }
  }
}
