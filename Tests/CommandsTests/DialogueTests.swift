// The interview as a researcher meets it: one question at a time, and no word lost.

import Engagement
import JSON
import Surveys
import Testing

@testable import Commands

@Suite struct DialogueTests {
  private func consented(
    _ module: String = "worcs-feeling-safe", sensitive: Bool = true, language: String? = nil
  ) throws -> DialogueScript {
    var script = try DialogueScript(module, language: language)
    script.type("yes", "no", "no", "no", "no", sensitive ? "yes" : "no", "1")
    return script
  }

  @Test func `consent is asked first, each scope on its own, after its wording`() throws {
    var script = try DialogueScript("worcs-feeling-safe")
    #expect(script.asked == "consent.analyse")
    #expect(script.screen.contains("We want to hear what life is like for you"))
    #expect(script.screen.contains("Consent · 1 of 7"))
    script.type("yes")
    #expect(script.asked == "consent.quote")
    #expect(script.screen.contains("some of my exact words"))
    #expect(!script.screen.contains("We want to hear what life is like for you"))
    script.type("perhaps")
    #expect(script.screen == "type yes or no")
    #expect(script.asked == "consent.quote")
  }

  @Test func `when the person says no nothing is kept, after asking whether that is so`() throws {
    var script = try DialogueScript("worcs-feeling-safe")
    script.type("no")
    #expect(script.ending == nil)
    #expect(script.screen.contains("nothing is kept"))
    script.type("no")
    #expect(script.asked == "consent.analyse")
    script.type("no", "yes")
    #expect(script.ending == .consentRefused)
    for input in [InterviewDialogue.Input.end, .interrupted("")] {
      var left = try DialogueScript("worcs-feeling-safe")
      left.type("no")
      left.give(input)
      #expect(left.ending == .consentRefused)
    }
  }

  @Test func `a number, an id or a label selects a choice`() throws {
    for typed in ["2", "fairly_safe", "Fairly safe", "  FAIRLY   safe "] {
      var script = try consented()
      #expect(script.asked == "safe")
      #expect(script.screen.contains("2  Fairly safe"))
      script.type(typed)
      #expect(script.answers["safe"] == "fairly_safe", "\(typed)")
      #expect(script.screen.contains("Fairly safe"))
    }
  }

  @Test func `several choices are typed at once`() throws {
    for typed in ["1 2", "2, 1", "lighting;falls", "Street lighting, Worry about falling"] {
      var script = try consented()
      script.type("2", "yes")
      #expect(script.asked == "reasons")
      script.type(typed)
      #expect(script.answers["reasons"] == ["lighting", "falls"], "\(typed)")
    }
    var script = try consented()
    script.type("2", "yes", "1 4")
    #expect(script.screen.contains("cannot be chosen together"))
    #expect(script.asked == "reasons")
    #expect(script.answers["reasons"] == nil)
  }

  @Test func `a refused answer is asked again with the reason, and nothing of it is kept`() throws {
    var script = try consented()
    script.type("9")
    #expect(script.screen.contains("not one of the choices"))
    #expect(script.asked == "safe")
    script.type("very_saef")
    #expect(script.screen.contains("did you mean 'very_safe'?"))
    script.type("")
    #expect(script.screen.contains("nothing was typed"))
    script.type(":skip")
    #expect(script.screen.contains("Prefer not to say"))
    #expect(script.answers.isEmpty)
  }

  @Test func `progress follows the answers and the hint stands under the question`() throws {
    var script = try consented(sensitive: false)
    #expect(script.screen.contains("Questions · 1 of "))
    #expect(script.screen.contains("Read all four out."))
    script.type("1")
    let short = script.dialogue.step?.count ?? 0
    script.type(":back", "4")
    #expect((script.dialogue.step?.count ?? 0) > short)
  }

  @Test func `going back keeps the answer unless another is typed`() throws {
    var script = try consented()
    script.type("2", ":back")
    #expect(script.asked == "safe")
    #expect(script.screen.contains("Now: Fairly safe"))
    script.type("")
    #expect(script.asked == "services_help")
    #expect(script.answers["safe"] == "fairly_safe")
    script.type(":b", "1")
    #expect(script.answers["safe"] == "very_safe")
    #expect(script.asked == "services_help")
  }

  @Test func `an answer put aside by going back is there again, and is not stored meanwhile`()
    throws
  {
    var script = try consented()
    script.type("4", "yes", "2", "It is dark", ".", ":back", ":back", ":back", ":back", "1")
    let kept = script.dialogue.plan.kept(script.dialogue.draft)
    #expect(kept["story"] == nil)
    #expect(script.answers["story"] == "It is dark")
    script.type(":review", "8", "4")
    #expect(script.dialogue.plan.kept(script.dialogue.draft)["story"] == "It is dark")
  }

  @Test func `skipped questions are not asked again and stay without an answer`() throws {
    var script = try consented()
    script.type("1", ":skip")
    #expect(script.asked != "services_help")
    #expect(script.dialogue.draft.passed == ["services_help"])
    #expect(try script.resumed().asked == script.asked)
  }

  @Test func `a command cannot be mistaken for an answer, nor an answer for a command`() throws {
    var script = try DialogueScript("open-conversation")
    script.type("yes", "no", "no", "no", "no", "no", "1")
    #expect(script.asked == "what_matters")
    script.type(":skpi")
    #expect(script.screen.contains("no command :skpi"))
    script.type("back", ":) she smiled", "::save the bees", ".")
    #expect(script.answers["what_matters"] == "back\n:) she smiled\n:save the bees")
    script.type(":help")
    #expect(script.screen.contains(":save or :w"))
  }

  @Test func `a list is asked item by item, and an item can be left out`() throws {
    var script = try consented()
    script.type("2", "yes", "1")
    #expect(script.asked == "places")
    script.type("yes")
    #expect(script.asked == "places[1].spot")
    #expect(script.screen.contains("number 1"))
    script.type("Mill Lane", "60")
    #expect(script.screen.contains("Between 0 and 50."))
    script.type("3", "yes", ":drop")
    #expect(script.asked == "places")
    script.type("no")
    #expect(script.answers["places"] == [["spot": "Mill Lane", "visits": 3]])
    #expect(script.asked == "who_answers")
    #expect(try script.resumed().asked == script.asked)
  }

  @Test func `an answer that raises a worry says what to do at once`() throws {
    var script = try consented()
    script.type("4", "yes", "2", ":skip")
    #expect(script.asked == "harm_now")
    script.type("y")
    #expect(script.screen.contains("call 999"))
  }

  @Test func `taking back consent to private questions takes their answers out`() throws {
    var script = try consented()
    script.type("2", "yes", "2")
    #expect(script.answers["reasons"] != nil)
    script.type(":review", "6", "no")
    #expect(script.answers["reasons"] == nil)
  }

  @Test func `the review shows every answer, changes one, and stores on its word alone`() throws {
    var script = try consented(sensitive: false)
    script.type("1", "yes")
    while script.asked != nil { script.type(":skip") }
    #expect(script.screen.contains("Very safe"))
    #expect(script.screen.contains("no answer"))
    script.type("", "yes")
    #expect(script.ending == nil)
    script.type("8")
    #expect(script.asked == "safe")
    script.type("prefer_not")
    #expect(script.asked == nil)
    script.type("store")
    #expect(script.ending == .store)
  }

  @Test func `what is stored is judged once more by the engine that asked`() throws {
    var script = try consented(sensitive: false)
    script.type("1", "yes")
    while script.asked != nil { script.type(":skip") }
    script.type("store")
    let dialogue = script.dialogue
    let record = dialogue.draft.record(dialogue.survey, kept: dialogue.plan.kept(dialogue.draft))
    let (submission, problems) = ResponseSubmission.read(record)
    #expect(problems.isEmpty)
    #expect(submission.consent?.scopes["analyse"] == true)
    #expect(submission.consent?.form == .spoken)
    let judged = Interview(dialogue.survey, today: DialogueScript.day).judge(
      consent: submission.consent?.scopes ?? [:], answers: submission.answers)
    #expect(judged.isAccepted)
  }

  @Test func `who allows sharing is asked which partners were named, and nobody else is`() throws {
    var script = try DialogueScript("worcs-feeling-safe")
    script.type("yes", "no", "no", "yes", "no", "no")
    #expect(script.asked == "heading.partners")
    script.type("Age Concern!")
    #expect(script.asked == "heading.partners" && script.screen.contains("no code of a partner"))
    script.type("age-concern, the-quay")
    #expect(script.asked == "heading.consent_form")
    script.type("1")
    func record(_ draft: InterviewDraft) -> JSONObject {
      draft.record(script.dialogue.survey, kept: script.dialogue.plan.kept(draft))
    }
    let shared = record(try script.resumed().dialogue.draft)
    #expect(shared["consent"]?["partners"] == ["age-concern", "the-quay"])
    #expect(shared["partners"] == nil)
    var changed = script.dialogue.draft
    changed.consent["share_partners"] = false
    #expect(record(changed)["consent"]?["partners"] == nil)
  }

  @Test func `the partners that there are are offered, and a slip is no partner of its own`() throws
  {
    let known = KnownPartners([
      KnownPartners.Partner(code: "age-concern", label: "Age Concern (made up)"),
      KnownPartners.Partner(code: "old-club", label: "Old club", isOffered: false),
    ])
    var script = try DialogueScript("worcs-feeling-safe", partners: known)
    script.type("yes", "no", "no", "yes", "no", "no")
    #expect(script.screen.contains("age-concern (Age Concern (made up))"))
    #expect(!script.screen.contains("old-club"))
    script.type("age-concren")
    #expect(
      script.asked == "heading.partners" && script.screen.contains("did you mean 'age-concern'"))
    script.type("age-concern")
    #expect(script.asked == "heading.consent_form")
  }

  @Test func `leaving keeps the draft or deletes it, and Enter goes on`() throws {
    var script = try consented()
    script.type(":quit", "")
    #expect(script.asked == "safe")
    script.type(":save")
    #expect(script.ending == .saved)
    script.type(":q", "delete")
    #expect(script.ending == .discarded)
    script.give(.end)
    #expect(script.ending == .cutOff)
  }
}
