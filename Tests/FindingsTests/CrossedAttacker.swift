// An attacker on crossed tables: from the published rows and the rule alone, narrows every hidden
// count by what sums and printed figures allow. Written apart from the audit under test.

import Findings
import JSON

/// What is left of the base, the count and the complement of a row, for one indicator.
struct AttackerRange: Hashable {
  var low = 0
  var high = 100_000

  mutating func narrow(_ low: Int, _ high: Int) -> Bool {
    let before = self
    self.low = max(self.low, low)
    self.high = min(self.high, high)
    return self != before
  }
}

/// Attacks the releases of one base.
final class CrossedAttacker {
  private struct Row {
    var variables: [Int]
    var pairs: [AttackerPair]?
  }

  private let rule: AttackerRule
  private(set) var ranges: [AttackerRange] = []
  /// Sums: the first variable is the sum of the others.
  private(set) var sums: [[Int]] = []
  private var rows: [Row] = []
  /// Variables by release, row and indicator: base, count, complement.
  private(set) var places: [[String: [Int]]] = []
  /// Two bases of which one follows the other and that changed by 8 people or more.
  private(set) var changes: [[Int]] = []

  init(_ rule: DisclosureRule) {
    self.rule = AttackerRule([
      "rule": [
        "hide_below": .number(Double(rule.hideBelow)),
        "minimum_base": .number(Double(rule.minimumBase)),
      ]
    ])
  }

  /// By how many people a row changed for an indicator since an earlier release, by its place.
  typealias Changed = (String, CrossedKey, Int) -> Int

  /// Reads one release. `levels` says at which level of a role one-way rows stand where that is not the
  /// finest; of each row that was printed before the attacker was told by how many people it changed.
  func read(
    _ tables: [ProtectedCrossing], _ oneWay: [ProtectedIndicator], levels: [String: Int] = [:],
    changed: Changed = { _, _, _ in 8 }
  ) {
    places.append([:])
    for table in tables {
      for row in table.rows {
        add(
          table.indicator, table.show, row.key, row.figure, changed, atLeast: row.atLeast,
          atMost: row.atMost)
      }
    }
    for indicator in oneWay {
      add(indicator.id, indicator.show, CrossedKey([]), indicator.total, changed)
      for breakdown in indicator.breakdowns {
        let keys = breakdown.rows.map { row in
          CrossedKey([
            .init(
              role: breakdown.role, level: levels[breakdown.role] ?? 0, group: row.group.id)
          ])
        }
        for (key, row) in zip(keys, breakdown.rows) {
          add(indicator.id, indicator.show, key, row.figure, changed)
        }
        addSum(CrossedKey([]), keys, indicator.id)
      }
    }
    for table in tables { addSums(table) }
  }

  /// The variables of a row of the release that is read, those of an earlier one where nobody changed.
  func own(_ indicator: String, _ key: CrossedKey, _ changed: Changed) -> [Int] {
    let now = places.count - 1
    let name = "\(indicator) \(key)"
    if let own = places[now][name] { return own }
    let last = places[..<now].lastIndex { $0[name] != nil }
    let people = last.map { changed(indicator, key, $0) }
    let before = last.flatMap { places[$0][name] }
    let known = places[now]["base \(key)"]?[0]
    var own = people == 0 ? before : nil
    if own == nil {
      // Indicators of a base share its people.
      let new = [known ?? variable(), variable(), variable()]
      sums.append(new)
      if let before, let people, people >= rule.hideBelow { changes.append([before[0], new[0]]) }
      own = new
    } else if let own, let known, own[0] != known {
      sums.append([known, own[0]])
    }
    places[now][name] = own
    places[now]["base \(key)"] = own
    return own ?? []
  }

  private func add(
    _ indicator: String, _ show: IndicatorShow, _ key: CrossedKey, _ figure: PublishedFigure,
    _ changed: Changed, atLeast: Double? = nil, atMost: Double? = nil
  ) {
    let own = own(indicator, key, changed)
    var pairs: [AttackerPair]?
    if figure.flags.contains(.bounded) {
      pairs = bounded(figure, atLeast, atMost)
    } else if !figure.isHidden {
      pairs = AttackerRow(group: "", figure.json, isPercent: show == .percent, rule: rule).pairs
    } else {
      _ = ranges[own[0]].narrow(1, .max)
    }
    rows.append(Row(variables: own, pairs: pairs))
  }

  private func variable() -> Int {
    ranges.append(AttackerRange())
    return ranges.count - 1
  }

  /// Bases within 2 of the printed one, few on the side that is bounded, 8 and more on the other.
  private func bounded(
    _ figure: PublishedFigure, _ atLeast: Double?, _ atMost: Double?
  ) -> [AttackerPair] {
    let printed = figure.base ?? 0
    return (printed - 2...printed + 2).flatMap { base in
      (1..<rule.hideBelow).compactMap { few in
        let bound = Double(rule.hideBelow * 100) / Double(base)
        if let atMost, (bound / 5).rounded(.up) * 5 != atMost { return nil }
        if let atLeast, ((100 - bound) / 5).rounded(.down) * 5 != atLeast { return nil }
        guard base - few >= rule.hideBelow else { return nil }
        return AttackerPair(base: base, count: atMost == nil ? base - few : few)
      }
    }
  }

  private func addSums(_ table: ProtectedCrossing) {
    for row in table.rows {
      for dimension in table.dimensions {
        let part = row.key.parts.first { $0.role == dimension.role }
        let level = part?.level ?? dimension.levels.count + 1
        guard level > 0 else { continue }
        let rest = row.key.parts.filter { $0.role != dimension.role }
        let children = dimension.groups(at: level - 1).enumerated().filter { place, _ in
          guard let part else { return true }
          let groups = dimension.groups(at: level).map(\.id)
          // One level above the finest is all that these tables have.
          return groups[dimension.above[0][place]] == part.group
        }.map { _, group in
          CrossedKey(rest + [.init(role: dimension.role, level: level - 1, group: group.id)])
        }
        addSum(row.key, children, table.indicator)
      }
    }
  }

  func addSum(_ parent: CrossedKey, _ children: [CrossedKey], _ indicator: String) {
    let now = places.count - 1
    let variables = ([parent] + children).compactMap { places[now]["\(indicator) \($0)"] }
    guard variables.count == children.count + 1 else { return }
    for side in 0..<3 { sums.append(variables.map { $0[side] }) }
  }

  /// Narrows until nothing gets narrower.
  func work() {
    var isNarrower = true
    // Where nothing is left of a range it would be narrowed for ever.
    while isNarrower, !ranges.contains(where: { $0.low > $0.high }) {
      isNarrower = false
      for sum in sums { isNarrower = narrow(sum) || isNarrower }
      for place in rows.indices { isNarrower = narrow(row: place) || isNarrower }
      for pair in changes {
        isNarrower = ranges[pair[0]].narrow(8 - ranges[pair[1]].high, .max) || isNarrower
        isNarrower = ranges[pair[1]].narrow(8 - ranges[pair[0]].high, .max) || isNarrower
      }
    }
  }

  private func narrow(_ sum: [Int]) -> Bool {
    let low = sum.dropFirst().reduce(0) { $0 + ranges[$1].low }
    let high = sum.dropFirst().reduce(0) { $0 + ranges[$1].high }
    var isNarrower = ranges[sum[0]].narrow(low, high)
    let whole = ranges[sum[0]]
    for part in sum.dropFirst() {
      let own = ranges[part]
      isNarrower =
        ranges[part].narrow(whole.low - (high - own.high), whole.high - (low - own.low))
        || isNarrower
    }
    return isNarrower
  }

  private func narrow(row place: Int) -> Bool {
    guard let pairs = rows[place].pairs else { return false }
    let own = rows[place].variables
    let left = pairs.filter { pair in
      fits(pair.base, own[0]) && fits(pair.count, own[1]) && fits(pair.base - pair.count, own[2])
    }
    rows[place].pairs = left
    guard let first = left.first else { return false }
    var isNarrower = false
    for (variable, value) in [
      (own[0], \AttackerPair.base), (own[1], \.count), (own[2], \.complement),
    ] {
      let values = left.map { $0[keyPath: value] }
      isNarrower =
        ranges[variable].narrow(
          values.min() ?? first.base, values.max() ?? first.base) || isNarrower
    }
    return isNarrower
  }

  private func fits(_ value: Int, _ variable: Int) -> Bool {
    ranges[variable].low <= value && value <= ranges[variable].high
  }

  /// Whether a variable can have a value in a world of whole numbers that prints every row as printed: every
  /// combination of what the sums leave is tried. Nil where that takes more than so many looks.
  func canBe(_ variable: Int, _ value: Int, near truth: [Int: Int], looks: inout Int) -> Bool? {
    let before = (ranges, rows)
    defer { (ranges, rows) = before }
    _ = ranges[variable].narrow(value, value)
    return isPossible(truth, &looks)
  }

  private func isPossible(_ truth: [Int: Int], _ looks: inout Int) -> Bool? {
    looks -= 1
    if looks < 0 { return nil }
    work()
    if ranges.contains(where: { $0.low > $0.high }) { return false }
    if rows.contains(where: { $0.pairs?.isEmpty ?? false }) { return false }
    let open = ranges.indices.filter { ranges[$0].low < ranges[$0].high }
    guard
      let next = open.min(by: {
        ranges[$0].high - ranges[$0].low < ranges[$1].high - ranges[$1].low
      })
    else { return true }
    let before = (ranges, rows)
    // Which is tried first changes how long it takes, and not what is found.
    let first = truth[next] ?? ranges[next].low
    let values = (ranges[next].low...ranges[next].high).sorted { abs($0 - first) < abs($1 - first) }
    for value in values {
      ranges[next] = AttackerRange(low: value, high: value)
      let found = isPossible(truth, &looks)
      (ranges, rows) = before
      if found != false { return found }
    }
    return false
  }

  /// What is left of base, count and complement of a row in a release.
  func left(_ indicator: String, _ key: CrossedKey, release: Int = 0) -> [AttackerRange] {
    (places[release]["\(indicator) \(key)"] ?? []).map { ranges[$0] }
  }

  /// The variables of a row in a release.
  func variables(_ indicator: String, _ key: CrossedKey, release: Int = 0) -> [Int] {
    places[release]["\(indicator) \(key)"] ?? []
  }
}

extension AttackerPair {
  var complement: Int { base - count }
}

extension PublishedFigure {
  /// The figure as it stands in a document.
  var json: JSONValue {
    let number = { (value: Double?) -> JSONValue in value.map { .number($0) } ?? .null }
    return [
      "base": number(base.map(Double.init)), "count": number(count.map(Double.init)),
      "value": number(value), "low": number(low), "high": number(high),
      "flags": .array(flags.map { .string($0.rawValue) }),
    ]
  }
}
