// Surveys: published versions, for whoever is signed in.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let surveyRoutes: [Route] = [
    .get("surveys", Set(Role.allCases)) { call in
      try call.refuseQueries(except: [])
      return .json(["surveys": .array(try await call.engagement.surveys(as: call.principal))])
    },
    .get("surveys/{survey}", Set(Role.allCases)) { call in
      try await answer(call, version: nil)
    },
    .get("surveys/{survey}/versions/{version}", Set(Role.allCases)) { call in
      try await answer(call, version: try call.parameter("version"))
    },
  ]

  private static func answer(_ call: Call, version: String?) async throws -> Response {
    try call.refuseQueries(except: [])
    let published = try await call.engagement.survey(
      call.parameter("survey"), version: version, as: call.principal)
    let tag = "\"\(published.sha256)\(published.isOpen ? "" : "-closed")\""
    let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
    if call.request.headers[.ifNoneMatch] == tag {
      return Response(status: .notModified, headers: headers)
    }
    return .json(published.json, headers: headers)
  }
}
