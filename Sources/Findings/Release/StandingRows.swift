// Rows that stand as an earlier release printed them, because nobody or too few people joined or left since:
// each says since when.

public import Surveys

extension Finding {
  /// The finding with such rows dated. `isUnchanged` says of a group, nil being the total, whether its people
  /// are those of the release before. That they are is nothing new to readers: a row changes by nobody or
  /// by enough people, and the audit takes it as known which.
  public func standing(
    beside earlier: ReleaseDocument, isUnchanged: (_ group: String?) -> Bool
  ) -> Finding {
    let before = earlier.findings.first { finding in
      finding.indicator == indicator && finding.role == role
        && finding.series?.number == series?.number
    }
    guard let before else { return self }
    let then = Dictionary(before.rows.map { ($0.group.id, $0.figure) }) { first, _ in first }
    func dated(
      _ figure: PublishedFigure, _ then: PublishedFigure?, _ group: String?
    ) -> PublishedFigure {
      guard let then, figure.isPrinted(as: then), isUnchanged(group) else { return figure }
      return figure.standing(asOf: then.asOf ?? earlier.cutOff)
    }
    return Finding(
      indicator: indicator, label: label, show: show, better: better, role: role,
      rows: rows.map { row in
        ProtectedRow(group: row.group, figure: dated(row.figure, then[row.group.id], row.group.id))
      }, total: dated(total, before.total, nil), benchmarks: benchmarks, limitations: limitations,
      series: series, comparisons: comparisons)
  }

  /// Which rows stand since when, in sentences; tables that stand as a whole say so themselves.
  var standingSentences: [String] {
    if limitations.contains(where: { $0.hasPrefix(Limitations.asPrinted) }) { return [] }
    let rows = rows.map { ($0.group.label, $0.figure.asOf) } + [("Total", total.asOf)]
    var times: [String] = []
    for case let (_, time?) in rows where !times.contains(time) { times.append(time) }
    return times.sorted().map { time in
      let labels = rows.filter { $0.1 == time }.map(\.0).joined(separator: ", ")
      // Where somebody of whom no number is known is counted as before, no measure is printed anew.
      let others = show.isMeasure ? ", or the difference would show what somebody said" : ""
      return
        "As in the release of \(ReleaseDocument.day(of: time)), because nobody or too few people have joined or left"
        + " since\(others): \(labels)."
    }
  }
}

extension CrossedFinding {
  /// Tables of the release before that the survey still has and that could not be printed anew: they stand
  /// as they were, and tell nobody what they did not tell before. `printed` are those of this release.
  public static func standing(
    from earlier: ReleaseDocument, under rule: PrintedRule, _ survey: Survey,
    beside findings: [Finding], _ printed: [CrossedFinding]
  ) -> [CrossedFinding] {
    // Under a stricter rule they would not be printed as they were.
    guard earlier.rule == rule else { return [] }
    return earlier.crossings.compactMap { table in
      let then = table.about
      let about = findings.first { finding in
        finding.indicator == then.indicator && finding.show == then.show
          && finding.series?.number == then.series?.number
      }
      let isAskedFor = survey.indicators.contains { indicator in
        indicator.id == then.indicator
          && indicator.crossings.contains { $0.dimensions == table.dimensions }
      }
      let isPrinted = printed.contains {
        $0.about.indicator == then.indicator && $0.names == table.names
      }
      guard let about, isAskedFor, !isPrinted else { return nil }
      let time = table.heldBack ?? earlier.cutOff
      return CrossedFinding(
        about: about.withoutRows(total: then.total.standing(asOf: time)),
        dimensions: table.dimensions,
        rows: table.rows.map { Row(groups: $0.groups, figure: $0.figure.standing(asOf: time)) },
        heldBack: time)
    }
  }
}

extension PublishedFigure {
  /// Whether it is shown, of somebody, with the numbers of another.
  fileprivate func isPrinted(as other: PublishedFigure) -> Bool {
    guard !isHidden, !other.isHidden, base != 0 else { return false }
    return base == other.base && count == other.count && items == other.items
      && value == other.value && low == other.low && high == other.high
  }
}
