// A dialogue with a person at the terminal: every answer is in the draft before the next question is
// shown, and the draft goes when the record is stored.

internal import Engagement
internal import EmbeddedPostgres
internal import Foundation
internal import JSON
internal import Receipts
internal import Surveys

/// Runs a dialogue.
struct InterviewSession {
  var dialogue: InterviewDialogue
  let terminal: Terminal
  /// Where answers are kept meanwhile; nil for a trial.
  let drafts: DraftFolder?
  /// The command that goes on with the draft.
  let resume: String

  /// Asks until there is an end; the draft is kept, or gone, accordingly.
  mutating func run() -> InterviewDialogue.Ending {
    var kept = dialogue.draft
    while true {
      terminal.show(dialogue.takeScreen())
      let prompt = dialogue.isGathering ? "| " : "> "
      let input: InterviewDialogue.Input
      switch terminal.read(prompt: prompt) {
      case .line(let line): input = .line(line)
      case .pasted(let text): input = .pasted(text)
      case .end: input = .end
      case .interrupted(let rest): input = .interrupted(rest)
      case .unreadable:
        terminal.show([ScreenLine("this line is no UTF-8 text; type it again", .problem)])
        continue
      }
      let ending = dialogue.receive(input)
      if dialogue.draft != kept {
        keep()
        kept = dialogue.draft
      }
      if let ending { return ending }
    }
  }

  /// Writes the draft; when that fails the person is told and goes on.
  func keep() {
    do { try drafts?.write(dialogue.draft) } catch {
      terminal.show([
        ScreenLine(
          "\(Problem(translating: error).detail). What you type is not safe yet.", .problem)
      ])
    }
  }

  /// Says what became of the draft, with the exit status.
  func close(_ ending: InterviewDialogue.Ending) -> Int32 {
    terminal.show(dialogue.screen)
    switch ending {
    case .store: return 0
    case .consentRefused:
      drafts?.remove(dialogue.draft.id)
      terminal.show([
        .empty,
        ScreenLine(
          "That is fine. Nothing was kept. Please thank the person: nothing changes for them.",
          .good),
      ])
      return 0
    case .discarded:
      drafts?.remove(dialogue.draft.id)
      terminal.show([ScreenLine("Nothing was kept.", .quiet)])
      return 0
    case .saved, .cutOff, .interrupted:
      let status: Int32 = ending == .saved ? 0 : ending == .cutOff ? 1 : 130
      guard let drafts else { return status }
      guard drafts.holds(dialogue.draft.id) else {
        terminal.show(["Nothing was answered yet, so there is no draft."])
        return status
      }
      if ending == .cutOff { terminal.show(["The input ended before the record was stored."]) }
      sayKept()
      return status
    }
  }

  /// Says how to go on.
  func sayKept() {
    terminal.show([
      ScreenLine("The draft is kept. Go on with:", .good), ScreenLine(resume, lead: "  "),
    ])
  }
}

extension InterviewSession {
  /// Asks, shows the receipt code and stores; goes back to the answers when they are refused. Returns
  /// the exit status.
  mutating func record(
    salt: String, store: (JSONObject) async throws -> Receipt
  ) async throws -> (status: Int32, receipt: Receipt?) {
    dialogue.begin()
    while true {
      let ending = run()
      guard ending == .store else { return (close(ending), nil) }
      let again = dialogue.draft.receiptHash != nil
      try makeReceiptCode(salt)
      dialogue.draft.isSent = true
      keep()
      showReceiptCode(again: again)
      let record = dialogue.draft.record(
        dialogue.survey, kept: dialogue.plan.kept(dialogue.draft))
      do {
        let receipt = try await store(record)
        drafts?.remove(dialogue.draft.id)
        return (0, receipt)
      } catch {
        let problem = Problem(translating: error)
        guard !(error is EmbeddedPostgresError), !problem.mayHaveBeenStored else {
          tellOfDoubt()
          sayKept()
          throw error
        }
        dialogue.draft.isSent = false
        keep()
        dialogue.showReview()
        dialogue.show(ScreenLine(problem.description, .problem))
        if problem.code == ProblemCode.otherContent.rawValue {
          dialogue.show(
            "If it was sent before, it is stored as it was then, and this draft can go: :quit, then delete."
          )
        }
      }
    }
  }

  /// Says what is known when no answer came.
  private func tellOfDoubt() {
    terminal.show([.empty, "No answer came: nobody knows whether the record was stored."])
    guard dialogue.draft.receiptHash != nil else { return }
    terminal.show([
      ScreenLine(
        "Keep the six words: they open what was said once it is stored. A second try sends the same record"
          + " with the same words, and it is kept once.")
    ])
  }

  /// Makes the code, unless an earlier try did; only what is worked out from it goes into the record.
  private mutating func makeReceiptCode(_ salt: String) throws {
    guard !dialogue.survey.consent.scopes.isEmpty, dialogue.draft.receiptHash == nil else { return }
    let code = ReceiptCode(randomBytes: Surroundings.live.randomBytes)
    dialogue.draft.receiptHash = NewReceipt.text(try code.hash(partnership: salt))
    dialogue.draft.receiptCode = code.description
  }

  /// Shows the code once it is in the draft, on every try.
  private func showReceiptCode(again: Bool) {
    guard dialogue.draft.receiptHash != nil else { return }
    if again {
      terminal.show([ScreenLine("The receipt code that was shown before stays.", .quiet)])
    }
    guard let code = dialogue.draft.receiptCode else { return }
    terminal.show([
      .empty, ScreenLine("Receipt code", .heading), ScreenLine(code, .question, lead: "  "),
      ScreenLine(
        "Please write these six words down for the person. With them they can take their words back"
          + " or change what they allow. Hark does not keep the words: without them we cannot find"
          + " whose answers these are."),
      .empty,
    ])
  }
}

extension Problem {
  /// Whether the record may be in the database although no answer came.
  var mayHaveBeenStored: Bool {
    code == ProblemCode.databaseUnavailable.rawValue || code == ProblemCode.failed.rawValue
  }
}
