// Which of the answers that came in belongs to which question. Most come in the survey's order, where
// one look at each is enough; the others are found by their key.

internal import JSON

/// The answers of one person by the position of their question.
struct GivenAnswers {
  private let entries: [JSONObject.Entry]
  /// Where a question's answer stands among the entries; -1: there is none.
  private let places: [Int]
  /// Whether an answer belongs to no question.
  let hasUnknown: Bool

  init(_ answers: JSONObject, _ questions: [Question]) {
    entries = answers.entries
    var places = Array(repeating: -1, count: questions.count)
    var found = 0
    var next = 0
    for (index, question) in questions.enumerated() {
      if found == answers.entries.count { break }
      if next >= answers.entries.count || answers.entries[next].key != question.id {
        guard let place = answers.place(of: question.id) else { continue }
        next = place
      }
      places[index] = next
      found += 1
      next += 1
    }
    self.places = places
    hasUnknown = found < answers.entries.count
  }

  /// The answer to the question at that position, as it was given.
  subscript(question: Int) -> JSONValue? {
    let place = places[question]
    return place < 0 ? nil : entries[place].value
  }
}
