// `hark survey test`: the invented people of a survey answer it, once or after every change.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import SurveyModules
internal import Surveys

extension SurveyCommand {
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Runs the tests that survey modules carry.",
      discussion: """
        Example: hark survey test surveys --coverage
        Example: hark survey test surveys/warm-spaces --watch
        """)

    @OptionGroup var modules: Modules

    @Flag(help: "Also name the questions, choices and rules that no person of the tests reaches.")
    var coverage = false

    @Flag(help: "Run again whenever a file changes, until Ctrl-C.")
    var watch = false

    func run() async throws {
      guard watch else {
        if try !test() { throw ExitCode(1) }
        return
      }
      let given = try modules.found().filter { FileManager.default.fileExists(atPath: $0) }
      let watcher = try FileWatch(given.flatMap(Self.withBlocks))
      while true {
        try watcher.refresh()
        do { _ = try test() } catch let problem as Problem { Output.note("error: \(problem)") }
        Output.note("waiting for a change; Ctrl-C ends")
        guard watcher.wait() == .changed else { return }
        Output.note("")
      }
    }

    /// A module with the blocks beside it, which it may use.
    private static func withBlocks(_ path: String) -> [String] {
      let folder = URL(fileURLWithPath: path.hasSuffix(".yaml") ? path + "/.." : path)
      let blocks = folder.standardizedFileURL.deletingLastPathComponent().path + "/blocks"
      return [path] + (SurveyFiles.isFolder(blocks) ? [blocks] : [])
    }

    /// Runs every test; whether all came out well.
    private func test() throws -> Bool {
      var isGood = true
      for report in try modules.load().reports {
        guard let tests = report.tests else {
          for problem in report.errors { Output.line(problem.description) }
          isGood = false
          continue
        }
        Output.line(tests.text)
        isGood = isGood && tests.passed
        if coverage, let coverage = report.coverage {
          for line in coverage.lines { Output.line("  \(line)") }
          isGood = isGood && coverage.isComplete
        }
      }
      return isGood
    }
  }
}

extension ModuleCoverage {
  /// What nobody reaches, with the person who would.
  var lines: [String] {
    let asked = neverAsked.map { "nobody is asked \($0); add a person who gets there" }
    let valued = neverValued.map {
      "\($0) never has a value; add a person whose answers it can be worked out from"
    }
    let chosen = neverChosen.map {
      "nobody chooses \($0); add a person who does"
        + (madeByEveryChoice.contains($0) ? ", or 'every_choice: yes' to one who is asked" : "")
    }
    return asked + valued + chosen + branches.map(\.line)
  }
}

extension ModuleCoverage.Branch {
  /// What nobody wrote a rule for follows from another answer.
  private func line(of part: QuestionPart) -> String? {
    switch part {
    case .row: nil
    case .rowNote(let grid, let row):
      never
        ? "nobody answers the row '\(row)' of \(grid), so nobody is asked for its note; add a person who does"
        : "everybody answers the row '\(row)' of \(grid); add a person who leaves it out, and is not asked for"
          + " its note"
    case .otherText(let question):
      never
        ? "nobody chooses 'other' of \(question), so nobody is asked for the words; add a person who does"
        : "everybody chooses 'other' of \(question); add a person who does not, and is not asked for the words"
    }
  }

  fileprivate var line: String {
    if let condition {
      let which = occurrence.map { " (number \($0) of those words in it)" } ?? ""
      return
        "in the \(rule) of \(id) '\(condition)'\(which) is never \(never ? "true" : "false") where it counts; "
        + "add a person for whom it is, or take it out if there can be none"
    }
    if let part, let line = line(of: part) { return line }
    switch (rule, never) {
    case ("show_if", true):
      return "nobody gets to see \(id); add a person for whom its show_if holds"
    case ("show_if", false):
      return "everybody gets to see \(id); add a person for whom its show_if does not hold,"
        + " or take the show_if out if there can be none"
    case ("check", true): return "nobody answers \(id) as its check wants; add a person who does"
    case ("check", false):
      return
        "nobody's answer to \(id) fails its check; add a person whose answer does, with refused: [\(id)]"
    case ("concern_if", true):
      return "no answer to \(id) raises a concern; add a person whose answer does"
    case ("concern_if", false):
      return "every answer to \(id) raises a concern; add a person whose answer does not"
    case ("end_if", true): return "the survey never ends at \(id); add a person for whom it does"
    case ("count", true): return "\(id) counts nobody; add a person whom its count holds for"
    case ("count", false):
      return "\(id) counts everybody in its base; add a person of the base whom it does not count"
    case ("out_of", true):
      return "nobody is in the base of \(id); add a person whom its out_of holds for"
    case ("end_if", false): return "the survey always ends at \(id); add a person who goes on"
    default:
      return "\(rule) of \(id) is never \(never ? "true" : "false"); add a person for whom it is"
    }
  }
}
