// The audit of tables over several things at once, in words and as JSON, for the coordinators who answer
// for a release. It names cells that nobody else may know of, but no exact count.

internal import Findings
internal import JSON

extension CrossedAudit {
  private var rows: [AuditedCrossedRow] { bases.flatMap(\.rows) }

  /// The audit as JSON; `most` is the largest number that must not be known.
  func inJSON(_ most: Int) -> JSONObject {
    [
      "method": .string(Self.method), "solver": .string(solver), "problem": .string(problem),
      "steps": .number(Double(steps)),
      "tables": .array(
        tables.map { table in
          .object([
            "indicator": .string(SeriesMark.plain(table.indicator)),
            "by": .array(table.roles.map { .string($0) }),
          ])
        }),
      "cells": .array(cells.map { .object($0.inJSON(most)) }),
      "hidden_rows": .number(Double(rows.count { $0.isHidden })),
      "bounded_rows": .number(Double(rows.count { !$0.bounded.isEmpty && !$0.isHidden })),
      "shown_rows": .number(Double(rows.count { !$0.isHidden })),
    ]
  }

  /// The audit in words, a line each; none where the release had no such tables.
  func lines(_ names: AuditedNames, isFirst: Bool) -> [String] {
    guard !tables.isEmpty else { return [] }
    let most = rule.hideBelow - 1
    let bounded = rows.count { !$0.bounded.isEmpty && !$0.isHidden }
    var lines = ["", "Tables over several things at once: \(isSafe ? "safe" : "NOT SAFE")"]
    for table in tables {
      lines.append(
        "  \(names.indicator(table.indicator)) by \(names.roles(table.roles))")
    }
    lines += [
      "How they were judged: \(Self.method).",
      "Solver: \(solver), \(steps) steps. SHA-256 of the problem: \(problem)",
      "\(rows.count { !$0.isHidden }) rows are shown, of which \(bounded) as a bound; "
        + "\(rows.count { $0.isHidden }) are hidden.",
    ]
    guard !cells.isEmpty else {
      return lines + [AuditRecord.noCount(rows.count { $0.isHidden }, isFirst: isFirst)]
    }
    lines.append("Each count that must not be known, and what readers can still think it to be:")
    return lines + cells.map { $0.sentence(most, names) }
  }
}

extension AuditedCrossedCell {
  fileprivate func inJSON(_ most: Int) -> JSONObject {
    [
      "indicator": .string(SeriesMark.plain(indicator)),
      "group": .object(
        JSONObject(
          row.parts.map { part in
            (part.role, ["id": .string(part.group), "level": .number(Double(part.level))])
          })),
      "count": .string(kind.rawValue), "releases_ago": .number(Double(releasesAgo)),
      "least": .number(Double(max(1, lowest))), "most": .number(Double(highest)),
      "ruled_out": .array(missing.map { .number(Double($0)) }),
    ]
  }

  fileprivate func sentence(_ most: Int, _ names: AuditedNames) -> String {
    let place =
      row.parts.isEmpty
      ? "the total"
      : row.parts.map { names.group($0.group, $0.role) }.joined(separator: ", ") + " by "
        + names.roles(row.parts.map(\.role))
    return kind.sentence(
      of: names.indicator(indicator), at: place, releasesAgo, missing: missing,
      otherwise: "could be any number from 1 to \(most); shown possible: \(lowest) to \(highest)")
  }
}
