// Two denials in one sentence, of which people lose track.

extension PlainLanguage {
  private static let denials: Set<String> = [
    "not", "never", "nobody", "nothing", "none", "neither", "nor", "cannot", "without", "nowhere",
    "hardly", "barely", "scarcely", "unable", "unlikely", "unhappy", "unsafe", "unfair", "unclear",
    "unwelcome", "uncomfortable", "unkind", "unwell", "unhelpful", "unfriendly", "unpleasant",
    "unreliable", "unnecessary", "unwanted", "unheard", "unsatisfied", "unaware", "uneasy",
    "unhealthy", "unimportant", "unavailable", "unequal", "impossible", "lack", "disagree",
    "dissatisfied", "dislike",
  ]

  /// What may follow a "no" that denies nothing: an answer, or a way of speaking.
  private static let afterPlainNo: Set<String> = [
    "problem", "matter", "need", "longer", "more", "or", "and", "answer", "to", "is", "if", "means",
    "at", "in", "when", "then", "but", "because", "not", "never", "i", "you", "we", "it", "they",
    "there", "will",
  ]

  /// What stands between two denials that are one answer: "hardly ever or never".
  private static let withinAnswer: Set<String> = ["or", "and", "ever", "at", "all", "very"]

  private static let subjects: Set<String> = [
    "i", "you", "we", "it", "they", "he", "she", "there", "nobody", "nothing", "that", "this",
  ]

  static func negatives(_ words: [PlainWord]) -> [PlainFinding] {
    let found = words.indices.filter { denies(words, $0) }
    // "neither … nor" denies once, and so does a repeated "not".
    let kinds = Set(found.map { words[$0].small }).subtracting(["nor"])
    guard let first = found.first, let second = found.dropFirst().first else { return [] }
    let between = words[(first + 1)..<second].map(\.small)
    guard kinds.count > 1 || between.contains("that"), !areApart(between, words[second].small)
    else { return [] }
    return [
      PlainFinding(
        code: .doubleNegative, offset: words[second].offset,
        message: "'\(words[first].text)' and '\(words[second].text)' in one sentence: people lose"
          + " track of what it asks",
        suggestion: "say it without one of the two")
    ]
  }

  /// Whether each denies something of its own: two sides of an answer, or two clauses beside each other.
  private static func areApart(_ between: [String], _ second: String) -> Bool {
    guard let joint = between.lastIndex(where: { ["or", "and", "but"].contains($0) }) else {
      return false
    }
    let next = joint + 1 < between.count ? between[joint + 1] : second
    return between.allSatisfy(withinAnswer.contains) || subjects.contains(next)
  }

  private static func denies(_ words: [PlainWord], _ index: Int) -> Bool {
    let small = words[index].small
    guard small == "no" else { return denials.contains(small) || small.hasSuffix("n't") }
    if index > 0, ["say", "saying", "said"].contains(words[index - 1].small) { return false }
    return index + 1 < words.count && !afterPlainNo.contains(words[index + 1].small)
  }
}
