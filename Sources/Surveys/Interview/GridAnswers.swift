// A grid's answers stand together in one object; everything else knows its rows as questions of their
// own, `grid.row`. Here the one form becomes the other.

public import JSON

/// The two forms of a grid's answers.
public enum GridAnswers {
  /// Answers with each row under its own name, and a point of which a table gives both numbers as one.
  /// What is no object stays where it is, to be refused there.
  public static func spread(_ answers: JSONObject, over questions: [Question]) -> JSONObject {
    let shape = Shape(questions)
    if shape.isPlain { return answers }
    var entries: [(String, JSONValue)] = []
    var names: Set<String> = []
    for (key, value) in answers {
      if shape.grids.contains(key), let rows = value.object {
        for (row, answer) in rows { entries.append(("\(key).\(row)", answer)) }
      } else if let inside = shape.lists[key], let items = value.array {
        let spread = items.map { item in
          item.object.map { .object(Self.spread($0, over: inside)) } ?? item
        }
        entries.append((key, .array(spread)))
      } else if let point = shape.points.first(where: { $0.part(key) != nil }) {
        guard answers[point.id] == nil, !names.contains(point.id) else { continue }
        entries.append((point.id, point.joined(answers)))
        names.insert(point.id)
        continue
      } else {
        entries.append((key, value))
      }
    }
    names = []
    // A row that is given both ways has to be one thing: the second shows as a name nobody knows.
    return JSONObject(entries.map { names.insert($0.0).inserted ? $0 : ("\($0.0)...", $0.1) })
  }

  /// Whether answers to these questions have more than one form.
  static func spreads(_ questions: [Question]) -> Bool { !Shape(questions).isPlain }

  /// Answers with the rows of each grid in one object, in the place of the first.
  public static func gathered(_ entries: [(String, JSONValue)]) -> JSONObject {
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

  /// What of the questions has answers of more than one form.
  private struct Shape {
    let grids: Set<String>
    let lists: [String: [Question]]
    let points: [PointColumns]

    init(_ questions: [Question]) {
      grids = Set(questions.compactMap { $0.part?.inGrid?.grid })
      points = questions.filter { $0.kind is PointQuestion }.map { PointColumns(id: $0.id) }
      lists = Dictionary(
        questions.filter { list in
          list.itemQuestions.contains { $0.part?.inGrid != nil || $0.kind is PointQuestion }
        }.map { ($0.id, $0.itemQuestions) }
      ) { first, _ in first }
    }

    var isPlain: Bool { grids.isEmpty && lists.isEmpty && points.isEmpty }
  }
}

/// The two columns in which a table holds a point.
public struct PointColumns: Sendable {
  /// The point's question.
  public let id: String

  /// The columns of a question.
  public init(id: String) { self.id = id }

  /// The names of the numbers.
  public static let parts = ["latitude", "longitude"]

  /// `latitude` or `longitude` of this point; nil for any other name.
  public func part(_ name: String) -> String? {
    Self.parts.first { name == "\(id).\($0)" }
  }

  /// Both numbers as one answer; none where neither is given.
  func joined(_ answers: JSONObject) -> JSONValue {
    let given = Self.parts.compactMap { part -> (String, JSONValue)? in
      guard let value = answers["\(id).\(part)"], value.string?.trimmed.isEmpty != true else {
        return nil
      }
      return (part, value)
    }
    return given.isEmpty ? .null : .object(JSONObject(given))
  }
}

extension Survey {
  /// The answers as they may be kept: points as coarse as their questions say, whatever was sent. nil
  /// where the survey has no question of this kind, so that the answers can be kept as they are.
  public func coarse(_ answers: JSONObject, reading: AnswerReading) -> JSONObject? {
    let hasPoints = questions.contains { question in
      question.kind is PointQuestion
        || question.itemQuestions.contains { $0.kind is PointQuestion }
    }
    guard hasPoints else { return nil }
    return Self.coarse(GridAnswers.spread(answers, over: questions), questions, reading)
  }

  private static func coarse(
    _ answers: JSONObject, _ questions: [Question], _ reading: AnswerReading
  ) -> JSONObject {
    var answers = answers
    for question in questions {
      guard let answer = answers[question.id] else { continue }
      if question.kind is PointQuestion {
        let read = try? question.kind.read(answer, reading)
        answers[question.id] = read?.json ?? .null
      } else if !question.itemQuestions.isEmpty, let items = answer.array {
        answers[question.id] = .array(
          items.map { item in
            item.object.map { .object(coarse($0, question.itemQuestions, reading)) } ?? item
          })
      }
    }
    return GridAnswers.gathered(answers.map { ($0.key, $0.value) })
  }
}
