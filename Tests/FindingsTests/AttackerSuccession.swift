// An attacker on two releases of one indicator, who was even told which rows changed in between.

import JSON

/// Works out which values a hidden count could have, given both releases. Rows that did not
/// change have the same counts in both; for the others nothing is known to be the same.
struct AttackerSuccession {
  /// Which rows a hidden row belongs to: the same in both releases, or of one of them.
  private enum Kind { case same, ofFirst, ofSecond }
  private struct Rests: Hashable {
    let first: AttackerPair
    let second: AttackerPair
  }

  private var rests: Set<Rests> = []
  private var numbers: [Kind: Int] = [.same: 0, .ofFirst: 0, .ofSecond: 0]
  private var kinds: [[String: Kind]] = [[:], [:]]
  /// Rows hidden in one release that the other one shows unchanged.
  private var shownElsewhere: [String: [AttackerPair]] = [:]

  init(
    _ documents: [JSONValue], indicator id: String, role: String, unchanged: Set<String>,
    isTotalUnchanged: Bool
  ) {
    let indicators = documents.map { AttackerIndicator(id, in: $0) }
    let rows = indicators.map { $0.roles[role] ?? [] }
    var known: Set<AttackerPair> = [AttackerPair(base: 0, count: 0)]
    var changed = [known, known]
    for release in 0...1 {
      for row in rows[release] {
        let isSame = unchanged.contains(row.group)
        let other = rows[1 - release].first { $0.group == row.group }
        switch (row.isHidden, isSame) {
        case (false, true):
          // Shown in both releases it is counted once.
          if release == 0 || other?.isHidden ?? true { known = Self.sums(known, row.pairs) }
        case (false, false): changed[release] = Self.sums(changed[release], row.pairs)
        case (true, true):
          if other?.isHidden ?? true {
            note(row.group, .same, release)
          } else {
            shownElsewhere[row.group] = other?.pairs
          }
        case (true, false): note(row.group, release == 0 ? .ofFirst : .ofSecond, release)
        }
      }
    }
    let totals = indicators.map { Set($0.total.pairs) }
    for one in totals[0] {
      for two in totals[1] where !isTotalUnchanged || one == two {
        collect(one, two, known, changed)
      }
    }
  }

  private mutating func note(_ group: String, _ kind: Kind, _ release: Int) {
    kinds[release][group] = kind
    if kind != .same || release == 1 { numbers[kind, default: 0] += 1 }
  }

  private mutating func collect(
    _ one: AttackerPair, _ two: AttackerPair, _ known: Set<AttackerPair>,
    _ changed: [Set<AttackerPair>]
  ) {
    for known in known {
      for before in changed[0] {
        let first = Self.minus(Self.minus(one, before), known)
        guard first.count >= 0, first.base >= first.count else { continue }
        for after in changed[1] {
          let second = Self.minus(Self.minus(two, after), known)
          guard second.count >= 0, second.base >= second.count else { continue }
          rests.insert(Rests(first: first, second: second))
        }
      }
    }
  }

  /// True when the row's count of the kind could be the value in the release (0 or 1).
  func couldBe(
    _ value: Int, _ count: Count, of group: String, release: Int
  ) -> Bool {
    guard let kind = kinds[release][group] else {
      return (shownElsewhere[group] ?? []).contains { count.of($0) == value }
    }
    let cells: [AttackerPair] =
      switch count {
      case .base: (0...value).map { AttackerPair(base: value, count: $0) }
      case .numerator: (value...(value + 30)).map { AttackerPair(base: $0, count: value) }
      case .complement: (0...30).map { AttackerPair(base: $0 + value, count: $0) }
      }
    return rests.contains { rest in cells.contains { fits($0, kind, rest) } }
  }

  /// Which count of a row is meant.
  enum Count: CaseIterable {
    case base, numerator, complement

    func of(_ pair: AttackerPair) -> Int {
      switch self {
      case .base: pair.base
      case .numerator: pair.count
      case .complement: pair.base - pair.count
      }
    }
  }

  private func fits(_ cell: AttackerPair, _ kind: Kind, _ rest: Rests) -> Bool {
    var (first, second) = (rest.first, rest.second)
    if kind != .ofSecond { first = Self.minus(first, cell) }
    if kind != .ofFirst { second = Self.minus(second, cell) }
    let same = (numbers[.same] ?? 0) - (kind == .same ? 1 : 0)
    let ofFirst = (numbers[.ofFirst] ?? 0) - (kind == .ofFirst ? 1 : 0)
    let ofSecond = (numbers[.ofSecond] ?? 0) - (kind == .ofSecond ? 1 : 0)
    guard Self.isPossible(first), Self.isPossible(second) else { return false }
    // What the rows that stayed the same have together must leave something for the others.
    if same == 0 { return Self.holds(first, ofFirst) && Self.holds(second, ofSecond) }
    if ofFirst == 0 || ofSecond == 0 {
      let sum = ofFirst == 0 ? first : second
      return Self.holds(sum, same) && Self.holds(Self.minus(first, sum), ofFirst)
        && Self.holds(Self.minus(second, sum), ofSecond)
    }
    let mostCount = min(first.count, second.count)
    let mostOthers = min(first.base - first.count, second.base - second.count)
    let most = min(first.base - ofFirst, second.base - ofSecond, mostCount + mostOthers)
    return most >= same
  }

  private static func isPossible(_ pair: AttackerPair) -> Bool {
    pair.count >= 0 && pair.base >= pair.count
  }

  /// True when so many hidden rows can have the pair as their sum.
  private static func holds(_ pair: AttackerPair, _ rows: Int) -> Bool {
    rows == 0 ? pair.base == 0 && pair.count == 0 : isPossible(pair) && pair.base >= rows
  }

  private static func sums(_ one: Set<AttackerPair>, _ other: [AttackerPair])
    -> Set<AttackerPair>
  {
    Set(
      one.flatMap { left in
        other.map { AttackerPair(base: left.base + $0.base, count: left.count + $0.count) }
      })
  }

  private static func minus(_ one: AttackerPair, _ other: AttackerPair) -> AttackerPair {
    AttackerPair(base: one.base - other.base, count: one.count - other.count)
  }
}
