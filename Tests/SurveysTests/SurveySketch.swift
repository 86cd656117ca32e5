// A short way to write surveys in tests: sketches of questions, built in two passes as modules are,
// all names first and then the rules.

import Surveys

/// A choice with its id; its code is its position, -9 for `prefer_not`.
struct ChoiceSketch: Sendable, ExpressibleByStringLiteral {
  let id: String
  var exclusive = false
  var showIf: String?

  init(_ id: String, exclusive: Bool = false, showIf: String? = nil) {
    (self.id, self.exclusive, self.showIf) = (id, exclusive, showIf)
  }

  init(stringLiteral id: String) { self.init(id) }
}

/// A question as a test writes it.
struct QuestionSketch: Sendable {
  let id: String
  let type: String
  var settings: [String: KindValue] = [:]
  var choices: [ChoiceSketch] = []
  var missing: Set<String> = []
  var items: [QuestionSketch] = []
  var value: String?
  var ask = "What do you say?"
  var isRequired = false
  var isSensitive = false
  var isSlot = false
  var showIf: String?
  var check: String?
  var checkMessage: String?
  var concernIf: String?

  init(_ id: String, _ type: String, _ settings: [String: KindValue] = [:]) {
    (self.id, self.type, self.settings) = (id, type, settings)
  }

  static func one(
    _ id: String, _ choices: [ChoiceSketch], missing: Set<String> = []
  ) -> QuestionSketch {
    var sketch = QuestionSketch(id, "choose_one")
    (sketch.choices, sketch.missing) = (choices, missing)
    return sketch
  }

  static func many(
    _ id: String, _ choices: [ChoiceSketch], missing: Set<String> = [],
    _ settings: [String: KindValue] = [:]
  ) -> QuestionSketch {
    var sketch = QuestionSketch(id, "choose_many", settings)
    (sketch.choices, sketch.missing) = (choices, missing)
    return sketch
  }

  static func ranked(_ id: String, _ choices: [ChoiceSketch], top: Int) -> QuestionSketch {
    var sketch = QuestionSketch(id, "rank", ["top": .wholeNumber(top)])
    sketch.choices = choices
    return sketch
  }

  static func yesNo(_ id: String) -> QuestionSketch { QuestionSketch(id, "yes_no") }

  static func list(_ id: String, upTo: Int = 5, _ items: [QuestionSketch]) -> QuestionSketch {
    var sketch = QuestionSketch(id, "repeat", ["up_to": .wholeNumber(upTo)])
    sketch.items = items
    return sketch
  }

  static func calculate(_ id: String, _ value: String) -> QuestionSketch {
    var sketch = QuestionSketch(id, "calculate")
    sketch.value = value
    return sketch
  }

  func required() -> QuestionSketch { changed { $0.isRequired = true } }
  func sensitive() -> QuestionSketch { changed { $0.isSensitive = true } }
  func slot(ask: String) -> QuestionSketch { changed { ($0.isSlot, $0.ask) = (true, ask) } }
  func shown(if rule: String) -> QuestionSketch { changed { $0.showIf = rule } }
  func concern(if rule: String) -> QuestionSketch { changed { $0.concernIf = rule } }
  func checked(_ rule: String, _ message: String? = nil) -> QuestionSketch {
    changed { ($0.check, $0.checkMessage) = (rule, message) }
  }

  private func changed(_ change: (inout QuestionSketch) -> Void) -> QuestionSketch {
    var sketch = self
    change(&sketch)
    return sketch
  }
}

/// A survey with the names that its rules know.
struct BuiltSurvey {
  let survey: Survey
  let symbols: RuleSymbols

  /// A rule that stands after every question unless a position is given.
  func compile(
    _ text: String, _ use: RuleContext.Use = .showIf, at position: Int? = nil,
    item: (repeat: String, position: Int)? = nil
  ) throws(RuleProblem) -> (rule: CompiledRule, type: RuleType, warnings: [RuleProblem]) {
    try RuleCompiler.compile(
      text, symbols: symbols, context: RuleContext(use: use, position: position, item: item))
  }

  /// What is wrong with a rule; nil when nothing is.
  func problem(
    _ text: String, _ use: RuleContext.Use = .showIf, at position: Int? = nil,
    item: (repeat: String, position: Int)? = nil
  ) -> RuleProblem? {
    do throws(RuleProblem) {
      _ = try compile(text, use, at: position, item: item)
      return nil
    } catch { return error }
  }
}
