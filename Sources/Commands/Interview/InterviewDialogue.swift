// The dialogue itself, apart from any terminal: a line comes in, lines for the screen come out, and
// the draft says what is known so far.

internal import Conversations
internal import JSON
internal import Surveys

/// A conversation between Hark and whoever writes down the answers.
struct InterviewDialogue: Sendable {
  /// What comes from the keyboard or a pipe.
  enum Input: Sendable, Hashable {
    case line(String)
    /// Pasted lines, in which nothing is a command.
    case pasted(String)
    /// The end of the input.
    case end
    /// Ctrl-C, or the end of the terminal; with what stood on the line.
    case interrupted(String)
  }

  /// How it ends.
  enum Ending: Sendable, Hashable {
    case store, saved, cutOff, interrupted, discarded, consentRefused
  }

  /// What is being waited for.
  enum State: Sendable, Hashable {
    case asking(String)
    case review
    case quitting
    /// The person said no to everything: is that so?
    case refusing
  }

  let plan: DialoguePlan
  /// Whether anything will be stored at the end.
  let isTrial: Bool
  /// What whoever asks says and does when somebody may be in danger; it is there without a network.
  let advice: SafeguardingAdvice?
  var draft: InterviewDraft
  var texts: SurveyTexts
  var state = State.review
  var screen: [ScreenLine] = []
  /// What was shown last under the heading of a part.
  var shownPart: DialogueStep.Part?
  /// How long the unfinished text was before each line or paste, in bytes of UTF-8.
  var gathered: [Int] = []

  init(
    _ plan: DialoguePlan, _ draft: InterviewDraft, isTrial: Bool = false,
    advice: SafeguardingAdvice? = nil
  ) {
    (self.plan, self.draft, self.isTrial) = (plan, draft, isTrial)
    self.advice = advice
    texts = SurveyTexts(plan.survey, language: draft.language) ?? SurveyTexts(plan.survey)
  }

  var survey: Survey { plan.survey }

  var steps: [DialogueStep] { plan.steps(draft) }

  /// The step that is being asked.
  var step: DialogueStep? {
    guard case .asking(let path) = state else { return nil }
    return steps.first { $0.path == path }
  }

  /// Whether lines are gathered until a lone full stop.
  var isGathering: Bool { draft.unfinished != nil }

  /// Hands over what is to be shown, and forgets it.
  mutating func takeScreen() -> [ScreenLine] {
    defer { screen = [] }
    return screen
  }

  /// Opens the dialogue.
  mutating func begin() {
    show(ScreenLine(texts.title, .heading))
    showLanguage()
    if draft.consent[ConsentScope.analyse] == false { return askIfRefused() }
    if draft.isSent {
      show(
        "This record was sent to be stored, and no answer came. Store it again: it is kept once.")
      return showReview()
    }
    if let unfinished = draft.unfinished, steps.contains(where: { $0.path == unfinished.path }) {
      state = .asking(unfinished.path)
      ask()
      for line in unfinished.text.split(separator: "\n", omittingEmptySubsequences: false) {
        show(ScreenLine(String(line), lead: "  | "))
      }
      return show(ScreenLine("You had written this. Go on, or type . to end.", .quiet))
    }
    draft.unfinished = nil
    goOn()
  }

  /// Takes what was typed; nil: the dialogue goes on.
  mutating func receive(_ input: Input) -> Ending? {
    switch (input, state) {
    // The person said no, and nobody took it back. What they had said before goes only when somebody
    // says so.
    case (.end, .refusing) where !holdsWords, (.interrupted, .refusing) where !holdsWords:
      return .consentRefused
    case (.end, _): return .cutOff
    case (.interrupted(let rest), _):
      keepRest(rest.storable)
      return .interrupted
    case (.line(let line), .asking): return take(cleaned(line))
    case (.line(let line), .review): return review(line)
    case (.line(let line), .quitting): return quit(line)
    case (.line(let line), .refusing): return refuse(line)
    case (.pasted(let text), .asking): return takePasted(cleaned(text))
    case (.pasted(let text), _): return receive(.line(text))
    }
  }

  mutating func show(_ line: ScreenLine) { screen.append(line) }

  mutating func refuse(with reason: String) {
    show(ScreenLine(reason, .problem))
  }

  /// What was typed without what cannot be stored, which is said.
  private mutating func cleaned(_ text: String) -> String {
    let storable = text.storable
    if storable != text {
      refuse(with: "this has a character that cannot be stored; it was taken out, the rest is kept")
    }
    return storable
  }

  /// Whether the draft holds anything that somebody said.
  private var holdsWords: Bool {
    !draft.answers.isEmpty || draft.unfinished != nil
      || plan.closing.contains { draft.heading[$0.field] != nil }
  }

  /// What has no answer yet and was not passed over.
  var openSteps: [DialogueStep] {
    steps.filter { step in
      !draft.passed.contains(step.path) && (step.isAnotherItem || !step.isAnswered)
    }
  }

  /// Asks what has no answer yet, or shows everything.
  mutating func goOn() {
    guard let next = openSteps.first else { return showReview() }
    state = .asking(next.path)
    ask()
  }

  /// Words that stood on the line when the dialogue was cut off.
  private mutating func keepRest(_ rest: String) {
    guard let step, step.isLong, !rest.isEmpty else { return }
    let before = draft.unfinished.map { $0.text + "\n" } ?? ""
    draft.unfinished = InterviewDraft.Unfinished(path: step.path, text: before + rest)
  }

  private mutating func takePasted(_ text: String) -> Ending? {
    guard let step else { return nil }
    if step.isLong {
      gather(text, step)
      return nil
    }
    return take(text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  private mutating func take(_ line: String) -> Ending? {
    guard let step else { return nil }
    if let command = DialogueCommand(line) { return perform(command, step) }
    if let word = DialogueCommand.mistyped(line) {
      refuse(
        with: "there is no command \(word); :help lists them. To write it as text, begin with ::")
      return nil
    }
    let text = line.hasPrefix("::") ? String(line.dropFirst()) : line
    if step.isLong { return takeLong(text, step) }
    if text.trimmed.isEmpty { return takeNothing(step) }
    return answer(step, text)
  }

  /// An empty line keeps what is there, or stands for what is usual.
  private mutating func takeNothing(_ step: DialogueStep) -> Ending? {
    if step.isAnswered, !step.isAnotherItem {
      goOn()
    } else if let usual = step.usual {
      show(ScreenLine(shown(usual, step.question), .good, lead: "  "))
      return keep(usual, step)
    } else {
      refuse(
        with: step.mayBeSkipped
          ? "nothing was typed; type an answer, or :skip to leave it out"
          : "nothing was typed; type an answer")
    }
    return nil
  }

  /// A line of a long text; a lone full stop ends it.
  private mutating func takeLong(_ line: String, _ step: DialogueStep) -> Ending? {
    if line.trimmed == "." {
      guard let text = draft.unfinished?.text else { return takeNothing(step) }
      draft.unfinished = nil
      return text.trimmed.isEmpty ? takeNothing(step) : keep(.string(text.trimmed), step)
    }
    if line.trimmed.isEmpty, !isGathering { return takeNothing(step) }
    gather(line, step)
    return nil
  }

  private mutating func gather(_ text: String, _ step: DialogueStep) {
    if draft.unfinished == nil { gathered = [] }
    gathered.append(draft.unfinished?.text.utf8.count ?? 0)
    let before = draft.unfinished.map { $0.text + "\n" } ?? ""
    draft.unfinished = InterviewDraft.Unfinished(path: step.path, text: before + text)
  }
}

extension DialogueStep {
  /// Whether it asks for one more item of a list.
  var isAnotherItem: Bool { if case .anotherItem = subject { true } else { false } }
}
