// `hark local-account` as people type it: no database is needed, and a mistake in a file is named.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct LocalAccountCommandTests {
  private let shipped = ["HARK_SURVEYS": checkout.appendingPathComponent("surveys").path]

  @Test func `the account of a council shows its figures, those beside them and what to know`()
    async throws
  {
    let table = try await hark(
      "local-account", "worcestershire", "--year", "2022-23", environment: shipped)
    #expect(table.status == 0)
    #expect(table.output.contains("Worcestershire  93.1%  (2022-23)"))
    #expect(table.output.contains("England         88%  (year not stated)"))
    #expect(table.output.contains("Of adults receiving long-term support\n"))
    #expect(table.output.components(separatedBy: "cannot be used to judge").count == 2, "once")
    #expect(table.output.contains("Unpaid carers\n  Worcestershire  66,250  (2022-23)"))
    let json = try await hark(
      "local-account", "E10000034", "--year", "2022-23", "--format", "json", environment: shipped)
    let account = try JSONValue.parse(Array(json.output.utf8))
    #expect(account["region"] == "West Midlands")
    #expect((account["measures"]?.array?.count ?? 0) > 10)
    let csv = try await hark("local-account", "Leeds", "--format", "csv", environment: shipped)
    #expect(csv.output.hasPrefix("measure,title,unit,area,period,printed,status,source,warnings\n"))
  }

  @Test func `what two sources printed alike stands once`() async throws {
    let table = try await hark(
      "local-account", "Worcestershire", "--year", "2021-22", environment: shipped)
    let twice = "  Worcestershire  78.4%  (2021-22)\n"
    #expect(table.output.components(separatedBy: twice).count == 2, "\(table.output)")
    #expect(table.output.contains("Local Account 2022-23; median"), "both sources are named")
  }

  @Test func `a council or year that is not there is refused with what is`() async throws {
    let council = try await hark("local-account", "Nowhere", environment: shipped)
    #expect(council.status == 1 && council.errors.contains("Coventry, Croydon"))
    #expect(council.output.isEmpty)
    let year = try await hark(
      "local-account", "Leeds", "--year", "2020-21", environment: shipped)
    #expect(year.status == 1 && year.errors.contains("but of 2016-17, 2018-19"))
    let wrong = try await hark("local-account", "Leeds", "--year", "2020", environment: shipped)
    #expect(wrong.status == 64 && wrong.errors.contains("such as 2022-23"))
  }

  @Test func `a partnership's own figures stand beside those that come with Hark`() async throws {
    try await withFolder { folder in
      let figures = folder.appendingPathComponent("figures", isDirectory: true)
      try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
      let file = figures.appendingPathComponent("figures.csv")
      let header = "measure,area,period,account,value,status,source,note\n"
      try Data((header + "ascof2014.3A,E08000035,2022-23,,61.5,published,A made-up book,\n").utf8)
        .write(to: file)
      let both = ["HARK_SURVEYS": (shipped["HARK_SURVEYS"] ?? "") + ":" + folder.path]
      let own = try await hark("local-account", "Leeds", "--year", "2022-23", environment: both)
      #expect(own.output.contains("  Leeds    61.5%  (2022-23)"), "\(own.output)")
      try Data((header + "ascof2014.3A,E08000035,2022-23,,lots,published,A made-up book,\n").utf8)
        .write(to: file)
      let broken = try await hark("local-account", "Leeds", environment: both)
      #expect(broken.status == 78 && broken.errors.contains("figures.csv:2: 'value' is a number"))
    }
  }
}
