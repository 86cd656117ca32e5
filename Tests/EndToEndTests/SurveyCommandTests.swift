// What a coordinator types.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct SurveyCommandTests {
  @Test func `ten different mistakes are all named with line, column and suggestion`() async throws
  {
    let survey = """
      hark: 1
      module: ten-mistakes
      version: 1.0
      title: Ten mistakes
      tilte: Twice
      languages: {en: English}
      unit: persn
      population: people
      sample: open
      collected_by: both
      consent: {not_needed: It is made up.}
      questions:
        - id: safe
          ask: Are you safe?
          type: choose_won
          choices: [1 a: A]
        - id: warm
          ask: Are you warm?
          type: choose_one
          choices:
            - 1 yes_warm: Yes
            - 1 no_warm: No
        - id: more
          ask: More?
          type: text
          show_if: warm = yes_wram
        - id: Upper
          ask: Upper?
          type: text
        - id: ahead
          ask: Ahead?
          type: text
          show_if: answered(later)
        - id: later
          ask: Later?
          type: text
        - id: later
          ask: Again?
          type: text
          required: perhaps
      """
    try await withFolder { folder in
      let module = folder.appendingPathComponent("ten-mistakes")
      try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
      try Data(survey.utf8).write(to: module.appendingPathComponent("survey.yaml"))
      let outcome = try await hark("survey", "check", "ten-mistakes", in: folder)
      #expect(outcome.status == 1)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      for (line, code) in [
        (3, "S009"), (5, "S001"), (7, "S004"), (15, "S004"), (22, "S006"), (26, "S014"),
        (27, "S005"), (33, "S019"), (37, "S006"), (40, "S008"),
      ] {
        let start = "ten-mistakes/survey.yaml:\(line):"
        #expect(
          lines.contains {
            $0.hasPrefix(start) && $0.contains("error[\(code)]") && $0.contains(";")
          },
          "\(line) \(code) in \(outcome.output)")
      }
    }
  }

  @Test func `the surveys of this checkout are good and their tests pass`() async throws {
    let check = try await hark("survey", "check", "surveys")
    #expect(check.status == 0 && check.output.isEmpty)
    let test = try await hark("survey", "test", "surveys", "--coverage")
    #expect(test.status == 0, "\(test.output)")
  }

  @Test func `a survey is shown as the paper form without a database`() async throws {
    let shown = try await hark(
      "survey", "show", "worcs-feeling-safe", environment: ["HARK_SURVEYS": "surveys"])
    #expect(shown.status == 0)
    #expect(shown.output.contains("How safe do you feel from day to day?"))
  }

  @Test func `wrong usage ends with 64 and help with 0`() async throws {
    #expect(try await hark("survey", "chekc").status == 64)
    #expect(try await hark("findings").status == 64)
    let help = try await hark("response", "import", "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("Example:"))
  }

  @Test func `a file that is not there is named`() async throws {
    let outcome = try await hark("survey", "check", "nowhere")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("nowhere"))
  }

  @Test func `a folder of HARK_SURVEYS that is missing stops no other, and ends as a failure`()
    async throws
  {
    let surroundings = ["HARK_SURVEYS": "nowhere:surveys"]
    for command in [["check"], ["check", "--plain"], ["test"]] {
      let outcome = try await hark(arguments: ["survey"] + command, environment: surroundings)
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("nowhere:1:1: error[S047]"), "\(outcome.output)")
      #expect(
        (outcome.output + outcome.errors).contains(
          command == ["test"] ? "worcs-feeling-safe" : "1 of"))
    }
  }

  @Test func `a database that is down ends with 69 and does not print the password`() async throws {
    let outcome = try await hark(
      "survey", "list",
      environment: [
        "HARK_DATABASE_URL": "host=/nowhere/at/all dbname=hark user=x password=canary-secret"
      ])
    #expect(outcome.status == 69)
    #expect(!outcome.errors.contains("canary-secret"))
  }
}
