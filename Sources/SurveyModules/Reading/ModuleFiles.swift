// Where the files of one module come from: a folder on disk, or the frozen bytes of a version.

/// The files of one module, by path within the folder of surveys.
protocol ModuleFiles {
  /// The folder's name, which is the module's id; nil where there is no folder.
  var folderName: String? { get }
  /// As people see the survey's file.
  var surveyFile: String { get }
  /// The bytes of survey.yaml.
  func survey() throws(FileProblem) -> [UInt8]
  /// The bytes and name of `blocks/NAME@MAJOR/block.yaml`; nil when there is no such block.
  func block(_ reference: String) throws(FileProblem) -> (name: String, bytes: [UInt8])?
  /// Blocks that there are, for suggestions.
  var blockNames: [String] { get }
  /// Names of the files in a folder beside survey.yaml, `translations` or `tests`, in their order.
  func names(in folder: String) -> [String]
  /// The bytes of a file beside survey.yaml, such as `translations/cy.yaml`, and its name as people see
  /// it; nil when there is none.
  func file(_ path: String) throws(FileProblem) -> (name: String, bytes: [UInt8])?
}

/// Why a file could not be read.
struct FileProblem: Error {
  let message: String
  let suggestion: String?
}

/// Files held in memory: the paths are `survey.yaml` and `blocks/NAME@MAJOR/block.yaml`.
struct FilesInMemory: ModuleFiles {
  static let surveyPath = "survey.yaml"

  static func path(ofBlock reference: String) -> String { "blocks/\(reference)/block.yaml" }

  let files: [String: String]
  var folderName: String?
  var prefix = ""

  var surveyFile: String { prefix + (folderName.map { "\($0)/" } ?? "") + Self.surveyPath }

  var blockNames: [String] {
    files.keys.compactMap { path in
      let parts = path.split(separator: "/")
      return parts.count == 3 && parts[0] == "blocks" ? String(parts[1]) : nil
    }.sorted()
  }

  func names(in folder: String) -> [String] {
    files.keys.filter { $0.hasPrefix("\(folder)/") }.map { String($0.dropFirst(folder.count + 1)) }
      .filter { !$0.contains("/") }.sorted()
  }

  func file(_ path: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? {
    files[path].map { (prefix + (folderName.map { "\($0)/" } ?? "") + path, Array($0.utf8)) }
  }

  func survey() throws(FileProblem) -> [UInt8] {
    guard let text = files[Self.surveyPath] else {
      throw FileProblem(message: "there is no survey.yaml", suggestion: nil)
    }
    return Array(text.utf8)
  }

  func block(_ reference: String) throws(FileProblem) -> (name: String, bytes: [UInt8])? {
    let path = Self.path(ofBlock: reference)
    return files[path].map { (prefix + path, Array($0.utf8)) }
  }
}
