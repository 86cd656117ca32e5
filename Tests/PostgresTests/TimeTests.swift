// Moments and dates mean on the server what they mean here.

import TestRandomness
import Foundation
import Postgres
import Testing

@Suite struct TimeTests {
  @Test func `moments are exact to the microsecond`() async throws {
    var generator = SeededGenerator(seed: 6)
    let microseconds =
      (0..<400).map { _ in
        Int.random(in: -7_000_000_000_000_000...8_000_000_000_000_000, using: &generator)
      } + [0, 1, -1, 999_999, 1_000_000, -999_999]
    try await withClient { client in
      try await client.withConnection { connection in
        for count in microseconds {
          // Microseconds since 1970, counted by the server.
          let moment = try #require(
            try connection.first(
              "select timestamptz 'epoch' + \(count) * interval '1 microsecond'"
            ) { try $0.get(0, as: Date.self) })
          // Foundation counts from 2001, so its count from 1970 may be one off in the last place.
          #expect(abs(moment.timeIntervalSince1970 * 1e6 - Double(count)) <= 1)
          let isEqual = try connection.first(
            "select \(moment) = timestamptz 'epoch' + \(count) * interval '1 microsecond'"
          ) { try $0.get(0, as: Bool.self) }
          #expect(isEqual == true)
        }
        let text = try connection.first(
          "select \(Date(timeIntervalSince1970: 1_763_712_000.25))::text"
        ) { try $0.get(0, as: String.self) }
        #expect(text == "2025-11-21 08:00:00.25+00")
      }
    }
  }

  @Test func `a moment the database cannot keep is refused, not turned into infinity`() async throws
  {
    try await withClient { client in
      try await client.withConnection { connection in
        for seconds in [Double.infinity, -.infinity, .nan, 1e15, -1e15, 9.2e12] {
          let error = expectError {
            try connection.execute("select \(Date(timeIntervalSinceReferenceDate: seconds))")
          }
          #expect(error?.sqlState == "22008")
        }
      }
    }
  }

  @Test func `every date is the date the server means`() async throws {
    var generator = SeededGenerator(seed: 7)
    let days = (0..<600).map { _ in Int.random(in: -2_400_000...3_000_000, using: &generator) }
    try await withClient { client in
      try await client.withConnection { connection in
        for count in days + [-2_451_507, 0, 59, 60, 365, 366] {
          let back = try connection.first(
            """
            select d, extract(year from d)::int, extract(month from d)::int,
              extract(day from d)::int
            from (select date '2000-01-01' + \(count)::int as d) as days
            """
          ) { row -> PostgresDate in
            let date = try row.get("d", as: PostgresDate.self)
            // The server has no year 0: it calls it -1.
            let year = try row.get(1, as: Int.self)
            #expect(date.year == (year < 0 ? year + 1 : year))
            #expect(date.month == (try row.get(2, as: Int.self)))
            #expect(date.day == (try row.get(3, as: Int.self)))
            return date
          }
          let date = try #require(back)
          let same = try connection.first("select \(date) - date '2000-01-01', \([date])") { row in
            #expect(try row.get(1, as: [PostgresDate].self) == [date])
            return try row.get(0, as: Int.self)
          }
          #expect(same == count)
        }
      }
    }
  }

  @Test func `days that do not exist are refused and days are ordered`() throws {
    #expect(PostgresDate(year: 2023, month: 2, day: 29) == nil)
    #expect(PostgresDate(year: 1900, month: 2, day: 29) == nil)
    #expect(PostgresDate(year: 2024, month: 4, day: 31) == nil)
    #expect(PostgresDate(year: 2024, month: 13, day: 1) == nil)
    #expect(PostgresDate(year: 2024, month: 0, day: 1) == nil)
    #expect(PostgresDate(year: 2024, month: 1, day: 0) == nil)
    let leap = try #require(PostgresDate(year: 2000, month: 2, day: 29))
    let next = try #require(PostgresDate(year: 2000, month: 3, day: 1))
    #expect(leap < next)
  }
}
