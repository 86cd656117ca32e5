// Exports over HTTP: streamed, for coordinators with the right, and without an end when they break.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

private let path = "/api/v1/surveys/open-conversation/responses"

extension Service {
  fileprivate func text(
    _ path: String, method: HTTPRequest.Method = .get, as role: Role = .coordinator
  ) async throws -> (status: Int, headers: HTTPFields, body: String) {
    let response = try await client.execute(
      uri: path, method: method, headers: [.authorization: "Bearer \(tokens[role] ?? "")"])
    return (response.status.code, response.headers, String(buffer: response.body))
  }

  fileprivate func log(_ count: Int) async throws {
    for _ in 0..<count {
      let logged = try await send(
        .post, "/api/v1/conversations", as: .researcher,
        """
        {"id": "\(UUID().uuidString.lowercased())", "held_on": "2026-10-01", "setting": "home",
         "how": "phone", "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "=A made-up answer."}}
        """)
      #expect(logged.status == 201)
    }
  }
}

@Suite struct ExportRouteTests {
  @Test func `a coordinator receives the responses to a survey as CSV and as NDJSON`() async throws
  {
    try await withService { service in
      try await service.log(3)
      let csv = try await service.text(path + ".csv?personal=yes")
      #expect(csv.status == 200)
      #expect(csv.headers[.contentType] == "text/csv; charset=utf-8; header=present")
      #expect(csv.headers[.contentDisposition]?.contains("open-conversation-responses.csv") == true)
      #expect(csv.headers[.cacheControl] == "no-store")
      let lines = csv.body.split(separator: "\r\n")
      #expect(lines.count == 4 && lines[0].hasPrefix("_id,_version,"))
      #expect(lines[1].contains("'=A made-up answer."))
      let ndjson = try await service.text(path + ".ndjson?personal=yes")
      let records = try ndjson.body.split(separator: "\n").map { try JSONValue.parse(String($0)) }
      #expect(records.count == 3)
      #expect(records.allSatisfy { $0["answers"]?["what_matters"] == "=A made-up answer." })
    }
  }

  @Test func `a coordinator receives the responses to a survey as an SPSS file`() async throws {
    try await withService { service in
      try await service.log(3)
      let token = service.tokens[.coordinator] ?? ""
      for (query, words) in [("", 0), ("?personal=yes", 3)] {
        let answer = try await service.client.execute(
          uri: path + ".sav" + query, method: .get, headers: [.authorization: "Bearer \(token)"])
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/x-spss-sav")
        let file = try SystemFile(Array(answer.body.readableBytesView))
        #expect(file.rows.count == 3)
        let said = file.allText.split(separator: "\n").filter { $0 == "=A made-up answer." }
        #expect(said.count == words)
      }
    }
  }

  @Test func `answers that can point at a person leave only when they are asked for`() async throws
  {
    try await withService { service in
      try await service.log(3)
      for query in ["", "?personal=no"] {
        for format in [".csv", ".ndjson"] {
          let answer = try await service.text(path + format + query)
          #expect(answer.status == 200 && !answer.body.contains("A made-up answer"))
        }
      }
    }
  }

  @Test func `R10 every role but the coordinator is refused an export`() async throws {
    try await withService { service in
      for role in Role.allCases where role != .coordinator {
        for format in [".csv", ".ndjson", ".sav"] {
          let answer = try await service.send(.get, path + format, as: role)
          #expect(answer.status == 403 && answer.body?["code"] == "H002", "\(role)")
        }
      }
    }
  }

  @Test func `what cannot be exported is a problem and not half an export`() async throws {
    try await withService { service in
      let unknown = try await service.send(
        .get, "/api/v1/surveys/nothing/responses.csv", as: .coordinator)
      #expect(unknown.status == 404 && unknown.body?["code"] == "H011")
      for query in ["?values=words", "?choices=rows", "?repeat=none", "?label=yes", "?personal=1"] {
        let wrong = try await service.send(.get, path + ".csv" + query, as: .coordinator)
        #expect(wrong.status == 400 && wrong.body?["code"] == "H008", "\(query)")
      }
      let head = try await service.text(path + ".csv", method: .head)
      #expect(head.status == 200 && head.body.isEmpty)
    }
  }

  @Test func `an export that breaks off has no end`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let application = try await brokenService(database, partnership)
      let token = try await Administration(database: database.application, owner: nil).issueToken(
        account: partnership.accountName, role: .coordinator, label: "test", days: 1,
        as: partnership.principal(.administrator), origin: .cli
      ).secret
      try await application.test(.live) { client in
        var isWhole = true
        do {
          _ = try await client.execute(
            uri: path + ".csv", method: .get, headers: [.authorization: "Bearer \(token)"])
        } catch { isWhole = false }
        #expect(!isWhole)
      }
      let events = try await database.application.transaction(
        as: partnership.principal(.steward)
      ) { connection in
        try connection.query(
          "select detail ->> 'whole' as whole from hark.audit_event where action = 'response.export'"
        ) { row in try row.get("whole", as: String.self) }
      }
      #expect(events == ["false"])
    }
  }

  /// A service with a response whose coded form nobody can read.
  private func brokenService(
    _ database: TestDatabase, _ partnership: TestPartnership
  ) async throws -> some ApplicationProtocol {
    let folder = checkout.appendingPathComponent("surveys").path
    let engagement = Engagement(
      database: database.application, catalog: { ModuleCatalog.load(folders: [folder]) })
    _ = try await engagement.publish(
      "open-conversation", as: partnership.principal(.coordinator), origin: .cli)
    _ = try await engagement.log(
      [
        "id": .string(UUID().uuidString), "held_on": "2026-10-01", "setting": "home",
        "how": "phone", "consent": ["form": "spoken", "scopes": ["analyse": true]],
        "answers": ["what_matters": "A made-up answer."],
      ], as: partnership.principal(.researcher), origin: .http)
    try await database.superuser.withConnection { connection in
      try connection.execute("update hark.response set coded = '\\x63'")
    }
    return Application(router: HTTPService.router(engagement))
  }
}
