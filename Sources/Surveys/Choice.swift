// One of the answers that a choice question offers.

/// A choice: the code for CSV and SPSS, the id for rules, the text that people see.
public struct Choice: Sendable, Hashable {
  /// The whole number that stands for the choice in tables.
  public let code: Int
  /// The word that rules and answers use, `[a-z][a-z0-9_]*`.
  public let id: String
  /// What people see.
  public let text: String
  /// True when it cannot be chosen together with another.
  public let exclusive: Bool
  /// The rule that decides whether it is offered; nil: always.
  public let showIf: CompiledRule?
  /// No longer offered; answers that chose it keep their meaning.
  public let retired: Bool
  /// The last day on which an answer may choose it; nil: none where it is retired, else any.
  public let lastDay: CalendarDay?

  /// A choice of a question.
  public init(
    code: Int, id: String, text: String, exclusive: Bool = false, showIf: CompiledRule? = nil,
    retired: Bool = false, lastDay: CalendarDay? = nil
  ) {
    (self.code, self.id, self.text) = (code, id, text)
    (self.exclusive, self.showIf, self.retired) = (exclusive, showIf, retired)
    self.lastDay = lastDay
  }

  /// Whether an answer of that day may choose it: what was offered when it was given stays an answer.
  func isOpen(on day: CalendarDay) -> Bool { !retired || lastDay.map { day <= $0 } ?? false }
}

/// A range of whole numbers that stands as one group in tables: `0-17`, `85+`.
public struct Band: Sendable, Hashable {
  /// The band as it was written; it is the group's id.
  public let text: String
  /// The lowest number in the band.
  public let lowest: Int
  /// The highest number in the band; nil: open upwards.
  public let highest: Int?

  /// Reads `18-24`, `85+` or a single number; nil when it is none of these.
  public init?(_ text: String) {
    let trimmed = text.split(whereSeparator: \.isWhitespace).joined()
    if trimmed.hasSuffix("+"), let lowest = Self.whole(trimmed.dropLast()) {
      (self.text, self.lowest, self.highest) = (trimmed, lowest, nil)
    } else if let number = Self.whole(trimmed) {
      (self.text, self.lowest, self.highest) = (trimmed, number, number)
    } else {
      let ends = trimmed.split(separator: "-", omittingEmptySubsequences: false).map(Self.whole)
      guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high else { return nil }
      (self.text, self.lowest, self.highest) = (trimmed, low, high)
    }
  }

  /// Digits, with a minus where it is needed; `Int` alone would also take a plus.
  private static func whole(_ text: some StringProtocol) -> Int? {
    text.hasPrefix("+") ? nil : Int(text)
  }

  /// Whether the number falls in the band; a fraction belongs to the whole number below it.
  public func contains(_ number: Double) -> Bool {
    number >= Double(lowest) && highest.map { number < Double($0) + 1 } ?? true
  }
}
