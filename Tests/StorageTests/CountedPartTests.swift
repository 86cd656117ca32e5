// A large survey is read in two parts, by where its responses lie in their table.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct CountedPartTests {
  @Test func `two parts of a survey hold every response once, and each about half of them`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      try await database.publish(
        Sample.version(module: "other", basis: "anonymous"), in: partnership)
      let own = try (0..<2000).map { _ in try Sample.response() }
      // What others answered before lies in front of it: half of the table is not half of the survey.
      let others = try (0..<2000).map { _ in
        try Sample.response(survey: "other", basis: "anonymous")
      }
      try await database.application.transaction(as: partnership.principal(.researcher)) {
        connection in
        try ResponseQueries.insert(others, on: connection)
        try ConsentQueries.insert(own.map { Sample.consent($0.id) }, on: connection)
        try ResponseQueries.insert(own, on: connection)
      }
      let (first, second, count) = try await database.application.transaction(
        as: partnership.principal(.coordinator), on: .analysis, isolation: .repeatableRead
      ) { connection in
        let middle = try #require(
          try CodedResponseQueries.middle(survey: Sample.survey, on: connection))
        let read = { (part: CodedPart) in
          var ids: [UUID] = []
          try CodedResponseQueries.stream(survey: Sample.survey, part: part, on: connection) {
            ids.append($0.id)
          }
          return ids
        }
        return (
          try read(.before(block: middle.block)), try read(.from(block: middle.block)),
          middle.count
        )
      }
      #expect(Set(first + second) == Set(own.map(\.id)))
      #expect(first.count + second.count == own.count)
      #expect(first.count > 800 && second.count > 800)
      #expect(count == own.count)
    }
  }

  @Test func `a survey that nobody answered has no middle`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let middle = try await database.application.transaction(
        as: partnership.principal(.coordinator), on: .analysis
      ) { connection in
        try CodedResponseQueries.middle(survey: Sample.survey, on: connection)?.count
      }
      #expect(middle == nil)
    }
  }
}
