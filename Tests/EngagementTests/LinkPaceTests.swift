// How much comes in through one link in a minute, by a clock that the test holds.

import Foundation
import Testing

@testable import Engagement

@Suite struct LinkPaceTests {
  @Test func `a link takes so many a minute, and then as many again as time allows`() {
    let pace = LinkPace()
    let (link, other) = (UUID(), UUID())
    let begin = Date(timeIntervalSince1970: 0)
    for _ in 0..<LinkPace.responses {
      let wait = pace.wait(link, .response, at: begin)
      #expect(wait == nil)
    }
    let full = pace.wait(link, .response, at: begin)
    #expect(full == 1)
    let elsewhere = [pace.wait(other, .response, at: begin), pace.wait(link, .check, at: begin)]
    #expect(elsewhere == [nil, nil])
    let halfway = begin.addingTimeInterval(30)
    let admitted = (0..<LinkPace.responses).count { _ in
      pace.wait(link, .response, at: halfway) == nil
    }
    #expect(admitted == LinkPace.responses / 2)
    // A clock that is set back opens nothing.
    let back = pace.wait(link, .response, at: begin)
    #expect(back == 1)
  }
}
