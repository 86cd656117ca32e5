// What keeps figures from being compared as they stand: other years, no year, other sources.

/// What the Department of Health and Social Care says of figures of its framework, wherever one stands beside
/// others.
public enum FrameworkWarnings {
  /// What to know of a figure that these texts are said of: its source, question, measure; none where it is
  /// not of the framework. `others` are asked beside it, and are not of its population.
  public static func of(
    _ texts: [String], population: String, besideOthers others: Bool
  ) -> [String] {
    let isFramework = texts.contains { text in
      text.contains("ASCOF") || text.contains("Adult Social Care Outcomes Framework")
    }
    guard isFramework else { return [] }
    let isLongTerm = others && population.contains("long-term support")
    return [ComparisonWarnings.framework] + (isLongTerm ? [ComparisonWarnings.longTerm] : [])
  }
}

/// Finds what a reader has to know of a comparison.
enum ComparisonWarnings {
  /// What the Department of Health and Social Care says of every figure of the national framework (data
  /// sources, quality and uses, 18 December 2025).
  static let framework =
    "Figures of the national framework (ASCOF) may be used to hold councils against each other. They cannot be"
    + " used to judge how effective a council is at providing social care."
  /// Whom the framework's figures of long-term support leave out, from the same page.
  static let longTerm =
    "It is of people whose long-term support the council arranges: nobody who was helped for a short time"
    + " alone, or who pays for their care themselves, is in it. The residents you ask are different people."

  /// Everything to know, each once.
  static func all(
    _ measure: Measure, _ council: [PrintedFigure], _ regional: [PrintedFigure],
    _ england: [PrintedFigure], region: String?
  ) -> [String] {
    var warnings: [String] = []
    func warn(_ text: String) { if !warnings.contains(text) { warnings.append(text) } }
    if measure.id.hasPrefix("ascof") { warn(framework) }
    if measure.population.contains("long-term support") { warn(longTerm) }
    if let warning = measure.warning { warn(warning) }
    for (name, figures) in [(region ?? "The region", regional), ("England", england)] {
      for figure in figures {
        times(figure, of: name, council).map(warn)
        if figure.status == .medianOfCouncils {
          warn(
            "The figure for \(name) is the middle one of its councils, each counted alike: not the"
              + " published figure for \(name).")
        }
      }
    }
    let missing = [(region ?? "the region", regional), ("England", england)]
      .filter { $0.1.isEmpty }.map(\.0)
    if !missing.isEmpty, measure.unit != .count {
      warn("No figure for \(missing.joined(separator: " or ")) was printed for this year.")
    }
    if Set(council.map(\.value)).count > 1 {
      warn("The sources differ for the council itself: " + differences(council) + ".")
    }
    for figure in council where figure.period == PrintedFigure.notStated {
      warn("The source does not say which year the council's figure is of.")
    }
    for note in (council + regional + england).compactMap(\.note) { warn(note) }
    if measure.unit == .percent {
      warn("Of how many people it is was not printed, so no margin of error can be given.")
    }
    return warnings
  }

  private static func times(
    _ figure: PrintedFigure, of name: String, _ council: [PrintedFigure]
  ) -> String? {
    if figure.period == PrintedFigure.notStated {
      return "The source does not say which year the figure for \(name) is of: do not compare."
    }
    let own = council.map(\.period)
    guard !own.isEmpty, !own.contains(figure.period) else { return nil }
    return "The figure for \(name) is of \(figure.period), the council's of "
      + Set(own).sorted().joined(separator: " and ") + "."
  }

  private static func differences(_ figures: [PrintedFigure]) -> String {
    figures.map { figure in
      let time = figure.period == PrintedFigure.notStated ? "no year" : figure.period
      return "\(figure.printed) (\(time), \(figure.status.rawValue), \(figure.source))"
    }.joined(separator: "; ")
  }
}
