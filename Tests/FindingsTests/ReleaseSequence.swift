// Releases of the same made-up people one after the other: people join, answer anew and take their answers
// back, and later releases drill down into tables that earlier ones did not have.

import Findings
import TestRandomness

/// The releases so far and the people as they are now.
struct ReleaseSequence {
  /// One release with whom it counted; a person has the same place in every list.
  struct Release {
    let oneWay: ProtectedRelease
    let crossed: CrossedRelease?
    let crossedAudit: CrossedAudit
    let people: [RandomCrossing.Person?]

    /// The tables that were printed anew.
    var tables: [ProtectedCrossing] { (crossed?.tables ?? []).filter { $0.heldBack == nil } }
  }

  let survey: RandomCrossing
  var people: [RandomCrossing.Person?]
  private(set) var releases: [Release] = []
  /// Whether a release is held against those before it.
  var knowsEarlier = true
  var thoroughness = CrossedThoroughness.full

  init(_ survey: RandomCrossing) {
    self.survey = survey
    people = survey.people
  }

  private var counted: RandomCrossing {
    var counted = survey
    counted.people = people.compactMap { $0 }
    return counted
  }

  /// How many people were counted as before, or not yet, in all releases together.
  private(set) var heldBack = 0

  /// Makes a release with these tables, each by places of roles; false where it is refused.
  mutating func release(_ tables: [[Int]]) throws -> Bool {
    let all = people
    people = settled
    let waiting = zip(all, people).count { $0?.groups != $1?.groups || $0?.counts != $1?.counts }
    defer { people = all }
    let counted = counted
    let beside = counted.beside
    do throws(ReleaseRefusal) {
      let oneWay = try Protection.protect(
        beside, rule: .standard,
        earlier: knowsEarlier ? releases.map(\.oneWay.audit) : [],
        changes: knowsEarlier ? oneWayChanges(beside) : [])
      let crossed = try? cross(tables, counted, oneWay)
      // What a release without tables leaves for the next one to be held against.
      let alone = try CrossedAudit(oneWay: oneWay.audit)
      releases.append(
        Release(
          oneWay: oneWay, crossed: crossed, crossedAudit: crossed?.audit ?? alone, people: people))
      heldBack += waiting
      return true
    } catch {
      return false
    }
  }

  /// The people whom a release counts: who changed a row as one of a few stands as in the last release.
  private var settled: [RandomCrossing.Person?] {
    guard knowsEarlier, let last = releases.last?.people else { return people }
    var now = people
    let then = { (place: Int) in place < last.count ? last[place] : nil }
    while true {
      var changed: [CrossedKey: [Int: [Int]]] = [:]
      for place in now.indices {
        for index in 0..<survey.indicators {
          for key in moved(index, then(place), now[place])
          where key.parts.count < 2 && key.parts.allSatisfy({ $0.level == 0 }) {
            changed[key, default: [:]][index, default: []].append(place)
          }
        }
      }
      let few = changed.values.flatMap(\.values).filter { (1...7).contains($0.count) }.joined()
      if few.isEmpty { return now }
      for place in few { now[place] = then(place) }
    }
  }

  private func oneWayChanges(_ beside: [IndicatorCounts]) -> [RowChange] {
    guard let last = releases.last else { return [] }
    return beside.enumerated().flatMap { index, indicator -> [RowChange] in
      let people = changes(index, since: last.people)
      let total = RowChange(
        row: RowKey(indicator: indicator.id), people: people[CrossedKey([])] ?? 0)
      return [total]
        + indicator.breakdowns.flatMap { breakdown in
          breakdown.rows.map { row in
            let key = CrossedKey([.init(role: breakdown.role, group: row.group.id)])
            return RowChange(
              row: RowKey(indicator: indicator.id, role: breakdown.role, group: row.group.id),
              people: people[key] ?? 0)
          }
        }
    }
  }

  /// Protects the tables as a release does: each is compared with the release that last printed it anew.
  private func cross(
    _ roles: [[Int]], _ counted: RandomCrossing, _ oneWay: ProtectedRelease
  ) throws(ReleaseRefusal) -> CrossedRelease? {
    let shown = Set(oneWay.indicators.map(\.id))
    let all = (0..<survey.indicators).flatMap { index in
      roles.map { (index, counted.table(index, by: $0)) }
    }.filter { shown.contains($0.1.indicator) }
    var tables: [CrossedCounts] = []
    var changes: [CrossedChange] = []
    for (index, table) in all {
      guard let found = changed(table, index, beside: changes) else { continue }
      tables.append(table)
      changes = found
    }
    return try CrossedProtection.protect(
      tables, beside: counted.beside, oneWay.audit, rule: .standard,
      earlier: knowsEarlier ? releases.map(\.crossedAudit) : [],
      changes: knowsEarlier ? changes : [], thoroughness: thoroughness
    ).release
  }

  /// The changes with those of a table; nil where a row would be compared with two releases, since one of
  /// which it changed and since the other not.
  private func changed(
    _ table: CrossedCounts, _ index: Int, beside known: [CrossedChange]
  ) -> [CrossedChange]? {
    let own = table.dimensions.map(\.role)
    let last = releases.last { release in
      release.tables.contains {
        $0.indicator == table.indicator && $0.dimensions.map(\.role) == own
      }
    }
    guard let last else { return known }
    let people = changes(index, since: last.people)
    var joined: [CrossedKey: Int] = [:]
    for change in known where change.indicator == table.indicator {
      joined[change.row] = change.people
    }
    for key in CrossedSuccessionTests.keys(table.dimensions) {
      let (one, other) = (joined[key], people[key] ?? 0)
      guard let one, one != other else {
        joined[key] = other
        continue
      }
      let few = [one, other].first { (1...7).contains($0) }
      if few == nil && min(one, other) == 0 { return nil }
      joined[key] = few ?? max(one, other)
    }
    return known.filter { $0.indicator != table.indicator }
      + joined.map { CrossedChange(indicator: table.indicator, row: $0.key, people: $0.value) }
  }

  /// By how many people each row changed for an indicator: who joined, left or changed side.
  func changes(_ index: Int, since before: [RandomCrossing.Person?]) -> [CrossedKey: Int] {
    var changes: [CrossedKey: Int] = [:]
    for place in people.indices {
      let then = place < before.count ? before[place] : nil
      let now = people[place]
      for key in moved(index, then, now) { changes[key, default: 0] += 1 }
    }
    return changes
  }

  /// The rows that somebody joined, left or changed side in.
  private func moved(
    _ index: Int, _ then: RandomCrossing.Person?, _ now: RandomCrossing.Person?
  ) -> Set<CrossedKey> {
    if then?.groups == now?.groups, then?.counts[index] == now?.counts[index] { return [] }
    let (left, joined) = (Set(then.map(rows) ?? []), Set(now.map(rows) ?? []))
    let isOtherSide = then?.counts[index] != now?.counts[index]
    return isOtherSide ? left.union(joined) : left.symmetricDifference(joined)
  }

  /// Every row of every table that somebody stands in.
  private func rows(_ person: RandomCrossing.Person) -> [CrossedKey] {
    var rows: [[CrossedKey.Part]] = [[]]
    for (dimension, own) in zip(survey.dimensions, person.groups) {
      let parts = (0...dimension.levels.count).map { level in
        CrossedKey.Part(
          role: dimension.role, level: level,
          group: dimension.groups(at: level)[level == 0 ? own : dimension.above[level - 1][own]].id)
      }
      rows = rows.flatMap { row in [row] + parts.map { row + [$0] } }
    }
    return rows.map { CrossedKey($0) }
  }
}

extension ReleaseSequence {
  /// What can happen between two releases.
  enum Event: CaseIterable {
    /// People who were not there before answer.
    case newAnswers
    /// People answer the questions of the indicators otherwise.
    case edits
    /// People say that they belong to another group.
    case moves
    /// People take their answers back.
    case withdrawals
  }

  /// Lets something happen to so many people of one of the larger cells.
  mutating func happen(_ event: Event, to count: Int, _ random: inout SeededGenerator) {
    let cells = Dictionary(grouping: people.indices.filter { people[$0] != nil }) {
      people[$0]?.groups ?? []
    }.sorted { ($0.value.count, $1.key.description) > ($1.value.count, $0.key.description) }
    guard cells.count > 1 else { return }
    let cell = cells[Int.random(in: 0..<min(4, cells.count), using: &random)]
    let some = cell.value.shuffled(using: &random).prefix(count)
    switch event {
    case .newAnswers:
      let groups = random.pick(cells.map(\.key))
      for _ in 0..<count { people.append(survey.person(groups: groups, &random)) }
    case .edits:
      for place in some {
        for index in 0..<survey.indicators { people[place]?.counts[index].toggle() }
      }
    case .moves:
      let groups = random.pick(cells.map(\.key).filter { $0 != cell.key })
      for place in some { people[place]?.groups = groups }
    case .withdrawals: for place in some { people[place] = nil }
    }
  }

  /// The attacker who has read every release of the sequence.
  func attacker() -> CrossedAttacker {
    let attacker = CrossedAttacker(.standard)
    for (now, release) in releases.enumerated() {
      var then = self
      then.people = release.people
      var known: [String: [CrossedKey: Int]] = [:]
      attacker.read(release.tables, release.oneWay.indicators) { indicator, key, before in
        let place = "\(indicator) \(before) \(now)"
        let index = Int(indicator.dropFirst("indicator_".count)) ?? 0
        let changes = known[place] ?? then.changes(index, since: releases[before].people)
        known[place] = changes
        return changes[key] ?? 0
      }
    }
    attacker.work()
    return attacker
  }
}
