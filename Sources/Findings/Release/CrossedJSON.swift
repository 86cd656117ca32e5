// A table over several things at once as JSON, and read back from it.

internal import JSON
internal import Surveys

extension CrossedFinding {
  var json: JSONValue {
    var object: JSONObject = [
      "indicator": .string(about.indicator), "label": .string(about.label),
    ]
    if let series = about.series {
      object["series"] = .whole(series.number)
      object["versions"] = .array(series.versions.map { .string($0) })
    }
    object["show"] = .string(about.show.rawValue)
    object["better"] = .string(about.better.rawValue)
    object["by"] = .array(names.map { .string($0) })
    object["levels"] = .object(
      JSONObject(
        dimensions.filter { !$0.levels.isEmpty }.map {
          ($0.name, .array($0.levels.map { .string($0) }))
        }))
    object["held_back"] = heldBack.map { .string($0) }
    object["rows"] = .array(rows.map(json))
    object["total"] = .object(JSONObject(about.total.entries))
    object["benchmarks"] = .array(about.benchmarks.map(\.json))
    object["limitations"] = .array(about.limitations.map { .string($0) })
    for (key, value) in about.comparisons.entries { object[key] = value }
    return .object(object)
  }

  private func json(_ row: Row) -> JSONValue {
    let groups = zip(names, row.groups).compactMap { name, group in
      group.map { group -> (String, JSONValue) in
        var object: JSONObject = ["id": .string(group.id), "label": .string(group.label)]
        object["level"] = group.level.map { .string($0) }
        return (name, .object(object))
      }
    }
    let change = row.change.map { [("change", JSONValue.object(JSONObject($0.entries)))] } ?? []
    return .object(
      JSONObject([("group", .object(JSONObject(groups)))] + row.figure.entries + change))
  }

  /// Whether an entry of a release is such a table.
  static func isOne(_ place: JSONPlace) -> Bool { place.value["levels"] != nil }

  init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    let names = try place.at("by").list { item throws(StoredDocumentProblem) in
      try item.string()
    }
    let levels = try place.at("levels")
    var dimensions: [CrossedBy] = []
    for name in names {
      dimensions.append(
        CrossedBy(
          name,
          levels: try levels.listIfAny(name) { item throws(StoredDocumentProblem) in
            try item.string()
          }))
    }
    let about = try Finding(about: place)
    self.init(
      about: about, dimensions: dimensions,
      rows: try place.at("rows").list { item throws(StoredDocumentProblem) in
        try Row(item, names)
      }, heldBack: place.value["held_back"]?.string)
  }
}

extension CrossedFinding.Row {
  fileprivate init(_ place: JSONPlace, _ names: [String]) throws(StoredDocumentProblem) {
    let object = try place.at("group")
    var groups: [CrossedFinding.Group?] = []
    for name in names {
      guard object.value[name] != nil else {
        groups.append(nil)
        continue
      }
      let group = try object.at(name)
      groups.append(
        CrossedFinding.Group(
          id: try group.at("id").string(), label: try group.at("label").string(),
          level: group.value["level"]?.string))
    }
    self.init(
      groups: groups, figure: try PublishedFigure(place),
      change: place.value["change"] == nil ? nil : try FigureComparison(try place.at("change")))
  }
}
