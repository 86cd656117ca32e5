// `hark survey format`: the same text in the same layout everywhere, so that two people who change a
// survey see only what was changed.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import YAML

extension SurveyCommand {
  struct Format: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "format",
      abstract: "Lays survey files out alike; what they say and every comment stay.",
      discussion: """
        Example: hark survey format surveys/warm-spaces
        Example: hark survey format --check surveys
        Example: hark survey format - < survey.yaml     (to standard output, for editors)
        """)

    @Argument(help: "Folders of surveys, a survey's folder, or files; - for standard input.")
    var paths: [String] = []

    @Flag(help: "Write nothing; name the files that would change, and end with 1 if there are any.")
    var check = false

    func run() async throws {
      if paths == ["-"] { return try standardInput() }
      let given = try paths.isEmpty ? Configuration.load().surveys : paths
      guard !given.isEmpty else {
        throw Problem(.badRequest, "name a survey's folder or file, or set HARK_SURVEYS")
      }
      var (changed, refused) = (0, 0)
      let files = try SurveyFiles.list(given)
      for file in files {
        let bytes = try InputFile.bytes(file)
        guard let new = Self.laidOut(bytes, file) else {
          refused += 1
          continue
        }
        guard new != bytes else { continue }
        changed += 1
        if !check { try ReplacedFile.write(new, to: file) }
        Output.line(file)
      }
      let what = check ? "would change" : "changed"
      Output.note(
        "\(changed) of \(files.count) \(files.count == 1 ? "file" : "files") \(what)"
          + (refused > 0
            ? ", \(refused) could not be read and \(check ? "is" : "stays") as before" : ""))
      if refused > 0 || (check && changed > 0) { throw ExitCode(1) }
    }

    private func standardInput() throws {
      let bytes = try InputFile.bytes("-")
      guard let new = Self.laidOut(bytes, "standard input") else { throw ExitCode(1) }
      guard !check else {
        if new != bytes { throw ExitCode(1) }
        return
      }
      Output.text(String(decoding: new, as: UTF8.self))
    }

    /// The new bytes; nil, and said why, where the file stays as it is.
    private static func laidOut(_ bytes: [UInt8], _ file: String) -> [UInt8]? {
      do throws(YAMLLayoutFailure) {
        return try YAML.laidOut(bytes)
      } catch {
        switch error {
        case .problems(let problems):
          for problem in problems {
            let place = "\(file):\(problem.position.line):\(problem.position.column)"
            Output.note(
              "\(place): error[\(problem.code.rawValue)]: \(problem.message) \(problem.suggestion)")
          }
        case .wouldChange(let place):
          Output.note(
            "\(file):\(place.line):\(place.column): this file is left as it is: laid out anew it"
              + " could say something else; write the key or text here on one line")
        }
        return nil
      }
    }
  }
}
