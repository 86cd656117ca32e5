// An audit as JSON, for the table that readers of releases cannot read, and read back from there.

public import JSON

extension AuditRecord {
  /// The audit as JSON. It holds exact counts.
  public var json: JSONValue {
    [
      "method": .string(Self.method),
      "verdict": .string(isSafe ? "safe" : "unsafe"),
      "hide_below": .whole(rule.hideBelow),
      "indicators": .array(indicators.map(\.json)),
      "changes": .array(changes.map { ["row": $0.row.json, "people": .whole($0.people)] }),
      "cells": .array(cells.map(\.json)),
    ]
  }

  /// Reads a stored audit; throws where it is not what `json` writes.
  public init(json: JSONValue) throws(StoredDocumentProblem) {
    let place = JSONPlace(json)
    self.init(
      rule: DisclosureRule(hideBelow: try place.at("hide_below").whole()),
      indicators: try place.at("indicators").list { item throws(StoredDocumentProblem) in
        try AuditedIndicator(item)
      },
      changes: try place.at("changes").list { item throws(StoredDocumentProblem) in
        RowChange(row: try RowKey(try item.at("row")), people: try item.at("people").whole())
      },
      cells: try place.at("cells").list { item throws(StoredDocumentProblem) in
        try AuditedCell(item)
      })
  }
}

extension RowKey {
  fileprivate var json: JSONValue {
    ["indicator": .string(indicator), "role": .optional(role), "group": .optional(group)]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      indicator: try place.at("indicator").string(), role: try place.optional("role")?.string(),
      group: try place.optional("group")?.string())
  }
}

extension AuditedIndicator {
  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "id": .string(id), "base_key": .string(baseKey), "show": .string(show.rawValue),
      "sensitive": .bool(isSensitive), "total": total.json,
      "breakdowns": .array(
        breakdowns.map { breakdown in
          var object: JSONObject = [
            "role": .string(breakdown.role), "rows": .array(breakdown.rows.map(\.json)),
          ]
          object["grouped_by"] = breakdown.groupedBy.map { .string($0) }
          return .object(object)
        }),
    ]
    object["within"] = within.map { .string($0) }
    return .object(object)
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      id: try place.at("id").string(), baseKey: try place.at("base_key").string(),
      within: place.value["within"]?.string, show: try place.at("show").word(IndicatorShow.self),
      isSensitive: try place.at("sensitive").bool(),
      total: try AuditedRow(try place.at("total")),
      breakdowns: try place.at("breakdowns").list { item throws(StoredDocumentProblem) in
        AuditedBreakdown(
          role: try item.at("role").string(),
          rows: try item.at("rows").list { row throws(StoredDocumentProblem) in
            try AuditedRow(row)
          }, groupedBy: item.value["grouped_by"]?.string)
      })
  }
}

extension AuditedRow {
  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "group": .string(group), "base": .whole(cell.base), "count": .whole(cell.count),
      "unanimous": .bool(cell.isUnanimous), "hidden": .bool(isHidden),
    ]
    if cell.isWithheld { object["withheld"] = true }
    object["contributors"] = cell.contributors.map { .whole($0) }
    object["bounds"] = cell.bounds.map { .array($0.map { .number($0) }) }
    return .object(object)
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      group: try place.at("group").string(),
      cell: CellCount(
        base: try place.at("base").whole(), count: try place.at("count").whole(),
        isUnanimous: try place.at("unanimous").bool(),
        isWithheld: place.value["withheld"]?.bool ?? false,
        contributors: place.value["contributors"]?.int,
        bounds: place.value["bounds"]?.array?.compactMap(\.number)),
      isHidden: try place.at("hidden").bool())
  }
}

extension AuditedCell {
  fileprivate var json: JSONValue {
    [
      "row": row.json, "kind": .string(kind.rawValue), "releases_ago": .whole(releasesAgo),
      "missing": .array(missing.map { .whole($0) }), "verdict": isSafe ? "safe" : "unsafe",
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      row: try RowKey(try place.at("row")),
      kind: try place.at("kind").word(AuditedCell.Kind.self),
      releasesAgo: try place.at("releases_ago").whole(),
      missing: try place.at("missing").list { item throws(StoredDocumentProblem) in
        try item.whole()
      })
  }
}
