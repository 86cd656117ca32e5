// Runs the built program as a person would, for the part of the demo that comes through the command
// line.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc

/// Runs `hark`.
enum DemoProcess {
  /// Runs this very program with arguments, on the demo's database.
  static func hark(_ arguments: [String], _ work: Workplace) async throws {
    guard let program = Configuration.executablePath else {
      throw Problem(.wrongConfiguration, "the running program cannot be found; is /proc mounted?")
    }
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HARK_") }
    environment["HARK_HOME"] = work.configuration.home
    environment["HARK_SURVEYS"] = work.configuration.surveys.joined(separator: ":")
    environment["HARK_PARTNERSHIP"] = work.configuration.partnership
    let process = try SpawnedProcess(
      [program] + arguments, environment: environment, streams: .init(errors: STDERR_FILENO))
    let status = try await process.end()
    guard status == 0 else {
      throw Problem(
        .failed, "`hark \(arguments.joined(separator: " "))` ended with status \(status)")
    }
    Output.note(
      "recorded through the command line: hark \(arguments.prefix(3).joined(separator: " "))")
  }
}
