// A grid's answers stand together in one object; everything else knows its rows as questions of their
// own, `grid.row`. Here the one form becomes the other.

internal import JSON

/// The two forms of a grid's answers.
enum GridAnswers {
  /// Answers with each row under its own name. What is no object stays where it is, to be refused there.
  static func spread(_ answers: JSONObject, over questions: [Question]) -> JSONObject {
    let grids = Set(questions.filter { $0.kind is Grid }.map(\.id))
    let repeats = questions.filter { question in
      question.itemQuestions.contains { $0.kind is Grid }
    }
    if grids.isEmpty, repeats.isEmpty { return answers }
    var entries: [(String, JSONValue)] = []
    var names: Set<String> = []
    for (key, value) in answers {
      if grids.contains(key), let rows = value.object {
        for (row, answer) in rows { entries.append(("\(key).\(row)", answer)) }
      } else if let list = repeats.first(where: { $0.id == key }), let items = value.array {
        let spread = items.map { item in
          item.object.map { .object(Self.spread($0, over: list.itemQuestions)) } ?? item
        }
        entries.append((key, .array(spread)))
      } else {
        entries.append((key, value))
      }
    }
    // A row that is given both ways has to be one thing: the second shows as a name nobody knows.
    return JSONObject(entries.map { names.insert($0.0).inserted ? $0 : ("\($0.0)...", $0.1) })
  }

  /// Answers with the rows of each grid in one object, in the place of the first.
  static func gathered(_ entries: [(String, JSONValue)]) -> JSONObject {
    var gathered: [(key: String, value: JSONValue)] = []
    var grids: [String: Int] = [:]
    for (key, value) in entries {
      guard let point = key.firstIndex(of: ".") else {
        gathered.append((key, value))
        continue
      }
      let grid = String(key[..<point])
      let row = String(key[key.index(after: point)...])
      if let place = grids[grid], var rows = gathered[place].value.object {
        rows[row] = value
        gathered[place].value = .object(rows)
      } else {
        grids[grid] = gathered.count
        gathered.append((grid, .object(JSONObject([(row, value)]))))
      }
    }
    return JSONObject(gathered.map { ($0.key, $0.value) })
  }
}
