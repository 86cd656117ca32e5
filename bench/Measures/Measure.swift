// Which measure was asked for, and how its result is written: one line of JSON.

import Foundation
import JSON

/// The measures, by the first argument.
enum Measure {
  static func run(_ arguments: [String]) async throws {
    switch arguments.dropFirst().first {
    case "module" where arguments.count == 4:
      try ModuleMeasure(folder: arguments[2], times: arguments[3]).run()
    case "response" where arguments.count == 5:
      try ResponseMeasure(folder: arguments[2], answers: arguments[3], times: arguments[4]).run()
    case "columns" where arguments.count == 3:
      try await ColumnsMeasure(survey: arguments[2]).run()
    case "record" where arguments.count == 6:
      try RecordLoad(
        port: arguments[2], connections: arguments[3], seconds: arguments[4], file: arguments[5]
      ).run()
    case "tally" where arguments.count == 4:
      try TallyMeasure(people: arguments[2], file: arguments[3]).run()
    case "crossing" where arguments.count == 5:
      try CrossingMeasure(sizes: arguments[2], people: arguments[3]).run(times: arguments[4])
    case "crossing-of" where arguments.count >= 6:
      try CrossingMeasure(
        file: arguments[2], counted: arguments[3], roles: Array(arguments[5...])
      ).run(times: arguments[4])
    default:
      fail(
        """
        usage: hark-bench module FOLDER TIMES | response FOLDER ANSWERS TIMES | columns SURVEY \
        | record PORT CONNECTIONS SECONDS FILE | tally PEOPLE FILE | crossing SIZES PEOPLE TIMES | crossing-of FILE COLUMN=VALUE TIMES ROLE…
        """)
    }
  }

  /// Times a body so many times, after a tenth as many to warm up; the median in seconds.
  static func median(_ times: String, _ body: () throws -> Void) throws -> Double {
    guard let times = Int(times), times > 0 else { fail("TIMES is a whole number from 1") }
    for _ in 0..<max(1, times / 10) { try body() }
    var seconds: [Double] = []
    for _ in 0..<times { seconds.append(try elapsed(body)) }
    return seconds.sorted()[times / 2]
  }

  /// How long a body takes, in seconds.
  static func elapsed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return seconds(clock.now - start)
  }

  static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }

  static func print(_ result: JSONObject) {
    FileHandle.standardOutput.write(Data(JSONValue.object(result).encoded(.compact) + [0x0A]))
  }

  static func fail(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("hark-bench: \(reason)\n".utf8))
    exit(1)
  }
}
