// `one_per`: of several responses about the same thing, such as a group's return for a month, the latest
// counts and the others are only kept.

public import Surveys

/// Tells responses apart by their answers to the questions of `one_per`.
public struct LatestResponses<ID: Hashable> {
  private let questions: [Int]
  private var latest: [[RuleValue]: (id: ID, day: Int)] = [:]
  /// Responses that a later one stands for.
  public private(set) var superseded: Set<ID> = []

  /// None yet.
  public init(_ survey: Survey) {
    questions = survey.handling.onePer.compactMap { survey.question(forBreakdown: $0)?.index }
  }

  /// Adds a response; of two of one day the one added later counts. Responses that leave one of the
  /// questions out cannot be told apart, so all of them count.
  public mutating func add(_ id: ID, _ row: some AnswerReader, day: Int) {
    let key = questions.map { row.value(.question($0)) }
    guard !key.contains(.unanswered) else { return }
    guard let earlier = latest[key] else {
      latest[key] = (id, day)
      return
    }
    if earlier.day > day {
      superseded.insert(id)
    } else {
      superseded.insert(earlier.id)
      latest[key] = (id, day)
    }
  }
}
