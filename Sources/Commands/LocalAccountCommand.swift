// `hark local-account`: what was published of a council and year, beside its region and England.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import PublishedFigures

/// `hark local-account`
struct LocalAccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "local-account",
    abstract: "Shows published figures of a council beside its region and England.",
    discussion: """
      Example: hark local-account Worcestershire --year 2022-23
      Figures stand as they were printed, with what keeps them from being compared. Without a council \
      it lists those that are known. Figures of your own: docs/local-account.md
      """)

  @Argument(help: "The council's name or official code.")
  var council: String?

  @Option(help: "The year, such as 2022-23; the latest if left out.")
  var year: String?

  @OptionGroup var format: FormatOption

  func run() throws {
    let folders = try Configuration.load().surveys
    let accounts = LocalAccounts { try FigureTable(folders: folders) }
    guard let council else {
      return Output.list(
        try accounts.choices(), columns: ["area", "name", "years"], format: format.format,
        empty: "no figures are there; docs/local-account.md says how to add some")
    }
    let account = try accounts.account(area: council, year: year)
    switch format.format {
    case .json: Output.text(JSONValue.object(account.json).pretty)
    case .csv: Output.list(account.rows, columns: LocalAccount.columns, format: .csv, empty: "")
    case .table: Output.text(LocalAccountText.text(account))
    }
  }
}

/// A local account for people.
enum LocalAccountText {
  /// A paragraph for each measure: the figures, what came before, what to know, where it was printed.
  static func text(_ account: LocalAccount) -> String {
    let width =
      account.lines.flatMap { $0.places(in: account) }
      .filter { !$0.figures.isEmpty }.map(\.place.count).max() ?? 0
    var text = "\(account.area.name), \(account.year): published figures, as they were printed\n"
    for line in account.lines {
      text += "\n\(line.measure.title)\n"
      if !line.measure.population.isEmpty { text += "  Of \(line.measure.population)\n" }
      let now = [
        (account.area.name, line.council), (account.region?.name ?? "", line.region),
        ("England", line.england),
      ]
      // What two sources printed alike stands once; where they differ, each stands.
      var said: Set<String> = []
      for (place, figures) in now {
        for figure in figures {
          let name = place.padding(toLength: width, withPad: " ", startingAt: 0)
          let row = "  \(name)  \(printed(figure, line.measure))  (\(about(figure)))\n"
          if said.insert(row).inserted { text += row }
        }
      }
      if !line.earlier.isEmpty {
        let years = line.earlier.map { "\($0.period) \(printed($0, line.measure))" }
        text += "  Before: \(years.joined(separator: ", "))\n"
      }
      for warning in line.warnings where !account.sharedWarnings.contains(warning) {
        text += "  - \(warning)\n"
      }
      let sources = Set((line.council + line.region + line.england).map(\.source)).sorted()
      text += "  Source: \(sources.joined(separator: "; "))\n"
    }
    for warning in account.sharedWarnings { text += "\n\(warning)\n" }
    return text
  }

  private static func printed(_ figure: PrintedFigure, _ measure: Measure) -> String {
    measure.unit == .percent ? figure.printed + "%" : figure.printed
  }

  private static func about(_ figure: PrintedFigure) -> String {
    let time =
      figure.period == PrintedFigure.notStated ? "year not stated" : figure.period
    switch figure.status {
    case .published, .asPrinted: return time
    case .provisional, .medianOfCouncils: return "\(time), \(figure.status.rawValue)"
    }
  }
}
