// Plans, cycles and experiments as they are filled in.

import JSON
import Practice
import Surveys
import Testing

@Suite struct PracticeReadingTests {
  private func read(
    _ object: JSONObject, _ kind: PracticeKind, _ reading: AnswerReading = .typed
  ) -> (values: JSONObject, problems: [String]) {
    let read = PracticeReading(object, of: kind.fields, reading: reading)
    return (
      read.values,
      (read.problems + kind.problems(read.values)).map { "\($0.question) \($0.code.rawValue)" }
    )
  }

  @Test func `what a file says and what a program sends are kept alike`() {
    let typed = read(
      [
        "title": "Bus", "what": "a", "so_what": "b", "now_what": "c", "review_month": "2027-03",
      ], .experiment)
    let text = read(
      [
        "title": " Bus ", "what": "a", "so_what": "b", "now_what": "c\n", "review_month": "2027-03",
        "learned": "", "outcome": .null,
      ], .experiment, .text)
    #expect(typed.problems.isEmpty && text.problems.isEmpty)
    #expect(typed.values == text.values)
  }

  @Test func `several texts are a list, or one line with semicolons`() {
    let list = read(["title": "T", "focus": ["buses", " benches "]], .cycle)
    let line = read(["title": "T", "focus": "buses; benches;"], .cycle, .text)
    #expect(list.values["focus"] == ["buses", "benches"] && list.values == line.values)
    #expect(read(["title": "T", "focus": "buses"], .cycle).problems.contains("focus A019"))
    #expect(read(["title": "T", "focus": [1]], .cycle).problems.contains("focus A019"))
    let many = JSONValue.array((0...50).map { .string("\($0)") })
    #expect(read(["title": "T", "focus": many], .cycle).problems.contains("focus A019"))
    #expect(read(["title": "T", "focus": ["a", "b"]], .cycle).problems.isEmpty)
    #expect(read(["title": "T", "focus": ["a", "b", "c"]], .cycle).problems == ["focus A019"])
    #expect(read(["title": "T", "focus": ["a\0"]], .cycle).problems.contains("focus A019"))
  }

  @Test func `every field that is wrong is named, and none is lost silently`() {
    let found = read(
      [
        "titel": "T", "level": "involv", "feedback_on": "2027-02-30", "survey": "Warm Rooms",
        "who": .object([:]), "risks": 3,
      ], .plan
    ).problems
    for problem in [
      "titel A017", "level A019", "feedback_on A019", "survey A019", "who A019", "risks A019",
      "title A018", "decision A018",
    ] { #expect(found.contains(problem), "\(problem)") }
  }

  @Test func `a cycle goes its stages in order, and an outcome says what was learned`() {
    let start: JSONObject = ["title": "T", "focus": ["a"]]
    func with(_ more: JSONObject) -> [String] {
      read(JSONObject(start.map { ($0.key, $0.value) } + more.map { ($0.key, $0.value) }), .cycle)
        .problems
    }
    #expect(with([:]).isEmpty)
    #expect(with(["inception": "x", "work": "y"]).isEmpty)
    #expect(with(["work": "y"]) == ["inception A018"])
    #expect(with(["inception": "x", "work": "y", "lessons": "z"]) == ["review A018"])
    #expect(PracticeKind.cycle.stage(["inception": "x", "work": "y"]) == "work")
    let tried: JSONObject = [
      "title": "T", "what": "a", "so_what": "b", "now_what": "c", "review_month": "2027-03",
      "outcome": "keep",
    ]
    #expect(read(tried, .experiment).problems == ["learned A018"])
  }

  @Test func `the days of a cycle come one after another`() {
    let start: JSONObject = ["title": "T", "focus": ["a"], "inception_on": "2026-10-01"]
    func with(_ more: JSONObject) -> [String] { read(start.with(more), .cycle).problems }
    #expect(with(["work_from": "2026-10-01", "review_on": "2026-12-01"]).isEmpty)
    #expect(with(["review_on": "2026-09-30"]) == ["review_on A019"])
    #expect(with(["work_from": "2026-11-01", "review_on": "2026-10-02"]) == ["review_on A019"])
  }

  @Test(arguments: ["\u{200B}", "\u{202E}\u{202C}", "\u{00AD}", "\u{3164}", "\u{2060} \u{FEFF}"])
  func `a title that nobody sees is none`(title: String) {
    let found = read(["title": .string(title), "focus": ["a"]], .cycle).problems
    #expect(found.contains("title A019") || found == ["title A018"], "\(found)")
    #expect(!found.isEmpty)
    #expect(read(["title": "T", "focus": [.string(title)]], .cycle).problems != [])
    #expect(read(["title": "Mae'r \u{200D}bws yn hwyr", "focus": ["é"]], .cycle).problems == [])
  }

  @Test func `advice to pause and a missing day of feedback are in the way, the last word counts`()
  {
    let plan: JSONObject = ["title": "T", "decision": "D", "feedback_on": "2027-04-30"]
    #expect(PanelAdvice.obstacles(plan: plan, standing: []).isEmpty)
    #expect(PanelAdvice.obstacles(plan: ["title": "T"], standing: []).count == 1)
    for (advice, count) in [("go", 0), ("go_with_changes", 0), ("pause", 1), ("do_not", 1)] {
      let standing: JSONObject = ["panellist": "resident 1", "advice": .string(advice)]
      #expect(PanelAdvice.obstacles(plan: plan, standing: [standing]).count == count, "\(advice)")
    }
  }
}
