// Margins: how many people of each group the population has, which figures are weighted to.

internal import Findings
internal import Surveys
internal import YAML

/// Reads the margins of a survey.
struct MarginReader {
  /// Tables of one population may differ by this share, as those of a census do by rounding.
  private static let tolerance = 1e-6
  private static let mostPeople = 1e10
  private(set) var margins: [SurveyMargin] = []
  private var names = UniqueNames()
  private let questions: [Question]
  /// Whether what margins refer to was read whole, so that it can be said what is missing.
  private let isSound: Bool

  init(_ survey: Fields, _ questions: [Question], unit: SurveyUnit) {
    self.questions = questions
    isSound = !survey.reporter.log.hasErrors
    guard survey.has("margins") else { return }
    if !unit.isPersonal {
      survey.report(
        .badMargin, "margins", "figures that are not about people are exact and are not weighted",
        suggestion: "take 'margins' out")
    }
    for node in survey.list("margins") ?? [] { read(node, survey.reporter) }
  }

  private mutating func read(_ node: YAMLNode, _ reporter: Reporter) {
    guard let fields = Fields(node, .margin, reporter) else { return }
    let source = fields.requiredText("source")
    _ = fields.required("people")
    let groups = (fields.entries("people") ?? []).compactMap { group($0, reporter) }
    guard let by = fields.requiredText("by"), let position = fields["by"]?.position,
      names.insert(by, "the margin by", at: position, reporter), let source,
      let people = fields["people"],
      people.mapping?.count == groups.count
    else { return }
    let margin = SurveyMargin(by: by, source: source, groups: groups)
    guard check(margin, fields) else { return }
    margins.append(margin)
  }

  private func group(_ entry: YAMLEntry, _ reporter: Reporter) -> SurveyMargin.Group? {
    guard let text = entry.value.text?.trimmed, let people = Double(plain: text), people >= 0,
      people <= Self.mostPeople
    else {
      reporter.report(
        .badMargin, at: entry.value.position,
        "'\(entry.key.prefix(80))' has no number of people of 0 or more",
        suggestion: "write digits without commas, such as 6200")
      return nil
    }
    return SurveyMargin.Group(id: entry.key, people: people)
  }

  /// Whether it is a table of people by something that the survey asks, of each of its groups.
  private func check(_ margin: SurveyMargin, _ fields: Fields) -> Bool {
    guard margin.people > 0 else {
      fields.report(
        .badMargin, "people", "the groups of '\(margin.by)' add up to nobody",
        suggestion: "write how many people of the population each group has")
      return false
    }
    if let first = margins.first,
      abs(margin.people - first.people) > Self.tolerance * first.people
    {
      fields.report(
        .badMargin, "people",
        "the population by '\(margin.by)' adds up to \(Self.text(margin.people)), by '\(first.by)' to "
          + Self.text(first.people),
        suggestion: "use tables of the same people")
    }
    guard isSound else { return true }
    guard let index = questions.index(forBreakdown: margin.by) else {
      let known = questions.compactMap { $0.role?.rawValue } + questions.map(\.id)
      fields.report(
        .badMargin, "by", "'\(margin.by)' is neither a role nor a question of this survey",
        suggestion: didYouMean(margin.by, known))
      return false
    }
    check(margin, questions[index], fields)
    return true
  }

  private func check(_ margin: SurveyMargin, _ question: Question, _ fields: Fields) {
    guard let known = questions.groups(ofBreakdown: margin.by), question.list == nil else { return }
    guard !known.isEmpty else {
      fields.report(
        .badMargin, "by", "the answers to '\(margin.by)' fall into no groups",
        suggestion: ChooseManyHint.suggestion(margin.by, question.kind)
          ?? "name a role, or a question with choices or bands")
      return
    }
    let given = Set(margin.groups.map(\.id))
    for group in margin.groups.map(\.id) where !known.contains(group) {
      fields.report(
        .badMargin, "people", "'\(group.prefix(80))' is no group of '\(margin.by)'",
        suggestion: didYouMean(group, known) ?? "there are \(known.joined(separator: ", "))")
    }
    let retired = Set(question.choices.filter(\.retired).map(\.id))
    let missing = known.filter { !given.contains($0) && !retired.contains($0) }
    if !missing.isEmpty {
      fields.report(
        .badMargin, "people",
        "'people' of '\(margin.by)' does not say how many are \(missing.joined(separator: ", "))",
        suggestion: "write 0 for a group of which there is nobody")
    }
  }

  private static func text(_ people: Double) -> String {
    people == people.rounded() ? String(Int(people)) : String(people)
  }
}
