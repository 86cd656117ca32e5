// Everything that rules can name, and the checking of rules against it.

internal import Surveys
internal import YAML

/// The names of one survey while its rules are read.
struct RuleBook {
  private var symbols = RuleSymbols()
  /// Questions that could not be read whole: what a rule says of them is not judged, because the
  /// fault is reported where it is.
  private(set) var unsound: Set<String> = []

  /// `policy` nil: consent could not be read.
  init(_ questions: [QuestionDraft], _ policy: ConsentPolicy?) {
    for (index, scope) in (policy?.scopes ?? []).enumerated() {
      symbols.add(scope: scope, index: index)
    }
    if policy == nil { unsound.insert("consent") }
    for (index, question) in questions.enumerated() where !question.id.isEmpty {
      symbols.add(question.symbol(.question(index)))
      if question.part == nil, let former = question.fields["was"]?.text?.trimmed {
        symbols.add(formerID: former, of: question.id)
      }
      if !question.isSound { unsound.insert(question.id) }
      for (place, item) in question.items.enumerated() where !item.id.isEmpty {
        symbols.add(item.symbol(.item(repeat: index, question: place)), toRepeat: question.id)
        if !item.isSound { unsound.insert(item.id) }
      }
    }
  }

  /// Checks a rule; problems and warnings are reported at their place.
  func compile(_ rule: RuleText, _ context: RuleContext) -> (rule: CompiledRule, type: RuleType)? {
    guard !rule.reporter.log.isFull else { return nil }
    do throws(RuleProblem) {
      let result = try RuleCompiler.compile(rule.text, symbols: symbols, context: context)
      for warning in result.warnings { rule.report(warning) }
      return (result.rule, result.type)
    } catch {
      if !followsFromOther(error, rule) { rule.report(error) }
      return nil
    }
  }

  /// Rules that all have to hold. Each has been checked alone; what is wrong with them together is
  /// reported at one of them.
  func compile(
    all rules: [RuleText], reportedBy rule: RuleText, _ context: RuleContext
  ) -> CompiledRule? {
    let text = rules.map { "(\($0.text))" }.joined(separator: " and ")
    do throws(RuleProblem) {
      return try RuleCompiler.compile(text, symbols: symbols, context: context).rule
    } catch {
      rule.report(RuleProblem(error.code, at: 0, error.message, suggestion: error.suggestion))
      return nil
    }
  }

  /// A rule that the format itself makes, about questions that are there.
  func compile(_ text: String, _ context: RuleContext) -> CompiledRule? {
    try? RuleCompiler.compile(text, symbols: symbols, context: context).rule
  }

  private func followsFromOther(_ problem: RuleProblem, _ rule: RuleText) -> Bool {
    switch problem.code {
    case .ruleType, .unknownChoice, .unknownScope, .notCountable:
      !unsound.isDisjoint(with: rule.words)
    default: false
    }
  }

  /// A calculation's type is known once its rule is.
  mutating func settle(_ question: Question, _ reference: AnswerReference, inRepeat: String?) {
    let symbol = RuleSymbol(id: question.id, reference: reference, type: question.kind.ruleType)
    if let inRepeat { symbols.add(symbol, toRepeat: inRepeat) } else { symbols.add(symbol) }
  }

  mutating func markUnsound(_ id: String) { unsound.insert(id) }
}
