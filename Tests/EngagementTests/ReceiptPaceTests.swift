// How often receipt codes are tried, by a clock that the test holds.

import Foundation
import Testing

@testable import Engagement

@Suite struct ReceiptPaceTests {
  private let begin = Date(timeIntervalSince1970: 0)

  /// Lets this many addresses try one wrong code each; how many of them were slowed.
  private func guess(_ pace: ReceiptPace, _ addresses: Range<Int>, at moment: Date) -> Int {
    addresses.count { number in
      pace.wait("plymouth", "guess \(number)", at: moment) == nil
        && pace.failed("plymouth", "guess \(number)", at: moment) != nil
    }
  }

  @Test func `very many addresses with a wrong code each are slowed, and others are not`() {
    let pace = ReceiptPace()
    _ = pace.wait("plymouth", "home", at: begin)
    pace.succeeded("plymouth", "home", at: begin)
    let first = guess(pace, 0..<ReceiptPace.failures, at: begin)
    let then = guess(pace, 1_000..<1_400, at: begin)
    #expect(first == 0 && then == 400)
    // A stranger has fewer tries, and the next is looked at later.
    var told: [Int?] = []
    for _ in 0..<4 {
      told.append(pace.wait("plymouth", "guess 2000", at: begin))
      if told.last == .some(nil) { _ = pace.failed("plymouth", "guess 2000", at: begin) }
    }
    #expect(told == [nil, nil, nil, 300])
    // A right code opens at once, from wherever nobody tried before, also after a slip.
    let fresh = pace.wait("plymouth", "fresh", at: begin)
    let slip = pace.failed("plymouth", "fresh", at: begin)
    let right = pace.wait("plymouth", "fresh", at: begin)
    #expect(fresh == nil && slip != nil && right == nil)
    // Where a code was right before, and with another partnership, all is as ever.
    for _ in 0..<ReceiptPace.tries {
      let wait = pace.wait("plymouth", "home", at: begin)
      let failed = pace.failed("plymouth", "home", at: begin)
      let there = pace.wait("leeds", "guess 1", at: begin)
      let wrong = pace.failed("leeds", "guess 1", at: begin)
      #expect([wait, failed, there, wrong] == [nil, nil, nil, nil])
    }
    let full = pace.wait("plymouth", "home", at: begin)
    #expect(full == 30)
    // And after a while for everybody.
    let later = guess(pace, 3_000..<3_010, at: begin.addingTimeInterval(3_700))
    #expect(later == 0)
  }
}
