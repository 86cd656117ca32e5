// The change of the same people as releases print it: from printed rows, around the change of the exact counts.

import Findings
import Surveys
import TestRandomness
import Testing

struct PairedChangeTests {
  private func counts(_ rows: [(base: Int, count: Int)]) -> IndicatorCounts {
    let groups = [Baseline.counted, Baseline.notCounted, .notStated]
    return IndicatorCounts(
      id: "now", label: "Now", show: .percent, better: .higher, baseKey: "now",
      total: CellCount(
        base: rows.reduce(0) { $0 + $1.base }, count: rows.reduce(0) { $0 + $1.count }),
      breakdowns: [
        Breakdown(
          role: Baseline.prefix + "now",
          rows: zip(groups, rows).map {
            Breakdown.Row($0, CellCount(base: $1.base, count: $1.count))
          })
      ])
  }

  private func change(_ rows: [(base: Int, count: Int)]) throws -> PairedChange? {
    let release = ReleaseDocument(try Protection.protect([counts(rows)], rule: .standard))
    let population = try PopulationMargins([])
    return release.compared(with: nil, population).findings[0].comparisons.paired
  }

  @Test func `the printed interval holds that of the exact counts, of 300 random tables`() throws {
    var random = SeededGenerator(seed: 11)
    var shown = 0
    for _ in 0..<300 {
      let size = [40, 150, 900, 20_000].randomElement(using: &random) ?? 40
      let rows = (0..<3).map { _ in
        let base = Int.random(in: size / 4...size, using: &random)
        return (base: base, count: Int.random(in: 0...base, using: &random))
      }
      guard let printed = try change(rows)?.comparison, let low = printed.low,
        let high = printed.high, let difference = printed.difference,
        let exact = PairedAnswers(
          both: rows[0].count, first: rows[0].base - rows[0].count, second: rows[1].count,
          neither: rows[1].base - rows[1].count)?.change
      else { continue }
      shown += 1
      #expect(low <= 100 * exact.low + 1e-9 && 100 * exact.high - 1e-9 <= high, "\(rows)")
      #expect(abs(difference - 100 * exact.difference) <= 6, "\(rows)")
    }
    #expect(shown > 150)
  }

  @Test func `a change is told with how many answered both times, in words and in CSV`() throws {
    let release = ReleaseDocument(
      try Protection.protect([counts([(300, 280), (200, 120), (100, 50)])], rule: .standard)
    ).compared(with: nil, try PopulationMargins([]))
    let paired = try #require(release.findings[0].comparisons.paired)
    // 20 of 500 the first time alone, 120 the second.
    #expect(paired.people == 500 && paired.comparison.difference == 20)
    #expect(paired.comparison.comparison == .better)
    #expect(
      release.table(width: 200).contains("Of 500 people who answered both times it is up 20 points")
    )
    #expect(release.csv.contains("paired_people,paired_change") && release.csv.contains(",500,20,"))
    #expect(try ReleaseDocument(json: release.json) == release)
  }

  @Test func `where one of the four counts is of a few people no change is told`() throws {
    let paired = try #require(try change([(60, 57), (40, 20), (60, 30)]))
    #expect(paired.people == nil && paired.comparison.notComparedBecause == "a figure is hidden")
  }
}
