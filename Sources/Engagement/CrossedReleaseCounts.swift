// The tables of a release over several things at once: which of them may stand in it, by how many people
// their rows changed since they were last printed, and what protection lets through.

internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// The tables of a release before they are protected.
struct CrossedReleaseCounts {
  private(set) var tables: [CrossedCounts]
  private(set) var leftOut: [LeftOut]
  private var changes: [CrossedChange] = []

  init(_ tallies: [Tally]) {
    tables = tallies.flatMap(\.crossed.tables)
    leftOut = tallies.flatMap(\.crossed.leftOut)
  }

  /// Takes out the tables of indicators by roles.
  mutating func leaveOut(_ reason: String, where isLeft: (String, String) -> Bool) {
    let left = tables.filter { table in table.roles.contains { isLeft(table.indicator, $0) } }
    leftOut += left.map { $0.left(reason) }
    tables.removeAll(where: left.contains)
  }

  /// Takes out the tables of indicators that are not released, and of bases that lie within others;
  /// compares the others with the release that last printed them anew.
  mutating func compare(
    with earlier: EarlierReleases, _ places: SeriesPlaces, _ positions: [[UUID: Int]],
    beside counts: [IndicatorCounts], _ nestings: [BaseNesting], _ rule: DisclosureRule,
    on connection: isolated Connection
  ) throws {
    let nested = Set(nestings.flatMap { $0.outer + $0.inner })
    let bases = Dictionary(counts.map { ($0.id, $0.baseKey) }) { first, _ in first }
    tables = tables.compactMap { table in bases[table.indicator].map { table.sharing($0) } }
    leftOut += tables.filter { nested.contains($0.indicator) }.map { table in
      table.left("versions of the survey asked others, and their difference would show who")
    }
    tables.removeAll { nested.contains($0.indicator) }
    // The newest first: tables of one indicator have rows in common.
    if tables.isEmpty { return }
    for (release, tables) in try printedBefore(earlier).sorted(by: { $0.key > $1.key }) {
      let members = try earlier.members(of: release, on: connection)
      for table in tables {
        join(
          try places.changes(
            of: [table], since: members, legend: earlier.legends[release], now: positions),
          of: table, rule)
      }
    }
  }

  /// Adds the changes of a table that was last printed no later than those before it. A row that several
  /// tables have is known by one number: one of a few people holds all of them back; where it changed
  /// since one release and not since the other, the table of the older one is left out.
  private mutating func join(
    _ found: [CrossedChange], of table: CrossedCounts, _ rule: DisclosureRule
  ) {
    var own: [CrossedKey: Int] = [:]
    for change in found { own[change.row] = change.people }
    let shared = changes.indices.filter {
      changes[$0].indicator == table.indicator && own[changes[$0].row] != nil
    }
    var joined = changes
    for place in shared {
      let (one, other) = (changes[place].people, own[changes[place].row] ?? 0)
      if one == other { continue }
      let few = [one, other].first(where: rule.isPrimary)
      guard few != nil || one > 0 && other > 0 else {
        leftOut.append(
          table.left("its rows would be compared with another release than those of other tables"))
        tables.removeAll { $0 == table }
        return
      }
      joined[place] = CrossedChange(
        indicator: table.indicator, row: changes[place].row, people: few ?? max(one, other))
    }
    let known = Set(shared.map { changes[$0].row })
    changes = joined + found.filter { !known.contains($0.row) }
  }

  /// The tables by the release that last printed them anew.
  private func printedBefore(_ earlier: EarlierReleases) throws -> [Int: [CrossedCounts]] {
    var found: [Int: [CrossedCounts]] = [:]
    let audits = try earlier.crossed()
    for table in tables {
      let release = audits.lastIndex { audit in
        audit.tables.contains {
          $0.indicator == table.indicator && Set($0.roles) == Set(table.roles)
        }
      }
      if let release { found[release, default: []].append(table) }
    }
    return found
  }

  /// What may be published of them beside the protected figures of the release. Where nothing may, the
  /// rest of the release goes ahead without the tables.
  func protected(
    _ counted: ReleaseCounts, _ release: ProtectedRelease, _ rule: DisclosureRule,
    _ earlier: EarlierReleases
  ) throws -> (release: CrossedRelease?, leftOut: [LeftOut]) {
    let shown = Set(release.indicators.map(\.id))
    let tables = tables.filter { shown.contains($0.indicator) }
    if tables.isEmpty { return (nil, leftOut) }
    let audits = try earlier.crossed()
    let changes = changes
    let protect = { (tables: [CrossedCounts]) throws(ReleaseRefusal) -> CrossedRelease in
      try CrossedProtection.protect(
        tables, beside: counted.counts.filter { shown.contains($0.id) }, release.audit,
        rule: rule, earlier: audits, changes: changes)
    }
    let (crossed, refused) = Self.protected(tables, protect)
    guard let crossed else { return (nil, leftOut + refused) }
    guard crossed.audit.isSafe else {
      return (nil, leftOut + tables.map { $0.left("the audit found a figure that is not safe") })
    }
    // Without its audit the next release could not be held against this one.
    guard crossed.tables.isEmpty || crossed.audit.kept != nil else {
      return (nil, leftOut + tables.map { $0.left("the audit of it could not be kept") })
    }
    return (crossed, leftOut + refused + crossed.refused)
  }

  /// All tables together, or without those of the people of whom none can be released: tables of other
  /// people have nothing in common with these.
  private static func protected(
    _ tables: [CrossedCounts],
    _ protect: ([CrossedCounts]) throws(ReleaseRefusal) -> CrossedRelease
  ) -> (release: CrossedRelease?, refused: [LeftOut]) {
    do throws(ReleaseRefusal) {
      return (try protect(tables), [])
    } catch {
      let bases = Dictionary(grouping: tables, by: \.baseKey).sorted { $0.key < $1.key }
      guard bases.count > 1 else { return (nil, tables.map { $0.left(error.message) }) }
      var (refused, safe): ([LeftOut], Set<String>) = ([], [])
      for (base, own) in bases {
        do throws(ReleaseRefusal) {
          _ = try protect(own)
          safe.insert(base)
        } catch {
          refused += own.map { $0.left(error.message) }
        }
      }
      let rest = tables.filter { safe.contains($0.baseKey) }
      if rest.isEmpty { return (nil, refused) }
      do throws(ReleaseRefusal) {
        return (try protect(rest), refused)
      } catch {
        return (nil, refused + rest.map { $0.left(error.message) })
      }
    }
  }
}

extension CrossedCounts {
  fileprivate var roles: [String] { dimensions.map(\.role) }

  fileprivate func left(_ reason: String) -> LeftOut {
    LeftOut(indicator: indicator, role: roles.joined(separator: ","), reason: reason)
  }

  /// The same with the base that its indicator shares.
  fileprivate func sharing(_ base: String) -> CrossedCounts {
    CrossedCounts(
      indicator: indicator, label: label, show: show, isSensitive: isSensitive, baseKey: base,
      dimensions: dimensions, cells: cells)
  }
}
