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

  init(_ all: [SurveyDifference]) {
    let classes = Array(ChangeClass.allCases.reversed())
    self.all = classes.flatMap { change in all.filter { $0.change == change } }
  }

  /// The gravest class; what cannot be seen in questions and figures, such as a comment, is a patch.
  public var change: ChangeClass { all.first?.change ?? .patch }

  /// Those that a published survey may not have.
  public var refused: [SurveyDifference] { all.filter { $0.change == .refused } }
}
