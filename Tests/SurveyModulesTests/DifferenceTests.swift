// What a change of a survey means for the answers that there are.

import Foundation
import SurveyModules
import Surveys
import Testing

@Suite struct DifferenceTests {
  private static let survey = SmallSurvey().asking(
    """
      - id: age
        ask: How old are you?
        type: whole_number
        min: 16
        max: 110
        check: age < 100
      - id: score
        type: calculate
        value: age * 2
    """)

  private func changed(_ old: String, _ new: String) -> SmallSurvey {
    let text = Self.survey.text
    #expect(text.contains(old), "the survey of the test has no '\(old)'")
    var changed = SmallSurvey(text.replacing(old, with: new))
    changed.blocks = Self.survey.blocks
    return changed
  }

  private static let changes: [(old: String, new: String, expected: ChangeClass)] = [
    ("title: An example", "title: Another title", .patch),
    ("type: choose_one", "hint: Wait a moment\n    type: choose_one", .patch),
    ("- 2 not_safe: Not safe", "- 2 not_safe: Not safe\n      - 3 unsure: Not sure", .minor),
    ("- 2 not_safe: Not safe", "- 2 not_safe: Never safe", .series),
    ("How safe do you feel?", "How safe are you?", .series),
    ("value: age * 2", "value: age * 3", .series),
    ("missing: [prefer_not]", "missing: [prefer_not, not_safe]", .series),
    ("check: age < 100", "check: age < 105", .minor),
    ("check: age < 100", "check: age <= 100", .minor),
    ("check: age < 100", "check: age < 90", .warning),
    ("min: 16", "min: 18", .warning), ("min: 16", "min: 10", .minor),
    ("max: 110", "max: 120", .minor), ("max: 110", "max: 105", .warning),
    ("How old are you?\n", "How old are you?\n    show_if: safe = not_safe\n", .warning),
    ("How old are you?\n", "How old are you?\n    required: yes\n", .warning),
    ("How old are you?\n", "How old are you?\n    required: no\n", .patch),
    ("- 2 not_safe", "- 4 not_safe", .refused),
    ("- 2 not_safe: Not safe\n      ", "", .refused),
    ("type: whole_number", "type: number", .refused),
    ("type: choose_one", "type: choose_one\n    role: tenure", .refused),
    ("scopes: [analyse, quote, analyse_sensitive]", "scopes: [analyse, quote]", .refused),
    ("title: An example", "title: An example\nunit: household", .refused),
  ]

  @Test func `a new series is said to be of the whole survey, with the line that spares it`() throws
  {
    let words = try differences(Self.survey, changed("How safe do you feel?", "How safe are you?"))
    #expect(words.seriesAdvice.count == 3)
    #expect(words.seriesAdvice.first?.contains("every figure") == true)
    #expect(words.seriesAdvice.last == "same_meaning: [safe]")
    // The line as it is printed does what it says.
    let spared = changed("How safe do you feel?", "How safe are you?").with(words.seriesAdvice[2])
    #expect(try differences(Self.survey, spared).change == .minor)
    #expect(try differences(Self.survey, spared).seriesAdvice == [])

    let choice = try differences(Self.survey, changed("2 not_safe: Not safe", "2 not_safe: Unsafe"))
    #expect(choice.seriesAdvice.last == "same_meaning: [safe.not_safe]")
    var both = changed("2 not_safe: Not safe", "2 not_safe: Unsafe").with("same_meaning: [safe]")
    both = SmallSurvey(both.text.replacing("How old are you?", with: "How old are you now?"))
    both.blocks = Self.survey.blocks
    #expect(try differences(Self.survey, both).seriesAdvice.last == "same_meaning: [safe, age]")
    // Where something else begins a series as well, no line could spare it.
    let formula = try differences(Self.survey, changed("value: age * 2", "value: age * 3"))
    #expect(formula.seriesAdvice.count == 1)
    #expect(try differences(Self.survey, changed("min: 16", "min: 10")).seriesAdvice == [])
  }

  @Test func `each change has its class`() throws {
    for change in Self.changes {
      let found = try differences(Self.survey, changed(change.old, change.new))
      #expect(
        found.change == change.expected, "\(change.new): \(found.all.map(\.sentence))")
    }
  }

  @Test func `a table more is a small change, one less is said`() throws {
    func by(_ by: String) -> SmallSurvey {
      Self.survey.with(
        "indicators: [{id: young, label: Young, show: count, count: age < 30, by: \(by)}]")
    }
    let more = try differences(by("[safe]"), by("[safe, [safe, period]]"))
    #expect(more.change == .minor, "\(more.all.map(\.sentence))")
    let less = try differences(by("[safe, [safe, period]]"), by("[safe, [safe, period.year]]"))
    #expect(less.change == .warning, "\(less.all.map(\.sentence))")
    let same = try differences(by("[safe, [safe, period]]"), by("[[ safe, period ], safe]"))
    #expect(same.all.isEmpty, "\(same.all.map(\.sentence))")
  }

  @Test func `other quotes, line breaks, comments and spelled out defaults are no difference`()
    throws
  {
    let other = SmallSurvey(
      changed(
        "ask: How safe do you feel?",
        "ask: >-\n        How safe\n        do you feel?\n    required: no"
      ).text.replacing("title: An example", with: "title: \"An example\"  # a comment"))
    var same = other
    same.blocks = Self.survey.blocks
    let found = try differences(Self.survey, same)
    #expect(found.all.isEmpty, "\(found.all.map(\.sentence))")
    #expect(found.change == .patch)
  }

  @Test func `a text that means the same is counted together when the survey says so`() throws {
    let said = changed("How safe do you feel?", "How safe are you?")
      .with("same_meaning: [safe]\n")
    #expect(try differences(Self.survey, said).change == .minor)
    let choice = changed("- 2 not_safe: Not safe", "- 2 not_safe: Unsafe")
      .with("same_meaning: [safe.not_safe]\n")
    #expect(try differences(Self.survey, choice).change == .minor)
    let other = changed("How old are you?", "What is your age?").with("same_meaning: [safe]\n")
    let found = try differences(Self.survey, other)
    #expect(found.change == .series)
    #expect(found.all.contains { $0.key == "same_meaning" }, "what it names is as it was")
  }

  @Test func `same_meaning names questions and choices that there are`() {
    let report = ModuleLoader.load(
      files: Self.survey.with("same_meaning: [safe, saef, safe.not_saef]\n").files)
    #expect(report.errors.map(\.code) == ["S013", "S014"])
    #expect(report.errors.allSatisfy { $0.suggestion != nil })
  }

  @Test func `a question that is gone is refused with the way to do it`() throws {
    let shorter = SmallSurvey(
      Self.survey.text.components(separatedBy: "  - id: score")[0])
    var gone = shorter
    gone.blocks = Self.survey.blocks
    let found = try differences(Self.survey, gone)
    let refused = try #require(found.refused.first)
    #expect(refused.part == "question" && refused.id == "score" && !refused.isInNew)
    #expect(refused.consequence.contains("retired: yes"))
  }

  @Test func `ids and codes of choices that any version had are not used for anything else`() throws
  {
    func offering(_ choice: String) -> SmallSurvey {
      var survey = SmallSurvey(
        changed("- 2 not_safe: Not safe", "- 2 not_safe: Not safe\n      - \(choice)").text
          .replacing("type: choose_one", with: "type: choose_one\n    other: yes"))
      survey.blocks = Self.survey.blocks
      return survey
    }
    let first = offering("3 unsure: Not sure")
    let retired = offering("3 unsure: {text: Not sure, retired: yes}")
    func refused(_ choice: String, after versions: [SmallSurvey]) throws -> [String] {
      let now = changed("- 2 not_safe: Not safe", "- 2 not_safe: Not safe\n      - \(choice)")
      let earlier = try versions.map { try loaded($0) }
      return SurveyDifferences(
        from: try #require(earlier.last), to: try loaded(now), earlier: earlier.dropLast()
      ).refused.map(\.message)
    }
    let versions = [first, retired, Self.survey]
    for (choice, reason) in [
      ("4 unsure: Not sure", "with the code 3"), ("3 unsure: No view", "with another text"),
      ("3 no_view: No view", "that of 'unsure'"), ("96 elsewhere: Elsewhere", "that of 'other'"),
    ] {
      let messages = try refused(choice, after: versions)
      #expect(messages.count == 1 && messages[0].contains(reason), "\(choice): \(messages)")
    }
    // What comes back as it was says what it said, and what is new is new.
    #expect(try refused("3 unsure: Not sure", after: versions) == [])
    #expect(try refused("4 no_view: No view", after: versions) == [])
    // In one step: what is retired goes, and another takes its code.
    let swapped = try refused("3 no_view: No view", after: [first, retired])
    #expect(swapped.contains { $0.contains("that of 'unsure'") }, "\(swapped)")
  }

  @Test func `a renamed question keeps the codes that its choices had before`() throws {
    let first = changed(
      "- 2 not_safe: Not safe", "- 2 not_safe: Not safe\n      - 3 unsure: Not sure")
    var renamed = SmallSurvey(
      Self.survey.text.replacing("- id: safe\n", with: "- id: safer\n    was: safe\n")
        .replacing("safe = ", with: "safer = ").replacing("answered(safe)", with: "answered(safer)")
    )
    renamed.blocks = Self.survey.blocks
    var now = SmallSurvey(
      renamed.text.replacing("    was: safe\n", with: "").replacing(
        "- 2 not_safe: Not safe", with: "- 2 not_safe: Not safe\n      - 3 no_view: No view"))
    now.blocks = Self.survey.blocks
    let found = SurveyDifferences(
      from: try loaded(renamed), to: try loaded(now), earlier: [try loaded(first)])
    #expect(found.refused.contains { $0.message.contains("that of 'unsure'") }, "\(found.all)")
  }

  @Test func `a row of a grid goes with the grid, and a list keeps its id`() throws {
    func asking(_ questions: String) -> SmallSurvey { SmallSurvey().asking(questions) }
    let grid = """
        - id: shops
          ask: How is it?
          type: grid
          choices: [1 good: Good, 2 bad: Bad]
          rows: [bus: The bus, walk: The walk]
      """
    let shorter = try differences(
      asking(grid), asking(grid.replacing(", walk: The walk", with: "")))
    let refusal = try #require(shorter.refused.first)
    #expect(refusal.consequence.contains("retire the whole grid"))
    let list = """
        - id: goals
          ask: Which goals?
          type: repeat
          up_to: 3
          questions: [{id: met, ask: Is it met?, type: yes_no}]
      """
    let renamed = try differences(
      asking(list), asking(list.replacing("id: goals", with: "id: aims\n    was: goals")))
    #expect(
      renamed.refused.contains { $0.consequence.contains("keep the id") }, "\(renamed.all)")
  }

  @Test func `a difference names the line and column of the new file`() throws {
    let found = try differences(
      Self.survey, changed("How safe do you feel?", "How safe are you?"))
    let difference = try #require(found.all.first)
    #expect(difference.place.file == "survey.yaml")
    #expect((difference.place.line, difference.place.column) == (8, 5))
    #expect(difference.message.contains("How safe do you feel?"))
    #expect(difference.message.contains("How safe are you?"))
  }

  @Test func `questions of a block are compared as if they stood in the survey`() throws {
    func with(_ ask: String, _ only: String) -> SmallSurvey {
      SmallSurvey().asking("  - {use: home@1\(only)}").block(
        "home@1",
        """
        questions:
          - {id: rooms, ask: \(ask), type: whole_number}
          - {id: garden, ask: Do you have a garden?, type: yes_no}
        """)
    }
    let text = try differences(with("How many rooms?", ""), with("How many rooms are there?", ""))
    #expect(text.change == .series && text.all.first?.place.file == "blocks/home@1/block.yaml")
    let fewer = try differences(
      with("How many rooms?", ""), with("How many rooms?", ", only: [rooms]"))
    #expect(fewer.change == .refused && fewer.refused.first?.id == "garden")
  }

  @Test func `version numbers grow by what a change is`() throws {
    let number = try #require(VersionNumber("1.9.3"))
    #expect("\(number.next(.patch))" == "1.9.4")
    for change in ChangeClass.allCases where change != .patch {
      #expect("\(number.next(change))" == "1.10.0")
    }
    let next = try #require(VersionNumber("1.10.0"))
    #expect(number < next)
    #expect(VersionNumber("1.0") == nil && VersionNumber("1.0.x") == nil)
  }

  @Test func `texts that were exchanged between ids are refused, and no line is offered for them`()
    throws
  {
    let survey = SmallSurvey().asking(
      """
        - {id: alone, ask: Do you come alone?, type: yes_no}
        - {id: tea, ask: Do you like tea?, type: yes_no}
      """)
    var exchanged = SmallSurvey(
      survey.text.replacing("come alone?", with: "X").replacing("like tea?", with: "come alone?")
        .replacing("X", with: "like tea?"))
    exchanged.blocks = survey.blocks
    let found = try differences(survey, exchanged)
    #expect(found.change == .refused)
    #expect(found.refused.map(\.id) == ["alone", "tea"] && found.seriesAdvice == [])
    #expect(found.refused[0].message.contains("now says what"))
    // A text that stays where it was can be had by another question, too.
    var same = SmallSurvey(survey.text.replacing("Do you like tea?", with: "Do you come alone?"))
    same.blocks = survey.blocks
    #expect(try differences(survey, same).change == .series)
    let choices = try differences(
      Self.survey,
      changed(
        "1 very_safe: Very safe\n      - 2 not_safe: Not safe",
        "1 very_safe: Not safe\n      - 2 not_safe: Very safe"))
    #expect(choices.change == .refused)
    // Nobody answers a note.
    let notes = SmallSurvey().asking(
      "  - {id: one, ask: First., type: note}\n  - {id: two, ask: Then., type: note}")
    var turned = SmallSurvey(
      notes.text.replacing("First.", with: "X").replacing("Then.", with: "First.")
        .replacing("X", with: "Then."))
    turned.blocks = notes.blocks
    #expect(try differences(notes, turned).change == .warning)
  }
}
