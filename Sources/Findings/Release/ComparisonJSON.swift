// What findings say beside their figures, as JSON and read back from it.

internal import JSON

extension FindingComparisons {
  /// What of it there is, by key.
  var entries: [(String, JSONValue)] {
    var entries: [(String, JSONValue)] = []
    if !differences.isEmpty {
      entries.append(
        (
          "differences",
          .array(
            differences.map { item in
              .object(
                JSONObject(
                  [("group", .string(item.group)), ("than", .string(item.than))]
                    + item.comparison.entries))
            })
        ))
    }
    if let change { entries.append(("change", change.json)) }
    if let weighted { entries.append(("weighted", weighted.json)) }
    if let paired { entries.append(("paired", paired.json)) }
    return entries
  }

  init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      differences: try place.listIfAny("differences") { item throws(StoredDocumentProblem) in
        GroupDifference(
          group: try item.at("group").string(), than: try item.at("than").string(),
          comparison: try FigureComparison(item))
      },
      change: place.value["change"] == nil ? nil : try FindingChange(try place.at("change")),
      weighted: place.value["weighted"] == nil ? nil : try WeightedTotal(try place.at("weighted")),
      paired: place.value["paired"] == nil ? nil : try PairedChange(try place.at("paired")))
  }
}

extension FigureComparison {
  var entries: [(String, JSONValue)] {
    [
      ("difference", .optional(difference)), ("low", .optional(low)), ("high", .optional(high)),
      ("comparison", .optional(comparison?.rawValue)),
      ("not_compared_because", .optional(notComparedBecause)),
    ]
  }

  init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      difference: try place.optional("difference")?.number(),
      low: try place.optional("low")?.number(), high: try place.optional("high")?.number(),
      comparison: try place.optional("comparison")?.word(BenchmarkComparison.self),
      notComparedBecause: try place.optional("not_compared_because")?.string())
  }
}

extension FindingChange {
  fileprivate var json: JSONValue {
    [
      "since": ["release": .string(since), "cut_off": .string(cutOff)],
      "total": .object(JSONObject(total.entries)),
      "rows": .array(
        rows.map { row in
          .object(JSONObject([("group", .string(row.group))] + row.comparison.entries))
        }),
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      since: try place.at("since").at("release").string(),
      cutOff: try place.at("since").at("cut_off").string(),
      total: try FigureComparison(try place.at("total")),
      rows: try place.at("rows").list { row throws(StoredDocumentProblem) in
        Row(group: try row.at("group").string(), comparison: try FigureComparison(row))
      })
  }
}

extension PairedChange {
  fileprivate var json: JSONValue {
    .object(
      JSONObject([("people", .optional(people))] + comparison.entries))
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(people: place.value["people"]?.int, comparison: try FigureComparison(place))
  }
}

extension WeightedTotal {
  fileprivate var json: JSONValue {
    [
      "by": .string(by), "value": .optional(value), "low": .optional(low),
      "high": .optional(high), "design_effect": .optional(designEffect),
      "effective_base": .optional(effectiveBase),
      "notes": .array(notes.map { .string($0) }),
      "not_weighted_because": .optional(notWeightedBecause),
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      by: try place.at("by").string(), value: try place.optional("value")?.number(),
      low: try place.optional("low")?.number(), high: try place.optional("high")?.number(),
      designEffect: try place.optional("design_effect")?.number(),
      effectiveBase: place.value["effective_base"]?.int,
      notes: try place.at("notes").list { note throws(StoredDocumentProblem) in
        try note.string()
      },
      notWeightedBecause: try place.optional("not_weighted_because")?.string())
  }
}
