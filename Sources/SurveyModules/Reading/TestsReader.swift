// Reads the tests that a module carries.

internal import JSON
internal import Surveys
internal import YAML

/// Reads `tests` of a survey.
struct TestsReader {
  private var reporter: Reporter
  private let questions: [String: QuestionDraft]
  private let indicators: IndicatorReader
  private var names = UniqueNames()
  private var lists = UniqueNames()

  init(_ survey: Reporter, _ drafts: [QuestionDraft], _ indicators: IndicatorReader) {
    reporter = survey
    self.indicators = indicators
    questions = Dictionary(drafts.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Reads the tests of the survey's own file and of those beside it.
  mutating func read(_ tests: [Fields]) -> ModuleTests {
    var people: [ModuleTests.Person] = []
    var totals: [ModuleTests.Total] = []
    var lists: [ChoiceList] = []
    for fields in tests {
      reporter = fields.reporter
      people += (fields.list("people") ?? []).compactMap { person($0) }
      totals += (fields.entries("totals") ?? []).compactMap { total($0) }
      lists += (fields.entries("lists") ?? []).compactMap { list($0) }
    }
    return ModuleTests(people: people, totals: totals, lists: lists)
  }

  /// `funded_groups: [north_group, south_group]`, or with labels `{north_group: North group}`.
  private mutating func list(_ entry: YAMLEntry) -> ChoiceList? {
    let known = questions.values.flatMap { [$0] + $0.items }.compactMap { $0.fields.text("list") }
    guard known.contains(entry.key) else {
      reporter.report(
        .badTest, at: entry.keyPosition, "no question rests on a list '\(entry.key)'",
        suggestion: didYouMean(entry.key, known) ?? "take it out")
      return nil
    }
    guard lists.insert(entry.key, "the list", at: entry.keyPosition, reporter) else { return nil }
    let ids = entry.value.sequence?.map { ($0.text, $0.text, $0.position) }
    let labelled = entry.value.mapping?.map { ($0.key, $0.value.text, $0.keyPosition) }
    var names = UniqueNames()
    var entries: [ListEntry] = []
    for (id, label, position) in ids ?? labelled ?? [] {
      guard let id = id?.trimmed, let label, reporter.check(id, .word, at: position),
        names.insert(id, "the entry", at: position, reporter)
      else { continue }
      entries.append(ListEntry(id: id, label: label.trimmed, number: entries.count + 1))
    }
    guard entries.count <= ChoiceList.mostEntries else {
      reporter.report(
        .tooMany, at: entry.value.position, "a list has at most 1,000 entries")
      return nil
    }
    guard !entries.isEmpty else {
      reporter.report(
        .badTest, at: entry.value.position, "the list '\(entry.key)' has no entries",
        suggestion: "write \(entry.key): [north_group, south_group]")
      return nil
    }
    return ChoiceList(id: entry.key, title: entry.key, entries: entries)
  }

  private func place(_ position: YAML.Position) -> ModuleTests.Place {
    ModuleTests.Place(position, in: reporter.file)
  }

  private mutating func person(_ node: YAMLNode) -> ModuleTests.Person? {
    guard let fields = Fields(node, .person, reporter) else { return nil }
    let asked = paths(fields, "asked")
    let notAsked = paths(fields, "not_asked")
    let refused = (fields.texts("refused") ?? []).map {
      ModuleTests.Expected(path: $0.text, value: "", place: place($0.position))
    }
    let consent = (fields.texts("consent") ?? []).map { ($0.text, true) }
    let values = (fields.entries("values") ?? []).compactMap { value($0) }
    var answers = JSONObject()
    var answerPlaces: [String: ModuleTests.Place] = [:]
    for entry in fields.entries("answers") ?? [] {
      if let withSpace = entry.withSpace {
        reporter.report(
          .badTest, at: entry.keyPosition, "'\(entry.key)' is read as one word, not as an answer",
          suggestion: withSpace)
      }
      answers[entry.key] = entry.value.answer
      answerPlaces[entry.key] = place(entry.keyPosition)
    }
    guard let name = fields.requiredText("name"), let position = fields["name"]?.position,
      names.insert(name, "the person", at: position, reporter)
    else { return nil }
    return ModuleTests.Person(
      name: name, consent: Dictionary(consent) { first, _ in first }, answers: answers,
      everyChoice: fields.flag("every_choice") ?? false, answeredOn: fields.day("answered_on"),
      asked: asked, notAsked: notAsked, refused: refused, values: values,
      places: .init(
        name: place(position), answers: answerPlaces,
        refused: fields["refused"] == nil ? nil : place(fields.position("refused")),
        everyChoice: fields["every_choice"] == nil
          ? nil : place(fields.position("every_choice"))))
  }

  private func paths(_ fields: Fields, _ key: String) -> [ModuleTests.Expected] {
    (fields.texts(key) ?? []).filter { checkPath($0.text, at: $0.position) }.map {
      ModuleTests.Expected(path: $0.text, value: "", place: place($0.position))
    }
  }

  private func value(_ entry: YAMLEntry) -> ModuleTests.Expected? {
    guard checkPath(entry.key, at: entry.keyPosition) else { return nil }
    let list = entry.value.sequence?.compactMap(\.text).joined(separator: ", ")
    guard let text = entry.value.text ?? list else {
      reporter.report(
        .badTest, at: entry.value.position, "the value of '\(entry.key)' is a text, number or list",
        suggestion: "write unanswered, a number or the id of a choice")
      return nil
    }
    return ModuleTests.Expected(
      path: entry.key, value: text.trimmed, place: place(entry.keyPosition))
  }

  /// `safe` or `places[2].spot`: only questions that there are.
  private func checkPath(_ path: String, at position: YAML.Position) -> Bool {
    let parts = path.split(separator: "[", maxSplits: 1).map(String.init)
    let id = parts.first ?? ""
    guard let question = questions[id] else {
      reporter.report(
        .unknownQuestion, at: position, "there is no question '\(id)'",
        suggestion: newID(of: id).map { "it is called '\($0)' here" }
          ?? didYouMean(id, questions.keys.sorted()))
      return false
    }
    guard parts.count == 2 else { return true }
    let item = parts[1].split(separator: "]", maxSplits: 1).map(String.init)
    guard item.count == 2, let number = Int(plain: item[0]), number > 0, item[1].first == "." else {
      reporter.report(
        .badTest, at: position, "an item of a list is named with its number and question",
        suggestion: "write \"\(id)[1].QUESTION\"")
      return false
    }
    let known = question.items.map(\.id)
    guard known.contains(String(item[1].dropFirst())) else {
      reporter.report(
        .unknownQuestion, at: position,
        "the items of '\(id)' have no question '\(item[1].dropFirst())'",
        suggestion: didYouMean(String(item[1].dropFirst()), known))
      return false
    }
    return true
  }

  private func newID(of former: String) -> String? {
    questions.values.filter { $0.part == nil && $0.fields["was"]?.text?.trimmed == former }
      .map(\.id).min()
  }

  private func total(_ entry: YAMLEntry) -> ModuleTests.Total? {
    guard indicators.names.contains(entry.key) else {
      reporter.report(
        .unknownIndicator, at: entry.keyPosition, "there is no indicator '\(entry.key)'",
        suggestion: didYouMean(entry.key, indicators.indicators.map(\.id)))
      return nil
    }
    guard let fields = Fields(entry.value, .total, reporter) else { return nil }
    return ModuleTests.Total(
      indicator: entry.key, values: values(fields), groups: groups(fields, entry.key))
  }

  private func values(_ fields: Fields) -> [ModuleTests.Expected] {
    KnownKeys.total.names.filter { $0 != "by" }.compactMap { key -> ModuleTests.Expected? in
      guard let text = fields.text(key) else { return nil }
      let isWhole = ["count", "out_of", "people"].contains(key)
      let isNumber =
        isWhole
        ? Int(plain: text) != nil : text == "unanswered" || Double(plain: text) != nil
      guard isNumber else {
        fields.report(
          .badTest, key, "'\(key)' of a total is a \(isWhole ? "whole " : "")number",
          suggestion: "write {count: 1, out_of: 3, percent: 33.3}")
        return nil
      }
      return ModuleTests.Expected(path: key, value: text, place: place(fields.position(key)))
    }
  }

  /// `by: {age_band: {age_65_74: {count: 1, out_of: 2}}}`.
  private func groups(_ fields: Fields, _ id: String) -> [ModuleTests.Group] {
    let known = indicators.indicators.first { $0.id == id }?.by
    return (fields.entries("by") ?? []).flatMap { breakdown -> [ModuleTests.Group] in
      if let known, !known.contains(breakdown.key) {
        reporter.report(
          .unknownBreakdown, at: breakdown.keyPosition,
          "'\(id)' is not broken down by '\(breakdown.key)'",
          suggestion: didYouMean(breakdown.key, known)
            ?? "add it to the indicator's 'by', or take it out here")
        return []
      }
      guard let groups = breakdown.value.mapping else {
        reporter.report(
          .badTest, at: breakdown.value.position, "a breakdown has totals by group",
          suggestion: "write \(breakdown.key): {GROUP: {count: 1, out_of: 2}}")
        return []
      }
      return groups.compactMap { group in
        Fields(group.value, .groupTotal, reporter).map {
          ModuleTests.Group(
            breakdown: breakdown.key, id: group.key, values: values($0),
            place: place(group.keyPosition))
        }
      }
    }
  }
}

extension YAMLNode {
  /// An answer as the interview reads it: every scalar a text, an empty value no answer.
  fileprivate var answer: JSONValue {
    switch content {
    case .scalar(let scalar): scalar.isAbsent ? .null : .string(scalar.text)
    case .sequence(let items): .array(items.map(\.answer))
    case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, $0.value.answer) }))
    }
  }
}
