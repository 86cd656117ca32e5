// Survey versions: published once, by a coordinator, with the very bytes that are asked.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct SurveyVersionTests {
  @Test func `a published version keeps its bytes and is listed`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let first = Sample.version()
      let second = Sample.version(version: "1.1.0")
      let other = Sample.version(module: "open-conversation", basis: "anonymous")
      for version in [first, second, other] { try await database.publish(version, in: partnership) }
      try await database.application.transaction(as: partnership.principal(.researcher)) {
        connection in
        let all = try SurveyVersionQueries.list(on: connection)
        #expect(all.map(\.published.content) == [first, second, other])
        #expect(all.allSatisfy { $0.isOpen && $0.published.createdBy == partnership.account })
        let page = try SurveyVersionQueries.list(
          module: Sample.survey, page: Page(after: all[0].published.cursor), on: connection)
        #expect(page.map(\.published.content) == [second])
        let bundle = try SurveyVersionQueries.bundle(
          module: Sample.survey, version: "1.1.0", on: connection)
        #expect(bundle == Sample.bundle)
        let found = try SurveyVersionQueries.find(
          module: Sample.survey, version: "9.9.9", on: connection)
        #expect(found == nil)
      }
    }
  }

  @Test func `a version is published once, by a coordinator, with the hash of its bytes`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      await #expect(throws: StorageError.alreadyExists(table: "survey_version")) {
        try await database.publish(in: partnership)
      }
      for role in Role.allCases where role != .coordinator {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(as: partnership.principal(role)) {
            connection in
            try SurveyVersionQueries.publish(
              Sample.version(version: "2.0.0"), bundle: Sample.bundle, on: connection)
          }
        }
      }
      await #expect(throws: StorageError.self) {
        try await database.application.transaction(as: partnership.principal(.coordinator)) {
          connection in
          try SurveyVersionQueries.publish(
            Sample.version(version: "2.0.0"), bundle: [1], on: connection)
        }
      }
      await #expect(throws: StorageError.self) {
        try await database.publish(
          Sample.version(version: "2.0.0", unit: "person", basis: "role"), in: partnership)
      }
    }
  }
}
