// A rule is stored and shown in its standard spelling; that spelling must say the same.

import TestRandomness
import Surveys
import Testing

@Suite struct RulePrinting {
  @Test func `R46 a printed rule parses to the same rule, for thousands of random rules`() throws {
    var writer = TreeWriter(seed: 11)
    var tooLong = 0
    for round in 0..<4_000 {
      let tree = writer.tree(round % 6)
      let printed = tree.printed
      guard printed.unicodeScalars.count <= RuleParser.maximumLength else {
        tooLong += 1
        continue
      }
      let again = try RuleParser.parse(printed)
      guard again == tree, again.printed == printed, sameTexts(again, tree) else {
        Issue.record("round \(round): \(printed) became \(again.printed)")
        return
      }
    }
    #expect(tooLong < 200)
  }

  /// Equal strings can differ in scalars; a rule keeps the scalars.
  private func sameTexts(_ one: Expression, _ other: Expression) -> Bool {
    Array(one.printed.unicodeScalars) == Array(other.printed.unicodeScalars)
  }

  @Test func `numbers are printed without an exponent and read back as they are`() throws {
    var writer = TreeWriter(seed: 12)
    for _ in 0..<5_000 {
      let number = writer.number()
      let printed = Expression(.number(number)).printed
      #expect(printed.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") })
      guard try RuleParser.parse(printed) == Expression(.number(number)) else {
        Issue.record("\(number) is printed as \(printed)")
        return
      }
    }
  }

  @Test(arguments: [
    (0.0, "0"), (43, "43"), (1.5, "1.5"), (0.1, "0.1"), (1e15, "1000000000000000"),
    (1e22, "10000000000000000000000"), (1.5e-7, "0.00000015"), (1.25e17, "125000000000000000"),
    (9_007_199_254_740_992, "9007199254740992.0"),
  ])
  func `a number is printed in plain digits`(number: Double, printed: String) {
    #expect(Expression(.number(number)).printed == printed)
  }

  @Test(arguments: [
    ("a=b   and(c=d)", "a = b and c = d"),
    ("(a = b or c = d) and e = f", "(a = b or c = d) and e = f"),
    ("((a)) + ((b * c))", "a + b * c"), ("(a + b) * c", "(a + b) * c"),
    ("a - (b - c) - d", "a - (b - c) - d"), ("a / (b / c)", "a / (b / c)"),
    ("-(a + b)", "-(a + b)"), ("-(-a)", "-(-a)"), ("a - -b", "a - -b"),
    ("not (a = b)", "not a = b"), ("not (not (a = b))", "not (not a = b)"),
    ("(a = b) = (c = d)", "(a = b) = (c = d)"), ("a in[b,c]", "a in [b, c]"),
    ("a has [b]", "a has b"), ("a has [b,c]", "a has [b, c]"), ("if(a=b,1,2)", "if(a = b, 1, 2)"),
    ("consent . quote = yes", "consent.quote = yes"), ("1.50 < 02", "1.5 < 2"),
    ("\"a\\\"b\\\\c\" = \"\\d\"", "\"a\\\"b\\\\c\" = \"d\""),
    ("a or (b or c)", "a or (b or c)"), ("\n a \t or\r\nb", "a or b"),
  ])
  func `a rule has one standard spelling`(text: String, printed: String) throws {
    #expect(try RuleParser.parse(text).printed == printed)
  }
}
