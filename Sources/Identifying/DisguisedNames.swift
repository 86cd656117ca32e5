// Names that are written so that a list does not find them: J0hn, J*o*h*n, J o h n, Moha mmed, J.S.

/// Finds names behind signs, spaces and digits.
struct DisguisedNames {
  let text: FoldedText
  let words: [FoldedWord]
  private let lists = WordLists.shared

  init(_ text: FoldedText, _ words: [FoldedWord]) { (self.text, self.words) = (text, words) }

  /// A word with letters in place of the digits that look like them.
  static func plain(_ word: String) -> String {
    String(
      decoding: word.utf8.compactMap { byte -> UInt8? in
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "!"), UInt8(ascii: "|"): UInt8(ascii: "i")
        case UInt8(ascii: "3"): UInt8(ascii: "e")
        case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
        case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
        case UInt8(ascii: "7"): UInt8(ascii: "t")
        case 0x61...0x7A: byte
        default: nil
        }
      }, as: UTF8.self)
  }

  /// Every mark.
  func find() -> [IdentifyingMark] { chunks() + spelled() + split() + dotted() }

  /// Between two spaces: signs within a name.
  private func chunks() -> [IdentifyingMark] {
    var marks: [IdentifyingMark] = []
    var start = 0
    while start < text.signs.count {
      guard !text.signs[start].isSpace else {
        start += 1
        continue
      }
      var end = start
      while end < text.signs.count, !text.signs[end].isSpace { end += 1 }
      let bytes = text.signs[start..<end].map(\.byte)
      let letters = bytes.count { (0x61...0x7A).contains($0) }
      if letters < bytes.count, letters > 1, bytes.count < 40 {
        // Signs around a word are no disguise.
        var own = bytes[...]
        while let last = own.last, !(0x61...0x7A).contains(last), ![0x24, 0x40].contains(last),
          !(0x30...0x39).contains(last)
        { own.removeLast() }
        while let first = own.first, !(0x61...0x7A).contains(first), ![0x24, 0x40].contains(first) {
          own.removeFirst()
        }
        let word = Self.plain(String(decoding: own, as: UTF8.self))
        let hasSigns = own.contains { !(0x61...0x7A).contains($0) && $0 != 0x27 }
        if hasSigns, word.count > 2, isName(word), !own.isEmpty {
          marks.append(text.mark(.name, start..<end))
        }
      }
      start = end
    }
    return marks
  }

  private func isName(_ word: String) -> Bool {
    lists.names.contains(word) || lists.places.contains(word) || lists.isFirstName(word)
      || word.hasSuffix("s") && lists.names.contains(String(word.dropLast()))
  }

  /// Letters one by one.
  private func spelled() -> [IdentifyingMark] {
    var marks: [IdentifyingMark] = []
    var index = 0
    while index < words.count {
      var end = index
      while end < words.count, words[end].text.count == 1, !words[end].hasDigit,
        !words[end].isForeign, end == index || gap(end) <= 3
      { end += 1 }
      let word = words[index..<end].map(\.text).joined()
      if end - index >= 3, !KnownCapitals.short.contains(word), !"abcdefgh".contains(word),
        !word.hasPrefix("eg"), !word.hasPrefix("ie")
      {
        marks.append(
          text.mark(.name, words[index].range.lowerBound..<words[end - 1].range.upperBound))
      }
      index = max(end, index + 1)
    }
    return marks
  }

  private func gap(_ index: Int) -> Int {
    words[index].range.lowerBound - words[index - 1].range.upperBound
  }

  /// A name in two pieces.
  private func split() -> [IdentifyingMark] {
    words.indices.dropFirst().compactMap { index in
      let (first, second) = (words[index - 1], words[index])
      let whole = first.text + second.text
      guard second.isClose, whole.count >= 5, first.text.count > 1, second.text.count > 1,
        isName(whole), !lists.isOrdinary(first.text) || !lists.isOrdinary(second.text)
      else { return nil }
      return text.mark(.name, first.range.lowerBound..<second.range.upperBound)
    }
  }

  /// `J.S.`, `j. s.` and `J S` with a name after it.
  private func dotted() -> [IdentifyingMark] {
    let never: Set<String> = ["eg", "ie", "am", "pm", "nb", "ps", "ad", "bc", "ok", "ai", "ia"]
    return words.indices.dropFirst().compactMap { index in
      let (first, second) = (words[index - 1], words[index])
      guard first.text.count == 1, second.text.count == 1, !first.hasDigit, !second.hasDigit,
        !first.isForeign, !second.isForeign, gap(index) <= 2
      else { return nil }
      let hasDot = text.signs[first.range.upperBound].byte == UInt8(ascii: ".")
      let isUpper = first.isCapital && second.isCapital && first.capitalsMean
      let both = first.text + second.text
      let isEnd = index > 1 && never.contains(words[index - 2].text + first.text)
      guard !isEnd, hasDot || isUpper && first.text != "a", !never.contains(both),
        !KnownCapitals.short.contains(both)
      else { return nil }
      return text.mark(.initials, first.range.lowerBound..<second.range.upperBound)
    }
  }
}
