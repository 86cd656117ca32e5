// Many responses in one request: NDJSON in, one line of JSON out for each line, in order and while
// the rest still comes. A line is answered only after the commit of its response.

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Logging
internal import NIOCore
internal import Storage

extension HTTPService {
  /// Largest line of a batch, in bytes.
  static let longestBatchLine = 1 << 20
  /// Largest batch, in bytes.
  static let largestBatch = 256 << 20

  static let batchRoutes: [Route] = [
    .post(
      "responses/batch", [.researcher, .coordinator],
      RouteDescription(
        "Records many responses",
        detail: "A line of JSON for each response, with the fields of a response and its survey; a "
          + "line comes back for each, in order, with the status it would get alone. A line is "
          + "answered after its commit, and may be sent again. Read while you send.",
        // No schema: whatever comes is judged line by line.
        body: ContentDescription(
          ["description": "A line of JSON for each response."],
          example: "{\"survey\": \"open-conversation\", \"id\": \"0f8c…\"}\n",
          mediaType: "application/x-ndjson"),
        answers: [
          AnswerDescription(
            200, "A line for each line.",
            ContentDescription(
              Schema.text(), example: "{\"line\":1,\"status\":201,\"id\":\"0f8c…\"}\n",
              mediaType: "application/x-ndjson"))
        ])
    ) { call in
      guard call.mediaType == "application/x-ndjson" else {
        throw Problem(
          .wrongMediaType,
          "send a line of JSON for each response, with Content-Type: application/x-ndjson")
      }
      try call.refuseEncodedBody()
      let length = call.request.headers[.contentLength].flatMap(Int.init) ?? 0
      guard length <= largestBatch else { throw tooLargeBatch }
      let batch = try call.engagement.recordingBatch(as: call.principal, origin: .http)
      let body = call.request.body
      return Response(
        status: .ok, headers: [.contentType: "application/x-ndjson"],
        body: ResponseBody { writer in
          var exchange = BatchExchange(batch, call.context.logger)
          try await exchange.run(body, &writer)
          try await writer.finish(nil)
        })
    }
  ]

  static let tooLargeBatch = Problem(
    .tooLarge, "a batch has at most 256 MiB; send the rest in another request")
}

/// One batch on its way through.
private struct BatchExchange {
  private var batch: ResponseBatch
  private var lines = BatchLines(longest: HTTPService.longestBatchLine)
  /// The lines of those that are not answered yet, in order.
  private var waiting: [Int] = []
  private var received = 0
  private let logger: Logger

  init(_ batch: ResponseBatch, _ logger: Logger) { (self.batch, self.logger) = (batch, logger) }

  mutating func run(_ body: RequestBody, _ writer: inout any ResponseBodyWriter) async throws {
    for try await piece in body {
      received += piece.readableBytes
      if received > HTTPService.largestBatch {
        waiting.append(lines.number)
        let answers = try await batch.take(.failure(HTTPService.tooLargeBatch), size: 0)
        try await write(answers, &writer)
        break
      }
      for line in lines.take(piece.readableBytesView) { try await take(line, &writer) }
    }
    if received <= HTTPService.largestBatch, let last = lines.finish() {
      try await take(last, &writer)
    }
    try await write(try await batch.finish(), &writer)
  }

  private mutating func take(
    _ line: BatchLines.Line, _ writer: inout any ResponseBodyWriter
  ) async throws {
    waiting.append(line.number)
    let answers = try await batch.take(Self.object(line), size: line.bytes?.count ?? 0)
    try await write(answers, &writer)
  }

  private static func object(_ line: BatchLines.Line) -> Result<JSONObject, Problem> {
    guard let bytes = line.bytes else {
      return .failure(Problem(.tooLarge, "this line is longer than 1 MiB; send less in it"))
    }
    do throws(JSONProblem) {
      guard let object = try JSONValue.parse(bytes).object else {
        return .failure(Problem(.notJSON, "expected a JSON object in one line: { … }"))
      }
      return .success(object)
    } catch { return .failure(Problem(json: error)) }
  }

  private mutating func write(
    _ answers: [BatchAnswer], _ writer: inout any ResponseBodyWriter
  ) async throws {
    guard !answers.isEmpty else { return }
    var bytes: [UInt8] = []
    for (line, answer) in zip(waiting, answers) {
      bytes += "{\"line\":\(line),".utf8
      switch answer {
      case .recorded(let receipt):
        bytes += "\"status\":201,".utf8
        bytes += receipt.dropFirst()
      case .refused(let problem):
        bytes += JSONValue.object(problem.shown(logger).json).encoded(.compact).dropFirst()
      }
      bytes.append(0x0A)
    }
    waiting.removeFirst(answers.count)
    try await writer.write(ByteBuffer(bytes: bytes))
  }
}

extension Problem {
  /// The problem as a client of a stream sees it. Where the database is, and why it does not answer,
  /// is for the operator's log alone.
  fileprivate func shown(_ logger: Logger) -> Problem {
    guard httpStatus >= 500 else { return self }
    logger.error("a line of a batch failed", metadata: ["code": "\(code)", "detail": "\(detail)"])
    return httpStatus == 503 && code != ProblemCode.toldUnsealed.rawValue
      ? Problem(.databaseUnavailable, "this line was not stored; send it again in a moment")
      : forClients("this line was not stored")
  }
}
