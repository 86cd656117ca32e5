// Consent comes before everything: what is asked and kept follows from what a person allows.

import JSON
import Surveys
import Testing

@Suite struct ConsentInInterviews {
  private func survey() throws -> Survey {
    try build([
      .yesNo("helped").concern(if: "helped = yes"), .yesNo("lonely").sensitive().required(),
      QuestionSketch("quoted", "text").shown(if: "consent.quote = yes"),
      .list("places", [QuestionSketch("spot", "text"), .yesNo("ill").sensitive()]),
      .calculate("score", "code(lonely)").sensitive(),
    ]).survey
  }

  @Test func `without consent to use the answers nothing is asked and nothing kept`() throws {
    let survey = try survey()
    for consent in [[], ["quote"], ["quote", "analyse_sensitive"]] {
      let judgement = survey.judge(["helped": "yes"], consent: consent)
      #expect(!judgement.consentGiven)
      #expect(!judgement.isAccepted)
      #expect(judgement.asked == [])
      #expect(judgement.unanswered == [])
      #expect(judgement.concerns == [])
      #expect(judgement.refusals == ["consent.analyse noConsent"])
      #expect(judgement.sheet.states.allSatisfy { $0 == .notAsked })
      #expect(judgement.sheet.json(survey) == [:])
    }
    let refused = Interview(survey, today: interviewDay)
      .judge(consent: ["analyse": false], answers: ["helped": "yes"])
    #expect(!refused.consentGiven)
  }

  @Test func `no answers are nothing to refuse where consent is not given`() throws {
    let survey = try survey()
    for none: JSONObject in [[:], ["helped": nil, "lonely": nil]] {
      let judgement = survey.judge(none, consent: [])
      #expect(judgement.problems == [])
      #expect(!judgement.isAccepted)
    }
    #expect(
      survey.judge(["helped": "", "lonely": " "], consent: [], reading: .table).problems == [])
  }

  @Test func `sensitive questions are asked only with their own scope`() throws {
    let survey = try survey()
    let with = survey.judge(
      ["lonely": "yes", "places": [["ill": "no"]]], consent: ["analyse", "analyse_sensitive"])
    #expect(with.isAccepted)
    #expect(
      with.asked == ["helped", "lonely", "places", "places[1].spot", "places[1].ill", "score"])
    #expect(with.sheet.answer(to: "score", in: survey) == .number(1))
    let without = survey.judge(
      ["lonely": "yes", "places": [["ill": "no"]], "score": 1], consent: ["analyse"])
    #expect(without.asked == ["helped", "places", "places[1].spot"])
    #expect(without.refusals == ["lonely notAsked", "places[1].ill notAsked", "score notAsked"])
    #expect(without.problems.allSatisfy { $0.message.contains("consent") })
    #expect(without.sheet.json(survey) == ["places": [[:]]])
  }

  @Test func `rules read the scopes that are given`() throws {
    let survey = try survey()
    #expect(survey.judge([:], consent: ["analyse", "quote"]).asked.contains("quoted"))
    #expect(!survey.judge([:], consent: ["analyse"]).asked.contains("quoted"))
  }

  @Test func `a scope that the survey does not ask for is refused with the nearest one`() throws {
    let judgement = try survey().judge([:], consent: ["analyse", "quite", "recontact"])
    #expect(judgement.refusals == ["consent.quite unknownScope", "consent.recontact unknownScope"])
    #expect(judgement.problems[0].message.contains("did you mean 'quote'?"))
    #expect(judgement.problems[1].message.contains("it asks for analyse, quote"))
  }

  @Test func `where consent is not needed everything but sensitive questions is asked`() throws {
    let survey = try build([.yesNo("helped"), .yesNo("ill").sensitive()], scopes: nil).survey
    let judgement = survey.judge(["helped": "yes"])
    #expect(judgement.isAccepted)
    #expect(judgement.asked == ["helped"])
    let needless = survey.judge([:], consent: ["analyse"])
    #expect(needless.refusals == ["consent.analyse unknownScope"])
    #expect(needless.problems[0].message.hasSuffix("does not ask for this consent"))
  }
}
