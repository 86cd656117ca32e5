// Runs the built program as a person would type it.

import Foundation
import TestSupport

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
  try await runProgram(
    program.path, arguments, in: folder, environment: environment, input: input)
}

/// Runs lines of shell that call `hark`, and stops at none of them.
func shell(
  _ lines: [String], in folder: URL, environment: [String: String]
) async throws -> Outcome {
  let path = program.deletingLastPathComponent().path
  // Lines that hang end the test with 124 rather than never.
  return try await runProgram(
    "/usr/bin/timeout",
    [
      "--kill-after=5", "\(90 * patience)", "/bin/bash", "-c",
      "export PATH=\"\(path):$PATH\"\n" + lines.joined(separator: "\n"),
    ], in: folder, environment: environment)
}
