// What a survey that is still written may not hold, and an earlier published version may: versions
// that were frozen before a check was there are read as they are.

internal import Findings
internal import Surveys
internal import YAML

/// The checks of a draft.
struct DraftChecks {
  let drafts: [QuestionDraft]

  /// What can be seen question by question.
  func check(_ survey: Fields) {
    checkFinestPlace(survey["disclosure"]?["finest_place"], survey.reporter)
    for draft in drafts {
      checkKinds(draft)
      for item in draft.items {
        checkKinds(item)
        checkEnd(item, of: draft)
      }
    }
  }

  /// The interview of a list goes through every item, so none of them can end it.
  private func checkEnd(_ item: QuestionDraft, of list: QuestionDraft) {
    guard item.fields.has("end_if") else { return }
    item.fields.report(
      .endsInList, "end_if",
      "'\(item.id)' is asked of each item of '\(list.id)', and an item cannot end the survey",
      suggestion: "ask a question after the list, and give that one the end_if")
  }

  private func checkKinds(_ draft: QuestionDraft) {
    guard draft.kind is PlaceQuestion, draft.part == nil else { return }
    for node in draft.fields["kinds"]?.sequence ?? [] { checkPlaceKind(node, draft.reporter) }
  }

  private func checkPlaceKind(_ node: YAMLNode?, _ reporter: Reporter) {
    guard let node, let kind = node.text?.trimmed, !kind.isEmpty, !PlaceKinds.known.contains(kind)
    else { return }
    reporter.report(
      .unknownPlaceKind, at: node.position, "'\(kind)' is not a kind of place",
      suggestion: didYouMean(kind, PlaceKinds.known)
        ?? "write one of \(PlaceKinds.known.joined(separator: ", "))")
  }

  /// A slip here would hide every place, or show one that is too small.
  private func checkFinestPlace(_ node: YAMLNode?, _ reporter: Reporter) {
    let known = DisclosureSettings.kindsBySize
    guard let node, let kind = node.text?.trimmed, !kind.isEmpty, !PlaceKinds.known.contains(kind)
    else { return }
    reporter.report(
      .notAllowed, at: node.position, "'\(kind)' is not a kind of place",
      suggestion: didYouMean(kind, PlaceKinds.known)
        ?? "write one of these, from the largest to the smallest: \(known.joined(separator: ", "))")
  }

  /// Questions that nobody can be asked any more, though they are not retired themselves.
  func warn(_ questions: [Question]) {
    // Where a question could not be read, positions do not fit, and there are errors to mend first.
    guard questions.count == drafts.count else { return }
    for reference in RuleReach(questions).never {
      switch reference {
      case .question(let index): warn(questions[index], drafts[index])
      case .item(let list, let index):
        let (items, written) = (questions[list].itemQuestions, drafts[list].items)
        if items.count == written.count { warn(items[index], written[index]) }
      case .consent: continue
      }
    }
  }

  private func warn(_ question: Question, _ draft: QuestionDraft) {
    guard !question.retired, question.part == nil else { return }
    let rule = draft.fields.rule("show_if") ?? draft.conditions.last
    (rule?.reporter ?? draft.reporter).report(
      .neverAskedAgain, at: rule?.position ?? draft.idPosition,
      "nobody can be asked '\(question.id)' any more: its show_if rests on what was retired",
      suggestion: "write 'retired: yes' for it too, or change its show_if")
  }

  /// Groups of a total that its breakdown does not have.
  func check(_ tests: ModuleTests, _ survey: Survey, _ log: ProblemLog) {
    let survey = survey.filled(fromSamples: tests.lists)
    for group in tests.totals.flatMap(\.groups) {
      guard var known = survey.questions.groups(ofBreakdown: group.breakdown)
      else { continue }
      known.append(BreakdownGroup.notStated.id)
      if known.contains(group.id) { continue }
      log.add(
        ModuleProblem(
          .badTest, in: group.place.file,
          at: YAML.Position(line: group.place.line, column: group.place.column),
          "'\(group.breakdown)' has no group '\(group.id)'",
          suggestion: didYouMean(group.id, known)
            ?? "it has \(known.prefix(20).joined(separator: ", "))"))
    }
  }
}
