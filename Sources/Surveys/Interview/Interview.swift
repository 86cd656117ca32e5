// The one engine that says what is asked, what is refused and why, and what is computed.
// The terminal, HTTP, import and module tests all use it.

public import JSON

/// Goes through a survey with one person's consent and answers.
public struct Interview: Sendable {
  /// The survey.
  public let survey: Survey
  /// The response's own local date.
  public let today: CalendarDay
  /// Where places are looked up; nil: only their form is checked.
  public let places: (any PlaceDirectory)?
  /// How answers arrive.
  public let reading: AnswerReading

  /// An interview on that day.
  public init(
    _ survey: Survey, today: CalendarDay, places: (any PlaceDirectory)? = nil,
    reading: AnswerReading = .typed
  ) {
    (self.survey, self.today, self.places, self.reading) = (survey, today, places, reading)
  }

  /// Judges consent and answers together. Scopes that are not named count as refused.
  public func judge(consent: [String: Bool], answers: JSONObject) -> Judgement {
    var round = InterviewRound(
      self, consent: consent,
      answers: survey.spreadsAnswers
        ? GridAnswers.spread(answers, over: survey.questions) : answers)
    round.checkNames(consent: consent)
    guard round.mayGoOn(consent: consent) else {
      if round.hasAnswers {
        round.refuse(
          "consent.\(ConsentScope.analyse)", .noConsent,
          "without consent to use the answers none is kept")
      }
      return round.judgement(consentGiven: false)
    }
    for index in survey.questions.indices { round.go(through: index) }
    return round.judgement(consentGiven: true)
  }
}

/// What came of an interview.
public struct Judgement: Sendable {
  /// False: nothing was asked and nothing may be kept.
  public let consentGiven: Bool
  /// Paths of what is asked or shown, in order: `safe`, `places[2].spot`.
  public let asked: [String]
  /// Paths of what is asked and has no answer yet; the first is asked next.
  public let unanswered: [String]
  /// What is wrong, in asking order.
  public let problems: [AnswerProblem]
  /// Accepted answers and calculated values, by position.
  public let sheet: AnswerSheet
  /// Paths of the questions whose answer raises a safeguarding concern.
  public let concerns: [String]
  /// The question after which the interview ended early, by its position; nil: it went to the end.
  public let endedAfter: Int?

  /// What people read where the interview ended early.
  public func endText(_ texts: SurveyTexts) -> String? {
    endedAfter.flatMap { texts.endText(texts.survey.questions[$0]) }
  }

  /// Whether the response can be kept as it is.
  public var isAccepted: Bool { consentGiven && problems.isEmpty }

  /// The question to ask next.
  public var next: String? { unanswered.first }
}
