// What depends on a few coded answers is worked out once for each combination of them and looked up for
// everybody: a rule, a group. The combination is one number, Σ code · stride.

internal import Surveys

/// The combined code of several answers for each response.
struct CombinedCodes: Sendable {
  /// More combinations than this are not looked up: rules are worked out one response at a time.
  static let mostCombinations = 1 << 20
  /// Responses are combined in blocks of this many, which stay in the processor's cache.
  static let block = 4_096

  private struct Part: Sendable {
    let reference: AnswerReference
    let cells: CodeCells
    let stride: Int
    let limit: Int
  }

  private let columns: AnswerColumns
  private let parts: [Part]
  /// How many combinations there are, those that nobody has included.
  let count: Int

  /// The combinations of what rules read; nil where something has no code, or they are too many.
  init?(_ references: some Sequence<AnswerReference>, _ columns: AnswerColumns) {
    var parts: [Part] = []
    var stride = 1
    // Looking up what few people would ask for once each gains nothing.
    let most = min(Self.mostCombinations, max(1_024, 4 * columns.count))
    for reference in references where !parts.contains(where: { $0.reference == reference }) {
      guard let cells = columns.codes(reference) else { return nil }
      let limit = max(cells.limit, 1)
      guard limit <= most / stride else { return nil }
      parts.append(Part(reference: reference, cells: cells, stride: stride, limit: limit))
      stride *= limit
    }
    (self.columns, self.parts, count) = (columns, parts, stride)
  }

  /// The answers of one combination as rules read them.
  struct Row: AnswerReader {
    fileprivate let combined: CombinedCodes
    fileprivate let code: Int
    /// Counting has no day of its own.
    var today: CalendarDay? { nil }

    func value(_ reference: AnswerReference) -> RuleValue {
      guard let part = combined.parts.first(where: { $0.reference == reference }) else {
        return .unanswered
      }
      return combined.columns.value(reference, ofCode: code / part.stride % part.limit)
    }

    func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] { [] }
  }

  /// A combination as rules read it.
  func row(_ code: Int) -> Row { Row(combined: self, code: code) }

  /// Hands over the combined codes of all responses, block by block.
  private func forEachBlock(_ body: (Int, UnsafeBufferPointer<UInt32>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.block) { buffer in
      var start = 0
      while start < columns.count {
        let size = min(Self.block, columns.count - start)
        let sums = UnsafeMutableBufferPointer(rebasing: buffer[0..<size])
        sums.initialize(repeating: 0)
        for part in parts {
          part.cells.add(from: start, times: UInt32(part.stride), to: sums)
        }
        body(start, UnsafeBufferPointer(sums))
        start += size
      }
    }
  }

  /// For each response what its combination comes to; `rule` is asked once for each that occurs, or
  /// once for each code of a single answer with few of them.
  func lookUp<Value>(_ rule: (Row) -> Value) -> [Value] {
    if parts.count == 1, let values = parts[0].cells.narrowlyLookedUp(in: { rule(row($0)) }) {
      return values
    }
    var known = [Value?](repeating: nil, count: count)
    return [Value](unsafeUninitializedCapacity: columns.count) { values, filled in
      forEachBlock { start, codes in
        for index in codes.indices {
          let code = Int(codes[index])
          let value: Value
          if let found = known[code] {
            value = found
          } else {
            value = rule(row(code))
            known[code] = value
          }
          values.initializeElement(at: start + index, to: value)
        }
      }
      filled = columns.count
    }
  }
}

extension AnswerColumns {
  /// The values of a question that somebody gave, each once, in no order.
  func valuesGiven(_ question: Int) -> [RuleValue] {
    let reference = AnswerReference.question(question)
    guard let cells = codes(reference) else {
      return Array(Set((0..<count).map { value(question, $0) }))
    }
    var isGiven = [Bool](repeating: false, count: cells.limit)
    for index in 0..<count { isGiven[cells[index]] = true }
    return isGiven.indices.filter { isGiven[$0] }.map { value(reference, ofCode: $0) }
  }
}
