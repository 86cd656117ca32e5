// The second pass over questions: their rules, in asking order, so that a calculation's type is
// known to every rule after it.

internal import Surveys
internal import YAML

/// Turns drafts into questions.
struct QuestionBuilder {
  private(set) var rules: RuleBook
  /// The last position of each grid's rows, at which all of them can be read.
  private var lastRows: [String: Int] = [:]
  /// By place, whether the rule of a group or of the use of a block is sound.
  private var judged: [String: Bool] = [:]

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
    noteRows(drafts)
    return drafts.enumerated().compactMap { index, draft in
      question(draft, Place(index: index))
    }
  }

  private mutating func noteRows(_ drafts: [QuestionDraft]) {
    for (index, draft) in drafts.enumerated() {
      if case .row(let grid, _) = draft.part { lastRows[grid] = index }
      noteRows(draft.items)
    }
  }

  private mutating func question(_ draft: QuestionDraft, _ place: Place) -> Question? {
    let fields = draft.fields
    let showIf = showIf(draft, place)
    let kind = kind(draft, place)
    let check = draft.part == nil ? compile(fields.rule("check"), place, .check) : nil
    let concernIf = afterwards("concern_if", draft, place, .concernIf)
    let endIf = afterwards("end_if", draft, place, .endIf)
    let settings = QuestionSettings(draft)
    guard let kind, !draft.id.isEmpty else { return nil }
    let isText = kind is ShortText || kind is LongText
    let question = Question(
      id: draft.id, ask: settings.ask, hint: settings.hint,
      kind: kind, required: settings.required, showIf: showIf, check: check,
      checkMessage: check == nil ? nil : fields.text("check_message"), missing: draft.missing,
      personal: settings.personal, sensitive: settings.sensitive, role: settings.role,
      codeWith: isText ? fields.text("code_with") : nil, rights: settings.rights,
      source: fields.text("source"), slot: settings.slot, concernIf: concernIf, endIf: endIf,
      endText: endIf == nil ? nil : fields.text("end_text"), retired: settings.retired,
      was: settings.was, part: draft.part, block: draft.block)
    if kind is Calculate { rules.settle(question, place.reference, inRepeat: place.item?.repeat) }
    return question
  }

  private func compile(
    _ rule: RuleText?, _ place: Place, _ use: RuleContext.Use
  ) -> CompiledRule? {
    rule.flatMap { rules.compile($0, place.context(use))?.rule }
  }

  /// A rule that is worked out once the question is answered. Of a grid it may read every row, and
  /// stands at each row that it reads; at the last where it reads none.
  private func afterwards(
    _ key: String, _ draft: QuestionDraft, _ place: Place, _ use: RuleContext.Use
  ) -> CompiledRule? {
    guard let rule = draft.fields.rule(key), !(draft.kind is Grid) else { return nil }
    switch draft.part {
    case nil: return compile(rule, place, use)
    case .rowNote, .otherText: return nil
    case .row(let grid, _):
      let last = lastRows[grid] ?? 0
      let context =
        if let item = place.item {
          RuleContext(use: use, position: place.index, item: (item.repeat, last))
        } else {
          RuleContext(use: use, position: last)
        }
      let own = place.item?.position ?? place.index
      guard let compiled = rules.compile(rule, context)?.rule else { return nil }
      let rows = compiled.reads.filter { $0.id.hasPrefix("\(grid).") }
      let isHere = rows.isEmpty ? own == last : rows.contains { $0.id == draft.id }
      return isHere ? compiled : nil
    }
  }

  /// The question's own rule, and those of the groups and uses of blocks that it stands in.
  private mutating func showIf(_ draft: QuestionDraft, _ place: Place) -> CompiledRule? {
    let context = place.context(.showIf)
    let isSound = judge(draft.conditions, context)
    var texts = draft.conditions
    switch draft.part {
    case .otherText(let question):
      let isSet = draft.isPartOfSet
      return rules.compile(
        "\(question) \(isSet ? "has" : "=") \(ChoiceDraft.otherID)", context)
    case .rowNote(let grid, let row):
      return rules.compile("answered(\(grid).\(row))", context)
    case .row, nil: if let own = draft.fields.rule("show_if") { texts.append(own) }
    }
    var own: CompiledRule?
    if let rule = draft.fields.rule("show_if") {
      // The rule of a heading is that of what stands under it, too.
      if draft.isHeadingOrRow, !judge([rule], context) { return nil }
      own = rules.compile(rule, context)?.rule
      if own == nil { return nil }
    }
    guard isSound, let last = texts.last else { return nil }
    if texts.count == 1, let own { return own }
    return rules.compile(all: texts, reportedBy: last, context)
  }

  /// Whether the rules of groups and uses are sound; each is judged at the first question under it.
  private mutating func judge(_ conditions: [RuleText], _ context: RuleContext) -> Bool {
    var areSound = true
    for rule in conditions {
      let key = "\(rule.reporter.file.name):\(rule.position.line):\(rule.position.column)"
      let isSound = judged[key] ?? (rules.compile(rule, context) != nil)
      judged[key] = isSound
      areSound = areSound && isSound
    }
    return areSound
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

extension QuestionDraft {
  fileprivate var isHeadingOrRow: Bool { kind is Group || kind is Grid || part != nil }

  /// Whether the question that it takes the words for has several choices.
  fileprivate var isPartOfSet: Bool { fields["type"]?.text?.trimmed == ChooseMany.name }
}
