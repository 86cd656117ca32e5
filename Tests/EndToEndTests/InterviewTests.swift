// The interview in a real terminal and through a pipe, over the built program.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Postgres
import Receipts
import TestSupport
import Testing

@Suite struct InterviewTests {
  /// A partnership with open-conversation and worcs-feeling-safe, and a home for drafts.
  private func withPlace(
    _ body: @escaping @Sendable ([String: String], URL, TestDatabase) async throws -> Void
  ) async throws {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withFolder { home in
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "east",
          "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
          "HARK_HOME": home.path, "HARK_ACCOUNT": "kim",
        ]
        for survey in ["open-conversation", "worcs-feeling-safe"] {
          let outcome = try await hark("survey", "publish", survey, environment: settings)
          #expect(outcome.status == 0, "\(outcome.errors)")
        }
        try await body(settings, home, database)
      }
    }
  }

  private func terminal(
    _ arguments: [String], _ settings: [String: String]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(program.path, arguments, environment: settings)
  }

  private func drafts(_ home: URL) throws -> [URL] {
    let folder = home.appendingPathComponent("drafts")
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }
  }

  private func mode(_ url: URL) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
    return attributes[.posixPermissions] as? Int ?? 0
  }

  /// Heading and consent of a response, up to the first question.
  private func begin(_ screen: PseudoTerminal) throws {
    try screen.answer(":skip", to: "Where is it answered?")
    try screen.answer("", to: "On which day?")
    try screen.answer("phone", to: "How?")
    try screen.answer("1", to: "In which language?")
    try screen.answer("yes", to: "find out what matters")
    for text in ["exact words", "which area", "partners on the list", "get in touch"] {
      try screen.answer("n", to: text)
    }
    try screen.answer("no", to: "Some questions are about my health")
    try screen.answer("", to: "How did the person say so?")
  }

  @Test func `an interview in a terminal is stored, with a receipt code in words`() async throws {
    try await withPlace { settings, home, database in
      let screen = try await onThread {
        let settings = settings.merging(["NO_COLOR": "1"]) { $1 }
        let screen = try terminal(["response", "record", "worcs-feeling-safe"], settings)
        try begin(screen)
        try screen.answer("9", to: "How safe do you feel from day to day?")
        try screen.answer("not safe at all", to: "not one of the choices")
        try screen.answer(":back", to: "help you in feeling safe?")
        try screen.answer("2", to: "Now: Not safe at all")
        try screen.answer("yes", to: "help you in feeling safe?")
        try screen.answer(":review", to: "Who gave these answers?")
        try screen.answer("store", to: "Type store")
        try screen.wait(for: "Receipt code")
        try screen.wait(for: "Stored.")
        #expect(try screen.end() == 0)
        return screen.screen
      }
      #expect(!screen.contains("\u{1B}[1m"))
      #expect(try drafts(home).isEmpty)
      // The words are on the screen alone; the database holds what any client can work out from them.
      let words =
        screen.components(separatedBy: "Receipt code\r\n").last?
        .components(separatedBy: "\r\n").first ?? ""
      let code = try ReceiptCode(reading: words)
      let sent = try code.hash(partnership: "east")
      #expect(try await database.keepsHash(of: sent))
      let list = try await hark(
        "response", "list", "worcs-feeling-safe", "--format", "json", environment: settings)
      let listed = try JSONValue.parse(list.output)
      #expect(listed[0]?["mode"] == "phone")
      #expect(listed[1] == nil)
    }
  }

  @Test func `after kill -9 every answer is in a draft that only its owner can read`() async throws
  {
    try await withPlace { settings, home, _ in
      try await onThread {
        let screen = try terminal(["conversation", "log"], settings)
        try screen.answer(":skip", to: "Where was it held?")
        try screen.answer("", to: "On which day?")
        try screen.answer("home", to: "In what kind of place?")
        try screen.answer("", to: "How?")
        try screen.answer("", to: "How many people")
        try screen.answer("English", to: "In which language?")
        try screen.answer("yes", to: "find out what matters")
        for _ in 0..<5 { try screen.answer("no", to: "Type yes or no.") }
        try screen.answer("", to: "How did the person say so?")
        try screen.answer("My garden", to: "What matters most to you?")
        try screen.wait(for: "| ")
        screen.type("and my sister 🌻\r")
        try screen.wait(for: "\r\n")
        try screen.wait(for: "| ")
        kill(screen.process.id, SIGKILL)
        #expect(try screen.end() == 128 + 9)
      }
      let draft = try #require(try drafts(home).first)
      #expect(try mode(draft) == 0o600)
      #expect(try mode(draft.deletingLastPathComponent()) == 0o700)
      let begun = try await hark(
        arguments: ["conversation", "log"], environment: settings, input: "")
      #expect(begun.status == 1)
      #expect(begun.errors.contains("A draft of this survey is waiting"))
      try await onThread {
        let screen = try terminal(["conversation", "log", "--resume"], settings)
        try screen.wait(for: "and my sister 🌻")
        try screen.wait(for: "| ")
        screen.type(".\r")
        try screen.answer(":review", to: "What is going well")
        try screen.answer("store", to: "Type store")
        try screen.wait(for: "Stored.")
        #expect(try screen.end() == 0)
      }
      let list = try await hark("conversation", "list", "--format", "json", environment: settings)
      let id = try #require(try JSONValue.parse(list.output)[0]?["id"]?.string)
      #expect(draft.lastPathComponent == "\(id).json")
      let shown = try await hark("conversation", "show", id, environment: settings)
      #expect(shown.output.contains("My garden\\nand my sister 🌻"))
    }
  }

  @Test func `Ctrl-C keeps the draft, gives the terminal back and says how to go on`() async throws
  {
    try await withPlace { settings, home, _ in
      try await onThread {
        let screen = try terminal(["response", "record", "worcs-feeling-safe"], settings)
        try begin(screen)
        try screen.wait(for: "How safe do you feel from day to day?")
        try screen.wait(for: "> ")
        screen.type("half\u{03}")
        try screen.wait(for: "--resume")
        #expect(try screen.end() == 130)
        #expect(screen.screen.contains("\u{1B}[?2004l"))
      }
      #expect(try drafts(home).count == 1)
      let list = try await hark("response", "drafts", "--format", "json", environment: settings)
      let id = try #require(try JSONValue.parse(list.output)[0]?["id"]?.string)
      #expect(!list.output.contains("phone"))
      let gone = try await hark("response", "drafts", "--discard", id, environment: settings)
      #expect(gone.status == 0)
      #expect(try drafts(home).isEmpty)
    }
  }

  @Test func `when the person says no nothing is kept, not even a draft`() async throws {
    try await withPlace { settings, home, _ in
      try await onThread {
        let screen = try terminal(["response", "record", "worcs-feeling-safe"], settings)
        try screen.answer(":skip", to: "Where is it answered?")
        try screen.answer("", to: "On which day?")
        try screen.answer("", to: "How?")
        try screen.answer("1", to: "In which language?")
        try screen.answer("no", to: "find out what matters")
        try screen.answer("yes", to: "Is that what the person wants?")
        try screen.wait(for: "Nothing was kept")
        #expect(try screen.end() == 0)
      }
      let folder = home.appendingPathComponent("drafts").path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

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

  @Test func `what is pasted into a terminal is text, in Easy Read as well`() async throws {
    try await withFolder { home in
      let settings = ["HARK_HOME": home.path, "HARK_DATABASE_URL": "host=/nowhere"]
      let screen = try await onThread {
        let screen = try terminal(
          [
            "survey", "try", "surveys/open-conversation", "--language", "en-x-easyread", "--format",
            "json",
          ], settings)
        try screen.answer("yes", to: "You can use my words to learn.")
        for _ in 0..<5 { try screen.answer("no", to: "Type yes or no.") }
        try screen.answer("", to: "How did the person say so?")
        try screen.wait(for: "What is most important to you?")
        try screen.wait(for: "> ")
        screen.type("\u{1B}[200~one\r:quit\r.\rtwo\u{1B}[201~")
        try screen.wait(for: "| ")
        screen.type(".\r")
        try screen.answer(":review", to: "What is good in your life?")
        try screen.answer("end", to: "Type end")
        #expect(try screen.end() == 0)
        return screen.screen
      }
      #expect(screen.contains("one\\n:quit\\n.\\ntwo"))
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
  /// Whether what is kept of the only receipt code is a hash of what was sent, salted with the
  /// partnership.
  fileprivate func keepsHash(of sent: [UInt8]) async throws -> Bool {
    try await superuser.withTransaction { connection in
      try connection.query(
        """
        select receipt_hash = sha256(uuid_send(partnership_id) || \(sent)) as same from hark.consent
        """
      ) { row in try row.get("same", as: Bool.self) }
    } == [true]
  }

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
