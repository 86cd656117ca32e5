// Reads what a command is given: a file or standard input; JSON, YAML or `id=value` on the line.

internal import Engagement
internal import Foundation
internal import JSON
internal import Surveys
internal import YAML

/// What a command reads.
enum InputFile {
  /// Largest file that is read whole, in bytes.
  private static let largest = 64 << 20

  /// A file, opened for reading.
  static func open(_ path: String) throws -> FileHandle {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Problem(.cannotRead, "there is no file '\(path)'")
    }
    guard !isFolder.boolValue, let handle = FileHandle(forReadingAtPath: path) else {
      throw Problem(.cannotRead, "'\(path)' cannot be read; is it a file, and may you read it?")
    }
    return handle
  }

  /// The bytes of a file, or of standard input for `-`.
  static func bytes(_ path: String) throws -> [UInt8] {
    let handle = path == "-" ? .standardInput : try open(path)
    let data = try handle.read(upToCount: largest + 1) ?? Data()
    guard data.count <= largest else {
      throw Problem(.tooLarge, "'\(path)' is larger than 64 MiB")
    }
    return Array(data)
  }

  /// The text of a file, or of standard input for `-`; no more of it is read than may be kept.
  static func text(_ path: String, atMost: Int) throws -> String {
    let handle = path == "-" ? .standardInput : try open(path)
    let data = try handle.read(upToCount: atMost + 1) ?? Data()
    let name = path == "-" ? "standard input" : "'\(path)'"
    guard data.count <= atMost else {
      throw Problem(
        .tooLarge, "\(name) is larger than \(atMost >> 20) MiB; split it, nothing was stored")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Problem(.cannotRead, "\(name) is no UTF-8 text; save it as UTF-8 and try again")
    }
    return text
  }

  /// A record from JSON or YAML. JSON is typed; YAML is text that each question's type reads.
  static func record(_ path: String) throws -> (object: JSONObject, reading: AnswerReading) {
    let bytes = try bytes(path)
    if path.lowercased().hasSuffix(".json")
      || bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{")
    {
      do {
        let value = try JSONValue.parse(bytes)
        guard let object = value.object else { throw Problem(.notJSON, "expected one JSON object") }
        return (object, .typed)
      } catch let problem as JSONProblem { throw Problem(json: problem) }
    }
    let (node, problems) = YAML.read(bytes)
    guard problems.isEmpty, let object = node?.json.object else {
      let lines = problems.map {
        "  \(path):\($0.position.line):\($0.position.column): \($0.message) \($0.suggestion)"
      }
      throw Problem(
        .cannotRead,
        lines.isEmpty
          ? "expected lines of the form key: value"
          : "the file is no YAML that Hark reads:\n" + lines.joined(separator: "\n"))
    }
    return (object, .text)
  }

  /// Answers given on the line as `id=value`; `id=a,b` for several choices.
  static func answers(_ pairs: [String]) throws -> JSONObject {
    var answers: JSONObject = [:]
    for pair in pairs {
      guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
        throw Problem(.badRequest, "an answer is QUESTION=VALUE, such as safe=very_safe")
      }
      guard answers[String(pair[..<equals])] == nil else {
        throw Problem(.badRequest, "'\(pair[..<equals])' is answered twice; give each answer once")
      }
      answers[String(pair[..<equals])] = .string(String(pair[pair.index(after: equals)...]))
    }
    return answers
  }
}

extension YAMLNode {
  /// The same as JSON, every scalar as text; a key without a value is null.
  var json: JSONValue {
    switch content {
    case .scalar(let scalar): scalar.isAbsent ? .null : .string(scalar.text)
    case .sequence(let items): .array(items.map(\.json))
    case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
    }
  }
}
