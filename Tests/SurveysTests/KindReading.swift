// A short way to say what a kind of question makes of an answer.

import JSON
import Surveys

/// What came of reading an answer.
enum Outcome: Equatable {
  case answer(Answer)
  case nothing
  case refused(AnswerProblem.Code)
}

/// A kind with its settings; choices are codes 1, 2, … and -9 for `prefer_not`.
func makeKind(
  _ type: any QuestionKind.Type, _ settings: [String: KindValue] = [:],
  choices: [ChoiceSketch] = []
) throws(KindProblem) -> any QuestionKind {
  var settings = settings
  if !choices.isEmpty {
    settings["choices"] = .choices(
      choices.enumerated().map { place, choice in
        Choice(
          code: choice.id == "prefer_not" ? -9 : place + 1, id: choice.id,
          text: "Choice \(choice.id)", exclusive: choice.exclusive)
      })
  }
  return try type.init(KindSettings(settings))
}

extension QuestionKind {
  func outcome(_ raw: JSONValue, _ reading: AnswerReading = .typed) -> Outcome {
    do throws(AnswerRefusal) {
      return try read(raw, reading).map { .answer($0) } ?? .nothing
    } catch { return .refused(error.code) }
  }
}
