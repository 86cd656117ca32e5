// The items of a list as they were stored, read for counting: as rules see them, and of texts no more
// than how long they are.

public import JSON

extension Question {
  /// The keys that the answers to its items' questions are stored under; `ids` gives every id that a
  /// question has had.
  public func itemKeys(_ ids: (String) -> [String]) -> [String] {
    var seen: Set<String> = []
    return itemQuestions.flatMap { ids($0.id) }
      .flatMap { id in [id, String(id.prefix { $0 != "." })] }
      .filter { seen.insert($0).inserted }
  }

  /// The ids of its items' questions that are answered in words.
  public func itemWords(_ ids: (String) -> [String]) -> [String] {
    itemQuestions.filter { $0.facts.shape == .length }.flatMap { ids($0.id) }
  }

  /// The values of each stored item, by the position of its questions.
  public func itemValues(_ stored: JSONValue, _ ids: (String) -> [String]) -> [[RuleValue]] {
    let names = itemQuestions.map { ids($0.id) }
    return (stored.array ?? []).map { item in
      let answers = Self.flat(item.object ?? [:])
      return zip(itemQuestions, names).map { question, names in
        names.lazy.compactMap { answers[$0] }.first.map(question.counted) ?? .unanswered
      }
    }
  }

  /// The rows of grids under their own names, as records from before they stood together have them.
  private static func flat(_ item: JSONObject) -> [String: JSONValue] {
    var answers: [String: JSONValue] = [:]
    for (key, value) in item {
      answers[key] = value
      for (row, answer) in value.object ?? [:] { answers["\(key).\(row)"] = answer }
    }
    return answers
  }

  private func counted(_ stored: JSONValue) -> RuleValue {
    guard facts.shape != .length else {
      switch stored {
      case .null: return .unanswered
      case .number(let length): return .number(length)
      default: return .number(Double(stored.string?.unicodeScalars.count ?? 1))
      }
    }
    guard let answer = try? kind.read(stored, .typed) else { return .unanswered }
    return value(of: answer)
  }
}
