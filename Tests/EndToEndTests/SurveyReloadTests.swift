// Two folders of surveys that change under a running server while clients send without a pause: every
// request is answered as if nothing happened, and every change is seen.

import Foundation
import JSON
import NIOHTTP1
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct SurveyReloadTests {
  private static func survey(_ version: String, title: String, question: String = "") -> String {
    """
    hark: 1
    module: warm-homes
    version: \(version)
    title: \(title)
    population: people in a test
    consent: {wording: consent-test@1, scopes: [analyse, quote], keep_months: 24}
    questions:
      - {id: warm, ask: Is your home warm?, type: yes_no, required: yes}
    \(question)

    """
  }

  /// What clients were told while the folder changed.
  private final class Answers: Sendable {
    private let counts = Mutex<[Int: Int]>([:])
    private let lost = Mutex<[String]>([])
    private let isOver = Atomic(false)

    func add(_ status: Int) { counts.withLock { $0[status, default: 0] += 1 } }
    func add(lost error: any Error) { lost.withLock { $0.append("\(error)") } }
    func finish() { isOver.store(true, ordering: .releasing) }
    var goesOn: Bool { !isOver.load(ordering: .acquiring) }
    var byStatus: [Int: Int] { counts.withLock { $0 } }
    var errors: [String] { lost.withLock { $0 } }
  }

  @Test(.timeLimit(.minutes(10 * patience)))
  func `no request is refused or dropped while two folders of surveys change`() async throws {
    try await withFolder { folder in
      let files = SurveyFolder(folder.appendingPathComponent("own"))
      let shared = SurveyFolder(folder.appendingPathComponent("shared"))
      let path = "warm-homes/survey.yaml"
      try shared.write(SurveyFolder.consent, to: "blocks/consent-test@1/block.yaml")
      try files.write(Self.survey("1.0.0", title: "Warm homes"), to: path)
      let surveys = "\(files.folder.path):\(shared.folder.path)"
      try await ServedHome.with(survey: "warm-homes", surveys: surveys) { home, token in
        let port = try await home.startServer()
        try await ServiceClient.with(port: port, token: token, survey: "warm-homes") { client in
          let answers = Answers()
          try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
              group.addTask { await Self.ask(client, number, answers) }
            }
            defer { answers.finish() }
            try await change(home, client, files, shared, path)
          }
          #expect(answers.errors == [])
          #expect(Set(answers.byStatus.keys) == [200, 201], "\(answers.byStatus)")
          // What was acknowledged is there, and nothing else.
          #expect(
            try await home.ask("select count(*) from hark.response") == answers.byStatus[201])
        }
      }
    }
  }

  /// Records and reads by turns until it is over.
  private static func ask(_ client: ServiceClient, _ number: Int, _ answers: Answers) async {
    var turn = number
    while answers.goesOn {
      turn += 1
      do {
        let status =
          turn.isMultiple(of: 2)
          ? try await client.post(["warm": "yes"], version: "1.0.0").status
          : try await client.send(.GET, "/api/v1/surveys/warm-homes").status
        answers.add(status)
      } catch { answers.add(lost: error) }
    }
  }

  /// Breaks the survey, mends it, breaks its block, adds a survey that never loads, and publishes a
  /// version from the folder as it then stands.
  private func change(
    _ home: ServedHome, _ client: ServiceClient, _ files: SurveyFolder, _ shared: SurveyFolder,
    _ path: String
  ) async throws {
    let block = "blocks/consent-test@1/block.yaml"
    for round in 1...3 {
      try files.write("hark: [\n", to: path)
      try await client.waitUntilReady { $0["modules_not_loaded"] == ["warm-homes"] }
      try files.write(Self.survey("1.0.\(round)", title: "Warm homes \(round)"), to: path)
      try await client.waitUntilReady { $0["modules_not_loaded"] == [] }
      try shared.write("hark: 1\nblock: other@1\n", to: block)
      try await client.waitUntilReady { $0["modules_not_loaded"] == ["warm-homes"] }
      try shared.write(SurveyFolder.consent, to: block)
      try shared.write("no survey", to: "another-\(round)/survey.yaml")
      try await client.waitUntilReady { body in
        body["modules_not_loaded"]?.array?.count == 1
          && body["modules_not_loaded"] == [.string("another-\(round)")]
      }
      try FileManager.default.removeItem(
        at: shared.folder.appendingPathComponent("another-\(round)"))
      try await client.waitUntilReady { $0["modules_not_loaded"] == [] }
    }
    try files.write(
      Self.survey(
        "1.1.0", title: "Warm homes", question: "  - {id: dry, ask: Is it dry?, type: yes_no}"),
      to: path)
    let published = try await home.command("survey", "publish", "warm-homes")
    #expect(published.status == 0, "\(published.errors)")
    #expect(try await client.survey()["version"] == "1.1.0")
  }
}
