// `hark survey new`: a survey that passes its check and its tests, from the answers to a few questions.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import SurveyModules

extension SurveyCommand {
  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Begins a survey: asks a few questions and writes its folder.",
      discussion: """
        What is not given as an option is asked, in the terminal or as lines of standard input.
        Example: hark survey new
        Example: hark survey new warm-spaces --title "Warm spaces" --ask "Did you feel welcome?" --yes
        """)

    @Argument(help: "The survey's id and folder, for ever: small letters, digits and hyphens.")
    var id: String?

    @Option(help: "What people call the survey.")
    var title: String?

    @Option(help: "Who it is for, in words.")
    var population: String?

    @Option(help: "The question that matters most.")
    var ask: String?

    @Option(help: "What people can choose, with commas between, or ; where a choice holds a comma.")
    var choices: String?

    @Option(help: "Which of these the figure counts: numbers from 1, with commas between.")
    var count: String?

    @Option(help: "What the figure is called.")
    var label: String?

    @Option(help: "An open question that follows; - for none.")
    var more: String?

    @Option(help: "The main question in Easy Read; - for none.")
    var easy: String?

    @Option(help: "yes or no: ask age group, sex, ethnic group, health and caring.")
    var aboutYou: String?

    @Option(help: "yes or no: ask which area people live in.")
    var place: String?

    @Option(
      name: .customLong("in"),
      help: "The folder of surveys; without it that of HARK_SURVEYS, or surveys.")
    var folder: String?

    @Flag(help: "Ask nothing: take what is usual for what is not given.")
    var yes = false

    func run() async throws {
      let place = try NewSurveyFolder(folder)
      if let id, let problem = place.problem(ofID: id) { throw Problem(.alreadyThere, problem) }
      try place.checkBlocks()
      var questions = NewSurveyQuestions(
        asker: try QuestionAsker(takesUsual: yes), place: place)
      let new = try questions.ask(self)
      let files = try place.write(new)
      for file in files { Output.line(file) }
      let module = "\(place.path)/\(new.id)"
      let steps = [
        ("check --plain \(module)", "after each change"),
        ("test --coverage \(module)", "the invented people answer it"),
        ("try \(module)", "you answer it; nothing is stored"),
        ("asked-before \(new.id)", "what is like it and was asked before"),
        ("publish \(new.id)", "from then on it can be answered"),
      ]
      let width = steps.map(\.0.count).max() ?? 0
      Output.note("\n'\(new.id)' is written; it passes its check and its tests. What comes next:\n")
      for (step, what) in steps {
        Output.note(
          "  hark survey \(step.padding(toLength: width, withPad: " ", startingAt: 0))   \(what)")
      }
      if let setting = place.setting { Output.note(setting) }
      Output.note("Whether it has been asked before, in any language: hark search WORDS")
    }
  }
}
