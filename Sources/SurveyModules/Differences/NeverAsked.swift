// Questions that a change leaves in the survey and that nobody can be asked any more, and calculations
// and figures that nobody's answers reach: what they rest on was retired. No key of theirs differs, so
// no comparison of keys finds them.

internal import Surveys

enum NeverAsked {
  /// A warning for each question, calculation and figure that answers reached in the old version and
  /// cannot in the new.
  static func differences(
    from old: LoadedModule, to new: LoadedModule
  ) -> [SurveyDifference] {
    let names = QuestionNames([old.survey, new.survey])
    func name(_ id: String) -> String { names.newest(id, of: old.survey.version) }
    let (before, after) = (Lost(old.survey), Lost(new.survey))
    let asked = after.questions.filter { !before.questions.map(name).contains($0) }
    let worked = after.calculations.filter { part in
      !before.calculations.contains { name($0.id) == part.id }
    }
    let counted = after.figures.filter { part in !before.figures.contains { $0.id == part.id } }
    guard !asked.isEmpty || !worked.isEmpty || !counted.isEmpty else { return [] }
    let facts = SurveyFacts(files: new.bundle.files)
    let (questions, figures) = (facts.parts[.question] ?? [], facts.parts[.indicator] ?? [])
    var found = asked.map { id in
      warning(
        .question, id, "show_if", among: questions,
        "nobody can be asked '\(id)' any more: its show_if rests on what was retired (S072)",
        "write 'retired: yes' for it too, or change its show_if")
    }
    found += worked.map { id, reads in
      warning(
        .question, id, "value", among: questions,
        "nothing new comes of '\(id)': its value reads '\(reads)', which nobody is asked any more",
        "write 'retired: yes' for it too, or work it out from what is asked")
    }
    found += counted.map { id, reads in
      warning(
        .indicator, id, "count", among: figures,
        "the figure '\(id)' reads '\(reads)', which nobody is asked any more: it can count the"
          + " answers of earlier versions alone",
        "keep it for those, or count it from what is asked now")
    }
    return found
  }

  private static func warning(
    _ kind: PartKind, _ id: String, _ key: String, among parts: [SurveyPart], _ message: String,
    _ consequence: String
  ) -> SurveyDifference {
    let part = parts.first { $0.name == id || $0.id == id }
    return SurveyDifference(
      change: .warning, part: kind.rawValue, id: id, key: key, message: message,
      consequence: consequence,
      place: part?.facts[key]?.place ?? part?.place
        ?? FactPlace(file: "survey.yaml", line: 1, column: 1),
      isInNew: true)
  }
}

/// What no answers reach in a survey because something was retired.
private struct Lost {
  /// Questions that are not retired themselves.
  let questions: [String]
  /// Calculations that are not retired themselves, each with the first answer that it misses.
  let calculations: [(id: String, reads: String)]
  /// Figures, the same.
  let figures: [(id: String, reads: String)]

  init(_ survey: Survey) {
    let reach = RuleReach(survey.questions)
    let never = reach.never
    let all = survey.questions.enumerated().flatMap { index, question in
      [(question, AnswerReference.question(index))]
        + question.itemQuestions.enumerated().map {
          ($0.element, .item(repeat: index, question: $0.offset))
        }
    }.filter { !$0.0.retired && $0.0.part == nil }
    questions = all.filter { never.contains($0.1) }.map(\.0.id)
    calculations = all.compactMap { question, reference in
      guard let rule = (question.kind as? Calculate)?.rule, !never.contains(reference),
        !reach.canAnswer(reference)
      else { return nil }
      return reach.firstLost(rule.reads).map { (question.id, $0) }
    }
    figures = survey.indicators.compactMap { indicator in
      reach.firstLost(indicator.reads).map { (indicator.id, $0) }
    }
  }
}

extension RuleReach {
  /// The first answer that nobody can give any more.
  fileprivate func firstLost(_ reads: [CompiledRule.Reading]) -> String? {
    reads.first { !canAnswer($0.reference, missing: $0.missing) }?.id
  }
}
