// `hark findings SURVEY --metadata FILE`: what the columns of the CSV beside it mean.

internal import EmbeddedPostgres
internal import Engagement
internal import Findings
internal import Foundation
internal import JSON

/// The file with the metadata of a CSV.
struct FindingsMetadata {
  private static let ending = "-metadata.json"
  private let path: String
  /// The table's name as seen from the metadata.
  private let table: String

  /// Programs find the metadata of `safe.csv` in `safe.csv-metadata.json`, and nowhere else.
  init(_ path: String) throws {
    let name = URL(fileURLWithPath: path).lastPathComponent
    guard name.hasSuffix(Self.ending), name.count > Self.ending.count else {
      throw Problem(
        .badRequest,
        "'\(path)' is no name for metadata: write that of the table with \(Self.ending) behind it, such as "
          + "figures.csv\(Self.ending)")
    }
    (self.path, table) = (path, String(name.dropLast(Self.ending.count)))
  }

  /// Writes the metadata of a release's figures.
  func write(_ document: ReleaseDocument) throws {
    let text = JSONValue.object(document.tabularMetadata(url: table)).pretty
    do {
      try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Problem(
        .cannotWrite,
        "'\(path)' cannot be written: "
          + (FileTrouble.fullDisk(path) ?? error.localizedDescription))
    }
  }
}
