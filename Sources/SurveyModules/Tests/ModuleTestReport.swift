// What came of a module's tests: expected beside actual, as `hark survey test` shows it.

internal import Surveys

/// The outcome of the tests of one module.
public struct ModuleTestReport: Sendable {
  /// One thing that was checked.
  public struct Check: Sendable, Hashable {
    /// The person's name, or `totals`.
    public let subject: String
    /// What was checked: `asked safe`, `refused`, `values score`, `feels_safe percent`.
    public let what: String
    /// As the module says.
    public let expected: String
    /// As it came out.
    public let actual: String
    /// Whether both are the same.
    public let passed: Bool
    /// Where it is expected.
    public let place: ModuleTests.Place
  }

  /// The survey's id.
  public let survey: String
  /// Everything that was checked, in the order of the file.
  public let checks: [Check]

  /// What did not come out as expected.
  public var failures: [Check] { checks.filter { !$0.passed } }
  /// Whether everything came out as expected.
  public var passed: Bool { checks.allSatisfy(\.passed) }

  /// A line per failure with expected and actual side by side, and a closing line.
  public var text: String {
    let failures = failures
    let rows =
      [("", "expected", "actual")]
      + failures.map {
        ("\($0.place.line): \($0.subject), \($0.what)", $0.expected, $0.actual)
      }
    let first = rows.map(\.0.count).max() ?? 0
    let second = rows.map(\.1.count).max() ?? 0
    let table =
      failures.isEmpty
      ? ""
      : rows.map { row in
        "  \(padded(row.0, first))  \(padded(row.1, second))  \(row.2)\n"
      }.joined()
    let number = checks.count == 1 ? "1 check" : "\(checks.count) checks"
    return table
      + (failures.isEmpty
        ? "\(survey): \(number) passed"
        : "\(survey): \(failures.count) of \(number) failed")
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// A problem for each failure, in the file that holds the test.
  var problems: [ModuleProblem] {
    failures.map { check in
      let subject = check.subject == "totals" ? "totals" : "person '\(check.subject)'"
      return ModuleProblem(
        file: check.place.file, line: check.place.line, column: check.place.column,
        code: SurveyProblemCode.testFailed.rawValue,
        message: "\(subject), \(check.what): expected \(check.expected), got \(check.actual)",
        suggestion: "change the test if the survey is right, or the survey if the test is")
    }
  }
}
