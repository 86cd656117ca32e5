// The measures, areas and figures of one or more folders, read from CSV and checked against each other.

internal import CSV
internal import Foundation

/// Why a file of figures cannot be read, by file and line.
public struct FigureProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// `figures/figures.csv:12: …`
  public let description: String
}

/// Everything that is known of published figures.
public struct FigureTable: Sendable {
  /// The measures, by id.
  public private(set) var measures: [String: Measure] = [:]
  /// The areas, by code.
  public private(set) var areas: [String: FigureArea] = [:]
  /// The figures, in the order of their files.
  public private(set) var figures: [PrintedFigure] = []

  /// A table without figures.
  public init() {}

  /// Reads `figures/measures.csv`, `areas.csv` and `figures.csv` of every folder that has them. A
  /// measure or area of a later folder stands in place of an earlier one's.
  public init(folders: [String]) throws {
    for folder in folders {
      let path = folder + "/figures/"
      func read(_ name: String, _ columns: [String], _ row: (FigureRow) throws -> Void) throws {
        guard let data = FileManager.default.contents(atPath: path + name) else { return }
        try FigureRow.read(Array(data), name: path + name, columns, row)
      }
      try read("areas.csv", ["area", "name", "kind", "region"]) { try addArea($0) }
      try read("measures.csv", ["measure", "title", "unit", "population", "warning"]) {
        try addMeasure($0)
      }
      try read("figures.csv", FigureTable.columns) { try addFigure($0) }
    }
  }

  /// The columns of a file of figures.
  public static let columns = [
    "measure", "area", "period", "account", "value", "status", "source", "note",
  ]

  private mutating func addArea(_ row: FigureRow) throws {
    let area = FigureArea(
      code: try row.text("area"), name: try row.text("name"), kind: try row.word("kind"),
      region: row.optional("region"))
    areas[area.code] = area
  }

  private mutating func addMeasure(_ row: FigureRow) throws {
    let measure = Measure(
      id: try row.text("measure"), title: try row.text("title"), unit: try row.word("unit"),
      population: row.optional("population") ?? "", warning: row.optional("warning"))
    measures[measure.id] = measure
  }

  private mutating func addFigure(_ row: FigureRow) throws {
    let figure = PrintedFigure(
      measure: try row.text("measure"), area: try row.text("area"), period: try row.text("period"),
      account: row.optional("account"), printed: try row.text("value"),
      value: try row.number("value"),
      status: try row.word("status"), source: try row.text("source"), note: row.optional("note"))
    guard measures[figure.measure] != nil else {
      throw row.problem("there is no measure '\(figure.measure)' in measures.csv")
    }
    guard measures[figure.measure]?.unit != .percent || (0...100).contains(figure.value) else {
      throw row.problem("a percentage is between 0 and 100, not \(figure.printed)")
    }
    guard areas[figure.area] != nil else {
      throw row.problem("there is no area '\(figure.area)' in areas.csv")
    }
    if let account = figure.account, AccountYear(account) == nil {
      throw row.problem("the account is a year such as 2022-23, not '\(account)'")
    }
    let isKnown = figures.contains {
      $0.measure == figure.measure && $0.area == figure.area && $0.period == figure.period
        && $0.account == figure.account && $0.status == figure.status
    }
    guard !isKnown else {
      throw row.problem("this measure, area, period, account and status are there already")
    }
    figures.append(figure)
  }
}

/// A financial year as accounts write it, such as `2022-23`.
public struct AccountYear: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The year that it begins in.
  public let start: Int

  /// Reads exactly `YYYY-YY`, the second the year after the first.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let start = Int(parts[0]), let end = Int(parts[1]), (start + 1) % 100 == end
    else { return nil }
    self.start = start
  }

  /// `2022-23`
  public var description: String { "\(start)-\(String((start + 1) % 100 + 100).suffix(2))" }

  /// Whether the one is before the other.
  public static func < (one: AccountYear, other: AccountYear) -> Bool { one.start < other.start }
}
