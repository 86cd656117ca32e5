// Findings: releases as they were stored, the same for every reader.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static let readers: Set<Role> = [.commissioner, .coordinator, .steward]

  private static func release(_ status: Int, _ text: String) -> AnswerDescription {
    AnswerDescription(
      status, text,
      ContentDescription(Schema.named("Findings"), example: FindingSchemas.example))
  }

  static let findingsRoutes: [Route] = [
    .get(
      "findings", readers,
      RouteDescription(
        "The findings of the latest release", detail: "The same for every reader.",
        queries: [
          QueryDescription(
            "survey", "The survey's id.", example: "worcs-feeling-safe", isRequired: true),
          QueryDescription("indicator", "One indicator's id.", example: "services_help_safe"),
          QueryDescription(
            "by",
            "Up to three of roles, questions, choices (needs.food), place, period and wave, with commas between them; or before.",
            example: "age_band"),
          QueryDescription("place", "The code of one place.", example: "E06000026"),
          QueryDescription(
            "period", "One month, quarter or year: 2026-03, 2026-Q1, 2026.", example: "2026"),
          QueryDescription("from", "Not built yet: refused.", example: "2026-01"),
          QueryDescription("to", "Not built yet: refused.", example: "2026-02"),
        ],
        answers: [release(200, "What is hidden is null, with a flag.")],
        refusals: [
          400: "The choice makes no sense.",
          404: "There is no release yet, or nothing in it that was asked for.",
          422: "It cannot be protected yet.",
        ])
    ) { call in
      for name in ["from", "to"] where try call.query(name) != nil {
        throw Problem(
          .notProtected,
          "findings by '\(name)' would need protection that is not built yet; name a 'period'")
      }
      guard let survey = try call.query("survey") else {
        throw Problem(.badRequest, "name the survey: /findings?survey=ID")
      }
      let choice = try FindingsChoice(
        indicator: call.query("indicator"), by: call.query("by"), place: call.query("place"),
        period: call.query("period"))
      return .json(
        .object(
          try await call.engagement.findings(survey: survey, choice, as: call.principal)))
    },
    .post(
      "findings/releases", [.coordinator],
      RouteDescription(
        "Makes a release",
        body: ContentDescription(
          Schema.named("NewRelease"), example: ["survey": "worcs-feeling-safe"]),
        answers: [release(201, "The release as readers see it.")],
        refusals: [404: "No such survey is published.", 409: "The release is refused."])
    ) { call in
      let body = try await call.body()
      guard let survey = body["survey"]?.string, body.count == 1 else {
        throw Problem(.badRequest, "send {\"survey\": ID}")
      }
      let release = try await call.engagement.release(
        survey: survey, as: call.principal, origin: .http)
      return .json(.object(release), status: .created)
    },
    .get(
      "findings/releases/{id}", readers,
      RouteDescription(
        "A release as it was made", answers: [release(200, "The release.")],
        refusals: [404: "There is no such release."])
    ) { call in
      .json(
        .object(try await call.engagement.release(call.parameter("id"), as: call.principal)))
    },
    .get(
      "findings/releases/{id}/audit", [.coordinator],
      RouteDescription(
        "What protects a release",
        detail:
          "It names the counts that must not be known, though not what they are; that it was read is kept.",
        answers: [
          AnswerDescription(
            200, "Every protected count with what readers can still think it to be.",
            ContentDescription(Schema.named("ReleaseAudit"), example: FindingSchemas.auditExample))
        ],
        refusals: [404: "There is no such release."])
    ) { call in
      let audit = try await call.engagement.auditInWords(
        ofRelease: call.parameter("id"), as: call.principal, origin: .http)
      return .json(.object(audit.json))
    },
  ]
}
