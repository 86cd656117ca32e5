// Moments as records, answers and logs write them.

import Engagement
import Foundation
import TestRandomness
import Testing

@Suite struct TimestampTests {
  private func reference(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }

  @Test func `a moment is written as ISO 8601 in UTC, to the millisecond`() {
    #expect(timestamp(Date(timeIntervalSinceReferenceDate: 0)) == "2001-01-01T00:00:00.000Z")
    let leap = Date(timeIntervalSince1970: 1_709_251_199.25)
    #expect(timestamp(leap) == "2024-02-29T23:59:59.250Z")
  }

  @Test func `moments near and far are written as Foundation writes them`() {
    var generator = SeededGenerator(seed: 2_026)
    var dates = (0..<2_000).map { _ in
      Date(timeIntervalSinceReferenceDate: .random(in: 6e8...9e8, using: &generator))
    }
    dates += (0..<2_000).map { _ in
      Date(timeIntervalSinceReferenceDate: .random(in: -9.1e9...9.1e10, using: &generator))
    }
    // Around midnights and ends of years.
    dates += (-800..<800).flatMap { year in
      [-0.25, 0, 0.5].map {
        Date(timeIntervalSinceReferenceDate: Double(year) * 365.2425 * 86_400.0 + $0)
      }
    }
    for date in dates { #expect(timestamp(date) == reference(date)) }
  }
}
