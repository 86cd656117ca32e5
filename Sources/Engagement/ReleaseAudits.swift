// The audit of a release in words, for the coordinators who answer for it: which counts had to be
// protected, and that each could still be any of the numbers that the rule hides. It names the cells that
// nobody else may know of, but no exact count.

internal import Crypto
internal import Findings
internal import Foundation
public import JSON
internal import Postgres
public import Storage

/// The audit of one release, as a coordinator reads it.
public struct ReleaseAudit: Sendable {
  /// The same as JSON, for programs.
  public let json: JSONObject
  /// In words, a line each.
  public let lines: [String]

  init(_ release: Stored<ReleaseRecord>, _ stored: JSONValue) throws {
    let audit = try AuditRecord(json: stored)
    let kept = SHA256.hash(data: stored.canonical()).map { String(format: "%02x", $0) }.joined()
    let hidden = audit.rule.hideBelow - 1
    let crossed =
      stored[CrossedAudit.key] == nil ? nil : try CrossedAudit.kept(in: stored, beside: audit)
    var json: JSONObject = [
      "release": .string(release.id.text), "survey": .string(release.content.survey),
      "verdict": .string(audit.isSafe && crossed?.isSafe != false ? "safe" : "unsafe"),
      "method": .string(AuditRecord.method),
      "sha256": .string(kept),
      "rule": [
        "id": .string(audit.rule.id), "hide_below": .number(Double(audit.rule.hideBelow)),
      ],
      "cells": .array(audit.cells.map { .object($0.json(hidden)) }),
      "hidden_rows": .number(Double(audit.hiddenRows)),
      "shown_rows": .number(Double(audit.shownRows)),
    ]
    if let crossed { json["crossed"] = .object(crossed.inJSON(hidden)) }
    let proposals = stored[Self.proposals]?.array?.compactMap(\.string) ?? []
    json[Self.proposals] = .array(proposals.map { .string($0) })
    self.json = json
    let names = try AuditedNames(
      ReleaseDocument(json: JSONValue.parse(release.content.document.bytes)))
    lines =
      audit.lines(kept, release, names)
      + (crossed?.lines(names, isFirst: release.content.supersedes == nil) ?? [])
      + proposals.map { "Left out, of too few people: \($0)." }
  }

  /// Where the audit keeps which groups to put together, which no reader of the release may know.
  static let proposals = "proposals"

  /// What to do about what was left out, a sentence each; nil where there is nothing to say.
  static func proposals(_ left: [LeftOut]) -> JSONValue? {
    let sentences = left.compactMap(\.proposed)
    return sentences.isEmpty ? nil : .array(sentences.map { .string($0) })
  }
}

extension LeftOut {
  /// What to do about it, with what it is about.
  var proposed: String? {
    proposal.map { "\(SeriesMark.plain(indicator)) by \(role ?? "anything"): \($0)" }
  }
}

extension Engagement {
  /// The audit of a release, for coordinators; that it was read is kept.
  public func auditInWords(
    ofRelease text: String, as principal: Principal, origin: Origin
  ) async throws -> ReleaseAudit {
    try require(principal, .coordinator)
    let missing = Problem(.notFound, "there is no such release")
    guard let id = UUID(uuidString: text) else { throw missing }
    return try await translating {
      try await database.transaction(as: principal, on: .analysis) { connection in
        guard let release = try ReleaseQueries.find(id, on: connection),
          let stored = try ReleaseQueries.audit(of: id, on: connection)
        else { throw missing }
        try audit("release.audit", "release", [id.uuidString], origin, connection)
        return try ReleaseAudit(release, JSONValue.parse(stored.bytes))
      }
    }
  }
}

extension AuditedCell {
  /// What could still stand there, for all that was published.
  fileprivate func json(_ most: Int) -> JSONObject {
    [
      "indicator": .string(SeriesMark.plain(row.indicator)),
      "by": row.role.map { .string($0) } ?? .null, "group": row.group.map { .string($0) } ?? .null,
      "count": .string(kind.rawValue), "releases_ago": .number(Double(releasesAgo)),
      "least": 1, "most": .number(Double(most)),
      "ruled_out": .array(missing.map { .number(Double($0)) }),
    ]
  }

  fileprivate func sentence(_ most: Int, _ names: AuditedNames) -> String {
    kind.sentence(
      of: names.indicator(row.indicator), at: names.place(row), releasesAgo, missing: missing,
      otherwise: "could be any number from 1 to \(most)")
  }
}

extension AuditedCell.Kind {
  /// A judged cell in words; `otherwise` is said of it when no value is missing, `indicator` is what people
  /// call it.
  func sentence(
    of indicator: String, at place: String, _ releasesAgo: Int, missing: [Int], otherwise: String
  ) -> String {
    let what =
      switch self {
      case .base: "who were asked"
      case .numerator: "who count"
      case .complement: "who were asked and do not count"
      }
    let when =
      switch releasesAgo {
      case 0: ""
      case 1: ", in the release before"
      default: ", \(releasesAgo) releases before"
      }
    let verdict =
      missing.isEmpty
      ? otherwise : "could NOT be \(missing.map(String.init).joined(separator: ", "))"
    return "  \(indicator), \(place)\(when): the number of people \(what) \(verdict)"
  }
}

extension AuditRecord {
  private var rows: [AuditedRow] {
    indicators.flatMap { [$0.total] + $0.breakdowns.flatMap(\.rows) }
  }

  fileprivate var hiddenRows: Int { rows.count { $0.isHidden } }

  fileprivate var shownRows: Int { rows.count - hiddenRows }

  fileprivate func lines(
    _ hash: String, _ release: Stored<ReleaseRecord>, _ names: AuditedNames
  ) -> [String] {
    let most = rule.hideBelow - 1
    var lines = [
      "Release \(release.id.text) of \(release.content.survey): \(isSafe ? "safe" : "NOT SAFE")",
      "Rule \(rule.id): counts of people from 1 to \(most) must not be known.",
      "How it was judged: \(Self.method).",
      "SHA-256 of what was judged: \(hash)",
    ]
    if indicators.isEmpty {
      return lines + ["Nothing had to be protected: the figures are not about people."]
    }
    lines.append("\(shownRows) rows are shown, \(hiddenRows) hidden.")
    lines += amounts(names)
    guard !cells.isEmpty else {
      return lines + [Self.noCount(hiddenRows, isFirst: release.content.supersedes == nil)]
    }
    lines.append("Each count that must not be known, and what readers can still think it to be:")
    return lines + cells.map { $0.sentence(most, names) }
  }

  /// Only of a later release is there one before.
  static func noCount(_ hidden: Int, isFirst: Bool) -> String {
    guard hidden > 0 else { return "No count was small enough to need protection." }
    return
      "No count had to be judged\(isFirst ? "" : " anew"): what is hidden is so for its amounts"
      + (isFirst ? "." : ", or as in the release before.")
  }

  /// Rows that are hidden for what their people's amounts are, and not for how few they are.
  private func amounts(_ names: AuditedNames) -> [String] {
    let rows = indicators.filter(\.show.isMeasure).flatMap { indicator in
      let all =
        [(RowKey(indicator: indicator.id), indicator.total)]
        + indicator.breakdowns.flatMap { breakdown in
          breakdown.rows.map { row in
            (RowKey(indicator: indicator.id, role: breakdown.role, group: row.group), row)
          }
        }
      return all.filter { _, row in
        row.isHidden && row.cell.base >= rule.lowBaseBelow && rule.hides(row.cell, indicator.show)
      }
      .map { "  \(names.indicator(indicator.id)), \(names.place($0.0))" }
    }
    if rows.isEmpty { return [] }
    return [
      "Hidden because one amount is so large beside the others that it could be worked out to within a"
        + " fifth, because all or all but a few gave the same, or because the figure would tell how many of a few"
        + " gave one amount:"
    ] + rows
  }
}
