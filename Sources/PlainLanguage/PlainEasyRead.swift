// The signs and short forms that Easy Read does without.

extension PlainLanguage {
  private static let signs: [Character: (what: String, instead: String)] = [
    "/": ("the sign /", "write 'or'"), ";": ("the sign ;", "begin a new sentence"),
    "%": ("the sign %", "write it in words, such as 1 in 10"),
    "&": ("the sign &", "write 'and'"), "+": ("the sign +", "write 'and', or 'more than'"),
    "£": ("the sign £", "write it in words, such as 5 pounds"),
    "€": ("the sign €", "write it in words, such as 5 euros"),
    "$": ("the sign $", "write it in words, such as 5 dollars"),
    "½": ("the sign ½", "write 'half'"), "¼": ("the sign ¼", "write 'a quarter'"),
    "¾": ("the sign ¾", "write 'three quarters'"), "°": ("the sign °", "write 'degrees'"),
    "=": ("the sign =", "write 'is'"), "<": ("the sign <", "write 'less than'"),
    ">": ("the sign >", "write 'more than'"), "#": ("the sign #", "write 'number'"),
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
    let parts = parts(text)
    for number in numbers(parts) + spacedRanges(parts, text) {
      add(number.part.offset, number.what, number.instead)
    }
    let words = PlainWord.words(text)
    let said = Set(words.flatMap { $0.small.split(separator: "-").map(String.init) })
    for word in words {
      if word.small.hasSuffix("n't") || shortForms.contains(word.small) {
        add(word.offset, "the short form '\(word.text)'", "write the words out, such as 'do not'")
      } else if let instead = JargonList.shared.instead(ofShort: word.withoutOwner.text, in: said) {
        add(word.offset, "the abbreviation '\(word.text)'", instead)
      }
    }
    return findings
  }

  private typealias HardPart = (part: PlainWord, what: String, instead: String)

  /// Abbreviations in small letters, times and numbers.
  private static func numbers(_ parts: [PlainWord]) -> [HardPart] {
    let inWords = "write it in words, such as '10 in the morning'"
    return parts.enumerated().compactMap { index, part in
      let small = part.small
      let isAfterHour = index > 0 && isClock(parts[index - 1].small)
      if isAfterHour, ["am", "pm", "a.m", "p.m"].contains(small) {
        return (parts[index - 1], "the time '\(parts[index - 1].text) \(part.text)'", inWords)
      }
      if let instead = abbreviations[small] {
        return (part, "the abbreviation '\(part.text)'", instead)
      }
      if isHour(small) { return (part, "the time '\(part.text)'", inWords) }
      if isLateHour(small) {
        return (part, "the time '\(part.text)'", "write it as '2:30 in the afternoon'")
      }
      if let range = range(small) {
        return (part, "'\(part.text)'", "write '\(range.from) to \(range.to)'")
      }
      if isLong(small) || isYearless(small, beside: parts, index) {
        return (part, "the number '\(part.text)'", "write about how many, such as '12 thousand'")
      }
      if isBroken(small) {
        return (
          part, "the number '\(part.text)'", "write a whole number, or such as '2 and a half'"
        )
      }
      return nil
    }
  }

  /// `10`, `9.30`, `9:30`
  private static func isClock(_ part: String) -> Bool {
    let numbers = part.split(
      omittingEmptySubsequences: false, whereSeparator: { ".:".contains($0) })
    return numbers.count <= 2 && numbers.allSatisfy { (1...2).contains($0.count) && isDigits($0) }
      && numbers.dropFirst().allSatisfy { $0.count == 2 && $0 < "60" }
  }

  /// `14:30`
  private static func isLateHour(_ part: String) -> Bool {
    guard part.contains(":"), isClock(part) else { return false }
    return part.split(separator: ":").first.flatMap { Int($0) }.map { (13...24).contains($0) }
      ?? false
  }

  private static let dashes = "-‐‑–—"

  /// `16-24`, `10am-12pm`
  private static func range(_ part: String) -> (from: Substring, to: Substring)? {
    let ends = part.split(
      omittingEmptySubsequences: false, whereSeparator: { dashes.contains($0) })
    guard ends.count == 2, ends.allSatisfy({ isEnd(String($0)) }) else { return nil }
    return (ends[0], ends[1])
  }

  /// `10 – 12`: two numbers with nothing but a dash between them.
  private static func spacedRanges(_ parts: [PlainWord], _ text: String) -> [HardPart] {
    let signs = Array(text)
    return zip(parts, parts.dropFirst()).compactMap { from, to in
      guard isEnd(from.small), isEnd(to.small) else { return nil }
      let between = signs[(from.offset + from.text.count)..<to.offset].filter { !$0.isWhitespace }
      guard between.count == 1, between.allSatisfy(dashes.contains) else { return nil }
      return (from, "'\(from.text) \(between[0]) \(to.text)'", "write '\(from.text) to \(to.text)'")
    }
  }

  /// What a range begins or ends with: a number of up to four digits, or a time.
  private static func isEnd(_ part: String) -> Bool {
    (1...4).contains(part.count) && isDigits(part[...]) || isClock(part) && !part.isEmpty
      || isHour(part)
  }

  /// `12500`, `12,500`; a phone number is read digit by digit.
  private static func isLong(_ part: String) -> Bool {
    let groups = part.split(separator: ",", omittingEmptySubsequences: false)
    guard part.first != "0", groups.allSatisfy(isDigits) else { return false }
    let digits = groups.reduce(0) { $0 + $1.count }
    return groups.count > 1
      ? groups.dropFirst().allSatisfy { $0.count == 3 } && digits > 4 : (5...9).contains(digits)
  }

  /// `3456`, `3,456`: four digits that are neither a year nor whole hundreds, nor part of a number to
  /// call, which is written in groups.
  private static func isYearless(_ part: String, beside parts: [PlainWord], _ index: Int) -> Bool {
    let digits = part.filter { $0 != "," }
    guard digits.count == 4, part.first != "0", isDigits(digits[...]), let number = Int(digits),
      part.count == 4 || part.dropFirst().first == ","
    else { return false }
    let isYear = part.count == 4 && (1900...2099).contains(number)
    let isGrouped = [index - 1, index + 1].contains { place in
      parts.indices.contains(place) && isDigits(parts[place].text[...])
    }
    return !isYear && !isGrouped && !number.isMultiple(of: 100)
  }

  /// `2.5`
  private static func isBroken(_ part: String) -> Bool {
    let halves = part.split(separator: ".", omittingEmptySubsequences: false)
    return halves.count == 2 && halves.allSatisfy(isDigits) && !isClock(part)
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
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
