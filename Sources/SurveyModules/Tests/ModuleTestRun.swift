// Runs the tests of a module: each person through the same interview that real answers go through,
// all of them through the rules of the indicators.

public import Surveys

extension ModuleTests {
  /// Judges every person and total; the report says what was expected beside what came.
  public func run(_ survey: Survey, today: CalendarDay = ModuleTests.day) -> ModuleTestReport {
    let survey = survey.filled(fromSamples: lists)
    var checks: [ModuleTestReport.Check] = []
    var counted: [AnswerSheet] = []
    var budget = EveryChoice.Budget()
    for person in people {
      let interview = person.interview(survey, today: today)
      let judgement = interview.judge(consent: person.consent, answers: person.answers)
      checks += PersonCheck(person: person, judgement: judgement, survey: survey).checks
      if person.everyChoice {
        let every = EveryChoice(person, interview, judgement, within: budget)
        // Said once: who comes after is not tried.
        if budget.left > 0 { checks += person.checks(every) }
        budget = every.budget
      }
      if judgement.isAccepted { counted.append(judgement.sheet) }
    }
    for total in totals {
      guard let indicator = survey.indicators.first(where: { $0.id == total.indicator }) else {
        continue
      }
      checks += total.checks(indicator, survey, counted)
    }
    return ModuleTestReport(survey: survey.id, checks: checks)
  }
}

extension ModuleTests.Person {
  /// Every choice that was offered has to be taken.
  fileprivate func checks(_ every: EveryChoice) -> [ModuleTestReport.Check] {
    func check(_ what: String, _ actual: String, _ passed: Bool) -> ModuleTestReport.Check {
      ModuleTestReport.Check(
        subject: name, what: "every_choice\(what)", expected: "taken", actual: actual,
        passed: passed, place: places.everyChoice ?? places.name)
    }
    if let count = every.tooMany {
      return [
        check(
          "",
          "\(count) \(count == 1 ? "choice" : "choices") for this person, more than are tried in one survey;"
            + " take 'every_choice: yes' from some of the people, or write fewer choices", false)
      ]
    }
    if every.outcomes.isEmpty {
      return [check("", "asked no question that has choices", false)]
    }
    return every.outcomes.map { outcome in
      let reason = outcome.problem.map { "\($0.question) (\($0.code.rawValue): \($0.message))" }
      return check(
        " \(outcome.choice)", reason.map { "refused: \($0)" } ?? "taken", reason == nil)
    }
  }
}

/// What is checked of one person.
private struct PersonCheck {
  let person: ModuleTests.Person
  let judgement: Judgement
  let survey: Survey

  var checks: [ModuleTestReport.Check] {
    let asked = Set(judgement.asked)
    return person.asked.map { expected in
      check("asked \(expected.path)", "asked", asked.contains(expected.path), expected.place)
    }
      + person.notAsked.map { expected in
        check(
          "not_asked \(expected.path)", "not asked", !asked.contains(expected.path), expected.place)
      } + [refused] + person.values.map(value)
  }

  private func check(
    _ what: String, _ expected: String, _ passed: Bool, _ place: ModuleTests.Place
  ) -> ModuleTestReport.Check {
    let opposite = expected == "asked" ? "not asked" : "asked"
    return ModuleTestReport.Check(
      subject: person.name, what: what, expected: expected,
      actual: passed ? expected : opposite, passed: passed, place: place)
  }

  /// Exactly what is listed: another refusal, or one that does not come, fails.
  private var refused: ModuleTestReport.Check {
    let expected = Set(person.refused.map(\.path)).sorted()
    var reasons: [String: AnswerProblem] = [:]
    for problem in judgement.problems where reasons[problem.question] == nil {
      reasons[problem.question] = problem
    }
    let actual = reasons.keys.sorted()
    let wanted = Set(expected)
    let described = actual.map { path -> String in
      guard !wanted.contains(path), let problem = reasons[path] else { return path }
      return "\(path) (\(problem.code.rawValue): \(problem.message))"
    }
    return ModuleTestReport.Check(
      subject: person.name, what: "refused", expected: list(expected), actual: list(described),
      passed: actual == expected,
      place: actual.filter { !wanted.contains($0) }.map(person.places.refusal)
        .min { ($0.line, $0.column) < ($1.line, $1.column) }
        ?? person.places.refused ?? person.places.name)
  }

  private func list(_ words: [String]) -> String {
    words.isEmpty ? "nothing" : words.joined(separator: ", ")
  }

  private func value(_ expected: ModuleTests.Expected) -> ModuleTestReport.Check {
    let answer = judgement.sheet.answer(at: expected.path, in: survey)
    let actual = answer?.written ?? "unanswered"
    return ModuleTestReport.Check(
      subject: person.name, what: "values \(expected.path)", expected: expected.value,
      actual: actual, passed: answer.isWritten(expected.value), place: expected.place)
  }
}

extension Optional where Wrapped == Answer {
  /// Whether the value is what a test writes; numbers by value, sets in any order.
  fileprivate func isWritten(_ text: String) -> Bool {
    switch self {
    case nil: return text == "unanswered"
    case .number(let number):
      guard let expected = Double(plain: text) else { return false }
      return abs(number - expected) <= 1e-9 * Swift.max(1, abs(expected))
    case .choices(let ids), .listedSet(let ids):
      let expected = text.split(separator: ",").map { String($0).trimmed }
      return Set(ids) == Set(expected)
    case .some(let answer): return answer.written == text
    }
  }
}
