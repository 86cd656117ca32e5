// One question's answers: a code of one, two or four bytes for each response, eight for a number, a bit
// a choice for sets. The code says besides the answer whether it was asked and answered.

internal import Surveys

/// A question's column. Which of the lists is filled depends on the shape.
struct AnswerColumn: Sendable {
  /// Codes of the two states without an answer; answers have codes from `firstAnswer`.
  static let notAsked: UInt32 = 0
  static let unanswered: UInt32 = 1
  private static let firstAnswer: UInt32 = 2
  /// Sets of up to so many choices are codes; larger ones have bits of their own.
  private static let mostCodedChoices = 30

  private let shape: ColumnShape
  /// 64-bit words for each set that is too large for a code; the first two bits are the state.
  private let words: Int
  /// Positions of choices and places, days, lengths, numbers of items, small sets.
  private(set) var codes = CodeCells()
  /// Not a number where there is no answer.
  private var numbers: [Double] = []
  private var sets: [UInt64] = []
  /// Codes of the places seen so far, with their positions.
  private(set) var placeCodes: [String] = []
  private var placePositions: [String: UInt32] = [:]

  /// A column of answers; `choices` is how many the question has in all of its versions.
  init(_ shape: ColumnShape, choices: Int = 0) {
    self.shape = shape
    let most = max(choices, shape.mostChoices)
    words = most > Self.mostCodedChoices ? (most + 2 + 63) / 64 : 0
  }

  /// Whether each answer is one code, so that what follows from it can be looked up.
  var isCoded: Bool {
    switch shape {
    case .number, .nothing: false
    case .choices, .ranks: words == 0
    default: true
    }
  }

  /// How many bytes the answers take.
  var byteCount: Int { codes.byteCount + 8 * (numbers.count + sets.count) }

  mutating func append(_ cell: CodedForm.Cell) {
    switch shape {
    case .nothing: break
    case .number: numbers.append(Self.number(cell))
    case .choices, .ranks: words == 0 ? codes.append(Self.setCode(cell)) : appendSet(cell)
    default: codes.append(code(cell))
    }
  }

  /// Adds the answer at this place of a coded form; false when it is none that the question has.
  mutating func append(at place: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    guard place >= 0 else {
      append(place == CodedCells.notAsked ? .notAsked : .unanswered)
      return true
    }
    switch shape {
    case .choice(let count):
      let position = CodedCells.position(at: place, in: bytes)
      guard position < count else { return false }
      codes.append(UInt32(position) + Self.firstAnswer)
    case .choices(let count) where words == 0:
      var bits: UInt64 = 0
      for byte in 0..<((count + 7) / 8) { bits |= UInt64(bytes[place + byte]) << UInt64(8 * byte) }
      // What stands behind the last choice is nobody's answer.
      bits &= 1 << UInt64(count) - 1
      codes.append(UInt32(truncatingIfNeeded: bits << 2) | Self.firstAnswer)
    default:
      guard let value = shape.value(at: place, in: bytes) else { return false }
      append(.value(value))
    }
    return true
  }

  /// Adds the answers of others to the same question.
  mutating func append(contentsOf other: AnswerColumn) {
    numbers += other.numbers
    sets += other.sets
    guard shape == .place else { return codes.append(contentsOf: other.codes) }
    // Each part gave the places it met numbers of its own.
    let own = other.placeCodes.map { position($0) + Self.firstAnswer }
    for index in 0..<other.codes.count {
      let code = other.codes[index]
      codes.append(code < Self.firstAnswer ? UInt32(code) : own[code - Int(Self.firstAnswer)])
    }
  }

  /// Takes a response out; the last one comes to its place.
  mutating func remove(_ index: Int) {
    switch shape {
    case .nothing: break
    case .number: numbers.swapOut(index)
    case .choices where words > 0, .ranks where words > 0:
      let last = sets.count - words
      for word in 0..<words { sets[index * words + word] = sets[last + word] }
      sets.removeLast(words)
    default: codes.remove(index)
    }
  }

  private static func number(_ cell: CodedForm.Cell) -> Double {
    if case .value(.number(let number)) = cell { number } else { .nan }
  }

  private static func set(_ value: RuleValue) -> ChoiceSet? {
    switch value {
    case .choices(let set): set
    case .ranks(let order): ChoiceSet(order)
    default: nil
    }
  }

  private static func setCode(_ cell: CodedForm.Cell) -> UInt32 {
    guard case .value(let value) = cell, let set = set(value) else { return state(cell) }
    return set.indexes.reduce(firstAnswer) { $0 + 1 << (2 + UInt32($1)) }
  }

  private mutating func appendSet(_ cell: CodedForm.Cell) {
    let start = sets.count
    sets.append(contentsOf: repeatElement(0, count: words))
    guard case .value(let value) = cell, let set = Self.set(value) else {
      sets[start] = UInt64(Self.state(cell))
      return
    }
    sets[start] = UInt64(Self.firstAnswer)
    for choice in set.indexes { sets[start + (choice + 2) / 64] |= 1 << UInt64((choice + 2) % 64) }
  }

  private static func state(_ cell: CodedForm.Cell) -> UInt32 {
    if case .notAsked = cell { notAsked } else { unanswered }
  }

  private mutating func code(_ cell: CodedForm.Cell) -> UInt32 {
    guard case .value(let value) = cell else { return Self.state(cell) }
    let number: UInt32 =
      switch value {
      case .choice(let index): UInt32(clamping: index)
      case .day(let day): Self.folded(day.daysSinceEpoch)
      case .items(let count): UInt32(clamping: count)
      case .number(let length): UInt32(clamping: Int(length))
      case .text(let code): position(code)
      default: 0
      }
    return min(number, .max - Self.firstAnswer) + Self.firstAnswer
  }

  private mutating func position(_ code: String) -> UInt32 {
    if let known = placePositions[code] { return known }
    let position = UInt32(placeCodes.count)
    placeCodes.append(code)
    placePositions[code] = position
    return position
  }

  // Days before 1970 are folded between those after it.
  private static func folded(_ day: Int) -> UInt32 {
    UInt32(clamping: day >= 0 ? 2 * day : -2 * day - 1)
  }

  private static func unfolded(_ number: Int) -> Int {
    number % 2 == 0 ? number / 2 : -(number + 1) / 2
  }

  /// The value of one response; `.unanswered` unless it was answered.
  func value(_ index: Int) -> RuleValue {
    switch shape {
    case .nothing: .unanswered
    case .number: numbers[index].isNaN ? .unanswered : .number(numbers[index])
    case .choices where words > 0, .ranks where words > 0: setValue(index)
    default: value(ofCode: codes[index])
    }
  }

  private func setValue(_ index: Int) -> RuleValue {
    let start = index * words
    guard sets[start] & 3 == UInt64(Self.firstAnswer) else { return .unanswered }
    var set = ChoiceSet()
    for word in 0..<words {
      var rest = word == 0 ? sets[start] & ~3 : sets[start + word]
      while rest != 0 {
        set.insert(word * 64 + rest.trailingZeroBitCount - 2)
        rest &= rest - 1
      }
    }
    return .choices(set)
  }

  /// The value that a code stands for.
  func value(ofCode code: Int) -> RuleValue {
    guard code >= Int(Self.firstAnswer) else { return .unanswered }
    let number = code - Int(Self.firstAnswer)
    switch shape {
    case .nothing, .number: return .unanswered
    // The two lowest bits of a set are its state.
    case .choices, .ranks:
      return code & 3 == 2 ? .choices(ChoiceSet(bits: UInt64(code >> 2))) : .unanswered
    case .choice: return .choice(number)
    case .place:
      return placeCodes.indices.contains(number) ? .text(placeCodes[number]) : .unanswered
    case .length, .time: return .number(Double(number))
    // Where a point is, no figure says: that there is one is enough.
    case .point: return GeographicPoint(latitude: 0, longitude: 0).map { .point($0) } ?? .unanswered
    case .items: return .items(number)
    case .day, .month:
      return CalendarDay(daysSinceEpoch: Self.unfolded(number)).map { .day($0) } ?? .unanswered
    }
  }
}

extension ColumnShape {
  /// The answer at this place of a coded form; nil when it is none.
  fileprivate func value(at place: Int, in bytes: UnsafeRawBufferPointer) -> RuleValue? {
    switch self {
    case .nothing: return nil
    case .choice: return .choice(CodedCells.position(at: place, in: bytes))
    case .choices(let count):
      return .choices(
        ChoiceSet((0..<count).filter { CodedCells.isChosen($0, at: place, in: bytes) }))
    case .ranks(let choices, let top):
      let order = CodedCells.ranks(at: place, top: top, in: bytes)
      return order.allSatisfy { $0 < choices } ? .ranks(order) : nil
    case .number:
      let number = CodedCells.number(at: place, in: bytes)
      return number.isFinite ? .number(number) : nil
    case .time:
      let minutes = CodedCells.position(at: place, in: bytes)
      return minutes < 1_440 ? .number(Double(minutes)) : nil
    case .point:
      return GeographicPoint(
        latitude: CodedCells.number(at: place, in: bytes),
        longitude: CodedCells.number(at: place + 8, in: bytes)
      ).map { .point($0) }
    case .day, .month: return CodedCells.day(at: place, in: bytes).map { .day($0) }
    case .length:
      let length = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      return .number(Double(UInt32(littleEndian: length)))
    case .items: return .items(CodedCells.position(at: place, in: bytes))
    case .place:
      return String(validating: CodedCells.code(at: place, in: bytes), as: UTF8.self)
        .map { .text($0) }
    }
  }

  /// How many choices a set may hold; 0 where it is none.
  fileprivate var mostChoices: Int {
    switch self {
    case .choices(let count), .ranks(let count, _): count
    default: 0
    }
  }
}

extension ChoiceSet {
  /// The set of the positions of these bits.
  fileprivate init(bits: UInt64) {
    self.init()
    var rest = bits
    while rest != 0 {
      insert(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }
}
