// A Hark as an operator runs it: a home of its own with a private, durable PostgreSQL, and `hark
// serve` on it, which a test may kill and start again.

import EmbeddedPostgres
import Foundation
import Postgres
import Storage
import Synchronization
import TestSupport

/// What went wrong with the program under test.
struct FaultTestError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A home with a published survey, a researcher's token and a server.
final class ServedHome: Sendable {
  let folder: URL
  private let survey: String
  private let surveys: String
  private let server = Mutex<SpawnedProcess?>(nil)
  private let lines = Mutex<[String]>([])
  private let cluster: Cluster
  private let limits: String?
  private let variables: [String: String]

  private init(
    folder: URL, limits: String?, variables: [String: String], survey: String, surveys: String
  ) throws {
    (self.folder, self.limits, self.variables) = (folder, limits, variables)
    (self.survey, self.surveys) = (survey, surveys)
    cluster = Cluster(home: try HarkHome(path: folder.path))
  }

  /// Runs a test with a home that is stopped and removed afterwards. `folder`: an empty folder with a
  /// short path to use instead of a new one; `limits`: those of the server, as HARK_LIMITS. `variables`
  /// are set besides. `survey` is published, from the folder `surveys`.
  static func with<Value>(
    folder: URL? = nil, limits: String? = nil, variables: [String: String] = [:],
    survey: String = "worcs-feeling-safe", surveys: String = "surveys",
    _ body: (ServedHome, String) async throws -> Value
  ) async throws -> Value {
    let folder =
      try folder
      ?? {
        let made = URL(fileURLWithPath: "/tmp/hark-fault-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
          at: made, withIntermediateDirectories: false,
          attributes: [.posixPermissions: 0o700])
        return made
      }()
    try giveToPostgres(folder)
    let home = try ServedHome(
      folder: folder, limits: limits, variables: variables, survey: survey, surveys: surveys)
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(home, try await home.setUp()))
    } catch {
      result = .failure(error)
    }
    home.killServer()
    _ = try? await home.cluster.stop()
    try? FileManager.default.removeItem(at: folder)
    return try result.get()
  }

  /// As root the private PostgreSQL runs as the owner of its home.
  private static func giveToPostgres(_ folder: URL) throws {
    guard geteuid() == 0, let user = getpwnam("postgres") else { return }
    guard chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
      throw FaultTestError("the home cannot be given to postgres")
    }
  }

  private var settings: [String: String] {
    ["HARK_HOME": folder.path, "HARK_SURVEYS": surveys, "HARK_ACCOUNT": "admin"]
      .merging(limits.map { ["HARK_LIMITS": $0] } ?? [:]) { $1 }
      .merging(variables) { $1 }
  }

  /// Runs `hark` on the home.
  func run(_ arguments: String..., input: String = "") async throws -> Outcome {
    try await hark(arguments: arguments, environment: settings, input: input)
  }

  /// Runs `hark` on the home with arguments that a test has as a list.
  func run(_ arguments: [String], input: String = "") async throws -> Outcome {
    try await hark(arguments: arguments, environment: settings, input: input)
  }

  /// Sets a partnership up, publishes the survey and gives a researcher's token.
  private func setUp() async throws -> String {
    let commands = [
      ["partnership", "add", "east", "--name", "East (made up)"],
      ["survey", "publish", survey],
      ["account", "token", "admin", "--role", "researcher"],
    ]
    var token = ""
    for command in commands {
      let outcome = try await hark(arguments: command, environment: settings)
      guard outcome.status == 0 else { throw FaultTestError("\(command): \(outcome.errors)") }
      token = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return token
  }

  /// Runs a command on this home.
  func command(_ arguments: String...) async throws -> Outcome {
    try await hark(arguments: arguments, environment: settings)
  }

  /// Starts `hark serve` on any free port and gives it, once it listens.
  func startServer() async throws -> Int {
    for _ in 0..<30 {
      let (process, lines) = try launch()
      server.withLock { $0 = process }
      for await line in lines {
        if let port = Self.port(line) {
          // The rest is read on, or a full pipe would stop the server.
          Task { for await line in lines { self.lines.withLock { $0.append(line) } } }
          return port
        }
      }
      // It ended before it listened: the database it found was still dying.
      killServer()
    }
    throw FaultTestError("hark serve did not come to listen")
  }

  private func launch() throws -> (SpawnedProcess, AsyncStream<String>) {
    let pipe = Pipe()
    let process = try SpawnedProcess(
      [program.path, "serve", "--listen", "127.0.0.1:0"], environment: testEnvironment(settings),
      folder: checkout.path, streams: .init(errors: pipe.fileHandleForWriting.fileDescriptor))
    try pipe.fileHandleForWriting.close()
    let lines = AsyncStream<String> { continuation in
      let reading = pipe.fileHandleForReading
      Thread.detachNewThread {
        var rest = Data()
        while true {
          // `read(upToCount:)` would wait for so many bytes.
          let data = reading.availableData
          if data.isEmpty { break }
          rest += data
          while let end = rest.firstIndex(of: 0x0A) {
            continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
            rest = Data(rest[rest.index(after: end)...])
          }
        }
        continuation.finish()
      }
    }
    return (process, lines)
  }

  private static func port(_ line: String) -> Int? {
    guard let range = line.range(of: "listening on http://127.0.0.1:") else { return nil }
    return Int(line[range.upperBound...].prefix { $0.isNumber })
  }

  /// What the servers have logged since they listen.
  var log: [String] { lines.withLock { $0 } }

  /// The most memory that the server ever held, in bytes.
  func mostServerMemory() throws -> Int {
    guard let process = server.withLock({ $0?.id }) else { throw FaultTestError("no server runs") }
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? .max >> 10) << 10
  }

  /// Ends the server as a power cut would.
  func killServer() {
    server.withLock { process in
      guard let running = process else { return }
      kill(running.id, SIGKILL)
      _ = try? running.waitForEnd()
      process = nil
    }
  }

  /// Ends PostgreSQL's first process as a power cut would; its children notice and go.
  func killPostgres() throws {
    let file = folder.appendingPathComponent("database/postmaster.pid")
    guard let text = try? String(contentsOf: file, encoding: .utf8),
      let first = text.split(separator: "\n").first, let process = pid_t(first)
    else { return }
    kill(process, SIGKILL)
  }

  /// Asks the database itself, as its superuser; it is started when it does not run.
  func ask(_ query: SQL) async throws -> Int {
    let running = try await cluster.start()
    let client = PostgresClient(
      connectionString: running.ownerConnectionString, maximumConnections: 1)
    let result: Result<Int, any Error>
    do {
      result = .success(
        try await client.withConnection { connection in
          try connection.first(query) { try $0.get(0, as: Int.self) } ?? -1
        })
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    return try result.get()
  }
}
