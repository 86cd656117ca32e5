// Random answers to the questions of a survey, as a person might give them.

import TestRandomness
import JSON
import Surveys

struct AnswerWriter {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Texts that rules and answers share, two of them alike to the eye.
  static let texts = [
    "told", "high", "", "Mill Lane", "\u{E9}t\u{E9}", "e\u{301}te\u{301}", "E07000238",
  ]

  /// Days that rules and answers share.
  static let days = [
    "1999-12-31", "2000-02-29", "2001-02-28", "2001-03-01", "2024-02-29", "2026-11-20",
  ].compactMap { CalendarDay($0) }

  /// Answers by question id; unanswered ones are left out.
  mutating func answers(_ questions: [Question]) -> [String: Answer] {
    var answers: [String: Answer] = [:]
    for question in questions where random.chance(75) {
      answers[question.id] = answer(question)
    }
    return answers
  }

  /// An answer of the right form; nil where the question takes none.
  mutating func answer(_ question: Question) -> Answer? {
    let ids = question.choices.map(\.id)
    switch question.kind.ruleType {
    case .choice: return .choice(random.pick(ids))
    case .choices where question.kind is Rank:
      let top = (question.kind as? Rank)?.top ?? 1
      return .ranked(Array(random.some(of: ids).shuffled(using: &random).prefix(top)))
    case .choices:
      let chosen = random.chance(20) ? [random.pick(ids)] : random.some(of: ids)
      return .choices(chosen)
    case .number: return .number(number(question))
    case .text where question.kind is PlaceQuestion: return .place("E07000238")
    case .text: return .text(random.pick(Self.texts.filter { !$0.isEmpty }))
    case .day where question.kind is MonthQuestion:
      return .month(CalendarMonth(of: random.pick(Self.days)))
    case .time: return TimeOfDay(minutes: random.number(0...1_439)).map { .time($0) }
    case .point:
      return GeographicPoint(
        latitude: Double(random.number(-90...90)), longitude: Double(random.number(-180...180))
      ).map { .point($0) }
    case .attachment: return .attachment("here.jpg")
    case .day: return .day(random.pick(Self.days))
    case .items:
      let count = random.number(1...3)
      return .items((0..<count).map { _ in answers(question.itemQuestions) })
    case .boolean, .unanswered, .nothing: return nil
    }
  }

  private mutating func number(_ question: Question) -> Double {
    question.kind is DecimalNumber
      ? Double(random.number(-20...40)) / 4 : Double(random.number(0...10))
  }

  mutating func scopes(_ survey: Survey) -> [String: Bool] {
    var scopes: [String: Bool] = [:]
    for scope in survey.consent.scopes {
      scopes[scope.id] = scope.id == ConsentScope.analyse || random.chance(60)
    }
    return scopes
  }
}
