// Plans, cycles and experiments as people read and fill them in.

internal import Engagement
internal import Foundation
internal import JSON
internal import Practice

/// Texts about a plan, cycle or experiment.
enum PracticeText {
  /// A YAML file with every field and what it asks.
  static func template(_ fields: [PracticeField]) -> String {
    fields.map { field in
      let needed = field.isRequired ? " Needed." : ""
      return "# \(field.label)\(needed)\(form(field.content))\n\(field.name):\n"
    }.joined(separator: "\n")
  }

  private static func form(_ content: PracticeField.Content) -> String {
    switch content {
    case .text, .record: ""
    case .texts: " Several, each on a line that begins with a hyphen."
    case .word(let words): " One of: \(words.joined(separator: ", "))."
    case .day: " A date such as 2027-04-30."
    case .month: " A month such as 2027-03."
    case .place: " The code of a place; see `hark place list`."
    case .survey: " Its id."
    }
  }

  /// A record: what each field asks, and what stands there.
  static func page(_ view: PracticeView, _ kind: PracticeKind) -> String {
    var lines = fields(kind.fields, view.json)
    lines.append("Stage: \(plain(view.json["stage"]))")
    lines.append("Revision: \(view.revision)")
    for piece in view.json["advice"]?.array ?? [] {
      lines.append("")
      lines += ["Advice"] + fields(PanelAdvice.fields, piece.object ?? [:])
    }
    for obstacle in view.json["obstacles"]?.array ?? [] {
      lines.append("In the way: \(plain(obstacle))")
    }
    for warning in view.json["warnings"]?.array ?? [] { lines.append("Look: \(plain(warning))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func fields(_ fields: [PracticeField], _ values: JSONObject) -> [String] {
    fields.compactMap { field in
      guard let value = values[field.name], value != .null else { return nil }
      return "\(field.label)\n  \(plain(value))"
    }
  }

  private static func plain(_ value: JSONValue?) -> String {
    if let items = value?.array { return items.map { plain($0) }.joined(separator: "; ") }
    return value?.string?.replacingOccurrences(of: "\n", with: "\n  ") ?? ""
  }

  /// What is in the way of a plan's survey, for whoever wrote it down.
  static func notes(_ view: PracticeView, _ kind: PracticeKind) {
    for obstacle in view.json["obstacles"]?.array ?? [] {
      Output.note("its survey is not published while this stands: \(plain(obstacle))")
    }
    for warning in view.json["warnings"]?.array ?? [] { Output.note("look: \(plain(warning))") }
  }
}
