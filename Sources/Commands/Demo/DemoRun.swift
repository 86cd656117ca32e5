// The demo step by step: set up, record some through HTTP and some through the command line, release,
// print what a commissioner sees, serve.

internal import ArgumentParser
internal import Engagement
internal import Findings
internal import Foundation
internal import HTTPService
internal import JSON
internal import ServiceLifecycle
internal import Storage
internal import SurveyModules

/// One run of the demo.
struct DemoRun: Sendable {
  let work: Workplace
  let home: String
  let once: Bool
  let interruption: WorkInterruption

  /// What is said when somebody stops it.
  static let stopped = "stopped in the middle; `hark demo` goes on from here"

  func run() async throws {
    let turn = try await DemoLock.turn(in: home)
    let tokens = try await DemoSetup(work: work).run()
    let address = try work.configuration.address()
    let port = once || !Port.isFree(address.port) ? 0 : address.port
    let server = Server(
      work.engagement, host: address.host, port: port, beside: [try work.auditSealing()])
    let (ready, announce) = AsyncStream.makeStream(of: Int.self)
    let group = server.group { port in
      interruption.serverTakesOver()
      announce.yield(port)
    }
    let isShown = try await withThrowingTaskGroup(of: Part.self) { tasks in
      tasks.addTask {
        defer { announce.finish() }
        try await server.run(group)
        return .server
      }
      tasks.addTask {
        for await port in ready {
          let client = DemoClient(base: "http://\(Self.host(address.host)):\(port)", tokens: tokens)
          do { try await show(client) } catch {
            await group.triggerGracefulShutdown()
            throw error
          }
          turn.release()
          if once || Output.isReaderGone {
            await group.triggerGracefulShutdown()
          } else {
            Output.note(
              "serving on \(client.base)\(HTTPService.base) until Ctrl-C; tokens are in \(tokens.file)"
            )
          }
          return .show
        }
        return .nothing
      }
      return try await Self.end(&tasks)
    }
    guard isShown else {
      Output.note(Self.stopped)
      throw ExitCode(130)
    }
    // As other programs end whose reader went away.
    if Output.isReaderGone { throw ExitCode(141) }
  }

  /// What has ended.
  private enum Part { case server, show, nothing }

  /// Waits for both parts. A server that ends first was told to, by Ctrl-C: what speaks to it must not
  /// wait for its answers. False when that was so.
  private static func end(_ tasks: inout ThrowingTaskGroup<Part, any Error>) async throws -> Bool {
    let first = try await tasks.next()
    guard first == .server else {
      try await tasks.waitForAll()
      return first == .show
    }
    tasks.cancelAll()
    do { return try await tasks.next() == .show } catch { return false }
  }

  private static func host(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  private func show(_ client: DemoClient) async throws {
    try await recordThroughHTTP(client)
    try await recordThroughCommandLine()
    for survey in DemoProgramme.released { try await release(survey, client) }
    for survey in DemoProgramme.released {
      let findings = try await client.get("findings?survey=\(survey)", as: .commissioner)
      Output.line("")
      Output.text(try ReleaseDocument(json: findings).table(width: 96))
    }
  }

  private func recordThroughHTTP(_ client: DemoClient) async throws {
    var stored = 0
    for survey in DemoProgramme.surveys {
      guard let form = work.engagement.catalog()[survey]?.survey else { continue }
      let people = DemoProgramme.people(survey).http
      for index in people {
        let record = DemoProgramme.record(of: form, person: index)
        let path =
          DemoProgramme.isConversation(survey) ? "conversations" : "surveys/\(survey)/responses"
        try await client.post(path, .object(record), as: .researcher)
        stored += 1
      }
    }
    Output.note("recorded over HTTP: \(stored) responses and conversations")
  }

  /// The built program itself, as a person would call it.
  private func recordThroughCommandLine() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hark-demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    for survey in DemoProgramme.surveys {
      guard let form = work.engagement.catalog()[survey]?.survey else { continue }
      let people = DemoProgramme.people(survey).commandLine
      if DemoProgramme.isConversation(survey) {
        for index in people {
          let file = folder.appendingPathComponent("\(survey)-\(index).json")
          let record = JSONValue.object(DemoProgramme.record(of: form, person: index))
          try Data(record.encoded()).write(to: file)
          try await DemoProcess.hark(["conversation", "log", "--from", file.path], work)
        }
      } else if !people.isEmpty {
        let file = folder.appendingPathComponent("\(survey).csv")
        try Data(DemoTable(form, people: people).csv.utf8).write(to: file)
        try await DemoProcess.hark(["response", "import", survey, file.path], work)
      }
    }
  }

  private func release(_ survey: String, _ client: DemoClient) async throws {
    do {
      _ = try await client.get("findings?survey=\(survey)", as: .commissioner)
      Output.note("\(survey) was released before; here it is")
    } catch let problem as Problem where problem.code == ProblemCode.noRelease.rawValue {
      try await client.post("findings/releases", ["survey": .string(survey)], as: .coordinator)
      Output.note("released \(survey)")
    }
  }
}
