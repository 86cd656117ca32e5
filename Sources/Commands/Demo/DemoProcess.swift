// Runs the built program as a person would, for the part of the demo that comes through the command
// line.

internal import Engagement
internal import Foundation

/// Runs `hark`.
enum DemoProcess {
  /// Runs this very program with arguments, on the demo's database.
  static func hark(_ arguments: [String], _ work: Workplace) async throws {
    guard let program = Configuration.executablePath else {
      throw Problem(.wrongConfiguration, "the running program cannot be found; is /proc mounted?")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HARK_") }
    environment["HARK_HOME"] = work.configuration.home
    environment["HARK_SURVEYS"] = work.configuration.surveys.joined(separator: ":")
    environment["HARK_PARTNERSHIP"] = work.configuration.partnership
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    guard status == 0 else {
      throw Problem(
        .failed, "`hark \(arguments.joined(separator: " "))` ended with status \(status)")
    }
    Output.note(
      "recorded through the command line: hark \(arguments.prefix(3).joined(separator: " "))")
  }
}
