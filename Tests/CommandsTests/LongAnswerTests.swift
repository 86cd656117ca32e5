// Long answers in the interview: line by line, taken back, and never lost.

import Engagement
import JSON
import Surveys
import Testing

@testable import Commands

@Suite struct LongAnswerTests {
  @Test func `a long answer keeps its lines and its empty lines until a lone full stop`() throws {
    var script = try DialogueScript("open-conversation")
    script.type("yes", "no", "no", "no", "no", "no", "1")
    script.type("My garden.", "", "Ŵyl 🌻", ".")
    #expect(script.answers["what_matters"] == "My garden.\n\nŴyl 🌻")
    #expect(script.asked == "going_well")
    script.give(.pasted("one\n.\n:quit\ntwo"))
    script.type(".")
    #expect(script.answers["going_well"] == "one\n.\n:quit\ntwo")
    script.type(":back", ":more", "three", ".")
    #expect(script.answers["going_well"] == "one\n.\n:quit\ntwo\nthree")
    script.type(String(repeating: "x", count: 60_000), ".")
    #expect(script.screen.contains("at most 50000"))
    #expect(script.dialogue.draft.unfinished?.text.count == 60_000)
    script.type(":again", "short", ".")
    #expect(script.answers["gets_in_way"] == "short")
  }

  @Test(arguments: [":back", ":review", ":skip"])
  func `nobody leaves a long answer that is not taken, and what came last is taken back`(
    leaving: String
  ) throws {
    var script = try DialogueScript("open-conversation")
    script.type("yes", "no", "no", "no", "no", "no", "1", "My garden.", ".", "One line.")
    script.give(.pasted(String(repeating: "x", count: 60_000)))
    script.type(leaving)
    #expect(script.asked == "going_well")
    #expect(script.dialogue.draft.unfinished?.text.count == 60_010)
    script.type(":undo")
    #expect(script.screen.contains("One line."))
    script.type("Another.", ":back")
    #expect(script.answers["going_well"] == "One line.\nAnother.")
    #expect(script.asked == "what_matters")
  }

  @Test func `lines of a draft that was opened again are taken back one by one`() throws {
    var script = try DialogueScript("open-conversation")
    script.type("yes", "no", "no", "no", "no", "no", "1", "One.", "Two.", "Three.")
    var later = try script.resumed()
    later.type(":undo", ":undo")
    #expect(later.dialogue.draft.unfinished?.text == "One.")
    later.type(":undo")
    #expect(later.dialogue.draft.unfinished == nil)
    later.type(":undo")
    #expect(later.screen.contains("nothing here to take back"))
  }

  @Test(arguments: [InterviewDialogue.Input.end, .interrupted("")])
  func `who is cut off when asked whether the person said no loses nothing they had said`(
    cut: InterviewDialogue.Input
  ) throws {
    var script = try DialogueScript("open-conversation")
    script.type("yes", "no", "no", "no", "no", "no", "1", "Many words.", ".")
    script.dialogue.askIfRefused()
    script.give(cut)
    #expect(script.ending == (cut == .end ? .cutOff : .interrupted))
    #expect(script.answers["what_matters"] == "Many words.")
  }

  @Test func `after a kill in the middle of a long answer its lines are there`() throws {
    var script = try DialogueScript("open-conversation")
    script.type("yes", "no", "no", "no", "no", "no", "1", "My garden", "and my sister")
    var later = try script.resumed()
    #expect(later.asked == "what_matters")
    #expect(later.screen.contains("and my sister"))
    later.type(".")
    #expect(later.answers["what_matters"] == "My garden\nand my sister")
    later.type("half a sent")
    later.give(.interrupted("and the rest"))
    #expect(later.ending == .interrupted)
    #expect(later.dialogue.draft.unfinished?.text == "half a sent\nand the rest")
  }
}
