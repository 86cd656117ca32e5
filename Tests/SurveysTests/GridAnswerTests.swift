// Grids and points: one form in JSON, another in tables, and nothing more exact than may be kept.

import JSON
import Surveys
import Testing

@Suite struct GridAnswerTests {
  private func survey() throws -> Survey {
    try build([QuestionSketch("corner", "point", ["precision": .wholeNumber(2)])]).survey
  }

  @Test func `a point is rounded before anything is kept of it`() throws {
    let survey = try survey()
    let exact: JSONObject = ["corner": ["latitude": 52.19234, "longitude": -2.21987]]
    let sheet = survey.judge(exact).sheet
    #expect(sheet.json(survey)["corner"] == ["latitude": 52.19, "longitude": -2.22])
    let kept = survey.coarse(exact, reading: .typed)
    #expect(kept?["corner"] == ["latitude": 52.19, "longitude": -2.22])
    #expect(survey.coarse(["corner": "here"], reading: .typed)?["corner"] == .null)
  }

  @Test func `a table gives a point in two columns, in one cell, or not at all`() throws {
    let survey = try survey()
    func read(_ answers: JSONObject) -> JSONValue? {
      let interview = Interview(survey, today: interviewDay, reading: .table)
      let judged = interview.judge(
        consent: ["analyse": true, "quote": true, "analyse_sensitive": true], answers: answers)
      return judged.problems.isEmpty
        ? judged.sheet.json(survey)["corner"] : .string(judged.problems[0].code.rawValue)
    }
    let point: JSONValue = ["latitude": 52.19, "longitude": -2.22]
    #expect(read(["corner.latitude": "52.194", "corner.longitude": "-2.22"]) == point)
    #expect(read(["corner": "52.194, -2.22"]) == point)
    #expect(read(["corner.latitude": "", "corner.longitude": ""]) == nil)
    #expect(read(["corner.latitude": "52.1", "corner.longitude": ""]) == "A005")
    #expect(read(["corner.latitude": "152.1", "corner.longitude": "1"]) == "A006")
  }

  @Test func `rows that are gathered stand in the place of the first`() {
    let gathered = GridAnswers.gathered([("a", 1), ("g.x", "p"), ("b", 2), ("g.y", "q")])
    #expect(gathered == ["a": 1, "g": ["x": "p", "y": "q"], "b": 2])
  }
}
