// `by: [needs.food]`: one choice of a question of several parts people in two.

internal import Surveys
internal import YAML

extension BreakdownReader {
  /// Whether a name is of the form `needs.food`, with a question of several choices.
  func isOption(_ name: String) -> Bool {
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && questions[String(parts[0])]?.kind is ChooseMany
  }

  /// Whether the question has the choice; reported where it has not.
  func checkOption(_ name: PlacedText) -> Bool {
    let parts = name.text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 2, let question = questions[parts[0]],
      let kind = question.kind as? ChooseMany
    else { return false }
    let ids = kind.choices.map(\.id)
    let counted = ids.filter { !question.missing.contains($0) }
    if kind.list != nil {
      report(
        "the choices of '\(parts[0])' are those of a list that each partnership keeps",
        "name a choice of a question that lists its own choices", at: name)
    } else if !ids.contains(parts[1]) {
      report(
        "'\(parts[0])' has no choice '\(parts[1].prefix(64))'",
        didYouMean(parts[1], counted)
          ?? "it has \(counted.prefix(20).joined(separator: ", "))", at: name)
    } else if !counted.contains(parts[1]) {
      report(
        "'\(parts[1])' is missing in '\(parts[0])': who chose it has not answered",
        ChooseManyHint.suggestion(parts[0], kind, without: question.missing), at: name)
    } else {
      return true
    }
    return false
  }

  private func report(_ message: String, _ suggestion: String?, at name: PlacedText) {
    fields.reporter.report(.unknownBreakdown, at: name.position, message, suggestion: suggestion)
  }
}

/// What to write instead of a question of several choices.
enum ChooseManyHint {
  /// Names one of its choices; nil for any other question.
  static func suggestion(
    _ name: String, _ kind: any QuestionKind, without missing: Set<String> = []
  ) -> String? {
    guard let many = kind as? ChooseMany else { return nil }
    guard many.list == nil else {
      return "name a question that lists its own choices, not those of a list"
    }
    guard let choice = many.choices.first(where: { !missing.contains($0.id) && !$0.exclusive })
    else { return nil }
    return "people choose several; name one choice, such as \(name).\(choice.id)"
  }
}
