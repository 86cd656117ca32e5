// What is printed of crossed tables, what is left out and what is refused, on small tables whose
// counts are known.

import Findings
import JSON
import Surveys
import Testing

struct CrossedProtectionTests {
  static let yes = BreakdownGroup(id: "yes", label: "Yes")
  static let no = BreakdownGroup(id: "no", label: "No")

  static func dimension(_ role: String, _ groups: [String]) -> CrossedDimension {
    CrossedDimension(
      role: role,
      groups: groups.map { BreakdownGroup(id: $0, label: $0.uppercased()) } + [.notStated])
  }

  /// A table by two roles; `cells` are pairs of base and count, not stated left out: it is empty.
  static func table(
    _ cells: [[(Int, Int)]], indicator: String = "safe", roles: [String] = ["age", "gender"]
  ) -> CrossedCounts {
    let rows = cells.map { $0.map { CellCount(base: $0.0, count: $0.1) } + [.nobody] }
    let columns = cells[0].count + 1
    return CrossedCounts(
      indicator: indicator, label: "Feel safe", show: .percent, baseKey: "everyone",
      dimensions: [
        dimension(roles[0], cells.indices.map { "\(roles[0])_\($0)" }),
        dimension(roles[1], cells[0].indices.map { "\(roles[1])_\($0)" }),
      ], cells: rows.flatMap { $0 } + [CellCount](repeating: .nobody, count: columns))
  }

  static let nothing = AuditRecord(rule: .standard, indicators: [], changes: [], cells: [])

  static func protect(
    _ tables: [CrossedCounts], earlier: [CrossedAudit] = [], changes: [CrossedChange] = [],
    limits: CrossedLimits = .standard
  ) throws(ReleaseRefusal) -> CrossedRelease {
    try CrossedProtection.protect(
      tables, beside: [], nothing, rule: .standard, earlier: earlier, changes: changes,
      limits: limits)
  }

  static let dense = [[(60, 30), (80, 40), (90, 50)], [(70, 35), (60, 20), (50, 30)]]

  @Test func `a table without small counts is printed whole, with its margins`() throws {
    let release = try Self.protect([Self.table(Self.dense)])
    let table = try #require(release.tables.first)
    #expect(table.rows.count == 4 * 5)
    #expect(table.rows.allSatisfy { !$0.figure.isHidden })
    #expect(table.rows.last?.key == CrossedKey([]))
    #expect(table.rows.last?.figure.base == 410)
    #expect(release.refused == [])
    #expect(release.audit.isSafe)
  }

  @Test func `a row with a few people on one side is printed as a bound`() throws {
    var cells = Self.dense
    cells[0][0] = (60, 3)
    let rows = try #require(try Self.protect([Self.table(cells)]).tables.first).rows
    let low = try #require(rows.first { $0.key.description == "age=age_0&gender=gender_0" })
    // 8 of 60 are 13.3%.
    #expect(low.atMost == 15)
    #expect(low.figure.base == 60)
    #expect(low.figure.value == nil)
    #expect(low.figure.flags == [.bounded])
    // Alone in its sums the bound would give the 3 away.
    #expect(rows.filter(\.figure.isHidden).count >= 3)
  }

  @Test func `a row in which nearly everybody counts is printed as at least`() throws {
    var cells = Self.dense
    cells[1][1] = (60, 57)
    let rows = try #require(try Self.protect([Self.table(cells)]).tables.first).rows
    let high = try #require(rows.first { $0.key.description == "age=age_1&gender=gender_1" })
    #expect(high.atLeast == 85)
    #expect(high.atMost == nil)
  }

  @Test func `a hidden cell takes others along until every value from 1 to 7 is possible`() throws {
    var cells = Self.dense
    cells[0][0] = (4, 2)
    let release = try Self.protect([Self.table(cells)])
    let hidden = try #require(release.tables.first).rows.filter(\.figure.isHidden)
    #expect(hidden.count >= 4)
    #expect(release.audit.cells.contains { $0.kind == .base })
    for cell in release.audit.cells {
      #expect(cell.missing == [] && cell.lowest <= 1 && cell.highest >= 7)
    }
  }

  @Test func `a table of mostly small cells is left out with the groups to put together`() throws {
    let cells = [
      [(5, 2), (6, 3), (4, 2)], [(60, 30), (5, 2), (40, 20)], [(7, 3), (60, 30), (6, 2)],
    ]
    let release = try Self.protect([Self.table(cells)])
    #expect(release.tables.isEmpty)
    let refused = try #require(release.refused.first)
    let proposal = try #require(refused.proposal)
    #expect(proposal.contains("put together 'AGE_") || proposal.contains("put together 'GENDER_"))
    // Readers are told nothing that rests on the counts.
    #expect(!refused.reason.contains("put together") && !refused.reason.contains("'"))
  }

  @Test func `groups that have to be put together are named once`() {
    let people = [("A", 1), ("B", 2), ("C", 2), ("D", 60), ("E", 60), ("Not stated", 0)]
    let counts = IndicatorCounts(
      id: "safe", label: "Safe", show: .percent, better: .higher, baseKey: "everyone",
      total: CellCount(base: 125, count: 60),
      breakdowns: [
        Breakdown(
          role: "age_band",
          rows: people.map { label, base in
            Breakdown.Row(
              BreakdownGroup(id: label, label: label), CellCount(base: base, count: base / 2))
          })
      ])
    let left = counts.sparseRoles(.standard)
    #expect(
      left.map(\.reason) == [
        "more than 40% of its groups are of a few people, so nearly all of it would be hidden; "
          + "larger groups, or more people, would be needed"
      ])
    #expect(left.map(\.proposal) == ["put together 'A' with 'B' and 'C' (age band)"])
  }

  @Test func `a hundred thousand cells are refused at once`() throws {
    let groups = (0..<320).map { "g\($0)" }
    let table = CrossedCounts(
      indicator: "safe", label: "Safe", show: .percent, baseKey: "everyone",
      dimensions: [Self.dimension("age", groups), Self.dimension("place", groups)], cells: [])
    do throws(ReleaseRefusal) {
      _ = try Self.protect([table])
      Issue.record("it was not refused")
    } catch {
      #expect(error.reason == .tooManyCells)
      #expect(error.message.contains("Leave age out"))
    }
  }

  @Test func `an audit that takes more steps than it may refuses the release`() throws {
    var cells = Self.dense
    cells[0][0] = (4, 2)
    do throws(ReleaseRefusal) {
      _ = try Self.protect([Self.table(cells)], limits: CrossedLimits(cells: 5000, steps: 2))
      Issue.record("it was not refused")
    } catch {
      #expect(error.reason == .tooMuchWork)
    }
  }

  @Test func `three tables that make a ring are not released together`() throws {
    let cells = Self.dense
    let release = try Self.protect(
      [
        Self.table(cells, roles: ["age", "gender"]), Self.table(cells, roles: ["age", "place"]),
        Self.table(
          [[(60, 30), (80, 40), (90, 50)], [(70, 35), (60, 20), (50, 30)]],
          indicator: "other", roles: ["gender", "place"]),
      ].map { $0 })
    #expect(release.refused.count >= 1)
  }

  @Test func `counts that contradict themselves are refused`() throws {
    var cells = Self.dense
    cells[0][0] = (10, 20)
    do throws(ReleaseRefusal) {
      _ = try Self.protect([Self.table(cells)])
      Issue.record("it was not refused")
    } catch {
      #expect(error.reason == .countsDisagree)
    }
  }

  @Test func `an audit is stored and read back alike, without a difference`() throws {
    var cells = Self.dense
    cells[0][0] = (4, 2)
    let audit = try Self.protect([Self.table(cells)]).audit
    let text = audit.json.encoded(.compact)
    let back = try CrossedAudit(json: try JSONValue.parse(text))
    #expect(back == audit)
    #expect(audit.problem.count == 64)
    #expect(audit.solver.contains("CLP"))
  }
}

extension CellCount {
  static let nobody = CellCount(base: 0, count: 0)
}
