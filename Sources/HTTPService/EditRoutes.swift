// Single records for whoever may edit them. An edit names the version it was made on with If-Match, so
// that nobody's edit is lost (RFC 9110, 13.1.1; RFC 6585, 3).

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let editRoutes: [Route] = [SubmissionKind.response, .conversation].flatMap { kind in
    let path = "\(kind.rawValue)s/{id}"
    let editors: Set<Role> = [.researcher, .coordinator]
    return [
      Route.get(
        path, editors,
        RouteDescription(
          "A \(kind.rawValue) with its answers", detail: "That it was read is kept.",
          answers: [
            AnswerDescription(
              200, "The record.", read(kind),
              headers: ["ETag": "The version; send it as If-Match to edit."])
          ],
          refusals: [404: "There is none among those that the reader may edit."])
      ) { call in
        let id = try call.parameter("id")
        let view =
          kind == .response
          ? try await call.engagement.response(id, as: call.principal, origin: .http)
          : try await call.engagement.conversation(id, as: call.principal, origin: .http)
        return answer(view)
      },
      Route.put(
        path, editors,
        RouteDescription(
          "Edits a \(kind.rawValue)",
          detail: "If-Match names the version it was made on. Every earlier version is kept.",
          body: ContentDescription(
            Schema.named(kind == .response ? "ResponseEdit" : "ConversationEdit"),
            example: ["answers": ["what_matters": "A bench."]]),
          answers: [
            AnswerDescription(
              200, "The record as it is now.", read(kind), headers: ["ETag": "The version."])
          ],
          refusals: [
            404: "There is none among those that the sender may edit.",
            409: "The record was withdrawn.", 412: "It was edited meanwhile.",
            422: "Answers are refused, each named.", 428: "If-Match is missing.",
          ])
      ) { call in
        return answer(
          try await call.engagement.edit(
            kind, call.parameter("id"), call.body(), made: call.editedVersion(),
            as: call.principal, origin: .http))
      },
      Route.get(
        "\(path)/history", editors,
        RouteDescription(
          "Every version of a \(kind.rawValue)", detail: "That they were read is kept.",
          answers: [
            AnswerDescription(
              200, "The versions, the first first.",
              ContentDescription(Schema.named("History"), example: ["versions": []]))
          ],
          refusals: [404: "There is none among those that the reader may edit."])
      ) { call in
        let versions = try await call.engagement.history(
          of: kind, call.parameter("id"), as: call.principal, origin: .http)
        return .json(["versions": .array(versions.map { .object($0) })])
      },
    ]
  }

  private static func read(_ kind: SubmissionKind) -> ContentDescription {
    kind == .response
      ? ContentDescription(Schema.named("ResponseRead"), example: RecordSchemas.responseExample)
      : ContentDescription(
        Schema.named("ConversationRead"), example: RecordSchemas.conversationReadExample)
  }

  private static func answer(_ view: RecordView) -> Response {
    var object = view.json
    if view.raisedConcern { object["concern_raised"] = true }
    return .json(.object(object), headers: [.eTag: view.tag])
  }
}

extension Call {
  /// The version that an edit was made on, from If-Match.
  func editedVersion() throws -> EditedVersion {
    let lines = request.headers[values: .ifMatch]
    guard !lines.isEmpty else {
      throw Problem(
        .noRevision,
        "read the record first, and send the ETag of that answer as If-Match; then no edit is lost")
    }
    let tags = lines.flatMap { $0.split(separator: ",") }.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if tags == ["*"] { return .any }
    guard tags.allSatisfy({ $0.hasSuffix("\"") && $0.contains("\"") && $0.count >= 2 }) else {
      throw Problem(.badRequest, "If-Match is the ETag of the record as you read it, such as \"3\"")
    }
    return .tagged(tags)
  }
}
