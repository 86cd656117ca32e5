// What `hark estimate` prints: a sentence for people, the same numbers in full for programs.

internal import Findings
internal import Foundation
internal import JSON

/// The answer of an estimate.
struct EstimateAnswer {
  let fields: JSONObject
  let sentence: String

  init(fields: JSONObject, sentence: String) {
    (self.fields, self.sentence) = (fields, sentence)
  }

  /// A difference; shares are printed in points of a percentage.
  init(_ interval: DifferenceInterval, percent: Bool, chance: Double? = nil) {
    let scale = percent ? 100.0 : 1
    let numbers = [interval.difference, interval.low, interval.high].map { $0 * scale }
    var fields: JSONObject = [
      "difference": .number(numbers[0]), "low": .number(numbers[1]), "high": .number(numbers[2]),
    ]
    if let chance { fields["chance"] = .number(chance) }
    let verdict =
      interval.low > 0 || interval.high < 0 ? "more than chance" : "no more than chance explains"
    fields["unit"] = percent ? "points" : "units"
    self.init(
      fields: fields,
      sentence: "\(Self.text(numbers[0]))\(percent ? " points" : ""), 95% interval "
        + "\(Self.text(numbers[1])) to \(Self.text(numbers[2]))"
        + (chance.map { ", p = \(Self.text($0))" } ?? "") + ": \(verdict)")
  }

  /// Four significant digits, in plain decimals.
  static func text(_ number: Double) -> String {
    if abs(number) >= 1000 { return String(format: "%.0f", number) }
    return abs(number) < 0.0001 && number != 0
      ? String(format: "%.1e", number) : String(format: "%.4g", number)
  }

  func print(_ format: OutputFormat) {
    switch format {
    case .table: Output.line(sentence)
    case .json, .csv:
      Output.list([fields], columns: fields.keys.map { $0 }, format: format, empty: "")
    }
  }
}
