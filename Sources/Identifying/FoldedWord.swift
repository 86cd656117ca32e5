// The words of a folded text, each with what its place in the sentence says of a capital.

/// A word.
struct FoldedWord {
  /// In small letters, without apostrophes and without a possessive ending.
  let text: String
  /// Where it stands, in signs.
  let range: Range<Int>
  let isCapital: Bool
  /// Whether all its letters, two at least, are capitals.
  let isShouted: Bool
  let isForeign: Bool
  let hasDigit: Bool
  /// Whether the one before ended a sentence.
  let beginsSentence: Bool
  /// Whether nothing but one space stands before it.
  let isClose: Bool
  /// Whether a capital means something in its sentence: not where all words have one.
  var capitalsMean = true

  /// The words of a text.
  static func words(_ text: FoldedText) -> [FoldedWord] {
    let signs = text.signs
    var words: [FoldedWord] = []
    var index = 0
    var end = 0
    func belongs(_ at: Int) -> Bool {
      signs[at].isLetter || signs[at].isDigit
        || signs[at].byte == UInt8(ascii: "'") && at > 0 && at + 1 < signs.count
          && signs[at - 1].isLetter && signs[at + 1].isLetter
    }
    while index < signs.count {
      guard belongs(index) else {
        index += 1
        continue
      }
      let start = index
      while index < signs.count, belongs(index) { index += 1 }
      words.append(
        FoldedWord(signs, start..<index, after: words.last, gap: signs[end..<start]))
      end = index
    }
    judgeCapitals(&words)
    return words
  }

  private init(
    _ signs: [FoldedText.Sign], _ range: Range<Int>, after last: FoldedWord?,
    gap: ArraySlice<FoldedText.Sign>
  ) {
    let own = signs[range]
    let bytes = own.map(\.byte)
    let isPossessive = bytes.count > 2 && bytes.suffix(2) == [0x27, UInt8(ascii: "s")]
    text = String(
      decoding: (isPossessive ? bytes.dropLast(2) : bytes[...]).filter { $0 != 0x27 },
      as: UTF8.self)
    self.range = range
    isCapital = own.first?.isUpper ?? false
    let letters = own.filter(\.isLetter)
    isShouted = letters.count > 1 && letters.allSatisfy(\.isUpper)
    isForeign = own.contains(where: \.isForeign)
    hasDigit = own.contains(where: \.isDigit)
    isClose = gap.count == 1 && gap.first?.byte == 0x20
    let ends = gap.contains { sign in
      Self.ends.contains(sign.byte)
        && !(sign.byte == UInt8(ascii: ".")
          && (last.map { $0.text.count == 1 || Self.abbreviations.contains($0.text) } ?? false))
    }
    beginsSentence = last == nil || ends
  }

  private static let ends = Set(".!?:;\"(*\n\u{1}".utf8)
  private static let abbreviations: Set<String> = [
    "mr", "mrs", "ms", "dr", "st", "rev", "prof", "cllr", "eg", "ie", "etc", "sgt", "no",
  ]

  /// Where most words of a sentence have capitals, a capital says nothing.
  private static func judgeCapitals(_ words: inout [FoldedWord]) {
    let shouted = words.count(where: \.isShouted)
    let isShouting = shouted * 10 > words.count * 7
    var start = 0
    while start < words.count {
      var end = start + 1
      while end < words.count, !words[end].beginsSentence { end += 1 }
      let capitals = words[start..<end].count(where: \.isCapital)
      let count = end - start
      let means = count < 4 ? !isShouting : capitals * 10 <= count * 6
      for index in start..<end { words[index].capitalsMean = means }
      start = end
    }
  }
}
