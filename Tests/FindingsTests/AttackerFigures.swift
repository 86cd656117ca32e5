// What an attacker who read the rule can print for a pair of counts. Written from the
// documentation, not from the code under test, so that the two can disagree.

import JSON

/// A pair of counts that an attacker considers.
struct AttackerPair: Hashable {
  var base: Int
  var count: Int
}

/// The rule as an attacker reads it from the document.
struct AttackerRule {
  let hideBelow: Int
  let minimumBase: Int
  /// Rules that were switched off, by number: the attacker knows that, too.
  let without: Set<Int>

  init(_ document: JSONValue) {
    hideBelow = document["rule"]?["hide_below"]?.int ?? 0
    minimumBase = document["rule"]?["minimum_base"]?.int ?? 0
    without = Set((document["rule"]?["without"]?.array ?? []).compactMap(\.int))
  }

  /// Rules 1, 2 and 4.
  func hides(_ pair: AttackerPair) -> Bool {
    let few = 1..<hideBelow
    let others = pair.base - pair.count
    if pair.base == 0 { return false }
    let isFew = few.contains(pair.count) || few.contains(others)
    return !without.contains(2) && pair.base < minimumBase || !without.contains(1) && isFew
      || !without.contains(4) && pair.base < 30 && (pair.count == 0 || others == 0)
  }
}

/// A row as it stands in the document.
struct AttackerRow {
  let group: String
  let isHidden: Bool
  let pairs: [AttackerPair]

  init(group: String, _ row: JSONValue, isPercent: Bool, rule: AttackerRule) {
    self.group = group
    isHidden = row["flags"]?.array?.contains("suppressed") ?? false
    guard let base = row["base"]?.int, let count = row["count"]?.int else {
      pairs = []
      return
    }
    let reach = rule.without.contains(7) ? 0 : 2
    pairs = (max(0, base - reach)...(base + reach)).flatMap { base in
      (max(0, count - reach)...(count + reach)).compactMap { count in
        let pair = AttackerPair(base: base, count: count)
        guard count <= base, !rule.hides(pair) else { return nil }
        return Self.prints(pair, row, isPercent: isPercent, rule) ? pair : nil
      }
    }
  }

  /// True when the pair would be printed as the row.
  private static func prints(
    _ pair: AttackerPair, _ row: JSONValue, isPercent: Bool, _ rule: AttackerRule
  ) -> Bool {
    let isLow = row["flags"]?.array?.contains("low_base") ?? false
    if pair.base == 0 { return row["base"]?.int == 0 && !isLow }
    guard isLow == (pair.base < 30), row["base"]?.int != 0 else { return false }
    guard isPercent else { return true }
    let isFine = rule.without.contains(8) || pair.base >= 1000
    let step = isFine ? 0.1 : pair.base < 30 ? 10 : pair.base < 100 ? 5 : 1
    let (n, z) = (Double(pair.base), 1.959963984540054)
    let share = Double(pair.count) / n
    let centre = share + z * z / (2 * n)
    let margin = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    let low = max(0, 100 * (centre - margin) / (1 + z * z / n))
    let high = min(100, 100 * (centre + margin) / (1 + z * z / n))
    // A billionth absorbs the noise of this formula at the ends of the scale.
    let printedLow = ((low / step) + 1e-9).rounded(.down) * step
    let printedHigh = ((high / step) - 1e-9).rounded(.up) * step
    let value = (Double(pair.count) * 100 / n / step + 1e-12 + 0.5).rounded(.down) * step
    return near(row["value"], value) && near(row["low"], max(0, printedLow))
      && near(row["high"], min(100, printedHigh))
  }

  private static func near(_ printed: JSONValue?, _ number: Double) -> Bool {
    guard let printed = printed?.number else { return false }
    return abs(printed - number) < 1e-6
  }
}

/// What an attacker reads about one indicator: its total, and its rows by role.
struct AttackerIndicator {
  let total: AttackerRow
  let roles: [String: [AttackerRow]]

  /// Reads an indicator out of a released document.
  init(_ id: String, in document: JSONValue) {
    let rule = AttackerRule(document)
    let findings = (document["findings"]?.array ?? []).filter { $0["indicator"]?.string == id }
    let isPercent = findings.first?["show"] == "percent"
    total = AttackerRow(
      group: "total", findings.first?["total"] ?? .null, isPercent: isPercent, rule: rule)
    var roles: [String: [AttackerRow]] = [:]
    for finding in findings {
      guard let role = finding["by"]?[0]?.string else { continue }
      roles[role] = (finding["rows"]?.array ?? []).map { row in
        AttackerRow(
          group: row["group"]?[role]?["id"]?.string ?? "", row, isPercent: isPercent, rule: rule)
      }
    }
    self.roles = roles
  }
}
