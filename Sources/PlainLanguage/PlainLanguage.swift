// The rules of plain English: common words, short sentences, one question at a time, nothing denied
// twice; and those of Easy Read.

/// Looks for what is hard to read.
public enum PlainLanguage {
  /// The longest sentence, in words, that is not reported.
  public static func longest(_ audience: PlainAudience) -> Int {
    switch audience {
    case .everyone: 15
    case .staff: 20
    case .easyRead: 10
    }
  }

  /// What is not plain in a text. `isClosed`: it asks for one answer, so two questions in it cannot
  /// both be answered.
  public static func findings(
    in text: String, for audience: PlainAudience, isClosed: Bool = false
  ) -> [PlainFinding] {
    var findings: [PlainFinding] = []
    let quoted = quotations(text)
    for sentence in sentences(text) {
      let words = PlainWord.words(sentence.text, from: sentence.offset)
      // What others call something is quoted as they say it.
      findings += jargon(words).filter { finding in
        !quoted.contains { $0.contains(finding.offset) }
      }
      findings += length(words, audience)
      findings += negatives(words)
      findings += joined(withSigns(words, text), isClosed: isClosed)
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

  /// Where something stands in quotation marks. A single mark opens before a word alone, and closes
  /// behind one: between letters it is an apostrophe.
  private static func quotations(_ text: String) -> [Range<Int>] {
    let signs = Array(text)
    func isLetter(_ place: Int) -> Bool { signs.indices.contains(place) && signs[place].isLetter }
    var found: [Range<Int>] = []
    var open: (place: Int, close: Character)?
    for (place, sign) in signs.enumerated() {
      if let (start, close) = open {
        guard sign == close, !(isLetter(place - 1) && isLetter(place + 1)) else { continue }
        found.append(start..<place + 1)
        open = nil
      } else if let close = closing[sign], close != sign || !isLetter(place - 1) {
        open = (place, close)
      }
    }
    return found
  }

  private static let closing: [Character: Character] = [
    "\"": "\"", "“": "”", "'": "'", "‘": "’", "«": "»", "„": "“",
  ]

  private static func jargon(_ words: [PlainWord]) -> [PlainFinding] {
    var findings: [PlainFinding] = []
    var index = 0
    while index < words.count {
      let fine = JargonList.shared.fineLength(words[index...])
      guard fine == 0 else {
        index += fine
        continue
      }
      guard let (length, instead) = JargonList.shared.match(inside: words[index...]) else {
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
}
