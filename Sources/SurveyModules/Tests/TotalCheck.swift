// Totals of the people of a module's tests: invented people, so the figures are exact.

internal import Findings
internal import JSON
internal import Surveys

extension ModuleTests.Total {
  /// Holds what is written against what the people who were kept add up to, in total and by group.
  func checks(
    _ indicator: Indicator, _ survey: Survey, _ sheets: [AnswerSheet]
  ) -> [ModuleTestReport.Check] {
    let exact = ExactFigure(indicator, survey)
    return checks(values, exact.figure(sheets), self.indicator)
      + groups.flatMap { group in
        let members = sheets.filter { sheet in
          survey.group(of: sheet, in: group.breakdown) == group.id
        }
        return checks(
          group.values, exact.figure(members), "\(self.indicator) \(group.breakdown) \(group.id)")
      }
  }

  private func checks(
    _ values: [ModuleTests.Expected], _ figure: ExactFigure.Figure, _ what: String
  ) -> [ModuleTestReport.Check] {
    values.map { expected in
      let actual =
        switch expected.path {
        case "count": String(figure.count)
        case "out_of": String(figure.base)
        case "people": String(figure.people)
        default: figure.value.map { Self.written($0, asPrecisely: expected.value) } ?? "unanswered"
        }
      return ModuleTestReport.Check(
        subject: "totals", what: "\(what) \(expected.path)", expected: expected.value,
        actual: actual, passed: Self.isSame(actual, expected.value), place: expected.place)
    }
  }

  private static func isSame(_ actual: String, _ expected: String) -> Bool {
    actual == expected
      || Double(plain: actual) != nil && Double(plain: actual) == Double(plain: expected)
  }

  /// Half away from zero, to as many decimals as the expected value has.
  private static func written(_ value: Double, asPrecisely expected: String) -> String {
    let point = expected.firstIndex(of: ".")
    let places = point.map { min(9, expected.distance(from: $0, to: expected.endIndex) - 1) } ?? 0
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    // A figure such as 2.675 is not exact in binary; what lies this near to a half is one.
    let scaled = value * scale
    let nudged = scaled + (scaled < 0 ? -1e-9 : 1e-9)
    return JSONValue.number(nudged.rounded(.toNearestOrAwayFromZero) / scale).text()
  }
}
