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
      guard let item = place.item else { return self[row: place.question] }
      return self[place.question]?[item.index]?.object?[row: item.question]
    }
    set {
      let place = AnswerPath(path)
      guard let item = place.item else {
        self[row: place.question] = newValue
        return
      }
      var items = self[place.question]?.array ?? []
      guard items.indices.contains(item.index) else { return }
      var object = items[item.index].object ?? [:]
      object[row: item.question] = newValue
      items[item.index] = .object(object)
      self[place.question] = .array(items)
    }
  }

  /// The answer of a question; of a grid's row, `trust.council`, it can stand in the grid's object.
  private subscript(row id: String) -> JSONValue? {
    get {
      if let answer = self[id] { return answer }
      guard let point = id.firstIndex(of: ".") else { return nil }
      return self[String(id[..<point])]?[String(id[id.index(after: point)...])]
    }
    set {
      guard let point = id.firstIndex(of: "."), self[id] == nil,
        var rows = self[String(id[..<point])]?.object
      else {
        self[id] = newValue
        return
      }
      rows[String(id[id.index(after: point)...])] = newValue
      self[String(id[..<point])] = .object(rows)
    }
  }
}
