// The service over a database of its own, as tests meet it: from request to answer, without a network.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import Postgres
import Storage
import SurveyModules
import TestSupport

/// A running service with a token for each role.
struct Service {
  let client: any TestClientProtocol
  let engagement: Engagement
  let tokens: [Role: String]

  func send(
    _ method: HTTPRequest.Method, _ path: String, as role: Role?, _ body: String? = nil,
    headers: HTTPFields = [:]
  ) async throws -> (status: Int, headers: HTTPFields, body: JSONValue?) {
    var headers = headers
    if let role { headers[.authorization] = "Bearer \(tokens[role] ?? "")" }
    let response = try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    let value = try? JSONValue.parse(response.body.readableBytesView)
    return (response.status.code, response.headers, value)
  }
}

/// Runs a test with a service over a database of its own.
func withService(_ body: @escaping @Sendable (Service) async throws -> Void) async throws {
  try await withService { service, _ in try await body(service) }
}

/// Runs a test with a service that has few connections to a database of its own; over a socket, it is the
/// service with its connections and their limits.
func withService(
  connections: Int = 4, waiting: Int = .max, wait: Duration = .seconds(30),
  surveys: URL = checkout.appendingPathComponent("surveys"),
  published: [String] = ["open-conversation"], vault: Vault? = nil,
  surroundings: Surroundings = .live, overSocket: Bool = false,
  _ body: @escaping @Sendable (Service, TestDatabase) async throws -> Void
) async throws {
  try await withDatabase { database in
    let partnership = try await database.addPartnership()
    let administration = Administration(database: database.application, owner: database.owner)
    var tokens: [Role: String] = [:]
    for role in Role.allCases {
      tokens[role] = try await administration.issueToken(
        account: partnership.accountName, role: role, label: "test", days: 1,
        as: partnership.principal(.administrator), origin: .cli
      ).secret
    }
    let folder = surveys.path
    let client = PostgresClient(
      connectionString: database.applicationURL, maximumConnections: connections,
      waitTimeout: wait, maximumWaiting: waiting)
    let engagement = Engagement(
      database: Database(client: client), catalog: { ModuleCatalog.load(folders: [folder]) },
      surroundings: surroundings, vault: vault)
    for survey in published {
      _ = try await engagement.publish(
        survey, as: partnership.principal(.coordinator), origin: .cli)
    }
    let all = tokens
    let test: @Sendable (any TestClientProtocol) async throws -> Void = { client in
      try await body(Service(client: client, engagement: engagement, tokens: all), database)
    }
    let result: Result<Void, any Error>
    do {
      if overSocket {
        let application = HTTPService.application(
          engagement, host: "127.0.0.1", port: 0, logger: Logger(label: "test")
        ) { _ in }
        try await application.test(.live) { client in try await test(client) }
      } else {
        let application = Application(router: HTTPService.router(engagement))
        try await application.test(.router) { client in try await test(client) }
      }
      result = .success(())
    } catch { result = .failure(error) }
    await client.shutdown()
    try result.get()
  }
}

extension Service {
  /// A token for each role in a partnership that has nothing to do with the first.
  func tokens(ofAnotherPartnershipIn database: TestDatabase) async throws -> [Role: String] {
    let partnership = try await database.addPartnership(slug: "another")
    let administration = Administration(database: database.application, owner: database.owner)
    var tokens: [Role: String] = [:]
    for role in Role.allCases {
      tokens[role] = try await administration.issueToken(
        account: partnership.accountName, role: role, label: "test", days: 1,
        as: partnership.principal(.administrator), origin: .cli
      ).secret
    }
    return tokens
  }
}
