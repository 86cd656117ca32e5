// Where a rule stands decides what it may name; and the one warning there is.

import Surveys
import Testing

@Suite struct RulePlaces {
  private let inList = "places"

  @Test func `a rule cannot name a question that is asked later`() throws {
    let built = try build(sampleQuestions)
    for use in [RuleContext.Use.showIf, .check, .value, .concernIf] {
      let problem = built.problem("1 < 2 and score > 1", use, at: 2)
      #expect(problem?.code == .looksAhead)
      #expect(problem?.offset == 10)
      #expect(
        problem?.suggestion
          == "move 'score' up, or this question down; where each of the two looks at the other, take one of the rules out"
      )
    }
    #expect(built.problem("score > 1", .showIf, at: 6) == nil)
    #expect(built.problem("score > 1", .counting) == nil)
  }

  @Test func `only a check and a concern may read their own question`() throws {
    let built = try build(sampleQuestions)
    for use in [RuleContext.Use.showIf, .value] {
      let rule = use == .value ? "code(helped)" : "helped = yes"
      let problem = built.problem(rule, use, at: 2)
      #expect(problem?.code == .ruleCycle)
      #expect(problem?.suggestion == "name questions that come before it")
    }
    #expect(built.problem("helped = yes", .check, at: 2) == nil)
    #expect(built.problem("helped = yes", .concernIf, at: 2) == nil)
  }

  @Test func `a rule of an item names its own item and what was asked before the list`() throws {
    let built = try build(sampleQuestions)
    func problem(_ rule: String, _ use: RuleContext.Use, _ place: Int) -> RuleProblem? {
      built.problem(rule, use, at: placesIndex, item: (inList, place))
    }
    #expect(problem("trips > 1 and safe = low", .showIf, 2) == nil)
    #expect(problem("hours > 1", .check, 2) == nil)
    #expect(problem("hours > 1", .showIf, 2)?.code == .ruleCycle)
    #expect(problem("hours > 1", .showIf, 1)?.code == .looksAhead)
    #expect(problem("total > 1", .showIf, 1)?.code == .looksAhead)
    #expect(problem("tripz > 1", .showIf, 2)?.suggestion == "did you mean 'trips'?")
    for rule in ["count(places) > 1", "sum(places.trips) > 1", "answered(places)"] {
      let unfinished = problem(rule, .check, 2)
      #expect(unfinished?.code == .looksAhead)
      #expect(
        unfinished?.suggestion == "name a question of the same item, such as those of 'places'")
    }
  }

  @Test func `the check of a list reads its items, its show_if does not`() throws {
    let built = try build(sampleQuestions)
    #expect(built.problem("sum(places.trips) < 9", .check, at: placesIndex) == nil)
    #expect(built.problem("sum(places.trips) < 9", .showIf, at: placesIndex)?.code == .ruleCycle)
  }

  @Test func `not of an equality is warned about and nothing else`() throws {
    let built = try build(sampleQuestions)
    let warnings = try built.compile("1 < 2 and not (safe = low)").warnings
    #expect(warnings.map(\.code) == [.notOfComparison])
    #expect(warnings.map(\.offset) == [10])
    #expect(warnings.first?.suggestion == "write safe != low, or add 'and answered(…)'")
    #expect(SurveyProblemCode.notOfComparison.isWarning)
    #expect(try built.compile("not answered(safe) or safe != low").warnings == [])
  }

  @Test func `a compiled rule says what it reads and stands in its standard spelling`() throws {
    let built = try build(sampleQuestions)
    let rule = try built.compile("visits>1 and(safe=low or visits<3)and consent.quote=yes").rule
    #expect(rule.text == "visits > 1 and (safe = low or visits < 3) and consent.quote = yes")
    #expect(rule.reads.map(\.id) == ["visits", "safe", "consent.quote"])
    #expect(rule.reads.map(\.reference) == [.question(6), .question(0), .consent(1)])
    #expect(rule.reads.map(\.missing) == [[], [3], []])
    #expect(
      try built.compile("sum(places.trips) > length(word)").rule.reads.map(\.id) == [
        "places", "word",
      ])
  }

  @Test func `words of the language cannot be ids`() {
    for word in ["or", "not", "in", "has", "consent", "unanswered", "if", "count_true", "sum"] {
      #expect(RuleParser.reservedWords.contains(word))
    }
    #expect(!RuleParser.reservedWords.contains("safe"))
  }
}
