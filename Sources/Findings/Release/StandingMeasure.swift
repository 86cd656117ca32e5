// Measures that stand: their figures are those of the release before, all else is said as the newest version
// of the survey says it. Nobody can tell whether nobody changed them or a few wait.

internal import Surveys

extension Finding {
  /// The findings of a measure whose figures the release before printed, by the roles that it has now and had
  /// then; in total alone where there is none. `printed` are its findings there, `measure` has the labels,
  /// the groups and the direction that it has now.
  public static func standing(
    _ measure: IndicatorCounts, as printed: [Finding], of earlier: ReleaseDocument,
    context: FindingContext?, limitations: [String], series: FindingSeries?
  ) -> [Finding] {
    guard let total = printed.first?.total else { return [] }
    let benchmarks = BenchmarkFinding.all(context, total, measure.show, measure.better)
    func dated(_ figure: PublishedFigure) -> PublishedFigure {
      let isMarked = series == nil || figure.flags.contains(.wordingChanged)
      let marked = isMarked ? figure : figure.flagged(.wordingChanged)
      // What is hidden, and of nobody, is no figure of a day.
      if figure.isHidden || figure.base == 0 { return marked }
      return marked.standing(asOf: figure.asOf ?? earlier.cutOff)
    }
    let finding = { (role: String?, rows: [ProtectedRow]) in
      Finding(
        indicator: SeriesMark.plain(measure.id), label: measure.label, show: measure.show,
        better: measure.better, role: role,
        rows: rows.map { ProtectedRow(group: $0.group, figure: dated($0.figure)) },
        total: dated(total), benchmarks: benchmarks, limitations: limitations, series: series)
    }
    let found = measure.breakdowns.compactMap { breakdown in
      printed.first { $0.role == breakdown.role }
        .map { finding(breakdown.role, $0.rows(of: breakdown.rows.map(\.group))) }
    }
    return found.isEmpty ? [finding(nil, [])] : found
  }

  /// The rows by the names and in the order that their groups have now.
  private func rows(of groups: [BreakdownGroup]) -> [ProtectedRow] {
    let known = Dictionary(groups.enumerated().map { ($1.id, ($0, $1)) }) { first, _ in first }
    let named = rows.map { row in
      (
        known[row.group.id]?.0,
        ProtectedRow(group: known[row.group.id]?.1 ?? row.group, figure: row.figure)
      )
    }
    guard named.allSatisfy({ $0.0 != nil }) else { return named.map(\.1) }
    return named.sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1)
  }
}
