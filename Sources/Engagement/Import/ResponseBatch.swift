// Responses to any surveys that come in as a stream: each is answered as it would be alone, in the
// order they came, and only after its commit.

internal import Foundation
public import JSON
public import Storage
internal import Surveys

/// The answer to one response of a batch.
public enum BatchAnswer: Sendable {
  /// Stored, now or before; the receipt.
  case recorded([UInt8])
  case refused(Problem)
}

/// A stream of responses under way.
public struct ResponseBatch: Sendable {
  private let engagement: Engagement
  private var pipeline: BatchPipeline<Void>

  fileprivate init(_ engagement: Engagement, _ principal: Principal, _ origin: Origin) {
    self.engagement = engagement
    let down = BatchFailure()
    let name = engagement.surroundings.identifier()
    pipeline = BatchPipeline(
      BatchJudge(engagement, principal, origin: origin, reading: .typed),
      judging: { judge, batch in
        if let problem = down.problem { return batch.map { $0.refused(problem) } }
        do {
          return try await judge.judge(batch)
        } catch {
          let problem = down.note(error)
          return batch.map { $0.refused(problem) }
        }
      },
      storing: { judged in
        if let problem = down.problem { return judged.map { _ in .refused(problem) } }
        do {
          return try await engagement.store(
            judged, of: name, as: principal, origin: origin, reading: .typed)
        } catch {
          let problem = down.note(error)
          return judged.map { _ in .refused(problem) }
        }
      })
  }

  /// Takes a response, which names its survey besides its fields, or why there is none. Gives the
  /// answers to those before it that are settled.
  public mutating func take(
    _ body: Result<JSONObject, Problem>, size: Int
  ) async throws -> [BatchAnswer] {
    var survey = ""
    let record = Result {
      var body = try body.get()
      survey = try Self.survey(&body)
      let (submission, problems) = ResponseSubmission.read(body)
      return try engagement.incoming(submission, body: body, problems: problems, origin: .http)
    }.mapError { Problem(translating: $0) }
    return Self.answers(
      try await pipeline.take(
        BatchItem(
          note: (), record: BatchRecord(survey: survey, record: record), size: 512 + size * 4)))
  }

  /// Settles everything.
  public mutating func finish() async throws -> [BatchAnswer] {
    Self.answers(try await pipeline.finish())
  }

  /// Takes the survey out: the rest is what would have been sent to it alone.
  private static func survey(_ body: inout JSONObject) throws -> String {
    guard let survey = body["survey"]?.string else {
      throw Problem(refused: [
        AnswerProblem(
          question: "survey", code: .missingField, message: "name the survey: {\"survey\": ID, …}")
      ])
    }
    body["survey"] = nil
    return survey
  }

  // Not a method of the instance, which would be held while the pipeline changes, and all that waits in
  // it be copied for every line.
  private static func answers(_ settled: [BatchPipeline<Void>.Settled]) -> [BatchAnswer] {
    settled.map { settled in
      switch settled.outcome {
      case .stored(let receipt), .storedInPart(let receipt), .known(let receipt): .recorded(receipt)
      case .refused(let problem): .refused(problem)
      }
    }
  }
}

extension Engagement {
  /// Begins a stream of responses.
  public func recordingBatch(
    as principal: Principal, origin: Origin
  ) throws -> ResponseBatch {
    try require(principal, .researcher, .coordinator)
    return ResponseBatch(self, principal, origin)
  }
}

extension BatchRecord {
  /// The record, refused for a reason that is not its own.
  fileprivate func refused(_ problem: Problem) -> JudgedRecord {
    JudgedRecord(survey: survey, record: nil, verdict: .failure(problem))
  }
}
