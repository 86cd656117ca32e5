// Releases as files for other programs and for print: the table with its metadata, charts, a page.

internal import Crypto
internal import Engagement
internal import Findings
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore
internal import Storage

extension HTTPService {
  static let releaseFileRoutes: [Route] = [
    file(
      "figures.csv", "A release as a table", mediaType: "text/csv",
      detail: "`Link` names the metadata that says what the columns mean.",
      example: "survey,versions,partnership,release\r\n"
    ) { document, _ in document.csv },
    file(
      "figures.csv-metadata.json", "What the columns of a release's table mean",
      mediaType: "application/csvm+json", detail: "CSV on the Web, as the W3C describes it.",
      example: "{}"
    ) { document, _ in
      JSONValue.object(document.tabularMetadata(url: "figures.csv")).text(.pretty) + "\n"
    },
    file(
      "page.html", "A release as one page with charts and tables", mediaType: "text/html",
      detail: "It needs nothing from elsewhere.", example: "<!doctype html>"
    ) { document, _ in document.page },
    file(
      "chart.svg", "One finding of a release as a chart", mediaType: "image/svg+xml",
      detail: "With its intervals, and the same in words for who cannot see it.",
      queries: [
        QueryDescription(
          "indicator", "The indicator's id.", example: "services_help_safe", isRequired: true),
        QueryDescription(
          "by", "The role it is broken down by, or several with commas between them.",
          example: "age_band"),
      ], example: "<svg/>"
    ) { document, call in
      guard let indicator = try call.query("indicator") else {
        throw Problem(.badRequest, "name the indicator: chart.svg?indicator=ID")
      }
      let by = try call.query("by")?.replacing(",", with: ";")
      let known = document.allFindings.filter { $0.indicator == indicator }
      guard let finding = known.first(where: { by == nil || $0.role == by }) else {
        throw Problem(.notFound, "the release has no such finding")
      }
      return finding.chart
    },
  ]

  /// A page may show its own style, known by its hash, and nothing else may come in or happen.
  private static func policy(_ page: String) -> String {
    var policy =
      "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    if let style = page.firstMatch(of: #/<style>([\s\S]*?)<\/style>/#)?.output.1 {
      let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
      policy += "; style-src 'sha256-\(hash)'"
    }
    return policy
  }

  private static func file(
    _ name: String, _ summary: String, mediaType: String, detail: String,
    queries: [QueryDescription] = [], example: String,
    _ text: @escaping @Sendable (ReleaseDocument, Call) throws -> String
  ) -> Route {
    .get(
      "findings/releases/{id}/\(name)", [.commissioner, .coordinator, .steward],
      RouteDescription(
        summary, detail: detail, queries: queries,
        answers: [
          AnswerDescription(
            200, "The file.",
            ContentDescription(
              Schema.text(), example: .string(example), mediaType: mediaType))
        ], refusals: [404: "There is no such release, or no such finding in it."])
    ) { call in
      let document = try await call.engagement.releaseDocument(
        call.parameter("id"), as: call.principal)
      let isText = mediaType.hasPrefix("text/")
      var headers: HTTPFields = [
        .contentType: mediaType + (isText ? "; charset=utf-8" : "")
          + (mediaType == "text/csv" ? "; header=present" : "")
      ]
      let text = try text(document, call)
      headers[.contentSecurityPolicy] = policy(text)
      if mediaType == "text/csv" {
        headers[.link] =
          "<figures.csv-metadata.json>; rel=\"describedby\"; type=\"application/csvm+json\""
      }
      return Response(
        status: .ok, headers: headers,
        body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
  }
}
