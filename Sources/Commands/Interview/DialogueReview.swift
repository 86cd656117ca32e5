// Everything that was answered, to look over before it is stored; and the ways out.

internal import JSON
internal import Surveys

extension InterviewDialogue {
  /// What is typed to store the record, or to end a trial.
  static let storeWord = "store"
  static let endWord = "end"

  /// Longest answer that the review shows whole, in characters.
  private static let longest = 300

  /// Shows every answer with its number.
  mutating func showReview() {
    draft.unfinished = nil
    state = .review
    shownPart = nil
    show(.empty)
    show(ScreenLine("Please look over what will be \(isTrial ? "kept" : "stored")", .heading))
    if let text = plan.progress(draft).judgement.endText(texts) {
      show(ScreenLine(text))
      show(.empty)
    }
    let steps = reviewed
    let width = "\(steps.count)".count
    for (index, step) in steps.enumerated() {
      let number = "\(index + 1)"
      let padding = String(repeating: " ", count: width - number.count)
      show(ScreenLine(label(step), .quiet, lead: " \(padding)\(number)  "))
      let indent = String(repeating: " ", count: width + 3)
      show(answerLine(step, indent))
    }
    for problem in openProblems { show(problem) }
    let open = openSteps.count
    if open > 0 {
      show(
        ScreenLine(
          open == 1
            ? "One question was not asked yet: Enter goes on with it."
            : "\(open) questions were not asked yet: Enter goes on with them."))
    }
    let word = isTrial ? Self.endWord : Self.storeWord
    let meaning = isTrial ? "to see what would be stored" : "to store it"
    show(
      ScreenLine(
        "Type \(word) \(meaning), a number to change that answer, or :back :save :quit", .quiet))
  }

  /// Steps that have something to look over.
  private var reviewed: [DialogueStep] { steps.filter { !$0.isAnotherItem } }

  private func label(_ step: DialogueStep) -> String {
    switch step.subject {
    case .heading(let heading): heading.question.ask
    case .scope(let scope): texts.ask(scope)
    case .question(let question):
      (itemName(step).map { "\($0): " } ?? "") + texts.ask(question)
    case .anotherItem(let list, _): texts.ask(list)
    }
  }

  private func answerLine(_ step: DialogueStep, _ indent: String) -> ScreenLine {
    guard let value = value(step) else { return ScreenLine("no answer", .quiet, lead: indent) }
    let text = shown(value, step.question)
    let cut = text.count > Self.longest ? String(text.prefix(Self.longest)) + " …" : text
    return ScreenLine(cut, .plain, lead: indent)
  }

  /// What keeps the record from being stored, apart from answers that were put aside.
  private var openProblems: [ScreenLine] {
    plan.progress(draft).judgement.problems.filter { $0.code != .notAsked }.map { problem in
      let question = survey.questions.first { $0.id == problem.question }
      let name = question.map { texts.ask($0) } ?? problem.question
      return ScreenLine("\(name): \(problem.message)", .problem)
    }
  }

  /// What was typed under the review.
  mutating func review(_ line: String) -> Ending? {
    let word = line.trimmed.lowercased()
    if let command = DialogueCommand(word) { return reviewCommand(command) }
    if word == (isTrial ? Self.endWord : Self.storeWord) {
      let problems = openProblems
      guard problems.isEmpty else {
        for problem in problems { show(problem) }
        return nil
      }
      return .store
    }
    if word.isEmpty, !openSteps.isEmpty {
      goOn()
      return nil
    }
    let steps = reviewed
    guard let number = Int(word), steps.indices.contains(number - 1) else {
      refuse(
        with: "type \(isTrial ? Self.endWord : Self.storeWord), a number from 1 to \(steps.count),"
          + " or a command")
      return nil
    }
    state = .asking(steps[number - 1].path)
    ask()
    return nil
  }

  private mutating func reviewCommand(_ command: DialogueCommand) -> Ending? {
    switch command {
    case .save: return isTrial ? .discarded : .saved
    case .quit: return askToQuit()
    case .help: for line in DialogueCommand.page { show(line) }
    case .back:
      guard let last = steps.last else { return nil }
      state = .asking(last.path)
      ask()
    case .review, .again: showReview()
    case .skip, .more, .undo, .drop: refuse(with: "type the number of an answer first")
    }
    return nil
  }

  /// Asks what becomes of the draft.
  mutating func askToQuit() -> Ending? {
    if isTrial { return .discarded }
    state = .quitting
    show("Type save to keep the draft, delete to throw the record away, or Enter to go on.")
    return nil
  }

  /// The answer to what becomes of the draft.
  mutating func quit(_ line: String) -> Ending? {
    switch line.trimmed.lowercased() {
    case "save", ":save": return .saved
    case "delete": return .discarded
    case "":
      if let unfinished = draft.unfinished {
        state = .asking(unfinished.path)
        ask()
      } else {
        goOn()
      }
    default: refuse(with: "type save, delete or Enter")
    }
    return nil
  }
}
