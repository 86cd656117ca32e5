// What docs/operate.md says of settings is what the program reads, no more and no less.

import Foundation
import TestSupport
import Testing

@testable import Commands

@Suite struct SettingsPageTests {
  @Test func `the page for operators lists every setting that is read, and none that is not`()
    throws
  {
    let page = try String(
      contentsOf: checkout.appendingPathComponent("docs/operate.md"), encoding: .utf8)
    let section = try #require(
      page.components(separatedBy: "\n## Settings\n").dropFirst().first?
        .components(separatedBy: "\n## ").first)
    // The first column of the table; the rest may speak of others.
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let listed = rows.flatMap { row in
      row.split(separator: "|")[0].matches(of: /HARK_[A-Z_]+/).map { String($0.output) }
    }
    #expect(Set(listed) == Set(Configuration.keys.values).union(["HARK_POSTGRES_BIN"]))
    #expect(listed.count == Set(listed).count)
    for (key, variable) in Configuration.keys { #expect(variable == "HARK_" + key.uppercased()) }
  }
}
