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

  /// The release as CSV after RFC 4180. The total's row has an empty `by` and the group `total`;
  /// a hidden number is an empty cell. Text that a spreadsheet would run as a formula begins
  /// with an apostrophe.
  public var csv: String {
    var lines = [Self.csvColumns]
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
  }

  private func number(_ number: Double?) -> String { number.map(PlainNumber.text) ?? "" }
}

/// Numbers as people write them: without a decimal point where there is nothing behind it.
enum PlainNumber {
  static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}
