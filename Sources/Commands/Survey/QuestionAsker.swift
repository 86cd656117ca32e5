// Asks for a text at a time, in a terminal or from lines of standard input.

internal import ArgumentParser
internal import Engagement
internal import Surveys

/// Asks and checks until an answer will do.
struct QuestionAsker {
  /// One thing to ask for.
  struct Question {
    let text: String
    var help = ""
    /// What an empty line means; nil: an answer is needed.
    var usual: String?
    /// The option that says the same.
    let option: String
    /// What is wrong with an answer; nil when it will do.
    var problem: (String) -> String? = { _ in nil }
  }

  private let terminal: Terminal?

  /// `takesUsual`: nothing is asked.
  init(takesUsual: Bool) throws { terminal = takesUsual ? nil : try Terminal() }

  /// The answer, trimmed; `given` on the line is not asked for.
  func ask(_ question: Question, given: String?) throws -> String {
    if let given = given?.trimmed {
      if let problem = refusal(given, question) {
        throw Problem(.badRequest, "\(question.option): \(problem)")
      }
      return given
    }
    guard let terminal else { return try usual(question, "give \(question.option)") }
    terminal.show(
      [
        .empty, ScreenLine(question.text, .question), ScreenLine(question.help, .quiet),
      ].filter { $0 == .empty || !$0.text.isEmpty })
    while true {
      let prompt = question.usual.map { $0.isEmpty ? "> " : "[\($0)] > " } ?? "> "
      switch terminal.read(prompt: prompt) {
      case .line(let text):
        let answer = text.trimmed.isEmpty ? question.usual ?? "" : text.trimmed
        guard let problem = refusal(answer, question) else { return answer }
        terminal.show([ScreenLine(problem, .problem)])
      case .pasted: terminal.show([ScreenLine("one line, please", .problem)])
      case .unreadable: terminal.show([ScreenLine("this is not UTF-8", .problem)])
      case .end where !terminal.isEdited:
        return try usual(
          question, "standard input has no line for it; add one, or give \(question.option)")
      case .end, .interrupted:
        Output.note("nothing was written")
        throw ExitCode(130)
      }
    }
  }

  private func refusal(_ answer: String, _ question: Question) -> String? {
    if answer.isEmpty, question.usual != "" { return "an answer is needed here" }
    if answer.count > 1_000 { return "this is longer than 1,000 characters" }
    if answer.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return "this holds a character that is not text"
    }
    return question.problem(answer)
  }

  private func usual(_ question: Question, _ advice: String) throws -> String {
    guard let usual = question.usual, refusal(usual, question) == nil else {
      throw Problem(.badRequest, "'\(question.text)' has no answer; \(advice)")
    }
    return usual
  }
}
