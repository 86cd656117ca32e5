// Sets of positions against Swift's own sets, and "did you mean".

import TestRandomness
import Surveys
import Testing

@Suite struct ChoiceSets {
  @Test func `a set of positions is the same set as Swift's`() {
    var random = SeededGenerator(seed: 81)
    for round in 0..<500 {
      let most = [5, 63, 64, 127, 128, 999][round % 6]
      let positions = Set((0..<random.number(0...20)).map { _ in random.number(0...most) })
      let set = ChoiceSet(positions)
      #expect(set.indexes == positions.sorted())
      #expect(set.count == positions.count)
      #expect((0...most).allSatisfy { set.contains($0) == positions.contains($0) })
      #expect(!set.contains(1_000) && !set.contains(5_000))
      var other = ChoiceSet()
      for position in positions.shuffled(using: &random) { other.insert(position) }
      #expect(other == set && other.hashValue == set.hashValue)
      other.insert(most + 1)
      #expect(other != set)
    }
  }
}

@Suite struct DidYouMean {
  private let known = ["safe", "services_help", "visits", "score", "age"]

  @Test(arguments: [
    ("saef", "safe"), ("sfe", "safe"), ("safee", "safe"), ("Safe", "safe"), ("SAFE", "safe"),
    ("service_help", "services_help"), ("serviceshelp", "services_help"), ("vists", "visits"),
    ("ages", "age"), ("socre", "score"),
  ])
  func `a slip is put right`(word: String, meant: String) {
    #expect(didYouMean(word, known) == "did you mean '\(meant)'?")
  }

  @Test(arguments: ["elephant", "saving", "vxsxtx", "", "zzz", "safe_help_visits"])
  func `another word is left alone`(word: String) {
    #expect(didYouMean(word, known) == nil)
  }

  @Test func `a word is not its own correction, and long words are cut`() {
    #expect(nearest(to: "safe", in: ["safe"]) == nil)
    #expect(nearest(to: "safe", in: [String]()) == nil)
    let long = String(repeating: "x", count: 100_000)
    #expect(nearest(to: long, in: [long + "y", "x"]) == long + "y")
  }

  @Test func `of two near words the nearer one is meant, of two as near the first`() {
    #expect(nearest(to: "place", in: ["plan", "places", "plaice"]) == "places")
    #expect(nearest(to: "cat", in: ["bat", "cot"]) == "bat")
    #expect(nearest(to: "acb", in: ["abc", "xyz"]) == "abc")
  }
}
