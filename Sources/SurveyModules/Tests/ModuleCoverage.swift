// What the tests of a module reach: a question that no invented person is asked, a choice that nobody
// makes, or a rule that never comes out one way, is a part of the survey that nobody has tried.

internal import Findings
public import Surveys

/// What no person of a module's tests reaches.
public struct ModuleCoverage: Sendable, Hashable {
  /// A rule, or a condition within one, that came out one way only.
  public struct Branch: Sendable, Hashable {
    /// The question, or `question.choice`; of items `places.spot`; the indicator.
    public let id: String
    /// `show_if`, `check`, `concern_if`, `end_if` or `value`; of an indicator `count`, `out_of`, `of` or `per`.
    public let rule: String
    /// The side of `and` or `or`, or what `if()` looks at, as it is written; nil: the rule as a whole.
    public let condition: String?
    /// Which of the places it is where the rule has the same words, from 1; nil where it has them once.
    public let occurrence: Int?
    /// What it never was.
    public let never: Bool
    /// Where Hark wrote the rule, for the words to a row or to "other", what the words belong to.
    public var part: QuestionPart?
  }

  /// Ids of questions that nobody is asked; of items `places.spot`.
  public private(set) var neverAsked: [String] = []
  /// Calculations that never have a value.
  public private(set) var neverValued: [String] = []
  /// Choices that nobody makes: `safe.not_safe`, of a grid once for all of its rows.
  public private(set) var neverChosen: [String] = []
  /// Those of them that somebody would make who is asked the question and had `every_choice: yes`.
  public private(set) var madeByEveryChoice: Set<String> = []
  /// Rules and conditions that never hold, or always do, where they are tried.
  public private(set) var branches: [Branch] = []

  /// Whether everything is reached.
  public var isComplete: Bool {
    neverAsked.isEmpty && neverValued.isEmpty && neverChosen.isEmpty && branches.isEmpty
  }

  /// Sends every person of the tests through the survey.
  public init(_ survey: Survey, _ tests: ModuleTests, today: CalendarDay = ModuleTests.day) {
    let survey = survey.filled(fromSamples: tests.lists)
    let visits = tests.visits(survey, today: today)
    // What was retired, and what rests on it alone, can be reached by nobody.
    let reach = RuleReach(survey.questions, countsSlots: true)
    let never = reach.never
    var choices: [ChoiceTally] = []
    for (index, question) in survey.questions.enumerated()
    where !never.contains(.question(index)) {
      let spots = visits.map { $0.spot(index) }
      add(question, .question(index), spots, reach)
      choices.add(question, spots, reach, trying: visits.map { $0.choosing(index) })
      for (place, item) in question.itemQuestions.enumerated()
      where !never.contains(.item(repeat: index, question: place)) {
        let spots = visits.flatMap { $0.spots(place, ofList: index) }
        add(item, .item(repeat: index, question: place), spots, reach, prefix: "\(question.id).")
        choices.add(
          item, spots, reach, trying: visits.map { $0.choosing(place, ofList: index) },
          prefix: "\(question.id).")
      }
    }
    neverChosen = choices.flatMap(\.neverMade)
    madeByEveryChoice = Set(choices.flatMap(\.tryable)).intersection(neverChosen)
    for indicator in survey.indicators {
      add(indicator, survey, visits.map(\.judgement).filter(\.isAccepted).map(\.sheet), reach)
    }
  }

  /// The rules of a figure, tried by everybody whose answers are kept: what is counted by those of the
  /// base alone. A figure may be of everybody, so a base need not leave anybody out.
  private mutating func add(
    _ indicator: Indicator, _ survey: Survey, _ sheets: [AnswerSheet], _ reach: RuleReach
  ) {
    let list = indicator.each.flatMap { id in survey.questions.firstIndex { $0.id == id } }
    let rows = list.map { list in sheets.flatMap { $0.items(ofRepeat: list) } } ?? sheets
    func trials(_ rule: CompiledRule, _ rows: [AnswerSheet]) -> [RuleTrial] {
      rows.map { RuleTrial(held: rule.holds($0), sheet: $0) }
    }
    if let base = indicator.outOf {
      add(indicator.id, "out_of", base, trials(base, rows), reach, wanted: [true])
    }
    let base = rows.filter { indicator.isInBase($0) }
    if let count = indicator.count {
      let wanted = indicator.show == .percent ? [true, false] : [true]
      add(indicator.id, "count", count, trials(count, base), reach, wanted: wanted)
    }
    for (name, rule) in [("of", indicator.amount), ("per", indicator.per)] {
      if let rule { add(indicator.id, name, rule, trials(rule, base), reach, wanted: []) }
    }
  }

  private mutating func add(
    _ question: Question, _ reference: AnswerReference, _ spots: [Spot], _ reach: RuleReach,
    prefix: String = ""
  ) {
    let id = prefix + question.id
    if !spots.contains(where: \.isAsked) { neverAsked.append(id) }
    let value = (question.kind as? Calculate)?.rule
    if value != nil, !spots.contains(where: \.isAnswered), reach.canAnswer(reference) {
      neverValued.append(id)
    }
    let rules: [(RuleKey, String, CompiledRule?)] = [
      (.showIf, "show_if", question.showIf), (.check, "check", question.check),
      (.concernIf, "concern_if", question.concernIf), (.endIf, "end_if", question.endIf),
      (.value, "value", value),
    ]
    for (key, name, rule) in rules {
      let trials = spots.compactMap { $0.trials[key] }
      // A check is looked at only with every answer that it reads.
      if let rule, key != .check || reach.canRead(rule) {
        let first = branches.count
        add(id, name, rule, trials, reach, wanted: key == .value ? [] : [true, false])
        if key == .showIf { mark(from: first, question.part) }
      }
    }
    for choice in question.choices where reach.canChoose(choice) {
      guard let rule = choice.showIf else { continue }
      let trials = spots.compactMap { $0.trials[.choice(choice.id)] }
      add("\(id).\(choice.id)", "show_if", rule, trials, reach, wanted: [true, false])
    }
  }

  /// Words to a row or to "other" are asked by a rule that nobody wrote.
  private mutating func mark(from first: Int, _ part: QuestionPart?) {
    if case .row = part { return }
    for index in branches.indices.dropFirst(first) where branches[index].condition == nil {
      branches[index].part = part
    }
  }

  /// The rule as a whole, in the ways wanted, and each condition within it.
  private mutating func add(
    _ id: String, _ name: String, _ rule: CompiledRule, _ trials: [RuleTrial], _ reach: RuleReach,
    wanted: [Bool]
  ) {
    // Who comes to nothing tries no rule; one message says so.
    let ways = trials.isEmpty && name == "show_if" ? Array(wanted.prefix(1)) : wanted
    for outcome in ways
    where !trials.contains(where: { $0.held == outcome }) && reach.can(rule, be: outcome) {
      branches.append(
        Branch(id: id, rule: name, condition: nil, occurrence: nil, never: outcome))
    }
    // Of a rule that nobody tried it is enough to name the rule.
    guard !trials.isEmpty else { return }
    let conditions = RuleConditions(rule)
    guard !conditions.all.isEmpty else { return }
    var outcomes: Set<RuleConditions.Outcome> = []
    for trial in trials { outcomes.formUnion(conditions.outcomes(trial.sheet)) }
    for condition in conditions.all {
      let alike = conditions.all.filter { $0.text == condition.text }
      let occurrence = alike.count > 1 ? alike.firstIndex(of: condition).map { $0 + 1 } : nil
      for outcome in [true, false]
      where !outcomes.contains(.init(place: condition.place, held: outcome))
        && reach.can(condition, be: outcome)
      {
        branches.append(
          Branch(
            id: id, rule: name, condition: condition.text, occurrence: occurrence, never: outcome))
      }
    }
  }
}

/// The choices of one question, or of all rows of a grid, with those that somebody made.
private struct ChoiceTally {
  let owner: String
  let ids: [String]
  var made: Set<String> = []
  var isAsked = false
  /// Choices that `every_choice` would make.
  var tried: Set<String> = []

  var tryable: [String] { tried.map { "\(owner).\($0)" } }

  /// Where nobody is asked at all, that is said once, of the question.
  var neverMade: [String] {
    isAsked ? ids.filter { !made.contains($0) }.map { "\(owner).\($0)" } : []
  }
}

extension [ChoiceTally] {
  /// Adds a question's; the entries of a list that each partnership keeps are no choices of the survey.
  fileprivate mutating func add(
    _ question: Question, _ spots: [Spot], _ reach: RuleReach, trying: [Spot?],
    prefix: String = ""
  ) {
    let ids = question.choices.filter(reach.canChoose).map(\.id)
    guard !ids.isEmpty, question.list == nil else { return }
    let owner = prefix + (question.part?.inGrid?.grid ?? question.id)
    if last?.owner != owner && !contains(where: { $0.owner == owner }) {
      append(ChoiceTally(owner: owner, ids: ids))
    }
    guard let place = firstIndex(where: { $0.owner == owner }) else { return }
    self[place].made.formUnion(spots.flatMap(\.chosen))
    self[place].isAsked = self[place].isAsked || spots.contains(where: \.isAsked)
    for spot in trying.compactMap({ $0 }) where spot.isAsked {
      self[place].tried.formUnion(ids.filter { spot.trials[.choice($0)]?.held ?? true })
    }
  }
}

extension ModuleTests {
  /// Everybody who takes part, with those who answer again with other choices.
  fileprivate func visits(_ survey: Survey, today: CalendarDay) -> [Visit] {
    var budget = EveryChoice.Budget()
    return people.flatMap { person -> [Visit] in
      let interview = person.interview(survey, today: today)
      let judgement = interview.judge(consent: person.consent, answers: person.answers)
      guard judgement.consentGiven else { return [] }
      let own = Visit(person, judgement, survey)
      guard person.everyChoice else { return [own] }
      let every = EveryChoice(person, interview, judgement, within: budget, keepsTries: true)
      budget = every.budget
      return [own] + every.tries.map { Visit($0.person, $0.judgement, survey, isTry: true) }
    }
  }
}
