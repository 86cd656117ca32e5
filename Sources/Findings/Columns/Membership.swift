// Who is in an indicator's base and count: the sets that a tally counts and releases remember.

public import Surveys

/// The people of one indicator, by position among the counted responses.
public struct Membership: Sendable {
  /// The indicator.
  public let indicator: Indicator
  /// For each response: 0 not in the base, 1 in the base alone, 2 also in the count.
  public let sides: [UInt8]

  /// Works out both rules for every response.
  public init(_ indicator: Indicator, _ columns: AnswerColumns) {
    self.indicator = indicator
    sides = (0..<columns.count).map { index in
      let row = columns.row(index)
      guard indicator.outOf?.holds(row) ?? true else { return 0 }
      return indicator.count?.holds(row) == true ? 2 : 1
    }
  }
}
