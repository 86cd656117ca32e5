// The grammar of docs/survey-format.md, form by form, and what is said where a rule breaks it.

import Surveys
import Testing

private func name(_ text: String) -> Expression { Expression(.name(Expression.Word(text))) }
private func number(_ number: Double) -> Expression { Expression(.number(number)) }
private func words(_ texts: String...) -> [Expression.Word] { texts.map { Expression.Word($0) } }
private func calls(_ name: String, _ arguments: Expression...) -> Expression {
  Expression(.call(Expression.Word(name), arguments))
}
private func compare(
  _ left: Expression, _ comparison: Expression.Comparison, _ right: Expression
) -> Expression { Expression(.compare(comparison, left, right)) }

private let a = name("a")
private let b = name("b")
private let c = name("c")

@Suite struct RuleParsing {
  @Test func `names, values and calls are read`() throws {
    #expect(try RuleParser.parse("a") == a)
    #expect(try RuleParser.parse("x_2y") == name("x_2y"))
    #expect(try RuleParser.parse("43") == number(43))
    #expect(try RuleParser.parse("1.20") == number(1.2))
    #expect(try RuleParser.parse("\"no: \\\"x\\\"\"") == Expression(.text("no: \"x\"")))
    let day = try #require(CalendarDay(year: 2024, month: 2, day: 29))
    #expect(try RuleParser.parse("2024-02-29") == Expression(.day(day)))
    #expect(try RuleParser.parse("unanswered") == Expression(.unanswered))
    let quote = Expression(.member(Expression.Word("consent"), Expression.Word("quote")))
    #expect(try RuleParser.parse("consent.quote") == quote)
    #expect(try RuleParser.parse("today()") == calls("today"))
    #expect(try RuleParser.parse("if(a, 1, b)") == calls("if", a, number(1), b))
    #expect(try RuleParser.parse("((a))") == a)
  }

  @Test func `comparisons, lists and signs are read`() throws {
    for comparison in Expression.Comparison.allCases {
      #expect(try RuleParser.parse("a\(comparison.rawValue)b") == compare(a, comparison, b))
    }
    #expect(try RuleParser.parse("a in [b, c]") == Expression(.isIn(a, words("b", "c"))))
    #expect(try RuleParser.parse("a has b") == Expression(.has(a, words("b"))))
    #expect(try RuleParser.parse("a has [b, c]") == Expression(.has(a, words("b", "c"))))
    #expect(try RuleParser.parse("-a") == Expression(.negative(a)))
    #expect(try RuleParser.parse("not a") == Expression(.not(a)))
    #expect(try RuleParser.parse("2026 - 11 - 20") != RuleParser.parse("2026-11-20"))
  }

  @Test func `or binds weakest, then and, not, comparisons, sums and products`() throws {
    let expected = Expression(
      .or([
        a,
        Expression(.and([b, Expression(.not(compare(sum(a, product(b, c)), .less, c)))])),
      ]))
    #expect(try RuleParser.parse("a or b and not a + b * c < c") == expected)
    let left = Expression(.arithmetic(.subtract, Expression(.arithmetic(.subtract, a, b)), c))
    #expect(try RuleParser.parse("a - b - c") == left)
    #expect(try RuleParser.parse("a or b or c") == Expression(.or([a, b, c])))
    #expect(try RuleParser.parse("a and b and c") == Expression(.and([a, b, c])))
    #expect(try RuleParser.parse("-a * b") == product(Expression(.negative(a)), b))
  }

  private func sum(_ left: Expression, _ right: Expression) -> Expression {
    Expression(.arithmetic(.add, left, right))
  }

  private func product(_ left: Expression, _ right: Expression) -> Expression {
    Expression(.arithmetic(.multiply, left, right))
  }

  @Test func `every part knows where it begins`() throws {
    let rule = try RuleParser.parse("safe = low and  (visits + 1) > 3")
    guard case .and(let parts) = rule.form, case .compare(_, let left, let low) = parts[0].form,
      case .compare(_, let sum, let three) = parts[1].form,
      case .arithmetic(_, let visits, let one) = sum.form
    else {
      Issue.record("the rule has another form: \(rule)")
      return
    }
    #expect([rule, parts[0], left, low].map(\.offset) == [0, 0, 0, 7])
    #expect([visits, one, three].map(\.offset) == [17, 26, 31])
  }

  @Test(arguments: [
    ("", 0, "expected a question, a value or '('"),
    ("a =", 3, "expected a question, a value or '('"),
    ("a b", 2, nil), ("a = b = c", 6, "a comparison has one '='; join two with 'and'"),
    ("a == b", 3, "a comparison has one '='; join two with 'and'"),
    ("a is b", 2, "write '='"), ("(a = b", 6, "expected ')'"), ("a = b)", 5, nil),
    ("not not a", 4, "expected a question, a value or '('"),
    ("a in b", 5, "expected a list of choices in square brackets"),
    ("a in []", 6, "expected the id of a choice"), ("a in [b c]", 8, "expected ',' or ']'"),
    ("a has 3", 6, "expected a list of choices in square brackets"),
    ("sum(a, )", 7, "expected a question, a value or '('"), ("sum(a b)", 6, "expected ',' or ')'"),
    ("consent.", 8, "expected the id of a choice"),
    ("--a", 1, "expected a question, a value or '('"),
    ("a = b AND c = d", 6, "write 'and'"), ("a = b Or c = d", 6, "write 'or'"),
    ("Not(a = b)", nil, nil), ("< 3", 0, "expected a question, a value or '('"),
    ("= 3", 0, "expected a question, a value or '('"),
    ("or a", 0, "expected a question, a value or '('"),
    ("a <> b", 3, "write '!=' for 'is not'"), ("a => 3", 3, "write '>='"),
    ("if a = b", 0, "leave out 'if'"), ("a = b, c = d", 5, "join conditions with 'and' or 'or'"),
    (
      "a = Every week", 10,
      "write the id of a choice, such as 'every_week', or put a text in straight double quotes"
    ),
    ("a & b", 2, "write 'and'"), ("a || b", 2, "write 'or'"),
    ("!a", 0, "write 'not', or '!=' for 'is not'"),
    ("a = 'x'", 4, "put text in straight double quotes: \"text\""),
    ("a = “x”", 4, "put text in straight double quotes: \"text\""),
    ("a ≥ 3", 2, "write '>='"), ("a ≤ 3", 2, "write '<='"), ("a ≠ 3", 2, "write '!='"),
    ("a = \u{338} 3", 3, nil), ("a = 3;", 5, nil),
    (
      "é = 3", 0,
      "type the word anew: names have the letters a to z, and this one at most looks like one"
    ), ("a\u{20DD} = 3", 0, nil),
    ("a = \"x", 4, "add \" at its end"), ("a = \"x\\\"", 4, "add \" at its end"),
    ("a = 2026-02-30", 4, "write year-month-day, such as 2026-11-20"),
    ("a = 2026-10-5 and b", 4, "write year-month-day, such as 2026-11-20"),
    ("7b = 3", 0, "names are small letters, digits and _, beginning with a letter"),
    ("a = 1.", 5, nil),
    (
      "a = 12:30", 6,
      "put a time in straight double quotes, with two digits for the hour: \"09:00\""
    ), ("a = 1\u{20E3}", 4, nil),
    ("\"e\u{301}\" = ;", 6, nil),
  ])
  func `a rule that breaks the grammar is refused where it breaks`(
    text: String, offset: Int?, suggestion: String?
  ) {
    guard let offset else {
      #expect(throws: Never.self) { try RuleParser.parse(text) }
      return
    }
    let problem = #expect(throws: RuleProblem.self) { try RuleParser.parse(text) }
    #expect(problem?.code == .ruleSyntax)
    #expect(problem?.offset == offset)
    #expect(problem?.suggestion == suggestion)
    #expect(problem?.message.isEmpty == false)
  }
}
