// What `hark survey new` asks, in order; each question has an option that answers it.

internal import Foundation
internal import SurveyModules
internal import Surveys

/// The questions about a new survey.
struct NewSurveyQuestions {
  let asker: QuestionAsker
  let place: NewSurveyFolder

  /// Asks what the options do not say.
  mutating func ask(_ options: SurveyCommand.New) throws -> NewModule {
    let title = try asker.ask(
      .init(
        text: "What is the survey about, in a few words?", help: "Such as: Warm spaces",
        option: "--title"), given: options.title)
    let id = try askID(title, options.id)
    let population = try asker.ask(
      .init(
        text: "Who is it for?", usual: "anyone aged 16 and over", option: "--population"),
      given: options.population)
    let ask = try asker.ask(
      .init(
        text: "What is the one question that you most want answered?",
        help: "Such as: Did you feel welcome?", option: "--ask"), given: options.ask)
    var new = NewModule(id: id, title: title, ask: ask)
    new.population = population
    try askChoices(&new, options)
    new.label = try asker.ask(
      .init(
        text: "What is the figure called?", usual: new.suggestedLabel, option: "--label"),
      given: options.label)
    new.more = none(
      try asker.ask(
        .init(
          text: "What may people tell you in their own words after that?",
          help: "A question, or - for none.", usual: "What would make it better?",
          option: "--more"), given: options.more))
    new.easy = none(
      try asker.ask(
        .init(
          text: "How is the question put in Easy Read?",
          help: "Ten words at most, or - for none.", usual: "-", option: "--easy"),
        given: options.easy))
    new.asksAboutPerson = try flag(
      "Ask who people are: age group, sex, ethnic group, health, caring?", "--about-you",
      options.aboutYou)
    new.asksPlace = try flag(
      "Ask which area people live in?", "--place", options.place)
    return new
  }

  private func none(_ answer: String) -> String { answer == "-" ? "" : answer }

  private func askID(_ title: String, _ given: String?) throws -> String {
    let place = place
    return try asker.ask(
      .init(
        text: "What is its id? It is for ever, and the name of its folder.",
        help: "Small letters, digits and hyphens.", usual: NewModule.id(from: title),
        option: "the id", problem: { NewModule.problem(ofID: $0) ?? place.problem(ofID: $0) }),
      given: given)
  }

  private func flag(_ text: String, _ option: String, _ given: String?) throws -> Bool {
    let answer = try asker.ask(
      .init(
        text: text, usual: "yes", option: option,
        problem: { ["yes", "y", "no", "n"].contains($0.lowercased()) ? nil : "yes or no" }),
      given: given)
    return answer.lowercased().hasPrefix("y")
  }

  private func askChoices(_ new: inout NewModule, _ options: SurveyCommand.New) throws {
    let line = try asker.ask(
      .init(
        text: "What can people choose? The best first, with commas between.",
        help: "Such as: Very safe, Fairly safe, Not safe. Leave it empty for yes or no. "
          + "Prefer not to say is always added.",
        usual: "", option: "--choices", problem: Self.problem(ofChoices:)),
      given: options.choices)
    new.choices = Self.choices(line)
    guard !new.choices.isEmpty else { return }
    let number = new.choices.count
    let list = new.choices.enumerated().map { "\($0.offset + 1) \($0.element)" }
    let counted = try asker.ask(
      .init(
        text: "Which of these does the figure count?",
        help: list.joined(separator: ", ") + ". Numbers, with commas between.", usual: "1",
        option: "--count", problem: { Self.problem(ofCount: $0, of: number) }),
      given: options.count)
    new.counted = Set(Self.numbers(counted).compactMap { $0 }.map { $0 - 1 })
  }

  private static func choices(_ line: String) -> [String] {
    line.split(separator: line.contains(";") ? ";" : ",").map { String($0).trimmed }
      .filter { !$0.isEmpty }
  }

  private static func problem(ofChoices line: String) -> String? {
    let choices = choices(line)
    if line.isEmpty { return nil }
    if choices.count < 2 { return "two or more, with commas between" }
    if choices.count > 20 { return "twenty at most; people cannot keep more in mind" }
    if Set(choices.map { $0.lowercased() }).count < choices.count {
      return "two of them are the same"
    }
    if choices.contains(where: { $0.lowercased() == "prefer not to say" }) {
      return "Prefer not to say is added anyway; leave it out here"
    }
    return nil
  }

  private static func numbers(_ line: String) -> [Int?] {
    line.split(separator: ",").map { Int(String($0).trimmed) }
  }

  private static func problem(ofCount line: String, of number: Int) -> String? {
    let numbers = numbers(line)
    guard !numbers.isEmpty, numbers.allSatisfy({ $0.map((1...number).contains) ?? false }) else {
      return "numbers from 1 to \(number), with commas between"
    }
    return Set(numbers).count < number ? nil : "leave at least one out, or everybody is counted"
  }
}
