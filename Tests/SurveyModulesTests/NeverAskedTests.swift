// What a retired question leaves behind: questions that nobody can be asked, and calculations and
// figures that nobody's answers reach.

import SurveyModules
import Testing

@Suite struct NeverAskedTests {
  @Test func `a retired question that others rest on is warned of where they are asked`() throws {
    let survey = SmallSurvey().asking(
      """
        - {id: help, ask: Is there help?, type: yes_no}
        - {id: who_helps, ask: Who?, type: text, show_if: help = yes}
        - id: visits
          ask: Which visits?
          type: repeat
          show_if: help = yes
          questions: [{id: when, ask: When?, type: month}]
      """)
    var retired = SmallSurvey(
      survey.text.replacing("help?, type: yes_no", with: "help?, type: yes_no, retired: yes"))
    retired.blocks = survey.blocks
    let found = try differences(survey, retired)
    #expect(found.change == .warning)
    let named = found.all.filter { $0.message.contains("S072") }
    #expect(named.map(\.id).prefix(2) == ["who_helps", "visits"])
    #expect(named.allSatisfy { $0.change == .warning && $0.place.line > 1 })
    #expect(named.first?.consequence.contains("'retired: yes' for it too") == true)
    // It is said once: a survey that stays so is not warned of again.
    #expect(try differences(retired, retired).all.isEmpty)
  }

  @Test func `a retired question under a figure or a calculation is warned of where they stand`()
    throws
  {
    let survey = SmallSurvey().asking(
      """
        - {id: visits, ask: How many visits?, type: whole_number}
        - {id: calls, ask: How many calls?, type: whole_number}
        - {id: contacts, type: calculate, value: visits + calls}
      """
    ).with(
      """
      indicators:
        - {id: visited, label: Visited, show: percent, count: visits > 0, out_of: answered(visits), better: higher}
        - {id: called, label: Called, show: percent, count: calls > 0, out_of: answered(calls), better: higher}
      """)
    var retired = SmallSurvey(
      survey.text.replacing(
        "visits?, type: whole_number", with: "visits?, type: whole_number, retired: yes"))
    retired.blocks = survey.blocks
    let found = try differences(survey, retired)
    let warned = found.all.filter { $0.change == .warning }
    #expect(warned.map(\.id).filter { $0 != "visits" } == ["contacts", "visited"])
    #expect(warned.allSatisfy { $0.place.line > 1 })
    #expect(warned.contains { $0.message.contains("'contacts': its value reads 'visits'") })
    #expect(warned.contains { $0.message.contains("the figure 'visited' reads 'visits'") })
    #expect(try differences(retired, retired).all.isEmpty)
  }
}
