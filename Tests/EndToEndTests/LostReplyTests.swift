// The record was committed and its answer was lost: the six words are not, and a second try stores nothing
// twice. Over the built program, with a network that loses the answer to the commit.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Postgres
import TestSupport
import Testing

@Suite struct LostReplyTests: InterviewSuite {
  /// Lines for a pipe: heading, consent, two answers.
  private static let lines =
    [":skip", "", "in_person", "1", "yes", "no", "no", "no", "no", "no", ""] + ["2", "yes"]
  private static let command = [
    "response", "record", "worcs-feeling-safe", "--consent", "analyse", "--answers",
    "safe=very_safe",
  ]

  /// Settings that reach the database through a proxy.
  private func through(
    _ proxy: FaultProxy, _ settings: [String: String], _ database: TestDatabase
  ) throws -> [String: String] {
    let fields = database.applicationURL.split(separator: " ")
    func field(_ name: String) throws -> String {
      let field = try #require(fields.first { $0.hasPrefix(name + "=") })
      return String(field.dropFirst(name.count + 1))
    }
    proxy.aim(atSocket: "\(try field("host"))/.s.PGSQL.\(try field("port"))")
    let url = database.applicationURL + " host=127.0.0.1 port=\(proxy.port)"
    return settings.merging(["HARK_DATABASE_URL": url]) { $1 }
  }

  /// The records under six words.
  private func held(_ words: String, _ settings: [String: String]) async throws -> [JSONValue] {
    let outcome = try await hark(
      arguments: ["receipt", "show", "--format", "json"], environment: settings,
      input: words + "\n")
    return try JSONValue.parse(outcome.output)["records"]?.array ?? []
  }

  private func count(_ settings: [String: String]) async throws -> Int {
    let list = try await hark(
      "response", "list", "worcs-feeling-safe", "--format", "json", environment: settings)
    return try JSONValue.parse(list.output).array?.count ?? 0
  }

  private func words(after heading: String, _ text: String) throws -> String {
    let rest = try #require(text.components(separatedBy: heading).last)
    return rest.split(whereSeparator: \.isWhitespace).prefix(6).joined(separator: " ")
  }

  @Test
  func `R43 the six words are handed out though the answer to the commit was lost on the way`()
    async throws
  {
    try await withPlace { settings, _, database in
      let proxy = try FaultProxy()
      defer { proxy.close() }
      let faulty = try through(proxy, settings, database)
      proxy.set(.loseCommit)
      let outcome = try await hark(arguments: Self.command, environment: faulty)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let receipt = try JSONValue.parse(outcome.output)
      let words = try #require(receipt["receipt_code"]?.string, "\(outcome)")
      let held = try await self.held(words, settings)
      #expect(held.map { $0["id"] } == [receipt["id"]])
      #expect(try await count(settings) == 1)
    }
  }

  @Test
  func
    `R43 when nobody knows whether it was stored the text says what to type, and it is stored once`()
    async throws
  {
    try await withPlace { settings, _, database in
      let proxy = try FaultProxy()
      defer { proxy.close() }
      let faulty = try through(proxy, settings, database)
      proxy.set(.loseCommitAndStay)
      let outcome = try await hark(arguments: Self.command, environment: faulty)
      #expect(outcome.status == 69 && outcome.output.isEmpty, "\(outcome)")
      let words = try self.words(after: "once it is stored: ", outcome.errors)
      #expect(try await held(words, settings).count == 1, "\(outcome.errors)")
      let typed = try #require(outcome.errors.components(separatedBy: "same line again with ").last)
      let more = try #require(typed.split(separator: ";").first).split(separator: " ").map(
        String.init)
      #expect(more.count == 4 && more[0] == "--id" && more[2] == "--receipt-hash", "\(more)")
      let other = try await hark(
        arguments: Self.command + more.dropLast() + [String(repeating: "5f", count: 32)],
        environment: settings)
      #expect(other.status != 0 && other.output.isEmpty)
      #expect(other.errors.contains("under other six words"), "\(other.errors)")
      let again = try await hark(arguments: Self.command + more, environment: settings)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("words that were shown before open it"), "\(again.errors)")
      #expect(try await count(settings) == 1)
    }
  }

  @Test func `a second try stores a record that never arrived, under the words of the first`()
    async throws
  {
    try await withPlace { settings, _, database in
      let lost = try await hark(arguments: Self.command + ["--id", "no"], environment: settings)
      #expect(lost.status != 0)
      let wrong = try await hark(
        arguments: Self.command + ["--receipt-hash", "5f"], environment: settings)
      #expect(wrong.status == 64 && wrong.errors.contains("64 hexadecimal digits"))
      let hash = String(repeating: "5f", count: 32)
      let line =
        Self.command + ["--id", "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "--receipt-hash", hash]
      for _ in 0..<2 {
        let outcome = try await hark(arguments: line, environment: settings)
        #expect(outcome.status == 0 && !outcome.output.contains("receipt_code"), "\(outcome)")
        #expect(outcome.errors.contains("words that were shown before open it"))
      }
      #expect(try await count(settings) == 1)
    }
  }

  @Test
  func `R43 an interview whose answer was lost shows the same six words again, and they open it`()
    async throws
  {
    try await withPlace { settings, home, database in
      let proxy = try FaultProxy()
      defer { proxy.close() }
      let faulty = try through(proxy, settings, database)
      proxy.set(.loseCommitAndStay)
      let first = try await hark(
        arguments: ["response", "record", "worcs-feeling-safe"], environment: faulty,
        input: (Self.lines + [":review", "store", ""]).joined(separator: "\n"))
      #expect(first.status == 69, "\(first.errors)")
      #expect(first.errors.contains("they open what was said once it is stored"))
      let shown = try self.words(after: "Receipt code\n", first.errors)
      let draft = try #require(try drafts(home).first)
      #expect(try mode(draft) == 0o600)
      let second = try await hark(
        arguments: ["response", "record", "--resume"], environment: settings, input: "store\n")
      #expect(second.status == 0, "\(second.errors)")
      #expect(try words(after: "Receipt code\n", second.errors) == shown)
      #expect(try await held(shown, settings).count == 1)
      #expect(try await count(settings) == 1)
      #expect(try drafts(home).isEmpty)
    }
  }

  @Test
  func `R43 killed between the commit and its answer, an interview goes on with the same words`()
    async throws
  {
    try await withPlace { settings, home, database in
      let proxy = try FaultProxy()
      defer { proxy.close() }
      let faulty = try through(proxy, settings, database).merging(["NO_COLOR": "1"]) { $1 }
      proxy.set(.swallowCommit)
      let text = try await onThread {
        let screen = try terminal(["response", "record", "worcs-feeling-safe"], faulty)
        try begin(screen)
        try screen.answer("9", to: "How safe do you feel from day to day?")
        try screen.answer("2", to: "not one of the choices")
        try screen.answer("yes", to: "help you in feeling safe?")
        try screen.answer(":review", to: "Who gave these answers?")
        try screen.answer("store", to: "Type store")
        try screen.wait(for: "Receipt code")
        while !proxy.hasSwallowed { usleep(20_000) }
        kill(screen.process.id, SIGKILL)
        #expect(try screen.end() == 128 + 9)
        return screen.screen
      }
      let shown = try self.words(after: "Receipt code\r\n", text)
      let again = try await hark(
        arguments: ["response", "record", "--resume"], environment: settings, input: "store\n")
      #expect(again.status == 0, "\(again.errors)")
      #expect(try words(after: "Receipt code\n", again.errors) == shown)
      #expect(try await held(shown, settings).count == 1)
      #expect(try await count(settings) == 1)
    }
  }

  @Test func `a character that cannot be stored is taken out of an answer, and the rest is stored`()
    async throws
  {
    try await withPlace { settings, home, _ in
      let outcome = try await hark(
        arguments: ["response", "record", "worcs-feeling-safe"], environment: settings,
        input: (Self.lines + [":skip", ":skip", ":skip", "A made-up\0 bench.", ":review", "store"])
          .joined(separator: "\n") + "\n")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("a character that cannot be stored"))
      #expect(outcome.errors.contains("A made-up bench."), "\(outcome.errors)")
      #expect(try drafts(home).isEmpty)
    }
  }
}
