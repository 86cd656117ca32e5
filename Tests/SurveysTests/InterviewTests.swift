// What an interview asks, keeps and refuses, question by question.

import JSON
import Surveys
import Testing

@Suite struct Interviews {
  private let safe = QuestionSketch.one(
    "safe", ["high", "middle", "low", "prefer_not"], missing: ["prefer_not"])

  @Test func `questions are asked in order and the first without an answer is next`() throws {
    let survey = try build([safe, .yesNo("helped"), QuestionSketch("word", "text")]).survey
    let judgement = survey.judge(["helped": "yes"])
    #expect(judgement.asked == ["safe", "helped", "word"])
    #expect(judgement.unanswered == ["safe", "word"])
    #expect(judgement.next == "safe")
    #expect(judgement.isAccepted)
    #expect(survey.judge(["safe": "low", "helped": true, "word": "x"]).next == nil)
  }

  @Test func `a required question needs an answer, a missing choice is one`() throws {
    let survey = try build([safe.required()]).survey
    for none: JSONObject in [[:], ["safe": nil]] {
      let judgement = survey.judge(none)
      #expect(judgement.refusals == ["safe required"])
      #expect(!judgement.isAccepted)
    }
    #expect(survey.judge(["safe": "prefer_not"]).isAccepted)
    #expect(survey.judge(["safe": "green"]).refusals == ["safe notAChoice"])
    #expect(survey.judge(["safe": " "], reading: .table).refusals == ["safe required"])
  }

  @Test func `a required question that is not asked needs no answer`() throws {
    let survey = try build([safe, QuestionSketch("why", "text").required().shown(if: "safe = low")])
      .survey
    #expect(survey.judge(["safe": "high"]).isAccepted)
    #expect(survey.judge(["safe": "low"]).refusals == ["why required"])
  }

  @Test func `an answer to a question that is not asked is refused and not kept`() throws {
    let survey = try build([safe, QuestionSketch("why", "text").shown(if: "safe = low")]).survey
    let judgement = survey.judge(["safe": "high", "why": "dark"])
    #expect(judgement.refusals == ["why notAsked"])
    #expect(judgement.asked == ["safe"])
    #expect(judgement.sheet.states[1] == .notAsked)
    #expect(judgement.sheet.json(survey) == ["safe": "high"])
    #expect(survey.judge(["safe": "high", "why": nil]).isAccepted)
    #expect(survey.judge(["safe": "high", "why": ""], reading: .table).isAccepted)
    #expect(survey.judge(["safe": "high", "why": ""]).refusals == ["why notAsked"])
  }

  @Test func `a refused answer counts as unanswered for what follows`() throws {
    let survey = try build([
      QuestionSketch("visits", "whole_number", ["max": .number(50)]),
      QuestionSketch("why", "text").shown(if: "visits > 3"),
      .yesNo("told").shown(if: "answered(why)"),
      QuestionSketch("else", "text").shown(if: "not answered(visits)"),
    ]).survey
    let good = survey.judge(["visits": 5, "why": "dark", "told": "yes"])
    #expect(good.isAccepted)
    let bad = survey.judge(["visits": 51, "why": "dark", "told": "yes", "else": "x"])
    #expect(bad.refusals == ["visits outOfRange", "why notAsked", "told notAsked"])
    #expect(bad.asked == ["visits", "else"])
    #expect(bad.sheet.json(survey) == ["else": "x"])
    #expect(bad.sheet.states[0] == .unanswered)
  }

  @Test func `a check refuses what does not fit, in the words of the survey`() throws {
    let visits = QuestionSketch("visits", "whole_number")
    let survey = try build([
      visits.checked("visits >= 0 and visits <= 50", "Between 0 and 50."),
      QuestionSketch("nights", "whole_number").checked("nights<=visits"),
      .yesNo("told").shown(if: "answered(nights)"),
    ]).survey
    #expect(survey.judge(["visits": 50, "nights": 50]).isAccepted)
    let high = survey.judge(["visits": 51])
    #expect(high.refusals == ["visits checkFailed"])
    #expect(high.problems.first?.message == "Between 0 and 50.")
    #expect(high.next == "visits")
    let nights = survey.judge(["visits": 3, "nights": 4, "told": "yes"])
    #expect(nights.refusals == ["nights checkFailed", "told notAsked"])
    #expect(nights.problems.first?.message.contains("nights <= visits") == true)
    #expect(nights.sheet.json(survey) == ["visits": 3])
  }

  @Test func `a check passes when it reads another question without an answer`() throws {
    let survey = try build([
      safe, QuestionSketch("visits", "whole_number"),
      QuestionSketch("nights", "whole_number").checked("nights <= visits and code(safe) = 3"),
    ]).survey
    #expect(survey.judge(["safe": "low", "nights": 4]).isAccepted)
    #expect(survey.judge(["safe": "prefer_not", "visits": 3, "nights": 4]).isAccepted)
    #expect(
      survey.judge(["safe": "low", "visits": "x", "nights": 4]).refusals == ["visits wrongForm"])
    let failed = survey.judge(["safe": "low", "visits": 3, "nights": 4])
    #expect(failed.refusals == ["nights checkFailed"])
  }

  @Test func `a check does not run on a missing choice, which is no answer`() throws {
    let survey = try build([
      .many("reasons", ["a", "b", "c", "prefer_not"], missing: ["prefer_not"])
        .checked("count(reasons) <= 2"),
      QuestionSketch("told", "yes_no", ["or_prefer_not": .flag(true)]).checked("code(told) = 1"),
    ]).survey
    #expect(survey.judge(["reasons": ["prefer_not"], "told": "prefer_not"]).isAccepted)
    let failed = survey.judge(["reasons": ["a", "b", "c"], "told": "no"])
    #expect(failed.refusals == ["reasons checkFailed", "told checkFailed"])
  }

  @Test func `choices can depend on earlier answers`() throws {
    let survey = try build([
      safe,
      .many("reasons", ["dark", ChoiceSketch("lonely", showIf: "safe = low")]),
      .one("most", ["dark", ChoiceSketch("lonely", showIf: "reasons has lonely")]),
    ]).survey
    #expect(survey.judge(["safe": "low", "reasons": ["lonely"], "most": "lonely"]).isAccepted)
    let other = survey.judge(["safe": "high", "reasons": ["dark", "lonely"], "most": "lonely"])
    #expect(other.refusals == ["reasons notAChoice", "most notAChoice"])
    #expect(other.sheet.json(survey) == ["safe": "high"])
  }

  @Test func `a concern is raised by an accepted answer alone`() throws {
    let survey = try build([
      safe,
      QuestionSketch("harm", "yes_no").shown(if: "safe = low").concern(if: "harm = yes"),
      QuestionSketch("visits", "whole_number", ["max": .number(9)]).concern(if: "visits > 5"),
    ]).survey
    #expect(
      survey.judge(["safe": "low", "harm": "yes", "visits": 6]).concerns == ["harm", "visits"])
    #expect(survey.judge(["safe": "low", "harm": "no"]).concerns == [])
    #expect(survey.judge(["safe": "high", "harm": "yes"]).concerns == [])
    #expect(survey.judge(["visits": 10]).concerns == [])
  }

  @Test func `places are looked up where there is a directory`() throws {
    let survey = try build([QuestionSketch("home", "place", ["kinds": .words(["ward"])])]).survey
    #expect(survey.judge(["home": "E00000000"]).isAccepted)
    let known = survey.judge(["home": "E05000932"], places: FewPlaces())
    #expect(known.isAccepted)
    #expect(known.sheet.answer(to: "home", in: survey) == .place("E05000932"))
    let unknown = survey.judge(["home": "E00000000"], places: FewPlaces())
    #expect(unknown.refusals == ["home unknownPlace"])
    let district = survey.judge(["home": "E07000238"], places: FewPlaces())
    #expect(district.refusals == ["home unknownPlace"])
    #expect(district.problems.first?.message == "this place is a district; expected a ward")
  }

  @Test func `an unknown question is refused with the nearest one`() throws {
    let survey = try build([safe]).survey
    let judgement = survey.judge(["saef": "low", "safe": "low", "elephant": nil])
    #expect(judgement.refusals == ["saef unknownQuestion", "elephant unknownQuestion"])
    #expect(
      judgement.problems.map { $0.message.contains("did you mean 'safe'?") } == [true, false])
    #expect(judgement.sheet.json(survey) == ["safe": "low"])
  }

  @Test func `a long list of unknown questions is refused name by name`() throws {
    let survey = try build([safe]).survey
    let names = (0..<3_000).map { "saf\($0)" } + [String(repeating: "x", count: 10_000)]
    let judgement = survey.judge(JSONObject(names.map { ($0, 1) }))
    #expect(judgement.problems.count == names.count)
    #expect(judgement.problems.last?.question == String(repeating: "x", count: 20) + "…")
  }

  @Test func `notes are shown and an empty slot is not asked`() throws {
    let survey = try build([
      QuestionSketch("hello", "note"),
      QuestionSketch(
        "scored", "scale",
        [
          "from": .wholeNumber(1), "to": .wholeNumber(5),
        ]
      ).slot(ask: ""), .yesNo("loaded").slot(ask: "Is it?"),
    ]).survey
    let judgement = survey.judge(["hello": "hi", "scored": 3, "loaded": "yes"])
    #expect(judgement.asked == ["hello", "loaded"])
    #expect(judgement.refusals == ["hello notAsked", "scored notAsked"])
    #expect(survey.judge([:]).unanswered == ["loaded"])
  }

  @Test func `accepted answers are written in the order of the survey`() throws {
    let survey = try build(sampleQuestions).survey
    let judgement = survey.judge([
      "places": [["trips": 2, "spot": "Mill Lane"]], "born": "2000-02-29", "score": 3,
      "reasons": ["falls", "lighting"], "helped": true, "visits": 4, "home": "E07000238",
      "cost": 1.5, "safe": "low",
    ])
    #expect(judgement.isAccepted)
    let json = JSONValue.object(judgement.sheet.json(survey)).text()
    let expected =
      #"{"safe":"low","helped":"yes","reasons":["lighting","falls"],"score":3,"visits":4,"#
      + #""cost":1.5,"born":"2000-02-29","home":"E07000238","#
      + #""places":[{"spot":"Mill Lane","trips":2}],"total":7,"label":"told"}"#
    #expect(json == expected)
  }
}
