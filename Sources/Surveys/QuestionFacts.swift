// What an interview asks of a question for every answer, worked out once when the survey is read: asking
// its kind each time makes lists anew.

/// What follows from a question's settings.
struct QuestionFacts: Sendable {
  /// The choices that it offers.
  let choices: [Choice]
  /// The ids of the choices, in their order.
  let choiceIDs: [String]
  /// Positions of the choices that count as no answer.
  let missingIndexes: Set<Int>
  /// Whether a choice is not always offered: only after some answers, or no longer.
  let hasRulesOfChoices: Bool
  /// The questions of each item.
  let itemQuestions: [Question]
  /// The shape of its column.
  let shape: ColumnShape
  /// Whether people answer it.
  let isAnswerable: Bool
  /// Whether Hark works its value out.
  let isCalculated: Bool
  /// Whether its answer, or one within it, names a place.
  let namesPlaces: Bool

  init(_ kind: any QuestionKind, missing: Set<String>) {
    choices = kind.choices
    choiceIDs = choices.map(\.id)
    missingIndexes = Set(
      choiceIDs.indices.filter { [choiceIDs] in missing.contains(choiceIDs[$0]) })
    hasRulesOfChoices = choices.contains { $0.showIf != nil || $0.retired }
    itemQuestions = kind.itemQuestions
    shape = kind.shape
    isAnswerable = kind.isAnswerable
    isCalculated = kind is Calculate
    namesPlaces = kind is PlaceQuestion || itemQuestions.contains(where: \.namesPlaces)
  }
}
