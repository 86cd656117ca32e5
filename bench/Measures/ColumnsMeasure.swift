// Building columns from the database, as a release does: the stream of coded responses, decoded, over
// two connections that share a snapshot.

import Findings
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import Surveys

struct ColumnsMeasure {
  let survey: String

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let database = Database(
      client: PostgresClient(connectionString: environment["HARK_DATABASE_URL"] ?? ""))
    guard
      let account = try await database.findAccount(
        partnershipSlug: environment["HARK_PARTNERSHIP"], accountName: environment["HARK_ACCOUNT"]),
      let coordinator = account.principal(as: .coordinator)
    else { Measure.fail("there is no such coordinator") }
    guard
      let survey = ModuleCatalog.load(
        folders: [environment["HARK_SURVEYS"] ?? "surveys"])[self.survey]?.survey
    else { Measure.fail("there is no such module") }
    let (seconds, count) = try await database.transaction(
      as: coordinator, on: .analysis, isolation: .repeatableRead, readOnly: true
    ) { connection in
      let clock = ContinuousClock()
      let start = clock.now
      let middle = try CodedResponseQueries.middle(survey: survey.id, on: connection)
      guard let middle else { Measure.fail("there are no responses") }
      let snapshot = try connection.exportSnapshot()
      async let second = database.transaction(
        as: coordinator, on: .analysis, isolation: .repeatableRead, readOnly: true,
        sharing: snapshot
      ) { try Self.part(.from(block: middle.block), of: survey, on: $0) }
      var columns = try Self.part(.before(block: middle.block), of: survey, on: connection)
      columns.append(contentsOf: try await second)
      return (Measure.seconds(clock.now - start), columns.count)
    }
    Measure.print([
      "count": .number(Double(count)), "seconds": .number(seconds),
      "resident_megabytes": .number(residentMegabytes()),
    ])
    await database.client.shutdown()
  }

  private static func part(
    _ part: CodedPart, of survey: Survey, on connection: isolated Connection
  ) throws -> AnswerColumns {
    var columns = AnswerColumns(survey)
    try CodedResponseQueries.stream(survey: survey.id, part: part, on: connection) { response in
      guard columns.append(response.coded) else { Measure.fail("a coded form is of no use") }
    }
    return columns
  }

  /// The most memory this process has held at once.
  private func residentMegabytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Double($0.split(separator: " ").dropLast().last ?? "") }.map { $0 / 1024 }
      ?? 0
  }
}
