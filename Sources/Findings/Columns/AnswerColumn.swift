// One question's answers: a state and a value for each response, in as few bytes as its shape needs.

internal import Surveys

/// A question's column. Which of the lists is filled depends on the shape.
struct AnswerColumn: Sendable {
  private let shape: ColumnShape
  /// 0 not asked, 1 not answered, 2 answered.
  private var states: [UInt8] = []
  /// Positions of choices and places, days since 1970, lengths, numbers of items.
  private var whole: [Int32] = []
  private var numbers: [Double] = []
  private var sets: [ChoiceSet] = []
  /// Codes of the places seen so far, with their positions.
  private(set) var placeCodes: [String] = []
  private var placePositions: [String: Int32] = [:]

  init(_ shape: ColumnShape) { self.shape = shape }

  mutating func append(_ state: UInt8, _ value: RuleValue) {
    states.append(state)
    switch shape {
    case .nothing: break
    case .number: numbers.append(Self.number(value))
    case .choices, .ranks: sets.append(Self.set(value))
    case .choice, .day, .month, .time, .place, .length, .items: whole.append(position(value))
    // Where a point is, no figure says: that there is one is enough.
    case .point: break
    }
  }

  private static func number(_ value: RuleValue) -> Double {
    if case .number(let number) = value { number } else { 0 }
  }

  private static func set(_ value: RuleValue) -> ChoiceSet {
    switch value {
    case .choices(let set): set
    case .ranks(let order): ChoiceSet(order)
    default: ChoiceSet()
    }
  }

  private mutating func position(_ value: RuleValue) -> Int32 {
    switch value {
    case .choice(let index): return Int32(index)
    case .day(let day): return Int32(day.daysSinceEpoch)
    case .items(let count): return Int32(count)
    case .number(let length): return Int32(length)
    case .text(let code):
      if let known = placePositions[code] { return known }
      let position = Int32(placeCodes.count)
      placeCodes.append(code)
      placePositions[code] = position
      return position
    default: return 0
    }
  }

  /// The value of one response; `.unanswered` unless it was answered.
  func value(_ index: Int) -> RuleValue {
    guard states[index] == 2 else { return .unanswered }
    switch shape {
    case .nothing: return .unanswered
    case .number: return .number(numbers[index])
    case .choices, .ranks: return .choices(sets[index])
    case .choice: return .choice(Int(whole[index]))
    case .place: return .text(placeCodes[Int(whole[index])])
    case .length, .time: return .number(Double(whole[index]))
    case .point: return GeographicPoint(latitude: 0, longitude: 0).map { .point($0) } ?? .unanswered
    case .items: return .items(Int(whole[index]))
    case .day, .month:
      return CalendarDay(daysSinceEpoch: Int(whole[index])).map { .day($0) } ?? .unanswered
    }
  }
}
