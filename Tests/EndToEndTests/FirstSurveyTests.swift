// A coordinator's first survey as docs/survey-format.md tells it: begun in a terminal, checked, tried,
// published and answered.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct FirstSurveyTests {
  @Test func `a first survey goes from its questions in a terminal to published and answered`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withFolder { home in
        let folder = home.appendingPathComponent("surveys").path
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "east",
          "HARK_SURVEYS": folder, "HARK_HOME": home.path, "HARK_ACCOUNT": "kim", "NO_COLOR": "1",
        ]
        try await onThread {
          let screen = try PseudoTerminal(
            program.path, ["survey", "new", "--in", folder], environment: settings)
          try screen.answer("Warm spaces", to: "What is the survey about")
          try screen.answer("", to: "What is its id?")
          try screen.answer("people who come to a warm space", to: "Who is it for?")
          try screen.answer("", to: "that you most want answered?")
          try screen.answer("Did you feel welcome?", to: "an answer is needed here")
          try screen.answer("Very, Mostly, Hardly", to: "What can people choose?")
          try screen.answer("1, 2", to: "Which of these does the figure count?")
          for question in [
            "What is the figure called?", "in their own words", "in Easy Read?",
            "Ask who people are",
            "Ask which area",
          ] { try screen.answer("", to: question) }
          try screen.wait(for: "hark survey publish warm-spaces")
          #expect(try screen.end() == 0)
        }
        let path = folder + "/warm-spaces"
        for command in [
          ["check", "--plain", path], ["test", "--coverage", path], ["show", path],
          ["publish", "warm-spaces"],
        ] {
          let outcome = try await hark(arguments: ["survey"] + command, environment: settings)
          #expect(outcome.status == 0, "\(command): \(outcome.output) \(outcome.errors)")
        }
        let answered = try await onThread {
          let screen = try PseudoTerminal(
            program.path, ["response", "record", "warm-spaces", "--consent", "analyse"],
            environment: settings)
          try screen.answer(":skip", to: "Where is it answered?")
          try screen.answer("", to: "On which day?")
          try screen.answer("", to: "How?")
          try screen.answer("", to: "How did the person say so?")
          try screen.answer("Mostly", to: "Did you feel welcome?")
          try screen.answer(":review", to: "What would make it better?")
          try screen.answer("store", to: "Type store")
          try screen.wait(for: "Stored.")
          return try screen.end()
        }
        #expect(answered == 0)
        let list = try await hark(
          "response", "list", "warm-spaces", "--format", "json", environment: settings)
        #expect(try JSONValue.parse(list.output)[0]?["version"] == "1.0.0")
        let released = try await hark("findings", "release", "warm-spaces", environment: settings)
        #expect(released.status == 0 && released.output.contains("People who say very or mostly"))
      }
    }
  }
}
