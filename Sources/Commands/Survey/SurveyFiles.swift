// The YAML files that a coordinator writes: found below the paths that a command is given.

internal import Engagement
internal import Foundation

/// A survey's, a block's, a translation's or a test's file.
enum SurveyFiles {
  /// The files below each path, in order: a file, a module's or block's folder, or a folder of
  /// modules.
  static func list(_ paths: [String]) throws -> [String] {
    var files: [String] = []
    for path in paths {
      guard FileManager.default.fileExists(atPath: path) else {
        throw Problem(.cannotRead, "there is no file or folder '\(path)'")
      }
      let found = isFolder(path) ? list(folder: withoutSlash(path)) : [path]
      guard !found.isEmpty else {
        throw Problem(
          .cannotRead, "there is no survey in '\(path)'; a survey is a folder with survey.yaml")
      }
      for file in found where !files.contains(file) { files.append(file) }
    }
    return files
  }

  /// Whether there is a survey or block below a path.
  static func isFolderOfSurveys(_ path: String) -> Bool {
    isFolder(path) && !list(folder: withoutSlash(path)).isEmpty
  }

  private static func list(folder: String) -> [String] {
    let own = files(folder)
    guard own.isEmpty else { return own }
    return names(folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      guard isFolder(path) else { return [] }
      return name == "blocks" ? names(path).flatMap { files("\(path)/\($0)") } : files(path)
    }
  }

  /// The files of one module or block; none where it is neither.
  private static func files(_ folder: String) -> [String] {
    let main = ["survey.yaml", "block.yaml"].map { "\(folder)/\($0)" }
      .filter(isFile)
    guard !main.isEmpty else { return [] }
    return main
      + ["translations", "tests"].flatMap { part in
        names("\(folder)/\(part)").filter { $0.hasSuffix(".yaml") }.map {
          "\(folder)/\(part)/\($0)"
        }.filter(isFile)
      }
  }

  private static func names(_ folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// An ordinary file: a pipe would be waited for.
  private static func isFile(_ path: String) -> Bool {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func withoutSlash(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }
}
