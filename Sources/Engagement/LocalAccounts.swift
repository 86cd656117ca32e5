// Local accounts: what others published of a council and year, beside its region and England.

public import JSON
public import PublishedFigures

/// Local accounts out of published figures. Nothing in them is about a person, and no database is asked.
public struct LocalAccounts: Sendable {
  private let figures: @Sendable () throws -> FigureTable

  /// Accounts out of the figures that are there at each call.
  public init(_ figures: @escaping @Sendable () throws -> FigureTable) { self.figures = figures }

  /// The councils and years of which figures are there.
  public func choices() throws -> [JSONObject] {
    let table = try readable()
    return LocalAccount.choices(table).map { area in
      [
        "area": .string(area.code), "name": .string(area.name),
        "years": .array(
          LocalAccount.years(table, of: area.code).map { .string($0.description) }),
      ]
    }
  }

  /// The account of a council, by its code or name, and a year such as `2022-23`; nil: the latest.
  public func account(area: String, year: String?) throws -> LocalAccount {
    let table = try readable()
    do {
      guard let year else { return try LocalAccount(table, area: area) }
      guard let year = AccountYear(year) else {
        throw Problem(.badRequest, "the year is two years with a line between, such as 2022-23")
      }
      return try LocalAccount(table, area: area, year: year)
    } catch let problem as FigureProblem {
      throw Problem(.notFound, problem.description)
    }
  }

  private func readable() throws -> FigureTable {
    do {
      return try figures()
    } catch let problem as FigureProblem {
      throw Problem(.wrongConfiguration, problem.description)
    }
  }
}

extension LocalAccount {
  /// The account as clients read it.
  public var json: JSONObject {
    [
      "area": .string(area.code), "name": .string(area.name),
      "region": region.map { .string($0.name) } ?? .null, "year": .string(year.description),
      "measures": .array(lines.map { .object($0.json) }),
    ]
  }

  /// Every figure as a row of a table, with its measure's warnings.
  public var rows: [JSONObject] {
    lines.flatMap { line in
      line.places(in: self).flatMap { place, figures in
        figures.map { figure in
          var row: JSONObject = [
            "measure": .string(line.measure.id), "title": .string(line.measure.title),
            "unit": .string(line.measure.unit.rawValue), "area": .string(place),
          ]
          for (key, value) in figure.json { row[key] = value }
          row["warnings"] = .string(line.warnings.joined(separator: " "))
          return row
        }
      }
    }
  }

  /// The columns of the rows.
  public static let columns = [
    "measure", "title", "unit", "area", "period", "printed", "status", "source", "warnings",
  ]
}

extension AccountLine {
  /// The figures by place: the council with its earlier years, the region, England.
  public func places(in account: LocalAccount) -> [(place: String, figures: [PrintedFigure])] {
    [
      (account.area.name, earlier + council), (account.region?.name ?? "Region", region),
      ("England", england),
    ]
  }

  fileprivate var json: JSONObject {
    func list(_ figures: [PrintedFigure]) -> JSONValue {
      .array(figures.map { .object($0.json) })
    }
    return [
      "measure": .string(measure.id), "title": .string(measure.title),
      "unit": .string(measure.unit.rawValue), "population": .string(measure.population),
      "council": list(council), "region": list(region), "england": list(england),
      "earlier": list(earlier), "warnings": .array(warnings.map { .string($0) }),
    ]
  }
}

extension PrintedFigure {
  fileprivate var json: JSONObject {
    [
      "period": .string(period), "value": .number(value), "printed": .string(printed),
      "status": .string(status.rawValue), "source": .string(source),
    ]
  }
}
