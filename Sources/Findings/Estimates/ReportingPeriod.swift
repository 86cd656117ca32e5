// The period a figure stands for, read from the ways in which published sources write it.

/// A span of whole months, both ends included.
public struct ReportingPeriod: Sendable, Hashable {
  /// The first month, counted in months from year 0.
  public let firstMonth: Int
  /// The last month, counted likewise; never before the first.
  public let lastMonth: Int

  /// A span from one month to another (months 1 to 12); nil when it runs backwards.
  public init?(fromYear: Int, month fromMonth: Int, toYear: Int, month toMonth: Int) {
    self.init(fromYear * 12 + fromMonth - 1, toYear * 12 + toMonth - 1)
    guard (1...12).contains(fromMonth), (1...12).contains(toMonth) else { return nil }
  }

  private init?(_ firstMonth: Int, _ lastMonth: Int) {
    guard firstMonth <= lastMonth else { return nil }
    self.firstMonth = firstMonth
    self.lastMonth = lastMonth
  }

  /// Reads `2024`, `2020-21` and `2024/25` (April to March), `2020-2022`, `2024-10`,
  /// `2024-10-05`, `Oct 2024`, and two of those joined by ` - ` or ` to `; nil for anything else.
  public init?(_ text: String) {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    if let cut = words.firstIndex(where: { ["to", "-", "–", "—", "until"].contains($0) }) {
      let later = words[(cut + 1)...]
      guard let end = Self.single(later),
        let start = Self.single(words[..<cut]) ?? Self.monthAlone(words[..<cut], before: end)
      else { return nil }
      self.init(start.firstMonth, end.lastMonth)
    } else if let span = Self.single(words[...]) {
      self = span
    } else {
      return nil
    }
  }

  /// True when the two overlap or lie a year apart at most.
  public func isWithinAYear(of other: ReportingPeriod) -> Bool {
    let gap = max(firstMonth - other.lastMonth, other.firstMonth - lastMonth) - 1
    return gap <= 12
  }

  private static let monthNames = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func single(_ words: ArraySlice<String>) -> ReportingPeriod? {
    guard let last = words.last else { return nil }
    if words.count == 1 { return numeric(last) }
    guard let year = year(last), let month = month(named: words[words.endIndex - 2]) else {
      return nil
    }
    if words.count == 2 { return ReportingPeriod(year * 12 + month, year * 12 + month) }
    guard words.count == 3, let day = words.first.flatMap({ Int($0) }), (1...31).contains(day)
    else { return nil }
    return ReportingPeriod(year * 12 + month, year * 12 + month)
  }

  /// The `Oct` of `Oct - Dec 2024`, which takes the year of the end.
  private static func monthAlone(
    _ words: ArraySlice<String>, before end: ReportingPeriod
  ) -> ReportingPeriod? {
    guard words.count == 1, let month = words.first.flatMap(month(named:)) else { return nil }
    let start = end.lastMonth / 12 * 12 + month
    return ReportingPeriod(start, start)
  }

  private static func numeric(_ word: String) -> ReportingPeriod? {
    let isMark = { (character: Character) in "-/–".contains(character) }
    let parts = word.split(omittingEmptySubsequences: false, whereSeparator: isMark)
      .map(String.init)
    guard let first = year(parts[0]) else { return nil }
    switch parts.count {
    case 1: return ReportingPeriod(first * 12, first * 12 + 11)
    case 2: return joined(first, parts[1])
    case 3:
      guard let month = Int(parts[1]), (1...12).contains(month), let day = Int(parts[2]),
        (1...31).contains(day)
      else { return nil }
      return ReportingPeriod(first * 12 + month - 1, first * 12 + month - 1)
    default: return nil
    }
  }

  /// `2020-21` is a financial year, `2020-2022` calendar years, `2024-10` a month.
  private static func joined(_ first: Int, _ second: String) -> ReportingPeriod? {
    if let last = year(second) {
      let isFinancial = last == first + 1
      return isFinancial
        ? ReportingPeriod(first * 12 + 3, last * 12 + 2)
        : ReportingPeriod(first * 12, last * 12 + 11)
    }
    guard second.utf8.count == 2, let number = Int(second) else { return nil }
    if number == (first + 1) % 100 {
      return ReportingPeriod(first * 12 + 3, (first + 1) * 12 + 2)
    }
    guard (1...12).contains(number) else { return nil }
    return ReportingPeriod(first * 12 + number - 1, first * 12 + number - 1)
  }

  private static func year(_ word: String) -> Int? {
    guard word.utf8.count == 4, let year = Int(word), (1800...2999).contains(year) else {
      return nil
    }
    return year
  }

  private static func month(named word: String) -> Int? {
    let letters = word.filter(\.isLetter)
    guard letters.count >= 3 else { return nil }
    let full = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    if letters == "sept" { return 8 }
    return monthNames.firstIndex(of: letters) ?? full.firstIndex(of: letters)
  }
}
