// Indicators: who is counted, out of whom, by which groups.

internal import Surveys
internal import YAML

/// Reads the indicators of a survey and its blocks.
struct IndicatorReader {
  /// Each is held against each for the audit.
  static let most = 500
  private let questions: [String: QuestionDraft]
  private let roles: Set<Role>
  private let rules: RuleBook
  /// What was read, with where it stands.
  private(set) var read: [(indicator: Indicator, fields: Fields)] = []
  var indicators: [Indicator] { read.map(\.indicator) }
  /// Every id that was given, read whole or not.
  private(set) var names = UniqueNames()
  /// Indicators of a block about questions that the survey leaves out.
  private(set) var leftOut: Set<String> = []

  init(_ parts: [ModulePart], _ drafts: [QuestionDraft], _ rules: RuleBook) {
    questions = Dictionary(drafts.map { ($0.id, $0) }) { first, _ in first }
    roles = Set(drafts.compactMap { $0.fields["role"]?.text.flatMap(Role.init) })
    self.rules = rules
    for part in parts {
      for node in part.fields.list("indicators") ?? [] {
        guard read.count < Self.most else {
          part.fields.report(.tooMany, "indicators", "a survey has at most 500 indicators")
          return
        }
        read(node, part)
      }
    }
  }

  private mutating func read(_ node: YAMLNode, _ part: ModulePart) {
    guard let fields = Fields(node, .indicator, part.fields.reporter) else { return }
    if isLeftOut(fields, part) {
      if let id = fields.text("id") { leftOut.insert(id) }
      return
    }
    let id = readID(fields)
    let label = fields.requiredText("label")
    let show = readShow(fields)
    let (each, item) = readEach(fields, show)
    let figure = IndicatorFigure(fields, show, item, rules)
    let better = fields.word("better", Polarity.self) ?? .neither
    let by = breakdowns(fields)
    guard let id, let label, let show, figure.isSound, each != nil || !fields.has("each") else {
      return
    }
    let indicator = Indicator(
      id: id, label: label, show: show, count: figure.count, outOf: figure.outOf, better: better,
      by: by, sameAs: fields.text("same_as"), amount: figure.amount, per: figure.per, each: each)
    read.append((indicator, fields))
  }

  /// The repeat whose items are counted, and the place of a rule among its questions.
  private func readEach(
    _ fields: Fields, _ show: IndicatorKind?
  ) -> (each: String?, item: (repeat: String, position: Int)?) {
    guard let id = fields.text("each") else { return (nil, nil) }
    guard let list = questions[id], list.kind is Repeat || !list.isSound else {
      fields.report(
        .unknownQuestion, "each", "'each' names a question of type repeat, '\(id)' is none",
        suggestion: didYouMean(
          id, questions.values.filter { $0.kind is Repeat }.map(\.id).sorted()))
      return (nil, nil)
    }
    if let show, show != .percent, show != .count {
      fields.report(
        .badIndicator, "each", "items of a list are counted with show: percent or show: count",
        suggestion: "work a number of the person out in a question of type calculate")
    }
    return (id, (id, .max))
  }

  private func isLeftOut(_ fields: Fields, _ part: ModulePart) -> Bool {
    guard !part.leftOut.isEmpty else { return false }
    let words = ["count", "out_of", "of", "sum_of", "per", "each"].compactMap { key in
      fields[key].flatMap { RuleText($0, fields.reporter)?.words }
    }
    return words.contains { !$0.isDisjoint(with: part.leftOut) }
  }

  private mutating func readID(_ fields: Fields) -> String? {
    guard let id = fields.requiredText("id"), let position = fields["id"]?.position else {
      return nil
    }
    fields.reporter.check(id, .word, at: position)
    return names.insert(id, "the indicator", at: position, fields.reporter) ? id : nil
  }

  private func readShow(_ fields: Fields) -> IndicatorKind? {
    _ = fields.required("show")
    return fields.word("show", IndicatorKind.self)
  }

  /// Roles that a question has, or questions whose answers fall into groups.
  private func breakdowns(_ fields: Fields) -> [String] {
    var names = UniqueNames()
    return (fields.texts("by") ?? []).filter { name in
      guard names.insert(name.text, "the breakdown", at: name.position, fields.reporter) else {
        return false
      }
      return check(name, fields)
    }.map(\.text)
  }

  private func check(_ name: PlacedText, _ fields: Fields) -> Bool {
    if let role = Role(rawValue: name.text), roles.contains(role) { return true }
    if rules.unsound.contains(name.text) { return true }
    guard let question = questions[name.text] else {
      let isRole = Role(rawValue: name.text) != nil
      fields.reporter.report(
        .unknownBreakdown, at: name.position,
        isRole
          ? "no question of this survey has the role '\(name.text)'"
          : "'\(name.text)' is neither a role nor a question of this survey",
        suggestion: isRole
          ? "add 'role: \(name.text)' to a question, or use a block that has it"
          : didYouMean(name.text, roles.map(\.rawValue).sorted() + questions.keys.sorted()))
      return false
    }
    guard let kind = question.kind, !kind.hasGroups || kind is PlaceQuestion else { return true }
    fields.reporter.report(
      .unknownBreakdown, at: name.position, "the answers to '\(name.text)' fall into no groups",
      suggestion: kind is PlaceQuestion
        ? "give it the role place, and write place here"
        : kind.isNumber
          ? "add bands to the question" : "name a question of type choose_one or yes_no")
    return false
  }
}
