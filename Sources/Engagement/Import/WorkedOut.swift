// Values that Hark works out, in a table that lacks what they are worked out from: the items of lists,
// which no table of records holds, and answers that an export leaves out because they can point at
// somebody. Hark would get another value and refuse its own export.

internal import Surveys

/// Which calculated columns of a table cannot be held against what Hark works out.
struct WorkedOut {
  /// The column's question, and the question that is missing.
  let notCompared: [(value: String, missing: String)]

  init(_ survey: Survey, columns: [TableColumn]) {
    var held: Set<String> = []
    for column in columns {
      switch column {
      case .question(let id): held.insert(id)
      case .choice(let id, _): held.insert(id)
      default: continue
      }
    }
    // A calculation reads only what stands before it.
    var missing: [Int: String] = [:]
    for (index, question) in survey.questions.enumerated() {
      if let rule = (question.kind as? Calculate)?.rule {
        missing[index] =
          rule.reads.lazy.compactMap { reading in
            if case .question(let place) = reading.reference { missing[place] } else { nil }
          }.first
      } else if !question.itemQuestions.isEmpty
        || question.personal != .no && !held.contains(question.id)
      {
        missing[index] = question.id
      }
    }
    notCompared = survey.questions.indices.compactMap { index in
      let question = survey.questions[index]
      guard question.kind is Calculate, held.contains(question.id) else { return nil }
      return missing[index].map { (question.id, $0) }
    }
  }

  /// Whether the column is read.
  func isCompared(_ column: TableColumn) -> Bool {
    guard case .question(let id) = column else { return true }
    return !notCompared.contains { $0.value == id }
  }
}
