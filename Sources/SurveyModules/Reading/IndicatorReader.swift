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
  private let hasWaves: Bool
  /// What was read, with where it stands.
  private(set) var read: [(indicator: Indicator, fields: Fields)] = []
  var indicators: [Indicator] { read.map(\.indicator) }
  /// Every id that was given, read whole or not.
  private(set) var names = UniqueNames()
  /// What the subtotals of places and the periods are called where they are named first.
  private var forms: [String: CrossedBy] = [:]
  /// Indicators of a block about questions that the survey leaves out.
  private(set) var leftOut: Set<String> = []

  init(_ parts: [ModulePart], _ drafts: [QuestionDraft], _ rules: RuleBook) {
    questions = Dictionary(drafts.map { ($0.id, $0) }) { first, _ in first }
    roles = Set(drafts.compactMap { $0.fields["role"]?.text.flatMap(Role.init) })
    self.rules = rules
    hasWaves = parts.contains { $0.fields.has("waves") }
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
    var breakdowns = BreakdownReader(fields, questions, roles, rules, hasWaves: hasWaves)
    breakdowns.read(of: show, each: fields.has("each"))
    checkForms(breakdowns.crossings, fields)
    guard let id, let label, let show, figure.isSound, each != nil || !fields.has("each") else {
      return
    }
    let indicator = Indicator(
      id: id, label: label, show: show, count: figure.count, outOf: figure.outOf, better: better,
      by: breakdowns.names, sameAs: fields.text("same_as"), amount: figure.amount,
      per: figure.per, each: each, crossings: breakdowns.crossings, before: fields.text("before"))
    read.append((indicator, fields))
  }

  /// What the same people were counted as before can be found, and is a share of people.
  func checkBaselines(_ handling: SurveyHandling) {
    for (indicator, fields) in read {
      guard let before = indicator.before else { continue }
      if indicator.show != .percent || indicator.each != nil {
        fields.report(
          .badIndicator, "before",
          "only a percentage of people is held against what they said before",
          suggestion: "take it out, or make it an indicator with show: percent")
      } else if handling.follows == nil, handling.onePer.isEmpty {
        fields.report(
          .badIndicator, "before", "nothing says which earlier response is of the same person",
          suggestion:
            "name the earlier survey under 'follows', or what people are told apart by under 'one_per'"
        )
      } else if handling.follows == nil, before != indicator.id {
        fields.report(
          .badIndicator, "before",
          "with 'one_per' an indicator is held against itself, as the first response has it",
          suggestion: "write before: \(indicator.id)")
      }
    }
  }

  /// Tables of one survey add up to each other only where they take places and periods alike.
  private mutating func checkForms(_ crossings: [Crossing], _ fields: Fields) {
    for dimension in crossings.flatMap(\.dimensions) {
      if let other = forms[dimension.name], other != dimension {
        fields.report(
          .badCrossing, "by",
          "'\(dimension)' and '\(other)' stand in one survey; their tables would not add up",
          suggestion: "write the same in every table")
        return
      }
      forms[dimension.name] = dimension
    }
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
}
