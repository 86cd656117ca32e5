// What a plan has to do with its survey: when it holds it up, whether there is such a survey, and that nobody
// has heard back of one that was never asked.

internal import JSON
internal import Postgres
internal import Practice
internal import Storage
internal import SurveyModules
internal import Surveys

extension Engagement {
  /// Refuses to publish or reopen a survey while an engagement plan for it stands in its way. That people
  /// have heard back lifts nothing: what the panel would pause is paused until the panel says otherwise.
  func checkPlans(for survey: String, on connection: isolated Connection) throws {
    let plans = try PracticeQueries.list(
      "plan", survey: survey, page: Page(limit: 1_000), on: connection)
    for plan in try withAdvice(plans, .plan, on: connection) where !plan.obstacles.isEmpty {
      let title = plan.values["title"]?.string ?? ""
      throw Problem(
        .planInTheWay,
        "the plan '\(title)' for the survey '\(survey)' is in the way: "
          + plan.obstacles.joined(separator: "; and "))
    }
  }

  /// Refuses to take a plan away from the survey that it holds up. One that nobody knows may be a slip, which
  /// is mended; where the panel would pause it, it may as well not be written yet.
  func checkMove(
    of plan: StandingRecord, to values: JSONObject, on connection: isolated Connection
  ) throws {
    guard let survey = plan.values["survey"]?.string, values["survey"]?.string != survey
    else { return }
    let isKnown = try whyUnknown(survey: survey, on: connection) == nil
    let obstacles = isKnown ? plan.obstacles(of: values) : plan.pauses(of: values)
    guard !obstacles.isEmpty else { return }
    throw Problem(
      .planInTheWay,
      "this plan holds up the survey '\(survey)' and cannot be moved away from it: "
        + obstacles.joined(separator: "; and ") + ". For another survey write down another plan")
  }

  /// What is wrong with the day on which people heard back: they have not on a day to come, and not of a
  /// survey that was never asked.
  func early(
    _ values: JSONObject, on connection: isolated Connection
  ) throws -> [AnswerProblem] {
    guard let day = values["fed_back_on"]?.string.flatMap({ CalendarDay($0) }) else { return [] }
    func refused(_ message: String) -> [AnswerProblem] {
      [AnswerProblem(question: "fed_back_on", code: .badField, message: message)]
    }
    if let today = surroundings.today, today < day {
      return refused("this day is still to come; write down when people have heard back")
    }
    guard let survey = values["survey"]?.string,
      try SurveyVersionQueries.list(module: survey, on: connection).isEmpty
    else { return [] }
    return refused(
      "the survey '\(survey)' was never published, so nobody can have heard back of it; leave this"
        + " empty until they have")
  }

  /// What is wrong with a day by which people will have heard back that is over already; of one that stood
  /// before, and where people have heard back, nothing is.
  func past(_ values: JSONObject, before: JSONObject) -> [AnswerProblem] {
    guard values["feedback_on"] != before["feedback_on"], values["fed_back_on"] == nil,
      let day = values["feedback_on"]?.string.flatMap({ CalendarDay($0) }),
      let today = surroundings.today, day < today
    else { return [] }
    return [
      AnswerProblem(
        question: "feedback_on", code: .badField,
        message:
          "this day is over; say by when people will have heard back, or with fed_back_on when"
          + " they did")
    ]
  }

  /// Refuses to lift what one of the panel said against a plan: whoever wrote it down does, or a steward,
  /// and not whoever plans in their name. Says whether something is lifted.
  func checkLifting(
    _ plan: StandingRecord, by values: JSONObject, as principal: Principal
  ) throws -> Bool {
    let against = plan.advice.filter { $0.panellist == values["panellist"]?.string }
      .reversed().prefix { PanelAdvice.isAgainst($0.values) }
    // Whoever said so again in their name did not make it theirs.
    guard let first = against.last, !PanelAdvice.isAgainst(values) else { return false }
    guard first.stored.createdBy == principal.account || principal.role == .steward else {
      throw Problem(
        .notAllowed,
        "somebody else wrote down that this panellist would pause the plan or not do it; they, or a"
          + " steward, write down what the panellist says now")
    }
    return true
  }

  /// A record as its writers see it: with a plan what they should look at, though it is taken, because
  /// plans come before their survey.
  func shown(
    _ record: StandingRecord, _ kind: PracticeKind, on connection: isolated Connection
  ) throws -> PracticeView {
    let view = record.view
    guard kind == .plan else { return view }
    let reason = try view.json["survey"]?.string.flatMap {
      try whyUnknown(survey: $0, on: connection)
    }
    let warnings = [reason].compactMap { $0 }.map { reason in
      JSONValue.string(
        "\(reason). Until there is one under exactly this id the plan holds up nothing")
    }
    return PracticeView(
      json: view.json.with(["warnings": .array(warnings)]), revision: view.revision)
  }

  /// Why the tables of an event cannot use a survey: nil where one is published, or will be. Plans come
  /// before a survey is written, and may name any.
  func whyUnknown(survey: String, on connection: isolated Connection) throws -> String? {
    let catalog = catalog()
    let drafts = catalog.modules.map(\.survey.id) + catalog.failures.map(\.id)
    guard !drafts.contains(survey) else { return nil }
    let published = try newestSurveys(on: connection).map(\.survey.id)
    guard !published.contains(survey) else { return nil }
    return "there is no survey '\(survey)'; "
      + (didYouMean(survey, drafts + published)
        ?? "`hark survey list` shows those that are published")
  }
}
