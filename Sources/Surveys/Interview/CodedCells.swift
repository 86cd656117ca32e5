// A coded form read in place: where each question's value lies, without a value being made of it.
// Exports read millions of them; `CodedForm.decode` is for whoever needs values.

/// The places of the values in a coded form of one version of a survey.
public struct CodedCells: Sendable {
  /// In place of an offset: the question was not asked.
  public static let notAsked = -1
  /// In place of an offset: it was asked, and there is no answer.
  public static let unanswered = -2

  /// How many bytes an answer takes.
  private enum Width: Sendable {
    case none, lengthFirst
    case fixed(Int)
  }

  private let widths: [Width]
  private let scopeBytes: Int
  /// For each question the offset of its value in the bytes read last, or one of the two above.
  public private(set) var places: [Int]

  /// The cells of a survey's responses.
  public init(_ survey: Survey) {
    widths = survey.questions.map { Self.width($0.kind.shape) }
    scopeBytes = (survey.consent.scopes.count + 7) / 8
    places = Array(repeating: Self.notAsked, count: widths.count)
  }

  private static func width(_ shape: ColumnShape) -> Width {
    switch shape {
    case .nothing: .none
    case .choice, .items: .fixed(2)
    case .choices(let count): .fixed((count + 7) / 8)
    case .ranks(_, let top): .fixed(2 * top)
    case .number: .fixed(8)
    case .day, .month, .length: .fixed(4)
    case .time: .fixed(2)
    case .point: .fixed(16)
    case .place: .lengthFirst
    }
  }

  /// Finds the values; false when the bytes are no coded form of this version.
  public mutating func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.first == CodedForm.layout else { return false }
    var offset = 1 + scopeBytes
    for (question, width) in widths.enumerated() {
      if case .none = width { continue }
      guard offset < bytes.count else { return false }
      let state = bytes[offset]
      offset += 1
      guard state == 2 else {
        guard state < 2 else { return false }
        places[question] = state == 0 ? Self.notAsked : Self.unanswered
        continue
      }
      places[question] = offset
      switch width {
      case .none: break
      case .fixed(let count): offset += count
      case .lengthFirst:
        guard offset < bytes.count else { return false }
        offset += 1 + Int(bytes[offset])
      }
    }
    return offset == bytes.count
  }

  /// Treats a question as not asked until the next read.
  public mutating func hide(_ question: Int) { places[question] = Self.notAsked }

  /// Whether a scope was given when the response was recorded.
  public static func isGiven(scope: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    bytes[1 + scope / 8] & 1 << UInt8(scope % 8) != 0
  }

  /// The position of a choice, or the number of a repeat's items.
  public static func position(at place: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
  }

  /// Whether the choice at a position is one of those chosen.
  public static func isChosen(
    _ position: Int, at place: Int, in bytes: UnsafeRawBufferPointer
  ) -> Bool {
    bytes[place + position / 8] & 1 << UInt8(position % 8) != 0
  }

  /// A number.
  public static func number(at place: Int, in bytes: UnsafeRawBufferPointer) -> Double {
    Double(
      bitPattern: UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
  }

  /// Positions in a person's own order.
  public static func ranks(
    at place: Int, top: Int, in bytes: UnsafeRawBufferPointer
  ) -> [Int] {
    (0..<top).map { position(at: place + 2 * $0, in: bytes) }.filter { $0 != CodedForm.noRank }
  }

  /// A day; nil when it is none of the calendar.
  public static func day(at place: Int, in bytes: UnsafeRawBufferPointer) -> CalendarDay? {
    CalendarDay(
      daysSinceEpoch: Int(
        Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self))))
  }

  /// The code of a place.
  public static func code(
    at place: Int, in bytes: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[(place + 1)..<(place + 1 + Int(bytes[place]))])
  }
}
