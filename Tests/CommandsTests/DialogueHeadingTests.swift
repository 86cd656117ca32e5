// What the interview asks about a conversation before and after its questions.

import Engagement
import JSON
import Surveys
import Testing

@testable import Commands

@Suite struct DialogueHeadingTests {
  @Test func `the heading asks for place, day, setting, how and people first, the note last`()
    throws
  {
    let places = KnownPlaces([
      KnownPlaces.Place(code: "x-1", name: "Mill Lane (made up)", kind: "neighbourhood"),
      KnownPlaces.Place(code: "x-2", name: "Mill Road (made up)", kind: "neighbourhood"),
    ])
    var script = try DialogueScript(
      "open-conversation", kind: .conversation, places: places, asksHeading: true)
    #expect(script.asked == "heading.place_held")
    script.type("mill")
    #expect(script.screen.contains("x-2  Mill Road"))
    script.type("nowhere")
    #expect(script.screen.contains("no place of this code or name"))
    script.type("mill lane (made up)", "2026-12-24")
    #expect(script.screen.contains("has not come yet"))
    script.type("", "Community centre", "")
    #expect(script.dialogue.draft.heading["place_held"] == "x-1")
    #expect(script.dialogue.draft.heading["held_on"] == "2026-11-20")
    #expect(script.dialogue.draft.heading["setting"] == "community_centre")
    #expect(script.dialogue.draft.heading["how"] == "in_person")
    while script.asked?.hasPrefix("heading.") == true { script.type("1") }
    script.type("yes", "no", "no", "no", "no", "no", "")
    while let asked = script.asked, asked != "heading.note" { script.type(":skip") }
    #expect(script.screen.contains("What did you notice?"))
    script.type("Warm room", ".")
    #expect(script.dialogue.draft.heading["note"] == "Warm room")
    #expect(script.asked == "heading.follow_up")
    script.type(":skip")
    #expect(script.asked == nil)
  }

  @Test func `who promised something is asked who sees to it and by when, a day to come`() throws {
    var script = try DialogueScript("open-conversation", kind: .conversation, asksHeading: true)
    script.type(":skip", "", "home", "")
    while script.asked?.hasPrefix("heading.") == true { script.type("1") }
    script.type("yes", "no", "no", "no", "no", "no", "")
    while let asked = script.asked, asked != "heading.follow_up" { script.type(":skip") }
    script.type("To ring about the ramp")
    #expect(script.asked == "heading.follow_up_by")
    script.type("the housing team", "2026-12-24")
    #expect(script.asked == nil)
    let heading = script.dialogue.draft.heading
    #expect(heading["follow_up"] == "To ring about the ramp")
    #expect(heading["follow_up_by"] == "the housing team")
    #expect(heading["follow_up_due"] == "2026-12-24")
  }

  @Test func `an empty directory of places is said to be empty, with what to do`() throws {
    var script = try DialogueScript(
      "open-conversation", kind: .conversation, places: KnownPlaces([]), asksHeading: true)
    script.type("mill")
    #expect(script.screen.contains("the directory of places is empty"))
    script.type(":skip")
    #expect(script.asked == "heading.held_on")
  }
}
