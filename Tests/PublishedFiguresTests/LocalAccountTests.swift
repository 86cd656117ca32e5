// Local accounts: figures stand as they were printed, and every comparison that does not hold is said.

import Foundation
import PublishedFigures
import TestSupport
import Testing

@Suite struct LocalAccountTests {
  private static let areas = """
    area,name,kind,region
    E92000001,England,england,
    E12000099,Made-up Region,region,
    E10000099,Sampleshire,council,E12000099
    """
  private static let measures = """
    measure,title,unit,population,warning
    made.1,People who are content,percent,made-up people,From 2023 on it means something else.
    """

  private func table(_ rows: String...) throws -> FigureTable {
    let text = ([FigureTable.columns.joined(separator: ",")] + rows).joined(separator: "\n")
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString, isDirectory: true)
    let figures = folder.appendingPathComponent("figures", isDirectory: true)
    try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [
      ("areas", Self.areas), ("measures", Self.measures), ("figures", text + "\n"),
    ] {
      try Data(text.utf8).write(to: figures.appendingPathComponent(name + ".csv"))
    }
    return try FigureTable(folders: [folder.path])
  }

  private func line(_ rows: String...) throws -> AccountLine {
    let text = try table(rows.joined(separator: "\n"))
    let year = try #require(AccountYear("2022-23"))
    let account = try LocalAccount(text, area: "sampleshire", year: year)
    return try #require(account.lines.first)
  }

  @Test func `figures stand as they were printed`() throws {
    let line = try line(
      "made.1,E10000099,2022-23,,93.10,published,A book,",
      "made.1,E12000099,2022-23,,86,published,A book,",
      "made.1,E92000001,2022-23,,88,published,A book,")
    #expect(line.council.map(\.printed) == ["93.10"] && line.council.map(\.value) == [93.1])
    #expect(line.region.map(\.printed) == ["86"] && line.england.map(\.printed) == ["88"])
    #expect(
      line.warnings == [
        "From 2023 on it means something else.",
        "Of how many people it is was not printed, so no margin of error can be given.",
      ])
  }

  @Test func `a figure of another year or of none is never shown without saying so`() throws {
    let line = try line(
      "made.1,E10000099,2022-23,,93,published,A book,",
      "made.1,E12000099,2021-22,2022-23,86,as printed,An account,",
      "made.1,E92000001,not stated,2022-23,88,as printed,An account,")
    #expect(
      line.warnings.contains(
        "The figure for Made-up Region is of 2021-22, the council's of 2022-23."))
    #expect(
      line.warnings.contains(
        "The source does not say which year the figure for England is of: do not compare."))
  }

  @Test func `a middle of councils is not taken for the figure of the country`() throws {
    let line = try line(
      "made.1,E10000099,2022-23,,93,published,A book,",
      "made.1,E92000001,2022-23,,88,median of councils,A book,")
    #expect(line.warnings.contains { $0.contains("not the published figure for England") })
    #expect(line.warnings.contains("No figure for Made-up Region was printed for this year."))
  }

  @Test func `sources that differ are both shown`() throws {
    let line = try line(
      "made.1,E10000099,2022-23,,84.4,published,A book,",
      "made.1,E10000099,2022-23,2022-23,84.2,provisional,An account,",
      "made.1,E10000099,2021-22,2022-23,78.4,as printed,An account,")
    #expect(line.council.map(\.printed) == ["84.4", "84.2"])
    #expect(line.earlier.map(\.printed) == ["78.4"])
    #expect(
      line.warnings.contains { $0.contains("84.4 (2022-23, published") && $0.contains("84.2") })
  }

  @Test(arguments: [
    ("made.2,E10000099,2022-23,,1,published,A book,", "there is no measure 'made.2'"),
    ("made.1,E10000098,2022-23,,1,published,A book,", "there is no area 'E10000098'"),
    ("made.1,E10000099,2022-23,,much,published,A book,", "'value' is a number"),
    ("made.1,E10000099,2022-23,,101,published,A book,", "a percentage is between 0 and 100"),
    ("made.1,E10000099,2022-23,,1,guessed,A book,", "'status' is one of published"),
    ("made.1,E10000099,2022-23,,1,published,,", "'source' is empty"),
    ("made.1,E10000099,2022-23,2022-24,1,published,A book,", "the account is a year"),
    ("made.1,E10000099,2022-23,,1,published", "6 cells, and 8 columns"),
  ])
  func `a row with a mistake is named by its line`(_ row: String, _ message: String) {
    let problem = #expect(throws: FigureProblem.self) { _ = try table(row) }
    #expect(problem?.description.contains("figures.csv:2: ") == true)
    #expect(problem?.description.contains(message) == true, "\(String(describing: problem))")
  }

  @Test func `a council or year of which nothing is known is refused with those that are`() throws {
    let table = try table("made.1,E10000099,2022-23,,93,published,A book,")
    let elsewhere = #expect(throws: FigureProblem.self) {
      _ = try LocalAccount(table, area: "Nowhere")
    }
    #expect(elsewhere?.description.contains("but of Sampleshire") == true)
    let later = #expect(throws: FigureProblem.self) {
      _ = try LocalAccount(table, area: "Sampleshire", year: AccountYear("2023-24"))
    }
    #expect(later?.description.contains("but of 2022-23") == true)
  }

  @Test func `years are written as accounts write them`() {
    #expect(AccountYear("2022-23")?.description == "2022-23")
    #expect(AccountYear("1999-00")?.description == "1999-00")
    for wrong in ["2022-24", "2022", "22-23", "2022-2023", "2022–23", ""] {
      #expect(AccountYear(wrong) == nil, "\(wrong)")
    }
  }

  @Test func `the figures that come with Hark are read and each has a source`() throws {
    let table = try FigureTable(folders: [checkout.appendingPathComponent("surveys").path])
    #expect(table.figures.count == 134 && table.figures.allSatisfy { !$0.source.isEmpty })
    let account = try LocalAccount(table, area: "Worcestershire", year: AccountYear("2022-23"))
    let safe = try #require(account.lines.first { $0.measure.id == "ascof2014.4B" })
    #expect(safe.council.map(\.printed) == ["93.1"])
    #expect(safe.england.map(\.printed) == ["88"] && safe.region.map(\.printed) == ["86"])
    #expect(safe.warnings.contains { $0.contains("never compare the two") })
    #expect(safe.warnings.contains { $0.contains("which year the figure for England is of") })
    // Of whom they are not, and what they may not be used for, belongs to each.
    #expect(safe.warnings.contains { $0.contains("or who pays for their care themselves") })
    for line in account.lines {
      let isFramework = line.measure.id.hasPrefix("ascof")
      #expect(
        line.warnings.contains { $0.contains("used to judge how effective a council is") }
          == isFramework, "\(line.measure.id)")
    }
    #expect(account.sharedWarnings.count == 1)
    let short = try #require(account.lines.first { $0.measure.id == "ascof2014.2D" })
    #expect(!short.warnings.contains { $0.contains("or who pays for their care themselves") })
    #expect(short.council.map(\.printed) == ["84.4", "84.2"])
    #expect(short.earlier.map(\.period) == ["2016-17", "2018-19", "2019-20", "2021-22"])
  }
}
