// Totals weighted by several roles at once: raked from the printed cells, and none where one is not shown.

import Findings
import JSON
import Surveys
import Testing

struct CrossedWeightingTests {
  private func weighted(
    _ cells: [[(Int, Int)]], _ population: [String: Double], held: Bool = false
  ) throws -> (total: WeightedTotal?, document: ReleaseDocument) {
    let release = try CrossedProtectionTests.protect([CrossedProtectionTests.table(cells)])
    let dimensions = [CrossedBy("age"), CrossedBy("gender")]
    let table = try #require(release.tables.first)
    let figure = try #require(table.rows.first { $0.key.parts.isEmpty }).figure
    let rows = table.rows.filter { !$0.key.parts.isEmpty }.map { row in
      CrossedFinding.Row(
        groups: dimensions.map { dimension in
          row.key.parts.first { $0.role == dimension.name }.map {
            .init(id: $0.group, label: $0.group)
          }
        }, figure: row.figure.bounded(atLeast: row.atLeast, atMost: row.atMost))
    }
    let about = Finding(
      indicator: "safe", label: "Feel safe", show: .percent, better: .higher, role: nil, rows: [],
      total: figure, benchmarks: [], limitations: [])
    let document = ReleaseDocument(
      survey: "s", versions: ["1.0.0"], partnership: "p", release: "r",
      cutOff: "2026-10-01T10:00:00Z", rule: PrintedRule(.standard), findings: [],
      crossings: [CrossedFinding(about: about, dimensions: dimensions, rows: rows)])
    let groups = population.sorted { $0.key < $1.key }.map { name, people in
      PopulationMargins.Group(
        by: String(name.prefix { $0 != "_" }), group: name, people: people)
    }
    let compared = document.compared(with: nil, try PopulationMargins(groups))
    return (compared.crossings.first?.about.comparisons.weighted, compared)
  }

  private let cells = [[(400, 200), (100, 80)], [(100, 20), (400, 100)]]
  private let people = ["age_0": 700.0, "age_1": 300, "gender_0": 500, "gender_1": 500]

  @Test func `a total is raked to two roles, with design effect and effective base`() throws {
    let (found, document) = try weighted(cells, people)
    let total = try #require(found)
    #expect(total.by == "age,gender" && total.notWeightedBecause == nil)
    // The same by hand: cells scaled to rows and columns in turn.
    var weights = [[400.0, 100], [100, 400]]
    for _ in 0..<200 {
      for (row, target) in [700.0, 300].enumerated() {
        let sum = weights[row].reduce(0, +)
        weights[row] = weights[row].map { $0 * target / sum }
      }
      for column in 0..<2 {
        let sum = weights[0][column] + weights[1][column]
        for row in 0..<2 { weights[row][column] *= 500 / sum }
      }
    }
    let shares = [[50.0, 80], [20, 25]]
    var value = 0.0
    for row in 0..<2 {
      for column in 0..<2 { value += weights[row][column] * shares[row][column] / 1000 }
    }
    #expect(abs((total.value ?? 0) - value) <= 0.05)
    #expect((total.low ?? 100) < value && (total.high ?? 0) > value)
    var squares = 0.0
    let bases: [[Double]] = [[400, 100], [100, 400]]
    for row in 0..<2 {
      for column in 0..<2 {
        let weight = weights[row][column]
        squares += weight * weight / bases[row][column]
      }
    }
    let effect = squares / 1000
    #expect(abs((total.designEffect ?? 0) - effect) <= 0.005)
    #expect(total.effectiveBase == Int(1000 / effect))
    #expect(document.table().contains("Weighted to the population by age and gender the total is"))
    let again = try ReleaseDocument(json: document.json)
    #expect(again == document)
  }

  @Test func `a cell that is not shown, a group nobody is of and uneven tables give a reason`()
    throws
  {
    var few = cells
    few[0][0] = (5, 2)
    let hidden = try #require(weighted(few, people).total)
    #expect(hidden.value == nil && hidden.designEffect == nil)
    #expect(hidden.notWeightedBecause?.contains("cells are not shown with a figure") ?? false)
    let unheard = try #require(
      weighted(cells, people.merging(["age_0": 600, "age_9": 100]) { $1 }).total)
    #expect(unheard.notWeightedBecause?.contains("nobody of 'age_9' (age) answered") ?? false)
    let uneven = try #require(weighted(cells, people.merging(["age_0": 900]) { $1 }).total)
    #expect(uneven.notWeightedBecause?.contains("1200") ?? false, "\(uneven)")
    #expect(try weighted(cells, ["age_0": 1, "age_1": 1]).total == nil)
  }

  @Test func `combinations that nobody is of may have no weights that fit`() throws {
    let corner = try #require(
      weighted([[(400, 200), (0, 0)], [(0, 0), (400, 100)]], people).total)
    #expect(corner.notWeightedBecause?.contains("500 rounds") ?? false, "\(corner)")
  }

  @Test func `people of a group that the population does not have are left out, and it is said`()
    throws
  {
    let total = try #require(
      weighted(cells, ["age_0": 700, "age_1": 0, "gender_0": 350, "gender_1": 350]).total)
    #expect(total.value != nil)
    #expect(total.notes.contains { $0.contains("left out of the weighted figure") })
  }
}
