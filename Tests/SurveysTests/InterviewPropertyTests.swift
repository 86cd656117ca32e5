// What holds of every interview, shown on random surveys with random answers.

import TestRandomness
import JSON
import Surveys
import Testing

@Suite struct InterviewProperties {
  /// Goes through random surveys with random people.
  private func forEach(
    seed: UInt64, _ body: (Survey, [String: Bool], JSONObject, Judgement) throws -> Bool
  ) throws {
    var surveys = SurveyWriter(seed: seed)
    var people = AnswerWriter(seed: seed + 1)
    var accepted = 0
    for round in 0..<40 {
      let survey = try surveys.survey().survey
      let interview = Interview(survey, today: interviewDay)
      for person in 0..<12 {
        let scopes = people.scopes(survey)
        var answers = people.arriving(survey.questions)
        if person % 2 == 1 { answers = people.corrected(answers, interview, scopes) }
        let judgement = interview.judge(consent: scopes, answers: answers)
        accepted += judgement.isAccepted ? 1 : 0
        guard try body(survey, scopes, answers, judgement) else {
          let text = JSONValue.object(answers).text()
          Issue.record("survey \(round), person \(person): \(judgement.refusals) for \(text)")
          return
        }
      }
    }
    #expect((60...360).contains(accepted))
  }

  @Test func `accepted answers that are sent again are accepted again, with the same sheet`() throws
  {
    try forEach(seed: 51) { survey, scopes, _, judgement in
      let kept = judgement.sheet.json(survey)
      let again = Interview(survey, today: interviewDay).judge(consent: scopes, answers: kept)
      let coded = CodedForm(survey)
      return again.sheet.states == judgement.sheet.states && again.sheet.json(survey) == kept
        && coded.encode(again.sheet) == coded.encode(judgement.sheet)
        && again.asked == judgement.asked.filter(isOfKeptItem(judgement, survey))
        && again.problems.allSatisfy { $0.code == .required }
        && (!judgement.isAccepted || again.isAccepted)
    }
  }

  /// Items of a list that is refused as a whole are asked about the first time only.
  private func isOfKeptItem(_ judgement: Judgement, _ survey: Survey) -> (String) -> Bool {
    let isKept = judgement.sheet.answer(to: "places", in: survey) != nil
    return { isKept || !$0.hasPrefix("places[") }
  }

  @Test func `what is asked follows from the rules and the accepted answers`() throws {
    try forEach(seed: 53) { survey, scopes, _, judgement in
      let reference = ReferenceEvaluator(
        survey: survey, answers: judgement.sheet.byQuestion(survey), scopes: scopes,
        today: interviewDay)
      return try zip(survey.questions, judgement.sheet.states).allSatisfy { question, state in
        let isAsked = try shouldBeAsked(question, reference)
        return judgement.asked.contains(question.id) == isAsked && (state != .notAsked) == isAsked
      }
    }
  }

  @Test func `what is asked in an item follows from the rules and that item`() throws {
    try forEach(seed: 55) { survey, scopes, _, judgement in
      let list = survey.questions[placesIndex]
      guard case .items(let items) = judgement.sheet.states[placesIndex].answer else {
        return true
      }
      var reference = ReferenceEvaluator(
        survey: survey, answers: judgement.sheet.byQuestion(survey), scopes: scopes,
        today: interviewDay)
      for (number, item) in items.enumerated() {
        reference.item = (list.id, item)
        for question in list.itemQuestions {
          let isAsked = try shouldBeAsked(question, reference)
          let path = "\(list.id)[\(number + 1)].\(question.id)"
          if judgement.asked.contains(path) != isAsked { return false }
          if !isAsked, item[question.id] != nil { return false }
        }
      }
      return true
    }
  }

  private func shouldBeAsked(_ question: Question, _ reference: ReferenceEvaluator) throws -> Bool {
    if question.sensitive, reference.scopes["analyse_sensitive"] != true { return false }
    return try question.showIf.map { reference.holds(try RuleParser.parse($0.text)) } ?? true
  }

  @Test func `every answer that is given is kept or refused, and only what is given is kept`()
    throws
  {
    try forEach(seed: 57) { survey, _, answers, judgement in
      zip(survey.questions, judgement.sheet.states).allSatisfy { question, state in
        let isRefused = judgement.problems.contains {
          $0.question == question.id && $0.code != .required
        }
        guard let raw = answers[question.id], !raw.isNull else {
          return state.answer == nil || question.kind is Calculate
        }
        if question.kind is Calculate { return true }
        let isBlank = raw == [] || raw.string?.allSatisfy(\.isWhitespace) == true
        return isRefused ? state.answer == nil : state.answer != nil || isBlank
      }
    }
  }

  @Test func `an accepted answer passes its check or the check reads something unanswered`() throws
  {
    try forEach(seed: 59) { survey, scopes, _, judgement in
      try zip(survey.questions, judgement.sheet.states).allSatisfy { question, state in
        guard let check = question.check, state.answer != nil else { return true }
        let reference = ReferenceEvaluator(
          survey: survey, answers: judgement.sheet.byQuestion(survey), scopes: scopes,
          today: interviewDay)
        if reference.holds(try RuleParser.parse(check.text)) { return true }
        // A missing choice is no answer, so the question's own counts as well.
        let read = [question.id] + check.reads.map(\.id).filter { !$0.hasPrefix("consent.") }
        return try read.contains { !reference.holds(try RuleParser.parse("answered(\($0))")) }
      }
    }
  }

  @Test func `nobody's answers appear in what is said about them`() throws {
    try forEach(seed: 61) { _, _, _, judgement in
      // A rule may hold the same words: those are the survey's own.
      judgement.problems.filter { $0.code != .checkFailed }.allSatisfy { problem in
        !["Mill Lane", "\u{E9}t\u{E9}", "2026-02-30", "1e+300"].contains {
          problem.message.contains($0)
        }
      }
    }
  }
}
