// Protecting and auditing a crossed table: how long it takes, and how much it hides. Made-up people,
// the same for the same sizes, or the people of a file.

import Findings
import Foundation
import JSON
import Surveys

/// People in groups of some roles, and whether each counts.
struct CrossingMeasure {
  private let dimensions: [CrossedDimension]
  private let bases: [Int]
  private let counts: [Int]

  /// Made-up people in roles of so many groups each, `not_stated` among them, such as `10x10x10`.
  init(sizes text: String, people: String) throws {
    let sizes = text.split(separator: "x").compactMap { Int($0) }
    guard (1...3).contains(sizes.count), sizes.allSatisfy({ $0 > 1 }), let people = Int(people)
    else { Measure.fail("SIZES are such as 10x10x10, PEOPLE a whole number") }
    var state: UInt64 = 42
    func draw(_ below: Int) -> Int {
      // SplitMix64.
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ (mixed >> 31)) >> 1) % below
    }
    let drawn = (0..<people).map { _ in
      // The lower of two draws: some groups are large, some are small.
      (sizes.map { min(draw($0), draw($0)) }, draw(100) < 40)
    }
    self.init(
      dimensions: sizes.enumerated().map { role, size in
        Self.dimension("role_\(role)", (0..<(size - 1)).map { "group_\($0)" })
      }, people: drawn)
  }

  /// The people of a file: an answer that counts, as `COLUMN=VALUE`, by columns whose values are groups.
  init(file: String, counted: String, roles: [String]) throws {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let rows = lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let parts = counted.split(separator: "=").map(String.init)
    guard let header = rows.first, parts.count == 2, let at = header.firstIndex(of: parts[0])
    else { Measure.fail("no such column: \(counted)") }
    let places = roles.compactMap { header.firstIndex(of: $0) }
    guard places.count == roles.count else { Measure.fail("no such columns: \(roles)") }
    let asked = rows.dropFirst().filter { !$0[at].isEmpty }
    let groups = places.map { place in
      Set(asked.map { Self.band($0[place], header[place]) }).subtracting([""]).sorted()
    }
    self.init(
      dimensions: zip(roles, groups).map { Self.dimension($0, $1) },
      people: asked.map { row in
        let own = places.enumerated().map { role, place in
          groups[role].firstIndex(of: Self.band(row[place], header[place])) ?? groups[role].count
        }
        return (own, row[at] == parts[1])
      })
  }

  private init(dimensions: [CrossedDimension], people: [([Int], Bool)]) {
    self.dimensions = dimensions
    let sizes = dimensions.map(\.groups.count)
    var bases = [Int](repeating: 0, count: sizes.reduce(1, *))
    var counts = bases
    for (groups, isCounted) in people {
      let place = zip(groups, sizes).reduce(0) { $0 * $1.1 + $1.0 }
      bases[place] += 1
      if isCounted { counts[place] += 1 }
    }
    (self.bases, self.counts) = (bases, counts)
  }

  private static func dimension(_ role: String, _ groups: [String]) -> CrossedDimension {
    CrossedDimension(
      role: role, groups: groups.map { BreakdownGroup(id: $0, label: $0) } + [.notStated])
  }

  /// Ages are counted by bands of ten years.
  private static func band(_ value: String, _ column: String) -> String {
    guard column == "age", let age = Double(value) else { return value }
    return "\(min(80, Int(age) / 10 * 10))"
  }

  func run(times: String) throws {
    let table = CrossedCounts(
      indicator: "counted", label: "Counted", show: .percent, baseKey: "everyone",
      dimensions: dimensions, cells: zip(bases, counts).map { CellCount(base: $0, count: $1) })
    let nothing = AuditRecord(rule: .standard, indicators: [], changes: [], cells: [])
    var result = try CrossedProtection.protect(
      [table], beside: [], nothing, rule: .standard, thoroughness: .full)
    let median = try Measure.median(times) {
      result = try CrossedProtection.protect(
        [table], beside: [], nothing, rule: .standard, thoroughness: .full)
    }
    let rows = result.release.audit.bases.flatMap(\.rows).filter {
      ($0.cells["counted"]?.base ?? 0) > 0
    }
    let rule = DisclosureRule.standard
    let primary = rows.filter { rule.hides($0.cells["counted"] ?? CellCount(base: 0, count: 0)) }
    let hidden = rows.filter(\.isHidden)
    let secondary = hidden.filter { row in !primary.contains { $0.key == row.key } }
    let number = { (count: Int) in JSONValue.number(Double(count)) }
    Measure.print([
      "median_seconds": .number(median), "cells": number(bases.count),
      "rows": number(rows.count), "primary": number(primary.count), "hidden": number(hidden.count),
      "bounded": number(rows.filter { !$0.bounded.isEmpty }.count),
      "secondary": number(secondary.count), "greedy": number(result.greedy),
      "steps": number(result.release.audit.steps),
      "refused": .array(result.release.refused.map { .string($0.reason) }),
      "safe": .bool(result.release.audit.isSafe),
    ])
  }
}
