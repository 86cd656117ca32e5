// Where an answer stands among the answers: at its question, or in an item of a list.

internal import JSON

/// `safe`, or `places[2].spot`.
struct AnswerPath: Sendable, Hashable {
  let question: String
  /// The item, from 0, and its question.
  let item: Item?

  struct Item: Sendable, Hashable {
    let index: Int
    let question: String
  }

  init(_ path: String) {
    guard let open = path.firstIndex(of: "["), let close = path.firstIndex(of: "]"),
      let number = Int(path[path.index(after: open)..<close]), number > 0,
      path[close...].hasPrefix("].")
    else {
      (question, item) = (path, nil)
      return
    }
    question = String(path[..<open])
    item = Item(index: number - 1, question: String(path[close...].dropFirst(2)))
  }
}

extension JSONObject {
  /// The answer at a path.
  subscript(path path: String) -> JSONValue? {
    get {
      let place = AnswerPath(path)
      guard let item = place.item else { return self[place.question] }
      return self[place.question]?[item.index]?[item.question]
    }
    set {
      let place = AnswerPath(path)
      guard let item = place.item else {
        self[place.question] = newValue
        return
      }
      var items = self[place.question]?.array ?? []
      guard items.indices.contains(item.index) else { return }
      var object = items[item.index].object ?? [:]
      object[item.question] = newValue
      items[item.index] = .object(object)
      self[place.question] = .array(items)
    }
  }
}
