// One answer as the person reads it who gave it: what was asked, and what was said in words.

public import JSON

/// An answer in words.
public struct ToldAnswer: Sendable, Hashable {
  /// The id of the question; of a row of a grid `grid.row`.
  public let question: String
  /// What stands above the question: the text of its grid; nil for most.
  public let above: String?
  /// What was asked, in the words that it was asked in.
  public let asked: String
  /// The language that `asked` is in.
  public let language: String
  /// What was said, by its label; each choice by itself. None for a list of items.
  public let said: [String]
  /// What was said beside it: the words to "other", or to a row of a grid.
  public let ownWords: String?
  /// Of a list the answers of each item.
  public let items: [[ToldAnswer]]
  /// The answer as it is stored.
  public let stored: JSONValue
  /// Whether Hark worked it out from other answers.
  public let isWorkedOut: Bool
  /// Whether it is kept only for as long as the person allows private questions.
  public let isSensitive: Bool

  /// What was said in one line: choices with `; ` between, what was said beside it in quotation marks.
  public var line: String {
    let said = said.joined(separator: "; ")
    guard let ownWords else { return said }
    return said.isEmpty ? ownWords : "\(said): “\(ownWords)”"
  }

  /// The whole answer: of a list a line for each item, with what was asked of it.
  public var lines: [String] {
    if items.isEmpty { return [line] }
    return items.enumerated().map { place, answers in
      let said = answers.map { "\($0.asked) \($0.line)" }.joined(separator: ", ")
      return "\(place + 1). \(said)"
    }
  }

  /// The answer as clients read it.
  public var json: JSONObject {
    var object: JSONObject = ["question": .string(question)]
    object["above"] = above.map { .string($0) }
    object["asked"] = .string(asked)
    object["language"] = .string(language)
    if items.isEmpty {
      object["said"] = .array(said.map { .string($0) })
      object["in_words"] = .string(line)
      object["own_words"] = ownWords.map { .string($0) }
      object["stored"] = stored
    } else {
      object["items"] = .array(
        items.enumerated().map { place, answers in
          [
            "number": .number(Double(place + 1)),
            "answers": .array(answers.map { .object($0.json) }),
          ]
        })
    }
    if isWorkedOut { object["worked_out"] = true }
    if isSensitive { object["private"] = true }
    return object
  }
}
