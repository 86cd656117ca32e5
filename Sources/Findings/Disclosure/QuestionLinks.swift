// Which answers decide who is asked what: the ground on which indicators are held against each
// other, within a survey and between its versions.

public import Surveys

/// What decides whether each question of a survey is asked, or makes its value.
public struct QuestionLinks: Sendable {
  private let questions: [Question]
  /// By question the questions, rules (`rule TEXT`) and consent scopes (`consent.SCOPE`).
  public let leadsTo: [String: Set<String>]

  /// The links among questions in asking order.
  public init(_ questions: [Question]) {
    self.questions = questions
    // Whoever an earlier question ended the survey for is not asked what follows. Each end names the one
    // before it, so that thousands of them are a chain and not a list in every question.
    var lastEnd: String?
    var ends: [(String, Set<String>)] = []
    let own = Dictionary(
      questions.map { question in
        defer {
          if let end = question.endIf {
            let before = lastEnd.map { [$0] } ?? []
            let name = Self.end + question.id
            ends.append((name, Set(end.reads.map(\.id) + ["rule \(end.text)"] + before)))
            lastEnd = name
          }
        }
        var rules = [question.showIf] + question.choices.map(\.showIf)
        if let calculate = question.kind as? Calculate { rules.append(calculate.rule) }
        var sources = Set(rules.compactMap { $0 }.flatMap(\.reads).map(\.id))
        // Two rules that read the same can still choose other people, and today() reads nothing:
        // the rule itself stands for the people it chooses.
        if let rule = question.showIf { sources.insert("rule \(rule.text)") }
        if let lastEnd, !(question.kind is Calculate) { sources.insert(lastEnd) }
        if question.sensitive { sources.insert("consent.\(ConsentScope.analyseSensitive)") }
        return (question.id, sources)
      } + Self.items(questions)
    ) { first, _ in first }
    leadsTo = own.merging(ends) { first, _ in first }
  }

  /// What the end of a survey is called, before the id of its question.
  private static let end = "end "

  /// The questions of lists, each asked of an item that is there.
  private static func items(_ questions: [Question]) -> [(String, Set<String>)] {
    questions.flatMap { list in
      list.itemQuestions.map { question in
        let rules = [question.showIf, (question.kind as? Calculate)?.rule].compactMap { $0 }
        return (question.id, Set(rules.flatMap(\.reads).map(\.id)).union([list.id]))
      }
    }
  }

  /// What an indicator reads.
  public func reading(_ indicator: Indicator) -> IndicatorReading {
    if let list = indicator.each { return reading(indicator, each: list) }
    let base = indicator.outOf
    var text = base?.text ?? "everyone"
    var baseReads = Set((base?.reads ?? []).map(\.id))
    var takesEveryoneAsked = takesEveryoneAsked(base)
    // Whoever gave no number is outside the base of a mean, unless the base is that of the number.
    let numbers = [indicator.amount, indicator.per].compactMap { $0 }
    let read = Set(numbers.flatMap(\.reads).map(\.id))
    if !numbers.isEmpty, !(baseReads == read && text == "answered(\(read.first ?? ""))") {
      if base == nil, numbers.count == 1, let only = read.first, numbers[0].text == only {
        text = "answered(\(only))"
        takesEveryoneAsked = self.takesEveryoneAsked(answering: only)
      } else {
        text += " with " + numbers.map(\.text).joined(separator: " and ")
        takesEveryoneAsked = false
      }
      baseReads.formUnion(read)
    }
    return IndicatorReading(
      id: indicator.id, counted: indicator.counted.map(\.text).joined(separator: " / "),
      countReads: Set(indicator.counted.flatMap(\.reads).map(\.id)),
      base: text, baseReads: baseReads,
      roles: roles(indicator), takesEveryoneAsked: takesEveryoneAsked, tables: tables(indicator),
      options: options(indicator))
  }

  private func tables(_ indicator: Indicator) -> Set<Set<String>> {
    Set(indicator.by.map { [$0] } + indicator.crossings.map { Set($0.names) })
  }

  private func options(_ indicator: Indicator) -> [String: String] {
    let names = indicator.by + indicator.crossings.flatMap(\.names)
    return Dictionary(
      names.compactMap { name in
        questions.option(forBreakdown: name).map { (name, $0.choice.id) }
      }
    ) { first, _ in first }
  }

  /// One that counts items: in the base are the people with an item that it is out of.
  private func reading(_ indicator: Indicator, each list: String) -> IndicatorReading {
    let base = indicator.outOf
    return IndicatorReading(
      id: indicator.id, counted: indicator.counted.map(\.text).joined(separator: " / "),
      countReads: Set(indicator.counted.flatMap(\.reads).map(\.id)),
      base: "each \(list) with \(base?.text ?? "any")",
      baseReads: Set((base?.reads ?? []).map(\.id)).union([list]), roles: roles(indicator),
      takesEveryoneAsked: false, tables: tables(indicator), options: options(indicator))
  }

  private func roles(_ indicator: Indicator) -> [String: String] {
    Dictionary(
      (indicator.by + indicator.crossings.flatMap(\.names)).compactMap { name in
        questions.index(forBreakdown: name).map { (name, questions[$0].id) }
      }
    ) { first, _ in first }
  }

  /// Whether nobody who is asked can be outside the base.
  private func takesEveryoneAsked(_ base: CompiledRule?) -> Bool {
    guard let base else { return true }
    guard base.reads.count == 1, let only = base.reads.first, base.text == "answered(\(only.id))"
    else { return false }
    return takesEveryoneAsked(answering: only.id)
  }

  private func takesEveryoneAsked(answering id: String) -> Bool {
    guard let question = questions.first(where: { $0.id == id }) else { return false }
    return question.required && question.missing.isEmpty
  }

  /// Everything that decides whether the questions named are answered, as words that are equal
  /// for two versions of a survey when it is decided alike. `newest` gives a question's newest id.
  func deciding(_ ids: Set<String>, newest: (String) -> String) -> Set<String> {
    let own = Dictionary(
      questions.flatMap { [$0] + $0.itemQuestions }.map { (newest($0.id), $0) }
    ) { first, _ in first }
    var found: Set<String> = []
    var open = Array(ids)
    func follow(_ sources: Set<String>) {
      for source in sources {
        if source.hasPrefix(Self.end) {
          open.append(source)
        } else if source.contains(where: { $0 == " " || $0 == "." }) {
          found.insert(source)
        } else {
          open.append(newest(source))
        }
      }
    }
    while let id = open.popLast() {
      guard found.insert(id).inserted else { continue }
      if id.hasPrefix(Self.end) {
        follow(leadsTo[id] ?? [])
        continue
      }
      guard let question = own[id] else {
        found.insert("\(id) is not asked")
        continue
      }
      let missing = question.missing.sorted().joined(separator: ",")
      let isAsked = !question.isNeverAsked
      found.insert("\(id) required \(question.required) missing \(missing) asked \(isAsked)")
      follow(leadsTo[question.id] ?? [])
    }
    // By which question it ended is of no account: its rule stands for the people.
    return found.filter { !$0.hasPrefix(Self.end) }
  }
}
