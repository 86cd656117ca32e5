// `hark findings export`: a release as files: the table with its metadata, a chart for each finding, and a
// page with all of them.

internal import ArgumentParser
internal import EmbeddedPostgres
internal import Engagement
internal import Findings
internal import Foundation
internal import JSON
internal import Storage

extension FindingsCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract:
        "Writes a release as files: a table with its metadata, charts, and a page with all of them.",
      discussion: """
        Example: hark findings export worcs-feeling-safe --output findings
        It writes figures.csv, figures.csv-metadata.json (CSV on the Web), index.html and a chart in SVG for \
        each finding, into a new folder.
        """)

    @Argument(help: "The survey's id.")
    var survey: String

    @Option(help: "The folder to make.")
    var output: String

    @Option(help: "The id of an earlier release; the latest if left out.")
    var release: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let json = try await Workplace.with(options) { work in
        let principal = try await work.principal(.commissioner, .coordinator, .steward)
        guard let release else {
          return try await work.engagement.findings(
            survey: survey, FindingsChoice(), as: principal)
        }
        return try await work.engagement.release(release, as: principal)
      }
      let document = try ReleaseDocument(json: .object(json))
      guard document.survey == survey else {
        throw Problem(.notFound, "the release is of '\(document.survey)', not of '\(survey)'")
      }
      let files = ReleaseFiles(document)
      try files.write(to: output)
      Output.note("\(files.texts.count) files written to \(output)")
    }
  }
}

/// The files of a release by their names.
private struct ReleaseFiles {
  let texts: [(name: String, text: String)]

  init(_ document: ReleaseDocument) {
    var texts = [
      ("index.html", document.page), ("figures.csv", document.csv),
      (
        "figures.csv-metadata.json",
        JSONValue.object(document.tabularMetadata(url: "figures.csv")).pretty
      ),
    ]
    for finding in document.allFindings {
      let parts = [
        finding.indicator, finding.role?.replacing(";", with: "-"), finding.series?.versions.first,
      ]
      let name = parts.compactMap { $0 }.joined(separator: "-")
      texts.append(("\(name).svg", finding.chart))
    }
    self.texts = texts
  }

  /// Makes the folder; one that has anything in it is left alone.
  func write(to path: String) throws {
    let manager = FileManager.default
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    if manager.fileExists(atPath: path) {
      guard let there = try? manager.contentsOfDirectory(atPath: path), there.isEmpty else {
        throw Problem(.cannotWrite, "'\(path)' is there already; name a new folder")
      }
    }
    do {
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in texts {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
      }
    } catch {
      throw Problem(
        .cannotWrite,
        "'\(path)' cannot be written: "
          + (FileTrouble.fullDisk(path) ?? error.localizedDescription))
    }
  }
}
