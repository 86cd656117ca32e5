// Rules come from files that anybody can write: long, deep and broken ones must fail cleanly.

import TestRandomness
import Surveys
import Testing

@Suite struct RuleLimits {
  private func code(_ text: String) -> SurveyProblemCode? {
    do throws(RuleProblem) {
      _ = try RuleParser.parse(text)
      return nil
    } catch { return error.code }
  }

  private func many(_ text: String, _ times: Int) -> String {
    String(repeating: text, count: times)
  }

  @Test func `a rule of 4,000 characters is read and one of 4,001 is refused`() {
    #expect(code("a" + many(" ", 3_999)) == nil)
    #expect(code("a" + many(" ", 4_000)) == .ruleTooLarge)
    #expect(code("\"" + many("e\u{301}", 1_999) + "\"") == nil)
    #expect(code("\"" + many("e\u{301}", 2_000) + "\"") == .ruleTooLarge)
  }

  @Test func `ten thousand brackets, signs or calls are refused`() {
    for text in ["(", "-(", "not (", "if(", "a in [", "a + (", "sum(1, "] {
      #expect(code(many(text, 10_000)) == .ruleTooLarge)
      let some = many(text, 3_900 / text.count)
      #expect(code(some) == (text == "a in [" ? .ruleSyntax : .ruleTooLarge))
    }
  }

  @Test func `R46 63 brackets in one another are read and 64 are refused`() {
    #expect(code(many("(", 63) + "a" + many(")", 63)) == nil)
    #expect(code(many("(", 64) + "a" + many(")", 64)) == .ruleTooLarge)
    #expect(code(many("if(a, ", 63) + "1" + many(")", 63)) == nil)
    #expect(code(many("if(a, ", 64) + "1" + many(")", 64)) == .ruleTooLarge)
  }

  @Test func `sums and products take 63 steps, alternatives any number`() {
    for sign in [" + a", " - a", " * a", " / a"] {
      #expect(code("a" + many(sign, 63)) == nil)
      #expect(code("a" + many(sign, 64)) == .ruleTooLarge)
      #expect(code("a" + many(sign, 990)) == .ruleTooLarge)
    }
    #expect(code("a" + many(" or a", 799)) == nil)
    #expect(code("a" + many(" and a", 660)) == nil)
    #expect(code(many("not ", 900) + "a") == .ruleSyntax)
  }

  @Test func `sums in brackets on the left count all their steps`() {
    // Each bracket's sum stands at the left end of the next one's: 10 by 30 steps deep.
    let sum = (0..<10).reduce("a") { text, _ in "(\(text)" + many("+a", 30) + ")" }
    #expect(code(sum) == .ruleTooLarge)
    let product = (0..<10).reduce("a") { text, _ in "(\(text)" + many("*a", 30) + ")" }
    #expect(code(product) == .ruleTooLarge)
    #expect(code("(a" + many("+a", 30) + ")" + many("*a", 30)) == nil)
    #expect(code("(a" + many("+a", 30) + ") + (a" + many("+a", 30) + ")") == nil)
  }

  @Test func `the deepest and the longest rules are checked, printed and worked out`() throws {
    let built = try build(sampleQuestions)
    let reader = DictionaryReader(survey: built.survey, answers: ["visits": .number(1)])
    let branches = many("if(1 < 2, ", 60) + "visits" + many(", 0)", 60)
    #expect(try built.compile(branches, .value).rule.value(reader) == .number(1))
    let sum = "visits" + many(" + visits", 63)
    #expect(try built.compile(sum, .value).rule.value(reader) == .number(64))
    let minus = many("-(", 30) + "visits" + many(")", 30)
    #expect(try built.compile(minus, .value).rule.value(reader) == .number(1))
    let long = "visits=2" + many(" or visits=1", 330)
    #expect(try built.compile(long).rule.holds(reader))
    #expect(try RuleParser.parse(branches).printed == branches)
  }

  @Test
  func `R46 ten thousand broken rules give a problem inside the rule and never stop the program`()
    throws
  {
    let built = try build(sampleQuestions)
    var random = SeededGenerator(seed: 21)
    var read = 0
    for round in 0..<10_000 {
      let text = mutated(random.pick(Self.rules), &random)
      let uses: [RuleContext.Use] = [.showIf, .check, .value, .concernIf, .counting]
      let use = uses[round % uses.count]
      do throws(RuleProblem) {
        let rule = try built.compile(text, use).rule
        _ = rule.value(DictionaryReader(survey: built.survey))
        let again = try RuleParser.parse(rule.text)
        guard again == (try RuleParser.parse(text)) else {
          Issue.record("\(text) is printed as \(rule.text)")
          return
        }
        read += 1
      } catch {
        #expect((0...text.count).contains(error.offset), "\(text)")
      }
    }
    #expect(read > 50)
  }

  private func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<random.number(1...3) {
      let place = random.number(0...scalars.count)
      let end = min(scalars.count, place + random.number(1...6))
      switch random.number(0...4) {
      case 0: scalars.removeSubrange(place..<end)
      case 1: scalars.insert(contentsOf: scalars[place..<end], at: place)
      case 2: scalars.insert(contentsOf: random.pick(Self.pieces).unicodeScalars, at: place)
      case 3: scalars.replaceSubrange(place..<end, with: random.pick(Self.pieces).unicodeScalars)
      default: scalars.swapAt(random.number(0...scalars.count - 1), max(0, place - 1))
      }
      if scalars.isEmpty { scalars = ["a"] }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static let rules = [
    "safe in [middle, low] or reasons has falls", "if(answered(safe), code(safe) - 1)",
    "visits >= 0 and visits <= 50", "not (helped = yes) and consent.quote = yes",
    "years_between(born, today()) >= 18", "born < 2008-01-31", "story = \"a \\\"b\\\"\"",
    "round(mean(visits, cost * 1.5, 3), 2) > -2", "sum(places.trips) > count(places)",
    "count_true(safe = low, score < 3) = 2", "safe != answer(mood)", "length(story) / 2 > 10",
    "max(-visits, 0) + min(1, 2)", "unanswered", "(((visits)))",
  ]

  private static let pieces = [
    "(", ")", "[", "]", ",", ".", "\"", "\\", "=", "!=", "<", "-", "/", "0", "9999", "1e9", " ",
    "and", "or ", "not ", " in ", " has ", "unanswered", "safe", "consent.", "if(", "é", "\u{301}",
    "2026-02-29", "99999999999999999999", "\u{0}", "🏴", "\r\n",
  ]
}
