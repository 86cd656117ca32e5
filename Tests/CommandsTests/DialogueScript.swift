// A dialogue over a terminal in memory: lines go in, the screen comes out.

import Engagement
import Foundation
import JSON
import SurveyModules
import Surveys
import TestSupport
import Testing

@testable import Commands

/// A dialogue that a test types into.
struct DialogueScript {
  var dialogue: InterviewDialogue
  private(set) var ending: InterviewDialogue.Ending?
  private(set) var screen = ""

  static let day = CalendarDay.example

  /// A dialogue over a module of this checkout.
  init(
    _ module: String, kind: InterviewDraft.Kind = .response, language: String? = nil,
    places: KnownPlaces? = nil, asksHeading: Bool = false, isTrial: Bool = false,
    partners: KnownPartners? = nil
  ) throws {
    let path = checkout.appendingPathComponent("surveys").path
    let survey = try #require(ModuleCatalog.load(folders: [path])[module]?.survey)
    try self.init(
      survey, kind: kind, language: language, places: places, asksHeading: asksHeading,
      isTrial: isTrial, partners: partners)
  }

  init(
    _ survey: Survey, kind: InterviewDraft.Kind = .response, language: String? = nil,
    places: KnownPlaces? = nil, asksHeading: Bool = false, isTrial: Bool = false,
    draft: InterviewDraft? = nil, partners: KnownPartners? = nil
  ) throws {
    let plan = try DialoguePlan(
      survey, kind: kind, today: Self.day, places: places, partners: partners,
      asksHeading: asksHeading)
    let new = InterviewDraft(
      kind: kind, survey: survey, id: UUID(), language: language ?? survey.languages[0].code)
    dialogue = InterviewDialogue(plan, draft ?? new, isTrial: isTrial)
    dialogue.begin()
    look()
  }

  /// The path of what is being asked; nil at the review.
  var asked: String? { dialogue.step?.path }

  var answers: JSONObject { dialogue.draft.answers }

  /// Types lines and keeps what the screen shows after the last.
  mutating func type(_ lines: String...) { for line in lines { give(.line(line)) } }

  mutating func give(_ input: InterviewDialogue.Input) {
    ending = dialogue.receive(input)
    look()
  }

  private mutating func look() {
    screen = dialogue.takeScreen().flatMap { $0.rows(width: 200, colours: false) }
      .joined(separator: "\n")
  }

  /// The same dialogue after the program was started again: only the draft remains.
  func resumed() throws -> DialogueScript {
    let bytes = JSONValue.object(dialogue.draft.json).encoded()
    let object = try #require(try JSONValue.parse(bytes).object)
    let draft = try #require(InterviewDraft(object))
    #expect(draft == dialogue.draft)
    return try DialogueScript(
      dialogue.survey, kind: draft.kind, places: dialogue.plan.places,
      asksHeading: !dialogue.plan.heading.isEmpty, draft: draft)
  }
}
