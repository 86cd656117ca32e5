// What the columns of a release's CSV mean, as metadata of the W3C's "CSV on the Web" (Metadata
// Vocabulary for Tabular Data, 2015), so that other programs read the figures without guessing.

public import JSON
internal import Surveys

extension ReleaseDocument {
  /// The metadata of the CSV; `url` is the table's address as seen from the metadata.
  public func tabularMetadata(url: String) -> JSONObject {
    var schema: JSONObject = ["columns": .array(csvColumns.map { .object(column($0)) })]
    // Where the wording changed an indicator has rows for each series; a list of versions is no key.
    if allFindings.allSatisfy({ $0.series == nil }) {
      schema["primaryKey"] = ["indicator", "by", "group"]
    }
    var metadata: JSONObject = [
      "@context": ["http://www.w3.org/ns/csvw", ["@language": "en"]],
      "url": .string(url),
      "dc:title": .string("Findings of \(survey), \(partnership)"),
      "dc:identifier": .string(release),
      "dc:date": .string(cutOff),
      "dc:description": .string(
        unit == nil || unit?.isPersonal == false
          ? "Figures of a release. \(ruleInWords)"
          : """
          Figures of a release, protected by the rule \(rule.id): a row with an empty base is hidden, \
          because it would show fewer than \(rule.hideBelow) people or give another row away. Counts \
          are rounded to the nearest \(rule.roundTo).
          """),
      "dialect": ["header": true, "encoding": "utf-8", "lineTerminators": ["\r\n"]],
      "tableSchema": .object(schema),
    ]
    // What has to be said with the figures goes with them.
    if !said.isEmpty { metadata["notes"] = .array(said.map { .string($0) }) }
    return metadata
  }

  /// What has to be said of the figures and tables, each once in their order.
  private var said: [String] {
    var said: [String] = []
    for sentence in allFindings.flatMap(\.limitations) where !said.contains(sentence) {
      said.append(sentence)
    }
    return said
  }

  private func column(_ name: String) -> JSONObject {
    var about = Self.columnTexts[name] ?? (name, .text)
    if unit != .person, ["base", "count", "items"].contains(name) {
      about.text = about.text.replacing("people's lists", with: "lists")
        .replacing("people", with: unit.manyWords)
    }
    var column: JSONObject = [
      "name": .string(name), "titles": .string(name), "dc:description": .string(about.text),
    ]
    switch about.form {
    case .text: column["datatype"] = "string"
    case .words:
      column["datatype"] = "string"
      column["separator"] = ";"
    case .whole: column["datatype"] = ["base": "integer", "minimum": 0]
    case .number: column["datatype"] = "number"
    case .time: column["datatype"] = "dateTime"
    case .oneOf(let words):
      column["datatype"] = [
        "base": "string", "format": .string(words.joined(separator: "|")),
      ]
    }
    return column
  }

  private enum Form {
    case text, words, whole, number, time
    case oneOf([String])
  }

  private static let columnTexts: [String: (text: String, form: Form)] = [
    "survey": ("The survey's id.", .text),
    "versions": ("The versions whose answers were counted.", .words),
    "partnership": ("The partnership's short name.", .text),
    "release": ("The release's id.", .text),
    "cut_off": ("The time up to which answers were counted.", .time),
    "indicator": ("The indicator's id.", .text),
    "label": ("What the indicator says.", .text),
    "show": ("How the figure is worked out.", .oneOf(IndicatorShow.allCases.map(\.rawValue))),
    "better": ("Whether a higher figure is good.", .text),
    "by": (
      "What the groups are by; several with semicolons between them; empty for the total.", .text
    ),
    "group": (
      "The group's id, one for each of `by`, `*` where all are taken together; `total` for everybody.",
      .text
    ),
    "group_label": ("What people read of the group.", .text),
    "base": ("How many people it is out of, rounded; empty where the row is hidden.", .whole),
    "count": ("How many people it counts, rounded.", .whole),
    "items": (
      "How many items of people's lists it is out of; empty for figures of people.", .number
    ),
    "value": ("The figure; a percentage runs from 0 to 100.", .number),
    "low": ("The lower end of the 95% interval.", .number),
    "high": ("The upper end of the 95% interval.", .number),
    "at_least": ("Of a bounded row the least that its percentage is.", .number),
    "at_most": ("Of a bounded row the most that its percentage is.", .number),
    "rounded_to": (
      "What the figure and its interval are rounded to, where that is coarser than the figure's size would have it: an average of few amounts.",
      .number
    ),
    "change": ("The figure less that of the release before.", .number),
    "change_low": ("The lower end of its 95% interval.", .number),
    "change_high": ("The upper end of its 95% interval.", .number),
    "change_comparison": ("What that interval says of the change.", .text),
    "change_since": ("The id of the release before.", .text),
    "paired_people": ("How many people answered both times, rounded.", .whole),
    "paired_change": ("How the percentage of the same people changed since before.", .number),
    "paired_low": ("The lower end of its 95% interval.", .number),
    "paired_high": ("The upper end of its 95% interval.", .number),
    "paired_comparison": ("What that interval says of the change.", .text),
    "benchmark_area": ("The codes of the benchmarks' areas.", .words),
    "benchmark_period": ("The benchmarks' periods.", .words),
    "benchmark": ("The benchmarks' figures.", .words),
    "benchmark_comparison": ("What the total is beside each benchmark.", .words),
    "flags": ("What goes with the figure, such as suppressed or low_base.", .words),
  ]
}
