// A record as text for the person's editor: every field and question that can be filled in, each
// question with what was asked. YAML, or JSON where the words hold what YAML refuses.

internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// Writes a record for an editor.
struct RecordText {
  /// What is opened.
  let text: String
  /// Whether it is JSON.
  let isJSON: Bool

  init(_ view: RecordView, _ kind: SubmissionKind, _ survey: Survey, reason: String?) {
    let fields =
      kind == .response
      ? ["answered_on", "place", "mode", "language"]
      : [
        "held_on", "place_held", "setting", "how", "people", "language", "interpreter", "note",
        "follow_up", "follow_up_by", "follow_up_due", "follow_up_done",
      ] + (view.json["citation"] == nil ? [] : ["citation"])
    isJSON = Self.holdsNoYAML(.object(view.json))
    if isJSON {
      var object: JSONObject = ["reason": reason.map { .string($0) } ?? .null]
      for field in fields + ["answers"] { object[field] = view.json[field] ?? .null }
      text = JSONValue.object(object).pretty
      return
    }
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
      return "\(indent)\(key): \(isPlain(text) ? text : JSONValue.string(text).text())"
    case .bool(let flag): return "\(indent)\(key): \(flag ? "\"yes\"" : "\"no\"")"
    case let value?: return "\(indent)\(key): \(value.text())"
    }
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
        scalar == "\n" || scalar.properties.generalCategory != .control
      }
  }

  /// Whether a text holds what Hark's YAML refuses, escaped or not: it cannot be seen.
  private static func holdsNoYAML(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text):
      text.unicodeScalars.contains { scalar in
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF:
          true
        default: false
        }
      }
    case .array(let items): items.contains(where: holdsNoYAML)
    case .object(let fields): fields.contains { holdsNoYAML($0.value) }
    default: false
    }
  }
}
