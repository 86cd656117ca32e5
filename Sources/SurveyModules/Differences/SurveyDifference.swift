// One difference between two versions of a survey, in words for whoever wrote the survey.

public import JSON

/// What the difference is about and what it means.
public struct SurveyDifference: Sendable, Hashable {
  /// How far it reaches.
  public let change: ChangeClass
  /// The part of the survey: `question`, `choice`, `indicator` …
  public let part: String
  /// Its id within the survey: `safe`, `safe.very_safe`; empty for the survey itself.
  public let id: String
  /// The key that differs; nil where the whole part was added, removed, moved or renamed.
  public let key: String?
  /// What differs.
  public let message: String
  /// What follows from it, or what to do instead.
  public let consequence: String
  /// Where it stands: in the new version, or in the old one where the new has nothing.
  public let place: FactPlace
  /// Whether the place is in the new version.
  public let isInNew: Bool
  /// The id that `same_meaning` would name, where the words alone begin a new series.
  public var meaning: String?

  /// The difference as JSON, without its place.
  public var json: JSONObject {
    [
      "class": .string(change.rawValue), "part": .string(part), "id": .string(id),
      "key": key.map { .string($0) } ?? .null, "message": .string(message),
      "consequence": .string(consequence),
    ]
  }

  /// `refused: question 'safe': …`
  public var sentence: String { "\(change.rawValue): \(message); \(consequence)" }
}

/// A place in one of a module's files.
public struct FactPlace: Sendable, Hashable {
  /// The path within the folder of surveys: `survey.yaml`, `blocks/place@1/block.yaml`.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column in characters, from 1.
  public let column: Int
}

/// Every difference between two versions of a survey.
public struct SurveyDifferences: Sendable {
  /// Gravest first, then in the order of the new version.
  public let all: [SurveyDifference]

  /// What `same_meaning` names already and still has to.
  let named: [String]

  init(_ all: [SurveyDifference], named: [String]) {
    self.named = named
    let classes = Array(ChangeClass.allCases.reversed())
    self.all = classes.flatMap { change in all.filter { $0.change == change } }
  }

  /// The gravest class; what cannot be seen in questions and figures, such as a comment, is a patch.
  public var change: ChangeClass { all.first?.change ?? .patch }

  /// What a new series means, in sentences for whoever changed the survey, with the line for survey.yaml
  /// that spares it where new words mean what the old ones did; empty where no series begins.
  public var seriesAdvice: [String] {
    let series = all.filter { $0.change == .series }
    guard refused.isEmpty, !series.isEmpty else { return [] }
    var lines = [
      "a new series is of the whole survey: every figure is shown for answers before and after it"
        + " apart, also those of questions that did not change"
    ]
    let split = series.compactMap(\.meaning)
    let ids = (named + split).reduce(into: [String]()) { ids, id in
      let owner = String(id.prefix { $0 != "." })
      if !ids.contains(id), id == owner || !(named + split).contains(owner) { ids.append(id) }
    }
    guard !split.isEmpty else { return lines }
    lines.append(
      "where the new words mean what the old ones did, put this line into survey.yaml, and "
        + (split.count == series.count
          ? "all answers are counted together:" : "only the other changes begin a new series:"))
    lines.append("same_meaning: [\(ids.joined(separator: ", "))]")
    return lines
  }

  /// Those that a published survey may not have.
  public var refused: [SurveyDifference] { all.filter { $0.change == .refused } }
}
