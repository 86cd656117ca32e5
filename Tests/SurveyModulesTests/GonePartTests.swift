// What the refusal of a question or choice that is gone says to do.

import SurveyModules
import Testing

struct GonePartTests {
  @Test func `a renamed question is told of 'was' first, a renamed choice to keep its id`() throws {
    let survey = SmallSurvey().asking("  - {id: wv, ask: How often?, type: whole_number}\n")
    func consequence(_ new: SmallSurvey) throws -> String {
      let gone = try differences(survey, new).all.first {
        $0.message.hasSuffix("is gone")
      }
      return try #require(gone).consequence
    }
    let renamed = try consequence(
      SmallSurvey().asking("  - {id: vis, ask: How often?, type: whole_number}\n"))
    #expect(
      renamed.hasPrefix("if it is called 'vis' now, write 'was: wv' there; else write 'retired"))
    let other = try consequence(SmallSurvey().asking("  - {id: vis, ask: Well?, type: yes_no}\n"))
    #expect(other.hasPrefix("write 'retired: yes' first"))
    let gone = try consequence(
      SmallSurvey(survey.text.replacing("1 very_safe: Very safe", with: "1 all_safe: Very safe")))
    #expect(gone.hasPrefix("if it only has another text, keep its id 'very_safe'"))
  }
}
