// Which choices decide something in a survey: those that a test has to make, and not only to be offered.

internal import Surveys

/// The choices that rules and figures name, as questions know them.
struct NamedChoices {
  private var words: Set<String> = []

  init(_ survey: Survey) {
    for question in survey.questions {
      add(question)
      for item in question.itemQuestions { add(item) }
    }
    for indicator in survey.indicators {
      for rule in [indicator.count, indicator.outOf, indicator.amount, indicator.per] {
        add(rule)
      }
    }
  }

  private mutating func add(_ question: Question) {
    for rule in [question.showIf, question.check, question.concernIf, question.endIf] { add(rule) }
    for choice in question.choices { add(choice.showIf) }
    add((question.kind as? Calculate)?.rule)
  }

  private mutating func add(_ rule: CompiledRule?) {
    for name in rule?.namedChoices ?? [] { words.insert("\(name.question).\(name.choice)") }
  }

  /// Whether it matters to what follows that somebody chooses it.
  func decides(_ choice: Choice, of question: Question, prefix: String) -> Bool {
    choice.exclusive || choice.showIf != nil || question.missing.contains(choice.id)
      || words.contains("\(question.id).\(choice.id)")
  }
}

extension Answer {
  /// The ids of the choices that were made.
  var chosen: [String] {
    switch self {
    case .choice(let id): [id]
    case .choices(let ids), .ranked(let ids): ids
    default: []
    }
  }
}
