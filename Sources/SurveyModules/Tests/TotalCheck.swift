// Totals of the people of a module's tests: invented people, so the figures are exact.

internal import Surveys

extension ModuleTests.Total {
  /// Holds what is written against what the people who were kept add up to.
  func checks(_ indicator: Indicator, _ sheets: [AnswerSheet]) -> [ModuleTestReport.Check] {
    let base = sheets.filter { sheet in indicator.outOf?.holds(sheet) ?? true }
    let count = base.count { indicator.count.holds($0) }
    return values.map { expected in
      let actual =
        switch expected.path {
        case "count": String(count)
        case "out_of": String(base.count)
        default: Self.percent(count, of: base.count, asPrecisely: expected.value)
        }
      return ModuleTestReport.Check(
        subject: "totals", what: "\(self.indicator) \(expected.path)", expected: expected.value,
        actual: actual, passed: Self.isSame(actual, expected.value), place: expected.place)
    }
  }

  private static func isSame(_ actual: String, _ expected: String) -> Bool {
    actual == expected
      || Double(plain: actual) != nil && Double(plain: actual) == Double(plain: expected)
  }

  /// Half up, to as many decimals as the expected value has; no value for a base of 0.
  private static func percent(_ count: Int, of base: Int, asPrecisely expected: String) -> String {
    guard base > 0 else { return "unanswered" }
    let point = expected.firstIndex(of: ".")
    let places = point.map { min(9, expected.distance(from: $0, to: expected.endIndex) - 1) } ?? 0
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let rounded = (2 * count * 100 * scale + base) / (2 * base)
    guard places > 0 else { return String(rounded) }
    let fraction = String(rounded % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(rounded / scale).\(zeros)\(fraction)"
  }
}
