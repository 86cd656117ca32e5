// What the type checker refuses, with the place and the words that help.

import Surveys
import Testing

private struct Refusal: Sendable, CustomTestStringConvertible {
  let rule: String
  let code: SurveyProblemCode
  let offset: Int
  let suggestion: String?
  var testDescription: String { rule }

  init(_ rule: String, _ code: SurveyProblemCode, at offset: Int, _ suggestion: String?) {
    (self.rule, self.code, self.offset, self.suggestion) = (rule, code, offset, suggestion)
  }
}

@Suite struct RuleProblems {
  private func check(
    _ refusal: Refusal, _ use: RuleContext.Use = .showIf, at position: Int? = nil,
    item: (repeat: String, position: Int)? = nil
  ) throws {
    let problem = try build(sampleQuestions).problem(refusal.rule, use, at: position, item: item)
    #expect(problem?.code == refusal.code)
    #expect(problem?.offset == refusal.offset)
    #expect(problem?.suggestion == refusal.suggestion)
    #expect(problem?.message.isEmpty == false)
  }

  @Test(arguments: [
    Refusal("saef = low", .unknownQuestion, at: 0, "did you mean 'safe'?"),
    Refusal("1 > 2 and Safe = low", .unknownQuestion, at: 10, "did you mean 'safe'?"),
    Refusal("elephants = 3", .unknownQuestion, at: 0, nil),
    Refusal("yes", .unknownQuestion, at: 0, "write QUESTION = yes"),
    Refusal("consent = yes", .unknownQuestion, at: 0, "write consent.SCOPE = yes"),
    Refusal("word.x = 1", .unknownQuestion, at: 0, nil),
    Refusal("sum(places.tripz) = 1", .unknownQuestion, at: 11, "did you mean 'trips'?"),
    Refusal(
      "trips > 2", .unknownQuestion, at: 0,
      "write sum(places.trips), mean(…), min(…), max(…) or count(places)"),
    Refusal("safe = lwo", .unknownChoice, at: 7, "did you mean 'low'?"),
    Refusal("safe = g", .unknownChoice, at: 7, "its choices are high, middle, low, prefer_not"),
    Refusal("safe in [low, hihg]", .unknownChoice, at: 14, "did you mean 'high'?"),
    Refusal("reasons has [falls, fals]", .unknownChoice, at: 20, "did you mean 'falls'?"),
    Refusal("safe = mood", .unknownChoice, at: 7, "to compare two questions write answer(mood)"),
    Refusal("consent.quota = yes", .unknownScope, at: 8, "did you mean 'quote'?"),
  ])
  private func `a name that is not there is refused with the nearest one`(_ refusal: Refusal) throws
  {
    try check(refusal)
  }

  @Test(arguments: [
    Refusal("helped and visits > 3", .ruleType, at: 0, "write helped = yes"),
    Refusal("safe", .ruleType, at: 0, "write safe = high"),
    Refusal("not reasons", .ruleType, at: 4, "write reasons has lighting"),
    Refusal("visits", .ruleType, at: 0, "write answered(visits), or compare it"),
    Refusal("welcome", .ruleType, at: 0, nil), Refusal("3", .ruleType, at: 0, nil),
    Refusal("reasons = falls", .ruleType, at: 0, "write reasons has falls"),
    Refusal("reasons = 3", .ruleType, at: 0, "write reasons has lighting"),
    Refusal("visits = score", .ruleType, at: 9, "write answer(score)"),
    Refusal("word != mill", .ruleType, at: 8, "put a text in quotes: \"mill\""),
    Refusal("safe < low", .ruleType, at: 0, "compare codes: code(safe) < …"),
    Refusal("safe = 1", .ruleType, at: 7, "write code(safe) = …"),
    Refusal("safe = \"low\"", .ruleType, at: 7, "its choices are high, middle, low, prefer_not"),
    Refusal(
      "safe = unanswered", .ruleType, at: 7, "write answered(safe) or not answered(safe)"),
    Refusal("visits = unanswered", .ruleType, at: 0, "write answered(…) or not answered(…)"),
    Refusal("visits < safe", .ruleType, at: 9, "write code(safe)"),
    Refusal("\"low\" = answer(safe)", .ruleType, at: 15, "write safe = high"),
    Refusal("helped = answer(mood)", .ruleType, at: 0, nil),
    Refusal(
      "born > 2020", .ruleType, at: 0,
      "write a date as 2026-11-20, a month as its first day, 2026-11-01"),
    Refusal(
      "2020 < born", .ruleType, at: 0,
      "write a date as 2026-11-20, a month as its first day, 2026-11-01"),
    Refusal("story < word", .ruleType, at: 0, "use = or !="),
    Refusal(
      "visits > 09:00", .ruleSyntax, at: 11,
      "put a time in straight double quotes, with two digits for the hour: \"09:00\""),
    Refusal("visits < reasons", .ruleType, at: 0, "write count(reasons)"),
    Refusal("places > 2", .ruleType, at: 0, "write count(places)"),
    Refusal("(safe = low) = (mood = low)", .ruleType, at: 0, nil),
    Refusal("reasons in [falls, people]", .ruleType, at: 0, "write reasons has [falls, people]"),
    Refusal("visits in [low]", .ruleType, at: 0, nil),
    Refusal("safe has low", .ruleType, at: 0, "write safe = low"),
    Refusal("safe has [low, high]", .ruleType, at: 0, "write safe in [low, high]"),
    Refusal("visits has low", .ruleType, at: 0, nil),
    Refusal("safe + 1 > 2", .ruleType, at: 0, "write code(safe)"),
    Refusal("-reasons > 2", .ruleType, at: 1, "write count(reasons)"),
    Refusal("sum(visits, places) > 2", .ruleType, at: 12, "write count(places)"),
    Refusal(
      "places.trips > 2", .ruleType, at: 0,
      "write sum(places.trips), mean(…), min(…) or max(…)"),
    Refusal("sum(places.spot) > 2", .ruleType, at: 11, nil),
    Refusal("sum(safe.trips) > 2", .ruleType, at: 4, nil),
    Refusal("born + 1 > 2", .ruleType, at: 0, nil),
  ])
  private func `a part of the wrong type is refused with what to write instead`(
    _ refusal: Refusal
  ) throws { try check(refusal) }

  @Test(arguments: [
    Refusal("cod(safe) = 1", .functionUse, at: 0, "did you mean 'code'?"),
    Refusal("Not(safe = low)", .functionUse, at: 0, "write 'not'"),
    Refusal("answered(safe, mood)", .functionUse, at: 0, nil),
    Refusal("answered(1)", .functionUse, at: 0, nil),
    Refusal("round(visits) = 1", .functionUse, at: 0, nil),
    Refusal("if(safe = low) = 1", .functionUse, at: 0, nil),
    Refusal("min() = 1", .functionUse, at: 0, nil),
    Refusal("count_true() = 1", .functionUse, at: 0, nil),
    Refusal("years_between(born) = 1", .functionUse, at: 0, nil),
    Refusal("born < today(1)", .functionUse, at: 7, nil),
    Refusal("length() = 1", .functionUse, at: 0, nil),
    Refusal("answered(welcome)", .ruleType, at: 9, nil),
    Refusal("answer(reasons) = 3", .ruleType, at: 7, "use count(reasons) or has"),
    Refusal("code(visits) = 1", .ruleType, at: 5, "use visits itself"),
    Refusal("code(story) = 1", .ruleType, at: 5, nil),
    Refusal("count(safe) = 1", .ruleType, at: 6, "use answered(safe)"),
    Refusal("if(safe, 1) = 1", .ruleType, at: 3, "write safe = high"),
    Refusal("if(1 < 2, visits, safe) = 1", .ruleType, at: 0, "write code(safe)"),
    Refusal("if(1 < 2, visits, \"a\") = 1", .ruleType, at: 0, nil),
    Refusal("years_between(born, 3) = 1", .ruleType, at: 20, nil),
    Refusal("length(visits) = 1", .ruleType, at: 7, nil),
    Refusal("round(born, 1) = 1", .ruleType, at: 6, nil),
  ])
  private func `a function is refused what it does not take`(_ refusal: Refusal) throws {
    try check(refusal)
  }

  @Test(arguments: [
    Refusal("safe = low", .ruleType, at: 0, "write if(…, 1, 0)"),
    Refusal("safe", .ruleType, at: 0, "write code(safe)"),
    Refusal("reasons", .ruleType, at: 0, "write count(reasons)"),
    Refusal("born", .ruleType, at: 0, nil),
    Refusal("if(1 < 2, safe = low)", .ruleType, at: 0, "write if(…, 1, 0)"),
  ])
  private func `a calculated value is a number or a text`(_ refusal: Refusal) throws {
    try check(refusal, .value)
  }

  @Test(arguments: [
    Refusal(
      "today() > born", .functionUse, at: 0, "work it out in a question of type calculate"),
    Refusal(
      "sum(places.trips) > 1", .notCountable, at: 0,
      "work sum(places.trips) out in a question of type calculate"),
    Refusal("story = \"x\"", .notCountable, at: 0, "use answered(story) or length(story)"),
    Refusal("label = \"told\"", .notCountable, at: 0, "use answered(label) or length(label)"),
    Refusal(
      "length(answer(word)) > 1", .notCountable, at: 14, "use answered(word) or length(word)"),
  ])
  private func `a figure is not counted from what columns do not hold`(_ refusal: Refusal) throws {
    try check(refusal, .counting)
  }
}
