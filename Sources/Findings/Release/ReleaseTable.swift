// A release as a table for people to read in a terminal: figures with bars, and notes below.

internal import Surveys

extension ReleaseDocument {
  /// The release as text of at most `width` columns (40 or more), without colours.
  public func table(width: Int = 80) -> String {
    let width = max(40, width)
    var lines = DisplayWidth.wrapped(
      (title.map { "\($0): " } ?? "")
        + "\(identity), answers up to \(cutOffInWords), release \(release)", to: width)
    let said = limitationsOfAll
    for finding in allFindings {
      lines.append("")
      lines += FindingTable(finding, unit, width: width, without: said).lines
    }
    for profile in heard { lines += [""] + profile.lines(width: width) }
    if !said.isEmpty {
      lines += ["", Self.notesHeading] + notes.flatMap { DisplayWidth.item($0, to: width) }
    }
    lines.append("")
    lines += DisplayWidth.wrapped(ruleInWords, to: width)
    return lines.joined(separator: "\n") + "\n"
  }

  var ruleInWords: String {
    let figures = allFindings.flatMap { $0.rows.map(\.figure) + [$0.total] }
    if !figures.isEmpty, figures.allSatisfy({ $0.flags.contains(.notPersonal) }) {
      return "The figures are about \(unit.manyWords), not about people; they are exact."
    }
    return """
      Rule \(rule.id): figures that would show fewer than \(rule.hideBelow) people are hidden, \
      and others so that they cannot be worked out. Counts are rounded to the nearest \
      \(rule.roundTo).
      """
  }
}

/// One finding as lines of text.
private struct FindingTable {
  private let finding: Finding
  private let unit: SurveyUnit?
  private let said: [String]
  private let width: Int
  private let bases: [String]
  private let values: [String]
  private let intervals: [String]
  private let changes: [String]
  private let labels: [String]
  private let figures: [PublishedFigure]
  private let intervalHeading: String
  // The widths of the columns: they are asked for at every row, of which a table has thousands.
  private let labelWidth: Int
  private let baseWidth: Int
  private let valueWidth: Int
  private let intervalWidth: Int
  private let changeWidth: Int

  init(_ finding: Finding, _ unit: SurveyUnit?, width: Int, without said: [String]) {
    self.finding = finding
    self.unit = unit
    self.said = said
    self.width = width
    figures = finding.rows.map(\.figure) + [finding.total]
    bases = figures.map { $0.base.map(String.init) ?? "" }
    values = figures.map { figure in
      if figure.isHidden { return "Hidden" }
      return finding.bound(figure) ?? figure.value.map { finding.text($0) } ?? "–"
    }
    changes = finding.changesByRow
    intervals = figures.map { figure in
      guard let low = figure.low, let high = figure.high else { return "" }
      return "\(PlainNumber.text(low)) to \(PlainNumber.text(high))"
    }
    let room = max(10, width - (changes.isEmpty ? 34 : 46))
    labels = (finding.rows.map(\.group.label) + ["Total"]).map { label in
      DisplayWidth.of(label) <= room ? label : Self.shortened(label, to: room)
    }
    intervalHeading =
      intervals.contains { !$0.isEmpty } || finding.show.isPercentage ? "95% interval" : ""
    labelWidth = Self.widest(labels, "Group")
    baseWidth = Self.widest(bases, "Base")
    valueWidth = Self.widest(values, finding.valueHeading(unit))
    intervalWidth = Self.widest(intervals, intervalHeading)
    changeWidth = Self.widest(changes, "Change")
  }

  var lines: [String] {
    let title =
      finding.label + (finding.roleInWords.map { ", by \($0)" } ?? "")
      + (finding.series.map { ", versions \($0.versions.joined(separator: ", "))" } ?? "")
    return DisplayWidth.wrapped(title, to: width) + [heading] + figures.indices.map(row) + notes
  }

  private var isPercent: Bool { finding.show.isPercentage }
  private var valueHeading: String { finding.valueHeading(unit) }

  private static func widest(_ texts: [String], _ heading: String) -> Int {
    texts.reduce(DisplayWidth.of(heading)) { max($0, DisplayWidth.of($1)) }
  }

  private var heading: String {
    columns("Group", "Base", valueHeading, intervalHeading, change: "Change", bar: "")
  }

  private func row(_ index: Int) -> String {
    columns(
      labels[index], bases[index], values[index], intervals[index],
      change: changes.isEmpty ? "" : changes[index], bar: bar(figures[index]))
  }

  private func columns(
    _ label: String, _ base: String, _ value: String, _ interval: String, change: String,
    bar: String
  ) -> String {
    let cells =
      [
        "  " + DisplayWidth.padded(label, to: labelWidth),
        DisplayWidth.aligned(base, to: baseWidth), DisplayWidth.aligned(value, to: valueWidth),
        DisplayWidth.padded(interval, to: intervalWidth),
      ] + (changes.isEmpty ? [] : [DisplayWidth.padded(change, to: changeWidth)]) + [bar]
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }

  private func bar(_ figure: PublishedFigure) -> String {
    guard isPercent, let value = figure.value else { return "" }
    let taken =
      2 + labelWidth + baseWidth + valueWidth + intervalWidth + 8
      + (changes.isEmpty ? 0 : changeWidth + 2)
    let room = min(20, width - taken)
    guard room >= 5 else { return "" }
    let filled = Int((value * Double(room) / 100).rounded())
    return String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
  }

  private var notes: [String] {
    finding.notes(unit, without: said).flatMap { DisplayWidth.item($0, to: width) }
  }

  private static func shortened(_ label: String, to width: Int) -> String {
    var label = label
    while DisplayWidth.of(label) >= width { label.removeLast() }
    return label + "…"
  }
}
