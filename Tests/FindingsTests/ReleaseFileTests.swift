// Charts, pages and metadata of a release: well-formed, whole for who cannot see them, and with nothing
// in them that the release does not say.

import Findings
import Foundation
import FoundationXML
import JSON
import Surveys
import TestRandomness
import Testing

@Suite struct ReleaseFileTests {
  private func documents() throws -> [ReleaseDocument] {
    try (UInt64(1)...12).map { seed in
      ReleaseDocument(try Protection.protect(RandomSurvey(seed: seed).counts, rule: .standard))
    }
  }

  private func finding(_ label: String, _ figure: PublishedFigure) -> Finding {
    Finding(
      indicator: "one", label: label, show: .percent, better: .higher, role: "age_band",
      rows: [], total: figure, benchmarks: [], limitations: [label])
  }

  private let figure = PublishedFigure(
    base: 40, count: 20, value: 50, low: 35, high: 65, flags: [])

  @Test func `a chart is well-formed and says every figure in words`() throws {
    for finding in try documents().flatMap(\.findings) {
      let reader = ChartReader()
      let parser = XMLParser(data: Data(finding.chart.utf8))
      parser.delegate = reader
      #expect(parser.parse(), "\(finding.title)")
      #expect(reader.texts["title"] == finding.title)
      let words = reader.texts["desc"] ?? ""
      for (group, figure) in finding.inWords { #expect(words.contains("\(group): \(figure).")) }
      let hidden = (finding.rows.map(\.figure) + [finding.total]).filter(\.isHidden).count
      #expect(reader.drawn.filter { $0 == "Hidden" }.count == hidden)
    }
  }

  @Test func `what a survey says never runs in a chart or a page`() {
    let hostile = "</text><script>alert(1)</script> \"quoted\" & 'more' \u{1B}[31m"
    let finding = finding(hostile, figure)
    let document = ReleaseDocument(
      survey: hostile, versions: [hostile], partnership: hostile, release: "r1",
      cutOff: "2026-11-21T10:00:00Z", rule: PrintedRule(.standard), findings: [finding])
    for text in [finding.chart, document.page] {
      #expect(!text.contains("<script") && !text.contains("\u{1B}"))
      #expect(text.contains("&lt;script&gt;"))
    }
  }

  @Test func `a page and a table say once what holds for all figures, and the survey's title`()
    throws
  {
    let findings = ["safe", "warm"].map { name in
      Finding(
        indicator: name, label: name, show: .percent, better: .higher, role: "age_band", rows: [],
        total: figure, benchmarks: [], limitations: ["asked of all", "only \(name)"])
    }
    let document = ReleaseDocument(
      survey: "feeling-safe", title: "How safe people feel", versions: ["1.0.0"],
      partnership: "sample", release: "r1", cutOff: "2026-11-21T10:00:00.123Z",
      rule: PrintedRule(.standard), findings: findings)
    for text in [document.page, document.table(width: 120)] {
      func count(_ words: String) -> Int { text.components(separatedBy: words).count - 1 }
      #expect(count("Asked of all.") == 1 && count("About all of these figures") == 1)
      #expect(count("Only safe.") == 1 && count("Only warm.") == 1)
      #expect(text.contains("How safe people feel"))
      #expect(text.contains("21 November 2026, 10:00 UTC"))
    }
    #expect(try ReleaseDocument(json: document.json) == document)
  }

  @Test func `a page has the table beside every chart`() throws {
    for document in try documents() {
      let page = document.page
      func count(_ text: String) -> Int { page.components(separatedBy: text).count - 1 }
      #expect(count("<svg ") == document.findings.count)
      #expect(count("<table>") == document.findings.count)
      #expect(
        count("<th scope=\"row\"") == document.findings.reduce(0) { $0 + $1.rows.count + 1 })
    }
  }

  @Test(arguments: IndicatorShow.allCases)
  func `percentages have their sign and a scale to 100 in every form`(_ show: IndicatorShow) {
    let figure = PublishedFigure(
      base: 20, count: nil, items: show.isOfItems ? 45 : nil, value: 50, low: 35, high: 65,
      flags: [.lowBase])
    let finding = Finding(
      indicator: "one", label: "One", show: show, better: .higher, role: nil, rows: [],
      total: figure, benchmarks: [], limitations: ["asked on one day"])
    let document = ReleaseDocument(
      survey: "one", versions: ["1.0.0"], partnership: "sample", release: "r1",
      cutOff: "2026-11-21T10:00:00Z", rule: PrintedRule(.standard), findings: [finding])
    let isPercentage = show == .percent || show == .percentOfItems
    #expect(finding.chart.contains(">100%</text>") == isPercentage)
    #expect(finding.chart.contains("50%") == isPercentage)
    #expect(document.table().contains("50%") == isPercentage)
    let page = document.page
    #expect(page.contains("<td class=\"n\">50\(isPercentage ? "%" : "") (few)</td>"))
    #expect(page.contains("45 in all; the base is people.") == show.isOfItems)
    #expect(page.contains("<td class=\"n\">45</td>") == show.isOfItems)
    #expect(finding.chart.contains("45 items of 20 people") == show.isOfItems)
    #expect(page.contains("Few people answered, read with care: Total."))
    #expect(page.contains(">Asked on one day.</li>"))
  }

  @Test func `a page says beside the figures all that the table says`() throws {
    let counts = indicator([(800, 640), (90, 30), (5, 3), (60, 30)])
    let population = try PopulationMargins(
      (0..<3).map { .init(by: "age_band", group: "group_\($0)", people: 500) })
    let released = ReleaseDocument(try Protection.protect([counts], rule: .standard))
    let profiles = HeardProfile.all(population, released.findings)
    let document = ReleaseDocument(
      survey: "one", versions: released.versions, partnership: "sample", release: "r2",
      cutOff: "2026-11-21T10:00:00Z", rule: released.rule, findings: released.findings,
      heard: profiles
    ).compared(with: nil, population)
    let page = document.page
    for text in [
      "Hidden: because few people answered", "Beside Group 0, Group 1 is lower by",
      "Weighted to the population by age band", "Who was heard, by age band",
    ] { #expect(page.contains(text), "\(text)") }
  }

  @Test func `a scale has plain numbers, whatever is drawn`() {
    for (low, high, ticks) in [
      (0.0, 0.61, ["0", "0.2", "0.4", "0.6", "0.8"]), (-3, -2, ["-3", "-2", "-1", "0"]),
    ] {
      let finding = Finding(
        indicator: "one", label: "One", show: .mean, better: .higher, role: nil, rows: [],
        total: PublishedFigure(
          base: 40, count: nil, value: high, low: low, high: high, flags: []),
        benchmarks: [], limitations: [])
      for tick in ticks { #expect(finding.chart.contains(">\(tick)</text>"), "\(tick)") }
      #expect(!finding.chart.contains("0000"))
    }
  }

  @Test func `the interval reaches from its one end to its other`() throws {
    // 490 units are drawn for 0 to 100, from 230 on; the chart leaves 110 at the end.
    let chart = finding("One", figure).chart
    let plot = 720.0 - 230 - 110
    for end in [35.0, 65] {
      let place = 230 + end / 100 * plot
      #expect(chart.contains("x1=\"\(place == place.rounded() ? "\(Int(place))" : "\(place)")\""))
    }
  }

  @Test func `the metadata describes exactly the columns of the table`() throws {
    for document in try documents() {
      let metadata = document.tabularMetadata(url: "figures.csv")
      #expect(metadata["@context"]?[0] == "http://www.w3.org/ns/csvw")
      #expect(metadata["url"] == "figures.csv")
      let columns = metadata["tableSchema"]?["columns"]?.array ?? []
      #expect(columns.compactMap { $0["name"]?.string } == ReleaseDocument.csvColumns)
      for column in columns { #expect(column["dc:description"]?.string?.hasSuffix(".") == true) }
      let header = document.csv.split(separator: "\r\n").first
      #expect(header == ReleaseDocument.csvColumns.joined(separator: ",")[...])
    }
  }
}

/// Gathers the texts of a chart.
private final class ChartReader: NSObject, XMLParserDelegate {
  var texts: [String: String] = [:]
  var drawn: [String] = []
  private var text = ""

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { text = "" }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    if element == "text" { drawn.append(text) } else { texts[element] = text }
  }
}
