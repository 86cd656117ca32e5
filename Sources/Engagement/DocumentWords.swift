// By what a text is known that comes a second time: its words where somebody said enough of them to be told by
// them, else also the heading under which it comes.

internal import Conversations
internal import Foundation
internal import JSON

/// What people said in a transcript.
struct DocumentWords {
  /// From so many letters and digits on nobody else says the same.
  static let telling = 200

  /// Whether somebody else may well have said the same.
  let isShort: Bool

  /// Counts what was said by others than those who ask, whose questions are the same for many.
  init(_ turns: JSONValue?) {
    let asking = [Speaker.researcher, .interpreter].map(\.rawValue)
    let letters = (turns?.array ?? []).filter { turn in
      !asking.contains(turn["speaker"]?.string ?? "")
    }.reduce(0) { sum, turn in sum + Self.words(turn["said"]?.string ?? "").count }
    isShort = letters < Self.telling
  }

  /// The letters and digits of a text: what stays when it is saved with other quotation marks, spaces, lines or
  /// capitals, or with its accents written apart.
  static func words(_ text: String) -> String {
    text.precomposedStringWithCompatibilityMapping.lowercased().filter {
      $0.isLetter || $0.isNumber
    }
  }

  /// What of a heading tells conversations apart: when, where, how and with whom it was held, and its receipt
  /// code where it brings one.
  static func told(in heading: JSONObject) -> String {
    let fields = [
      "survey", "held_on", "place_held", "setting", "how", "people", "language", "event", "table",
    ]
    let consent = heading["consent"]?.object ?? [:]
    let told =
      fields.map { ($0, heading[$0]) }
      + ["receipt_hash", "witness"].map { ($0, consent[$0]) }
    return told.compactMap { name, value in
      guard let value, !value.isNull else { return nil }
      return "\(name)=\((value.string ?? value.text()).lowercased())"
    }.joined(separator: "\n")
  }
}
