// Works a checked rule out. One pass over its parts, whose number and depth are bounded.

extension RuleNode {
  static func isAnswered(_ value: RuleValue, missing: Set<Int>) -> Bool {
    switch value {
    case .unanswered: false
    case .choice(let index): !missing.contains(index)
    case .choices(let set): answers(set, missing: missing) > 0
    case .ranks(let order): !missing.isSuperset(of: order)
    default: true
    }
  }

  /// How many choices of a set count as answers.
  private static func answers(_ set: ChoiceSet, missing: Set<Int>) -> Int {
    set.count - missing.count(where: set.contains)
  }

  func value(_ reader: some AnswerReader) -> RuleValue {
    switch self {
    case .constant(let value): return value
    case .read(let reference): return reader.value(reference)
    case .choiceID(let reference, let ids):
      guard case .choice(let index) = reader.value(reference) else { return .unanswered }
      return ids.indices.contains(index) ? .text(ids[index]) : .unanswered
    case .or(let parts): return .boolean(parts.contains { $0.holds(reader) })
    case .and(let parts): return .boolean(parts.allSatisfy { $0.holds(reader) })
    case .not(let part): return .boolean(!part.holds(reader))
    case .compare(let comparison, let left, let right):
      return .boolean(Self.compare(comparison, left.value(reader), right.value(reader)))
    case .isChoice(let reference, let set):
      guard case .choice(let index) = reader.value(reference) else { return .boolean(false) }
      return .boolean(set.contains(index))
    case .isNotChoice(let reference, let other):
      guard case .choice(let index) = reader.value(reference) else { return .boolean(false) }
      return .boolean(index != other)
    case .has(let reference, let indexes):
      switch reader.value(reference) {
      case .choices(let set): return .boolean(indexes.contains(where: set.contains))
      case .ranks(let order): return .boolean(indexes.contains(where: order.contains))
      default: return .boolean(false)
      }
    case .conditional(let condition, let yes, let no):
      return condition.holds(reader) ? yes.value(reader) : no.value(reader)
    case .countTrue(let parts):
      return .number(Double(parts.count { $0.holds(reader) }))
    case .today: return reader.today.map(RuleValue.day) ?? .unanswered
    default: return numeric(reader).map(Self.finite) ?? answersValue(reader)
    }
  }

  private func holds(_ reader: some AnswerReader) -> Bool { value(reader) == .boolean(true) }

  private static func finite(_ number: Double) -> RuleValue {
    number.isFinite ? .number(number) : .unanswered
  }

  private func answersValue(_ reader: some AnswerReader) -> RuleValue {
    guard case .answered(let reference, let missing) = self else { return .unanswered }
    return .boolean(Self.isAnswered(reader.value(reference), missing: missing))
  }

  /// The value of a part that yields numbers; nil is unanswered.
  private func numeric(_ reader: some AnswerReader) -> Double? {
    switch self {
    case .arithmetic(let operation, let left, let right):
      guard let a = left.number(reader), let b = right.number(reader) else { return nil }
      return Self.apply(operation, a, b)
    case .negative(let part): return part.number(reader).map { 0 - $0 }
    case .code(let reference, let codes, let missing):
      guard case .choice(let index) = reader.value(reference), !missing.contains(index) else {
        return nil
      }
      return codes.indices.contains(index) ? Double(codes[index]) : nil
    case .count(let reference, let missing): return Self.count(reader.value(reference), missing)
    case .fold(let function, let parts):
      let numbers = parts.map { $0.number(reader) }
      let known = numbers.compactMap { $0 }
      return known.count == numbers.count ? Self.fold(function, known) : nil
    case .foldItems(let function, let index, let question):
      return Self.fold(
        function, reader.itemValues(ofRepeat: index, question: question).compactMap(Self.number))
    case .round(let part, let places):
      guard let number = part.number(reader), let places = places.number(reader) else {
        return nil
      }
      return Self.rounded(number, places: places)
    case .yearsBetween(let from, let to):
      guard case .day(let a) = from.value(reader), case .day(let b) = to.value(reader) else {
        return nil
      }
      return Double(a.wholeYears(to: b))
    case .length(let part):
      guard case .text(let text) = part.value(reader) else { return nil }
      return Double(text.unicodeScalars.count)
    case .lengthOf(let reference):
      switch reader.value(reference) {
      case .text(let text): return Double(text.unicodeScalars.count)
      case .number(let length): return length
      default: return nil
      }
    default: return nil
    }
  }

  private func number(_ reader: some AnswerReader) -> Double? { Self.number(value(reader)) }

  private static func number(_ value: RuleValue) -> Double? {
    if case .number(let number) = value { number } else { nil }
  }

  private static func compare(
    _ comparison: Expression.Comparison, _ left: RuleValue, _ right: RuleValue
  ) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): ordered(comparison, a, b)
    case (.day(let a), .day(let b)): ordered(comparison, a, b)
    case (.text(let a), .text(let b)):
      // By scalars, as the database and a phone compare, not by look-alike characters.
      ordered(comparison, a.utf8.elementsEqual(b.utf8) ? 0 : 1, 0)
    default: false
    }
  }

  private static func ordered<T: Comparable>(
    _ comparison: Expression.Comparison, _ a: T, _ b: T
  ) -> Bool {
    switch comparison {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }

  private static func apply(_ operation: Expression.Operation, _ a: Double, _ b: Double) -> Double?
  {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: b == 0 ? nil : a / b
    }
  }

  private static func count(_ value: RuleValue, _ missing: Set<Int>) -> Double? {
    guard isAnswered(value, missing: missing) else { return nil }
    switch value {
    case .choices(let set): return Double(answers(set, missing: missing))
    case .ranks(let order): return Double(order.count { !missing.contains($0) })
    case .items(let count): return Double(count)
    default: return nil
    }
  }

  private static func fold(_ function: RuleFunction, _ numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    return switch function {
    case .min: numbers.min()
    case .max: numbers.max()
    case .mean: numbers.reduce(0, +) / Double(numbers.count)
    default: numbers.reduce(0, +)
    }
  }

  /// Half away from zero, at 0 to 9 places.
  private static func rounded(_ number: Double, places: Double) -> Double? {
    guard places == places.rounded(), (0...9).contains(places) else { return nil }
    var scale = 1.0
    for _ in 0..<Int(places) { scale *= 10 }
    let scaled = number * scale
    return scaled.isFinite ? scaled.rounded(.toNearestOrAwayFromZero) / scale : number
  }
}
