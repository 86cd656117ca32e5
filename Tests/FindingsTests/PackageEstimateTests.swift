// Estimates on random designs against packages that others wrote. It runs where script/check-estimates
// has installed them, and is skipped visibly elsewhere.

import Findings
import Foundation
import JSON
import TestRandomness
import Testing

@Suite struct PackageEstimateTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let python = root.appendingPathComponent(".hark/estimates-1/bin/python3").path

  private static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

  /// One design: what the packages are told, and what Hark says.
  private struct Design {
    let kind: String
    let told: JSONObject
    let ours: [Double]
    var tolerance = 1e-9
  }

  @Test(.enabled(if: isInstalled, "run script/check-estimates once to install the packages"))
  func `estimates on random designs equal those of statsmodels, samplics and ipfn`() throws {
    var random = SeededGenerator(seed: 2_026)
    var designs: [Design] = []
    for _ in 0..<40 {
      designs += try [
        Self.wilson(&random), Self.newcombe(&random), Self.mean(&random), Self.welch(&random),
        Self.paired(&random), Self.trend(&random), Self.raked(&random), Self.weighted(&random),
      ].compactMap { $0 }
    }
    let theirs = try Self.worked(designs)
    #expect(theirs.count == designs.count && designs.count > 280)
    for (design, numbers) in zip(designs, theirs) {
      #expect(design.ours.count == numbers.count)
      for (one, other) in zip(design.ours, numbers) {
        let isNear = abs(one - other) <= design.tolerance * max(1, abs(other))
        #expect(isNear, "\(design.kind): \(one) and \(other) of \(design.told)")
      }
    }
  }

  private static func worked(_ designs: [Design]) throws -> [[Double]] {
    let cases = designs.map { design -> JSONValue in
      var told = design.told
      told["kind"] = .string(design.kind)
      return .object(told)
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (told, said) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
    try Data(JSONValue.array(cases).encoded(.compact)).write(to: told)
    try Data().write(to: said)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [root.appendingPathComponent("script/estimates.py").path]
    process.standardInput = try FileHandle(forReadingFrom: told)
    process.standardOutput = try FileHandle(forWritingTo: said)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let last = try String(contentsOf: said, encoding: .utf8).split(separator: "\n").last ?? "[]"
    return (try JSONValue.parse(Array(last.utf8)).array ?? []).map { numbers in
      (numbers.array ?? []).compactMap(\.number)
    }
  }

  private static func numbers(_ values: some Sequence<Double>) -> JSONValue {
    .array(values.map { .number($0) })
  }

  private static func share(_ random: inout SeededGenerator) -> (count: Int, base: Int) {
    let base = Int.random(in: 2...random.pick([20, 400, 9_000]), using: &random)
    return (Int.random(in: 0...base, using: &random), base)
  }

  private static func wilson(_ random: inout SeededGenerator) throws -> Design {
    let (count, base) = share(&random)
    let ours = try #require(WilsonInterval(count: count, base: base))
    return Design(
      kind: "wilson", told: ["count": .number(Double(count)), "base": .number(Double(base))],
      ours: [ours.low, ours.high])
  }

  private static func newcombe(_ random: inout SeededGenerator) throws -> Design {
    let (one, other) = (share(&random), share(&random))
    let ours = DifferenceInterval(
      try #require(WilsonInterval(count: one.count, base: one.base)),
      try #require(WilsonInterval(count: other.count, base: other.base)))
    return Design(
      kind: "newcombe",
      told: [
        "first": numbers([Double(one.count), Double(one.base)]),
        "second": numbers([Double(other.count), Double(other.base)]),
      ], ours: [ours.low, ours.high])
  }

  private static func sample(_ random: inout SeededGenerator) -> [Double] {
    let wide = random.pick([1, 50, 4_000.0])
    return (0..<Int.random(in: 2...60, using: &random)).map { _ in
      Double.random(in: -wide...(3 * wide), using: &random)
    }
  }

  private static func mean(_ random: inout SeededGenerator) throws -> Design {
    let sample = sample(&random)
    let ours = try #require(MeanInterval(sample))
    return Design(
      kind: "mean", told: ["numbers": numbers(sample)],
      ours: [try #require(ours.low), try #require(ours.high)])
  }

  private static func welch(_ random: inout SeededGenerator) throws -> Design {
    let (one, other) = (sample(&random), sample(&random))
    let ours = try #require(DifferenceInterval(means: one, other))
    return Design(
      kind: "welch", told: ["first": numbers(one), "second": numbers(other)],
      ours: [ours.low, ours.high])
  }

  private static func paired(_ random: inout SeededGenerator) throws -> Design? {
    let changed = (0..<4).map { _ in Int.random(in: 0...60, using: &random) }
    let answers = PairedAnswers(
      both: changed[0], first: changed[1], second: changed[2], neither: changed[3])
    guard let chance = answers?.chance else { return nil }
    return Design(
      kind: "paired",
      told: ["first": .number(Double(changed[1])), "second": .number(Double(changed[2]))],
      ours: [chance])
  }

  private static func trend(_ random: inout SeededGenerator) throws -> Design? {
    let points = (0..<Int.random(in: 5...9, using: &random)).map { _ in share(&random) }
    guard let ours = LinearTrend(points) else { return nil }
    return Design(
      kind: "trend",
      told: ["points": .array(points.map { numbers([Double($0.count), Double($0.base)]) })],
      ours: [ours.chiSquared])
  }

  private static func raked(_ random: inout SeededGenerator) throws -> Design {
    let (height, width) = (
      Int.random(in: 2...5, using: &random), Int.random(in: 2...5, using: &random)
    )
    let table = (0..<height).map { _ in
      (0..<width).map { _ in Double(Int.random(in: 1...40, using: &random)) }
    }
    let rows = (0..<height).map { _ in Double.random(in: 10...90, using: &random) }
    let drawn = (0..<width).map { _ in Double.random(in: 10...90, using: &random) }
    let scale = rows.reduce(0, +) / drawn.reduce(0, +)
    let columns = drawn.map { $0 * scale }
    let cells = 0..<(height * width)
    let margin = { (role: String, positions: [Int], people: [Double]) in
      RakingMargin(
        role: role, positions: positions,
        targets: people.enumerated().map { ("\(role) \($0)", $1) })
    }
    let ours = try RakedWeights(
      [
        margin("row", cells.map { $0 / width }, rows),
        margin("column", cells.map { $0 % width }, columns),
      ], start: table.flatMap { $0 })
    return Design(
      kind: "raked",
      told: [
        "table": .array(table.map { numbers($0) }), "rows": numbers(rows),
        "columns": numbers(columns),
      ], ours: ours.weights, tolerance: 1e-7)
  }

  private static func weighted(_ random: inout SeededGenerator) throws -> Design {
    var (values, weights): ([Double], [Double]) = ([], [])
    var (strata, clusters): ([Int], [Int]) = ([], [])
    let areShares = Bool.random(using: &random)
    for stratum in 0..<Int.random(in: 1...4, using: &random) {
      for _ in 0..<Int.random(in: 2...6, using: &random) {
        let cluster = (clusters.last ?? 0) + 1
        for _ in 0..<Int.random(in: 1...5, using: &random) {
          let value = Double.random(in: 0...1, using: &random)
          values.append(areShares ? value.rounded() : 40 * value)
          weights.append(Double.random(in: 0.2...4, using: &random))
          strata.append(stratum)
          clusters.append(cluster)
        }
      }
    }
    let ours = try #require(
      WeightedEstimate(values, weights: weights, strata: strata, clusters: clusters))
    return Design(
      kind: "weighted",
      told: [
        "values": numbers(values), "weights": numbers(weights),
        "strata": numbers(strata.map(Double.init)), "clusters": numbers(clusters.map(Double.init)),
      ], ours: [ours.value, ours.standardError])
  }
}
