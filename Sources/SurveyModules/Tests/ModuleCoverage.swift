// What the tests of a module reach: a question that no invented person is asked, or a rule that
// never comes out one way, is a part of the survey that nobody has tried.

public import Surveys

/// What no person of a module's tests reaches.
public struct ModuleCoverage: Sendable, Hashable {
  /// A rule that came out one way only.
  public struct Branch: Sendable, Hashable {
    /// The question, or `question.choice`; of items `places.spot`.
    public let id: String
    /// `show_if`, `check`, `concern_if` or `end_if`.
    public let rule: String
    /// What it never was.
    public let never: Bool
  }

  /// Ids of questions that nobody is asked; of items `places.spot`.
  public private(set) var neverAsked: [String] = []
  /// Calculations that never have a value.
  public private(set) var neverValued: [String] = []
  /// Choices that nobody is offered, and those that decide something and nobody makes: choices that a
  /// rule, a figure or `missing` names, that stand alone, or that take words; `safe.not_safe`.
  public private(set) var neverChosen: [String] = []
  /// Rules that never hold, or always do, where they are tried.
  public private(set) var branches: [Branch] = []

  /// Whether everything is reached.
  public var isComplete: Bool {
    neverAsked.isEmpty && neverValued.isEmpty && neverChosen.isEmpty && branches.isEmpty
  }

  /// Sends every person of the tests through the survey.
  public init(_ survey: Survey, _ tests: ModuleTests, today: CalendarDay = ModuleTests.day) {
    let survey = survey.filled(fromSamples: tests.lists)
    let interview = Interview(survey, today: today, reading: .text)
    let visits = tests.people.map { person in
      Visit(person, interview.judge(consent: person.consent, answers: person.answers), survey)
    }.filter(\.judgement.consentGiven)
    let named = NamedChoices(survey)
    for question in survey.questions where !question.isNeverAsked {
      add(question, visits.map { $0.spot(question) })
      add(choicesOf: question, visits.flatMap { $0.chosen(question) }, named)
      for item in question.itemQuestions where !item.isNeverAsked {
        add(item, visits.flatMap { $0.spots(item, of: question) }, prefix: "\(question.id).")
        let chosen = visits.flatMap { $0.chosen(item, of: question) }
        add(choicesOf: item, chosen, named, prefix: "\(question.id).")
      }
    }
  }

  private mutating func add(_ question: Question, _ spots: [Spot], prefix: String = "") {
    let id = prefix + question.id
    if !spots.contains(where: \.isAsked) { neverAsked.append(id) }
    if question.kind is Calculate, !spots.contains(where: \.isAnswered) { neverValued.append(id) }
    if question.showIf != nil { add(id, "show_if", spots.compactMap(\.isShown)) }
    if question.check != nil { add(id, "check", spots.compactMap(\.isPassed)) }
    if question.concernIf != nil { add(id, "concern_if", spots.compactMap(\.isConcern)) }
    if question.endIf != nil { add(id, "end_if", spots.compactMap(\.isEnd)) }
    for choice in question.choices where choice.showIf != nil {
      add("\(id).\(choice.id)", "show_if", spots.compactMap { $0.offered[choice.id] })
    }
  }

  /// Where nobody is asked at all, that is said once, of the question.
  private mutating func add(
    choicesOf question: Question, _ chosen: [String], _ named: NamedChoices, prefix: String = ""
  ) {
    guard !neverAsked.contains(prefix + question.id) else { return }
    let made = Set(chosen)
    for choice in question.choices where !choice.retired && !made.contains(choice.id) {
      if named.decides(choice, of: question, prefix: prefix) {
        neverChosen.append("\(prefix)\(question.id).\(choice.id)")
      }
    }
  }

  private mutating func add(_ id: String, _ rule: String, _ outcomes: [Bool]) {
    for outcome in [true, false] where !outcomes.contains(outcome) {
      branches.append(Branch(id: id, rule: rule, never: outcome))
    }
  }
}
