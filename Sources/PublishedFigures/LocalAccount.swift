// The local account: what was published of a council and year, beside its region and England, with what
// a careful reader is told of each comparison.

/// The figures of one measure for a council and year.
public struct AccountLine: Sendable {
  /// What they are of.
  public let measure: Measure
  /// The council's figures of the year; several where sources differ.
  public let council: [PrintedFigure]
  /// The region's, printed for that year.
  public let region: [PrintedFigure]
  /// England's, printed for that year.
  public let england: [PrintedFigure]
  /// The council's figures of earlier years, the oldest first.
  public let earlier: [PrintedFigure]
  /// What to know before comparing, in plain words.
  public let warnings: [String]
}

/// A council's account of a year.
public struct LocalAccount: Sendable {
  /// The council.
  public let area: FigureArea
  /// Its region.
  public let region: FigureArea?
  /// The year.
  public let year: AccountYear
  /// A line for each measure that something is known of, in the order of their ids.
  public let lines: [AccountLine]

  /// The account of a council by code or name; throws `FigureProblem` when nothing is known of it.
  /// Without a year it is the latest.
  public init(_ table: FigureTable, area name: String, year: AccountYear? = nil) throws {
    let choices = Self.choices(table)
    guard
      let area = choices.first(where: {
        $0.code == name || $0.name.lowercased() == name.lowercased()
      }), let year = year ?? Self.years(table, of: area.code).last
    else {
      let known = choices.map(\.name).joined(separator: ", ")
      throw FigureProblem(
        description: known.isEmpty
          ? "no published figures are there; docs/local-account.md says how to add some"
          : "no figures of this council are there, but of \(known)")
    }
    self.area = area
    self.year = year
    let region = area.region.flatMap { table.areas[$0] }
    self.region = region
    let england = table.areas.values.first { $0.kind == .england }
    func printed(_ measure: String, _ place: FigureArea?) -> [PrintedFigure] {
      table.figures.filter {
        $0.measure == measure && $0.area == place?.code && Self.isOf($0, year)
      }
    }
    let own = table.figures.filter { $0.area == area.code }
    lines = table.measures.values.sorted { $0.id < $1.id }.compactMap { measure in
      let council = printed(measure.id, area).filter { figure in
        // An account prints the year before as well.
        AccountYear(figure.period).map { $0 == year } ?? true
      }
      guard !council.isEmpty else { return nil }
      let others = (region: printed(measure.id, region), england: printed(measure.id, england))
      var seen: Set<String> = []
      let earlier = own.filter { figure in
        figure.measure == measure.id && AccountYear(figure.period).map { $0 < year } ?? false
          && seen.insert("\(figure.period) \(figure.printed)").inserted
      }.sorted { $0.period < $1.period }
      return AccountLine(
        measure: measure, council: council, region: others.region, england: others.england,
        earlier: earlier,
        warnings: ComparisonWarnings.all(
          measure, council, others.region, others.england, region: region?.name))
    }
    guard !lines.isEmpty else {
      let years = Self.years(table, of: area.code).map(\.description).joined(separator: ", ")
      throw FigureProblem(
        description: "no figures of \(area.name) in \(year) are there, but of \(years)")
    }
  }

  /// What is to know of several of its measures, in place of saying it beside each.
  public var sharedWarnings: [String] {
    lines.contains { $0.warnings.contains(ComparisonWarnings.framework) }
      ? [ComparisonWarnings.framework] : []
  }

  /// The councils that something is known of, by name.
  public static func choices(_ table: FigureTable) -> [FigureArea] {
    let known = Set(table.figures.map(\.area))
    return table.areas.values.filter { $0.kind == .council && known.contains($0.code) }
      .sorted { $0.name < $1.name }
  }

  /// The years that something is known of for an area, the oldest first.
  public static func years(_ table: FigureTable, of area: String) -> [AccountYear] {
    Set(
      table.figures.filter { $0.area == area }.flatMap { figure in
        [AccountYear(figure.period), figure.account.flatMap { AccountYear($0) }].compactMap { $0 }
      }
    ).sorted()
  }

  /// Whether a figure belongs into the account of a year: it is of that year, or that year's account
  /// printed it with another time or none.
  private static func isOf(_ figure: PrintedFigure, _ year: AccountYear) -> Bool {
    figure.period == year.description || figure.account == year.description
  }
}
