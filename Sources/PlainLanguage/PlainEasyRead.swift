// The signs and short forms that Easy Read does without.

extension PlainLanguage {
  private static let signs: [Character: (what: String, instead: String)] = [
    "/": ("the sign /", "write 'or'"), ";": ("the sign ;", "begin a new sentence"),
    "%": ("the sign %", "write it in words, such as 1 in 10"),
    "&": ("the sign &", "write 'and'"), "+": ("the sign +", "write 'and', or 'more than'"),
    "(": ("a text in brackets", "write it as a sentence of its own"),
    "[": ("a text in brackets", "write it as a sentence of its own"),
  ]

  private static let shortForms: Set<String> = [
    "i'm", "it's", "you're", "we're", "they're", "i've", "we've", "you've", "they've", "we'll",
    "you'll", "i'll", "he'll", "she'll", "they'll", "it'll", "that's", "what's", "he's", "she's",
    "there's", "here's", "who's", "where's", "how's", "let's", "i'd", "you'd", "he'd", "she'd",
    "we'd", "they'd",
  ]

  private static let abbreviations: [String: String] = [
    "e.g": "write 'such as'", "eg": "write 'such as'", "i.e": "write 'that is'",
    "ie": "write 'that is'", "etc": "name the things, or write 'and so on'",
    "vs": "write 'or' or 'against'", "approx": "write 'about'", "max": "write 'at most'",
    "min": "write 'at least'", "tel": "write 'phone'", "asap": "write 'as soon as possible'",
    "a.m": "write 'in the morning'", "p.m": "write 'in the afternoon' or 'in the evening'",
  ]

  static func hardSigns(_ text: String) -> [PlainFinding] {
    var findings: [PlainFinding] = []
    func add(_ offset: Int, _ what: String, _ suggestion: String) {
      findings.append(
        PlainFinding(
          code: .easyHard, offset: offset, message: "\(what) is hard to read in Easy Read",
          suggestion: suggestion))
    }
    for (offset, character) in text.enumerated() {
      if let sign = signs[character] { add(offset, sign.what, sign.instead) }
    }
    for part in parts(text) {
      if let instead = abbreviations[part.small] {
        add(part.offset, "the abbreviation '\(part.text)'", instead)
      } else if isHour(part.small) {
        add(
          part.offset, "the time '\(part.text)'",
          "write it in words, such as '10 in the morning'")
      }
    }
    for word in PlainWord.words(text) {
      if word.small.hasSuffix("n't") || shortForms.contains(word.small) {
        add(word.offset, "the short form '\(word.text)'", "write the words out, such as 'do not'")
      } else if word.text.count > 1, word.text.allSatisfy(\.isUppercase),
        !JargonList.shared.known.contains(word.text)
      {
        add(word.offset, "the abbreviation '\(word.text)'", "write the words out")
      }
    }
    return findings
  }

  /// What stands between spaces, without the signs around it.
  private static func parts(_ text: String) -> [PlainWord] {
    var parts: [PlainWord] = []
    var (current, begin) = ("", 0)
    func close() {
      while let last = current.last, !last.isLetter, !last.isNumber { current.removeLast() }
      if !current.isEmpty { parts.append(PlainWord(text: current, offset: begin)) }
      current = ""
    }
    for (offset, character) in text.enumerated() {
      if character.isWhitespace {
        close()
      } else if !current.isEmpty || character.isLetter || character.isNumber {
        if current.isEmpty { begin = offset }
        current.append(character)
      }
    }
    close()
    return parts
  }

  /// `10am`, `9.30pm`
  private static func isHour(_ part: String) -> Bool {
    guard part.hasSuffix("am") || part.hasSuffix("pm"), let first = part.first else { return false }
    return first.isNumber && part.dropLast(2).allSatisfy { $0.isNumber || ".:".contains($0) }
  }
}
