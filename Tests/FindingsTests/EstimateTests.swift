// Intervals and comparisons against figures made with independent libraries.

import Findings
import JSON
import Surveys
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Vectors that not every machine has: in the folder HARK_TEST_DATA names, or in `shared/data`
/// beside the checkout.
enum SharedVectors {
  static func path(_ name: String) -> String {
    if let folder = getenv("HARK_TEST_DATA") { return String(cString: folder) + "/vectors/\(name)" }
    let beside = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(beside)/shared/data/vectors/\(name)"
  }

  static func exists(_ name: String) -> Bool { access(path(name), R_OK) == 0 }

  static func cases(_ name: String, _ key: String = "cases") throws -> [JSONValue] {
    try value(name, key).array ?? []
  }

  static func value(_ name: String, _ key: String) throws -> JSONValue {
    guard let file = fopen(path(name), "rb") else { return .null }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let read = fread(&buffer, 1, buffer.count, file), read > 0 {
      bytes += buffer[..<read]
    }
    return try JSONValue.parse(bytes)[key] ?? .null
  }
}

struct EstimateTests {
  @Test func `an interval equals that of an independent library`() throws {
    for vector in WilsonVector.all {
      let interval = try #require(
        WilsonInterval(count: vector.count, base: vector.base, z: vector.z))
      #expect(abs(interval.low - vector.low) < 1e-12)
      #expect(abs(interval.high - vector.high) < 1e-12)
    }
  }

  @Test(.enabled(if: SharedVectors.exists("wilson.json")))
  func `every interval of the shared vectors is reproduced`() throws {
    let cases = try SharedVectors.cases("wilson.json").filter { $0["x"] != nil }
    #expect(cases.count > 20)
    for vector in cases {
      let z =
        switch vector["conf"]?.number {
        case 0.9: WilsonVector.z90
        case 0.95: WilsonVector.z95
        default: WilsonVector.z998
        }
      let count = try #require(vector["x"]?.int)
      let base = try #require(vector["n"]?.int)
      let interval = WilsonInterval(count: count, base: base, z: z)
      guard base > 0 else {
        #expect(interval == nil)
        continue
      }
      let found = try #require(interval)
      #expect(abs(found.proportion - (vector["p"]?.number ?? -1)) < 1e-12)
      #expect(abs(found.low - (vector["lower"]?.number ?? -1)) < 1e-9)
      #expect(abs(found.high - (vector["upper"]?.number ?? -1)) < 1e-9)
    }
  }

  @Test func `nobody asked gives no value, and counts beyond the base neither`() {
    #expect(WilsonInterval(count: 0, base: 0) == nil)
    #expect(WilsonInterval(count: 4, base: 3) == nil)
    #expect(WilsonInterval(count: -1, base: 3) == nil)
  }

  @Test(arguments: [
    (186, 200, 0.88, Polarity.higher, BenchmarkComparison.better),
    (150, 200, 0.88, .higher, .worse), (30, 200, 0.1, .lower, .worse),
    (20, 200, 0.1, .lower, .similar), (0, 40, 0.05, .higher, .similar),
    (279, 300, 0.88, .higher, .better), (279, 300, 0.88, .lower, .worse),
    (186, 200, 0.88, .neither, .higher), (150, 200, 0.88, .neither, .lower),
  ])
  func `an interval beside a benchmark is better or worse only as a whole`(
    count: Int, base: Int, benchmark: Double, better: Polarity, expected: BenchmarkComparison
  ) throws {
    let interval = try #require(WilsonInterval(count: count, base: base))
    let comparison = BenchmarkComparison(
      low: interval.low, high: interval.high, benchmark: benchmark, better: better)
    #expect(comparison == expected)
  }

  @Test func `an end that equals the benchmark is similar`() {
    let ends = [(0.5, 0.6), (0.4, 0.5)]
    for (low, high) in ends {
      let comparison = BenchmarkComparison(low: low, high: high, benchmark: 0.5, better: .higher)
      #expect(comparison == .similar)
    }
  }

  @Test(.enabled(if: SharedVectors.exists("benchmark.json")))
  func `every comparison of the shared vectors is reproduced`() throws {
    let cases = try SharedVectors.cases("benchmark.json")
    #expect(!cases.isEmpty)
    for vector in cases {
      let count = try #require(vector["x"]?.int)
      let base = try #require(vector["n"]?.int)
      let benchmark = try #require(vector["benchmark"]?.number)
      let interval = try #require(WilsonInterval(count: count, base: base))
      let comparison = BenchmarkComparison(
        low: interval.low, high: interval.high, benchmark: benchmark,
        better: vector["polarity"] == "high_good" ? .higher : .lower)
      #expect(comparison.rawValue == vector["flag"]?.string)
    }
  }
}
