// `hark survey schema`: the JSON Schema that editors complete and check survey files with.

public import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
public import SurveyModules

extension SurveySchema.File: ExpressibleByArgument {}

extension SurveyCommand {
  struct Schema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema",
      abstract: "Writes the JSON Schema with which an editor completes and checks what you type.",
      discussion: """
        Example: hark survey schema --write surveys
        Then this is the first line of surveys/warm-spaces/survey.yaml:
        # yaml-language-server: $schema=../.schema/survey.json
        Example: hark survey schema block     (to standard output)
        """)

    @Argument(help: "survey, block, translation or tests.")
    var file = SurveySchema.File.survey

    @Option(help: "A folder of surveys: all four are written to its folder .schema.")
    var write: String?

    func run() async throws {
      guard let write else {
        return Output.text(SurveySchema.document(file).pretty)
      }
      guard SurveyFiles.isFolder(write) else {
        throw Problem(.cannotRead, "there is no folder '\(write)'")
      }
      for path in try SchemaFolder.write(in: write) { Output.line(path) }
      Output.note("the first line of a survey.yaml: \(SchemaFolder.line)")
    }
  }
}

/// The folder with schemas beside the surveys.
enum SchemaFolder {
  /// What a survey's file begins with.
  static let line = "# yaml-language-server: $schema=../.schema/survey.json"

  /// Writes every schema that is not there as it is; the paths.
  static func write(in folder: String) throws -> [String] {
    let schemas = folder + "/.schema"
    do {
      try FileManager.default.createDirectory(
        atPath: schemas, withIntermediateDirectories: true)
    } catch {
      throw Problem(.cannotWrite, "the folder '\(schemas)' cannot be made; may you write there?")
    }
    return try SurveySchema.File.allCases.map { file in
      let path = "\(schemas)/\(file.rawValue).json"
      let bytes = Array(SurveySchema.document(file).pretty.utf8)
      if FileManager.default.contents(atPath: path).map(Array.init) != bytes {
        try ReplacedFile.write(bytes, to: path)
      }
      return path
    }
  }
}
