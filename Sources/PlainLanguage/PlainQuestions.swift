// Two questions in one, told by the words on both sides of an "and".

extension PlainLanguage {
  private static let openers: Set<String> = ["how", "what", "why", "when", "where", "who", "which"]
  private static let verbs: Set<String> = [
    "do", "did", "does", "are", "is", "was", "were", "have", "has", "can", "could", "would", "will",
    "should",
  ]
  /// How people are or feel: each can be so without the other.
  private static let feelings: Set<String> = [
    "happy", "safe", "well", "welcome", "healthy", "comfortable", "confident", "calm", "valued",
    "respected", "supported", "included", "connected", "lonely", "sad", "anxious", "worried",
    "informed",
  ]
  /// What things are: each can be so without the other.
  private static let judgements: Set<String> = [
    "fair", "good", "easy", "quick", "kind", "clear", "clean", "warm", "helpful", "useful",
    "friendly", "cheap", "fast", "affordable", "accessible", "simple", "polite", "respectful",
    "reliable", "quiet", "tidy", "dry", "bright", "flexible", "relevant", "interesting",
    "enjoyable", "convenient", "suitable", "private", "caring", "honest", "patient", "near",
    "accurate", "welcoming", "important", "effective", "efficient", "professional", "knowledgeable",
  ]
  /// Two words that are said as one.
  private static let saidAsOne: Set<String> = [
    "quick easy", "warm dry", "fair square", "safe sound", "safe well", "fit well", "clean tidy",
    "nice warm", "warm welcoming", "good ready", "quick simple", "safe secure", "well good",
    "happy well", "well happy", "healthy well", "healthy happy", "happy healthy",
    "read write", "listen explain", "listen understand", "know trust", "know understand",
    "help support",
  ]
  /// Words with which something is rated, so that two things take two answers.
  private static let ratings: Set<String> = [
    "rate", "satisfied", "happy", "pleased", "dissatisfied", "unhappy", "trust", "like", "good",
  ]
  /// What people do, each of which they can do without the other.
  private static let actions: Set<String> = [
    "listen", "explain", "understand", "help", "eat", "sleep", "feel", "like", "dislike", "trust",
    "enjoy", "hear", "speak", "read", "write", "answer", "visit", "support", "respect", "know",
  ]
  /// What is rated: each can be good without the other.
  private static let qualities: Set<String> = [
    "quality", "speed", "price", "cost", "length", "friendliness", "cleanliness", "safety", "value",
    "politeness", "warmth", "comfort", "ease", "choice", "range", "usefulness", "clarity",
    "food", "service", "staff", "venue", "building", "room", "rooms", "timing", "location",
    "kindness", "privacy",
  ]
  private static let articles: Set<String> = [
    "the", "its", "their", "your", "our", "his", "her", "a", "an",
  ]

  /// "… and how …", "How safe, warm and welcome …", "the quality and speed". Where an answer is in
  /// people's own words only a second question that asks for a fact is too many.
  static func joined(_ words: [PlainWord], isClosed: Bool) -> [PlainFinding] {
    let small = words.map(\.small)
    let rating = small.firstIndex(where: ratings.contains)
    let offered = isClosed ? small.indices.filter { areOffered(small, $0) } : []
    for joint in joints(small) + offered.map({ $0..<$0 + 1 })
    where joint.lowerBound > 0 && joint.upperBound < small.count {
      let isTwo =
        isClosed
        ? offered.contains(joint.lowerBound) || isSecond(small, joint)
          || isPair(small, joint, after: rating)
        : areWholeQuestions(small, joint)
      guard isTwo else { continue }
      return [
        PlainFinding(
          code: .twoQuestions, offset: words[joint.lowerBound].offset,
          message: "'\(small[joint].joined(separator: " "))' joins two questions here, and there is"
            + " one answer",
          suggestion: "ask each as a question of its own")
      ]
    }
    return []
  }

  /// The words, with "and" and "or" where their signs stand between two.
  static func withSigns(
    _ words: [PlainWord], _ sentence: (text: Substring, offset: Int)
  ) -> [PlainWord] {
    guard sentence.text.contains(where: { "&/".contains($0) }), let first = words.first else {
      return words
    }
    let signs = Array(sentence.text)
    return [first]
      + zip(words, words.dropFirst()).flatMap { before, word -> [PlainWord] in
        let start = before.offset + before.text.count
        let between = signs[start - sentence.offset..<word.offset - sentence.offset].filter {
          !$0.isWhitespace
        }
        switch between {
        case ["&"]: return [PlainWord(text: "and", offset: start), word]
        case ["/"]: return [PlainWord(text: "or", offset: start), word]
        default: return [word]
        }
      }
  }

  /// Where "or" stands between two things of which each can be so without the other.
  private static func areOffered(_ small: [String], _ index: Int) -> Bool {
    guard small[index] == "or", index > 0, index + 1 < small.count else { return false }
    return [small[index - 1], small[index + 1]].allSatisfy {
      isDescription($0) && !unhappy.contains($0)
    }
  }

  private static let unhappy: Set<String> = ["lonely", "sad", "anxious", "worried"]

  /// Where "and" stands, or "as well as".
  private static func joints(_ small: [String]) -> [Range<Int>] {
    small.indices.compactMap { index in
      if small[index] == "and" { return index..<index + 1 }
      let isAsWellAs = small[index...].prefix(3).elementsEqual(["as", "well", "as"])
      return isAsWellAs ? index..<index + 3 : nil
    }
  }

  private static func isSecond(_ small: [String], _ joint: Range<Int>) -> Bool {
    let next = small[joint.upperBound]
    guard joint.lowerBound > 1 else { return false }
    if next == "if", small.dropFirst(joint.upperBound + 1).first == "so" { return true }
    return openers.contains(next) || verbs.contains(next)
  }

  private static func areWholeQuestions(_ small: [String], _ joint: Range<Int>) -> Bool {
    guard joint.upperBound + 1 < small.count, let first = small.first else { return false }
    return openers.contains(first) && verbs.contains(small[1])
      && ["where", "when", "who", "which"].contains(small[joint.upperBound])
      && verbs.contains(small[joint.upperBound + 1])
  }

  private static func isPair(_ small: [String], _ joint: Range<Int>, after rating: Int?) -> Bool {
    let (last, next) = (joint.lowerBound - 1, joint.upperBound)
    let (before, after) = (small[last], small[next])
    if after != "how", let how = small[max(0, last - 4)...last].lastIndex(of: "how"),
      joint.lowerBound - how > 1, !small[how...last].contains(where: verbs.contains)
    {
      return true
    }
    if isDescription(before), isDescription(after), !saidAsOne.contains("\(before) \(after)") {
      return true
    }
    if actions.contains(before) || small[max(0, last - 3)...last].contains(where: actions.contains),
      actions.contains(after), !saidAsOne.contains("\(before) \(after)")
    {
      return true
    }
    if before.hasSuffix("ly"), after.hasSuffix("ly"), before.count > 4, after.count > 4 {
      return true
    }
    return areRated(small, joint, after: rating)
      // "fair and the food good"
      || ["the", "your"].contains(after) && judgements.contains(before)
        && next + 3 == small.count && judgements.contains(small[next + 2])
  }

  private static func isDescription(_ word: String) -> Bool {
    feelings.contains(word) || judgements.contains(word)
  }

  /// "the price and the quality", "satisfied with the meal and the room".
  private static func areRated(
    _ small: [String], _ joint: Range<Int>, after rating: Int?
  ) -> Bool {
    let hasArticle = articles.contains(small[joint.upperBound])
    let second = joint.upperBound + (hasArticle ? 1 : 0)
    guard second < small.count else { return false }
    let before = small[joint.lowerBound - 1]
    if qualities.contains(before), qualities.contains(small[second]) { return true }
    return hasArticle && joint.lowerBound > 2 && articles.contains(small[joint.lowerBound - 2])
      && rating.map { $0 < joint.lowerBound } == true
  }
}
