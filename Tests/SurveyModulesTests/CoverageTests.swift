// Coverage names what no invented person reaches.

import SurveyModules
import Surveys
import Testing

struct CoverageTests {
  static let survey = SmallSurvey().asking(
    """
      - id: where
        ask: Where?
        type: choose_one
        choices:
          - 1 home: At home
          - 2 street: {text: In the street, show_if: safe = not_safe}
      - {id: private, ask: Private?, type: text, sensitive: yes}
      - {id: harm, ask: Danger?, type: yes_no, show_if: safe = not_safe, concern_if: harm = yes}
      - {id: places, ask: Which?, type: repeat, questions: [
          {id: spot, ask: Where?, type: text}, {id: visits, ask: Visits?, type: whole_number, show_if: answered(spot), check: visits < 9}]}
      - {id: score, type: calculate, value: code(safe)}
    """)

  private func coverage(_ people: [String]) throws -> ModuleCoverage {
    let lines = people.map { "    - {name: \"\($0.hashValue)\", \($0)}\n" }.joined()
    let survey = Self.survey.with("tests:\n  people:\n\(lines)")
    return try #require(survey.report.coverage, "\(survey.lines)")
  }

  private func branches(_ coverage: ModuleCoverage) -> [String] {
    coverage.branches.map { branch in
      let condition = branch.condition.map { " '\($0)'" } ?? ""
      return "\(branch.id) \(branch.rule)\(condition) never \(branch.never)"
    }
  }

  @Test func `a survey without tests reaches nothing`() throws {
    let survey = try #require(Self.survey.report.module).survey
    let coverage = ModuleCoverage(survey, .none)
    #expect(
      coverage.neverAsked == [
        "safe", "where", "private", "harm", "places", "places.spot", "places.visits", "score",
      ])
    #expect(coverage.neverValued == ["score"])
    #expect(coverage.branches.count == 7)
    #expect(!coverage.isComplete)
  }

  @Test func `each person takes away what they reach`() throws {
    let one = try coverage(["consent: [analyse], answers: {safe: very_safe}"])
    #expect(one.neverAsked == ["private", "harm", "places.spot", "places.visits"])
    #expect(one.neverValued == [])
    #expect(
      branches(one) == [
        "where.street show_if never true", "harm show_if never true", "harm concern_if never true",
        "harm concern_if never false", "places.visits show_if never true",
        "places.visits check never true",
        "places.visits check never false",
      ])
    let two = try coverage([
      "consent: [analyse], answers: {safe: very_safe}",
      "consent: [analyse, analyse_sensitive], answers: {safe: not_safe, harm: no, places: [{spot: Mill, visits: 3}, {}]}",
    ])
    #expect(two.neverAsked == [])
    #expect(branches(two) == ["harm concern_if never true", "places.visits check never false"])
    let all = try coverage([
      "consent: [analyse], answers: {safe: very_safe}",
      "consent: [analyse, analyse_sensitive], answers: {safe: not_safe, harm: no, places: [{spot: Mill, visits: 3}, {}]}",
      "consent: [analyse], answers: {safe: not_safe, harm: yes, places: [{spot: Mill, visits: 9}]}, refused: [\"places[1].visits\"]",
    ])
    #expect(all.neverAsked == [] && all.branches.isEmpty)
    #expect(all.neverChosen == ["safe.prefer_not", "where.home", "where.street"])
    let complete = try coverage([
      "consent: [analyse], answers: {safe: very_safe}",
      "consent: [analyse], answers: {safe: prefer_not, where: home}",
      "consent: [analyse, analyse_sensitive], answers: {safe: not_safe, where: street, harm: no, places: [{spot: Mill, visits: 3}, {}]}",
      "consent: [analyse], answers: {safe: not_safe, harm: yes, places: [{spot: Mill, visits: 9}]}, refused: [\"places[1].visits\"]",
    ])
    #expect(complete.isComplete)
  }

  @Test func `a person without consent reaches nothing`() throws {
    let none = try coverage(["consent: []"])
    #expect(none.neverAsked.count == 8)
    #expect(!branches(none).contains("harm show_if never true") == false)
  }

  private func coverage(
    of questions: String, _ people: [String]
  ) throws -> (chosen: [String], branches: [String]) {
    let lines = people.enumerated().map { "    - {name: \"\($0)\", \($1)}\n" }.joined()
    let survey = SmallSurvey().asking(questions).with("tests:\n  people:\n\(lines)")
    let coverage = try #require(survey.report.coverage, "\(survey.lines)")
    return (coverage.neverChosen, branches(coverage))
  }

  @Test func `each side of and, or and if is seen both ways where it counts`() throws {
    let questions = """
        - {id: old, ask: Old?, type: yes_no}
        - {id: ill, ask: Ill?, type: yes_no, show_if: safe = not_safe and (old = yes or safe = very_safe)}
        - {id: score, type: calculate, value: "if(old = yes, if(safe = not_safe, 2, 1), count_true(safe = prefer_not))"}
      """
    let one = try coverage(
      of: questions,
      [
        "consent: [analyse], answers: {safe: not_safe, old: yes, ill: yes}",
        "consent: [analyse], answers: {safe: very_safe, old: no}",
      ])
    // The first side decides for the second person: the others were never looked at.
    #expect(
      one.branches == [
        "ill show_if 'old = yes' never false", "ill show_if 'safe = very_safe' never true",
        "ill show_if 'safe = very_safe' never false", "score value 'safe = not_safe' never false",
        "score value 'safe = prefer_not' never true",
      ])
    let more = try coverage(
      of: questions,
      [
        "consent: [analyse], answers: {safe: not_safe, old: yes, ill: yes}",
        "consent: [analyse], answers: {safe: very_safe, old: yes}",
        "consent: [analyse], answers: {safe: not_safe, old: no}",
        "consent: [analyse], answers: {safe: prefer_not, old: no}",
      ])
    #expect(more.branches == ["ill show_if 'safe = very_safe' never true"])
    #expect(more.chosen == ["ill.no"])
  }

  @Test func `a check is looked at with the answer that it refused`() throws {
    let questions = """
        - {id: visits, ask: Visits?, type: whole_number, check: visits >= 1 and visits <= 9}
        - {id: places, ask: Which?, type: repeat, questions: [
            {id: hours, ask: Hours?, type: whole_number, check: hours >= 1 and hours <= 9}]}
      """
    let some = try coverage(
      of: questions,
      [
        "consent: [analyse], answers: {visits: 3, places: [{hours: 3}, {hours: 0}]}, refused: [\"places[2].hours\"]",
        "consent: [analyse], answers: {visits: 0}, refused: [visits]",
      ])
    #expect(
      some.branches == [
        "visits check 'visits <= 9' never false", "places.hours check 'hours <= 9' never false",
      ])
    let all = try coverage(
      of: questions,
      [
        "consent: [analyse], answers: {visits: 3, places: [{hours: 3}, {hours: 0}, {hours: 10}]}, refused: [\"places[2].hours\", \"places[3].hours\"]",
        "consent: [analyse], answers: {visits: 0}, refused: [visits]",
        "consent: [analyse], answers: {visits: 10}, refused: [visits]",
      ])
    #expect(all.branches == [])
  }

  @Test func `every choice is asked for, of a grid once, and none that was retired`() throws {
    let questions = """
        - {id: order, ask: Order?, type: rank, choices: [1 cost: Cost, 2 care: Care]}
        - {id: ease, ask: How easy?, type: grid, rows: [shop: The shop, bank: The bank], choices: [1 easy: Easy, 2 hard: Hard, 3 never: Never]}
        - {id: old, ask: Old?, type: choose_many, choices: [1 a: A, 2 b: {text: B, retired: yes}, 3 c: C]}
        - {id: gone, ask: Gone?, type: yes_no, retired: yes}
        - {id: more, ask: More?, type: yes_no, show_if: "old has a or old has b or gone = yes"}
      """
    let some = try coverage(
      of: questions,
      [
        "consent: [analyse], answers: {safe: very_safe, order: [care], ease: {shop: easy, bank: hard}, old: [a]}",
        "consent: [analyse], answers: {}",
      ])
    #expect(
      some.chosen == [
        "safe.not_safe", "safe.prefer_not", "order.cost", "ease.never", "old.c", "more.yes",
        "more.no",
      ])
    #expect(some.branches == [])
  }

  @Test func `a day of their own lets people of the tests come before and after a date`() throws {
    let questions = "  - {id: late, ask: Late?, type: text, show_if: today() > 2027-01-31}\n"
    let people = [
      "consent: [analyse], answers: {late: yes}, answered_on: 2027-02-01",
      "consent: [analyse], not_asked: [late]",
    ]
    #expect(try coverage(of: questions, people).branches == [])
  }
}
