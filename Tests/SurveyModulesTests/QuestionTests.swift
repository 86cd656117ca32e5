// Questions are read by the keys of their kind, and nothing that is written is ignored.

import SurveyModules
import Surveys
import Testing

struct QuestionTests {
  private func questions(_ text: String) throws -> [Question] {
    let survey = SmallSurvey().asking(text)
    let module = try #require(survey.report.module, "\(survey.lines)")
    return Array(module.survey.questions.dropFirst())
  }

  @Test func `every kind of question is read with its settings`() throws {
    let read = try questions(
      """
        - {id: hello, ask: Welcome, type: note}
        - {id: agree, ask: Do you?, type: yes_no, or_prefer_not: yes}
        - {id: why, ask: Why?, type: choose_many, at_least: 1, at_most: 2, choices: [1 a: A, 2 b: B]}
        - {id: mood, ask: How?, type: scale, from: 0, to: 10, labels: {0: Not at all, 10: Completely}}
        - {id: age, ask: Age?, type: whole_number, min: 16, max: 120, unit_label: years,
           bands: [0-17, 18-64, 65+], role: age_band}
        - {id: hours, ask: Hours?, type: number, min: 0.5}
        - {id: word, ask: A word?, type: text, at_most: 40}
        - {id: story, ask: Tell me, type: long_text}
        - {id: since, ask: Since?, type: date, min: 2020-02-29, max: 2026-11-20}
        - {id: home, ask: Where?, type: place, kinds: [district, ward], role: place}
        - {id: places, ask: Which?, type: repeat, up_to: 3, questions: [{id: spot, ask: Spot?, type: text}]}
        - {id: score, type: calculate, value: 'if(mood > 5, "high", "low")'}
        - {id: order, ask: Which first?, type: rank, top: 1, choices: [1 a: A, 2 b: B]}
        - {id: trust, ask: Whom?, type: grid, rows: [mayor: The mayor], choices: [1 a: A, 2 b: B]}
        - {id: when, ask: Which month?, type: month, max: 2026-11}
        - {id: woke, ask: At what time?, type: time, min: 05:30}
        - {id: corner, ask: Where?, type: point, precision: 3}
        - {id: picture, ask: A picture?, type: photo}
        - {id: told, ask: In your voice?, type: voice}
        - {id: last, ask: At last, type: group, questions: [{id: end, ask: The end, type: note}]}
      """)
    #expect(
      Set(read.map { type(of: $0.kind).name }) == Set(QuestionKinds.all.map { $0.name }))
    #expect((read[12].kind as? Rank)?.top == 1)
    #expect(read[14].id == "trust.mayor" && read[14].ask == "The mayor")
    #expect((read[15].kind as? MonthQuestion)?.last == CalendarMonth("2026-11"))
    #expect((read[16].kind as? TimeQuestion)?.first == TimeOfDay("05:30"))
    #expect((read[17].kind as? PointQuestion)?.precision == 3)
    #expect(read[1].missing == ["prefer_not"])
    #expect((read[2].kind as? ChooseMany)?.atMost == 2)
    #expect((read[3].kind as? Scale)?.labels == [0: "Not at all", 10: "Completely"])
    let age = try #require(read[4].kind as? WholeNumber)
    #expect(age.limits.bands.map(\.text) == ["0-17", "18-64", "65+"])
    #expect(age.limits.minimum == 16 && age.limits.unitLabel == "years")
    #expect((read[5].kind as? DecimalNumber)?.limits.minimum == 0.5)
    #expect((read[6].kind as? ShortText)?.atMost == 40)
    #expect((read[8].kind as? DateQuestion)?.first == CalendarDay("2020-02-29"))
    #expect((read[9].kind as? PlaceQuestion)?.kinds == ["district", "ward"])
    #expect((read[10].kind as? Repeat)?.upTo == 3)
    #expect(read[10].itemQuestions.map(\.id) == ["spot"])
    #expect(read[11].kind.ruleType == .text)
  }

  @Test func `every scalar is text until the format gives it a type`() throws {
    let read = try questions(
      """
        - id: answer_no
          ask: no
          hint: 12:30
          type: choose_one
          choices:
            - 1 off: on
            - 08 eight: 1.20
      """)
    #expect(read[0].ask == "no" && read[0].hint == "12:30")
    #expect(read[0].choices.map(\.text) == ["on", "1.20"])
    #expect(read[0].choices.map(\.code) == [1, 8])
  }

  @Test func `the type of a calculation is known to the rules after it`() throws {
    let read = try questions(
      """
        - {id: level, type: calculate, value: 'if(safe = very_safe, "high", "low")'}
        - {id: why, ask: Why?, type: text, show_if: level = "low"}
        - id: places
          ask: Which?
          type: repeat
          questions:
            - {id: visits, ask: Visits?, type: whole_number}
            - {id: often, type: calculate, value: 'if(visits > 3, "often", "seldom")'}
            - {id: when, ask: When?, type: text, show_if: often = "often" and level = "low"}
      """)
    #expect(read[1].showIf?.text == "level = \"low\"")
    #expect(read[2].itemQuestions[2].showIf?.reads.map(\.id) == ["often", "level"])
  }

  @Test func `a fault is named once, not again in every rule that depends on it`() {
    let survey = SmallSurvey().asking(
      """
        - {id: mood, ask: How?, type: scael, from: 0, to: 10}
        - {id: level, type: calculate, value: mood +}
        - {id: a, ask: A?, type: text, show_if: mood = low}
        - {id: b, ask: B?, type: text, show_if: level = "low"}
      """)
    #expect(survey.codes == ["S004", "S016"])
  }

  @Test(arguments: [
    "list: towns", "other: yes", "top: 3", "rows: [a]", "note_per_row: yes", "precision: 2",
  ]) func `a key of one type is none of another`(key: String) {
    let survey = SmallSurvey().asking("  - id: a\n    ask: A?\n    type: text\n    \(key)")
    #expect(survey.codes == ["S001"])
  }

  @Test func `a postcode is refused while nothing can turn it into a place`() {
    let survey = SmallSurvey().asking("  - {id: a, ask: A?, type: postcode}")
    #expect(survey.codes == ["S050"])
    #expect(survey.lines[0].contains("ask with type: place"))
  }

  @Test(arguments: [
    ("{id: a, ask: A?, type: text, up_to: 3}", "S001"),
    ("{id: a, ask: A?, type: choose_one, choices: [1 b: {text: B, exclusive: yes}]}", "S040"),
    ("{id: a, ask: A?, type: choose_one, choices: [1 b: B, 1 c: C]}", "S006"),
    ("{id: a, ask: A?, type: choose_one, choices: [1 b: B, 2 b: C]}", "S006"),
    ("{id: a, ask: A?, type: choose_one, choices: [1 B: B]}", "S005"),
    ("{id: a, ask: A?, type: choose_one, choices: [1 b: ]}", "S012"),
    ("{id: a, ask: A?, type: choose_one, choices: [x b: B]}", "S012"),
    ("{id: a, ask: A?, type: choose_one, choices: [1 b: B, 2 c: C], missing: [d]}", "S014"),
    ("{id: a, ask: A?, type: text, missing: [d]}", "S040"),
    ("{id: a, ask: A?, type: note, required: yes}", "S040"),
    ("{id: a, type: calculate, value: 1, check: a > 1}", "S040"),
    ("{id: a, ask: A?, type: text, check_message: Why}", "S040"),
    ("{id: a, ask: A?, type: yes_no, code_with: b}", "S033,S040"),
    (
      "{id: a, ask: A?, type: repeat, questions: [{id: b, ask: B?, type: repeat, questions: []}]}",
      "S040"
    ),
    ("{id: today, ask: A?, type: text}", "S015"),
    ("{id: a, ask: '', type: text}", "S003"),
    ("{id: a, ask: , type: text}", "S003"),
    ("{id: a, ask: A?, type: number, bands: [0-17, 10-20]}", "S040"),
    ("{id: a, ask: A?, type: number, bands: [young]}", "S007"),
    ("{id: a, ask: A?, type: place, role: sex, slot: yes}", "S044"),
    ("{id: a, ask: A?, type: yes_no, rights: ogl}", "S002"),
  ]) func `settings that do not go together are refused`(question: String, codes: String) {
    let survey = SmallSurvey().asking("  - \(question)")
    #expect(Set(survey.codes).sorted().joined(separator: ",") == codes, "\(survey.lines)")
  }

  @Test func `a slot holds no text and waits for who has the licence`() throws {
    let read = try questions(
      "  - {id: a, type: choose_one, rights: licensed, slot: yes, choices: [1 b: , 2 c: ]}")
    #expect(read[0].isEmptySlot)
    #expect(read[0].choices.map(\.text) == ["", ""])
  }

  @Test func `an id belongs to one question, in items and blocks too`() {
    let survey = SmallSurvey().asking(
      """
        - {id: places, ask: Which?, type: repeat, questions: [{id: safe, ask: Safe?, type: yes_no}]}
        - use: more@1
      """
    ).block("more@1", "questions:\n  - {id: places, ask: Where?, type: text}\n")
    #expect(survey.codes == ["S006", "S006"])
    #expect(survey.lines[1].hasPrefix("surveys/blocks/more@1/block.yaml:4:10: error[S006]"))
    #expect(survey.lines[1].contains("line 15 of surveys/example/survey.yaml"))
  }
}
