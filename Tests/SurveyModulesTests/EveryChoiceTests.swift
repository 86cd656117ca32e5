// A person of the tests who answers again with every other choice.

import SurveyModules
import Testing

struct EveryChoiceTests {
  private func report(_ questions: String, _ people: String) throws -> ModuleReport {
    SmallSurvey().asking(questions).with("tests:\n  people:\n\(people)").report
  }

  @Test func `every choice that is offered is tried, with what it hides left out`() throws {
    let report = try report(
      """
        - {id: helped, ask: Helped?, type: yes_no, required: true}
        - {id: how, ask: How?, type: choose_one, show_if: helped = yes, choices: [1 money: Money, 2 time: Time]}
        - {id: words, ask: Words?, type: text, show_if: how = money}
        - {id: what, ask: What?, type: choose_many, at_least: 2, choices: [1 a: A, 2 b: B, 3 none: {text: None, exclusive: yes}]}
        - {id: ease, ask: Ease?, type: grid, rows: [shop: The shop, bank: The bank], choices: [1 easy: Easy, 2 hard: Hard]}
        - {id: places, ask: Which?, type: repeat, questions: [
            {id: kind, ask: Kind?, type: choose_one, choices: [1 park: Park, 2 road: Road]},
            {id: tree, ask: Tree?, type: text, show_if: kind = park}]}
      """,
      """
          - name: everything
            consent: [analyse]
            every_choice: yes
            answers: {safe: very_safe, helped: yes, how: money, words: Mine, what: [a, b], ease: {shop: easy}, places: [{kind: park, tree: Oak}, {kind: road}]}
          - {name: not helped, consent: [analyse], answers: {helped: no}, not_asked: [how]}

      """)
    #expect(report.problems.map(\.description) == [])
    let tests = try #require(report.tests)
    #expect(
      tests.checks.filter { $0.what.hasPrefix("every_choice") }.map(\.what).sorted() == [
        "every_choice ease.easy", "every_choice ease.hard", "every_choice helped.no",
        "every_choice helped.yes", "every_choice how.money", "every_choice how.time",
        "every_choice places.kind.park", "every_choice places.kind.road",
        "every_choice safe.not_safe", "every_choice safe.prefer_not", "every_choice safe.very_safe",
        "every_choice what.a", "every_choice what.b", "every_choice what.none",
      ])
    #expect(report.coverage?.neverChosen == [])
    #expect(report.coverage?.isComplete == true)
  }

  @Test func `every_choice is advised where it would make the choice, and nowhere else`() throws {
    let questions = """
        - {id: way, ask: Which way?, type: choose_one, choices: [1 foot: On foot, 2 bike: By bike, 3 bus: {text: By bus, show_if: safe = not_safe}]}
        - {id: places, ask: Which?, type: repeat, questions: [
            {id: tall, ask: Tall?, type: yes_no},
            {id: kind, ask: Kind?, type: choose_one, show_if: tall = yes, choices: [1 park: Park, 2 road: Road]}]}
      """
    let answers =
      "answers: {safe: very_safe, way: foot, places: [{tall: no}, {tall: yes, kind: park}]}"
    let one = try #require(
      try report(questions, "    - {name: one, consent: [analyse], \(answers)}\n\n").coverage)
    #expect(
      one.neverChosen == [
        "safe.not_safe", "safe.prefer_not", "way.bike", "way.bus", "places.kind.road",
      ])
    // The bus is offered to somebody else alone, the second item is not changed.
    #expect(one.madeByEveryChoice == ["safe.not_safe", "safe.prefer_not", "way.bike"])
    let every = try #require(
      try report(
        questions, "    - {name: one, consent: [analyse], every_choice: yes, \(answers)}\n\n"
      )
      .coverage)
    #expect(every.neverChosen == ["way.bus", "places.kind.road"])
    #expect(every.madeByEveryChoice == [])
  }

  @Test func `a choice that a check refuses fails, and only that one`() throws {
    let report = try report(
      "  - {id: calm, ask: Calm?, type: yes_no, check: calm = no}\n",
      """
          - {name: calm and safe, consent: [analyse], every_choice: yes, answers: {safe: not_safe, calm: no}}

      """)
    let failures = try #require(report.tests).failures
    #expect(failures.map(\.what) == ["every_choice calm.yes"])
    #expect(failures.first?.actual.contains("calm (A") == true)
    #expect(report.module == nil)
  }

  @Test func `choices that go with each other's own answers alone are tried one by one`() throws {
    let report = try report(
      "  - {id: calm, ask: Calm?, type: choose_one, choices: [1 one: One, 2 two: Two], check: \"safe != not_safe or calm = one\"}\n",
      """
          - {name: starts calm, consent: [analyse], every_choice: yes, answers: {safe: very_safe, calm: one}}

      """)
    #expect(try #require(report.tests).failures == [])
    #expect(report.coverage?.neverChosen == [])
  }

  @Test func `a choice that another answer takes away is left out, not refused`() throws {
    let report = try report(
      """
        - {id: way, ask: Way?, type: choose_one, required: true, choices: [1 foot: Foot, 2 bus: {text: Bus, show_if: safe = very_safe}, 3 car: Car]}
        - {id: tried, ask: Tried?, type: choose_many, choices: [1 a: {text: A, show_if: way = bus}, 2 b: B]}
        - {id: why, ask: Why?, type: text, show_if: tried has a}
      """,
      """
          - {name: by bus, consent: [analyse], every_choice: yes, answers: {safe: very_safe, way: bus, tried: [a, b], why: Rain}}

      """)
    let tests = try #require(report.tests)
    #expect(tests.failures.map(\.actual) == [])
    #expect(
      Set(tests.checks.map(\.what)).isSuperset(
        of: ["safe.not_safe", "way.foot", "way.car", "tried.a", "tried.b"].map {
          "every_choice \($0)"
        }))
    #expect(report.coverage?.neverChosen == [])
  }

  @Test(.timeLimit(.minutes(10)))
  func `a chain of 200 questions, each asked after a yes, is tried to its end`() throws {
    let questions = (1...200).map { number in
      "  - {id: q\(number), ask: A?, type: yes_no"
        + (number == 1 ? "}" : ", show_if: q\(number - 1) = yes}") + "\n"
    }.joined()
    let answers = (1...200).map { "q\($0): yes" }.joined(separator: ", ")
    let report = try report(
      questions,
      "    - {name: one, consent: [analyse], every_choice: yes, answers: {safe: very_safe, \(answers)}}\n\n"
    )
    #expect(report.tests?.failures == [])
    #expect(report.tests?.checks.count { $0.what.hasSuffix(".no") } == 200)
  }

  @Test(.timeLimit(.minutes(10)))
  func `more choices than can be tried fast are refused with their number, not tried for minutes`()
    throws
  {
    let choices = (1...300).map { "\($0) c\($0): C" }.joined(separator: ", ")
    let questions = (1...15).map {
      "  - {id: q\($0), ask: A?, type: choose_many, choices: [\(choices)]}\n"
    }.joined()
    func report(people: Int) throws -> ModuleReport {
      let people = (1...people).map {
        "    - {name: p\($0), consent: [analyse], every_choice: yes, answers: {safe: very_safe}}\n"
      }.joined()
      return try self.report(questions, people + "\n")
    }
    let one = try report(people: 1)
    #expect(one.tests?.failures == [])
    let failures = try #require(report(people: 25).tests).failures
    #expect(failures.count == 1)
    #expect(failures.first?.actual.hasPrefix("4503 choices for this person") == true)
    #expect(failures.first?.actual.contains("take 'every_choice: yes' from some") == true)
  }

  @Test func `further answers are in no total, and a person who is asked nothing fails`() throws {
    let survey = SmallSurvey().with(
      """
      indicators:
        - {id: safe_share, label: Safe, show: percent, count: safe = very_safe, out_of: answered(safe), better: higher}
      tests:
        people:
          - {name: safe, consent: [analyse], every_choice: yes, answers: {safe: very_safe}}
          - {name: not asked, consent: [], every_choice: yes}
        totals:
          safe_share: {count: 1, out_of: 1}

      """)
    let failures = try #require(survey.report.tests).failures
    #expect(failures.map(\.subject) == ["not asked"])
    #expect(failures.first?.actual == "asked no question that has choices")
  }
}
