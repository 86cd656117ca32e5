// The interview line by line through a pipe, and surveys tried and read, over the built program.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Postgres
import Receipts
import TestSupport
import Testing

@Suite struct PipedInterviewTests: InterviewSuite {
  /// Lines for a pipe: heading, consent, two answers.
  private static let lines =
    [":skip", "", "in_person", "1", "yes", "no", "no", "no", "no", "no", ""] + ["2", "yes"]

  @Test func `a pipe is read line by line, without colours, and its end keeps a draft`()
    async throws
  {
    try await withPlace { settings, home, _ in
      let cut = try await hark(
        arguments: ["response", "record", "worcs-feeling-safe"], environment: settings,
        input: Self.lines.joined(separator: "\n"))
      #expect(cut.status == 1)
      #expect(cut.output.isEmpty)
      #expect(!cut.errors.contains("\u{1B}"))
      #expect(cut.errors.contains("hark response record worcs-feeling-safe --resume "))
      // What the draft holds is not replaced by the line, nor is the line passed over.
      for more in [["--consent", "analyse"], ["--mode", "phone"]] {
        let mixed = try await hark(
          arguments: ["response", "record", "--resume"] + more, environment: settings, input: "")
        #expect(mixed.status == 64 && mixed.errors.contains("leave \(more[0]) out"))
      }
      let whole = try await hark(
        arguments: ["response", "record", "--resume"], environment: settings,
        input: ":review\r\nstore\r\n")
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try JSONValue.parse(whole.output)["survey"] == "worcs-feeling-safe")
      #expect(try drafts(home).isEmpty)
    }
  }

  @Test func `R41 at the end of an interview whoever asked reads what to do and whom to call`()
    async throws
  {
    try await withPlace { settings, home, database in
      let numbers = home.appendingPathComponent("numbers.csv")
      let today = Date().formatted(.iso8601.year().month().day())
      try Data("name,number,checked_on\nSample line (made up),01632 960002,\(today)\n".utf8)
        .write(to: numbers)
      let set = try await hark(
        "partnership", "safeguarding", "set", "--contact", "Alex Sample, 01632 960001",
        "--help-lines", numbers.path, environment: settings)
      #expect(set.status == 0, "\(set.errors)")
      func interview(_ story: String) async throws -> String {
        let outcome = try await hark(
          arguments: ["response", "record", "worcs-feeling-safe"], environment: settings,
          input: (Self.lines + [":skip", ":skip", ":skip", story, ":review", "store", ""])
            .joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.errors.components(separatedBy: "Stored. Thank you.").last ?? ""
      }
      let worried = try await interview("Some days I want to end my life.")
      #expect(worried.contains("What to say and do") && worried.contains("Alex Sample"))
      #expect(worried.contains("01632 960002"))
      // Everybody can be given the numbers; the rest is for when there is a worry.
      let calm = try await interview("Nothing at all.")
      #expect(calm.contains("01632 960002") && !calm.contains("What to say and do"))
    }
  }

  @Test func `a database that is down at the end loses nothing, and a second try stores once`()
    async throws
  {
    try await withPlace { settings, home, database in
      let file = home.appendingPathComponent("typed")
      _ = mkfifo(file.path, 0o600)
      // The database goes away while the questions are asked.
      let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
        group.addTask {
          try await shell(
            ["hark response record worcs-feeling-safe <'\(file.path)'"], in: home,
            environment: settings)
        }
        group.addTask {
          let handle = try await onThread { try FileHandle(forWritingTo: file) }
          try handle.write(contentsOf: Data((Self.lines.joined(separator: "\n") + "\n").utf8))
          // The draft is there once the last answer was taken, which is after the database was read.
          try await onThread {
            while try !drafts(home).contains(where: {
              try String(contentsOf: $0, encoding: .utf8).contains("services_help")
            }) { usleep(20_000) }
          }
          try await database.takesNobody()
          try handle.write(contentsOf: Data(":review\nstore\n".utf8))
          try handle.close()
          return nil
        }
        var outcome: Outcome?
        for try await result in group { outcome = result ?? outcome }
        return outcome
      }
      #expect(outcome?.status == 69, "\(outcome?.errors ?? "")")
      #expect(outcome?.errors.contains("The draft is kept.") == true)
      try await database.takesEverybody()
      let again = try await hark(
        arguments: ["response", "record", "--resume"], environment: settings, input: "store\n")
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("receipt code that was shown before stays"))
    }
  }

  @Test func `a trial needs no database and shows what would be stored`() async throws {
    try await withFolder { home in
      let settings = ["HARK_HOME": home.path, "HARK_DATABASE_URL": "host=/nowhere"]
      let outcome = try await hark(
        arguments: ["survey", "try", "surveys/worcs-feeling-safe", "--format", "json"],
        environment: settings,
        input: (["yes", "no", "no", "no", "no", "no", "", "2", "yes", ":review", "end"])
          .joined(separator: "\n"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let record = try JSONValue.parse(outcome.output)
      #expect(record["answers"]?["safe"] == "fairly_safe")
      #expect(record["answers"]?["unsafe_score"] == 1)
      #expect(record["consent"]?["scopes"]?["quote"] == false)
      #expect(!FileManager.default.fileExists(atPath: home.path + "/drafts"))
    }
  }

  @Test func `a survey reads like the paper form, with the way through it in words`() async throws {
    let form = try await hark("survey", "show", "surveys/worcs-feeling-safe")
    #expect(form.status == 0, "\(form.errors)")
    #expect(form.output.contains("1.  How safe do you feel from day to day? *"))
    #expect(form.output.contains("( ) Very safe"))
    #expect(form.output.contains("[ ] Street lighting"))
    #expect(form.output.contains("to question 1"))
    #expect(form.output.contains("( ) No → stop here, nothing is kept"))
    // Where there is no address people are told whom to ask, or the command.
    #expect(form.output.contains("take back what you said: ask"))
    let ours = try await hark(
      "survey", "show", "surveys/worcs-feeling-safe", "--partnership", "sample")
    #expect(ours.output.contains("what you said: hark receipt"), "\(ours)")
    let easy = try await hark(
      "survey", "show", "surveys/worcs-feeling-safe", "--language", "en-x-easyread")
    #expect(easy.output.contains("1.  How safe do you feel? *"))
    let json = try await hark("survey", "show", "surveys/worcs-feeling-safe", "--format", "json")
    #expect(try JSONValue.parse(json.output)["survey"] == "worcs-feeling-safe")
  }
}

extension TestDatabase {
  /// New connections are refused, as by a server that is full.
  fileprivate func takesNobody() async throws {
    try await superuser.withTransaction { connection in
      try connection.execute(
        """
        do $$ begin execute format('alter database %I connection limit 0', current_database()); end $$
        """)
    }
  }

  fileprivate func takesEverybody() async throws {
    try await superuser.withTransaction { connection in
      try connection.execute(
        """
        do $$ begin execute format('alter database %I connection limit -1', current_database()); end $$
        """)
    }
  }
}
