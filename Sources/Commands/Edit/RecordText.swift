// A record as YAML for the person's editor: every field and question that can be filled in, each
// question with what was asked.

internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// Writes a record for an editor.
struct RecordText {
  /// The YAML.
  let text: String

  init(_ view: RecordView, _ kind: SubmissionKind, _ survey: Survey, reason: String?) {
    let fields =
      kind == .response
      ? ["answered_on", "place", "mode", "language"]
      : [
        "held_on", "place_held", "setting", "how", "people", "language", "interpreter", "note",
      ] + (view.json["citation"] == nil ? [] : ["citation"])
    var lines = [
      "# \(survey.title): revision \(view.revision) of \(view.json["id"]?.string ?? "")",
      "# Change what is wrong, save and close. Nothing changed, or all deleted: nothing is stored.",
      "",
      "# Why it is edited; kept with the earlier version.",
      Self.line("reason", reason.map { .string($0) }, indent: ""),
    ]
    lines += fields.map { Self.line($0, view.json[$0], indent: "") }
    lines += ["answers:"]
    let answers = view.json["answers"]?.object ?? [:]
    for question in survey.questions where question.kind.isAnswerable && !question.isEmptySlot {
      lines += question.ask.split(separator: "\n").map { "  # \($0)" }
      if !question.choices.isEmpty {
        lines.append("  #   \(question.choices.map(\.id).joined(separator: ", "))")
      }
      lines.append(Self.line(question.id, answers[question.id], indent: "  "))
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// `key: value`, a text of several lines as a block.
  private static func line(_ key: String, _ value: JSONValue?, indent: String) -> String {
    switch value {
    case nil, .null: return "\(indent)\(key):"
    case .string(let text):
      if isBlock(text) {
        let inner = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (["\(indent)\(key): |-"] + inner.map { $0.isEmpty ? "" : "\(indent)  \($0)" })
          .joined(separator: "\n")
      }
      return "\(indent)\(key): \(isPlain(text) ? text : quoted(text))"
    case .bool(let flag): return "\(indent)\(key): \(flag ? "\"yes\"" : "\"no\"")"
    case let value?: return "\(indent)\(key): \(value.text())"
    }
  }

  /// In quotes, with what nobody could see in an editor as an escape.
  private static func quoted(_ text: String) -> String {
    JSONValue.string(text).text().unicodeScalars.map { scalar in
      guard scalar.properties.generalCategory == .format else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Words, ids and dates need no quotes.
  private static func isPlain(_ text: String) -> Bool {
    let taken: Set = ["yes", "no", "on", "off", "true", "false", "null", "y", "n"]
    return text.utf8.first.map { isLetter($0) } == true && !taken.contains(text.lowercased())
      && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// Whether a text of several lines comes back as it is from a YAML block.
  private static func isBlock(_ text: String) -> Bool {
    guard text.contains("\n"), !text.hasSuffix("\n"), let first = text.first else { return false }
    return !first.isWhitespace
      && text.unicodeScalars.allSatisfy { scalar in
        scalar == "\n"
          || ![.control, .lineSeparator, .paragraphSeparator, .format, .surrogate].contains(
            scalar.properties.generalCategory)
      }
  }
}
