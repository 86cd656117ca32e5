// Runs the built program as a person would type it.

import Foundation
import TestSupport

/// What a run of the program printed and how it ended.
struct Outcome: Sendable {
  let status: Int32
  let output: String
  let errors: String
}

/// The program that was built with the tests.
let program: URL = {
  // The tests' bundle lies beside the program.
  let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  let candidates = [bundle, checkout.appendingPathComponent(".build/debug")]
  return candidates.map { $0.appendingPathComponent("hark") }.first {
    FileManager.default.isExecutableFile(atPath: $0.path)
  } ?? checkout.appendingPathComponent(".build/debug/hark")
}()

/// Runs `hark` in a folder with only these HARK_ variables.
func hark(
  _ arguments: String..., in folder: URL = checkout, environment: [String: String] = [:]
) async throws -> Outcome {
  try await hark(arguments: arguments, in: folder, environment: environment)
}

/// Runs `hark` with these arguments, and with this on its standard input.
func hark(
  arguments: [String], in folder: URL = checkout, environment: [String: String] = [:],
  input: String = ""
) async throws -> Outcome {
  try await run(program, arguments, in: folder, environment: environment, input: input)
}

/// Runs lines of shell that call `hark`, and stops at none of them.
func shell(
  _ lines: [String], in folder: URL, environment: [String: String]
) async throws -> Outcome {
  let path = program.deletingLastPathComponent().path
  // Lines that hang end the test with 124 rather than never.
  return try await run(
    URL(fileURLWithPath: "/usr/bin/timeout"),
    [
      "--kill-after=5", "90", "/bin/bash", "-c",
      "export PATH=\"\(path):$PATH\"\n" + lines.joined(separator: "\n"),
    ], in: folder,
    environment: environment)
}

private func run(
  _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String],
  input: String = ""
) async throws -> Outcome {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.currentDirectoryURL = folder
  process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HARK_") }
    .merging(environment) { $1 }
  return try await withFolder { folder in
    let streams = ["out", "errors"].map { folder.appendingPathComponent($0) }
    for stream in streams { try Data().write(to: stream) }
    process.standardOutput = try FileHandle(forWritingTo: streams[0])
    process.standardError = try FileHandle(forWritingTo: streams[1])
    let typed = folder.appendingPathComponent("in")
    try Data(input.utf8).write(to: typed)
    process.standardInput = try FileHandle(forReadingFrom: typed)
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return Outcome(
      status: status, output: try String(contentsOf: streams[0], encoding: .utf8),
      errors: try String(contentsOf: streams[1], encoding: .utf8))
  }
}
