// The interview in a real terminal, over the built program.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Postgres
import Receipts
import TestSupport
import Testing

@Suite struct InterviewTests: InterviewSuite {
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
}
