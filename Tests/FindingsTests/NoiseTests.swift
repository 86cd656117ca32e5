// Numbers with noise: alike for the same people, right on average, as far off as is stated, and never so that
// a small count shows.

import Findings
import Surveys
import TestRandomness
import Testing

struct NoiseTests {
  private func table(
    most: Int = 3, variance: Double = 2, hideBelow: Int = 10, seed: UInt64 = 1
  ) throws -> NoiseTable {
    var random = SeededGenerator(seed: seed)
    return NoiseTable(
      try NoiseSettings(most: most, variance: variance, hideBelow: hideBelow), random: &random)
  }

  @Test(arguments: [(3, 1.0), (3, 2), (3, 4), (2, 1), (2, 2)])
  func `over all keys the change of a count is zero, as spread as stated and never larger`(
    most: Int, variance: Double
  ) throws {
    let noise = try table(most: most, variance: variance)
    for count in 100..<(100 + NoiseTable.rows) {
      let changes = try (0..<NoiseTable.keys).map {
        try #require(noise.printed(count, key: $0)) - count
      }
      #expect(changes.reduce(0, +) == 0)
      #expect(changes.allSatisfy { abs($0) <= most })
      let spread = Double(changes.reduce(0) { $0 + $1 * $1 }) / 256
      #expect(abs(spread - variance) < 0.06 && spread == noise.settings.exactVariance, "\(spread)")
    }
  }

  @Test
  func `nobody is hidden like a few, and no number is printed that may stand for a small one`()
    throws
  {
    let noise = try table()
    for key in 0..<NoiseTable.keys {
      for count in 0..<10 { #expect(noise.printed(count, key: key) == nil) }
      for count in 10..<20 { #expect(noise.printed(count, key: key).map { $0 >= 13 } ?? true) }
      #expect(noise.printed(17, key: key, hideBelow: 20) == nil)
    }
    // A printed number leaves every count within reach of the noise open, the least one too.
    for printed in 13..<30 {
      let open = (1...40).filter { count in
        (0..<NoiseTable.keys).contains { noise.printed(count, key: $0) == printed }
      }
      #expect(open == Array((printed - 3)...(printed + 3)))
    }
  }

  @Test func `a table is kept byte by byte, another one is different, and no other bytes are one`()
    throws
  {
    let noise = try table()
    #expect(NoiseTable(noise.settings, bytes: noise.bytes) == noise)
    #expect(try table(seed: 2) != noise)
    #expect(NoiseTable(noise.settings, bytes: Array(noise.bytes.dropLast())) == nil)
    #expect(NoiseTable(noise.settings, bytes: noise.bytes.map { _ in 7 }) == nil)
  }

  @Test(arguments: [(1, 1.0, 10), (4, 2, 10), (3, 0.9, 10), (3, 4.1, 10), (2, 2.1, 10), (3, 2, 9)])
  func `settings that protect too little are refused`(most: Int, variance: Double, hideBelow: Int) {
    #expect(throws: NoiseProblem.self) {
      try NoiseSettings(most: most, variance: variance, hideBelow: hideBelow)
    }
  }

  private func made(_ name: String, groups: [String], positions: [UInt16]) -> Grouping {
    Grouping(
      name: name, groups: groups.map { BreakdownGroup(id: $0, label: $0) }, isOpen: false,
      positions: positions)
  }

  private func made(_ sides: [UInt8]) -> Membership {
    Membership(
      Indicator(
        id: "safe", label: "Safe", show: .percent, count: nil, outOf: nil, better: .higher, by: [],
        sameAs: nil), sides: sides)
  }

  /// Made-up people in groups of two questions; who meets the rule is the third's.
  private func people(
    _ count: Int, seed: UInt64, sizes: [Int] = [4, 3]
  ) -> (groupings: [Grouping], member: Membership, keys: [UInt8]) {
    var random = SeededGenerator(seed: seed)
    let groupings = sizes.enumerated().map { place, size in
      made(
        "role_\(place)", groups: (0..<size).map { "group_\($0)" },
        positions: (0..<count).map { _ in
          // Some groups are rare.
          UInt16(
            min(Int.random(in: 0..<size, using: &random), Int.random(in: 0..<size, using: &random)))
        })
    }
    let member = made((0..<count).map { _ in UInt8.random(in: 1...2, using: &random) })
    return (groupings, member, (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  @Test func `the same people give the same number whatever way they are asked for`() throws {
    let noise = try table()
    var compared = 0
    for seed in 0..<20 {
      let (groupings, member, keys) = people(900, seed: UInt64(seed))
      let one = try ExploredTable(member, by: groupings, keys: keys, noise)
      let turned = try ExploredTable(member, by: groupings.reversed(), keys: keys, noise)
      for row in one.rows {
        let same = turned.rows.first { $0.groups == row.groups.reversed() }
        #expect(same?.base == row.base && same?.count == row.count)
        compared += row.base == nil ? 0 : 1
      }
      // People who are in one group of another question are the same people still.
      let all = made(
        "all", groups: ["everybody"], positions: keys.map { _ in UInt16(0) })
      let under = try ExploredTable(member, by: groupings + [all], keys: keys, noise)
      for row in one.rows {
        let same = under.rows.first { $0.groups == row.groups + [all.groups[0]] }
        #expect(same?.base == row.base)
      }
    }
    #expect(compared > 150)
  }

  @Test func `what two overlapping tables give by subtraction is never surer than the noise`()
    throws
  {
    // Each part and the whole have noise of their own: the difference is off by up to 3 for each.
    var (exact, off, squares) = (0, 0, 0)
    let noise = try table()
    for seed in 0..<300 {
      let (groupings, member, keys) = people(400, seed: UInt64(seed), sizes: [3, 2])
      let fine = try ExploredTable(member, by: groupings, keys: keys, noise)
      let coarse = try ExploredTable(member, by: [groupings[0]], keys: keys, noise)
      for row in coarse.rows {
        let parts = fine.rows.filter { $0.groups[0] == row.groups[0] }
        guard let whole = row.base, parts.allSatisfy({ $0.base != nil }) else { continue }
        let shown = parts.compactMap(\.base).reduce(0, +)
        let difference = whole - shown
        squares += difference * difference
        if difference == 0 { exact += 1 } else { off += 1 }
      }
    }
    // Noise of three numbers: a variance of six.
    let spread = Double(squares) / Double(exact + off)
    #expect(exact + off > 300 && spread > 4.5 && spread < 7.5, "\(spread)")
    #expect(Double(exact) < 0.25 * Double(exact + off))
  }

  /// Whoever has a table and the same by one thing less looks for the groups that only the finer one hides.
  @Test func `two nested tables do not tell how many are hidden`() throws {
    var (looks, told, left) = (0, 0, 0)
    for seed in 0..<400 {
      let noise = try table(seed: UInt64(seed))
      var random = SeededGenerator(seed: UInt64(seed) + 9_000)
      let few = Int.random(in: 1...7, using: &random)
      let flags = (0..<300).map { $0 < few ? UInt16(1) : UInt16(0) }
      let groups = made(
        "group", groups: ["a", "b", "c"],
        positions: flags.map { $0 == 1 ? 0 : UInt16.random(in: 0...2, using: &random) })
      let flag = made("flag", groups: ["no", "yes"], positions: flags)
      let member = made(flags.map { _ in UInt8.random(in: 1...2, using: &random) })
      let keys = flags.map { _ in UInt8.random(in: 0...255, using: &random) }
      let coarse = try ExploredTable(member, by: [groups], keys: keys, noise)
      let fine = try ExploredTable(member, by: [groups, flag], keys: keys, noise)
      // Else the table was refused.
      let rows = try #require(fine.rows.isEmpty ? nil : fine.rows)
      guard let whole = coarse.rows[0].base, let rest = rows[0].base else { continue }
      #expect(rows[1].base == nil)
      // Each number is off by 3 at most, and what is hidden is somebody.
      let open = max(1, whole - rest - 6)...max(1, whole - rest + 6)
      #expect(open.contains(few))
      looks += 1
      told += open.count == 1 ? 1 : 0
      left += open.count { (1...7).contains($0) }
    }
    #expect(looks > 300)
    #expect(100 * told <= looks, "\(told) of \(looks)")
    #expect(Double(left) / Double(looks) > 5, "of 1 to 7 all but a few stay open")
  }

  @Test func `those who count are hidden with few or nobody of either side`()
    throws
  {
    let noise = try table()
    let group = made(
      "all", groups: ["everybody"], positions: [UInt16](repeating: 0, count: 100))
    let keys = [UInt8](repeating: 7, count: 100)
    for few in [0, 1, 7, 9, 91, 93, 99, 100] {
      let member = made((0..<100).map { $0 < few ? 2 : 1 })
      let row = try ExploredTable(member, by: [group], keys: keys, noise).rows[0]
      #expect(row.base != nil && row.count == nil && row.value == nil, "\(few)")
    }
    let nobody = try ExploredTable(
      made((0..<100).map { _ in 0 }), by: [group], keys: keys, noise
    ).rows[0]
    #expect(nobody.base == nil && nobody.count == nil && nobody.value == nil)
  }

  @Test func `a place that only people outside the base named is not in the table`() throws {
    let places = Grouping(
      name: "place",
      groups: ["here", "there"].map { BreakdownGroup(id: $0, label: $0) }
        + [.notStated], isOpen: true, positions: (0..<100).map { $0 < 60 ? 0 : 1 })
    let member = made((0..<100).map { $0 < 60 ? UInt8(1 + $0 % 2) : 0 })
    let keys = (0..<100).map { UInt8($0) }
    let table = try ExploredTable(member, by: [places], keys: keys, try table())
    #expect(table.rows.map { $0.groups.map(\.id) } == [["here"], ["not_stated"]])
  }

  @Test func `a table of few people has no rows, and one of too many cells is refused`() throws {
    let noise = try table()
    let group = made(
      "all", groups: ["everybody"], positions: [UInt16](repeating: 0, count: 100))
    let keys = [UInt8](repeating: 7, count: 100)
    let half = made((0..<100).map { $0 < 50 ? 2 : 1 })
    let row = try ExploredTable(half, by: [group], keys: keys, noise).rows[0]
    let value = try #require(row.value)
    #expect(value.truncatingRemainder(dividingBy: 1) == 0 && abs(value - 50) <= 5)
    let (groupings, member, others) = people(60, seed: 5, sizes: [8, 8])
    let sparse = try ExploredTable(member, by: groupings, keys: others, noise)
    #expect(sparse.isTooSparse && sparse.rows.isEmpty)
    let wide = (0..<3).map { place in
      made(
        "role_\(place)", groups: (0..<60).map { "g\($0)" },
        positions: [UInt16](repeating: 0, count: 100))
    }
    #expect(throws: NoiseProblem.self) {
      try ExploredTable(half, by: wide, keys: keys, noise)
    }
  }
}
