// Bases that lie within one another: people can be moved between rows in some of them while the
// others stay as they are, as far as there are such people.

/// A run of bases, from a larger to a smaller one, in which the same people are moved.
struct BaseMove: Sendable, Hashable {
  /// By indicator: whether its base is one of them.
  let isMoved: [Bool]
  /// By indicator: how many bases hold its own.
  private let levels: [Int]
  private let run: ClosedRange<Int>

  /// Every run, the longest first; one alone where all indicators have the same base.
  static func all(levels: [Int]) -> [BaseMove] {
    let known = Set(levels).sorted()
    let runs = known.flatMap { first in
      known.filter { $0 >= first }.map { first...$0 }
    }
    return runs.sorted { ($0.count, -$0.lowerBound) > ($1.count, -$1.lowerBound) }.map { run in
      BaseMove(isMoved: levels.map(run.contains), levels: levels, run: run)
    }
  }

  private var movesAll: Bool { isMoved.allSatisfy { $0 } && Set(levels).count <= 1 }

  /// Whether such people can have been there in all of these releases: the smallest of the bases
  /// was asked then, and none that stays as it is had the same people.
  func isPossible(in releases: ClosedRange<Int>, _ baseKeys: [[String?]]) -> Bool {
    if movesAll { return true }
    return releases.allSatisfy { release in
      let keys = baseKeys[release]
      let moved = Set(keys.indices.filter { isMoved[$0] }.compactMap { keys[$0] })
      let kept = Set(keys.indices.filter { !isMoved[$0] }.compactMap { keys[$0] })
      let hasSmallest = keys.indices.contains { levels[$0] == run.upperBound && keys[$0] != nil }
      return hasSmallest && moved.isDisjoint(with: kept)
    }
  }

  /// Whether a row has so many people whom the move takes or needs in each of the releases, and the
  /// releases around them do not tell how many of those there are.
  func leavesRoom(
    base: Int, in releases: ClosedRange<Int>, _ knowledge: [[RowKnowledge]], leastChange: Int
  ) -> Bool {
    if base == 0 || movesAll { return true }
    for release in releases {
      guard let taken = taken(knowledge[release]) else { return false }
      if taken + base < 0 { return false }
      if let spare = spare(knowledge[release]), base > spare { return false }
    }
    let ends = [(releases.lowerBound, -1), (releases.upperBound, 1)]
    for (inside, step) in ends where knowledge.indices.contains(inside + step) {
      let (here, there) = (knowledge[inside], knowledge[inside + step])
      if !isOpen(taken(here), hasSmaller(here) ? taken(there) : nil, leastChange) { return false }
      if !isOpen(spare(here), spare(there), leastChange) { return false }
    }
    return true
  }

  /// Numbers of the same people in two releases tell nothing of one another when they differ enough.
  private func isOpen(_ here: Int?, _ there: Int?, _ leastChange: Int) -> Bool {
    guard let here, let there else { return true }
    return abs(here - there) >= leastChange
  }

  private func hasSmaller(_ row: [RowKnowledge]) -> Bool {
    size(row, levels.filter { $0 > run.upperBound }, max) != nil
  }

  /// Who is in the smallest of the moved bases and in none that is smaller still.
  private func taken(_ row: [RowKnowledge]) -> Int? {
    size(row, [run.upperBound], max).map { smallest in
      smallest - (size(row, levels.filter { $0 > run.upperBound }, max) ?? 0)
    }
  }

  /// Who is in a larger base and in none of the moved ones; nil where there is no larger base.
  private func spare(_ row: [RowKnowledge]) -> Int? {
    size(row, levels.filter { $0 < run.lowerBound }, min).map { larger in
      larger - (size(row, [run.lowerBound], max) ?? 0)
    }
  }

  private func size(
    _ row: [RowKnowledge], _ wanted: [Int], _ choose: (Int, Int) -> Int
  ) -> Int? {
    let bases = row.indices.filter { wanted.contains(levels[$0]) }.compactMap { row[$0].base }
    return bases.first.map { bases.dropFirst().reduce($0, choose) }
  }
}
