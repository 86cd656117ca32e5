// Every route of the table: described, guarded, and careful in all its answers.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Postgres
import Sealing
import Storage
import TestSupport
import Testing

/// Where a route of the table is, with an id that nobody has.
func address(_ route: Route, id: String = UUID().uuidString.lowercased()) -> String {
  var path = HTTPService.base + "/" + route.path
  let values = [
    ("survey", "open-conversation"), ("version", "1.0.0"), ("list", "funded_groups"), ("id", id),
  ]
  for (name, value) in values {
    path = path.replacingOccurrences(of: "{\(name)}", with: value)
  }
  return path.replacingOccurrences(of: "{token}", with: "made-up")
}

@Suite struct InterfaceTests {
  @Test func `every route is described, with its parameters, body and answers`() async throws {
    try await withService { service in
      let answer = try await service.send(.get, "/api/v1/openapi.json", as: nil)
      let document = try #require(answer.body)
      #expect(document["openapi"] == "3.1.0")
      let schemas = document["components"]?["schemas"]?.object
      for name in references(document) { #expect(schemas?[name] != nil, "\(name)") }
      let tabled = HTTPService.routes.map { ($0.method, "\(HTTPService.base)/\($0.path)") }
      for (method, path) in tabled + HTTPService.openRoutes.map({ ($0.method, $0.path) }) {
        let operation = document["paths"]?[path]?[method.rawValue.lowercased()]
        #expect(operation?["summary"]?.string?.isEmpty == false, "\(path)")
        for parameter in operation?["parameters"]?.array ?? [] {
          #expect(parameter["description"]?.string?.isEmpty == false, "\(path) \(parameter)")
        }
        let needsBody = method == .post || method == .put
        #expect((operation?["requestBody"] != nil) == needsBody, "\(path)")
        #expect(operation?["responses"]?["200"] ?? operation?["responses"]?["201"] != nil)
      }
    }
  }

  /// Names of schemas that a document refers to.
  private func references(_ value: JSONValue) -> [String] {
    if let items = value.array { return items.flatMap(references) }
    guard let object = value.object else { return [] }
    return object.flatMap { key, value in
      if key == "$ref", let text = value.string, text.contains("/schemas/") {
        return [text.components(separatedBy: "/").last ?? ""]
      }
      return references(value)
    }
  }

  @Test func `R10 every route is open to the roles of the matrix and to nobody else`() async throws
  {
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    try await withService(vault: Vault(masters: { keys })) { service, _ in
      #expect(Set(Self.matrix.keys) == Set(HTTPService.routes.map(Self.name)))
      for route in HTTPService.routes {
        let allowed = Set(
          (Self.matrix[Self.name(route)] ?? "").split(separator: " ").map(String.init))
        #expect(Set(route.roles.map(\.rawValue)) == allowed, "\(Self.name(route))")
        let body = route.method == .get ? nil : "{}"
        let path = address(route)
        let anonymous = try await service.send(route.method, path, as: nil, body).status
        // What anybody reads is named in the address; what anybody sends, in the body.
        let missing = route.method == .get ? 404 : 422
        #expect(
          anonymous == (route.isPublic ? 404 : route.isForAnyone ? missing : 401), "\(path)")
        for role in Role.allCases {
          let status = try await service.send(route.method, path, as: role, body).status
          let isRefused = !route.isPublic && !route.isForAnyone && !allowed.contains(role.rawValue)
          #expect((status == 403) == isRefused, "\(path) as \(role): \(status)")
          #expect(status < 500, "\(path) as \(role)")
        }
      }
    }
  }

  static func name(_ route: Route) -> String { "\(route.method.rawValue) \(route.path)" }

  /// Who may use which route, written down a second time: a change of the table has to be meant.
  private static let matrix: [String: String] = {
    let everyone = "researcher coordinator commissioner steward administrator"
    let readers = "commissioner coordinator steward"
    let recorders = "researcher coordinator"
    let workers = "researcher coordinator steward"
    return [
      "GET surveys": everyone, "GET surveys/{survey}": everyone,
      "GET surveys/{survey}/versions/{version}": everyone,
      "POST surveys/{survey}/responses": recorders, "POST conversations": recorders,
      "GET conversations": recorders, "GET conversations/{id}": recorders,
      "PUT conversations/{id}": recorders, "GET conversations/{id}/history": recorders,
      "GET responses/{id}": recorders, "PUT responses/{id}": recorders,
      "GET responses/{id}/history": recorders, "GET findings": readers,
      "GET surveys/{survey}/progress": "coordinator",
      "GET surveys/{survey}/responses.csv": "coordinator",
      "GET surveys/{survey}/responses.ndjson": "coordinator",
      "GET surveys/{survey}/responses.sav": "coordinator", "POST responses/batch": recorders,
      "POST surveys/{survey}/responses/check": recorders, "GET links/{token}": "link",
      "POST surveys/{survey}/links": "coordinator", "GET surveys/{survey}/links": "coordinator",
      "DELETE surveys/{survey}/links/{id}": "coordinator", "POST links/{token}": "link",
      "POST links/{token}/check": "link",
      "GET lists": "researcher coordinator administrator",
      "GET lists/{list}": "researcher coordinator administrator",
      "PUT lists/{list}": "coordinator administrator",
      "POST lists/{list}/order": "coordinator administrator",
      "POST lists/{list}/retire": "coordinator administrator",
      "POST lists/{list}/offer": "coordinator administrator",
      "POST receipts/show": "", "POST receipts/bundle": "", "POST receipts/scopes": "",
      "POST withdrawals": "", "GET withdrawals": "coordinator steward",
      "GET partnerships/{partnership}/privacy-notice": "", "PUT privacy-notice": "steward",
      "POST complaints": "", "GET complaints": "steward", "GET complaints/{id}": "steward",
      "POST complaints/{id}/acknowledge": "steward", "POST complaints/{id}/answer": "steward",
      "POST complaints/{id}/close": "steward",
      "POST concerns": "researcher coordinator steward", "GET concerns": "steward",
      "GET concerns/{id}": "steward", "POST concerns/{id}/acknowledge": "steward",
      "POST concerns/{id}/record": "steward",
      "POST concerns/{id}/notes": "steward", "POST concerns/{id}/close": "steward",
      "POST findings/releases": "coordinator", "GET findings/releases/{id}": readers,
      "GET findings/releases/{id}/figures.csv": readers,
      "GET findings/releases/{id}/figures.csv-metadata.json": readers,
      "GET findings/releases/{id}/chart.svg": readers,
      "GET findings/releases/{id}/page.html": readers,
      "GET local-accounts": everyone, "GET local-accounts/{area}/{year}": everyone,
      "GET findings/releases/{id}/audit": "coordinator",
      "GET findings/noise-tables": "coordinator steward",
      "POST findings/noise-tables": "steward", "POST findings/explorations": "coordinator",
      "GET population": "coordinator steward administrator",
      "PUT population": "coordinator administrator",
      "GET search": "researcher coordinator commissioner steward",
      "GET surveys/{survey}/asked-before": "researcher coordinator commissioner steward",
      "POST quotes/check": "researcher coordinator steward",
      "GET plans": workers, "POST plans": "coordinator", "GET plans/{id}": workers,
      "PUT plans/{id}": "coordinator", "GET plans/{id}/history": workers,
      "POST plans/{id}/advice": workers,
      "GET cycles": workers, "POST cycles": recorders, "GET cycles/{id}": workers,
      "PUT cycles/{id}": recorders, "GET cycles/{id}/history": workers,
      "GET experiments": workers, "POST experiments": recorders, "GET experiments/{id}": workers,
      "PUT experiments/{id}": recorders, "GET experiments/{id}/history": workers,
      "GET events": workers, "POST events": recorders, "GET events/{id}": workers,
      "PUT events/{id}": recorders, "GET events/{id}/history": workers,
      "GET events/{id}/tables": recorders, "PUT conversations/{id}/table": recorders,
      "POST conversations/transcripts": recorders, "POST conversations/minutes": recorders,
      "GET follow-ups": recorders, "POST follow-ups/{id}/done": recorders,
    ]
  }()

  @Test func `R14 another partnership's records are not found, as if there were none`() async throws
  {
    try await withService { service, database in
      let id = UUID().uuidString.lowercased()
      let body = """
        {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
         "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "A made-up answer."}}
        """
      let stored = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
      #expect(stored.status == 201)
      let own = try await service.send(.get, "/api/v1/conversations/\(id)", as: .coordinator)
      #expect(own.status == 200)
      let others = try await service.tokens(ofAnotherPartnershipIn: database)
      for route in HTTPService.routes where route.path.contains("{id}") {
        for role in route.roles {
          let answer = try await service.client.execute(
            uri: address(route, id: id), method: route.method,
            headers: [
              .authorization: "Bearer \(others[role] ?? "")", .ifMatch: "\"1\"",
            ], body: route.method == .get ? nil : ByteBuffer(string: "{\"answers\": {}}"))
          #expect(answer.status == .notFound, "\(route.path) as \(role)")
          let none = try await service.client.execute(
            uri: address(route), method: route.method,
            headers: [.authorization: "Bearer \(others[role] ?? "")", .ifMatch: "\"1\""],
            body: route.method == .get ? nil : ByteBuffer(string: "{\"answers\": {}}"))
          #expect(String(buffer: answer.body) == String(buffer: none.body))
        }
      }
      let list = try await service.client.execute(
        uri: "/api/v1/conversations", method: .get,
        headers: [.authorization: "Bearer \(others[.coordinator] ?? "")"])
      #expect(String(buffer: list.body) == "{\"conversations\":[]}")
    }
  }

  @Test func `R21 R22 R23 every answer of every route is careful, whatever its status`()
    async throws
  {
    try await withService { service in
      var seen: Set<Int> = []
      func check(_ method: HTTPRequest.Method, _ path: String, _ role: Role?, _ body: String?)
        async throws
      {
        let answer = try await service.send(method, path, as: role, body)
        seen.insert(answer.status)
        for (name, value) in Self.careful {
          let field = try #require(HTTPField.Name(name))
          #expect(answer.headers[field] == value, "\(method) \(path): \(name)")
        }
        #expect(answer.headers[.server] == nil)
        let control = answer.headers[.cacheControl] ?? ""
        let isPublic =
          path.hasSuffix("openapi.json") || path.contains("/surveys/") || path.hasSuffix("/surveys")
        #expect(control == "no-store" || isPublic && control.contains("no-cache"), "\(path)")
      }
      for route in HTTPService.routes {
        for role in [Role?.none] + Role.allCases {
          try await check(route.method, address(route), role, route.method == .get ? nil : "{}")
        }
        try await check(.delete, address(route), .coordinator, nil)
        try await check(route.method, address(route) + "?made-up=1", .coordinator, "{")
      }
      for route in HTTPService.openRoutes { try await check(route.method, route.path, nil, nil) }
      try await check(.get, "/nothing", nil, nil)
      try await check(.post, "/api/v1/conversations", .researcher, "{")
      #expect(seen.isSuperset(of: [200, 400, 401, 403, 404, 405, 422]))
    }
  }

  private static let careful = [
    "Content-Security-Policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
      + "object-src 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  ]

  @Test func `R25 methods that an address does not take are 405 with what it takes`() async throws {
    try await withService { service in
      for name in ["OPTIONS", "TRACE", "PATCH", "DELETE", "PROPFIND", "HEAD"] {
        let method = try #require(HTTPRequest.Method(name))
        let known = try await service.send(method, "/api/v1/findings/releases", as: nil)
        #expect(known.status == 405, "\(name)")
        #expect(known.headers[.allow] == "POST")
        #expect(try await service.send(method, "/api/v1/nothing", as: nil).status == 404)
      }
      let list = try await service.send(.post, "/healthz", as: nil)
      #expect(list.headers[.allow] == "GET, HEAD")
      let head = try await service.client.execute(uri: "/healthz", method: .head)
      #expect(head.status == .ok && head.body.readableBytes == 0)
    }
  }

  @Test func `addresses are read with their percent signs`() async throws {
    try await withService { service in
      let path = "/api/v1/surveys/open%2Dconversation"
      #expect(try await service.send(.get, path, as: .researcher).status == 200)
      for part in ["%00", "%ff", "%zz", "a%00b"] {
        let answer = try await service.send(.get, "/api/v1/surveys/\(part)", as: .researcher)
        #expect(answer.status == 404, "\(part)")
      }
      for query in ["after=damaged", "after=%00", "limit=0", "limit=x", "limit=1001", "limt=1"] {
        let answer = try await service.send(.get, "/api/v1/conversations?\(query)", as: .researcher)
        #expect(answer.status == 400, "\(query)")
      }
    }
  }

  @Test func `a list is read to its end page by page though more is recorded meanwhile`()
    async throws
  {
    try await withService { service in
      func record() async throws -> String {
        let id = UUID().uuidString.lowercased()
        let body = """
          {"id": "\(id)", "consent": {"form": "spoken", "scopes": {"analyse": true}},
           "answers": {"what_matters": "A made-up answer."}}
          """
        let answer = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
        #expect(answer.status == 201)
        return id
      }
      var recorded: [String] = []
      for _ in 0..<5 { recorded.append(try await record()) }
      var next: String? = "/api/v1/conversations?limit=2"
      var read: [String] = []
      while let path = next, read.count < 50 {
        let page = try await service.send(.get, path, as: .researcher)
        read += (page.body?["conversations"]?.array ?? []).compactMap { $0["id"]?.string }
        if read.count == 2 { recorded.append(try await record()) }
        let link = page.headers[try #require(HTTPField.Name("Link"))]
        next = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
      }
      #expect(read == recorded)
    }
  }

  @Test func `metrics count by route template and name nobody`() async throws {
    try await withService { service in
      let id = UUID().uuidString
      _ = try await service.send(.get, "/api/v1/conversations/\(id)", as: .researcher)
      _ = try await service.send(.get, "/api/v1/canary", as: nil)
      let answer = try await service.client.execute(uri: "/metrics", method: .get)
      let text = String(buffer: answer.body)
      #expect(answer.headers[.contentType]?.hasPrefix("application/openmetrics-text") == true)
      #expect(text.hasSuffix("# EOF\n"))
      #expect(
        text.contains(
          "hark_http_requests_total{route=\"/api/v1/conversations/{id}\",method=\"GET\",status=\"404\"} 1"
        ))
      #expect(text.contains("hark_database_up 1") && text.contains("hark_database_waiting 0"))
      #expect(!text.contains(id) && !text.contains("canary") && !text.contains("open-conversation"))
    }
  }

  @Test func `concerns stay in the metrics where complaints cannot be counted`() async throws {
    try await withService { service, database in
      func text() async throws -> String {
        String(buffer: try await service.client.execute(uri: "/metrics", method: .get).body)
      }
      let whole = try await text()
      #expect(whole.contains("\nhark_complaints_overdue 0\n"))
      try await database.superuser.withConnection { connection in
        try connection.execute("drop function hark.privacy_state(timestamptz)")
      }
      let left = try await text()
      #expect(left.contains("\nhark_concerns_unacknowledged 0\n"))
      #expect(left.contains("\nhark_alerts_waiting 0\n") && !left.contains("hark_complaints"))
    }
  }
}
