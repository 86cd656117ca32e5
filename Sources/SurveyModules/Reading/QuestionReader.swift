// The first pass over questions: ids, kinds, choices and settings, blocks in their places.

internal import Surveys
internal import YAML

/// Reads the list of questions of a survey.
struct QuestionReader {
  static let most = 5_000

  let blocks: BlockShelf
  private(set) var questions: [QuestionDraft] = []
  /// Blocks in the order they are asked, with the ids that are asked of each.
  private(set) var used: [(reference: String, block: Fields)] = []
  private var ids = UniqueNames()
  private var uses = 0
  private var count = 0

  init(_ blocks: BlockShelf) { self.blocks = blocks }

  /// Reads `questions` of the survey.
  mutating func read(_ survey: Fields) {
    guard survey.required("questions") != nil, let nodes = survey.list("questions") else { return }
    for node in nodes where !blocks.isFull {
      if node["use"] != nil {
        use(node, survey.reporter)
      } else {
        append(node, survey.reporter, use: nil)
      }
    }
  }

  private mutating func append(_ node: YAMLNode, _ reporter: Reporter, use: BlockUse?) {
    guard var draft = question(node, reporter, isItem: false) else { return }
    draft.use = use
    questions.append(draft)
  }

  private mutating func use(_ node: YAMLNode, _ reporter: Reporter) {
    guard let fields = Fields(node, .use, reporter), let name = fields.text("use"),
      let position = fields["use"]?.position,
      let block = blocks.block(PlacedText(text: name, position: position), reporter)
    else { return }
    guard block.has("questions") else {
      fields.report(.badBlock, "use", "the block '\(name)' has no questions to ask")
      return
    }
    let nodes = block.list("questions") ?? []
    let only = fields.texts("only")
    check(only ?? [], nodes, name, reporter)
    if !used.contains(where: { $0.reference == name }) { used.append((name, block)) }
    uses += 1
    let wanted = only.map { Set($0.map(\.text)) }
    var isFirst = true
    for item in nodes where !blocks.isFull {
      if item["use"] != nil {
        block.reporter.report(
          .badBlock, at: item.position, "a block cannot use another block",
          suggestion: "use both in the survey")
        continue
      }
      if let wanted, let id = item["id"]?.text, !wanted.contains(id.trimmed) { continue }
      append(
        item, block.reporter,
        use: BlockUse(number: uses, showIf: fields.rule("show_if"), isFirst: isFirst))
      isFirst = false
    }
  }

  private func check(
    _ only: [PlacedText], _ nodes: [YAMLNode], _ name: String, _ reporter: Reporter
  ) {
    let known = nodes.compactMap { $0["id"]?.text?.trimmed }
    let set = Set(known)
    for id in only where !set.contains(id.text) {
      reporter.report(
        .unknownQuestion, at: id.position, "the block '\(name)' has no question '\(id.text)'",
        suggestion: didYouMean(id.text, known))
    }
  }

  private mutating func question(
    _ node: YAMLNode, _ reporter: Reporter, isItem: Bool
  ) -> QuestionDraft? {
    count += 1
    guard count <= Self.most else {
      if count == Self.most + 1 {
        reporter.report(
          .tooMany, at: node.position, "a survey has at most 5,000 questions",
          suggestion: "make two surveys of it")
      }
      return nil
    }
    let typeName = node["type"]?.text?.trimmed
    let type = typeName.flatMap { QuestionKinds.kind($0) }
    guard let fields = Fields(node, .question(type), reporter) else { return nil }
    let id = readID(fields)
    if type == nil { refuseType(fields) }
    if isItem, type is Repeat.Type {
      fields.report(.badSetting, "type", "a repeat cannot stand in another repeat")
      return nil
    }
    return draft(id, type, fields)
  }

  private mutating func draft(
    _ id: PlacedText, _ type: (any QuestionKind.Type)?, _ fields: Fields
  ) -> QuestionDraft {
    let isSlot = fields["slot"]?.text == "yes"
    let settings = type.map { type in
      KindReader(type, fields, isSlot: isSlot) { nodes in
        nodes.compactMap { question($0, fields.reporter, isItem: true) }
      }
    }
    var kind: (any QuestionKind)?
    if let type, let settings, settings.isSound { kind = make(type, settings.values, fields) }
    return QuestionDraft(
      id: id.text, idPosition: id.position, fields: fields, settings: settings?.values ?? [:],
      kind: kind, choices: settings?.choices ?? [], items: settings?.items ?? [],
      missing: missing(fields, kind), isSound: kind != nil)
  }

  private func make(
    _ type: any QuestionKind.Type, _ values: [String: KindValue], _ fields: Fields
  ) -> (any QuestionKind)? {
    do throws(KindProblem) {
      return try type.init(KindSettings(values))
    } catch {
      fields.report(.badSetting, error.key, error.message)
      return nil
    }
  }

  private mutating func readID(_ fields: Fields) -> PlacedText {
    guard let id = fields.requiredText("id"), let position = fields["id"]?.position else {
      return PlacedText(text: "", position: fields.position)
    }
    fields.reporter.check(id, .word, at: position)
    if ChoiceReader.reserved.contains(id) {
      fields.reporter.report(
        .reservedWord, at: position,
        "'\(id)' is a word of the rule language and cannot be a question",
        suggestion: "write another, such as '\(id)_question'")
    }
    let isNew = ids.insert(id, "the question", at: position, fields.reporter)
    return PlacedText(text: isNew ? id : "", position: position)
  }

  private func refuseType(_ fields: Fields) {
    guard let type = fields.requiredText("type") else { return }
    let names = QuestionKinds.all.map { $0.name }
    if KnownKeys.typesNotReadYet.contains(type) {
      fields.report(
        .notAllowed, "type", "this version of Hark does not ask questions of type '\(type)'",
        suggestion: "its types are \(names.joined(separator: ", "))")
      return
    }
    fields.report(
      .notAllowed, "type", "'\(type)' is not a type of question",
      suggestion: didYouMean(type, names) ?? "its types are \(names.joined(separator: ", "))")
  }

  /// The choices that count as no answer: those named, and those that always do.
  private func missing(_ fields: Fields, _ kind: (any QuestionKind)?) -> Set<String> {
    let named = fields.texts("missing") ?? []
    guard let kind else { return Set(named.map(\.text)) }
    let known = kind.choices.map(\.id)
    for id in named where !known.contains(id.text) {
      fields.reporter.report(
        known.isEmpty ? .badSetting : .unknownChoice, at: id.position,
        known.isEmpty
          ? "'missing' names choices, and this question has none"
          : "the choice '\(id.text)' is not one of '\(fields["id"]?.text ?? "")'",
        suggestion: didYouMean(id.text, known))
    }
    return kind.inherentMissing.union(named.map(\.text))
  }
}
