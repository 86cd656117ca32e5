// The files of a module in a folder: surveys/NAME/survey.yaml, with the blocks that stand beside it
// in surveys/blocks/NAME@MAJOR/block.yaml, or else in the blocks of the other folders of surveys.

internal import Foundation
internal import Glibc
internal import YAML

/// A folder with a survey.yaml.
struct ModuleFolder: ModuleFiles {
  /// Folders beside the modules that are none: shared questions and published figures.
  static let shared: Set<String> = ["blocks", "figures"]

  /// As it was given: `surveys/worcs-feeling-safe`.
  let path: String
  /// Folders of surveys whose blocks may be used too.
  let otherRoots: [String]

  init(_ path: String, otherRoots: [String] = []) {
    self.path = Self.withoutSlash(path)
    self.otherRoots = otherRoots.map(Self.withoutSlash)
  }

  static func withoutSlash(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }

  var folderName: String? {
    URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL.lastPathComponent
  }

  var surveyFile: String { "\(path)/survey.yaml" }

  /// The folder of surveys that it stands in.
  private var root: String {
    guard let slash = path.lastIndex(of: "/") else {
      return path == "." || path == ".." ? "\(path)/.." : "."
    }
    let name = path[path.index(after: slash)...]
    if name == "." || name == ".." { return "\(path)/.." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private var roots: [String] {
    let own = root
    return [own] + otherRoots.filter { $0 != own }
  }

  func survey() throws(FileProblem) -> [UInt8] {
    if let bytes = try Self.bytes(of: surveyFile) { return bytes }
    let similar = Self.names(in: path).first { ["survey.yml", "survey.yaml.txt"].contains($0) }
    throw FileProblem(
      message: "there is no survey.yaml in this folder",
      suggestion: similar.map { "rename '\($0)' to 'survey.yaml'" }
        ?? "write one, or move the folder out of the surveys")
  }

  /// The nearest block of that name; where licensed questions of it have no text, the one in which the
  /// most of them have theirs.
  func block(_ reference: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? {
    var best: (name: String, bytes: [UInt8], slots: LicensedSlots)?
    for root in roots {
      let name = (root == "." ? "" : "\(root)/") + FilesInMemory.path(ofBlock: reference)
      guard let nearest = best else {
        guard let bytes = try Self.bytes(of: name) else { continue }
        let slots = LicensedSlots(bytes)
        if slots.empty.isEmpty { return (name, bytes) }
        best = (name, bytes, slots)
        continue
      }
      // What cannot be read so far away stands in for nothing.
      guard let found = try? Self.bytes(of: name), case let slots = LicensedSlots(found),
        slots.all == nearest.slots.all, slots.empty.count < nearest.slots.empty.count
      else { continue }
      best = (name, found, slots)
    }
    return best.map { ($0.name, $0.bytes) }
  }

  var blockNames: [String] {
    Set(roots.flatMap { Self.names(in: "\($0)/blocks") }.filter { $0.contains("@") }).sorted()
  }

  func names(in folder: String) -> [String] { Self.names(in: "\(path)/\(folder)") }

  func file(_ path: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? {
    let name = "\(self.path)/\(path)"
    return try Self.bytes(of: name).map { (name, $0) }
  }

  /// Names in a folder in their order, hidden ones and what editors leave left out; empty when it
  /// cannot be listed.
  static func names(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return (names ?? []).filter { !$0.hasPrefix(".") && !isLeftover($0) }.sorted()
  }

  /// `cy.yaml~`, `#cy.yaml#`, `cy.yaml.swp`
  private static func isLeftover(_ name: String) -> Bool {
    name.hasSuffix("~") || name.hasPrefix("#") && name.hasSuffix("#") || name.hasSuffix(".swp")
  }

  static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// Whether it is a file with contents of its own, itself or where a link leads: no folder, pipe or
  /// device.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The bytes of a file, a little more than is read at most; nil when there is none.
  static func bytes(of path: String) throws(FileProblem) -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else {
      guard let goal = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return nil
      }
      throw FileProblem(
        message: "this is a link to '\(goal)', and nothing is there",
        suggestion: "put the file there, or take the link away")
    }
    // Opening a named pipe waits for somebody to write into it.
    guard isRegular(path) else {
      throw FileProblem(
        message: "this is not a file that can be read",
        suggestion: "put an ordinary file in its place")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw FileProblem(
        message: "the file cannot be read", suggestion: "check who may read it")
    }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: YAML.largestFile + 1) else { return [] }
    return Array(data)
  }
}

/// A survey in a file of any name and place, such as an earlier version that was set aside.
struct LooseSurvey: ModuleFiles {
  let surveyFile: String
  /// Where its blocks are looked for: beside it, then in the folders of surveys.
  private let folder: ModuleFolder

  init(_ path: String, otherRoots: [String]) {
    surveyFile = path
    let place = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    folder = ModuleFolder(place, otherRoots: [place] + otherRoots)
  }

  var folderName: String? { nil }
  var blockNames: [String] { folder.blockNames }

  // Translations and tests stand in files of their own only beside a survey.yaml.
  func names(in folder: String) -> [String] { [] }
  func file(_ path: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? { nil }

  func survey() throws(FileProblem) -> [UInt8] {
    if let bytes = try ModuleFolder.bytes(of: surveyFile) { return bytes }
    throw FileProblem(message: "there is no such file", suggestion: nil)
  }

  func block(_ reference: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? {
    try folder.block(reference)
  }
}
