// Runs a program to its end, with files for its streams: a pipe would stay open for as long as
// anything that the program started.

import EmbeddedPostgres
public import Foundation

/// What a run of a program printed and how it ended.
public struct Outcome: Sendable {
  /// The exit status; 128 and more for a program that a signal ended.
  public let status: Int32
  /// What it wrote to its standard output.
  public let output: String
  /// What it wrote to its standard error.
  public let errors: String
}

/// The variables of the tests without what names a real database, with others added.
public func testEnvironment(_ added: [String: String] = [:]) -> [String: String] {
  ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HARK_") }.merging(added) { $1 }
}

/// Runs a program, named by its path, with this on its standard input.
public func runProgram(
  _ program: String, _ arguments: [String], in workplace: URL = checkout,
  environment: [String: String] = [:], input: String = ""
) async throws -> Outcome {
  try await withFolder { folder in
    let typed = folder.appendingPathComponent("in")
    try Data(input.utf8).write(to: typed)
    let files = ["out", "errors"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let handles =
      try [FileHandle(forReadingFrom: typed)] + files.map(FileHandle.init(forWritingTo:))
    defer { for handle in handles { try? handle.close() } }
    let descriptors = handles.map(\.fileDescriptor)
    let process = try SpawnedProcess(
      [program] + arguments, environment: testEnvironment(environment), folder: workplace.path,
      streams: .init(input: descriptors[0], output: descriptors[1], errors: descriptors[2]))
    let status = try await process.end()
    return Outcome(
      status: status, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8))
  }
}
