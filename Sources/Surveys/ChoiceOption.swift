// One choice of a question of several as what people are told apart by: `needs.food`.

/// A choice of a choose_many question: who chose it, who did not, and who said nothing.
public struct ChoiceOption: Sendable, Hashable {
  /// The position of the question.
  public let question: Int
  /// The position of the choice among the question's own.
  public let position: Int
  /// The choice.
  public let choice: Choice

  /// The id of the group of those who chose it.
  public static let chosen = "chosen"
  /// The id of the group of those who answered and did not choose it.
  public static let notChosen = "not_chosen"

  /// The group of those who chose these; nil where none of them counts as an answer.
  public static func group(
    _ chosen: ChoiceSet, of choice: Int, isMissing: (Int) -> Bool
  ) -> String? {
    if chosen.contains(choice) { return Self.chosen }
    return chosen.indexes.allSatisfy(isMissing) ? nil : notChosen
  }
}

extension [Question] {
  /// The choice that a breakdown such as `needs.food` is by; nil where the name is none of that form, or
  /// the choice counts as no answer.
  public func option(forBreakdown name: String) -> ChoiceOption? {
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let question = firstIndex(where: { $0.id == parts[0] }),
      let kind = self[question].kind as? ChooseMany, kind.list == nil,
      let position = kind.choices.firstIndex(where: { $0.id == parts[1] }),
      !self[question].missing.contains(kind.choices[position].id)
    else { return nil }
    return ChoiceOption(question: question, position: position, choice: kind.choices[position])
  }
}
