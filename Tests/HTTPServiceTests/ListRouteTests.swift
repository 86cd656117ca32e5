// Lists over HTTP: kept, read, put in another order, retired from; and refused with every fault named.

import HTTPTypes
import HummingbirdTesting
import JSON
import Storage
import TestSupport
import Testing

@Suite struct ListRouteTests {
  private static let path = "/api/v1/lists/funded_groups"
  private static let three = """
    {"title": "Funded groups", "entries": [
      {"id": "kettle_club", "label": "The kettle club", "translations": {"cy": "Y clwb"}},
      {"id": "seed_bank", "label": "Seeds"}, {"id": "bread", "label": "Bread table"}]}
    """

  private func ids(_ list: JSONValue?) -> [String] {
    (list?["entries"]?.array ?? []).compactMap { $0["id"]?.string }
  }

  @Test func `a list is made, read, ordered, retired from and offered again`() async throws {
    try await withService { service in
      let made = try await service.send(.put, Self.path, as: .coordinator, Self.three)
      #expect(made.status == 200 && made.body?["added"] == 3 && made.body?["offered"] == 3)
      let read = try await service.send(.get, Self.path, as: .researcher)
      #expect(ids(read.body) == ["kettle_club", "seed_bank", "bread"])
      #expect(read.body?["entries"]?[0]?["label.cy"] == "Y clwb")
      let ordered = try await service.send(
        .post, Self.path + "/order", as: .administrator, #"{"entries": ["bread", "seed_bank"]}"#)
      #expect(ids(ordered.body) == ["bread", "seed_bank", "kettle_club"])
      // What stands for an entry in tables stays.
      #expect(ordered.body?["entries"]?.array?.map { $0["number"] } == [3, 2, 1])
      let more = try await service.send(
        .put, Self.path, as: .coordinator, #"{"entries": [{"id": "knots", "label": "Knots"}]}"#)
      #expect(more.body?["added"] == 1)
      let retired = try await service.send(
        .post, Self.path + "/retire", as: .coordinator, #"{"entries": ["bread"]}"#)
      #expect(retired.body?["retired"] == 1 && retired.body?["offered"] == 3)
      let offered = try await service.send(
        .post, Self.path + "/offer", as: .coordinator, #"{"entries": ["bread"]}"#)
      #expect(offered.body?["offered"] == 4)
      let last = try await service.send(.get, Self.path, as: .coordinator)
      #expect(ids(last.body) == ["bread", "seed_bank", "kettle_club", "knots"])
      let whole = try await service.send(
        .put, Self.path, as: .coordinator,
        #"{"entries": [{"id": "knots", "label": "Knots"}], "in_order": true, "retire_others": true}"#
      )
      #expect(whole.body?["retired"] == 3 && whole.body?["offered"] == 1)
      let first = try await service.send(.get, Self.path, as: .coordinator)
      #expect(ids(first.body).first == "knots")
    }
  }

  @Test func `lists come a page at a time`() async throws {
    try await withService { service in
      for id in ["alpha", "beta", "gamma"] {
        let made = try await service.send(
          .put, "/api/v1/lists/\(id)", as: .coordinator, #"{"entries": []}"#)
        #expect(made.status == 200)
      }
      let page = try await service.send(.get, "/api/v1/lists?limit=2", as: .coordinator)
      #expect(page.body?["lists"]?.array?.map { $0["list"] } == ["alpha", "beta"])
      let link = try #require(HTTPField.Name("Link"))
      #expect(page.headers[link] == "</api/v1/lists?after=beta&limit=2>; rel=\"next\"")
      let rest = try await service.send(.get, "/api/v1/lists?limit=2&after=beta", as: .coordinator)
      let endless = String(repeating: "a", count: 201)
      let long = try await service.send(.get, "/api/v1/lists?after=\(endless)", as: .coordinator)
      #expect(long.status == 400)
      #expect(rest.body?["lists"]?.array?.map { $0["list"] } == ["gamma"])
      #expect(rest.headers[link] == nil)
    }
  }

  @Test func `what cannot be kept is refused with every fault, and nothing is stored`()
    async throws
  {
    try await withService { service in
      let wrong = try await service.send(
        .put, Self.path, as: .coordinator,
        #"{"entries": [{"id": "Kettle", "label": "K"}, 7, {"id": "b", "label": "", "colour": 1}]}"#)
      #expect(wrong.status == 422)
      let places = (wrong.body?["problems"]?.array ?? []).compactMap { $0["question"]?.string }
      #expect(places == ["entries[1].id", "entries[2]", "entries[3].colour"])
      #expect(try await service.send(.get, Self.path, as: .coordinator).status == 404)
      _ = try await service.send(.put, Self.path, as: .coordinator, Self.three)
      for body in [#"{"entries": []}"#, #"{"entries": ["bread", 1]}"#, "{}"] {
        let refused = try await service.send(.post, Self.path + "/order", as: .coordinator, body)
        #expect(refused.status == 422, "\(body)")
      }
      let unknown = try await service.send(
        .post, Self.path + "/order", as: .coordinator, #"{"entries": ["braed"]}"#)
      #expect(unknown.status == 404)
      #expect(unknown.body?["detail"]?.string?.contains("did you mean 'bread'?") == true)
      let twice = try await service.send(
        .post, Self.path + "/order", as: .coordinator, #"{"entries": ["bread", "bread"]}"#)
      #expect(twice.status == 400)
    }
  }

  @Test func `R14 another partnership has no list of that name, and makes its own`() async throws {
    try await withService { service, database in
      _ = try await service.send(.put, Self.path, as: .coordinator, Self.three)
      let others = try await service.tokens(ofAnotherPartnershipIn: database)
      let token = try #require(others[.coordinator])
      let answer = try await service.client.execute(
        uri: Self.path, method: .get, headers: [.authorization: "Bearer \(token)"])
      #expect(answer.status == .notFound)
    }
  }
}
