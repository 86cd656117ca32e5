// `by`: what a figure is broken down by, one thing at a time, or several at once in brackets of their own.

internal import Surveys
internal import YAML

/// Reads the breakdowns of one indicator.
struct BreakdownReader {
  /// Tables that a release works out for one figure: each is protected beside all the others.
  static let mostCrossings = 5
  let fields: Fields
  let questions: [String: QuestionDraft]
  private let roles: Set<Role>
  private let rules: RuleBook
  private let hasWaves: Bool
  private var used = UniqueNames()
  /// Roles that a question has, or questions whose answers fall into groups.
  private(set) var names: [String] = []
  /// Tables over several at once.
  private(set) var crossings: [Crossing] = []

  init(
    _ fields: Fields, _ questions: [String: QuestionDraft], _ roles: Set<Role>, _ rules: RuleBook,
    hasWaves: Bool
  ) {
    (self.fields, self.questions, self.roles, self.rules) = (fields, questions, roles, rules)
    self.hasWaves = hasWaves
  }

  /// Reads `by` of a figure that is shown so; `each` where it counts items of a list.
  mutating func read(of show: IndicatorKind?, each isOfItems: Bool) {
    guard let node = fields["by"] else { return }
    guard let items = node.sequence else {
      fields.reporter.report(
        .wrongForm, at: node.position, "'by' is a list",
        suggestion: node.text.map { "write by: [\($0)]" })
      return
    }
    for item in items {
      if let list = item.sequence {
        readCrossing(list, at: item.position, show, isOfItems)
      } else if let text = item.text?.trimmed, !text.isEmpty {
        readName(PlacedText(text: text, position: item.position), show, isOfItems)
      } else {
        fields.reporter.report(.wrongForm, at: item.position, "'by' is a list of words")
      }
    }
  }

  private mutating func readName(_ name: PlacedText, _ show: IndicatorKind?, _ isOfItems: Bool) {
    if isOption(name.text) {
      guard used.insert(name.text, "the breakdown", at: name.position, fields.reporter),
        checkOption(name)
      else { return }
      names.append(name.text)
    } else if name.text.contains(".") || isTime(name.text) || isWave(name.text) {
      guard let dimension = dimension(name) else { return }
      add([dimension], at: name.position, show, isOfItems)
    } else if used.insert(name.text, "the breakdown", at: name.position, fields.reporter),
      check(name)
    {
      names.append(name.text)
    }
  }

  /// `period` is when people answered, unless the survey has a question of that name.
  private func isTime(_ name: String) -> Bool {
    name == CrossedBy.period && questions[name] == nil
  }

  /// `wave` is the round that people answered in, unless the survey has a question of that name.
  private func isWave(_ name: String) -> Bool {
    name == CrossedBy.wave && questions[name] == nil
  }

  private mutating func readCrossing(
    _ list: [YAMLNode], at position: YAML.Position, _ show: IndicatorKind?, _ isOfItems: Bool
  ) {
    let texts = list.compactMap { item -> PlacedText? in
      guard let text = item.text?.trimmed, !text.isEmpty else {
        fields.reporter.report(
          .wrongForm, at: item.position, "a table in 'by' is a list of words",
          suggestion: "write by: [age_band, [age_band, place]]")
        return nil
      }
      return PlacedText(text: text, position: item.position)
    }
    guard texts.count == list.count else { return }
    let dimensions = texts.compactMap { dimension($0) }
    guard dimensions.count == texts.count else { return }
    if dimensions.count == 1, dimensions[0].levels.isEmpty, !isWave(dimensions[0].name) {
      report("a table by one thing needs no brackets", "write \(dimensions[0])", at: position)
      return
    }
    add(dimensions, at: position, show, isOfItems)
  }

  private mutating func add(
    _ dimensions: [CrossedBy], at position: YAML.Position, _ show: IndicatorKind?,
    _ isOfItems: Bool
  ) {
    let crossing = Crossing(dimensions)
    guard (1...Crossing.most).contains(dimensions.count) else {
      return report(
        "a table is over two or three things at once", "take some out of \(crossing)",
        at: position)
    }
    guard Set(crossing.names).count == dimensions.count else {
      return report("\(crossing) names the same thing twice", "take one out", at: position)
    }
    if let show, show != .percent && show != .count || isOfItems {
      return report(
        "only a percentage or a number of people has tables over several things at once",
        "take \(crossing) out, or make it an indicator with show: percent that counts people",
        at: position)
    }
    guard
      used.insert(
        crossing.names.sorted().joined(separator: ", "), "the table by", at: position,
        fields.reporter)
    else { return }
    guard crossings.count < Self.mostCrossings else {
      return report(
        "a figure has at most \(Self.mostCrossings) tables over several things", "take some out",
        at: position)
    }
    crossings.append(crossing)
  }

  private func report(_ message: String, _ suggestion: String, at position: YAML.Position) {
    fields.reporter.report(.badCrossing, at: position, message, suggestion: suggestion)
  }

  /// `age_band`, `place.district`, `period.month.year`; nil, and reported, where it is none.
  private func dimension(_ text: PlacedText) -> CrossedBy? {
    let parts = text.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let levels = Array(parts.dropFirst())
    if isOption(text.text) { return checkOption(text) ? CrossedBy(text.text) : nil }
    if rules.unsound.contains(parts[0]), !levels.isEmpty, Role(rawValue: parts[0]) == nil {
      return nil
    }
    if isTime(parts[0]) { return period(levels, text) }
    if isWave(parts[0]), levels.isEmpty {
      if !hasWaves {
        report(
          "the survey says nothing of waves",
          "list them under 'waves', each with id, label, from and to", at: text.position)
      }
      return hasWaves ? CrossedBy(CrossedBy.wave) : nil
    }
    guard check(PlacedText(text: parts[0], position: text.position)) else { return nil }
    guard !levels.isEmpty else { return CrossedBy(parts[0]) }
    guard parts[0] == CrossedBy.place, roles.contains(.place) else {
      report(
        parts[0] == CrossedBy.period
          ? "the survey has a question 'period', so time cannot be called that"
          : "only places and periods have subtotals, '\(parts[0])' has none",
        parts[0] == CrossedBy.period ? "call the question otherwise" : "write \(parts[0])",
        at: text.position)
      return nil
    }
    guard levels.allSatisfy({ fields.reporter.check($0, .word, at: text.position) }) else {
      return nil
    }
    guard Set(levels).count == levels.count else {
      report("'\(text.text)' names a kind of place twice", "take one out", at: text.position)
      return nil
    }
    return CrossedBy(parts[0], levels: levels)
  }

  private func period(_ levels: [String], _ text: PlacedText) -> CrossedBy? {
    let known = CrossedBy.Period.allCases.map(\.rawValue)
    let places = levels.map { known.firstIndex(of: $0) }
    if let unknown = zip(levels, places).first(where: { $1 == nil })?.0 {
      report(
        "'\(unknown)' is no length of a period",
        didYouMean(unknown, known) ?? "write period.month, period.quarter or period.year",
        at: text.position)
      return nil
    }
    let order = places.compactMap { $0 }
    guard zip(order, order.dropFirst()).allSatisfy({ $0 < $1 }) else {
      report(
        "'\(text.text)' goes from the shortest period to the longest, each once",
        "write period.month.quarter.year, or some of them", at: text.position)
      return nil
    }
    return CrossedBy(CrossedBy.period, levels: levels.isEmpty ? ["month"] : levels)
  }

  /// Whether the survey has a question for that role, or one of that name with groups.
  private func check(_ name: PlacedText) -> Bool {
    if let role = Role(rawValue: name.text), roles.contains(role) { return true }
    if rules.unsound.contains(name.text) { return true }
    guard let question = questions[name.text] else {
      if name.text == "before" || name.text.hasPrefix("before:") {
        report(
          "how the same people changed is shown of all of them, and divided by nothing else",
          "take '\(name.text)' out of 'by'; 'before: INDICATOR' beside it shows the change",
          at: name.position)
        return false
      }
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
        : ChooseManyHint.suggestion(name.text, kind)
          ?? (kind.isNumber
            ? "add bands to the question" : "name a question of type choose_one or yes_no"))
    return false
  }
}
