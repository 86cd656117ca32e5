// The first pass over questions: ids, kinds, choices and settings, blocks in their places. Groups,
// grids and the words to `other` become questions of their own that follow each other.

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
  private var count = 0
  /// What was asked of each block so far, with the line where it was last used.
  private var uses: [String: (ids: Set<String>, line: Int)] = [:]

  init(_ blocks: BlockShelf) { self.blocks = blocks }

  /// Where a question is read: in a list's items or not, under which rules of groups and blocks, and
  /// of which block.
  private struct Place {
    let reporter: Reporter
    var isItem = false
    var block: String?
    var conditions: [RuleText] = []

    func under(_ rule: RuleText?) -> Place {
      var place = self
      if let rule { place.conditions.append(rule) }
      return place
    }
  }

  /// Reads `questions` of the survey.
  mutating func read(_ survey: Fields) {
    guard survey.required("questions") != nil, let nodes = survey.list("questions") else { return }
    questions = read(nodes, Place(reporter: survey.reporter))
  }

  private mutating func read(_ nodes: [YAMLNode], _ place: Place) -> [QuestionDraft] {
    var drafts: [QuestionDraft] = []
    for node in nodes where !blocks.isFull {
      drafts += node["use"] != nil && !place.isItem ? use(node, place) : question(node, place)
    }
    return drafts
  }

  private mutating func use(_ node: YAMLNode, _ place: Place) -> [QuestionDraft] {
    if let own = place.block {
      let name = node["use"]?.text?.trimmed
      place.reporter.report(
        .badBlock, at: node.position,
        name == own ? "the block '\(own)' uses itself" : "a block cannot use another block",
        suggestion: name == own ? "take the use out" : "use both in the survey")
      return []
    }
    guard let fields = Fields(node, .use, place.reporter), let name = fields.text("use"),
      let position = fields["use"]?.position,
      let block = blocks.block(PlacedText(text: name, position: position), place.reporter)
    else { return [] }
    guard block.has("questions") else {
      fields.report(.badBlock, "use", "the block '\(name)' has no questions to ask")
      return []
    }
    let nodes = block.list("questions") ?? []
    let only = fields.texts("only")
    check(only ?? [], nodes, name, place.reporter)
    if !used.contains(where: { $0.reference == name }) { used.append((name, block)) }
    let wanted = only.map { Set($0.map(\.text)) }
    guard isFirst(name, Set(known(nodes)).intersection(wanted ?? Set(known(nodes))), fields)
    else { return [] }
    let inside = Place(reporter: block.reporter, block: name, conditions: place.conditions)
      .under(fields.rule("show_if"))
    let asked = nodes.filter { item in
      guard let wanted, let id = item["id"]?.text else { return true }
      return wanted.contains(id.trimmed)
    }
    return read(asked, inside)
  }

  private func check(
    _ only: [PlacedText], _ nodes: [YAMLNode], _ name: String, _ reporter: Reporter
  ) {
    let known = known(nodes)
    let set = Set(known)
    for id in only where !set.contains(id.text) {
      reporter.report(
        .unknownQuestion, at: id.position, "the block '\(name)' has no question '\(id.text)'",
        suggestion: didYouMean(id.text, known))
    }
  }

  private func known(_ nodes: [YAMLNode]) -> [String] {
    nodes.compactMap { $0["id"]?.text?.trimmed }
  }

  /// Whether none of these questions of a block was asked before; reported where one was.
  private mutating func isFirst(_ name: String, _ ids: Set<String>, _ fields: Fields) -> Bool {
    let line = fields["use"]?.position.line ?? fields.position.line
    guard let before = uses[name] else {
      uses[name] = (ids, line)
      return true
    }
    uses[name] = (before.ids.union(ids), line)
    let again = before.ids.intersection(ids).sorted()
    guard !again.isEmpty else { return true }
    let some = again.prefix(5).joined(separator: ", ") + (again.count > 5 ? " …" : "")
    fields.report(
      .badBlock, "use",
      "the block '\(name)' is used on line \(before.line) already, and a question is asked once: \(some)",
      suggestion: "take one of the two out, or say in each which questions it asks, such as only: "
        + "[\(again.first ?? "")]")
    return false
  }

  /// Whether there is room for one more; the first that has none is reported.
  private mutating func makeRoom(at position: YAML.Position, _ reporter: Reporter) -> Bool {
    count += 1
    if count == Self.most + 1 {
      reporter.report(
        .tooMany, at: position, "a survey has at most 5,000 questions, rows of grids included",
        suggestion: "make two surveys of it")
    }
    return count <= Self.most
  }

  /// The question with those that are part of it.
  private mutating func question(_ node: YAMLNode, _ place: Place) -> [QuestionDraft] {
    guard makeRoom(at: node.position, place.reporter) else { return [] }
    let typeName = node["type"]?.text?.trimmed
    let type = typeName.flatMap { QuestionKinds.kind($0) }
    guard let fields = Fields(node, .question(type), place.reporter) else { return [] }
    let id = readID(fields)
    if type == nil { fields.refuseType() }
    if place.isItem, type is Repeat.Type {
      fields.report(.badSetting, "type", "a repeat cannot stand in another repeat")
      return []
    }
    if type is Group.Type { return group(id, fields, place) }
    let whole = draft(id, type, fields, place)
    if type is Grid.Type { return [whole] + rows(of: whole, place) }
    return [whole] + otherText(of: whole, place)
  }

  /// The heading and the questions under it.
  private mutating func group(
    _ id: PlacedText, _ fields: Fields, _ place: Place
  ) -> [QuestionDraft] {
    let heading = QuestionDraft(
      id: id.text, idPosition: id.position, fields: fields, settings: [:],
      kind: try? Group(KindSettings()), isSound: true, conditions: place.conditions)
    _ = fields.required("questions")
    let nodes = fields.list("questions") ?? []
    return [heading] + read(nodes, place.under(fields.rule("show_if")))
  }

  private mutating func draft(
    _ id: PlacedText, _ type: (any QuestionKind.Type)?, _ fields: Fields, _ place: Place
  ) -> QuestionDraft {
    let isSlot = ["yes", "true"].contains(fields["slot"]?.text)
    let settings = type.map { type in
      KindReader(type, fields, isSlot: isSlot) { nodes in
        read(nodes, Place(reporter: fields.reporter, isItem: true, block: place.block))
      }
    }
    var kind: (any QuestionKind)?
    if let type, let settings, settings.isSound { kind = make(type, settings.values, fields) }
    return QuestionDraft(
      id: id.text, idPosition: id.position, fields: fields, settings: settings?.values ?? [:],
      kind: kind, choices: settings?.choices ?? [], items: settings?.items ?? [],
      missing: fields.missing(kind, settings?.choices ?? []), isSound: kind != nil,
      conditions: place.conditions, block: place.block)
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

  /// A question for each row of a grid, and one for its note where it takes notes.
  private mutating func rows(of grid: QuestionDraft, _ place: Place) -> [QuestionDraft] {
    guard let kind = grid.kind as? Grid, !grid.id.isEmpty else { return [] }
    var drafts: [QuestionDraft] = []
    for row in kind.rows {
      let part = QuestionPart.row(grid: grid.id, row: row.id)
      drafts += grid.part(part, id: "\(grid.id).\(row.id)", type: ChooseOne.self)
      guard kind.notePerRow else { continue }
      let note = QuestionPart.rowNote(grid: grid.id, row: row.id)
      drafts += grid.part(
        note, id: "\(grid.id).\(Grid.noteKey(row.id))", type: ShortText.self)
    }
    return drafts.filter { _ in makeRoom(at: grid.idPosition, place.reporter) }
  }

  /// The question for the words to the choice `other`.
  private mutating func otherText(of question: QuestionDraft, _ place: Place) -> [QuestionDraft] {
    guard !question.id.isEmpty, question.choices.contains(where: { $0.id == ChoiceDraft.otherID }),
      ["yes", "true"].contains(question.fields["other"]?.text)
    else { return [] }
    let id = "\(question.id)_other"
    guard
      ids.insert(
        id, "the question for the words to 'other',", at: question.idPosition, place.reporter),
      makeRoom(at: question.idPosition, place.reporter)
    else { return [] }
    return question.part(.otherText(of: question.id), id: id, type: ShortText.self)
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
}

extension Fields {
  /// Reports a type that there is not.
  fileprivate func refuseType() {
    guard let type = requiredText("type") else { return }
    let names = QuestionKinds.all.map { $0.name }
    if type == "postcode" {
      report(
        .noPostcodes, "type",
        "postcodes are turned into places at once and never kept, and Hark has no directory of"
          + " postcodes to do it with",
        suggestion: "ask with type: place")
      return
    }
    report(
      .notAllowed, "type", "'\(type)' is not a type of question",
      suggestion: didYouMean(type, names) ?? "its types are \(names.joined(separator: ", "))")
  }

  /// The choices that count as no answer: those named, and those that always do.
  fileprivate func missing(
    _ kind: (any QuestionKind)?, _ choices: [ChoiceDraft]
  ) -> Set<String> {
    let named = texts("missing") ?? []
    guard let kind else { return Set(named.map(\.text)) }
    let known = choices.isEmpty ? kind.choices.map(\.id) : choices.map(\.id)
    for id in named where !known.contains(id.text) {
      reporter.report(
        known.isEmpty ? .badSetting : .unknownChoice, at: id.position,
        known.isEmpty
          ? "'missing' names choices, and this question has none"
          : "the choice '\(id.text)' is not one of '\(self["id"]?.text ?? "")'",
        suggestion: didYouMean(id.text, known))
    }
    return kind.inherentMissing.union(named.map(\.text))
  }
}
