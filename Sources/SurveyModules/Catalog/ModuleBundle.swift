// The frozen bytes of a published version: everything that its survey depends on, in one canonical
// form, so that the same module has the same hash everywhere and can be read again from it alone.

internal import Crypto
internal import JSON

/// The files of one version: canonical JSON (RFC 8785) of `{"files": {path: text}}`, which holds
/// survey.yaml, the files of its translations and tests, and exactly the blocks it uses, its consent
/// wording too.
public struct ModuleBundle: Sendable, Hashable {
  /// The canonical JSON.
  public let bytes: [UInt8]
  /// SHA-256 of the bytes, in 64 small hexadecimal digits.
  public let sha256: String

  init(files: [String: String]) {
    let entries = files.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
    let value = JSONValue.object(["files": .object(JSONObject(entries))])
    self.init(bytes: value.canonical())
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    sha256 = SHA256.hash(data: bytes).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// Reads a frozen version from its bytes alone. Its tests passed when it was frozen and are not
  /// run again. Throws every problem, if the bytes are no version or this Hark cannot read it.
  public static func load(_ bytes: [UInt8]) throws(ModuleLoadError) -> LoadedModule {
    guard let files = files(in: bytes) else {
      throw ModuleLoadError(problems: [
        ModuleProblem(
          file: "survey.yaml", line: 1, column: 1, code: "S047",
          message: "these bytes are not the frozen files of a survey",
          suggestion: "compare their SHA-256 with the one noted when it was published")
      ])
    }
    let reading = ModuleReader.read(FilesInMemory(files: files), isFrozen: true)
    guard let survey = reading.survey else { throw ModuleLoadError(problems: reading.problems) }
    return LoadedModule(
      survey: survey, bundle: ModuleBundle(bytes: bytes), warnings: reading.problems,
      tests: reading.tests)
  }

  /// The texts of the files by path.
  var files: [String: String] { Self.files(in: bytes) ?? [:] }

  private static func files(in bytes: [UInt8]) -> [String: String]? {
    guard let value = try? JSONValue.parse(bytes), let entries = value["files"]?.object,
      value.object?.count == 1
    else { return nil }
    var files: [String: String] = [:]
    for (path, text) in entries {
      guard let text = text.string else { return nil }
      files[path] = text
    }
    return files
  }
}
