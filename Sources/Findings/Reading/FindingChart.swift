// A finding as a chart in SVG: a bar for each group, its 95% interval over it, benchmarks as lines. Who
// cannot see it gets the same in words.

extension Finding {
  /// What stands above the chart.
  public var title: String {
    label + (roleInWords.map { ", by \($0)" } ?? "")
      + (series.map { ", versions \($0.versions.joined(separator: ", "))" } ?? "")
  }

  /// Every group with its figure in words, the total last.
  public var inWords: [(group: String, words: String)] {
    (rows.map { ($0.group.label, $0.figure) } + [("Total", total)]).map { group, figure in
      (group, words(figure))
    }
  }

  private func words(_ figure: PublishedFigure) -> String {
    if figure.isHidden { return "hidden to protect people" }
    if let bound = bound(figure) {
      return bound + (figure.base.map { ", out of about \($0)" } ?? "")
    }
    guard let value = figure.value else {
      return figure.flags.contains(.notPersonal) ? "none answered" : "nobody was asked"
    }
    var words = text(value)
    if let low = figure.low, let high = figure.high {
      words += ", 95% interval \(text(low)) to \(text(high))"
    }
    if let base = figure.base {
      let isExact = figure.flags.contains(.notPersonal)
      words += isExact ? ", out of " : ", out of about "
      words +=
        figure.items.map { "\($0) items of \(base) \(isExact ? "answers" : "people")" } ?? "\(base)"
    }
    if figure.flags.contains(.lowBase) { words += ", few people: read with care" }
    return words
  }

  /// A number of this finding as people read it.
  func text(_ number: Double) -> String {
    PlainNumber.text(number) + (show.isPercentage ? "%" : "")
  }

  /// The chart.
  public var chart: String { FindingChart(self).svg }
}

/// Draws one finding. Lengths are in user units, which a viewer scales to the room there is.
private struct FindingChart {
  private static let width = 720.0
  private static let labelWidth = 230.0
  private static let valueWidth = 110.0
  private static let rowHeight = 30.0
  private static let top = 58.0

  private let finding: Finding
  private let rows: [(label: String, figure: PublishedFigure)]
  private let scale: ChartScale

  init(_ finding: Finding) {
    self.finding = finding
    rows = finding.rows.map { ($0.group.label, $0.figure) } + [("Total", finding.total)]
    let numbers = rows.flatMap { [$0.figure.value, $0.figure.low, $0.figure.high] }
    scale = ChartScale(
      (numbers + finding.benchmarks.map { $0.value }).compactMap { $0 },
      isPercent: finding.show.isPercentage)
  }

  private var plotWidth: Double { Self.width - Self.labelWidth - Self.valueWidth }
  private var bottom: Double { Self.top + Double(rows.count) * Self.rowHeight }
  private var height: Double { bottom + 34 + 16 * Double(finding.benchmarks.count) }
  private func x(_ number: Double) -> Double { Self.labelWidth + scale.place(number) * plotWidth }

  var svg: String {
    let words = finding.inWords.map { "\($0.group): \($0.words)." }.joined(separator: " ")
    let said = words + " " + benchmarkWords.joined(separator: " ")
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(Self.width)) \(number(height))" \
      role="img" font-family="sans-serif" font-size="14" fill="#0b0c0c">
      """,
      "<title>\(Markup.escaped(finding.title))</title>", "<desc>\(Markup.escaped(said))</desc>",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      text(finding.title, x: 8, y: 22, "font-weight=\"bold\" font-size=\"16\""),
    ]
    for tick in scale.ticks {
      parts.append(line(x(tick), Self.top - 8, x(tick), bottom, "#b1b4b6", 1))
      parts.append(
        text(finding.text(tick), x: x(tick), y: Self.top - 13, "text-anchor=\"middle\""))
    }
    for (place, row) in rows.enumerated() { parts += self.row(row.label, row.figure, place) }
    parts += benchmarks
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func row(_ label: String, _ figure: PublishedFigure, _ place: Int) -> [String] {
    let y = Self.top + Double(place) * Self.rowHeight
    let middle = y + Self.rowHeight / 2
    let isTotal = place == rows.count - 1
    let weight = isTotal ? "font-weight=\"bold\"" : ""
    var parts = [text(shortened(label), x: 8, y: middle + 5, weight)]
    guard let value = figure.value, !figure.isHidden else {
      let said = figure.isHidden ? "Hidden" : finding.bound(figure) ?? "–"
      return parts + [text(said, x: Self.labelWidth + 6, y: middle + 5, "fill=\"#505a5f\"")]
    }
    let start = x(max(0, scale.lowest))
    let end = x(value)
    parts.append(
      """
      <rect x="\(number(min(start, end)))" y="\(number(y + 6))" width="\(number(abs(end - start)))" \
      height="\(number(Self.rowHeight - 12))" fill="\(isTotal ? "#003078" : "#1d70b8")"/>
      """)
    if let low = figure.low, let high = figure.high {
      // White under black, so that it is seen on the bar and beside it.
      for (colour, thickness) in [("#ffffff", 5.0), ("#0b0c0c", 2.0)] {
        parts.append(line(x(low), middle, x(high), middle, colour, thickness))
        for end in [low, high] {
          parts.append(line(x(end), middle - 5, x(end), middle + 5, colour, thickness))
        }
      }
    }
    let mark = figure.flags.contains(.lowBase) ? " (few)" : ""
    parts.append(
      text(finding.text(value) + mark, x: Self.width - Self.valueWidth + 12, y: middle + 5, weight))
    return parts
  }

  private var benchmarkWords: [String] {
    finding.benchmarks.map { benchmark in
      "Benchmark \(benchmark.areaName), \(benchmark.period): \(finding.text(benchmark.value))"
        + (benchmark.comparison == nil ? " (not to be compared)." : ".")
    }
  }

  private var benchmarks: [String] {
    zip(finding.benchmarks, benchmarkWords).enumerated().flatMap { place, pair in
      let (benchmark, words) = pair
      let y = bottom + 22 + 16 * Double(place)
      // What is not to be compared is said, and not drawn beside the bars.
      let drawn =
        benchmark.comparison == nil
        ? []
        : [
          line(x(benchmark.value), Self.top - 4, x(benchmark.value), bottom, "#d4351c", 2)
            .replacing("/>", with: " stroke-dasharray=\"6 4\"/>")
        ]
      return drawn + [text(words, x: 8, y: y, "font-size=\"12\"")]
    }
  }

  private func shortened(_ label: String) -> String {
    let most = 30
    return label.count <= most ? label : label.prefix(most - 1) + "…"
  }

  private func text(_ text: String, x: Double, y: Double, _ more: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" unicode-bidi=\"plaintext\" \(more)>"
      + Markup.escaped(text) + "</text>"
  }

  private func line(
    _ fromX: Double, _ fromY: Double, _ toX: Double, _ toY: Double, _ colour: String,
    _ thickness: Double
  ) -> String {
    "<line x1=\"\(number(fromX))\" y1=\"\(number(fromY))\" x2=\"\(number(toX))\""
      + " y2=\"\(number(toY))\" stroke=\"\(colour)\" stroke-width=\"\(number(thickness))\"/>"
  }

  private func number(_ number: Double) -> String {
    PlainNumber.text((number * 100).rounded() / 100)
  }
}
