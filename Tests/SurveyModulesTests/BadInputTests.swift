// What hostile or careless files are met with: a clear refusal, at its place, and soon.

import SurveyModules
import Surveys
import Testing

@Suite struct BadInputTests {
  @Test func `rules that look ahead, at themselves or in a circle are refused`() {
    let survey = SmallSurvey().asking(
      """
        - {id: first, ask: A?, type: yes_no, show_if: second = yes}
        - {id: second, ask: B?, type: yes_no, show_if: first = yes}
        - {id: alone, ask: C?, type: yes_no, show_if: alone = yes}
        - {id: sum_a, type: calculate, value: sum_b + 1}
        - {id: sum_b, type: calculate, value: sum_a + 1}
        - {id: heading, ask: D, type: group, show_if: inside = yes, questions: [
            {id: inside, ask: E?, type: yes_no}]}
        - {id: table, ask: F?, type: grid, rows: [a: A], choices: [1 b: B], show_if: table.a = b}
      """)
    #expect(survey.codes == ["S019", "S020", "S019", "S019", "S019"])
  }

  @Test func `a group within groups is read up to the depth of a file, and no further`() {
    func nested(_ depth: Int) -> SmallSurvey {
      var text = "{id: last, ask: Last?, type: yes_no}"
      for level in (1...depth).reversed() {
        text =
          "{id: g\(level), ask: G, type: group, show_if: safe = not_safe, questions: [\(text)]}"
      }
      return SmallSurvey().asking("  - \(text)")
    }
    #expect(nested(20).codes == [])
    #expect(nested(20).report.module?.survey.questions.last?.showIf != nil)
    #expect(nested(64).codes.contains { $0.hasPrefix("Y") })
  }

  @Test func `a megabyte of quotes and a file that is larger are refused at once`() {
    let quotes = String(repeating: "\"", count: 1_000_000)
    #expect(!SmallSurvey().with("title: \(quotes)").codes.isEmpty)
    let long = String(repeating: "x", count: 1_100_000)
    #expect(!SmallSurvey().with("title: \(long)").codes.isEmpty)
  }

  @Test(arguments: ["\u{202E}", "\u{2066}", "\u{202B}"])
  func `a sign that turns the direction of writing is refused`(sign: String) {
    let survey = SmallSurvey().with("title: Safe\(sign) and sound")
    #expect(survey.codes.allSatisfy { $0.hasPrefix("Y") } && !survey.codes.isEmpty)
  }

  @Test(arguments: ["sаfe_now", "ｓafe", "safe\u{301}"])
  func `an id in letters that only look alike is refused`(id: String) {
    let question = SmallSurvey().asking("  - {id: \(id), ask: A?, type: yes_no}")
    #expect(question.codes == ["S005"])
    let row = SmallSurvey().asking(
      "  - {id: a, ask: A?, type: grid, rows: [\(id): A], choices: [1 b: B]}")
    #expect(row.codes == ["S005"])
  }

  @Test(arguments: [
    ("sаfe_now", "character 2, 'а' (CYRILLIC SMALL LETTER A, U+0430)", "write 'safe_now'"),
    ("ｓafe", "character 1, 'ｓ' (FULLWIDTH LATIN SMALL LETTER S, U+FF53)", "write 'safe'"),
    ("2welcome", "beginning with a letter", "write 'welcome_2'"),
    ("2026_visits", "beginning with a letter", "write 'visits_2026'"),
    ("cafés", "character 4, 'é' (LATIN SMALL LETTER E WITH ACUTE, U+00E9)", "write 'cafes'"),
  ])
  func `which letter of an id is another, and where, is said with what to write`(
    id: String, letter: String, suggestion: String
  ) throws {
    let line = try #require(
      SmallSurvey().asking("  - {id: \(id), ask: A?, type: yes_no}").lines.first)
    #expect(line.contains(letter) && line.contains(suggestion), "\(line)")
  }

  @Test func `a block that is used twice is named with both places and what to do`() throws {
    let block =
      "questions:\n  - {id: a, ask: A?, type: yes_no}\n  - {id: b, ask: B?, type: yes_no}\n"
    let twice = SmallSurvey().block("own@1", block).asking("  - use: own@1\n  - use: own@1\n")
    #expect(twice.codes == ["S026"])
    let first = try #require(twice.place(of: "own@1")?.split(separator: ":").first)
    #expect(twice.lines[0].contains("used on line \(first) already"))
    #expect(twice.lines[0].contains("take one of the two out, or say in each"))
    let parts = SmallSurvey().block("own@1", block)
      .asking("  - {use: own@1, only: [a]}\n  - {use: own@1, only: [b]}\n")
    #expect(parts.codes == [])
  }

  @Test func `a block that uses itself, and one whose ids are taken, are refused`() {
    var survey = SmallSurvey().asking("  - use: own@1")
    survey.blocks["blocks/own@1/block.yaml"] = """
      hark: 1
      block: own@1
      questions:
        - {id: safe, ask: Again?, type: yes_no}
        - use: own@1

      """
    #expect(survey.codes.sorted() == ["S006", "S026"])
    #expect(survey.lines.contains { $0.contains("uses itself") })
  }

  @Test func `texts of what is not there are refused in each of a question's parts`() {
    let survey = SmallSurvey().asking(
      "  - {id: trust, ask: A?, type: grid, rows: [mayor: B], choices: [1 b: B]}"
    ).with(
      """
      languages: {en: English, cy: Cymraeg}
      translations:
        cy: {questions: {nobody: {ask: A}, trust: {rows: {major: B}, choices: {c: C}}}}
      """)
    #expect(survey.codes == ["S032", "S032", "S032"])
  }

  @Test func `grids are counted by their rows, and have a hundred at most`() {
    func grid(_ rows: Int) -> SmallSurvey {
      let lines = (1...rows).map { "      - r\($0): R\n" }.joined()
      return SmallSurvey().asking(
        "  - id: a\n    ask: A?\n    type: grid\n    choices: [1 b: B]\n    rows:\n\(lines)")
    }
    #expect(grid(100).codes == [])
    #expect(grid(101).codes == ["S040"])
  }

  @Test func `a question's words to other do not take another question's id`() {
    let survey = SmallSurvey().asking(
      """
        - {id: a_other, ask: A?, type: text}
        - {id: a, ask: A?, type: choose_one, other: yes, choices: [1 b: B]}
      """)
    #expect(survey.codes == ["S006"])
  }
}

@Suite struct TooManyTests {
  @Test func `hundreds of indicators about the same people are refused with the first conflicts`() {
    let indicators = (0..<500).map {
      "  - {id: i\($0), label: A, show: percent, count: safe = very_safe, out_of: answered(safe)}\n"
    }.joined()
    let survey = SmallSurvey().with("indicators:\n\(indicators)")
    // The last line says that there is more.
    #expect(survey.codes.count == 200 && survey.codes.dropLast().allSatisfy { $0 == "S036" })
  }

  @Test func `a question has a thousand bands, and a list of the tests a thousand entries`() {
    func bands(_ count: Int) -> SmallSurvey {
      let bands = (0..<count).map(String.init).joined(separator: ", ")
      return SmallSurvey().asking("  - {id: age, ask: A?, type: whole_number, bands: [\(bands)]}")
    }
    #expect(bands(1_000).codes == [])
    #expect(bands(1_001).lines.contains { $0.contains("at most 1,000 bands") })
    func entries(_ count: Int) -> SmallSurvey {
      let entries = (0..<count).map { "e\($0)" }.joined(separator: ", ")
      return SmallSurvey().asking("  - {id: club, ask: Which?, type: choose_one, list: clubs}")
        .with("tests:\n  lists: {clubs: [\(entries)]}\n  people: [{name: a, consent: []}]")
    }
    #expect(entries(1_000).codes == [])
    #expect(entries(1_001).lines.contains { $0.contains("at most 1,000 entries") })
  }
}
