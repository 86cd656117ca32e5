// What is asked next, and what is wrong with what was said so far.

import JSON
import Surveys
import Testing

@Suite struct InterviewProgressTests {
  private let safe = QuestionSketch.one("safe", ["high", "low"]).required()

  private func progress(
    _ sketches: [QuestionSketch], _ answers: JSONObject, passed: Set<String> = [],
    consent: [String: Bool] = ["analyse": true, "quote": false, "analyse_sensitive": true],
    asksForItems: Bool = false
  ) throws -> InterviewProgress {
    Interview(try build(sketches).survey, today: interviewDay).progress(
      consent: consent, answers: answers, passed: passed, asksForItems: asksForItems)
  }

  @Test func `each scope of consent is asked before the first question`() throws {
    let questions = [safe, .yesNo("told")]
    #expect(try progress(questions, [:], consent: [:]).next?.path == "consent.analyse")
    let begun = try progress(questions, [:], consent: ["analyse": true])
    #expect(begun.next?.path == "consent.quote")
    #expect(begun.next?.number == 2)
    #expect(try progress(questions, [:]).next?.path == "safe")
  }

  @Test func `when consent is refused nothing follows`() throws {
    let refused = try progress([safe], [:], consent: ["analyse": false])
    #expect(refused.isConsentRefused)
    #expect(refused.stops.isEmpty && refused.next == nil)
    #expect(!refused.isComplete)
  }

  @Test func `a question passed over is not asked again, and a required one is missing`() throws {
    let questions = [safe, .yesNo("told"), QuestionSketch("word", "text")]
    let skipped = try progress(questions, ["safe": "low"], passed: ["told"])
    #expect(skipped.next?.path == "word")
    #expect(skipped.next?.number == 3)
    #expect(skipped.problems.isEmpty)
    #expect(try progress(questions, [:]).problems.isEmpty)
    let missing = try progress(questions, [:], passed: ["safe"])
    #expect(missing.problems.map(\.question) == ["safe"])
    #expect(missing.missing == ["safe"])
    let done = try progress(questions, ["safe": "low"], passed: ["told", "word"])
    #expect(done.isComplete)
    #expect(try !progress(questions, ["safe": "low"]).isComplete)
  }

  @Test func `an answer that is refused is asked again, with the reason at its question`() throws {
    let visits = QuestionSketch("visits", "whole_number", ["max": .number(9)])
    let wrong = try progress([visits, .yesNo("told")], ["visits": 10])
    #expect(wrong.next?.path == "visits")
    #expect(wrong.problem(at: "visits")?.code == .outOfRange)
    #expect(wrong.problem(at: "told") == nil)
  }

  @Test func `the number of questions follows the answers`() throws {
    let questions = [safe, QuestionSketch("why", "text").shown(if: "safe = low"), .yesNo("told")]
    #expect(try progress(questions, ["safe": "high"]).questionCount == 2)
    let low = try progress(questions, ["safe": "low"])
    #expect(low.questionCount == 3)
    #expect(low.next?.path == "why")
  }

  @Test func `only the choices that the answers leave are offered`() throws {
    let most = QuestionSketch.one("most", ["dark", ChoiceSketch("lonely", showIf: "safe = low")])
    let high = try progress([safe, most], ["safe": "high"])
    #expect(high.next?.offered.map(\.id) == ["dark"])
    let low = try progress([safe, most], ["safe": "low"])
    #expect(low.next?.offered.map(\.id) == ["dark", "lonely"])
    let items = [
      QuestionSketch.one("kind", ["shop", "park"]),
      .one("when", ["day", ChoiceSketch("closing", showIf: "kind = shop")]),
    ]
    let list = QuestionSketch.list("spots", items)
    let spots: JSONObject = ["spots": [["kind": "park"], ["kind": "shop"]]]
    let asked = try progress([list], spots)
    #expect(asked["spots[1].when"]?.offered.map(\.id) == ["day"])
    #expect(asked["spots[2].when"]?.offered.map(\.id) == ["day", "closing"])
  }

  @Test func `a list is asked item by item until it is whole`() throws {
    let list = QuestionSketch.list(
      "spots", upTo: 2, [QuestionSketch("name", "text").required(), .yesNo("dark")])
    func next(_ items: JSONValue?, _ passed: Set<String> = []) throws -> String? {
      try progress(
        [list, .yesNo("told")], items.map { ["spots": $0] } ?? [:], passed: passed,
        asksForItems: true
      ).next?.path
    }
    #expect(try next(nil) == "spots")
    #expect(try next([[:]]) == "spots[1].name")
    #expect(try next([["name": "Mill Lane"]]) == "spots[1].dark")
    let whole: JSONValue = [["name": "Mill Lane", "dark": "yes"]]
    #expect(try next(whole) == "spots")
    #expect(try next(whole, ["spots"]) == "told")
    let second: JSONValue = [["name": "Mill Lane", "dark": "yes"], ["name": "Bridge"]]
    #expect(try next(second) == "spots[2].dark")
    #expect(try next(second, ["spots[2].dark"]) == "told")
    let sent = try progress([list, .yesNo("told")], ["spots": whole])
    #expect(sent.next?.path == "told")
  }

  @Test func `notes stand before the question that they lead to`() throws {
    let note = QuestionSketch("hello", "note")
    let bye = QuestionSketch("bye", "note")
    let asked = try progress([note, safe, .yesNo("told"), bye], [:])
    #expect(asked.next?.notes.map(\.id) == ["hello"])
    #expect(asked["told"]?.notes.isEmpty == true)
    #expect(asked.closingNotes.map(\.id) == ["bye"])
  }
}
