// Records in JSON or YAML: a list of them, one alone, or one a line.

internal import Engagement
internal import JSON
internal import Surveys
internal import YAML

/// A file of records that is no table.
enum RecordDocument {
  /// Largest file that is read whole, in bytes.
  static let largest = 64 << 20

  /// What was added to a record when it was refused.
  private static let ofRejects = ["_line", "_reason"]

  /// What an export adds to a record, and Hark works out anew where it comes in.
  private static let ofExports = ["recorded_at", "late", "marks"]

  /// The records of a file and how their answers are to be read.
  static func entries(_ bytes: [UInt8], keepingSource: Bool) throws -> (
    entries: [ImportEntry], reading: AnswerReading
  ) {
    switch bytes.first(where: { !" \t\r\n".utf8.contains($0) }) {
    case UInt8(ascii: "["): (try list(bytes, keepingSource), .typed)
    case UInt8(ascii: "{"): (try lines(bytes, keepingSource), .typed)
    case nil: throw Problem(.cannotRead, "the file is empty")
    default: (try yaml(bytes, keepingSource), .text)
    }
  }

  private static func list(_ bytes: [UInt8], _ keepingSource: Bool) throws -> [ImportEntry] {
    let value: JSONValue
    do { value = try JSONValue.parse(bytes) } catch { throw Problem(json: error) }
    return (value.array ?? []).enumerated().map { index, item in
      entry(item, line: index + 1, keepingSource)
    }
  }

  /// One record, or one a line.
  private static func lines(_ bytes: [UInt8], _ keepingSource: Bool) throws -> [ImportEntry] {
    do {
      return [entry(try JSONValue.parse(bytes), line: 1, keepingSource)]
    } catch  where error.code != .trailingBytes {
      // A single record with a mistake, unless its first line already is a record.
      let first = bytes.prefix { $0 != 0x0A }
      if (try? JSONValue.parse(first)) == nil { throw Problem(json: error) }
    } catch {}
    return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap {
      index, line -> ImportEntry? in
      if line.allSatisfy({ " \t\r".utf8.contains($0) }) { return nil }
      do throws(JSONProblem) {
        return entry(try JSONValue.parse(line), line: index + 1, keepingSource)
      } catch {
        return refused(Problem(json: error).detail, line: index + 1, keepingSource ? line : [])
      }
    }
  }

  private static func yaml(_ bytes: [UInt8], _ keepingSource: Bool) throws -> [ImportEntry] {
    let (node, problems) = YAML.read(bytes)
    guard problems.isEmpty, let node else {
      let lines = problems.map {
        "  \($0.position.line):\($0.position.column): \($0.message) \($0.suggestion)"
      }
      throw Problem(
        .cannotRead, "the file is no YAML that Hark reads:\n" + lines.joined(separator: "\n"))
    }
    return (node.sequence ?? [node]).map { item in
      entry(item.json, line: item.position.line, keepingSource)
    }
  }

  private static func refused(
    _ message: String, line: Int, _ source: some Sequence<UInt8>
  ) -> ImportEntry {
    ImportEntry(
      line: line, source: Array(source), object: [:],
      problems: [AnswerProblem(question: "row", code: .wrongForm, message: message)])
  }

  private static func entry(
    _ value: JSONValue, line: Int, _ keepingSource: Bool
  ) -> ImportEntry {
    let source = keepingSource ? value.encoded(.compact) : []
    guard var object = value.object else {
      return refused("expected fields with values", line: line, source)
    }
    for key in ofRejects { object[key] = nil }
    guard object["recorded_at"] != nil else {
      return ImportEntry(line: line, source: source, object: object)
    }
    for key in ofExports { object[key] = nil }
    if var consent = object["consent"]?.object, consent["form"] == nil {
      consent["form"] = "written"
      object["consent"] = .object(consent)
    }
    return ImportEntry(line: line, source: source, object: object, extent: .exported)
  }

  /// A refused record as a line of JSON, with its line and the reason; what is no JSON as it was.
  static func rejected(_ row: RefusedRow) -> [UInt8] {
    guard let value = try? JSONValue.parse(row.source) else { return row.source }
    let object = value.object ?? ["record": value]
    var marked: JSONObject = [
      "_line": .number(Double(row.line)), "_reason": .string(row.reasons.joined(separator: "; ")),
    ]
    if object["id"] == nil { marked["id"] = row.madeID.map { .string($0) } }
    for (key, value) in object where !ofRejects.contains(key) { marked[key] = value }
    return JSONValue.object(marked).encoded(.compact)
  }
}
