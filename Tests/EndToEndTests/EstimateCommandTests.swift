// Estimates over the built program, on figures and files of one's own, and census tables brought in.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct EstimateCommandTests {
  private func estimate(
    _ arguments: String..., expect status: Int32 = 0
  ) async throws -> Outcome {
    let outcome = try await hark(arguments: ["estimate"] + arguments, environment: [:])
    #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
    return outcome
  }

  @Test func `differences, changes and trends are worked out from counts`() async throws {
    let difference = try await estimate("difference", "93/100", "86/100")
    #expect(
      difference.output
        == "7 points, 95% interval -1.69 to 15.89: no more than chance explains\n")
    let paired = try await estimate("paired", "1", "7", "1", "12", "--format", "json")
    let json = try JSONValue.parse(paired.output)
    #expect(abs((json[0]?["chance"]?.number ?? 0) - 0.0703125) < 1e-12)
    let trend = try await estimate("trend", "80/100", "85/100", "90/100", "96/100", "99/100")
    #expect(trend.output.hasPrefix("rising: 4.9 points"))
    let few = try await estimate("trend", "8/10", "8/10", expect: 64)
    #expect(few.errors.contains("A trend needs 5 points"))
    for wrong in ["9/0", "5", "9223372036854775807/9223372036854775807"] {
      let refused = try await estimate("difference", wrong, "1/2", expect: 64)
      #expect(refused.errors.contains("such as 93/100: whole numbers"), "\(refused.errors)")
    }
    let people = try await estimate("paired", "9223372036854775807", "1", "0", "0", expect: 64)
    #expect(people.errors.contains("at most a million millions"))
  }

  @Test func `the agreement of coders is worked out from a file, and says what it allows`()
    async throws
  {
    try await withFolder { folder in
      let file = folder.appendingPathComponent("codes.csv")
      try Data("text,jo,sam,kim\n1,a,a,a\n2,a,b,a\n3,b,b,b\n4,b,b,\n5,a,,a\n6,a,a,a\n".utf8)
        .write(to: file)
      let two = try await estimate(
        "agreement", file.path, "--coders", "jo,sam", "--format", "json")
      let json = try JSONValue.parse(two.output)[0]
      #expect(json?["coded_twice"] == 5 && json?["strength"] == "not_published")
      #expect(abs((json?["kappa"]?.number ?? 0) - 8.0 / 13) < 1e-12)
      let three = try await estimate("agreement", file.path, "--coders", "jo,sam,kim")
      #expect(three.output.hasPrefix("alpha 0.75 of 6") && three.output.contains("tentative"))
      let one = try await estimate("agreement", file.path, "--coders", "jo", expect: 64)
      #expect(one.errors.contains("two or more columns"))
    }
  }

  @Test func `a file is weighted to the population, and what cannot be is refused`() async throws {
    try await withFolder { folder in
      func file(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
      }
      let rows = (0..<40).map { "\($0 < 30 ? "a" : "b"),\($0 % 4),\($0 % 2 == 0 ? "yes" : "no")" }
      let people = try file("people.csv", "sex,score,safe\n" + rows.joined(separator: "\n"))
      let census = try file("census.csv", "by,group,people\nsex,a,500\nsex,b,500\n")
      let weights = folder.appendingPathComponent("weights.csv").path
      let share = try await estimate(
        "weight", people, "--population", census, "--share", "safe=yes", "--weights", weights,
        "--format", "json")
      let answer = try JSONValue.parse(share.output)
      #expect(answer[0]?["people"] == 40)
      #expect(abs((answer[0]?["value"]?.number ?? 0) - 50) < 1e-9)
      #expect(abs((answer[0]?["design_effect"]?.number ?? 0) - 4.0 / 3) < 1e-9)
      let again = try await estimate(
        "weight", people, "--population", census, "--weights", people, expect: 1)
      #expect(again.errors.contains("it is there already"))
      let written = try String(contentsOfFile: weights, encoding: .utf8)
      #expect(written.hasPrefix("row,weight\r\nline 2,0.66"))
      let mean = try await estimate("weight", people, "--population", census, "--mean", "score")
      #expect(mean.output.contains("95% interval"))
      let means = try await estimate("means", people, "--value", "score", "--by", "sex")
      #expect(means.errors.contains("a less b"))
      for (text, reason) in [
        ("by,group,people\nsex,a,500\nsex,b,500\nsex,c,5\n", "nobody of 'c' (sex) answered"),
        ("by,group,people\nsex,a,500\n", "has no group 'b'"),
        ("by,group,people\nsex,a,\"5,000\"\n", "is no number of people"),
        ("by,group,people\nsex,a,5\nsex,b,5\nsafe,yes,9\nsafe,no,9\n", "adds up to 18"),
        ("by,group,people\nage,a,5\n", "there is no column 'age'"),
      ] {
        let wrong = try await estimate(
          "weight", people, "--population", try file("wrong.csv", text), expect: 1)
        #expect(wrong.errors.contains(reason), "\(wrong.errors)")
      }
    }
  }

  @Test func `a file is weighted to the margins of a survey`() async throws {
    try await withFolder { folder in
      let module = folder.appendingPathComponent("warm-rooms")
      try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
      let survey = """
        hark: 1
        module: warm-rooms
        version: 1.0.0
        title: Warm rooms
        consent: {not_needed: Nobody is asked who they are.}
        questions:
          - {id: sex, ask: Sex?, type: choose_one, role: sex, choices: [1 a: A, 2 b: B]}
        """
      func write(_ text: String) throws {
        try Data(text.utf8).write(to: module.appendingPathComponent("survey.yaml"))
      }
      let people = folder.appendingPathComponent("people.csv")
      let rows = (0..<40).map { "\($0 < 30 ? "a" : "b"),\($0 % 2 == 0 ? "yes" : "no")" }
      try Data(("sex,safe\n" + rows.joined(separator: "\n")).utf8).write(to: people)
      try write(survey)
      let none = try await estimate("weight", people.path, "--survey", module.path, expect: 1)
      #expect(none.errors.contains("'warm-rooms' has no 'margins'"), "\(none.errors)")
      try write(survey + "\nmargins: [{by: sex, source: Made up, people: {a: 500, b: 500}}]\n")
      let share = try await estimate(
        "weight", people.path, "--survey", module.path, "--share", "safe=yes")
      #expect(share.output.contains("design effect 1.333"), "\(share.output)")
      try write(survey + "\nmargins: [{by: sex, source: Made up, people: {a: 500}}]\n")
      let wrong = try await estimate("weight", people.path, "--survey", module.path, expect: 1)
      #expect(wrong.errors.contains("S076") && wrong.errors.contains("how many are b"))
      let both = try await estimate(
        "weight", people.path, "--survey", module.path, "--population", people.path, expect: 64)
      #expect(both.errors.contains("one of them"))
    }
  }

  @Test func `census tables are brought in, shown, brought in again and dropped`() async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
          "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
        ]
        _ = try await database.addPartnership(slug: "sample", accountName: "kim")
        func run(_ arguments: String..., expect status: Int32 = 0) async throws -> Outcome {
          let outcome = try await hark(
            arguments: ["population"] + arguments, environment: settings)
          #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
          return outcome
        }
        let file = folder.appendingPathComponent("census.csv")
        func write(_ text: String) throws { try Data(text.utf8).write(to: file) }
        try write("by,group,people,source\nage_band,young,600,Made up\nage_band,old,400,\n")
        #expect(try await run("import", file.path).output == "age_band: 2 groups\n")
        let shown = try await run("show", "--format", "csv").output
        #expect(shown.hasPrefix("by,group,people,source,survey\n") && shown.contains(",old,400,"))
        try write(shown)
        #expect(try await run("import", file.path).output == "age_band: 2 groups\n")
        #expect(try await run("show", "--format", "csv").output == shown)
        try write("by,group,people\nage_band,young,many\nage_band,old,-4\n,x,3\n")
        let refused = try await run("import", file.path, expect: 1)
        for place in ["line 2: 'many' is no number", "line 3: 'people' of", "line 4: 'by' is"] {
          #expect(refused.errors.contains(place), "\(refused.errors)")
        }
        try write("by,group,people\nplace,nowhere-at-all,3\n")
        #expect(try await run("import", file.path, expect: 1).errors.contains("H079"))
        #expect(try await run("show", "--survey", "none", expect: 1).errors.contains("H011"))
        let list = try await hark("response", "list", "none", environment: settings)
        #expect(list.status == 1 && list.errors.contains("H011"), "\(list.errors)")
        _ = try await run("drop", "age_bnad", expect: 1)
        _ = try await run("drop", "age_band")
        #expect(try await run("show").errors.contains("no table yet"))
      }
    }
  }
}
