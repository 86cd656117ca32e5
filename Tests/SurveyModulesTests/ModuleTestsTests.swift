// The tests of a survey say what was expected beside what came, and stop a survey that fails them.

import SurveyModules
import Surveys
import Testing

struct ModuleTestsTests {
  static let survey = SmallSurvey().asking(
    """
      - {id: why, ask: Why?, type: choose_many, show_if: safe = not_safe, choices: [1 dark: Dark, 2 noise: Noise]}
      - {id: places, ask: Which?, type: repeat, up_to: 2, questions: [
          {id: spot, ask: Where?, type: text, required: yes}, {id: visits, ask: Visits?, type: whole_number, max: 50}]}
      - {id: visits_in_all, type: calculate, value: sum(places.visits)}
      - {id: since, ask: Since?, type: date}
      - {id: years, type: calculate, value: "years_between(since, today())"}
    """
  ).with(
    "indicators: [{id: feels_safe, label: A, show: percent, count: safe = very_safe, out_of: answered(safe)}]"
  )

  private func tests(_ people: String, totals: String = "") -> SmallSurvey {
    let lines = people.split(separator: "\n").map { "    - \($0)\n" }.joined()
    return Self.survey.with(
      "tests:\n  people:\n\(lines)"
        + (totals.isEmpty ? "" : "  totals: {feels_safe: {\(totals)}}\n"))
  }

  @Test func `a survey that passes its tests is loaded`() {
    let survey = tests(
      """
      {name: a, consent: [analyse], answers: {safe: not_safe, why: [noise, dark], places: [{spot: Mill, visits: 3}, {spot: Bus}], since: 2000-11-20}, asked: [why, "places[2].spot"], not_asked: ["places[3].spot"], values: {visits_in_all: 3, why: [dark, noise], safe: not_safe, "places[1].spot": Mill, years: 26, since: 2000-11-20}}
      {name: b, consent: [analyse], answers: {safe: very_safe}, not_asked: [why], values: {visits_in_all: unanswered, places: unanswered}}
      {name: c, consent: [], not_asked: [safe]}
      {name: d, consent: [analyse], answers: {safe: prefer_not}}
      {name: e, consent: [analyse], answers: {safe: very_safe, places: [{visits: 51}]}, refused: ["places[1].spot", "places[1].visits"]}
      """, totals: "count: 1, out_of: 2, percent: 50.0")
    #expect(survey.lines == [])
    #expect(survey.report.tests?.passed == true)
    #expect(survey.report.tests?.text == "example: 21 checks passed")
    #expect(survey.report.module?.tests.people.count == 5)
  }

  private static let listed = SmallSurvey().asking(
    "  - {id: club, ask: Which?, type: choose_one, list: clubs}")

  @Test func `answers are held against the lists that the tests invent`() {
    let people = "people: [{name: a, consent: [analyse], answers: {safe: not_safe, club: tea}"
    let passes = Self.listed.with(
      "tests:\n  lists: {clubs: [tea, walk]}\n  \(people)}]")
    #expect(passes.lines == [])
    #expect(passes.report.module?.sample.questions.last?.choices.map(\.id) == ["tea", "walk"])
    let refuses = Self.listed.with(
      "tests:\n  lists: {clubs: {walk: The walk}}\n  \(people), refused: [club]}]")
    #expect(refuses.lines == [])
    // Without a list every id of the right form is taken: each partnership keeps its own.
    #expect(Self.listed.with("tests:\n  \(people)}]").lines == [])
  }

  @Test func `lists that nothing rests on, and lists of nothing, are named`() {
    let wrong = Self.listed.with(
      "tests:\n  lists: {club: [tea], clubs: []}\n  people: [{name: a, consent: [], not_asked: [safe]}]"
    )
    #expect(wrong.lines.count == 2)
    #expect(wrong.lines.first?.contains("no question rests on a list 'club'") == true)
    #expect(wrong.lines.first?.contains("did you mean 'clubs'?") == true)
    #expect(wrong.lines.last?.contains("the list 'clubs' has no entries") == true)
  }

  @Test(arguments: [
    (
      "{name: a, consent: [analyse], answers: {safe: very_safe}, asked: [why]}",
      "asked why: expected asked, got not asked"
    ),
    (
      "{name: a, consent: [analyse], answers: {safe: not_safe}, not_asked: [why]}",
      "not_asked why: expected not asked, got asked"
    ),
    (
      "{name: a, consent: [analyse], answers: {safe: bad}}",
      "refused: expected nothing, got safe (A004: this is not one of the choices: very_safe, not_safe, prefer_not)"
    ),
    (
      "{name: a, consent: [analyse], answers: {safe: very_safe}, refused: [safe]}",
      "refused: expected safe, got nothing"
    ),
    (
      "{name: a, consent: [analyse], answers: {safe: very_safe}, values: {safe: not_safe}}",
      "values safe: expected not_safe, got very_safe"
    ),
    (
      "{name: a, consent: [analyse], answers: {since: 2000-11-21}, values: {years: 26}}",
      "values years: expected 26, got 25"
    ),
    (
      "{name: a, consent: [analyse], answers: {}, values: {visits_in_all: 0}}",
      "values visits_in_all: expected 0, got unanswered"
    ),
    (
      "{name: a, answers: {safe: very_safe}}",
      "refused: expected nothing, got consent.analyse (A011: without consent to use the answers none is kept)"
    ),
  ]) func `a test that fails names expected and actual at its place`(person: String, what: String)
    throws
  {
    let survey = tests(person)
    #expect(survey.report.module == nil)
    #expect(survey.codes == ["S046"])
    let problem = try #require(survey.report.problems.first)
    #expect(problem.message == "person 'a', \(what)")
    let key = String(what.prefix { $0 != " " && $0 != ":" })
    let place = survey.place(of: "\(key): ") ?? survey.place(of: "a, ") ?? ""
    #expect(String(problem.line) == place.prefix { $0 != ":" })
    #expect(survey.report.tests?.failures.count == 1)
  }

  @Test func `an answer that is refused is named where it stands, and a missing space is said`()
    throws
  {
    let survey = Self.survey.with(
      """
      tests:
        people:
          - name: a
            consent: [analyse]
            every_choice: no
            answers:
              safe: very_safe
              since: soon
              places: [{spot: Mill, visits: 51}]
      """)
    let problem = try #require(survey.report.problems.first)
    #expect(survey.place(of: "since: soon") == "\(problem.line):\(problem.column)")
    let joined = tests("{name: a, consent: [analyse], answers: {safe:very_safe}}")
    #expect(joined.codes.first == "S045")
    #expect(
      joined.lines.first?.contains("write 'safe: very_safe', with a space after the colon") == true)
    let question = SmallSurvey().asking("  - {id:warm, ask: Is it warm?, type: yes_no}")
    #expect(question.lines.contains { $0.contains("write 'id: warm', with a space") })
  }

  @Test(arguments: [
    ("count: 2", "count: expected 2, got 1"), ("out_of: 2", "out_of: expected 2, got 3"),
    ("percent: 33.4", "percent: expected 33.4, got 33.3"),
    ("percent: 34", "percent: expected 34, got 33"),
    ("percent: 33.34", "percent: expected 33.34, got 33.33"),
  ]) func `totals are held to the decimals that are given`(total: String, what: String) {
    let people = """
      {name: a, consent: [analyse], answers: {safe: very_safe}}
      {name: b, consent: [analyse], answers: {safe: not_safe}}
      {name: c, consent: [analyse], answers: {safe: not_safe}}
      {name: no consent, consent: []}
      {name: refused, consent: [analyse], answers: {safe: very_safe, since: soon}, refused: [since]}
      """
    let survey = tests(people, totals: total)
    #expect(survey.report.problems.map(\.message) == ["totals, feels_safe \(what)"])
    #expect(tests(people, totals: "count: 1, out_of: 3, percent: 33.333").lines == [])
  }

  @Test func `half a percent is rounded up and nobody has no percentage`() {
    let eight = (0..<8).map {
      "{name: p\($0), consent: [analyse], answers: {safe: \($0 == 0 ? "very_safe" : "not_safe")}}"
    }
    #expect(tests(eight.joined(separator: "\n"), totals: "percent: 13").lines == [])
    #expect(tests(eight.joined(separator: "\n"), totals: "percent: 12.5").lines == [])
    #expect(tests("{name: a, consent: []}", totals: "count: 0, percent: unanswered").lines == [])
  }

  @Test func `the report shows expected and actual side by side`() {
    let survey = tests(
      "{name: a, consent: [analyse], answers: {safe: very_safe}, values: {safe: not_safe, why: dark}}"
    )
    #expect(
      survey.report.tests?.text == """
                              expected  actual
          24: a, values safe  not_safe  very_safe
          24: a, values why   dark      unanswered
        example: 2 of 3 checks failed
        """)
  }

  @Test(arguments: [
    ("{name: a, asked: [saef]}", "S013"), ("{name: a, values: {saef: 1}}", "S013"),
    ("{name: a, asked: [\"places[1].spto\"]}", "S013"),
    ("{name: a, asked: [\"places[0].spot\"]}", "S045"),
    ("{name: a, asked: [\"safe[1].spot\"]}", "S013"), ("{name: a, values: {safe: {b: c}}}", "S045"),
    ("{consent: []}", "S002"), ("{name: a, consents: []}", "S001"),
    ("{name: a, consent: []}\n{name: a, consent: []}", "S006"),
  ]) func `a test names only what the survey has`(people: String, code: String) {
    #expect(tests(people).codes == [code])
  }
}
