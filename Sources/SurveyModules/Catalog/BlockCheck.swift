// Blocks that no survey uses are read too: a mistake in one would wait there for the first survey that
// asks it. Each is asked by a survey made for the purpose, which allows everything that a block may need.

internal import Foundation
internal import Surveys
internal import YAML

/// What came of reading a block on its own.
public struct BlockReport: Sendable {
  /// `place@1`
  public let name: String
  /// Its file.
  public let file: String
  /// Errors and warnings, in the order of places.
  public let problems: [ModuleProblem]

  /// Whether a survey could use it.
  public var isGood: Bool { !problems.contains { $0.severity == .error } }
}

/// Reads blocks on their own.
public enum BlockCheck {
  /// The blocks in the folders of surveys that no module of the catalogue rests on.
  public static func unused(in folders: [String], by catalog: ModuleCatalog) -> [BlockReport] {
    let used = Set(catalog.modules.flatMap { $0.bundle.files.keys })
    return folders.map(ModuleFolder.withoutSlash).flatMap { folder in
      ModuleFolder.names(in: "\(folder)/blocks")
        .filter { !used.contains(FilesInMemory.path(ofBlock: $0)) }
        .filter { ModuleFolder.isFolder("\(folder)/blocks/\($0)") }
        .map { report(root: folder, name: $0) }
    }
  }

  /// The blocks that a path names: one, as below, or all those in a folder `blocks`; nil where it
  /// names none.
  public static func reports(path: String) -> [BlockReport]? {
    if let report = report(path: path) { return [report] }
    let folder = ModuleFolder.withoutSlash(path)
    guard folder == "blocks" || folder.hasSuffix("/blocks") else { return nil }
    let reports = ModuleFolder.names(in: folder).compactMap { report(path: "\(folder)/\($0)") }
    return reports.isEmpty ? nil : reports
  }

  /// The block that a path names, by its folder or its block.yaml; nil where it names none.
  public static func report(path: String) -> BlockReport? {
    let path = ModuleFolder.withoutSlash(path)
    let folder = path.hasSuffix("/block.yaml") ? String(path.dropLast(11)) : path
    let parts = folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard folder != path || ModuleFolder.names(in: folder).contains("block.yaml"),
      parts.count > 1, parts[parts.count - 2] == "blocks", let name = parts.last
    else { return nil }
    let root = parts.dropLast(2).joined(separator: "/")
    return report(root: root.isEmpty ? (folder.hasPrefix("/") ? "/" : ".") : root, name: name)
  }

  private static func report(root: String, name: String) -> BlockReport {
    let files = LoneBlock(root: root, name: name)
    let reading = ModuleReader.read(files)
    let own = reading.problems.filter { $0.file == files.blockFile }
    // A block that cannot be read, or that has no right name, is a problem of whoever uses it.
    let others = reading.problems.filter {
      $0.file == files.surveyFile && $0.severity == .error
        && [SurveyProblemCode.unknownBlock.rawValue, SurveyProblemCode.cannotRead.rawValue]
          .contains($0.code)
    }.map { problem in
      ModuleProblem(
        file: files.blockFile, line: 1, column: 1, code: problem.code, message: problem.message,
        suggestion: problem.suggestion)
    }
    return BlockReport(name: name, file: files.blockFile, problems: others + own)
  }
}

/// A survey that asks one block, or uses it as its wording, and allows whatever blocks need.
private struct LoneBlock: ModuleFiles {
  private static let wording = "everything@1"
  let name: String
  private let folder: ModuleFolder
  private let root: String

  init(root: String, name: String) {
    (self.root, self.name) = (root, name)
    folder = ModuleFolder("\(root)/\(name)")
  }

  var folderName: String? { nil }
  let surveyFile = "a survey with this block"
  var blockNames: [String] { [] }
  var blockFile: String {
    (root == "." ? "" : "\(root)/") + FilesInMemory.path(ofBlock: name)
  }

  func names(in folder: String) -> [String] { [] }
  func file(_ path: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? { nil }

  func block(_ reference: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? {
    if reference == Self.wording { return (reference, Array(everything.utf8)) }
    return try folder.block(reference)
  }

  func survey() throws(FileProblem) -> [UInt8] {
    let node = try folder.block(name).flatMap { YAML.read($0.bytes).node }
    let languages = (node?["translations"]?.mapping ?? []).map(\.key).filter(Self.isLanguage)
    let scopes = (node?["scopes"]?.mapping ?? []).map(\.key).filter(NameForm.word.matches)
    let isWording = !scopes.isEmpty
    let others = languages.filter { $0 != "en" && $0 != Language.easyRead }
    let named = (["en", Language.easyRead] + others).map { "\($0): \($0)" }
    let asked = (isWording ? scopes : Self.scopes).joined(separator: ", ")
    let question =
      isWording ? "  - {id: lone_question, ask: A question?, type: yes_no}" : "  - use: \(name)"
    var lines: [String] = [
      "hark: 1", "module: lone-block", "version: 1.0.0", "title: A block",
      "languages: {\(named.joined(separator: ", "))}",
      "consent: {wording: \(isWording ? name : Self.wording), scopes: [\(asked)]}",
      "questions:", question,
    ]
    if let node { lines += Self.roles(of: node) }
    lines.append("")
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// Questions that play the roles which the block's figures are broken down by and its own do not.
  private static func roles(of block: YAMLNode) -> [String] {
    var known: Set<String> = []
    addRoles(of: block["questions"], to: &known)
    var named: Set<String> = []
    for indicator in block["indicators"]?.sequence ?? [] {
      for name in indicator["by"]?.sequence ?? [] {
        for item in name.sequence ?? [name] {
          if let text = item.text?.trimmed { named.insert(String(text.prefix { $0 != "." })) }
        }
      }
    }
    let missing = Role.allCases.filter {
      named.contains($0.rawValue) && !known.contains($0.rawValue)
    }
    return missing.map { role in
      let kind = role == .place ? "place" : "choose_one, choices: [1 one: One]"
      let isSensitive = sensitive.contains(role) ? "yes" : "no"
      return "  - {id: lone_\(role.rawValue), ask: A question?, role: \(role.rawValue),"
        + " sensitive: \(isSensitive), type: \(kind)}"
    }
  }

  private static func addRoles(of questions: YAMLNode?, to known: inout Set<String>) {
    for question in questions?.sequence ?? [] {
      if let role = question["role"]?.text?.trimmed { known.insert(role) }
      addRoles(of: question["questions"], to: &known)
    }
  }

  private static let sensitive: Set<Role> = [
    .ethnicGroup, .disability, .gender, .sexualOrientation, .religion,
  ]

  private static func isLanguage(_ text: String) -> Bool {
    text.utf8.count <= 35 && text.utf8.prefix(2).allSatisfy { (97...122).contains($0) }
      && text.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
          || $0 == UInt8(ascii: "-")
      }
  }

  private static let scopes = [
    ConsentScope.analyse, ConsentScope.analyseSensitive, "quote", "quote_place", "share_partners",
    "recontact", "named",
  ]

  private var everything: String {
    """
    hark: 1
    block: \(Self.wording)
    opening: We want to hear from you.
    safeguarding: If someone is in danger we may need to tell someone who can help.
    scopes: {\(Self.scopes.map { "\($0): {ask: May we?}" }.joined(separator: ", "))}

    """
  }
}
