// Who edits what was answered on an older version, beside an export with the newest names, is told what
// a question was called there.

internal import Postgres
internal import Surveys

extension Engagement {
  /// The same refusal; questions that an older version calls otherwise are named as they are there.
  func naming(
    _ refusal: any Error, in published: PublishedSurvey, on connection: isolated Connection
  ) throws -> any Error {
    guard let problem = refusal as? Problem, !published.isCurrent,
      problem.answers.contains(where: { $0.code == .unknownQuestion })
    else { return refusal }
    let (id, version) = (published.survey.id, published.survey.version)
    let names = QuestionNames(try publishedVersions(id, on: connection).map(\.survey))
    let here = published.survey.questions.map(\.id)
    return Problem(
      refused: problem.answers.map { answer in
        guard answer.code == .unknownQuestion,
          let then = here.first(where: { names.newest($0, of: version) == answer.question }),
          then != answer.question
        else { return answer }
        return AnswerProblem(
          question: answer.question, code: answer.code,
          message: "this was answered on version \(version), which calls the question '\(then)'")
      })
  }
}
