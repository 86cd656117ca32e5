// The service as its clients meet it, from request to answer, without a network.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Postgres
import NIOCore
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct RouteTests {
  @Test func `a commissioner reads and finds surveys and figures, and nothing else`() {
    let open = HTTPService.routes.filter { $0.roles.contains(.commissioner) }
    #expect(open.allSatisfy { $0.method == .get })
    #expect(
      open.allSatisfy {
        $0.path == "search" || $0.path.hasPrefix("surveys") || $0.path.hasPrefix("findings")
          || $0.path.hasPrefix("local-accounts")
      })
  }

  @Test func `a conversation is stored once, answered alike, and read back by who logged it`()
    async throws
  {
    try await withService { service in
      let id = UUID().uuidString.lowercased()
      let body = """
        {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
         "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "A made-up answer."}}
        """
      let first = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
      let second = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
      #expect(first.status == 201 && second.status == 201)
      #expect(first.body == second.body)
      let other = try await service.send(
        .post, "/api/v1/conversations", as: .researcher,
        body.replacingOccurrences(of: "made-up", with: "different"))
      #expect(other.status == 409)
      let list = try await service.send(.get, "/api/v1/conversations", as: .researcher)
      #expect(list.body?["conversations"]?.array?.count == 1)
      let read = try await service.send(.get, "/api/v1/conversations/\(id)", as: .researcher)
      #expect(read.body?["answers"]?["what_matters"] == "A made-up answer.")
    }
  }

  @Test func `bad bodies are refused with the right status and code`() async throws {
    try await withService { service in
      let path = "/api/v1/surveys/open-conversation/responses"
      let cases: [(String, Int, String)] = [
        ("{", 400, "H004"), ("[1]", 400, "H004"), ("{\"id\": 1, \"id\": 2}", 422, "J015"),
        ("{\"id\": 9007199254740993}", 422, "J010"), ("{\"a\": \"\\u0000\"}", 422, "J012"),
        ("{\"a\": \"\\ud800\"}", 422, "J013"), ("{}", 422, "A018"),
      ]
      for (body, status, code) in cases {
        let answer = try await service.send(.post, path, as: .researcher, body)
        #expect(answer.status == status, "\(body)")
        #expect(answer.body?["code"]?.string == code, "\(body)")
        #expect(answer.headers[.contentType] == "application/problem+json")
      }
      let large = "{\"a\": \"" + String(repeating: "x", count: 1 << 20) + "\"}"
      #expect(try await service.send(.post, path, as: .researcher, large).status == 413)
      let text = try await service.send(
        .post, path, as: .researcher, "{}", headers: [.contentType: "text/plain"])
      #expect(text.status == 415)
    }
  }

  @Test func `an unknown address is 404 and a wrong method 405 with what is allowed`() async throws
  {
    try await withService { service in
      #expect(try await service.send(.get, "/api/v1/nothing", as: .researcher).status == 404)
      let wrong = try await service.send(.delete, "/api/v1/surveys", as: .researcher)
      #expect(wrong.status == 405)
      #expect(wrong.headers[.allow] == "GET, HEAD")
    }
  }

  @Test func `a survey is answered with a tag and not sent again while it is the same`()
    async throws
  {
    try await withService { service in
      let path = "/api/v1/surveys/open-conversation"
      let first = try await service.send(.get, path, as: .commissioner)
      #expect(first.body?["questions"]?.array?.isEmpty == false)
      let tag = first.headers[.eTag] ?? ""
      // As caches and proxies send it, too.
      for known in [tag, "W/" + tag, "\"other\", W/" + tag, "*"] {
        let again = try await service.send(
          .get, path, as: .commissioner, headers: [.ifNoneMatch: known])
        #expect(again.status == 304, "\(known)")
      }
      let other = try await service.send(
        .get, path, as: .commissioner, headers: [.ifNoneMatch: "\"other\", \(tag.dropLast())"])
      #expect(other.status == 200)
    }
  }

  @Test func `the list of surveys is not sent again while it is the same`() async throws {
    try await withService { service, database in
      let first = try await service.send(.get, "/api/v1/surveys", as: .researcher)
      let tag = try #require(first.headers[.eTag])
      let again = try await service.send(
        .get, "/api/v1/surveys", as: .researcher, headers: [.ifNoneMatch: tag])
      #expect(again.status == 304)
      try await database.superuser.withConnection { connection in
        try connection.execute("update hark.survey_version set closed_at = now()")
      }
      let other = try await service.send(
        .get, "/api/v1/surveys", as: .researcher, headers: [.ifNoneMatch: tag])
      #expect(other.status == 200)
    }
  }

  @Test func `findings between two days are refused with the reason`() async throws {
    try await withService { service in
      for query in ["from=2026-01", "to=2026-02"] {
        let answer = try await service.send(
          .get, "/api/v1/findings?survey=open-conversation&\(query)", as: .commissioner)
        #expect(answer.status == 422)
        #expect(answer.body?["code"] == "H015")
      }
      for query in ["period=2026-13", "by=age_band,,sex", "by=a,b,c,d", "by=sex,sex"] {
        let answer = try await service.send(
          .get, "/api/v1/findings?survey=open-conversation&\(query)", as: .commissioner)
        #expect(answer.status == 400, "\(query)")
      }
      let slip = try await service.send(
        .get, "/api/v1/findings?survey=open-conversation&bye=age_band", as: .commissioner)
      #expect(slip.status == 400)
    }
  }

  @Test func `health needs no token and readiness tells of the database`() async throws {
    try await withService { service in
      #expect(try await service.send(.get, "/healthz", as: nil).status == 200)
      let ready = try await service.send(.get, "/readyz", as: nil)
      #expect(ready.status == 200)
      #expect(ready.body?["status"] == "ready")
    }
  }

  @Test func `a revoked or invented token is refused alike`() async throws {
    try await withService { service in
      for token in ["hark_0", String(repeating: "x", count: 5_000)] {
        let answer = try await service.client.execute(
          uri: "/api/v1/surveys", method: .get,
          headers: [.authorization: "Bearer \(token)"])
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      }
    }
  }
}
