// Random rules by the grammar alone: they need not make sense, only be writable.

import TestRandomness
import Surveys

struct TreeWriter {
  var random: SeededGenerator
  var names = ["a", "b2", "safe", "x_y", "consent", "notes", "order", "in_town", "if", "Q_9"]

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Any tree that the grammar can write.
  mutating func tree(_ depth: Int) -> Expression {
    guard depth > 0 else { return leaf() }
    let form: Expression.Form =
      switch random.number(0...9) {
      case 0: .or(trees(2...3, depth))
      case 1: .and(trees(2...3, depth))
      case 2: .not(tree(depth - 1))
      case 3:
        .compare(random.pick(Expression.Comparison.allCases), tree(depth - 1), tree(depth - 1))
      case 4: .isIn(tree(depth - 1), words())
      case 5: .has(tree(depth - 1), words())
      case 6, 7:
        .arithmetic(random.pick(Expression.Operation.allCases), tree(depth - 1), tree(depth - 1))
      case 8: .negative(tree(depth - 1))
      default: .call(word(), trees(0...3, depth))
      }
    return Expression(form, at: random.number(0...99))
  }

  private mutating func trees(_ range: ClosedRange<Int>, _ depth: Int) -> [Expression] {
    (0..<random.number(range)).map { _ in tree(depth - 1) }
  }

  private mutating func leaf() -> Expression {
    switch random.number(0...7) {
    case 0: return Expression(.number(number()))
    case 1: return Expression(.text(text()))
    case 2:
      return CalendarDay(daysSinceEpoch: random.number(-700_000...2_900_000)).map {
        Expression(.day($0))
      } ?? Expression(.unanswered)
    case 3: return Expression(.unanswered)
    case 4: return Expression(.member(word(), word()))
    default: return Expression(.name(word()))
    }
  }

  private mutating func word() -> Expression.Word {
    Expression.Word(random.pick(names))
  }

  private mutating func words() -> [Expression.Word] {
    (0..<random.number(1...3)).map { _ in word() }
  }

  /// A number of 0 or more, as the language can write.
  mutating func number() -> Double {
    switch random.number(0...9) {
    case 0...3: Double(random.number(0...100))
    case 4: Double(random.number(0...4_000)) / 8
    case 5: Double.random(in: 0...1, using: &random)
    case 6: Double(random.next())
    case 7: Double.random(in: 0...1e-6, using: &random)
    case 8: Double.random(in: 8e15...1e25, using: &random)
    default: Double(bitPattern: random.next() & 0x7FDF_FFFF_FFFF_FFFF)
    }
  }

  mutating func text() -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", " ", "\"", "\\", "'", "\n", "\r", "\t", "é", "\u{301}", "\u{200D}", "\u{600}",
      "\u{1F3F4}", "\u{1F1EC}", "\u{1F1E7}", "\u{20E3}", "9", "=", "\u{338}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<random.number(0...6) { text.append(random.pick(scalars)) }
    return String(text)
  }
}
