// One indicator's published figures over several things at once, with subtotals and margins.

public import Surveys

/// A table of a release over several things at once, or over places or time with subtotals.
public struct CrossedFinding: Sendable, Hashable {
  /// A group of one dimension.
  public struct Group: Sendable, Hashable {
    /// The group's id.
    public let id: String
    /// What people read.
    public let label: String
    /// The kind of place or length of period where it is a subtotal or a period; nil for others.
    public let level: String?

    /// A group of a dimension.
    public init(id: String, label: String, level: String? = nil) {
      (self.id, self.label, self.level) = (id, label, level)
    }
  }

  /// One row.
  public struct Row: Sendable, Hashable {
    /// For each dimension the group; nil where its groups are taken together.
    public let groups: [Group?]
    /// Its figures.
    public let figure: PublishedFigure
    /// Now less the release before; nil where there is nothing to compare with.
    public let change: FigureComparison?

    /// A row with its figures.
    public init(groups: [Group?], figure: PublishedFigure, change: FigureComparison? = nil) {
      (self.groups, self.figure, self.change) = (groups, figure, change)
    }
  }

  /// What is said of the whole indicator: its label, total, benchmarks and limitations; no rows.
  public let about: Finding
  /// What the table is over, in order.
  public let dimensions: [CrossedBy]
  /// Cells, subtotals and margins; the last dimension changes fastest.
  public let rows: [Row]
  /// The cut-off of the release whose figures are printed again; nil: they are new.
  public let heldBack: String?

  /// A table as it was released.
  public init(about: Finding, dimensions: [CrossedBy], rows: [Row], heldBack: String? = nil) {
    (self.about, self.dimensions, self.rows) = (about, dimensions, rows)
    self.heldBack = heldBack
  }

  /// The names of what it is over.
  public var names: [String] { dimensions.map(\.name) }

  /// The same table with other rows.
  public func with(_ rows: [Row], _ dimensions: [CrossedBy]? = nil) -> CrossedFinding {
    CrossedFinding(
      about: about, dimensions: dimensions ?? self.dimensions, rows: rows, heldBack: heldBack)
  }

  /// The table with its rows one below the other, as every form of a release prints them.
  public var flat: Finding {
    let labelled = rows.map { row -> ProtectedRow in
      let label = row.groups.map { $0?.label ?? "all" }.joined(separator: ", ")
      return ProtectedRow(
        group: BreakdownGroup(id: Self.id(row.groups), label: label), figure: row.figure)
    }
    return Finding(
      indicator: about.indicator, label: about.label, show: about.show, better: about.better,
      role: names.joined(separator: ";"), rows: labelled, total: about.total,
      benchmarks: about.benchmarks,
      limitations: about.limitations
        + (heldBack.map { [Limitations.asPrinted(in: $0, because: Limitations.notAnew)] }
          ?? []),
      series: about.series,
      comparisons: FindingComparisons(
        differences: [],
        change: about.comparisons.change.map { change in
          FindingChange(
            since: change.since, cutOff: change.cutOff, total: change.total,
            rows: rows.compactMap { row in
              row.change.map { FindingChange.Row(group: Self.id(row.groups), comparison: $0) }
            })
        }, weighted: about.comparisons.weighted))
  }

  /// A row's groups as one id: `age_65_74;E07`, with `*` where a dimension's are taken together.
  static func id(_ groups: [Group?]) -> String {
    groups.map { $0?.id ?? "*" }.joined(separator: ";")
  }
}

extension Finding {
  /// What the rows are by, as people read it.
  var roleInWords: String? {
    role.map { role in
      let names = role.split(separator: ";").map(Limitations.inWords)
      return names.count < 2
        ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    }
  }

  /// The same finding with fewer rows.
  public func with(_ rows: [ProtectedRow]) -> Finding {
    Finding(
      indicator: indicator, label: label, show: show, better: better, role: role, rows: rows,
      total: total, benchmarks: benchmarks, limitations: limitations, series: series,
      comparisons: comparisons.of(Set(rows.map(\.group.id))))
  }

  /// Without its rows and what is said of them: what several tables of the indicator share.
  var withoutRows: Finding { withoutRows(total: total) }

  /// The same beside the total of a table that stands as it was printed.
  func withoutRows(total: PublishedFigure) -> Finding {
    Finding(
      indicator: indicator, label: label, show: show, better: better, role: nil, rows: [],
      total: total, benchmarks: benchmarks, limitations: limitations, series: series)
  }
}
