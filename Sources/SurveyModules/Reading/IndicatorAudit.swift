// Which indicators may stand in one survey: their tables are published together, so the disclosure
// audit has to cover what they say together. Those it does not cover yet are refused here.

internal import Findings
internal import Surveys

/// Holds the indicators of a survey against each other.
struct IndicatorAudit {
  private let questions: [Question]

  init(_ questions: [Question]) { self.questions = questions }

  /// Reports every indicator that cannot stand beside one before it.
  func check(_ indicators: [(indicator: Indicator, fields: Fields)]) {
    let counted = indicators.filter(\.indicator.countsPeople)
    let conflicts = IndicatorConflict.among(
      counted.map { reading($0.indicator) }, leadsTo: leadsTo)
    for conflict in conflicts {
      guard let place = indicators.first(where: { $0.indicator.id == conflict.indicator }) else {
        continue
      }
      let key = [.readsRole, .linkedRoles].contains(conflict.reason) ? "by" : "count"
      place.fields.report(.notAuditedTogether, key, conflict.message)
    }
  }

  /// What decides whether a question is asked, or makes its value.
  private var leadsTo: [String: Set<String>] {
    // Whoever an earlier question ended the survey for is not asked what follows.
    var ends: [CompiledRule] = []
    return Dictionary(
      questions.map { question in
        defer { if let end = question.endIf { ends.append(end) } }
        var rules = [question.showIf] + question.choices.map(\.showIf)
        if let calculate = question.kind as? Calculate { rules.append(calculate.rule) }
        var sources = Set(rules.compactMap { $0 }.flatMap(\.reads).map(\.id))
        // Two rules that read the same can still choose other people, and today() reads nothing: the
        // rule itself stands for the people it chooses.
        if let rule = question.showIf { sources.insert("rule \(rule.text)") }
        if !(question.kind is Calculate) {
          for end in ends {
            sources.formUnion(end.reads.map(\.id))
            sources.insert("rule \(end.text)")
          }
        }
        if question.sensitive { sources.insert("consent.\(ConsentScope.analyseSensitive)") }
        return (question.id, sources)
      }
    ) { first, _ in first }
  }

  private func reading(_ indicator: Indicator) -> IndicatorReading {
    let base = indicator.outOf
    return IndicatorReading(
      id: indicator.id, countReads: Set((indicator.count?.reads ?? []).map(\.id)),
      base: base?.text ?? "everyone", baseReads: Set((base?.reads ?? []).map(\.id)),
      roles: Dictionary(
        indicator.by.compactMap { name in
          questions.index(forBreakdown: name).map { (name, questions[$0].id) }
        }
      ) { first, _ in first },
      takesEveryoneAsked: takesEveryoneAsked(base))
  }

  /// Whether nobody who is asked can be outside the base.
  private func takesEveryoneAsked(_ base: CompiledRule?) -> Bool {
    guard let base else { return true }
    guard base.reads.count == 1, let only = base.reads.first, base.text == "answered(\(only.id))",
      let question = questions.first(where: { $0.id == only.id })
    else { return false }
    return question.required && question.missing.isEmpty
  }
}
