// Figures as they would be published with some rules switched off: what was decided of the rows stays, and
// what the rules forbid is printed all the same. No product has such a switch.

import Findings
import JSON

/// The numbered rules of disclosure control that are switched off in what a test prints.
struct RuleSwitch {
  let off: Set<Int>

  /// What anybody could read.
  func document(_ release: ProtectedRelease) -> JSONValue {
    let findings = release.audit.indicators.flatMap { indicator in
      indicator.breakdowns.map { breakdown -> JSONValue in
        [
          "indicator": .string(indicator.id), "show": .string(indicator.show.rawValue),
          "by": [.string(breakdown.role)],
          "total": printed(indicator.total, indicator),
          "rows": .array(
            breakdown.rows.map { row in
              var object = printed(row, indicator).object ?? [:]
              object["group"] = .object([breakdown.role: ["id": .string(row.group)]])
              return .object(object)
            }),
        ]
      }
    }
    let rule = release.audit.rule
    return [
      "rule": [
        "hide_below": .number(Double(rule.hideBelow)),
        "minimum_base": .number(Double(rule.minimumBase)),
        "without": .array(off.sorted().map { .number(Double($0)) }),
      ], "findings": .array(findings),
    ]
  }

  /// The rules that hide a row for what stands in it, as far as they are about a row.
  private func reasons(_ cell: CellCount, isSensitive: Bool) -> Set<Int> {
    var reasons: Set<Int> = []
    if cell.base == 0 { return [] }
    let few = 1...7
    if few.contains(cell.base) || few.contains(cell.count) || few.contains(cell.complement) {
      reasons.insert(1)
    }
    if cell.base < 10 { reasons.insert(2) }
    if isSensitive && cell.isUnanimous && cell.base < 30 { reasons.insert(3) }
    if cell.base < 30 && (cell.count == 0 || cell.complement == 0) { reasons.insert(4) }
    return reasons
  }

  private func printed(_ row: AuditedRow, _ indicator: AuditedIndicator) -> JSONValue {
    let reasons = reasons(row.cell, isSensitive: indicator.isSensitive)
    // Rows that are hidden for the sake of others stay so.
    let isHidden = row.isHidden && (reasons.isEmpty || !reasons.subtracting(off).isEmpty)
    let base = off.contains(7) ? row.cell.base : (row.cell.base + 2) / 5 * 5
    var object: JSONObject = ["flags": ["suppressed"]]
    if isHidden {
      if off.contains(2), reasons.contains(2) { object["base"] = .number(Double(base)) }
      return .object(object)
    }
    let count = off.contains(7) ? row.cell.count : (row.cell.count + 2) / 5 * 5
    object = [
      "base": .number(Double(base)), "count": .number(Double(count)),
      "flags": row.cell.base > 0 && row.cell.base < 30 ? ["low_base"] : [],
    ]
    let figure = PublishedFigure(row.cell, show: indicator.show, rule: .standard)
    var ends = [figure.value, figure.low, figure.high]
    if off.contains(8), let interval = WilsonInterval(count: row.cell.count, base: row.cell.base) {
      let share = 1000 * Double(row.cell.count) / Double(row.cell.base)
      ends = [
        (share + 0.5).rounded(.down) / 10, (interval.low * 1000).rounded(.down) / 10,
        (interval.high * 1000).rounded(.up) / 10,
      ]
    }
    for (name, end) in zip(["value", "low", "high"], ends) {
      object[name] = end.map { .number($0) } ?? .null
    }
    return .object(object)
  }

  /// Counts that the rules hide and of which somebody who read all this can rule out a number from 1 to 7,
  /// by row and kind.
  func leaks(_ release: ProtectedRelease) -> Set<String> {
    let document = document(release)
    var leaks: Set<String> = []
    for indicator in release.audit.indicators {
      let attacker = Attacker(document, indicators: [indicator.id])
      if attacker.knowsNothing { continue }
      let read = AttackerIndicator(indicator.id, in: document)
      for breakdown in indicator.breakdowns {
        let findings = attacker.findings(role: breakdown.role)
        for (row, figures) in zip(breakdown.rows, read.roles[breakdown.role] ?? []) {
          let reasons = reasons(row.cell, isSensitive: indicator.isSensitive)
          if reasons.isEmpty { continue }
          var left = [findings.bases, findings.counts[0], findings.complements[0]]
          if !figures.isHidden {
            left = [
              Set(figures.pairs.map(\.base)), Set(figures.pairs.map(\.count)),
              Set(figures.pairs.map { $0.base - $0.count }),
            ]
          } else if off.contains(2), reasons.contains(2) {
            let base = (row.cell.base + 2) / 5 * 5
            left[0].formIntersection((base - 2)...(base + 2))
          }
          let isSmall = row.cell.base < 30
          let cells = [
            ("base", row.cell.base, 1...9), ("numerator", row.cell.count, (isSmall ? 0 : 1)...7),
            ("complement", row.cell.complement, (isSmall ? 0 : 1)...7),
          ]
          for ((kind, truth, hidden), left) in zip(cells, left)
          where hidden.contains(truth) && !left.isSuperset(of: 1...7) {
            leaks.insert("\(row.group) \(kind)")
          }
        }
      }
    }
    return leaks
  }
}
