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
    "friendly", "cheap", "fast",
  ]
  /// What is rated: each can be good without the other.
  private static let qualities: Set<String> = [
    "quality", "speed", "price", "cost", "length", "friendliness", "cleanliness", "safety", "value",
    "politeness", "warmth", "comfort", "ease", "choice", "range", "usefulness", "clarity",
  ]

  /// "… and how …", "How safe, warm and welcome …", "the quality and speed". Where an answer is in
  /// people's own words only a second question that asks for a fact is too many.
  static func joined(_ words: [PlainWord], isClosed: Bool) -> [PlainFinding] {
    let small = words.map(\.small)
    for index in small.indices where small[index] == "and" && index > 0 && index + 1 < small.count {
      let isTwo =
        isClosed
        ? isSecond(small, index) || isPair(small, index) : areWholeQuestions(small, index)
      guard isTwo else { continue }
      return [
        PlainFinding(
          code: .twoQuestions, offset: words[index].offset,
          message: "'and' joins two questions here, and there is one answer",
          suggestion: "ask each as a question of its own")
      ]
    }
    return []
  }

  private static func isSecond(_ small: [String], _ index: Int) -> Bool {
    index > 1 && (openers.contains(small[index + 1]) || verbs.contains(small[index + 1]))
  }

  private static func areWholeQuestions(_ small: [String], _ index: Int) -> Bool {
    guard index + 2 < small.count, let first = small.first else { return false }
    return openers.contains(first) && verbs.contains(small[1])
      && ["where", "when", "who", "which"].contains(small[index + 1])
      && verbs.contains(small[index + 2])
  }

  private static func isPair(_ small: [String], _ index: Int) -> Bool {
    let (before, after) = (small[index - 1], small[index + 1])
    if after != "how", let how = small[..<index].lastIndex(of: "how"), index - how <= 5,
      index - how > 1, !small[how..<index].contains(where: verbs.contains)
    {
      return true
    }
    if qualities.contains(before), qualities.contains(after) { return true }
    if feelings.contains(before), feelings.contains(after), small.contains("you") { return true }
    // "fair and the food good"
    return ["the", "your"].contains(after) && judgements.contains(before)
      && index + 4 == small.count && judgements.contains(small[index + 3])
  }
}
