// A release as CSV: one row a group, the total of each indicator once, and no comment lines.

internal import CSV
internal import Surveys

extension ReleaseDocument {
  /// The columns of the CSV.
  public static let csvColumns = [
    "survey", "versions", "partnership", "release", "cut_off", "indicator", "label", "show",
    "better", "by", "group", "group_label", "base", "count", "items", "value", "low", "high",
    "flags",
  ]
  private static let boundColumns = ["at_least", "at_most"]
  private static let changeColumns = [
    "change", "change_low", "change_high", "change_comparison", "change_since",
  ]
  private static let pairedColumns = [
    "paired_people", "paired_change", "paired_low", "paired_high", "paired_comparison",
  ]
  private static let benchmarkColumns = [
    "benchmark_area", "benchmark_period", "benchmark", "benchmark_comparison",
  ]

  /// The columns of this release: those of bounds, rows that stand, changes and benchmarks where there are any.
  public var csvColumns: [String] {
    Self.csvColumns + (hasBounds ? Self.boundColumns : [])
      + (hasSteps ? ["rounded_to"] : []) + (hasStanding ? ["as_of"] : [])
      + (hasChanges ? Self.changeColumns : []) + (hasPairs ? Self.pairedColumns : [])
      + (hasBenchmarks ? Self.benchmarkColumns : [])
  }

  private var hasBounds: Bool {
    allFindings.contains { $0.rows.contains { $0.figure.flags.contains(.bounded) } }
  }
  private var hasSteps: Bool { hasFigure { $0.roundedTo != nil } }
  private var hasStanding: Bool { hasFigure { $0.asOf != nil } }
  private func hasFigure(_ isMeant: (PublishedFigure) -> Bool) -> Bool {
    allFindings.contains { ($0.rows.map(\.figure) + [$0.total]).contains(where: isMeant) }
  }
  private var hasChanges: Bool { allFindings.contains { $0.comparisons.change != nil } }
  private var hasPairs: Bool { findings.contains { $0.comparisons.paired != nil } }
  private var hasBenchmarks: Bool { findings.contains { !$0.benchmarks.isEmpty } }

  /// The release as CSV after RFC 4180. The total's row has an empty `by` and the group `total`;
  /// a hidden number is an empty cell. Text that a spreadsheet would run as a formula begins
  /// with an apostrophe.
  public var csv: String {
    var lines = [csvColumns]
    let findings = allFindings
    for (place, finding) in findings.enumerated() {
      for row in finding.rows {
        lines.append(
          cells(finding, by: finding.role ?? "", group: row.group, figure: row.figure))
      }
      let isLast = !findings[(place + 1)...].contains {
        $0.indicator == finding.indicator && $0.series == finding.series
      }
      guard isLast else { continue }
      let total = BreakdownGroup(id: "total", label: "Total")
      lines.append(cells(finding, by: "", group: total, figure: finding.total))
    }
    return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private func cells(
    _ finding: Finding, by role: String, group: BreakdownGroup, figure: PublishedFigure
  ) -> [String] {
    let texts = [
      survey, (finding.series?.versions ?? versions).joined(separator: ";"), partnership, release,
      cutOff, finding.indicator,
      finding.label, finding.show.rawValue, finding.better.rawValue, role, group.id, group.label,
    ]
    let numbers = [
      figure.base.map(String.init) ?? "", figure.count.map(String.init) ?? "",
      figure.items.map(String.init) ?? "", number(figure.value), number(figure.low),
      number(figure.high),
    ]
    let flags = figure.flags.map(\.rawValue).joined(separator: ";")
    return texts.map(CSVWriter.cell) + numbers + [flags]
      + (hasBounds ? [number(figure.atLeast), number(figure.atMost)] : [])
      + (hasSteps ? [number(figure.roundedTo)] : [])
      + (hasStanding ? [figure.asOf ?? ""] : [])
      + (hasChanges ? change(finding, group) : [])
      + (hasPairs ? paired(finding, isTotal: role.isEmpty) : [])
      + (hasBenchmarks ? benchmarks(finding, isTotal: role.isEmpty) : [])
  }

  private func change(_ finding: Finding, _ group: BreakdownGroup) -> [String] {
    guard let change = finding.comparisons.change,
      let found = group.id == "total"
        ? change.total : change.rows.first(where: { $0.group == group.id })?.comparison,
      let comparison = found.comparison
    else { return Self.changeColumns.map { _ in "" } }
    return [
      number(found.difference), number(found.low), number(found.high), comparison.rawValue,
      change.since,
    ]
  }

  /// The change of the same people stands beside the total.
  private func paired(_ finding: Finding, isTotal: Bool) -> [String] {
    let found = findings.first {
      $0.indicator == finding.indicator && $0.series == finding.series
        && $0.comparisons.paired != nil
    }?.comparisons.paired
    guard isTotal, let found else { return Self.pairedColumns.map { _ in "" } }
    let comparison = found.comparison
    return [
      found.people.map(String.init) ?? "", number(comparison.difference), number(comparison.low),
      number(comparison.high), comparison.comparison?.rawValue ?? "not compared",
    ]
  }

  /// Benchmarks are held against the total alone; several stand in one cell.
  private func benchmarks(_ finding: Finding, isTotal: Bool) -> [String] {
    guard isTotal else { return Self.benchmarkColumns.map { _ in "" } }
    return [
      finding.benchmarks.map(\.area), finding.benchmarks.map(\.period),
      finding.benchmarks.map { number($0.value) },
      finding.benchmarks.map { $0.comparison?.rawValue ?? "not compared" },
    ].map { CSVWriter.cell($0.joined(separator: ";")) }
  }

  private func number(_ number: Double?) -> String { number.map(PlainNumber.text) ?? "" }
}

/// Numbers as people write them: without a decimal point where there is nothing behind it.
enum PlainNumber {
  static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}
