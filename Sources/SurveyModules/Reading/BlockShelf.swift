// The blocks that a module uses: each is read once, however often it is asked for, and remembered
// for the module's frozen bytes.

internal import Surveys
internal import YAML

/// Blocks by reference, `place@1`.
final class BlockShelf {
  private let files: any ModuleFiles
  private let log: ProblemLog
  private var blocks: [String: Fields?] = [:]
  /// The bytes of every block that was read.
  private(set) var used: [String: [UInt8]] = [:]

  init(_ files: any ModuleFiles, _ log: ProblemLog) { (self.files, self.log) = (files, log) }

  /// Nothing more is reported, so nothing more need be read.
  var isFull: Bool { log.isFull }

  /// The block's entries; nil, and reported, when there is none that can be read.
  func block(_ reference: PlacedText, _ reporter: Reporter) -> Fields? {
    if let known = blocks[reference.text] { return known }
    let block = Self.isReference(reference.text) ? read(reference, reporter) : nil
    if !Self.isReference(reference.text) {
      reporter.report(
        .unknownBlock, at: reference.position,
        "a block is named by its folder, with the number of its version",
        suggestion: didYouMean(reference.text, files.blockNames) ?? "write NAME@1")
    }
    blocks[reference.text] = .some(block)
    return block
  }

  /// `NAME@MAJOR`: nothing that could lead out of the folder of blocks.
  static func isReference(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, NameForm.dashed.matches(parts[0]) else { return false }
    return parts[1].first != "0" && (1...6).contains(parts[1].count)
      && parts[1].utf8.allSatisfy { (48...57).contains($0) }
  }

  private func read(_ reference: PlacedText, _ reporter: Reporter) -> Fields? {
    let found: (name: String, bytes: [UInt8])?
    do throws(FileProblem) {
      found = try files.block(reference.text)
    } catch {
      reporter.report(
        .cannotRead, at: reference.position, "block '\(reference.text)': \(error.message)",
        suggestion: error.suggestion)
      return nil
    }
    guard let found else {
      reporter.report(
        .unknownBlock, at: reference.position, "there is no block '\(reference.text)'",
        suggestion: didYouMean(reference.text, files.blockNames)
          ?? "the folder blocks/\(reference.text) needs a block.yaml")
      return nil
    }
    used[reference.text] = found.bytes
    let own = Reporter(file: SourceFile(name: found.name, bytes: found.bytes), log: log)
    return fields(of: own, reference.text)
  }

  private func fields(of reporter: Reporter, _ reference: String) -> Fields? {
    guard let node = reporter.parse(), let fields = Fields(node, .block, reporter) else {
      return nil
    }
    fields.checkFormat()
    if let name = fields.requiredText("block"), name != reference {
      fields.report(
        .badBlock, "block", "this block calls itself '\(name)' and stands in '\(reference)'",
        suggestion: "write block: \(reference)")
    }
    _ = fields.text("title")
    return fields
  }
}

extension Reporter {
  /// The tree of the file, with every problem of its YAML reported.
  func parse() -> YAMLNode? {
    log.begin(file: file.name)
    let (node, problems) = YAML.read(file.bytes)
    for problem in problems { report(problem) }
    if let node { CutTexts(reporter: self).look(node) }
    return node
  }
}

extension Fields {
  /// `hark: 1`, the version of the format.
  func checkFormat() {
    guard let format = requiredText("hark"), format != "1" else { return }
    report(
      .badFormat, "hark", "this version of Hark reads format 1", suggestion: "write hark: 1")
  }
}
