// `every_choice: yes`: a person of the tests answers again with each choice of the questions that they
// are asked, so that a coordinator need not write a person for each. Every answer goes through the
// same interview as any other, and one that is refused fails.

internal import JSON
internal import Surveys

/// A person's answers once more, with other choices.
struct EveryChoice {
  /// The person with other answers, and what came of them.
  struct Try {
    let person: ModuleTests.Person
    let judgement: Judgement
  }

  /// One choice, and why it was not taken; nil: it was.
  struct Outcome {
    /// `safe.not_safe`.
    let choice: String
    let problem: AnswerProblem?
  }

  /// What came of each further interview, where coverage looks at them.
  private(set) var tries: [Try] = []
  /// A line for each choice that was offered.
  private(set) var outcomes: [Outcome] = []
  /// Whether there were more than a test may take.
  private(set) var isTooMuch = false
  /// The questions of which a choice was just tried.
  private var made: [String] = []

  /// The most interviews of one person: the longer a survey is, the fewer, so that all of them ask a
  /// million questions at most, and 200 where there are 5,000.
  let most: Int
  private var count = 0
  private let keepsTries: Bool

  private let person: ModuleTests.Person
  private let interview: Interview
  private let base: Judgement
  private let given: JSONObject
  private let asked: Set<String>
  private let refused: Set<String>

  /// `judgement` is what came of the person's own answers.
  init(
    _ person: ModuleTests.Person, _ interview: Interview, _ judgement: Judgement,
    keepsTries: Bool = false
  ) {
    self.keepsTries = keepsTries
    most = 1_000_000 / max(1, interview.survey.questions.count)
    (self.person, self.interview, base) = (person, interview, judgement)
    given = GridAnswers.spread(person.answers, over: interview.survey.questions)
    asked = Set(judgement.asked)
    refused = Set(judgement.problems.map(\.question))
    if judgement.consentGiven { run() }
  }

  /// Many questions change at once. Which of them one another's answers hide, or do not let pass, is
  /// tried again; the first always has the person's own answers before it, so it is asked.
  private mutating func run() {
    var waiting = questions
    while let first = waiting.first {
      guard count < most else {
        isTooMuch = true
        return
      }
      let together = answer(waiting)
      if waiting.count == 1 {
        note(together, [first])
      } else if together.problem == nil, together.taken.contains(first.name) {
        note(together, waiting.filter { together.taken.contains($0.name) })
      } else {
        note(answer([first]), [first])
      }
      let tried = Set(made)
      made = []
      for index in waiting.indices where tried.contains(waiting[index].name) {
        waiting[index].choices.removeFirst()
      }
      waiting.removeAll(where: \.choices.isEmpty)
    }
  }

  private mutating func note(_ answered: Answered, _ changed: [Changing]) {
    if keepsTries {
      tries.append(
        Try(person: person.answering(answered.answers), judgement: answered.judgement))
    }
    for question in changed {
      guard let choice = question.choices.first else { continue }
      made.append(question.name)
      outcomes.append(
        Outcome(choice: "\(question.name).\(choice)", problem: answered.problem))
    }
  }

  /// What came of one run.
  private struct Answered {
    let answers: JSONObject
    let judgement: Judgement
    /// The first answer that was refused.
    let problem: AnswerProblem?
    /// The questions, by name, whose other choice was asked for.
    let taken: Set<String>
  }

  /// The person's own answers but for the next choice of each of these. Answers to questions that are
  /// then not asked, and choices that are then not offered, are left out, as nobody would have been asked
  /// or offered them. A refused answer counts as unanswered for what follows, so one interview tells all.
  private mutating func answer(_ changed: [Changing]) -> Answered {
    var answers = given
    for question in changed { question.put(into: &answers) }
    let judgement = judge(answers)
    var taken = Set(changed.map(\.name))
    var paths: [String: String] = [:]
    for question in changed { for path in question.paths { paths[path] = question.name } }
    // A question that only these answers bring up has no answer here, required or not.
    var (left, problem): ([String], AnswerProblem?) = ([], nil)
    for found in judgement.problems where !refused.contains(found.question) {
      let isOffered = found.code != .notAsked && found.code != .notAChoice
      if !isOffered, changed.count > 1 || paths[found.question] == nil {
        left.append(found.question)
        if let name = paths[found.question] { taken.remove(name) }
      } else if found.code != .required || asked.contains(found.question) {
        problem = problem ?? found
      }
    }
    answers.leaveOut(left)
    return Answered(answers: answers, judgement: judgement, problem: problem, taken: taken)
  }

  private mutating func judge(_ answers: JSONObject) -> Judgement {
    count += 1
    return interview.judge(consent: person.consent, answers: answers)
  }
}

/// A question whose answer changes, or all rows of a grid, with the choices that are left to make.
private struct Changing {
  /// As coverage calls it: `safe`, `places.kind`, of rows the grid.
  let name: String
  /// The list in whose first item it stands; nil: it stands in none.
  let list: String?
  /// The question, or the rows of the grid that are asked.
  var ids: [String]
  let question: Question
  var choices: [String]

  var paths: [String] { ids.map { id in list.map { "\($0)[1].\(id)" } ?? id } }

  func put(into answers: inout JSONObject) {
    guard let choice = choices.first else { return }
    let value = value(choice)
    guard let list else {
      for id in ids { answers[id] = value }
      return
    }
    guard var items = answers[list]?.array, var item = items.first?.object else { return }
    for id in ids { item[id] = value }
    items[0] = .object(item)
    answers[list] = .array(items)
  }

  private func value(_ choice: String) -> JSONValue {
    switch question.kind {
    case let kind as ChooseMany:
      let needed = max(0, (kind.atLeast ?? 1) - 1)
      let isAlone = kind.choices.contains { $0.id == choice && $0.exclusive }
      let others = kind.choices.filter { other in
        other.id != choice && !other.exclusive && !other.retired && other.showIf == nil
      }
      let ids = [choice] + (isAlone ? [] : others.prefix(needed).map(\.id))
      return .array(ids.map { .string($0) })
    case is Rank: return .array([.string(choice)])
    default: return .string(choice)
    }
  }
}

extension EveryChoice {
  /// The questions with choices that the person is asked, each with the choices that are offered.
  private var questions: [Changing] {
    var found: [Changing] = []
    for (index, question) in interview.survey.questions.enumerated() {
      if asked.contains(question.id) { found.add(question, in: nil, base.sheet) }
      guard let sheet = base.sheet.items(ofRepeat: index).first else { continue }
      for item in question.itemQuestions where asked.contains("\(question.id)[1].\(item.id)") {
        found.add(item, in: question.id, sheet)
      }
    }
    return found
  }
}

extension [Changing] {
  fileprivate mutating func add(_ question: Question, in list: String?, _ sheet: AnswerSheet) {
    guard question.list == nil else { return }
    let offered = question.choices.filter { !$0.retired && $0.showIf?.holds(sheet) ?? true }
    guard !offered.isEmpty else { return }
    let name = (list.map { "\($0)." } ?? "") + (question.part?.inGrid?.grid ?? question.id)
    if let last, last.name == name {
      self[count - 1].ids.append(question.id)
    } else {
      append(
        Changing(
          name: name, list: list, ids: [question.id], question: question,
          choices: offered.map(\.id)))
    }
  }
}

extension JSONObject {
  /// Takes the answers at paths such as `safe` or `places[2].spot` out.
  fileprivate mutating func leaveOut(_ paths: [String]) {
    let unasked = Set(paths)
    self = JSONObject(filter { !unasked.contains($0.key) }.map { ($0.key, $0.value) })
    for path in paths where path.contains("[") { leaveOut(path) }
  }

  /// Takes the answer at `places[2].spot` out.
  private mutating func leaveOut(_ path: String) {
    let parts = path.split(separator: "[", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return }
    let inside = parts[1].split(separator: "]", maxSplits: 1).map(String.init)
    guard inside.count == 2, let number = Int(inside[0]), var items = self[parts[0]]?.array,
      items.indices.contains(number - 1), var item = items[number - 1].object
    else { return }
    item[String(inside[1].dropFirst())] = nil
    items[number - 1] = .object(item)
    self[parts[0]] = .array(items)
  }
}
