// Exports: the responses to a survey as they are read, for a coordinator with the right to export.
// What breaks off has no end in HTTP either, so that nobody takes a part for the whole.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Logging
internal import NIOCore
internal import Storage

extension HTTPService {
  static let exportRoutes: [Route] = [
    .get(
      "surveys/{survey}/responses.csv", [.coordinator],
      RouteDescription(
        "The responses to a survey as a table",
        detail: exportDetail + " The items of a repeat are a table of their own.",
        queries: [
          valuesQuery,
          QueryDescription(
            "choices", "Questions with several choices: a column for each choice, or one cell.",
            schema: Schema.oneOf(ExportedSets.allCases.map(\.rawValue)), example: "columns"),
          QueryDescription(
            "repeat", "The items of this question, a row each.", example: "places"),
          personalQuery, purposeQuery, partnerQuery,
        ],
        answers: [
          AnswerDescription(
            200, "A row for each response, oldest first; for others in an order of its own.",
            ContentDescription(
              Schema.text(),
              example: "_id,_version\r\n0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35,1.0.0\r\n",
              mediaType: "text/csv"))
        ], refusals: exportRefusals)
    ) { call in
      try await answer(
        call,
        ExportRequest(
          .response, survey: call.parameter("survey"), format: .csv,
          values: call.word("values", ExportedValues.self) ?? .ids,
          sets: call.word("choices", ExportedSets.self) ?? .columns,
          repeated: call.query("repeat"), withPersonal: call.withPersonal(),
          for: call.word("for", ExportPurpose.self)?.purpose ?? .export,
          partner: call.query("partner"),
          isForSecondLook: call.word("for", ExportPurpose.self) == .secondLook))
    },
    .get(
      "surveys/{survey}/responses.ndjson", [.coordinator],
      RouteDescription(
        "The responses to a survey, one JSON object a line", detail: exportDetail,
        queries: [valuesQuery, personalQuery, purposeQuery, partnerQuery],
        answers: [
          AnswerDescription(
            200,
            "A line for each response, oldest first; for others in an order of its own. No key: not asked; null: not answered.",
            ContentDescription(
              Schema.text(), example: "{\"survey\":\"worcs-feeling-safe\",\"answers\":{}}\n",
              mediaType: "application/x-ndjson"))
        ], refusals: exportRefusals)
    ) { call in
      try await answer(
        call,
        ExportRequest(
          .response, survey: call.parameter("survey"), format: .ndjson,
          values: call.word("values", ExportedValues.self) ?? .ids,
          withPersonal: call.withPersonal(),
          for: call.word("for", ExportPurpose.self)?.purpose ?? .export,
          partner: call.query("partner"),
          isForSecondLook: call.word("for", ExportPurpose.self) == .secondLook))
    },
    .get(
      "surveys/{survey}/responses.sav", [.coordinator],
      RouteDescription(
        "The responses to a survey as an SPSS system file",
        detail: exportDetail
          + " Choices are the numbers of the survey, with their labels and missing values.",
        queries: [personalQuery, purposeQuery, partnerQuery],
        answers: [
          AnswerDescription(
            200, "A row for each response, oldest first; for others in an order of its own.",
            ContentDescription(
              Schema.text(), example: "$FL2…", mediaType: ExportFormat.sav.mediaType))
        ], refusals: exportRefusals)
    ) { call in
      try await answer(
        call,
        ExportRequest(
          .response, survey: call.parameter("survey"), format: .sav,
          withPersonal: call.withPersonal(),
          for: call.word("for", ExportPurpose.self)?.purpose ?? .export,
          partner: call.query("partner"),
          isForSecondLook: call.word("for", ExportPurpose.self) == .secondLook))
    },
  ]

  private static let exportDetail =
    "It needs the right to export, and is audited. It streams: an export that breaks off ends without"
    + " the last chunk of HTTP."
  private static let exportRefusals = [
    403: "The account may not export.", 404: "No such survey is published.",
    409: "The words of this survey wait for a second look.",
    503:
      "As many exports run as may at once, the database is away, or a key that is needed; Retry-After says when.",
  ]
  private static let valuesQuery = QueryDescription(
    "values", "How a choice is written.",
    schema: Schema.oneOf(ExportedValues.allCases.map(\.rawValue)), example: "ids")
  private static let personalQuery = QueryDescription(
    "personal",
    "`yes`: with answers that can point at a person; they are left out otherwise. Names and whatever else"
      + " identifies somebody never leave for others.",
    schema: Schema.oneOf(["yes", "no"]), example: "yes")

  private static let purposeQuery = QueryDescription(
    "for", "What the records are wanted for; those alone leave whose consent allows it.",
    schema: Schema.oneOf(ExportPurpose.allCases.map(\.rawValue)), example: "analysis")

  private static let partnerQuery = QueryDescription(
    "partner",
    "With `for=partners`, or `for=second_look` of those who asked: the code of the one whom they are for.",
    schema: Schema.text(most: 63), example: "age-concern")

  private static func answer(_ call: Call, _ request: ExportRequest) async throws -> Response {
    // Nothing leaves for HEAD, so that it is no export.
    let isHead = call.request.method == .head
    if isHead { try await call.engagement.checkExport(request, as: call.principal) }
    let ticket =
      isHead
      ? nil
      : try await call.engagement.beginExport(request, as: call.principal, origin: .http)
    // A survey that is published has an id without quotes.
    let name = "\(request.survey)-responses.\(request.format.rawValue)"
    var headers: HTTPFields = [.contentType: request.format.mediaType]
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    guard let ticket else { return Response(status: .ok, headers: headers) }
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        do {
          try await stream(call, ticket) { try await writer.write(ByteBuffer(bytes: $0)) }
        } catch {
          call.context.logger.warning(
            "an export broke off", metadata: ["error": "\(type(of: error))"])
          throw error
        }
        try await writer.finish(nil)
      })
  }

  /// Passes an export's bytes on as they come; returns when it has ended well. The export is a task
  /// of its own, because a client that goes away must not keep it from writing that down.
  private static func stream(
    _ call: Call, _ ticket: ExportTicket, to write: ([UInt8]) async throws -> Void
  ) async throws {
    let channel = ByteChannel()
    let export = Task {
      do {
        _ = try await call.engagement.export(ticket) { bytes, _ in try channel.send(bytes) }
        channel.end(.success(()))
      } catch {
        channel.end(.failure(error))
      }
    }
    do {
      while let bytes = try await channel.next() { try await write(bytes) }
    } catch {
      channel.close()
      await export.value
      throw error
    }
    await export.value
  }
}

extension Call {
  private enum Decision: String, CaseIterable { case yes, no }

  /// Whether answers that can point at a person are wanted: only `personal=yes` has them leave.
  fileprivate func withPersonal() throws -> Bool { try word("personal", Decision.self) == .yes }

  /// A parameter of the query that is one word of a closed list.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ type: Word.Type
  ) throws -> Word? {
    guard let text = try query(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(.badRequest, "'\(name)' is one of \(known)")
    }
    return word
  }
}
