// A release as JSON, its keys in the order of the documentation.

public import JSON
internal import Surveys

extension ReleaseDocument {
  /// The document as JSON, the same for every reader.
  public var json: JSONValue {
    var object: JSONObject = [
      "survey": .string(survey),
      "versions": .array(versions.map { .string($0) }),
      "partnership": .string(partnership),
      "release": .string(release),
      "cut_off": .string(cutOff),
      "rule": [
        "id": .string(rule.id), "hide_below": .whole(rule.hideBelow),
        "round_to": .whole(rule.roundTo), "minimum_base": .whole(rule.minimumBase),
      ],
      "findings": .array(entries),
    ]
    if let title { object["title"] = .string(title) }
    if !heard.isEmpty { object["heard"] = .array(heard.map(\.json)) }
    if let unit, unit != .person { object["unit"] = .string(unit.rawValue) }
    return .object(object)
  }
}

extension ReleaseDocument {
  /// The findings, each indicator's tables after them.
  private var entries: [JSONValue] {
    var entries: [JSONValue] = []
    for (place, finding) in findings.enumerated() {
      entries.append(finding.json)
      guard finding.isLast(in: findings[(place + 1)...]) else { continue }
      entries += crossings.filter { $0.about.isBeside(finding) }.map(\.json)
    }
    let own = crossings.filter { table in !findings.contains { table.about.isBeside($0) } }
    return entries + own.map(\.json)
  }

  /// The findings and tables, each in the form of a finding, an indicator's together.
  public var allFindings: [Finding] {
    var all: [Finding] = []
    for (place, finding) in findings.enumerated() {
      all.append(finding)
      guard finding.isLast(in: findings[(place + 1)...]) else { continue }
      all += crossings.filter { $0.about.isBeside(finding) }.map(\.flat)
    }
    return all
      + crossings.filter { table in !findings.contains { table.about.isBeside($0) } }.map(\.flat)
  }
}

extension Finding {
  /// Whether another is of the same indicator and answers.
  func isBeside(_ other: Finding) -> Bool {
    indicator == other.indicator && series == other.series
  }

  /// Whether none of those that follow is of the same indicator and answers.
  func isLast(in rest: ArraySlice<Finding>) -> Bool { !rest.contains { isBeside($0) } }
}

extension JSONValue {
  static func whole(_ number: Int) -> JSONValue { .number(Double(number)) }

  static func optional(_ number: Int?) -> JSONValue { number.map(whole) ?? .null }

  static func optional(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }

  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

extension Finding {
  fileprivate var json: JSONValue {
    var object: JSONObject = ["indicator": .string(indicator), "label": .string(label)]
    if let series {
      object["series"] = .whole(series.number)
      object["versions"] = .array(series.versions.map { .string($0) })
    }
    for (key, value) in figures { object[key] = value }
    for (key, value) in comparisons.entries { object[key] = value }
    return .object(object)
  }

  private var figures: JSONObject {
    [
      "show": .string(show.rawValue),
      "better": .string(better.rawValue),
      "by": .array(role.map { [.string($0)] } ?? []),
      "rows": .array(rows.map { row in json(of: row) }),
      "total": .object(JSONObject(total.entries)),
      "benchmarks": .array(benchmarks.map(\.json)),
      "limitations": .array(limitations.map { .string($0) }),
    ]
  }

  private func json(of row: ProtectedRow) -> JSONValue {
    let group: JSONValue = ["id": .string(row.group.id), "label": .string(row.group.label)]
    let entry = ("group", JSONValue.object(JSONObject([(role ?? "", group)])))
    return .object(JSONObject([entry] + row.figure.entries))
  }
}

extension PublishedFigure {
  var entries: [(String, JSONValue)] {
    [("base", .optional(base)), ("count", .optional(count))]
      + (items.map { [("items", .whole($0))] } ?? []) + [
        ("value", .optional(value)), ("low", .optional(low)), ("high", .optional(high)),
        ("flags", .array(flags.map { .string($0.rawValue) })),
      ] + (atLeast.map { [("at_least", .number($0))] } ?? [])
      + (atMost.map { [("at_most", .number($0))] } ?? [])
      + (roundedTo.map { [("rounded_to", .number($0))] } ?? [])
      + (asOf.map { [("as_of", .string($0))] } ?? [])
  }
}

extension BenchmarkFinding {
  var json: JSONValue {
    [
      "area": .string(area), "area_name": .string(areaName), "period": .string(period),
      "value": .number(value),
      "comparison": .optional(comparison?.rawValue),
      "not_compared_because": .optional(notComparedBecause),
      "warnings": .array(warnings.map { .string($0) }),
    ]
  }
}
