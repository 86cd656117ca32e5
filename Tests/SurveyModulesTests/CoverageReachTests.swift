// Coverage looks at every place of a condition, and asks for nothing that was retired or has no text.

import SurveyModules
import Testing

struct CoverageReachTests {
  private static let questions = """
      - {id: a, ask: A?, type: yes_no}
      - {id: b, ask: B?, type: yes_no}
      - {id: c, ask: C?, type: yes_no}
      - {id: d, ask: "D?", type: choose_one, choices: [1 x: X, 2 y: {text: Y, retired: yes}, 3 z: Z]}
      - {id: old, ask: Old?, type: yes_no, retired: yes}
      - {id: sl, type: yes_no, slot: yes, rights: licensed}
      - {id: v, type: calculate, value: 'if(old = yes, 2, 1)'}
      - {id: s1, type: choose_one, slot: yes, rights: licensed, choices: [1 lo: Lo, 2 hi: Hi]}
      - {id: sc, type: calculate, value: 'code(s1) + 1'}
      - {id: n, ask: N?, type: whole_number, min: 0, max: 10}

    """
  private static let everybody =
    "consent: [analyse], every_choice: yes, answers: {safe: very_safe, a: yes, b: yes, c: yes, d: x, n: 3}"

  private func coverage(
    _ more: String, indicators: String = "", _ people: [String] = [everybody]
  ) throws -> (asked: [String], valued: [String], branches: [String]) {
    let lines = people.enumerated().map { "    - {name: p\($0), \($1)}\n" }.joined()
    let survey = SmallSurvey().asking(Self.questions + more)
      .with(indicators + "tests:\n  people:\n\(lines)")
    let coverage = try #require(survey.report.coverage, "\(survey.lines)")
    let branches = coverage.branches.map { branch in
      let condition = branch.condition.map { " '\($0)'" } ?? ""
      let which = branch.occurrence.map { " \($0)" } ?? ""
      return "\(branch.id) \(branch.rule)\(condition)\(which) never \(branch.never)"
    }
    return (coverage.neverAsked, coverage.neverValued, branches)
  }

  @Test func `the same words at two places of a rule are two conditions`() throws {
    let found = try coverage(
      "  - {id: t, ask: T, type: text, show_if: (a = yes and b = yes) or (c = yes and b = yes)}\n",
      [
        "consent: [analyse], answers: {a: yes, b: yes, c: yes, t: x}",
        "consent: [analyse], answers: {a: no, b: no, c: no}",
        "consent: [analyse], answers: {a: no, b: no, c: yes}",
      ])
    #expect(
      found.branches == [
        "t show_if 'b = yes' 1 never false", "t show_if 'b = yes' 2 never true",
      ])
  }

  @Test func `the rules of figures have to come out both ways`() throws {
    let count = try coverage(
      "",
      indicators: """
        indicators:
          - {id: i, label: I, show: percent, count: n > 5 and a = yes, out_of: answered(n), better: higher}

        """)
    #expect(
      count.branches == [
        "i count never true", "i count 'n > 5' never true", "i count 'a = yes' never true",
        "i count 'a = yes' never false",
      ])
    let score = try coverage(
      "",
      indicators: """
        indicators:
          - {id: i, label: I, show: score, of: "if(n > 5, 1, if(n > 8, 2, 3))", better: higher}

        """)
    #expect(score.branches == ["i of 'n > 5' never true", "i of 'n > 8' never true"])
  }

  @Test(arguments: [
    "count_true(d = y, a = yes) > 1", "if(d = y, 1, 0) = 1", "code(d) = 2",
    "if(answered(sl), 1, 2) = 1", "count_true(answered(sl), answered(old)) >= 1", "v = 2",
    "max(code(d), 0) = 2", "sc > 2", "mean(code(d), 3) = 2.5", "sum(code(s1), n) > 3",
    "old = yes and a = yes", "code(d) * 2 = 4 or sc > 2", "if(d = y, 5, code(d)) = 5",
  ])
  func `what rests on something retired or without a text by a value is not asked for`(
    _ rule: String
  ) throws {
    let found = try coverage("  - {id: t, ask: T, type: text, show_if: '\(rule)'}\n")
    #expect(found.asked == [])
    #expect(found.valued == [])
    #expect(found.branches == [])
  }

  @Test func `a side that only a retired answer leads to is not asked for`() throws {
    let found = try coverage(
      "  - {id: w, type: calculate, value: 'if(old = yes, if(a = yes, 1, 2), if(b = yes, 3, 4))'}\n"
        + "  - {id: t, ask: T, type: text, show_if: 'not (old = yes)', check: length(t) > sc}\n")
    #expect(found.asked == [])
    #expect(found.branches == [])
  }

  @Test(arguments: ["if(a = yes, 1, 0) = 2", "code(d) = 7", "count_true(a = yes, b = yes) > 2"])
  func `a condition that never could hold is still named`(_ rule: String) throws {
    let found = try coverage("  - {id: t, ask: T, type: text, show_if: '\(rule)'}\n")
    #expect(found.asked == ["t"])
    #expect(found.branches.contains("t show_if never true"))
  }

  @Test(arguments: [
    "code(d) + n > 9", "code(d) = 3 and n = 9", "v = 1 and n > 8", "n > 8 or sc > 2",
  ])
  func `what can still be reached is asked for`(_ rule: String) throws {
    let found = try coverage("  - {id: t, ask: T, type: text, show_if: '\(rule)'}\n")
    #expect(found.asked == ["t"])
  }
}
