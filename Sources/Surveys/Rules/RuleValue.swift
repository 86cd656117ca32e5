// Values while a rule is worked out, and the one protocol through which a rule reads answers:
// a person's answers and a row of columns both meet it.

/// A value in a rule.
public enum RuleValue: Sendable, Hashable {
  case unanswered
  case boolean(Bool)
  case number(Double)
  case text(String)
  case day(CalendarDay)
  /// The position among the question's choices.
  case choice(Int)
  case choices(ChoiceSet)
  /// Positions among the question's choices, in a person's own order.
  case ranks([Int])
  /// The number of items of a repeat.
  case items(Int)
  case point(GeographicPoint)
}

/// A set of positions among a question's choices, up to 1,000.
public struct ChoiceSet: Sendable, Hashable {
  /// The largest number of choices that a question may have.
  static let mostChoices = 1_000
  private var low: UInt64 = 0
  private var high: [UInt64] = []

  /// A set of positions.
  public init(_ indexes: some Sequence<Int> = []) { for index in indexes { insert(index) } }

  /// Adds a position, 0 or more.
  public mutating func insert(_ index: Int) {
    if index < 64 {
      low |= 1 << UInt64(index)
    } else {
      let word = index / 64 - 1
      while high.count <= word { high.append(0) }
      high[word] |= 1 << UInt64(index % 64)
    }
  }

  /// Whether the position is in the set.
  public func contains(_ index: Int) -> Bool {
    if index < 64 { return low & (1 << UInt64(index)) != 0 }
    let word = index / 64 - 1
    return word < high.count && high[word] & (1 << UInt64(index % 64)) != 0
  }

  /// How many positions there are.
  public var count: Int { high.reduce(low.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

  /// The positions, ascending.
  public var indexes: [Int] {
    var indexes: [Int] = []
    indexes.reserveCapacity(count)
    for place in 0...high.count {
      var rest = place == 0 ? low : high[place - 1]
      while rest != 0 {
        indexes.append(place * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return indexes
  }
}

/// Which answer a rule reads, by position.
public enum AnswerReference: Sendable, Hashable {
  /// A question of the survey.
  case question(Int)
  /// A question of the current item of a repeat.
  case item(repeat: Int, question: Int)
  /// A scope of the survey's consent, as a yes_no.
  case consent(Int)
}

/// Where a rule reads answers.
public protocol AnswerReader {
  /// The answer, `.unanswered` when not asked, not answered or refused.
  func value(_ reference: AnswerReference) -> RuleValue
  /// The answers of one question in every item of a repeat.
  func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue]
  /// The response's own local date; nil where rules may not ask for it.
  var today: CalendarDay? { get }
}

/// The functions of the rule language.
public enum RuleFunction: String, Sendable, CaseIterable {
  case answered, answer, count, code
  case conditional = "if"
  case countTrue = "count_true"
  case min, max, sum, mean, round, today
  case yearsBetween = "years_between"
  case length
}
