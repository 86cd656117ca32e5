// Coordinators make, list and close public links over HTTP.

import Foundation
import HTTPService
import HTTPTypes
import HummingbirdTesting
import JSON
import Storage
import TestSupport
import Testing

@Suite struct LinkKeepingTests {
  private static let path = "/api/v1/surveys/worcs-feeling-safe/links"

  private static func response() -> String {
    """
    {"id": "\(UUID().uuidString.lowercased())", "answered_on": "2026-10-01",
     "consent": {"form": "online", "scopes": {"analyse": true}}, "answers": {"safe": "very_safe"}}
    """
  }

  @Test func `a coordinator makes a link, sees what came in through it and closes it`()
    async throws
  {
    try await withService { service in
      _ = try await service.addLink(isClosed: true)
      let made = try await service.send(
        .post, Self.path, as: .coordinator, #"{"until": "2099-12-31", "most": 5}"#)
      #expect(made.status == 201 && made.headers[.cacheControl] == "no-store")
      #expect(made.body?["until"] == "2099-12-31" && made.body?["most"] == 5)
      let token = try #require(made.body?["token"]?.string)
      let id = try #require(made.body?["id"]?.string)
      let door = "/api/v1/links/\(token)"
      #expect(try await service.send(.post, door, as: nil, Self.response()).status == 201)

      let list = try await service.send(.get, Self.path + "?limit=1", as: .coordinator)
      #expect(list.body?["links"]?.array?.count == 1)
      let link = try #require(HTTPField.Name("Link"))
      let next = list.headers[link] ?? ""
      #expect(next.hasPrefix("<\(Self.path)?after=") && next.hasSuffix("rel=\"next\""))
      let all = try await service.send(.get, Self.path, as: .coordinator)
      let links = all.body?["links"]?.array ?? []
      #expect(links.map { $0["open"] } == [false, true] && links.last?["taken"] == 1)
      #expect(links.allSatisfy { $0["token"] == nil } && links.last?["id"]?.string == id)
      let others = try await service.send(
        .get, "/api/v1/surveys/open-conversation/links", as: .coordinator)
      #expect(others.status == 200 && others.body?["links"]?.array?.isEmpty == true)

      let wrong = try await service.send(
        .delete, "/api/v1/surveys/open-conversation/links/\(id)", as: .coordinator)
      #expect(wrong.status == 404)
      let closed = try await service.send(.delete, "\(Self.path)/\(id)", as: .coordinator)
      #expect(closed.status == 200 && closed.body?["open"] == false)
      #expect(try await service.send(.post, door, as: nil, Self.response()).status == 410)
      let again = try await service.send(.delete, "\(Self.path)/\(id)", as: .coordinator)
      #expect(again.status == 404)
    }
  }

  @Test func `a link that makes no sense is refused, and none is made`() async throws {
    try await withService { service in
      _ = try await service.addLink()
      for (body, status) in [
        (#"{"until": "2020-01-01"}"#, 400), (#"{"until": "2020-02-31"}"#, 422),
        (#"{"most": 0}"#, 422), (#"{"most": 1.5}"#, 422), (#"{"place": "nowhere"}"#, 400),
        (#"{"untill": "2099-01-01"}"#, 422), ("[]", 400),
      ] {
        let answer = try await service.send(.post, Self.path, as: .coordinator, body)
        #expect(answer.status == status, "\(body): \(answer.status)")
      }
      let unknown = try await service.send(
        .post, "/api/v1/surveys/nothing/links", as: .coordinator, "{}")
      #expect(unknown.status == 404)
      let list = try await service.send(.get, Self.path, as: .coordinator)
      #expect(list.body?["links"]?.array?.count == 1)
    }
  }
}
