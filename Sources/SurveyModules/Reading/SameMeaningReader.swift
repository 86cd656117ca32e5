// `same_meaning`: the questions, and choices as `question.choice`, whose texts changed since the
// version before and still mean the same. What it says matters when versions are compared.

internal import Surveys
internal import YAML

enum SameMeaningReader {
  /// Refuses ids that the survey does not have.
  static func check(_ survey: Fields, _ drafts: [QuestionDraft]) {
    let questions = drafts.flatMap { [$0] + $0.items }
    for id in survey.texts("same_meaning") ?? [] {
      let parts = id.text.split(separator: ".", maxSplits: 1).map(String.init)
      guard let question = questions.first(where: { $0.id == id.text || $0.id == parts.first })
      else {
        survey.reporter.report(
          .unknownQuestion, at: id.position, "there is no question '\(parts.first ?? id.text)'",
          suggestion: didYouMean(id.text, questions.map(\.id)))
        continue
      }
      let rows = (question.kind as? Grid)?.rows.map(\.id) ?? []
      let choices = (question.kind?.choices.map(\.id) ?? []) + rows
      guard question.id != id.text, parts.count == 2, question.kind != nil,
        !choices.contains(parts[1])
      else { continue }
      survey.reporter.report(
        .unknownChoice, at: id.position,
        "the choice '\(parts[1])' is not one of '\(question.id)'",
        suggestion: didYouMean(parts[1], choices))
    }
  }
}
