// A coordinator begins a survey, lays it out and asks for the schema.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct SurveyAuthoringTests {
  @Test func `a new survey is written whole, passes, and is never written over`() async throws {
    try await withFolder { folder in
      let made = try await hark(
        "survey", "new", "warm-spaces", "--title", "Warm spaces", "--ask", "Did you feel welcome?",
        "--yes", in: folder)
      #expect(made.status == 0, "\(made.errors)")
      #expect(made.errors.contains("hark survey publish warm-spaces"))
      #expect(made.errors.contains("asked before, in any language: hark search WORDS"))
      let test = try await hark("survey", "test", "--coverage", "surveys", in: folder)
      #expect(test.status == 0, "\(test.output)")
      let check = try await hark("survey", "check", "surveys", in: folder)
      #expect(check.status == 0 && check.output.isEmpty, "\(check.output)")
      let file = folder.appendingPathComponent("surveys/warm-spaces/survey.yaml")
      let before = try Data(contentsOf: file)
      let again = try await hark(
        "survey", "new", "warm-spaces", "--title", "Other", "--ask", "Other?", "--yes", in: folder)
      #expect(again.status == 1 && again.errors.contains("H023"))
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test func `the questions are answered by lines of standard input`() async throws {
    try await withFolder { folder in
      let lines = [
        "Feeling safe", "", "adults who live here", "How safe do you feel?",
        "Very safe, Fairly safe, Not safe", "1, 2", "", "-", "-", "no", "no",
      ]
      let made = try await hark(
        arguments: ["survey", "new"], in: folder, input: lines.joined(separator: "\n") + "\n")
      #expect(made.status == 0, "\(made.errors)")
      let text = try String(
        contentsOf: folder.appendingPathComponent("surveys/feeling-safe/survey.yaml"),
        encoding: .utf8)
      #expect(text.contains("label: People who say very safe or fairly safe"))
      let test = try await hark("survey", "test", "--coverage", "surveys", in: folder)
      #expect(test.status == 0, "\(test.output)")
      #expect(!text.contains("about-you"))
    }
  }

  @Test func `plain words are looked for in the blocks that a survey uses, too`() async throws {
    try await withFolder { folder in
      let made = try await hark(
        "survey", "new", "warm-spaces", "--title", "Warm spaces", "--ask", "Did you feel welcome?",
        "--yes", in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let name = "surveys/blocks/consent-conversation@1/block.yaml"
      let wording = folder.appendingPathComponent(name)
      let text = try String(contentsOf: wording, encoding: .utf8)
      try Data(text.replacing("You can skip anything", with: "Stakeholders can skip it").utf8)
        .write(to: wording)
      for path in ["surveys/warm-spaces", "surveys/warm-spaces/survey.yaml", "surveys"] {
        let check = try await hark("survey", "check", "--plain", path, in: folder)
        let lines = check.output.split(separator: "\n").filter { $0.contains("P001") }
        #expect(lines.count == 1, "\(path): \(check.output)")
        #expect(lines.first?.hasPrefix("\(name):") == true)
      }
    }
  }

  @Test func `a changed text is told with the line that spares a new series`() async throws {
    try await withFolder { folder in
      _ = try await hark(
        "survey", "new", "warm-spaces", "--title", "Warm spaces", "--ask", "Did you feel welcome?",
        "--yes", in: folder)
      let file = folder.appendingPathComponent("surveys/warm-spaces/survey.yaml")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.utf8).write(to: folder.appendingPathComponent("surveys/old.yaml"))
      let changed = text.replacing("ask: Did you feel welcome?", with: "ask: Were you welcome?")
        .replacing("version: 1.0.0", with: "version: 1.1.0")
      try Data(changed.utf8).write(to: file)
      let compare = ["survey", "diff", "surveys/old.yaml", "surveys/warm-spaces/survey.yaml"]
      let told = try await hark(arguments: compare, in: folder)
      #expect(told.status == 0 && told.output.contains("new series: question 'feel_welcome'"))
      #expect(told.errors.contains("every figure is shown for answers before and after it apart"))
      let line = try #require(
        told.errors.split(separator: "\n").first { $0.hasPrefix("same_meaning: [") })
      #expect(line == "same_meaning: [feel_welcome]")
      try Data((changed + "\n" + line + "\n").utf8).write(to: file)
      let spared = try await hark(arguments: compare, in: folder)
      #expect(spared.output.contains("counted together") && !spared.output.contains("new series"))
      #expect(!spared.errors.contains("same_meaning: ["))
    }
  }

  @Test func `without enough answers nothing is written`() async throws {
    try await withFolder { folder in
      let stopped = try await hark(
        arguments: ["survey", "new"], in: folder, input: "Feeling safe\n\n\n")
      #expect(stopped.status == 64 && stopped.errors.contains("--ask"))
      #expect(
        !FileManager.default.fileExists(atPath: folder.appendingPathComponent("surveys").path))
      let bad = try await hark(
        "survey", "new", "../up", "--title", "x", "--ask", "x?", "--yes", in: folder)
      #expect(bad.status == 64)
    }
  }

  @Test func `coverage gives no advice about a show_if that nobody wrote`() async throws {
    try await withFolder { folder in
      let module = folder.appendingPathComponent("walks")
      try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
      let survey = """
        hark: 1
        module: walks
        version: 1.0.0
        title: Walks
        consent: {not_needed: It is made up.}
        questions:
          - id: ease
            ask: How easy is it to walk?
            type: grid
            note_per_row: yes
            rows: [shop: To the shop]
            choices: [1 easy: Easy]
          - {id: way, ask: Which way?, type: choose_one, choices: [1 foot: On foot], other: yes}
        tests:
          people:
            - {name: one, answers: {ease: {shop: easy}, way: other, way_other: By boat}}

        """
      try Data(survey.utf8).write(to: module.appendingPathComponent("survey.yaml"))
      let test = try await hark("survey", "test", "--coverage", "walks", in: folder)
      let lines = test.output.split(separator: "\n").map(String.init)
      #expect(
        lines.contains { $0.contains("everybody answers the row 'shop' of ease; add") }, "\(lines)")
      #expect(lines.contains { $0.contains("everybody chooses 'other' of way; add") }, "\(lines)")
      #expect(!test.output.contains("show_if"))
    }
  }

  @Test func `diff names the files of a module, its translations and its blocks where they are`()
    async throws
  {
    try await withFolder { folder in
      func write(_ text: String, _ path: String) throws {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      for (root, version, title, ask) in [
        ("old", "1.0.0", "Llefydd", "Warm?"), ("new", "1.1.0", "Llefydd cynnes", "Is it warm?"),
      ] {
        try write(
          """
          hark: 1
          module: warm
          version: \(version)
          title: Warm
          languages: {en: English, cy: Cymraeg}
          consent: {not_needed: It is made up.}
          questions:
            - {id: loud, ask: Is it loud?, type: yes_no}
            - use: warmth@1

          """, "\(root)/warm/survey.yaml")
        try write("title: \(title)\n", "\(root)/warm/translations/cy.yaml")
        try write(
          "hark: 1\nblock: warmth@1\nquestions:\n  - {id: warm, ask: \(ask), type: yes_no}\n",
          "\(root)/blocks/warmth@1/block.yaml")
      }
      let diff = try await hark("survey", "diff", "old/warm", "new/warm", in: folder)
      #expect(diff.status == 0, "\(diff.errors)")
      #expect(diff.output.contains("new/warm/translations/cy.yaml:1:1: "), "\(diff.output)")
      #expect(diff.output.contains("new/blocks/warmth@1/block.yaml:4:"), "\(diff.output)")
    }
  }

  @Test func `format names, then changes, then leaves a file alone`() async throws {
    try await withFolder { folder in
      let module = folder.appendingPathComponent("x")
      try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
      let file = module.appendingPathComponent("survey.yaml")
      try Data("hark:   1 # one\nquestions:\n- id: a\n".utf8).write(to: file)
      let would = try await hark("survey", "format", "--check", "x", in: folder)
      #expect(would.status == 1 && would.output == "x/survey.yaml\n")
      #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("hark:   1"))
      let done = try await hark("survey", "format", "x", in: folder)
      #expect(done.status == 0 && done.output == "x/survey.yaml\n")
      #expect(
        try String(contentsOf: file, encoding: .utf8) == "hark: 1  # one\nquestions:\n  - id: a\n")
      let clean = try await hark("survey", "format", "--check", "x", in: folder)
      #expect(clean.status == 0 && clean.output.isEmpty)
      let piped = try await hark(
        arguments: ["survey", "format", "-"], in: folder, input: "a:   1\n")
      #expect(piped.output == "a: 1\n")
      try Data("a: b: c\n".utf8).write(to: file)
      let refused = try await hark("survey", "format", "x", in: folder)
      #expect(refused.status == 1 && refused.errors.contains("error[Y008]"))
      #expect(try String(contentsOf: file, encoding: .utf8) == "a: b: c\n")
    }
  }

  @Test func `the schema is JSON on standard output, or files in the folder of surveys`()
    async throws
  {
    try await withFolder { folder in
      let shown = try await hark("survey", "schema", "block", in: folder)
      #expect(shown.status == 0)
      #expect(try JSONValue.parse(shown.output)["title"]?.string?.contains("block") == true)
      let written = try await hark("survey", "schema", "--write", ".", in: folder)
      #expect(written.output.split(separator: "\n").count == 4)
      #expect(written.errors.contains("yaml-language-server"))
    }
  }

  @Test func `what is hard to read is a warning, and strict makes it count`() async throws {
    try await withFolder { folder in
      _ = try await hark(
        "survey", "new", "warm-spaces", "--title", "Warm spaces", "--ask",
        "Did a stakeholder make you feel welcome?", "--yes", in: folder)
      let plain = try await hark("survey", "check", "--plain", "surveys/warm-spaces", in: folder)
      #expect(plain.status == 0, "\(plain.errors)")
      #expect(plain.output.hasPrefix("surveys/warm-spaces/survey.yaml:19:16: warning[P001]: "))
      let strict = try await hark(
        "survey", "check", "--plain", "--strict", "surveys/warm-spaces", in: folder)
      #expect(strict.status == 1)
      let usual = try await hark("survey", "check", "--strict", "surveys/warm-spaces", in: folder)
      #expect(usual.status == 0 && usual.output.isEmpty)
    }
  }

  @Test func `watched tests run again after a change, and Ctrl-C ends them`() async throws {
    try await withFolder { folder in
      _ = try await hark(
        "survey", "new", "warm-spaces", "--title", "Warm spaces", "--ask", "Did you feel welcome?",
        "--yes", in: folder)
      let path = folder.appendingPathComponent("surveys/warm-spaces").path
      let status = try await onThread {
        let terminal = try PseudoTerminal(
          program.path, ["survey", "test", "--watch", path], environment: [:])
        try terminal.wait(for: "checks passed")
        try terminal.wait(for: "waiting for a change")
        let file = path + "/survey.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacingOccurrences(of: "percent: 50", with: "percent: 51")
          .write(toFile: file, atomically: true, encoding: .utf8)
        try terminal.wait(for: "1 of ")
        try terminal.wait(for: "waiting for a change")
        terminal.type("\u{3}")
        return try terminal.end()
      }
      #expect(status == 0)
    }
  }
}
