// Random rules that make sense: their names exist and their types fit.

import TestRandomness
import Surveys

/// What a rule at some place can name, by type.
struct Vocabulary {
  var numbers: [String] = []
  var texts: [String] = []
  var days: [String] = []
  var single: [(id: String, choices: [String])] = []
  var several: [(id: String, choices: [String])] = []
  /// Lists with their questions that are numbers.
  var lists: [(id: String, numbers: [String])] = []
  var scopes: [String] = []

  /// Everything asked before a position, and before a position of the item a rule stands in.
  init(_ survey: Survey, before position: Int, itemsOf list: Int? = nil, before place: Int = 0) {
    for question in survey.questions.prefix(position) { add(question) }
    if let list {
      for question in survey.questions[list].itemQuestions.prefix(place) { add(question) }
    }
    scopes = survey.consent.scopes.map(\.id)
  }

  private mutating func add(_ question: Question) {
    switch question.kind.ruleType {
    case .number: numbers.append(question.id)
    case .text: texts.append(question.id)
    case .day: days.append(question.id)
    case .choice(let ids): single.append((question.id, ids))
    case .choices(let ids): several.append((question.id, ids))
    case .items:
      let inside = question.itemQuestions.filter { $0.kind.ruleType == .number }
      lists.append((question.id, inside.map(\.id)))
    case .boolean, .unanswered, .nothing, .time, .point, .attachment: break
    }
  }

  var everything: [String] {
    numbers + texts + days + single.map(\.id) + several.map(\.id) + lists.map(\.id)
  }
}

struct RuleWriter {
  var random: SeededGenerator
  let words: Vocabulary
  /// A rule of an indicator: no day of its own, no words of texts, no items.
  var counting = false

  mutating func condition(_ depth: Int) -> Expression {
    guard depth > 0 else { return plainCondition(0) }
    switch random.number(0...9) {
    case 0: return Expression(.or(conditions(depth)))
    case 1: return Expression(.and(conditions(depth)))
    case 2, 3: return Expression(.not(condition(depth - 1)))
    case 4:
      return call("if", condition(depth - 1), condition(depth - 1), condition(depth - 1))
    default: return plainCondition(depth - 1)
    }
  }

  private mutating func conditions(_ depth: Int) -> [Expression] {
    (0..<random.number(2...3)).map { _ in condition(depth - 1) }
  }

  /// A comparison, `in`, `has` or `answered`; of numbers where there is nothing else to name.
  private mutating func plainCondition(_ depth: Int) -> Expression {
    switch random.number(0...9) {
    case 0 where !words.everything.isEmpty:
      return call("answered", name(random.pick(words.everything)))
    case 1...3 where !words.single.isEmpty: return choiceCondition()
    case 4 where !words.several.isEmpty:
      let (id, choices) = random.pick(words.several)
      return Expression(.has(name(id), random.some(of: choices).map { Expression.Word($0) }))
    case 6 where !words.scopes.isEmpty:
      let scope = Expression(
        .member(Expression.Word("consent"), Expression.Word(random.pick(words.scopes))))
      return Expression(
        .compare(random.pick([.equal, .notEqual]), scope, name(random.pick(["yes", "no"]))))
    case 7: return compare([.equal, .notEqual], text(depth), text(depth))
    case 8: return compare(Expression.Comparison.allCases, day(depth), day(depth))
    default: return compare(Expression.Comparison.allCases, number(depth), number(depth))
    }
  }

  private mutating func compare(
    _ comparisons: [Expression.Comparison], _ left: Expression, _ right: Expression
  ) -> Expression {
    let comparison = random.pick(comparisons)
    // After `=` and `!=` a bare word is a choice.
    if case .name = right.form, comparison == .equal || comparison == .notEqual {
      return Expression(.compare(comparison, left, call("answer", right)))
    }
    return Expression(.compare(comparison, left, right))
  }

  private mutating func choiceCondition() -> Expression {
    let (id, choices) = random.pick(words.single)
    let comparison = random.pick([Expression.Comparison.equal, .notEqual])
    let shared = words.single.filter { !Set($0.choices).isDisjoint(with: choices) }
    switch random.number(0...3) {
    case 0:
      return Expression(.isIn(name(id), random.some(of: choices).map { Expression.Word($0) }))
    case 1:
      return Expression(
        .compare(comparison, name(id), call("answer", name(random.pick(shared).id))))
    default: return Expression(.compare(comparison, name(id), name(random.pick(choices))))
    }
  }

  mutating func number(_ depth: Int) -> Expression {
    guard depth > 0 else { return plainNumber() }
    switch random.number(0...9) {
    case 0...2:
      return Expression(
        .arithmetic(random.pick(Expression.Operation.allCases), operand(depth), operand(depth)))
    case 3: return Expression(.negative(operand(depth)))
    case 4: return conditional(condition(depth - 1), number(depth - 1), number(depth - 1))
    case 5: return Expression(.call(Expression.Word("count_true"), conditions(depth)))
    case 6: return fold(depth)
    case 7: return call("round", operand(depth), constant(Double(random.number(0...3))))
    case 8: return call("years_between", day(depth - 1), day(depth - 1))
    default: return plainNumber()
    }
  }

  /// Arithmetic also takes `unanswered`.
  private mutating func operand(_ depth: Int) -> Expression {
    random.chance(4) ? Expression(.unanswered) : number(depth - 1)
  }

  private mutating func fold(_ depth: Int) -> Expression {
    let function = Expression.Word(random.pick(["min", "max", "sum", "mean"]))
    let lists = words.lists.filter { !$0.numbers.isEmpty }
    if !counting, !lists.isEmpty, random.chance(50) {
      let list = random.pick(lists)
      let member = Expression.Form.member(
        Expression.Word(list.id), Expression.Word(random.pick(list.numbers)))
      return Expression(.call(function, [Expression(member)]))
    }
    return Expression(.call(function, (0..<random.number(1...3)).map { _ in operand(depth) }))
  }

  private mutating func plainNumber() -> Expression {
    switch random.number(0...9) {
    case 0...3 where !words.numbers.isEmpty: return name(random.pick(words.numbers))
    case 4 where !words.single.isEmpty: return call("code", name(random.pick(words.single).id))
    case 5 where !words.several.isEmpty: return call("count", name(random.pick(words.several).id))
    case 6 where !words.lists.isEmpty: return call("count", name(random.pick(words.lists).id))
    case 7 where !words.texts.isEmpty: return call("length", name(random.pick(words.texts)))
    default: return constant(Double(random.number(0...40)) / 4)
    }
  }

  mutating func text(_ depth: Int) -> Expression {
    if depth > 0, random.chance(25) {
      return conditional(condition(depth - 1), text(depth - 1), text(depth - 1))
    }
    if !counting, !words.texts.isEmpty, random.chance(60) { return name(random.pick(words.texts)) }
    return Expression(.text(random.pick(AnswerWriter.texts)))
  }

  mutating func day(_ depth: Int) -> Expression {
    if depth > 0, random.chance(15) {
      return conditional(condition(depth - 1), day(depth - 1), day(depth - 1))
    }
    if !counting, random.chance(20) { return call("today") }
    if !words.days.isEmpty, random.chance(70) { return name(random.pick(words.days)) }
    return Expression(.day(random.pick(AnswerWriter.days)))
  }

  private mutating func conditional(
    _ condition: Expression, _ yes: Expression, _ no: Expression
  ) -> Expression {
    random.chance(40) ? call("if", condition, yes) : call("if", condition, yes, no)
  }

  private func name(_ id: String) -> Expression { Expression(.name(Expression.Word(id))) }
  private func constant(_ number: Double) -> Expression { Expression(.number(number)) }
  private func call(_ name: String, _ arguments: Expression...) -> Expression {
    Expression(.call(Expression.Word(name), arguments))
  }
}
