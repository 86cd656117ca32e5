// The commands of a dialogue. They begin with a colon, so that no answer is taken for one.

internal import JSON
internal import Surveys

/// What can be typed instead of an answer.
enum DialogueCommand: String, Sendable, CaseIterable {
  case back, skip, again, more, undo, drop, review, save, quit, help

  /// A line that is a command: `:back` or `:b`.
  init?(_ line: String) {
    let word = line.trimmed.lowercased()
    guard word.hasPrefix(":"), !word.hasPrefix("::") else { return nil }
    let name = word.dropFirst()
    let found =
      Self(rawValue: String(name)) ?? Self.allCases.first { $0.short.map { name == $0 } ?? false }
    guard let found else { return nil }
    self = found
  }

  /// One letter that will do for the word.
  private var short: String? {
    switch self {
    case .back: "b"
    case .skip: "s"
    case .review: "r"
    case .save: "w"
    case .quit: "q"
    case .help: "h"
    case .again, .more, .undo, .drop: nil
    }
  }

  /// A colon and a word that is no command; `:)` and `: well` are text.
  static func mistyped(_ line: String) -> String? {
    let word = line.trimmed
    guard word.hasPrefix(":"), !word.hasPrefix("::"), word.count > 1,
      word.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter })
    else { return nil }
    return word
  }

  fileprivate var help: String {
    let what =
      switch self {
      case .back: "goes to the question before"
      case .skip: "leaves the question without an answer"
      case .again: "shows the question again; a long text is begun anew"
      case .more: "goes on writing a long text that was answered before"
      case .undo: "takes back the line, or what was pasted, that came last in a long text"
      case .drop: "leaves out the item of a list that is being asked"
      case .review: "shows every answer, to change or to store them"
      case .save: "stops here and keeps the draft, to go on later"
      case .quit: "stops, and asks whether to keep the draft"
      case .help: "shows this"
      }
    return ":\(rawValue)\(short.map { " or :\($0)" } ?? "")  \(what)"
  }

  /// Every command in words.
  static var page: [ScreenLine] {
    allCases.map { ScreenLine($0.help, .quiet, lead: "  ") } + [
      ScreenLine("An answer that begins with a colon is written with two: ::", .quiet, lead: "  ")
    ]
  }
}

extension InterviewDialogue {
  /// Does what a command says.
  mutating func perform(_ command: DialogueCommand, _ step: DialogueStep) -> Ending? {
    switch command {
    case .save: return isTrial ? .discarded : .saved
    case .quit: return askToQuit()
    case .help:
      for line in DialogueCommand.page { show(line) }
    case .again:
      draft.unfinished = nil
      ask()
    case .review:
      if keepUnfinished(step) { showReview() }
    case .back: goBack(from: step)
    case .skip: skip(step)
    case .more: writeOn(step)
    case .undo: takeBack(step)
    case .drop: drop(step)
    }
    return nil
  }

  private mutating func goBack(from step: DialogueStep) {
    let steps = steps
    guard let index = steps.firstIndex(where: { $0.path == step.path }), index > 0 else {
      return refuse(with: "this is the first question")
    }
    guard keepUnfinished(step) else { return }
    let before = steps[index - 1]
    state = .asking(before.path)
    ask()
  }

  /// Words written for a question that is left are its answer. False where it refuses them: then nobody
  /// leaves, because the words would be lost.
  private mutating func keepUnfinished(_ step: DialogueStep) -> Bool {
    guard let text = draft.unfinished?.text, !text.trimmed.isEmpty else {
      draft.unfinished = nil
      return true
    }
    let shown = screen
    let concerns = Set(plan.progress(draft).judgement.concerns)
    draft.unfinished = nil
    _ = keep(.string(text.trimmed), step)
    guard draft.unfinished == nil else { return false }
    screen = shown
    if !Set(plan.progress(draft).judgement.concerns).isSubset(of: concerns) { tellOfConcern() }
    return true
  }

  /// Takes back the line, or what was pasted, that came last.
  private mutating func takeBack(_ step: DialogueStep) {
    guard step.isLong, let text = draft.unfinished?.text else {
      return refuse(with: "there is nothing here to take back")
    }
    // After a draft was opened again only its lines are known.
    let last = text.utf8.lastIndex(of: UInt8(ascii: "\n")).map {
      text.utf8.distance(from: text.utf8.startIndex, to: $0)
    }
    let rest = String(decoding: text.utf8.prefix(gathered.popLast() ?? last ?? 0), as: UTF8.self)
    guard !rest.isEmpty else {
      draft.unfinished = nil
      return show(ScreenLine("Taken back; nothing is left of the text.", .quiet))
    }
    draft.unfinished = InterviewDraft.Unfinished(path: step.path, text: rest)
    let line = rest.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    show(ScreenLine("Taken back. The text now ends with:", .quiet))
    show(ScreenLine(String(line.suffix(200)), lead: "  | "))
  }

  private mutating func skip(_ step: DialogueStep) {
    guard draft.unfinished?.text.trimmed.isEmpty ?? true else {
      return refuse(
        with:
          "something is written here: type . to keep it, or :again and then :skip to leave it out")
    }
    guard step.mayBeSkipped else {
      let choice = step.question.flatMap { question in
        question.choices.first { question.missing.contains($0.id) }.map {
          texts.text($0, of: question)
        }
      }
      return refuse(
        with: "this question needs an answer"
          + (choice.map { "; if the person would rather not say, choose \"\($0)\"" } ?? ""))
    }
    draft.unfinished = nil
    switch step.subject {
    case .heading(let heading): draft.heading[heading.field] = nil
    default: draft.answers[path: step.path] = nil
    }
    draft.passed.insert(step.path)
    goOn()
  }

  private mutating func writeOn(_ step: DialogueStep) {
    guard step.isLong, let text = value(step)?.string else {
      return refuse(with: "there is nothing here to go on with")
    }
    draft.unfinished = InterviewDraft.Unfinished(path: step.path, text: text)
    gathered = []
    show(ScreenLine("Go on writing; a line with only . ends it.", .quiet))
  }

  private mutating func drop(_ step: DialogueStep) {
    let place = AnswerPath(step.path)
    guard let item = place.item, var items = draft.answers[place.question]?.array,
      items.indices.contains(item.index)
    else { return refuse(with: "this is no item of a list") }
    items.remove(at: item.index)
    draft.answers[place.question] = items.isEmpty ? nil : .array(items)
    // What was passed over in later items has another number now.
    draft.passed = draft.passed.filter { !$0.hasPrefix("\(place.question)[") }
    draft.passed.remove(place.question)
    draft.unfinished = nil
    show(ScreenLine("Left out.", .quiet))
    goOn()
  }

  /// The answer at a step.
  func value(_ step: DialogueStep) -> JSONValue? {
    switch step.subject {
    case .heading(let heading):
      heading.field == plan.consentForm.field
        ? draft.consentForm.map { .string($0) } : draft.heading[heading.field]
    case .scope(let scope): draft.consent[scope.id].map { .bool($0) }
    case .question: draft.answers[path: step.path]
    case .anotherItem: nil
    }
  }
}
