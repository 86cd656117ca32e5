// Lists: the same questions for every item, with their own rules, and values worked out from them.

import JSON
import Surveys
import Testing

@Suite struct Lists {
  private func survey() throws -> Survey {
    try build([
      .yesNo("out"),
      .list(
        "places", upTo: 3,
        [
          QuestionSketch("spot", "text").required(),
          QuestionSketch("visits", "whole_number").checked("visits <= 50", "At most 50."),
          QuestionSketch("why", "text").shown(if: "visits > 9 and out = yes"),
          .yesNo("harm").concern(if: "harm = yes"),
          .calculate("weekly", "visits * 7"),
        ]
      ).checked("sum(places.visits) <= 60", "Together at most 60."),
      .calculate("total", "sum(places.weekly)"),
      .calculate("most", "max(places.visits)"),
      .calculate("places_named", "if(answered(places), count(places), 0)"),
    ]).survey
  }

  @Test func `each item is asked its own questions, named by its number`() throws {
    let survey = try survey()
    let judgement = survey.judge([
      "out": "yes",
      "places": [
        ["spot": "Mill Lane", "visits": 3], ["spot": "Bus stop", "visits": 10, "why": "x"],
      ],
    ])
    #expect(judgement.isAccepted)
    #expect(
      judgement.asked.filter { $0.hasPrefix("places") } == [
        "places", "places[1].spot", "places[1].visits", "places[1].harm", "places[1].weekly",
        "places[2].spot", "places[2].visits", "places[2].why", "places[2].harm",
        "places[2].weekly", "places_named",
      ])
    #expect(judgement.unanswered == ["places[1].harm", "places[2].harm"])
    #expect(judgement.sheet.answer(to: "total", in: survey) == .number(91))
    #expect(judgement.sheet.answer(to: "most", in: survey) == .number(10))
    #expect(judgement.sheet.answer(to: "places_named", in: survey) == .number(2))
  }

  @Test func `what is refused is left out of its item and the others stay`() throws {
    let survey = try survey()
    let judgement = survey.judge([
      "out": "no",
      "places": [
        ["spot": "Mill Lane", "visits": 51, "spto": "x"], ["visits": 10, "why": "x"],
        ["spot": 3, "harm": "yes"],
      ],
    ])
    #expect(
      judgement.refusals == [
        "places[1].spto unknownQuestion", "places[1].visits checkFailed",
        "places[2].spot required", "places[2].why notAsked", "places[3].spot wrongForm",
      ])
    #expect(judgement.problems[0].message.contains("did you mean 'spot'?"))
    #expect(judgement.problems[1].message == "At most 50.")
    #expect(judgement.concerns == ["places[3].harm"])
    #expect(judgement.unanswered.contains("places[1].visits"))
    let kept: JSONValue = [["spot": "Mill Lane"], ["visits": 10, "weekly": 70], ["harm": "yes"]]
    #expect(judgement.sheet.json(survey)["places"] == kept)
    #expect(judgement.sheet.answer(to: "most", in: survey) == .number(10))
  }

  @Test func `too many items and other forms are refused as a whole`() throws {
    let survey = try survey()
    let item: JSONValue = ["spot": "a"]
    let many = survey.judge(["places": [item, item, item, item]])
    #expect(many.refusals == ["places tooManyItems"])
    #expect(many.sheet.json(survey)["places"] == nil)
    #expect(survey.judge(["places": "Mill Lane"]).refusals == ["places wrongForm"])
    #expect(survey.judge(["places": [item, 3]]).refusals == ["places wrongForm"])
    let none = survey.judge(["places": []])
    #expect(none.isAccepted)
    #expect(none.unanswered.contains("places"))
    #expect(survey.judge(["places": ""], reading: .table).isAccepted)
    #expect(none.sheet.answer(to: "places_named", in: survey) == .number(0))
    #expect(none.sheet.answer(to: "total", in: survey) == nil)
  }

  @Test func `the check of a list reads its items and refuses all of them`() throws {
    let survey = try survey()
    let judgement = survey.judge([
      "places": [["spot": "a", "visits": 40], ["spot": "b", "visits": 21]]
    ])
    #expect(judgement.refusals == ["places checkFailed"])
    #expect(judgement.problems[0].message == "Together at most 60.")
    #expect(judgement.unanswered == ["out", "places"])
    #expect(judgement.sheet.json(survey) == ["places_named": 0])
  }

  @Test func `a required list needs an item`() throws {
    let survey = try build([QuestionSketch.list("places", [.yesNo("x")]).required()]).survey
    #expect(survey.judge([:]).refusals == ["places required"])
    #expect(survey.judge(["places": []]).refusals == ["places required"])
    #expect(survey.judge(["places": 3]).refusals == ["places wrongForm"])
    #expect(survey.judge(["places": [[:]]]).isAccepted)
  }

  @Test func `rules of one item do not read another`() throws {
    let survey = try build([
      .list("places", [.yesNo("dark"), QuestionSketch("why", "text").shown(if: "dark = yes")])
    ]).survey
    let judgement = survey.judge([
      "places": [["dark": "yes"], ["why": "x"], ["dark": "yes", "why": "y"]]
    ])
    #expect(judgement.refusals == ["places[2].why notAsked"])
    #expect(
      judgement.asked == [
        "places", "places[1].dark", "places[1].why", "places[2].dark", "places[3].dark",
        "places[3].why",
      ])
  }
}

@Suite struct Calculations {
  private func survey() throws -> Survey {
    try build([
      QuestionSketch("visits", "number"), .calculate("double", "visits * 2"),
      .calculate("third", "visits / 3"), .calculate("said", "if(visits > 3, \"often\", \"\")"),
      .calculate("huge", "visits * 1000000000000 * 1000000"),
      .list("places", [QuestionSketch("trips", "number"), .calculate("weekly", "trips * 7")]),
      .calculate("shown", "1 + 1").shown(if: "visits > 100"),
    ]).survey
  }

  @Test func `values are worked out and need not be sent`() throws {
    let survey = try survey()
    let judgement = survey.judge(["visits": 4])
    #expect(judgement.isAccepted)
    #expect(judgement.sheet.answer(to: "double", in: survey) == .number(8))
    #expect(judgement.sheet.answer(to: "said", in: survey) == .text("often"))
    #expect(judgement.sheet.answer(to: "shown", in: survey) == nil)
    #expect(judgement.unanswered == ["places"])
    #expect(survey.judge([:]).sheet.json(survey) == [:])
    #expect(survey.judge(["visits": 1]).sheet.answer(to: "said", in: survey) == nil)
  }

  @Test func `a value that is sent must be equal`() throws {
    let survey = try survey()
    #expect(
      survey.judge(["visits": 4, "double": 8, "said": "often", "third": 1.3333333333]).isAccepted)
    #expect(survey.judge(["visits": 4, "huge": 4e18]).isAccepted)
    let wrong = survey.judge(["visits": 4, "double": 9, "said": "rarely", "third": 1.3333])
    #expect(
      wrong.refusals == [
        "double calculatedDiffers", "third calculatedDiffers", "said calculatedDiffers",
      ])
    #expect(wrong.sheet.answer(to: "double", in: survey) == .number(8))
    #expect(survey.judge(["double": 8]).refusals == ["double calculatedDiffers"])
    #expect(survey.judge(["visits": 4, "double": "8"]).refusals == ["double wrongForm"])
    #expect(survey.judge(["visits": 4, "shown": 2]).refusals == ["shown notAsked"])
  }

  @Test func `values in items are compared as well`() throws {
    let survey = try survey()
    let good: JSONValue = [["trips": 2, "weekly": 14], ["trips": 1]]
    #expect(survey.judge(["places": good]).isAccepted)
    let bad: JSONValue = [["trips": 2], ["trips": 1, "weekly": 8]]
    #expect(survey.judge(["places": bad]).refusals == ["places[2].weekly calculatedDiffers"])
  }

  @Test func `a table may hold calculated columns, empty where nothing is known`() throws {
    let survey = try survey()
    #expect(survey.judge(["visits": "4", "double": "", "said": " "], reading: .table).isAccepted)
    #expect(survey.judge(["visits": "4", "double": "8.0"], reading: .table).isAccepted)
    let wrong = survey.judge(["visits": "4", "double": "9"], reading: .table)
    #expect(wrong.refusals == ["double calculatedDiffers"])
    #expect(survey.judge(["visits": "4", "shown": ""], reading: .table).isAccepted)
  }

  @Test func `rules read calculated values`() throws {
    let survey = try build([
      QuestionSketch("born", "date"), .calculate("age", "years_between(born, today())"),
      .yesNo("votes").shown(if: "age >= 18"),
    ]).survey
    #expect(survey.judge(["born": "2008-11-20"]).asked == ["born", "age", "votes"])
    #expect(survey.judge(["born": "2008-11-21"]).asked == ["born", "age"])
    #expect(survey.judge([:]).asked == ["born", "age"])
  }
}
