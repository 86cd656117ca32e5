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
    coverage.branches.map { "\($0.id) \($0.rule) never \($0.never)" }
  }

  @Test func `a survey without tests reaches nothing`() throws {
    let survey = try #require(Self.survey.report.module).survey
    let coverage = ModuleCoverage(survey, .none)
    #expect(
      coverage.neverAsked == [
        "safe", "where", "private", "harm", "places", "places.spot", "places.visits", "score",
      ])
    #expect(coverage.neverValued == ["score"])
    #expect(coverage.branches.count == 10)
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
        "places.visits show_if never false", "places.visits check never true",
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
    #expect(all.neverChosen == ["safe.prefer_not", "where.street"])
    let complete = try coverage([
      "consent: [analyse], answers: {safe: very_safe}",
      "consent: [analyse], answers: {safe: prefer_not}",
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
}
