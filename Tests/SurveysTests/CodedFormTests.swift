// The coded form: what is written is read back, and other bytes are refused.

import TestRandomness
import JSON
import Surveys
import Testing

@Suite struct CodedForms {
  @Test func `what is written is read back, for random people`() throws {
    let survey = try build(sampleQuestions).survey
    let coded = CodedForm(survey)
    var people = AnswerWriter(seed: 71)
    for _ in 0..<400 {
      let scopes = people.scopes(survey)
      let interview = Interview(survey, today: interviewDay)
      let sheet = interview.judge(consent: scopes, answers: people.arriving(survey.questions)).sheet
      let row = try #require(coded.decode(coded.encode(sheet)))
      let named = survey.consent.scopes.map { scopes[$0.id] ?? false }
      guard row.scopes == named, row.today == nil, row.cells == cells(sheet, survey) else {
        Issue.record("\(sheet.json(survey)) is read as \(row.cells)")
        return
      }
    }
  }

  /// What a row should say, written down from the accepted answers.
  private func cells(_ sheet: AnswerSheet, _ survey: Survey) -> [CodedForm.Cell] {
    zip(survey.questions, sheet.states).map { question, state in
      if question.kind is Note { return .notAsked }
      let ids = question.choices.map(\.id)
      switch state {
      case .notAsked: return .notAsked
      case .unanswered: return .unanswered
      case .answered(.choice(let id)): return .value(.choice(ids.firstIndex(of: id) ?? -1))
      case .answered(.choices(let chosen)):
        return .value(.choices(ChoiceSet(ids.indices.filter { chosen.contains(ids[$0]) })))
      case .answered(.number(let number)): return .value(.number(number))
      case .answered(.text(let text)): return .value(.number(Double(text.unicodeScalars.count)))
      case .answered(.day(let day)): return .value(.day(day))
      case .answered(.place(let code)), .answered(.listed(let code)):
        return .value(.text(code))
      case .answered(.month(let month)): return .value(.day(month.firstDay))
      case .answered(.time(let time)): return .value(.number(Double(time.minutes)))
      case .answered(.ranked(let chosen)):
        return .value(.ranks(chosen.compactMap { ids.firstIndex(of: $0) }))
      case .answered(.listedSet(let chosen)): return .value(.items(chosen.count))
      case .answered(.point(let point)): return .value(.point(point))
      case .answered(.attachment(let name)):
        return .value(.number(Double(name.unicodeScalars.count)))
      case .answered(.items(let items)): return .value(.items(items.count))
      }
    }
  }

  private func written() throws -> (CodedForm, [UInt8]) {
    let survey = try build(sampleQuestions).survey
    let judgement = survey.judge([
      "safe": "low", "told": "yes", "reasons": ["falls"], "score": 3, "cost": 1.5, "word": "x",
      "born": "1969-12-30", "home": "E07000238", "places": [["trips": 2], ["trips": 3]],
    ])
    #expect(judgement.isAccepted)
    let coded = CodedForm(survey)
    return (coded, coded.encode(judgement.sheet))
  }

  @Test func `the layout stays as it is documented`() throws {
    let (_, bytes) = try written()
    let expected: [UInt8] =
      [1, 0b111] + [2, 2, 0] + [1] + [1] + [2, 0, 0] + [2, 0b10]
      + [2, 0, 0, 0, 0, 0, 0, 0x08, 0x40] + [1] + [2, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]
      + [1] + [2, 1, 0, 0, 0] + [2, 0xFE, 0xFF, 0xFF, 0xFF] + [1]
      + ([2, 9] + Array("E07000238".utf8)) + [2, 2, 0] + [1] + [2, 4, 0, 0, 0]
      + [1, 1, 1, 1, 1]
    #expect(bytes == expected)
  }

  @Test func `a form that is cut short or goes on is refused`() throws {
    let (coded, bytes) = try written()
    #expect(coded.decode(bytes) != nil)
    for length in 0..<bytes.count { #expect(coded.decode(Array(bytes.prefix(length))) == nil) }
    #expect(coded.decode(bytes + [0]) == nil)
  }

  @Test func `another layout, state, choice or text is refused`() throws {
    let (coded, bytes) = try written()
    func changed(_ place: Int, _ values: UInt8...) -> [UInt8] {
      var changed = bytes
      for (index, value) in values.enumerated() { changed[place + index] = value }
      return changed
    }
    #expect(coded.decode(changed(0, 2)) == nil)
    #expect(coded.decode(changed(2, 3)) == nil)
    #expect(coded.decode(changed(3, 4, 0)) == nil)
    #expect(coded.decode(changed(3, 0, 1)) == nil)
    // Not a number, a day beyond the calendar, and a place that is no text.
    let number = try #require(bytes.firstIndex(of: 0x40)) - 1
    #expect(coded.decode(changed(number, 0xF8, 0x7F)) == nil)
    let day = try #require(bytes.firstIndex(of: 0xFE))
    #expect(coded.decode(changed(day, 0xFF, 0xFF, 0xFF, 0x7F)) == nil)
    let place = try #require(bytes.firstIndex(of: 0x45))
    #expect(coded.decode(changed(place, 0xFF)) == nil)
  }

  @Test func `foreign bytes never stop the program and read as rows of the survey or not at all`()
    throws
  {
    let (coded, bytes) = try written()
    let survey = try build(sampleQuestions).survey
    var random = SeededGenerator(seed: 72)
    var read = 0
    for round in 0..<20_000 {
      var foreign = bytes
      if round % 4 == 0 {
        foreign = [1] + (0..<random.number(0...60)).map { _ in UInt8(random.number(0...3)) }
      } else {
        for _ in 0..<random.number(1...3) {
          foreign[random.number(0...foreign.count - 1)] = UInt8(random.number(0...255))
        }
      }
      guard let row = coded.decode(foreign) else { continue }
      read += 1
      #expect(row.cells.count == survey.questions.count)
    }
    #expect((100...19_000).contains(read))
  }

  @Test func `a set of more than 64 choices and a survey without scopes are written and read`()
    throws
  {
    let ids = (0..<130).map { ChoiceSketch("c\($0)") }
    let survey = try build([.many("many", ids)], scopes: nil).survey
    let judgement = survey.judge(["many": ["c0", "c63", "c64", "c129"]])
    let coded = CodedForm(survey)
    let bytes = coded.encode(judgement.sheet)
    #expect(bytes.count == 2 + 17)
    let row = try #require(coded.decode(bytes))
    #expect(row.cells == [.value(.choices(ChoiceSet([0, 63, 64, 129])))])
    #expect(row.scopes == [])
  }
}
