// The second pass over questions: their rules, in asking order, so that a calculation's type is
// known to every rule after it.

internal import Surveys
internal import YAML

/// Turns drafts into questions.
struct QuestionBuilder {
  private(set) var rules: RuleBook
  /// Uses of blocks whose own rule is wrong.
  private var brokenUses: Set<Int> = []

  init(_ rules: RuleBook) { self.rules = rules }

  /// Where a question stands.
  private struct Place {
    let index: Int
    var item: (repeat: String, position: Int)?

    func context(_ use: RuleContext.Use) -> RuleContext {
      RuleContext(use: use, position: index, item: item)
    }

    var reference: AnswerReference {
      if let item { .item(repeat: index, question: item.position) } else { .question(index) }
    }
  }

  /// The questions that could be read whole.
  mutating func build(_ drafts: [QuestionDraft]) -> [Question] {
    drafts.enumerated().compactMap { index, draft in question(draft, Place(index: index)) }
  }

  private mutating func question(_ draft: QuestionDraft, _ place: Place) -> Question? {
    let fields = draft.fields
    let showIf = showIf(draft, place)
    let kind = kind(draft, place)
    let check = compile(fields.rule("check"), place, .check)
    let concernIf = compile(fields.rule("concern_if"), place, .concernIf)
    let settings = QuestionSettings(draft)
    guard let kind, !draft.id.isEmpty else { return nil }
    let question = Question(
      id: draft.id, ask: settings.ask, hint: fields.text("hint"), kind: kind,
      required: settings.required, showIf: showIf, check: check,
      checkMessage: fields.text("check_message"), missing: draft.missing,
      personal: settings.personal, sensitive: settings.sensitive, role: settings.role,
      codeWith: fields.text("code_with"), rights: settings.rights, source: fields.text("source"),
      slot: settings.slot, concernIf: concernIf)
    if kind is Calculate { rules.settle(question, place.reference, inRepeat: place.item?.repeat) }
    return question
  }

  private func compile(
    _ rule: RuleText?, _ place: Place, _ use: RuleContext.Use
  ) -> CompiledRule? {
    rule.flatMap { rules.compile($0, place.context(use))?.rule }
  }

  /// The question's own rule, and that of the `use` which brought it.
  private mutating func showIf(_ draft: QuestionDraft, _ place: Place) -> CompiledRule? {
    let context = place.context(.showIf)
    let own = draft.fields.rule("show_if")
    let ownRule = compile(own, place, .showIf)
    guard let use = draft.use, let shared = use.showIf else { return ownRule }
    if use.isFirst, rules.compile(shared, context) == nil { brokenUses.insert(use.number) }
    guard !brokenUses.contains(use.number) else { return nil }
    guard let own else { return rules.compile(shared, context)?.rule }
    return ownRule.flatMap { _ in rules.compile(shared, and: own, context) }
  }

  /// The kind with its rules.
  private mutating func kind(_ draft: QuestionDraft, _ place: Place) -> (any QuestionKind)? {
    var settings = draft.settings
    if !draft.choices.isEmpty {
      settings["choices"] = .choices(
        draft.choices.map { $0.choice(compile($0.showIf, place, .showIf)) })
    }
    if !draft.items.isEmpty {
      var items: [Question] = []
      for (position, item) in draft.items.enumerated() {
        let own = Place(index: place.index, item: (draft.id, position))
        if let question = question(item, own) { items.append(question) }
      }
      settings["questions"] = .questions(items)
    }
    guard let kind = draft.kind else { return nil }
    if kind is Calculate {
      guard let rule = draft.fields.rule("value"),
        let value = rules.compile(rule, place.context(.value))
      else {
        rules.markUnsound(draft.id)
        return nil
      }
      settings["value"] = .rule(value.rule, value.type)
    }
    return try? type(of: kind).init(KindSettings(settings))
  }
}
