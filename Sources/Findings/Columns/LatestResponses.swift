// `one_per`: of several responses about the same thing, such as a group's return for a month, the latest
// counts and the others are only kept.

public import Surveys

/// Tells responses apart by their answers to the questions of `one_per`.
public struct LatestResponses<ID: Hashable & Comparable> {
  private let questions: [Int]
  private var latest: [[RuleValue]: Mark] = [:]
  /// By a response that a later one stands for one of those later ones.
  private var later: [ID: ID] = [:]

  /// What decides which of two is the latest: the day it is about, then when it came in, then its id.
  private struct Mark {
    let day: Int
    let received: Int
    let id: ID

    func isBefore(_ other: Mark) -> Bool {
      (day, received, id) < (other.day, other.received, other.id)
    }
  }

  /// None yet.
  public init(_ survey: Survey) {
    questions = survey.handling.onePer.compactMap { survey.question(forBreakdown: $0)?.index }
  }

  /// Adds a response, in whatever order; `received` grows with the moment at which it came in. Responses
  /// that leave one of the questions out cannot be told apart, so all of them count.
  public mutating func add(_ id: ID, _ row: some AnswerReader, day: Int, received: Int) {
    let key = questions.map { row.value(.question($0)) }
    guard !key.contains(.unanswered) else { return }
    let mark = Mark(day: day, received: received, id: id)
    guard let other = latest[key] else {
      latest[key] = mark
      return
    }
    if other.isBefore(mark) {
      later[other.id] = id
      latest[key] = mark
    } else {
      later[id] = other.id
    }
  }

  /// Responses that a later one stands for.
  public var superseded: Set<ID> { Set(later.keys) }

  /// By each such response the one that counts.
  public var supersededBy: [ID: ID] {
    later.mapValues { id in
      var id = id
      while let next = later[id] { id = next }
      return id
    }
  }
}
