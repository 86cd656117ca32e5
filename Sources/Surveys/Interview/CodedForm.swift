// The coded form of a response: what counting reads instead of the answers. Layout 1:
// one byte 1; the scopes given, a bit each, low first, in whole bytes; then each question that has
// a column: one byte 0 not asked, 1 not answered, 2 answered, followed when answered by
// choice: its position (UInt16); choices: a bit each in whole bytes; ranks: a position (UInt16) for
// each rank, 65535 for none; number: Float64; day and month: Int32; time: minutes (UInt16); point:
// latitude and longitude (Float64 each); length: UInt32; items: UInt16; place and entries of lists:
// length (UInt8) and UTF-8. Numbers are little endian.

/// Writes and reads coded forms of one version of a survey.
public struct CodedForm: Sendable {
  /// The layout's number, the first byte of every coded form.
  public static let layout: UInt8 = 1
  /// In place of a position: this rank was not given.
  static let noRank = 65_535
  private let shapes: [ColumnShape]
  private let scopeCount: Int

  /// The coded form of a survey's responses.
  public init(_ survey: Survey) {
    shapes = survey.questions.map(\.facts.shape)
    scopeCount = survey.consent.scopes.count
  }

  /// One response's values as counting sees them.
  public struct Row: Sendable, AnswerReader {
    /// For each question: not asked, unanswered, or a value (texts as their length).
    public var cells: [Cell]
    /// Scopes given, by position.
    public var scopes: [Bool]
    /// Counting has no day of its own.
    public var today: CalendarDay? { nil }

    /// The value as rules see it.
    public func value(_ reference: AnswerReference) -> RuleValue {
      switch reference {
      case .question(let index):
        if case .value(let value) = cells[index] { value } else { .unanswered }
      case .consent(let index): .choice(scopes[index] ? 0 : 1)
      case .item: .unanswered
      }
    }

    /// Items are not coded; rules that read them are refused when the module loads.
    public func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] { [] }
  }

  /// What a coded form says of one question.
  public enum Cell: Sendable, Hashable {
    case notAsked, unanswered
    case value(RuleValue)
  }

  /// The coded form of one person's answers.
  public func encode(_ sheet: AnswerSheet) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + 4 * shapes.count)
    bytes.append(Self.layout)
    bytes += Self.bits(sheet.scopes.indices.filter { sheet.scopes[$0] }, count: scopeCount)
    for (index, shape) in shapes.enumerated() where shape != .nothing {
      switch sheet.states[index] {
      case .notAsked: bytes.append(0)
      case .unanswered: bytes.append(1)
      case .answered:
        bytes.append(2)
        Self.append(sheet.values[index], shape, to: &bytes)
      }
    }
    return bytes
  }

  private static func append(_ value: RuleValue, _ shape: ColumnShape, to bytes: inout [UInt8]) {
    switch (value, shape) {
    case (.choice(let index), _): append(UInt16(index), to: &bytes)
    case (.choices(let set), .choices(let count)): bytes += bits(set.indexes, count: count)
    case (.ranks(let order), .ranks(_, let top)):
      for rank in 0..<top {
        append(UInt16(rank < order.count ? order[rank] : noRank), to: &bytes)
      }
    case (.number(let minutes), .time): append(UInt16(minutes), to: &bytes)
    case (.point(let point), _):
      append(point.latitude.bitPattern, to: &bytes)
      append(point.longitude.bitPattern, to: &bytes)
    case (.number(let number), _): append(number.bitPattern, to: &bytes)
    case (.day(let day), _): append(UInt32(bitPattern: Int32(day.daysSinceEpoch)), to: &bytes)
    case (.items(let count), _): append(UInt16(count), to: &bytes)
    case (.text(let text), .place):
      bytes.append(UInt8(min(255, text.utf8.count)))
      bytes += text.utf8.prefix(255)
    case (.text(let text), _): append(UInt32(text.unicodeScalars.count), to: &bytes)
    default: append(UInt32(0), to: &bytes)
    }
  }

  private static func bits(_ indexes: [Int], count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
    for index in indexes { bytes[index / 8] |= 1 << UInt8(index % 8) }
    return bytes
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// Reads a coded form; nil when it is not one of this survey's version.
  public func decode(_ bytes: [UInt8]) -> Row? {
    var reader = ByteReader(bytes)
    guard reader.byte() == Self.layout, let scopes = reader.bits(scopeCount) else { return nil }
    var cells: [Cell] = []
    cells.reserveCapacity(shapes.count)
    for shape in shapes {
      guard let cell = shape == .nothing ? .notAsked : Self.cell(shape, &reader) else { return nil }
      cells.append(cell)
    }
    return reader.isAtEnd ? Row(cells: cells, scopes: scopes) : nil
  }

  private static func cell(_ shape: ColumnShape, _ reader: inout ByteReader) -> Cell? {
    switch reader.byte() {
    case 0: return .notAsked
    case 1: return .unanswered
    case 2: return value(shape, &reader).map { .value($0) }
    default: return nil
    }
  }

  private static func value(_ shape: ColumnShape, _ reader: inout ByteReader) -> RuleValue? {
    switch shape {
    case .nothing: return nil
    case .choice(let count):
      guard let index = reader.number(UInt16.self), index < count else { return nil }
      return .choice(Int(index))
    case .choices(let count):
      return reader.bits(count).map { bits in
        .choices(ChoiceSet(bits.indices.filter { bits[$0] }))
      }
    case .number:
      let number = reader.number(UInt64.self).map { Double(bitPattern: $0) }
      return number.flatMap { $0.isFinite ? .number($0) : nil }
    case .ranks(let choices, let top):
      let order = (0..<top).compactMap { _ in reader.number(UInt16.self).map(Int.init) }
        .filter { $0 != noRank }
      return order.allSatisfy { $0 < choices } ? .ranks(order) : nil
    case .time:
      guard let minutes = reader.number(UInt16.self), minutes < 1_440 else { return nil }
      return .number(Double(minutes))
    case .point: return point(&reader)
    case .day, .month:
      let days = reader.number(UInt32.self).map { Int(Int32(bitPattern: $0)) }
      return days.flatMap { CalendarDay(daysSinceEpoch: $0) }.map { .day($0) }
    case .length: return reader.number(UInt32.self).map { .number(Double($0)) }
    case .items: return reader.number(UInt16.self).map { .items(Int($0)) }
    case .place: return reader.text().map { .text($0) }
    }
  }
}

extension CodedForm {
  private static func point(_ reader: inout ByteReader) -> RuleValue? {
    guard let latitude = reader.number(UInt64.self), let longitude = reader.number(UInt64.self)
    else { return nil }
    return GeographicPoint(
      latitude: Double(bitPattern: latitude), longitude: Double(bitPattern: longitude)
    ).map { .point($0) }
  }
}

/// Reads bytes from front to back; nil past the end.
private struct ByteReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  mutating func byte() -> UInt8? {
    guard index < bytes.count else { return nil }
    defer { index += 1 }
    return bytes[index]
  }

  mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) -> T? {
    guard index + MemoryLayout<T>.size <= bytes.count else { return nil }
    var number: T = 0
    for place in 0..<MemoryLayout<T>.size { number |= T(bytes[index + place]) << T(8 * place) }
    index += MemoryLayout<T>.size
    return number
  }

  mutating func bits(_ count: Int) -> [Bool]? {
    let length = (count + 7) / 8
    guard index + length <= bytes.count else { return nil }
    let start = index
    index += length
    return (0..<count).map { bytes[start + $0 / 8] & (1 << UInt8($0 % 8)) != 0 }
  }

  mutating func text() -> String? {
    guard let length = byte(), index + Int(length) <= bytes.count else { return nil }
    defer { index += Int(length) }
    return String(validating: bytes[index..<index + Int(length)], as: UTF8.self)
  }
}
