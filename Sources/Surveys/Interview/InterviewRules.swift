// The rules of an interview round: what is asked, what is offered, what a check refuses.

internal import JSON

extension InterviewRound {
  /// Null, a missing key and, where answers are text, an empty cell all mean not answered.
  func given(_ raw: JSONValue?) -> JSONValue? {
    switch raw {
    case .null: nil
    case .string(let text) where interview.reading != .typed && text.isBlank: nil
    default: raw
    }
  }

  /// After the interview has ended nothing is asked; what is worked out from answers still is.
  func isReached(_ question: Question) -> Bool {
    endedAfter == nil || question.facts.isCalculated
  }

  func isAsked(_ question: Question) -> Bool {
    if question.isNeverAsked { return false }
    if question.sensitive, !isGiven(ConsentScope.analyseSensitive) { return false }
    return question.showIf?.holds(sheet) ?? true
  }

  /// Sensitive questions of surveys without consent do not load; of the rest the scope decides.
  private func isGiven(_ scope: String) -> Bool {
    let scopes = interview.survey.consent.scopes
    return scopes.firstIndex { $0.id == scope }.map { sheet.scopes[$0] } ?? false
  }

  mutating func refuseUnasked(_ spot: Spot) {
    guard spot.raw != nil else { return }
    if spot.question.facts.isCalculated, interview.reading == .table { return }
    if spot.question.retired {
      return refuse(
        spot.path, .notAsked, "this question is no longer asked; take the answer out")
    }
    if endedAfter != nil {
      return refuse(
        spot.path, .notAsked,
        "the survey ends before this question after these answers; take the answer out")
    }
    refuse(
      spot.path, .notAsked,
      spot.question.sensitive && !isGiven(ConsentScope.analyseSensitive)
        ? "this question is asked only with consent to use sensitive answers; take the answer out"
        : "this question is not asked after these answers; take the answer out")
  }

  func checkOffered(_ answer: Answer, _ question: Question) throws(AnswerRefusal) {
    guard question.facts.hasRulesOfChoices else { return }
    let chosen: [String]
    switch answer {
    case .choice(let id), .listed(let id): chosen = [id]
    case .choices(let ids), .ranked(let ids), .listedSet(let ids): chosen = ids
    default: return
    }
    for choice in question.choices where chosen.contains(choice.id) {
      if !choice.isOpen(on: interview.today) {
        throw AnswerRefusal(.notAChoice, "one of these choices is no longer offered")
      }
      if let rule = choice.showIf, !rule.holds(sheet) {
        throw AnswerRefusal(.notAChoice, "one of these choices is not offered after these answers")
      }
    }
  }

  func checkPlace(_ answer: Answer, _ question: Question) throws(AnswerRefusal) {
    guard case .place(let code) = answer, let kind = question.kind as? PlaceQuestion,
      let places = interview.places
    else { return }
    guard let found = places.kind(ofPlace: code) else {
      throw AnswerRefusal(.unknownPlace, "there is no place with this code in the directory")
    }
    guard kind.kinds.isEmpty || kind.kinds.contains(found) else {
      throw AnswerRefusal(
        .unknownPlace,
        "this place is a \(found); expected a \(kind.kinds.joined(separator: " or "))")
    }
  }

  /// Whether the check refuses the answer; it passes when its own question is not answered, or
  /// another that it reads.
  mutating func fails(_ spot: Spot, _ value: RuleValue) -> Bool {
    guard let check = spot.question.check, spot.question.isAnswered(by: value) else {
      return false
    }
    guard check.isAnswered(sheet), !check.holds(sheet) else { return false }
    refuse(
      spot.path, .checkFailed,
      spot.question.checkMessage ?? "this answer does not fit the survey's check: \(check.text)")
    return true
  }
}
