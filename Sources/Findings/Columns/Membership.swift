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

  /// Works out both rules for every response.
  public init(_ indicator: Indicator, _ columns: AnswerColumns) {
    self.indicator = indicator
    guard indicator.count != nil else {
      var amounts: [Int: (amount: Double, per: Double)] = [:]
      sides = (0..<columns.count).map { index in
        amounts[index] = indicator.amounts(columns.row(index))
        return amounts[index] == nil ? 0 : 2
      }
      self.amounts = amounts
      return
    }
    amounts = [:]
    sides = (0..<columns.count).map { index in
      let row = columns.row(index)
      guard indicator.outOf?.holds(row) ?? true else { return 0 }
      return indicator.count?.holds(row) == true ? 2 : 1
    }
  }
}

extension Indicator {
  /// The number of someone in the base, with what a ratio divides it by, 1 for others; nil where the
  /// person is not in the base or gave no number.
  func amounts(_ row: some AnswerReader) -> (amount: Double, per: Double)? {
    guard outOf?.holds(row) ?? true, case .number(let amount) = self.amount?.value(row) else {
      return nil
    }
    guard let per else { return (amount, 1) }
    guard case .number(let divisor) = per.value(row) else { return nil }
    return (amount, divisor)
  }
}
