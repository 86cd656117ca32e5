// Who is in an indicator's base and count: the sets that a tally counts and releases remember.

public import Surveys

/// The people of one indicator, by position among the counted responses.
public struct Membership: Sendable {
  /// The indicator.
  public let indicator: Indicator
  /// For each response: 0 not in the base, 1 in the base alone, 2 also in the count.
  public let sides: [UInt8]
  /// For each response in the base its number, with what a ratio divides it by; empty for percent
  /// and count.
  let amounts: [Int: (amount: Double, per: Double)]
  /// The marks of those at the end, who are counted as an earlier release counted them.
  private let standing: [UInt8]

  /// Works out both rules for every response: once for each combination of coded answers, else one
  /// response at a time.
  public init(_ indicator: Indicator, _ columns: AnswerColumns) {
    self.init(indicator, columns, CombinedCodes(indicator.reads.map(\.reference), columns))
  }

  /// People of a share who are in the base, or also in the count, as `sides` says.
  package init(_ indicator: Indicator, sides: [UInt8]) {
    (self.indicator, self.sides, amounts, standing) = (indicator, sides, [:], [])
  }

  /// The same with people at the end, by their marks in an earlier release.
  init(_ other: Membership, standing: [UInt8]) {
    (indicator, amounts, self.standing) = (other.indicator, other.amounts, standing)
    let isMeasure = other.indicator.count == nil || other.indicator.each != nil
    sides = other.sides + standing.map { $0 == 0 ? 0 : isMeasure ? 2 : min($0, 2) }
  }

  /// The same, always one response at a time: what the faster way has to agree with.
  package init(oneByOne indicator: Indicator, _ columns: AnswerColumns) {
    self.init(indicator, columns, nil)
  }

  private init(_ indicator: Indicator, _ columns: AnswerColumns, _ combined: CombinedCodes?) {
    self.indicator = indicator
    standing = []
    if let list = indicator.each {
      amounts = Self.items(indicator, of: list, columns)
      let people = amounts
      sides = (0..<columns.count).map { people[$0] == nil ? 0 : 2 }
      return
    }
    guard indicator.count != nil else {
      let everyone =
        combined?.lookUp { indicator.amounts($0) }
        ?? (0..<columns.count).map { indicator.amounts(columns.row($0)) }
      var amounts: [Int: (amount: Double, per: Double)] = [:]
      for (index, amount) in everyone.enumerated() { amounts[index] = amount }
      self.amounts = amounts
      sides = everyone.map { $0 == nil ? 0 : 2 }
      return
    }
    amounts = [:]
    func side(_ row: some AnswerReader) -> UInt8 {
      guard indicator.isInBase(row) else { return 0 }
      return indicator.count?.holds(row) == true ? 2 : 1
    }
    sides = combined?.lookUp { side($0) } ?? (0..<columns.count).map { side(columns.row($0)) }
  }

  /// For each response with an item in the base how many of its items count, and of how many.
  private static func items(
    _ indicator: Indicator, of list: String, _ columns: AnswerColumns
  ) -> [Int: (amount: Double, per: Double)] {
    guard let list = columns.survey.questions.firstIndex(where: { $0.id == list }) else {
      return [:]
    }
    var amounts: [Int: (amount: Double, per: Double)] = [:]
    for index in 0..<columns.count {
      let base = columns.itemRows(list, index).filter { indicator.isInBase($0) }
      if base.isEmpty { continue }
      let counted = base.count { indicator.count?.holds($0) ?? false }
      amounts[index] = (Double(counted), Double(base.count))
    }
    return amounts
  }
}

extension Membership {
  /// For each response a byte that a later release compares: 0 not in the base; of a share 1 and 2 as in
  /// `sides`; of numbers 3 to 255, by the person's number, so that an edit shows. Whole numbers from 0
  /// to 252 have a byte each; of two other numbers one pair in 253 shares one.
  var marks: [UInt8] {
    if amounts.isEmpty && standing.isEmpty { return sides }
    let own = sides.indices.dropLast(standing.count)
    return own.map { index in amounts[index].map(Self.mark) ?? sides[index] } + standing
  }

  private static func mark(_ number: (amount: Double, per: Double)) -> UInt8 {
    if number.per == 1, let whole = Int(exactly: number.amount), (0...252).contains(whole) {
      return UInt8(whole + 3)
    }
    // FNV-1a (Fowler, Noll, Vo), because it has to be the same in every process.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for bits in [number.amount.bitPattern, number.per.bitPattern] {
      for shift in stride(from: 0, to: 64, by: 8) {
        hash = (hash ^ (bits >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3
      }
    }
    return UInt8(hash % 253) + 3
  }
}

extension Indicator {
  /// The number of someone in the base, with what a ratio divides it by, 1 for others; nil where the
  /// person is not in the base or gave no number.
  func amounts(_ row: some AnswerReader) -> (amount: Double, per: Double)? {
    guard isInBase(row), case .number(let amount) = self.amount?.value(row) else {
      return nil
    }
    guard let per else { return (amount, 1) }
    guard case .number(let divisor) = per.value(row) else { return nil }
    return (amount, divisor)
  }
}
