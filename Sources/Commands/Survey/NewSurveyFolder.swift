// Where a new survey is written: a folder of surveys, with the blocks that it asks and the schema for
// editors. The survey's own folder appears whole or not at all.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import SurveyModules

/// A folder of surveys that a new one is put into.
struct NewSurveyFolder: Sendable {
  /// As it was given: `surveys`.
  let path: String
  /// Folders whose blocks can be copied.
  private let others: [String]
  /// Whether the other commands look there by themselves.
  private let isKnown: Bool

  /// The folder named, that of the settings, or `surveys` below the current one.
  init(_ given: String?) throws {
    let configured = try Configuration.load().surveys
    let shipped = Configuration.shippedSurveys()
    let own = configured.first { $0 != shipped } ?? "surveys"
    var path = given ?? own
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard !path.isEmpty else { throw Problem(.badRequest, "--in names a folder") }
    self.path = path
    others = configured + [shipped].compactMap { $0 }
    isKnown = configured.contains(path) || path == "surveys"
  }

  /// What has to be set so that publishing finds the survey.
  var setting: String? {
    isKnown ? nil : "\nSo that publishing finds it: export HARK_SURVEYS=\(path)"
  }

  /// Whether a survey of that id is there.
  func problem(ofID id: String) -> String? {
    FileManager.default.fileExists(atPath: "\(path)/\(id)")
      ? "'\(path)/\(id)' is there already; nothing is written over" : nil
  }

  /// Throws where what every new survey asks is not to be found: before anybody answers questions.
  func checkBlocks() throws { _ = try block(NewModule.consent) }

  /// Writes the survey; the paths of what was written.
  func write(_ new: NewModule) throws -> [String] {
    if let problem = problem(ofID: new.id) { throw Problem(.alreadyThere, problem) }
    let blocks = try new.blocks.map { try block($0) }
    try check(new, blocks)
    try makeFolder(path)
    var written: [String] = []
    for block in blocks where block.source != "\(path)/blocks/\(block.name)" {
      written += try put(block.files, as: "blocks/\(block.name)")
    }
    _ = try SchemaFolder.write(in: path)
    return try written + put(new.files, as: new.id)
  }

  private struct Block {
    let name: String
    let source: String
    /// Texts by name.
    let files: [String: String]
  }

  /// A block of this folder, or of the others.
  private func block(_ name: String) throws -> Block {
    for root in [path] + others {
      let source = "\(root)/blocks/\(name)"
      var files: [String: String] = [:]
      for file in ["block.yaml", "README.md"] {
        if let data = FileManager.default.contents(atPath: "\(source)/\(file)") {
          files[file] = String(decoding: data, as: UTF8.self)
        }
      }
      if files["block.yaml"] != nil { return Block(name: name, source: source, files: files) }
    }
    throw Problem(
      .cannotRead,
      "the shared questions '\(name)' are not found; name the folder of surveys that came with Hark"
        + " in HARK_SURVEYS")
  }

  /// Loads the survey from its texts, tests and all, before anything is written.
  private func check(_ new: NewModule, _ blocks: [Block]) throws {
    var files = ["survey.yaml": new.files["survey.yaml"] ?? ""]
    for block in blocks { files["blocks/\(block.name)/block.yaml"] = block.files["block.yaml"] }
    let report = ModuleLoader.load(files: files, folderName: new.id, prefix: path + "/")
    guard report.module == nil else { return }
    throw Problem(
      .moduleRefused,
      "with these answers the survey would not load; nothing was written:\n"
        + report.errors.prefix(10).map { "  \($0)" }.joined(separator: "\n"))
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Problem(
        .cannotWrite,
        "the folder '\(path)' cannot be made: "
          + (FileTrouble.fullDisk(path) ?? "may you write there?"))
    }
  }

  /// Writes files beside their folder's place and then gives the folder its name.
  private func put(_ files: [String: String], as name: String) throws -> [String] {
    let final = "\(path)/\(name)"
    let parts = name.split(separator: "/")
    let parent = ([path] + parts.dropLast().map(String.init)).joined(separator: "/")
    let new = "\(parent)/.\(parts.last ?? "").\(getpid()).new"
    do {
      try makeFolder(new)
      for (file, text) in files { try ReplacedFile.write(Array(text.utf8), to: "\(new)/\(file)") }
      guard rename(new, final) == 0 else {
        throw Problem(
          .cannotWrite, "'\(final)' cannot be written (\(FileTrouble.words(errno, final)))")
      }
    } catch {
      // What is half written is taken away.
      try? FileManager.default.removeItem(atPath: new)
      throw error
    }
    return files.keys.sorted().reversed().map { "\(final)/\($0)" }
  }
}
