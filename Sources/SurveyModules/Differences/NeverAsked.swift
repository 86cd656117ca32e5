// Questions that a change leaves in the survey and that nobody can be asked any more: what their show_if
// rests on was retired. No key of theirs differs, so no comparison of keys finds them.

internal import Surveys

enum NeverAsked {
  /// A warning for each question that could be asked in the old version and cannot in the new.
  static func differences(
    from old: LoadedModule, to new: LoadedModule
  ) -> [SurveyDifference] {
    let names = QuestionNames([old.survey, new.survey])
    let before = Set(ids(old.survey).map { names.newest($0, of: old.survey.version) })
    let asked = ids(new.survey).filter { !before.contains($0) }
    guard !asked.isEmpty else { return [] }
    let parts = SurveyFacts(files: new.bundle.files).parts[.question] ?? []
    return asked.map { id in
      let part = parts.first { $0.name == id || $0.id == id }
      return SurveyDifference(
        change: .warning, part: PartKind.question.rawValue, id: id, key: "show_if",
        message:
          "nobody can be asked '\(id)' any more: its show_if rests on what was retired (S072)",
        consequence: "write 'retired: yes' for it too, or change its show_if",
        place: part?.facts["show_if"]?.place ?? part?.place
          ?? FactPlace(file: "survey.yaml", line: 1, column: 1),
        isInNew: true)
    }
  }

  /// Questions that are not retired themselves and that no answers lead to.
  private static func ids(_ survey: Survey) -> [String] {
    let never = RuleReach(survey.questions).never
    func isLost(_ question: Question) -> Bool { !question.retired && question.part == nil }
    return survey.questions.enumerated().flatMap { index, question in
      (never.contains(.question(index)) && isLost(question) ? [question.id] : [])
        + question.itemQuestions.enumerated().filter {
          never.contains(.item(repeat: index, question: $0.offset)) && isLost($0.element)
        }.map(\.element.id)
    }
  }
}
