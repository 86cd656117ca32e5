// The rules of plain English: common words, short sentences, one question at a time, nothing denied
// twice; and those of Easy Read.

/// Looks for what is hard to read.
public enum PlainLanguage {
  /// The longest sentence, in words, that is not reported.
  public static func longest(_ audience: PlainAudience) -> Int {
    switch audience {
    case .everyone: 20
    case .staff: 30
    case .easyRead: 10
    }
  }

  /// What is not plain in a text. `isClosed`: it asks for one answer, so two questions in it cannot
  /// both be answered.
  public static func findings(
    in text: String, for audience: PlainAudience, isClosed: Bool = false
  ) -> [PlainFinding] {
    var findings: [PlainFinding] = []
    for sentence in sentences(text) {
      let words = PlainWord.words(sentence.text, from: sentence.offset)
      findings += jargon(words, text)
      findings += length(words, audience)
      findings += negatives(words)
      if isClosed { findings += joined(words) }
    }
    if isClosed { findings += questions(text) }
    if audience == .easyRead { findings += hardSigns(text) }
    return findings.sorted { ($0.offset, $0.code.rawValue) < ($1.offset, $1.code.rawValue) }
  }

  /// How many phrases are listed as jargon.
  public static var jargonCount: Int { JargonList.shared.count }

  private static func sentences(_ text: String) -> [(text: Substring, offset: Int)] {
    var sentences: [(text: Substring, offset: Int)] = []
    var (start, offset, begin) = (text.startIndex, 0, 0)
    for index in text.indices {
      offset += 1
      let next = text.index(after: index)
      let isEnd =
        ".?!:".contains(text[index]) && (next == text.endIndex || text[next].isWhitespace)
      guard isEnd || text[index].isNewline || next == text.endIndex else { continue }
      sentences.append((text[start..<next], begin))
      (start, begin) = (next, offset)
    }
    return sentences
  }

  private static func jargon(_ words: [PlainWord], _ text: String) -> [PlainFinding] {
    var findings: [PlainFinding] = []
    var index = 0
    while index < words.count {
      guard let (length, instead) = JargonList.shared.match(words[index...]) else {
        index += 1
        continue
      }
      let phrase = words[index..<index + length].map(\.text).joined(separator: " ")
      findings.append(
        PlainFinding(
          code: .jargon, offset: words[index].offset,
          message: "'\(phrase)' is a word that many people do not use",
          suggestion: "say: \(instead)"))
      index += length
    }
    return findings
  }

  private static func length(_ words: [PlainWord], _ audience: PlainAudience) -> [PlainFinding] {
    let most = longest(audience)
    guard words.count > most, let first = words.first else { return [] }
    return [
      PlainFinding(
        code: audience == .easyRead ? .easyLongSentence : .longSentence, offset: first.offset,
        message:
          "this sentence has \(words.count) words, and \(most) are the most that read easily",
        suggestion: audience == .easyRead
          ? "write one idea in a sentence, and a line for each" : "make two sentences of it")
    ]
  }

  private static let denials: Set<String> = [
    "not", "never", "nobody", "nothing", "none", "neither", "nor", "cannot", "without", "unable",
    "unlikely", "unhappy", "unsafe", "unfair", "unclear", "unwelcome", "uncomfortable", "disagree",
    "dissatisfied", "dislike",
  ]

  private static func negatives(_ words: [PlainWord]) -> [PlainFinding] {
    let found = words.filter { denials.contains($0.small) || $0.small.hasSuffix("n't") }
    // "neither … nor" denies once, and so does a repeated "not".
    let kinds = Set(found.map(\.small)).subtracting(["nor"])
    guard kinds.count > 1, let second = found.dropFirst().first else { return [] }
    return [
      PlainFinding(
        code: .doubleNegative, offset: second.offset,
        message:
          "'\(found[0].text)' and '\(second.text)' in one sentence: people lose track of what it asks",
        suggestion: "say it without one of the two")
    ]
  }

  /// Two question marks.
  private static func questions(_ text: String) -> [PlainFinding] {
    let marks = text.enumerated().filter { $0.element == "?" }.map(\.offset)
    guard marks.count > 1 else { return [] }
    return [
      PlainFinding(
        code: .twoQuestions, offset: marks[0],
        message: "two questions are asked here, and there is one answer",
        suggestion: "ask each as a question of its own")
    ]
  }

  private static let askers: Set<String> = [
    "how", "what", "why", "when", "where", "who", "which", "do", "did", "does", "are", "is", "was",
    "were", "have", "has", "can", "could", "would", "will", "should",
  ]

  /// "… and how …", or "How safe and welcome …".
  private static func joined(_ words: [PlainWord]) -> [PlainFinding] {
    let small = words.map(\.small)
    for index in small.indices where small[index] == "and" && index + 1 < small.count {
      let isSecond = index > 1 && askers.contains(small[index + 1])
      let isPair = index >= 2 && small[index - 2] == "how" && small[index + 1] != "how"
      guard isSecond || isPair else { continue }
      return [
        PlainFinding(
          code: .twoQuestions, offset: words[index].offset,
          message: "'and' joins two questions here, and there is one answer",
          suggestion: "ask each as a question of its own")
      ]
    }
    return []
  }

  /// Signs and short forms that Easy Read does without.
  private static func hardSigns(_ text: String) -> [PlainFinding] {
    var findings: [PlainFinding] = []
    func add(_ offset: Int, _ what: String, _ suggestion: String) {
      findings.append(
        PlainFinding(
          code: .easyHard, offset: offset, message: "\(what) is hard to read in Easy Read",
          suggestion: suggestion))
    }
    for (offset, sign) in text.enumerated() {
      switch sign {
      case "/": add(offset, "the sign /", "write 'or'")
      case ";": add(offset, "the sign ;", "begin a new sentence")
      case "%": add(offset, "the sign %", "write it in words, such as 1 in 10")
      case "(", "[": add(offset, "a text in brackets", "write it as a sentence of its own")
      default: break
      }
    }
    for word in PlainWord.words(text) {
      let small = word.small
      if small.hasSuffix("n't")
        || [
          "i'm", "it's", "you're", "we're", "they're", "i've", "we've",
          "you've", "we'll", "you'll", "i'll", "that's", "what's",
        ].contains(small)
      {
        add(word.offset, "the short form '\(word.text)'", "write the words out, such as 'do not'")
      } else if word.text.count > 1, word.text.allSatisfy(\.isUppercase),
        !JargonList.shared.known.contains(word.text)
      {
        add(word.offset, "the abbreviation '\(word.text)'", "write the words out")
      }
    }
    return findings
  }
}
