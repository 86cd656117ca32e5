// The audit of crossed tables as JSON, for the table that readers of releases cannot read, and read
// back from there.

public import JSON

extension CrossedAudit {
  /// The audit as JSON. It holds exact counts.
  public var json: JSONValue {
    [
      "method": .string(Self.method), "solver": .string(solver), "problem": .string(problem),
      "steps": .whole(steps), "verdict": .string(isSafe ? "safe" : "unsafe"),
      "hide_below": .whole(rule.hideBelow), "bases": .array(bases.map(\.json)),
      "cells": .array(cells.map(\.json)),
    ]
  }

  /// Reads a stored audit; throws where it is not what `json` writes.
  public init(json: JSONValue) throws(StoredDocumentProblem) {
    let place = JSONPlace(json)
    self.init(
      rule: DisclosureRule(hideBelow: try place.at("hide_below").whole()),
      problem: try place.at("problem").string(), solver: try place.at("solver").string(),
      steps: try place.at("steps").whole(),
      bases: try place.at("bases").list { item throws(StoredDocumentProblem) in
        try AuditedCrossing(item)
      },
      cells: try place.at("cells").list { item throws(StoredDocumentProblem) in
        try AuditedCrossedCell(item)
      })
  }
}

extension AuditedCrossing {
  fileprivate var json: JSONValue {
    [
      "base_key": .string(baseKey),
      "indicators": .array(
        indicators.map { indicator in
          [
            "id": .string(indicator.id), "show": .string(indicator.show.rawValue),
            "sensitive": .bool(indicator.isSensitive),
          ]
        }),
      "dimensions": .array(dimensions.map(\.json)),
      "tables": .array(
        tables.map { table in
          [
            "indicator": .string(table.indicator), "roles": .array(table.roles.map { .string($0) }),
            "one_way": table.oneWay.map { .whole($0) } ?? .null,
          ]
        }),
      "rows": .array(rows.map(\.json)),
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      baseKey: try place.at("base_key").string(),
      indicators: try place.at("indicators").list { item throws(StoredDocumentProblem) in
        Indicator(
          id: try item.at("id").string(), show: try item.at("show").word(IndicatorShow.self),
          isSensitive: try item.at("sensitive").bool())
      },
      dimensions: try place.at("dimensions").list { item throws(StoredDocumentProblem) in
        try CrossedDimension(item)
      },
      tables: try place.at("tables").list { item throws(StoredDocumentProblem) in
        Table(
          indicator: try item.at("indicator").string(), roles: try item.at("roles").strings(),
          oneWay: try item.optional("one_way")?.whole())
      },
      rows: try place.at("rows").list { item throws(StoredDocumentProblem) in
        try AuditedCrossedRow(item)
      })
  }
}

extension JSONPlace {
  fileprivate func strings() throws(StoredDocumentProblem) -> [String] {
    var found: [String] = []
    for item in try items() { found.append(try item.string()) }
    return found
  }

  fileprivate func numbers() throws(StoredDocumentProblem) -> [Int] {
    var found: [Int] = []
    for item in try items() { found.append(try item.whole()) }
    return found
  }

  fileprivate func groups() throws(StoredDocumentProblem) -> [BreakdownGroup] {
    try list { item throws(StoredDocumentProblem) in
      BreakdownGroup(id: try item.at("id").string(), label: try item.at("label").string())
    }
  }
}

extension CrossedDimension {
  fileprivate var json: JSONValue {
    let names = { (groups: [BreakdownGroup]) -> JSONValue in
      .array(groups.map { ["id": .string($0.id), "label": .string($0.label)] })
    }
    return [
      "role": .string(role), "groups": names(groups),
      "above": .array(above.map { .array($0.map { .whole($0) }) }),
      "levels": .array(levels.map(names)),
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      role: try place.at("role").string(), groups: try place.at("groups").groups(),
      above: try place.at("above").list { item throws(StoredDocumentProblem) in
        try item.numbers()
      },
      levels: try place.at("levels").list { item throws(StoredDocumentProblem) in
        try item.groups()
      })
  }
}

extension CrossedKey {
  fileprivate var json: JSONValue {
    .array(
      parts.map { part in
        [
          "role": .string(part.role), "level": .whole(part.level), "group": .string(part.group),
        ]
      })
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      try place.list { item throws(StoredDocumentProblem) in
        Part(
          role: try item.at("role").string(), level: try item.at("level").whole(),
          group: try item.at("group").string())
      })
  }
}

extension AuditedCrossedRow {
  fileprivate var json: JSONValue {
    [
      "row": key.json,
      "cells": .array(
        cells.sorted { $0.key < $1.key }.map { indicator, cell in
          [
            "indicator": .string(indicator), "base": .whole(cell.base),
            "count": .whole(cell.count), "unanimous": .bool(cell.isUnanimous),
          ]
        }),
      "hidden": .bool(isHidden), "bounded": .array(bounded.sorted().map { .string($0) }),
      "renewed": .array(renewed.sorted().map { .string($0) }),
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    var cells: [String: CellCount] = [:]
    for item in try place.at("cells").items() {
      cells[try item.at("indicator").string()] = CellCount(
        base: try item.at("base").whole(), count: try item.at("count").whole(),
        isUnanimous: try item.at("unanimous").bool())
    }
    self.init(
      key: try CrossedKey(try place.at("row")), cells: cells,
      isHidden: try place.at("hidden").bool(),
      bounded: Set(try place.at("bounded").strings()),
      renewed: Set(try place.at("renewed").strings()))
  }
}

extension AuditedCrossedCell {
  fileprivate var json: JSONValue {
    [
      "indicator": .string(indicator), "row": row.json, "kind": .string(kind.rawValue),
      "releases_ago": .whole(releasesAgo), "lowest": .whole(lowest), "highest": .whole(highest),
      "missing": .array(missing.map { .whole($0) }), "verdict": isSafe ? "safe" : "unsafe",
    ]
  }

  fileprivate init(_ place: JSONPlace) throws(StoredDocumentProblem) {
    self.init(
      indicator: try place.at("indicator").string(), row: try CrossedKey(try place.at("row")),
      kind: try place.at("kind").word(AuditedCell.Kind.self),
      releasesAgo: try place.at("releases_ago").whole(),
      lowest: try place.at("lowest").whole(), highest: try place.at("highest").whole(),
      missing: try place.at("missing").numbers())
  }
}
