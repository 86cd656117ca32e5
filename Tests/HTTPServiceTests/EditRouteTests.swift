// Edits over HTTP: If-Match, ETag and what each refusal says.

import Engagement
import Foundation
import HTTPTypes
import JSON
import Storage
import Testing

@Suite struct EditRouteTests {
  private static let conversation = """
    "held_on": "2026-10-01", "setting": "home", "how": "phone",
    "consent": {"form": "spoken", "scopes": {"analyse": true}}
    """

  @Test(arguments: ["responses", "conversations"])
  func `an edit names the version it was made on, and is answered with the new one`(
    _ kind: String
  ) async throws {
    try await withService { service in
      let id = UUID().uuidString.lowercased()
      let path = "/api/v1/\(kind)/\(id)"
      let heading =
        kind == "conversations"
        ? Self.conversation
        : #""answered_on": "2026-10-01", "consent": {"form": "spoken", "scopes": {"analyse": true}}"#
      let body = #"{"id": "\#(id)", \#(heading), "answers": {"what_matters": "A made-up word."}}"#
      let posted = kind == "conversations" ? kind : "surveys/open-conversation/responses"
      let first = try await service.send(.post, "/api/v1/\(posted)", as: .researcher, body)
      #expect(first.status == 201)
      let read = try await service.send(.get, path, as: .researcher)
      #expect(read.status == 200 && read.headers[.eTag] == "\"1\"")
      #expect(read.body?["consent"]?["scopes"]?["analyse"] == true)

      let edit = #"{"answers": {"what_matters": "Another."}, "reason": "misheard"}"#
      let unnamed = try await service.send(.put, path, as: .researcher, edit)
      #expect(unnamed.status == 428 && unnamed.body?["code"] == "H032")
      for tag in ["\"7\"", "W/\"1\"", "\"2\", \"3\""] {
        let stale = try await service.send(
          .put, path, as: .researcher, edit, headers: [.ifMatch: tag])
        #expect(stale.status == 412 && stale.body?["code"] == "H033", "\(tag)")
      }
      let slip = try await service.send(.put, path, as: .researcher, edit, headers: [.ifMatch: "1"])
      #expect(slip.status == 400)

      let edited = try await service.send(
        .put, path, as: .researcher, edit, headers: [.ifMatch: "\"9\", \"1\""])
      #expect(edited.status == 200 && edited.headers[.eTag] == "\"2\"")
      let again = try await service.send(.get, path, as: .coordinator)
      #expect(again.headers[.eTag] == "\"2\"" && again.body == edited.body)
      #expect(again.body?["answers"]?["what_matters"] == "Another.")

      let history = try await service.send(.get, "\(path)/history", as: .researcher)
      let versions = history.body?["versions"]?.array ?? []
      #expect(versions.map { $0["answers"]?["what_matters"] } == ["A made-up word.", "Another."])
      #expect(versions.last?["reason"] == "misheard")

      // The first submission is answered as it was, edits since notwithstanding.
      let repeated = try await service.send(.post, "/api/v1/\(posted)", as: .researcher, body)
      #expect(repeated.status == 201 && repeated.body == first.body)
      let refused = try await service.send(
        .put, path, as: .researcher, #"{"answers": {"nonsense": 1}}"#, headers: [.ifMatch: "*"])
      #expect(refused.status == 422)
      #expect(refused.body?["problems"]?[0]?["question"] == "nonsense")
    }
  }

  @Test func `R14 a record that is not there, or of another kind, is not found`() async throws {
    try await withService { service in
      let id = UUID().uuidString.lowercased()
      let body = #"{"id": "\#(id)", \#(Self.conversation), "answers": {}}"#
      _ = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
      let paths = [
        "responses/\(id)", "responses/\(UUID())", "conversations/\(UUID())", "responses/none",
      ]
      for path in paths {
        for suffix in ["", "/history"] {
          let read = try await service.send(.get, "/api/v1/\(path)\(suffix)", as: .researcher)
          #expect(read.status == 404 && read.body?["code"] == "H003")
        }
        let put = try await service.send(
          .put, "/api/v1/\(path)", as: .researcher, "{}", headers: [.ifMatch: "*"])
        #expect(put.status == 404)
      }
    }
  }
}
