// The interface's description, OpenAPI 3.1, made from the table of routes and nothing else.

internal import HTTPTypes
internal import Foundation
internal import JSON
internal import Storage

/// Writes the description.
enum OpenAPI {
  /// The document that `GET /api/v1/openapi.json` answers.
  static let document: JSONValue = document(HTTPService.routes, HTTPService.openRoutes)

  private static func document(_ routes: [Route], _ openRoutes: [OpenRoute]) -> JSONValue {
    var paths: JSONObject = [:]
    func add(_ path: String, _ method: HTTPRequest.Method, _ operation: JSONObject) {
      var item = paths[path]?.object ?? [:]
      item[method.rawValue.lowercased()] = .object(operation)
      paths[path] = .object(item)
    }
    for route in routes {
      add("\(HTTPService.base)/\(route.path)", route.method, operation(route))
    }
    for route in openRoutes {
      add(route.path, route.method, operation(route.method, route.path, route.description, nil))
    }
    var schemas: JSONObject = [:]
    for part in [
      RecordSchemas.all,
      EditSchemas.all,
      LinkSchemas.all,
      ListSchemas.all,
      ConcernSchemas.all,
      SurveySchemas.all,
      FindingSchemas.all,
      ExplorationSchemas.all,
      LocalAccountSchemas.all,
      PopulationSchemas.all,
      PracticeSchemas.all,
      EventSchemas.all,
      FollowUpSchemas.all,
      ReceiptSchemas.all,
      PrivacySchemas.all,
      SearchSchemas.all,
      QuoteSchemas.all,
    ] {
      for (name, schema) in part { schemas[name] = schema }
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Hark", "version": "1",
        "description":
          "Community engagement evidence. Times are RFC 3339, errors RFC 9457 with a code that never changes its meaning. Lists are read a page at a time, by the header Link.",
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/"]], "security": [["token": []]], "paths": .object(paths),
      "components": [
        "securitySchemes": [
          "token": [
            "type": "http", "scheme": "bearer",
            "description": "From `hark account token`; it acts in one role.",
          ]
        ], "schemas": .object(schemas), "responses": .object(sharedRefusals),
      ],
    ]
  }

  private static func operation(_ route: Route) -> JSONObject {
    let roles = Role.allCases.filter(route.roles.contains).map(\.rawValue)
    var operation = operation(
      route.method, route.path, route.description,
      route.isPublic || route.isForAnyone ? nil : roles)
    if !route.isPublic, !route.isForAnyone {
      operation["x-roles"] = .array(roles.map { .string($0) })
    }
    return operation
  }

  private static func operation(
    _ method: HTTPRequest.Method, _ path: String, _ description: RouteDescription,
    _ roles: [String]?
  ) -> JSONObject {
    let who =
      roles.map { "For: " + $0.joined(separator: ", ") + "." } ?? "For anyone, without a token."
    var operation: JSONObject = [
      "operationId": .string(identifier(method, path)), "summary": .string(description.summary),
      "description": .string(
        [description.detail, who].filter { !$0.isEmpty }.joined(separator: " ")),
    ]
    if roles == nil { operation["security"] = [] }
    let inPath = PathParameters.names(path).map { parameter(PathParameters.described($0), "path") }
    let parameters = inPath + description.queries.map { parameter($0, "query") }
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if let body = description.body {
      operation["requestBody"] = ["required": true, "content": content(body)]
    }
    operation["responses"] = .object(responses(path, description, needsToken: roles != nil))
    return operation
  }

  private static func identifier(_ method: HTTPRequest.Method, _ path: String) -> String {
    let words = path.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return ([method.rawValue.lowercased()] + words.filter { $0 != "api" && $0 != "v1" })
      .joined(separator: "_")
  }

  private static func parameter(_ query: QueryDescription, _ place: String) -> JSONValue {
    [
      "name": .string(query.name), "in": .string(place),
      "required": .bool(query.isRequired || place == "path"), "description": .string(query.text),
      "schema": query.schema, "example": query.example,
    ]
  }

  private static func content(_ content: ContentDescription) -> JSONValue {
    let described: JSONValue = ["schema": content.schema, "example": content.example]
    return .object(JSONObject([(content.mediaType, described)]))
  }

  private static func responses(
    _ path: String, _ description: RouteDescription, needsToken: Bool
  ) -> JSONObject {
    var responses: JSONObject = [:]
    for answer in description.answers {
      var object: JSONObject = ["description": .string(answer.text)]
      object["content"] = answer.content.map(content)
      if !answer.headers.isEmpty {
        object["headers"] = .object(
          JSONObject(
            answer.headers.sorted { $0.key < $1.key }.map { name, text -> (String, JSONValue) in
              (name, ["description": .string(text), "schema": Schema.text()])
            }))
      }
      responses[String(answer.status)] = .object(object)
    }
    var shared = ["400", "503"]
    if needsToken { shared += ["401", "403"] }
    if !PathParameters.names(path).isEmpty { shared.append("404") }
    if description.body != nil { shared += ["408", "413", "415", "422"] }
    for status in shared.sorted() where responses[status] == nil {
      responses[status] = ["$ref": .string("#/components/responses/\(status)")]
    }
    for (status, text) in description.refusals.sorted(by: { $0.key < $1.key }) {
      responses[String(status)] = refusal(text)
    }
    return responses
  }

  private static let sharedRefusals: JSONObject = [
    "400": refusal("The request cannot be understood: its address or its JSON."),
    "401": refusal("There is no token, or it does not work."),
    "403": refusal("The token's role may not do this."),
    "404": refusal("There is nothing at this address, or nothing the token may see."),
    "408": refusal("The body came too slowly."), "413": refusal("The body is too large."),
    "415": refusal("The body is of another type."),
    "422": refusal("The body says what cannot be kept; each fault is named."),
    "503": refusal("The database is busy or away: nothing was stored; see `Retry-After`."),
  ]

  private static func refusal(_ text: String) -> JSONValue {
    [
      "description": .string(text),
      "content": ["application/problem+json": ["schema": Schema.named("Problem")]],
    ]
  }
}

/// Parts of paths, which mean the same in every route.
enum PathParameters {
  private static let all: [QueryDescription] = [
    QueryDescription(
      "survey", "A survey's id.", schema: Schema.text(least: 1), example: "open-conversation"),
    QueryDescription(
      "partnership", "A partnership's short name.", schema: Schema.text(least: 1),
      example: "plymouth"),
    QueryDescription(
      "token", "The token of a public link.", schema: Schema.text(least: 1), example: "made-up"),
    QueryDescription(
      "list", "A list's id.", schema: Schema.text(least: 1), example: "funded_groups"),
    QueryDescription(
      "version", "A survey's version.", schema: Schema.text(least: 1), example: "1.0.0"),
    QueryDescription(
      "area", "A council's official code.", schema: Schema.text(least: 1), example: "E10000034"),
    QueryDescription(
      "year", "A financial year.", schema: Schema.text(least: 1), example: "2022-23"),
    QueryDescription(
      "id", "A record's id.", schema: Schema.text(least: 1),
      example: "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"),
  ]

  /// The names in a path's braces.
  static func names(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
      .map { String($0.dropFirst().dropLast()) }
  }

  /// What the name means; a name that nobody described says so, and a test finds it.
  static func described(_ name: String) -> QueryDescription {
    all.first { $0.name == name } ?? QueryDescription(name, "", example: "")
  }
}
