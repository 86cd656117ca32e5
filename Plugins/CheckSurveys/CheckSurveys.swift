// `swift package check-surveys`: builds hark and has it check every survey module and block in surveys/,
// name what is hard to read in them, and run the tests that the modules carry, which have to reach
// every part of them.
import Foundation
import PackagePlugin

@main
struct CheckSurveys: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {
    guard arguments.isEmpty else {
      throw Failure("check-surveys takes no arguments; it checks the folder surveys")
    }
    let hark = try buildHark()
    for words in [["check", "--plain", "surveys"], ["test", "surveys", "--coverage"]] {
      try run(hark, ["survey"] + words, in: context.package.directoryURL)
    }
  }

  /// Asks the package manager, which reuses its debug build. A plugin that listed hark as a tool it
  /// needs would make every build compile hark and all it uses a second time.
  private func buildHark() throws -> URL {
    let result = try packageManager.build(
      .product("hark"), parameters: .init(configuration: .debug, logging: .concise))
    guard result.succeeded else {
      throw Failure("hark did not build:\n\(result.logText)")
    }
    for artifact in result.builtArtifacts where artifact.kind == .executable {
      if artifact.url.lastPathComponent == "hark" { return artifact.url }
    }
    throw Failure("the build made no executable named hark; see the products in Package.swift")
  }

  /// Runs a command whose output goes where the plugin's own goes.
  private func run(_ program: URL, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // The folder that is checked is also where its blocks are looked for.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["HARK_SURVEYS": folder.appending(path: "surveys").path(percentEncoded: false)]
    ) { _, ours in ours }
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let command = (["hark"] + arguments).joined(separator: " ")
      throw Failure("`\(command)` failed with status \(process.terminationStatus)")
    }
  }
}

/// Why the surveys did not pass; the package manager prints it and exits with a failure.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
