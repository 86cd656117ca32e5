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
    _ = fields.required("count")
    let count = rule(fields, "count")
    let outOf = rule(fields, "out_of")
    if show == .percent, !fields.has("out_of") {
      fields.reporter.report(
        .badIndicator, at: fields.position, "a percentage says what it is out of",
        suggestion: "add out_of, such as out_of: answered(QUESTION)")
    }
    if show == .count, fields.has("out_of") {
      fields.report(
        .badIndicator, "out_of", "a count is of everyone who answered; 'out_of' is for percentages",
        suggestion: "take it out, or write show: percent")
    }
    let better = fields.word("better", Polarity.self) ?? .neither
    let by = breakdowns(fields)
    guard let id, let label, let show, let count, outOf != nil || !fields.has("out_of") else {
      return
    }
    let indicator = Indicator(
      id: id, label: label, show: show, count: count, outOf: outOf, better: better, by: by,
      sameAs: fields.text("same_as"))
    read.append((indicator, fields))
  }

  private func isLeftOut(_ fields: Fields, _ part: ModulePart) -> Bool {
    guard !part.leftOut.isEmpty else { return false }
    let words = ["count", "out_of"].compactMap { key in
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
    return fields.word(
      "show", IndicatorKind.self, notReadYet: ["mean", "median", "score", "total", "ratio"])
  }

  private func rule(_ fields: Fields, _ key: String) -> CompiledRule? {
    fields.rule(key).flatMap { rules.compile($0, RuleContext(use: .counting, position: nil))?.rule }
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
