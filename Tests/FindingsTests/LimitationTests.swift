// What has to be said of a release is said once, in words and days, also where a figure or a table stands as
// it was printed.

import Findings
import JSON
import Surveys
import Testing

struct LimitationTests {
  private static let sample = "not a probability sample; the interval shows sampling noise only"
  private static let left = "not released: People who feel safe by gender, because nobody knows"
  private static let old = "not released: People who feel safe by place, because of something then"
  private static let time = "2026-10-01T09:00:00Z"

  private func document(kept time: String = time) throws -> ReleaseDocument {
    func finding(_ id: String, _ limitations: [String]) throws -> Finding {
      let counts = indicator([(100, 40), (80, 40), (40, 20)], id: id)
      let release = ReleaseDocument(try Protection.protect([counts], rule: .standard))
      let plain = release.findings[0]
      return Finding(
        indicator: id, label: plain.label, show: plain.show, better: plain.better, role: plain.role,
        rows: plain.rows, total: plain.total, benchmarks: [], limitations: limitations, series: nil,
        comparisons: .none)
    }
    let now = [Self.sample, Self.left]
    return ReleaseDocument(
      survey: "one", versions: ["1.0.0"], partnership: "sample", release: "r2",
      cutOff: "2026-11-21T10:00:00Z", rule: PrintedRule(.standard),
      findings: [
        try finding("safe", now), try finding("warm", now),
        try standing(try finding("hours", [Self.sample, Self.old]), now, time),
      ])
  }

  /// A measure as a later release prints it that stands.
  private func standing(
    _ finding: Finding, _ limitations: [String], _ time: String
  ) throws -> Finding {
    let counts = indicator([(100, 40), (80, 40), (40, 20)], id: "hours")
    return try #require(
      Finding.standing(
        counts, as: [finding], of: before([finding], time), context: nil, limitations: limitations,
        series: nil
      ).first)
  }

  /// The release before, of a time.
  private func before(_ findings: [Finding], _ time: String) -> ReleaseDocument {
    ReleaseDocument(
      survey: "one", versions: ["1.0.0"], partnership: "sample", release: "r1", cutOff: time,
      rule: PrintedRule(.standard), findings: findings)
  }

  @Test func `sentences of all figures are said once, though one figure stands as it was`() throws {
    let table = try document().table(width: 400)
    for text in ["Not a probability sample", "Not released: People who feel safe by gender"] {
      #expect(table.split(separator: "\n").count { $0.contains(text) } == 1, "\(table)")
    }
    #expect(table.contains("About all of these figures"))
    // What the release left out that the figure is from is nothing of this one.
    #expect(!table.contains("something then"))
  }

  @Test func `a figure that stands says since which day, in words`() throws {
    for time in [Self.time, "2026-10-01T23:59:59.999Z"] {
      let table = try document(kept: time).table(width: 400)
      #expect(table.contains("As in the release of 1 October 2026, because nobody or too few"))
      #expect(!table.contains("2026-10-01"))
    }
    // A figure that stood before keeps the day since when it does.
    let stood = try document().findings[2]
    let again = try standing(stood, [Self.sample], "2026-11-21T10:00:00Z")
    #expect(again.limitations == [Self.sample])
    #expect(again.total.asOf == Self.time && again.rows.allSatisfy { $0.figure.asOf == Self.time })
  }

  @Test func `a release that was stored with the time of a machine is read with a day`() throws {
    let stored = "as printed in the release of 2026-10-01T09:00:00Z: too few have changed"
    var json = try #require(try document().json.object)
    var finding = try #require(json["findings"]?[0]?.object)
    finding["limitations"] = [.string(stored)]
    json["findings"] = [.object(finding)]
    let table = try ReleaseDocument(json: .object(json)).table(width: 400)
    #expect(table.contains("As printed in the release of 1 October 2026: too few have changed."))
    #expect(!table.contains("T09:00"))
  }
}
