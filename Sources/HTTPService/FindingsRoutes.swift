// Findings: releases as they were stored, the same for every reader.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static let readers: Set<Role> = [.commissioner, .coordinator, .steward]

  static let findingsRoutes: [Route] = [
    .get("findings", readers) { call in
      try call.refuseQueries(except: ["survey", "indicator", "by", "place", "from", "to"])
      for name in ["place", "from", "to"] where try call.query(name) != nil {
        throw Problem(
          .notProtected,
          "findings by '\(name)' would need protection that is not built yet; leave '\(name)' out")
      }
      guard let survey = try call.query("survey") else {
        throw Problem(.badRequest, "name the survey: /findings?survey=ID")
      }
      let choice = try FindingsChoice(
        indicator: call.query("indicator"), by: call.query("by"))
      return .json(
        .object(
          try await call.engagement.findings(survey: survey, choice, as: call.principal)))
    },
    .post("findings/releases", [.coordinator]) { call in
      try call.refuseQueries(except: [])
      let body = try await call.body()
      guard let survey = body["survey"]?.string, body.count == 1 else {
        throw Problem(.badRequest, "send {\"survey\": ID}")
      }
      let release = try await call.engagement.release(
        survey: survey, as: call.principal, origin: .http)
      return .json(.object(release), status: .created)
    },
    .get("findings/releases/{id}", readers) { call in
      try call.refuseQueries(except: [])
      return .json(
        .object(try await call.engagement.release(call.parameter("id"), as: call.principal)))
    },
  ]
}
