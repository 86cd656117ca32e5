// Numbers and addresses: phone numbers, postcodes, e-mail, dates of birth, numbers that belong to one
// person; in digits, in words, and with signs between.

/// Finds them in the folded text, a byte a sign.
struct NumberRules {
  let text: FoldedText
  private let plain: String

  init(_ text: FoldedText) { (self.text, plain) = (text, text.ascii) }

  /// Every mark. Patterns that cannot be there are not looked for.
  func find() -> [IdentifyingMark] {
    var marks: [IdentifyingMark] = []
    let hasDigits = text.signs.contains(where: \.isDigit)
    if hasDigits {
      marks += dates() + postcodes() + personalNumbers() + addresses() + runs()
    }
    if plain.contains("@") || plain.contains("dot") || plain.contains("at)")
      || plain.contains("at]") || plain.contains("www") || plain.contains("http")
      || plain.contains(".")
    {
      marks += mails()
    }
    return marks + spoken() + spokenDates()
  }

  private func all(
    _ kind: IdentifyingMark.Kind, _ pattern: Regex<Substring>,
    where isMeant: (Substring) -> Bool = { _ in true }
  ) -> [IdentifyingMark] {
    let pattern = pattern.wordBoundaryKind(.simple)
    return plain.ranges(of: pattern).compactMap { range in
      guard isMeant(plain[range]) else { return nil }
      let start = plain.utf8.distance(from: plain.utf8.startIndex, to: range.lowerBound)
      let count = plain.utf8.distance(from: range.lowerBound, to: range.upperBound)
      return count == 0 ? nil : text.mark(kind, start..<(start + count))
    }
  }

  private func dates() -> [IdentifyingMark] {
    // swift-format-ignore: a pattern is one line
    var marks = all(
      .date,
      /\b[0-3]?\d\s{0,3}[\/.\-_ ]\s{0,3}[01]?\d\s{0,3}[\/.\-_ ]\s{0,3}(?:(?:19|20)\d\d|\d\d)\b/
    ) {
      // 07 12 34 is the beginning of a phone number, which is found as one.
      $0.contains { "/.-_".contains($0) } || $0.split(separator: " ").last?.count == 4
    }
    marks += all(
      .date, /\b(?:19|20)\d\d\s{0,3}[\/.\-]\s{0,3}[01]?\d\s{0,3}[\/.\-]\s{0,3}[0-3]?\d\b/)
    // swift-format-ignore: a pattern is one line
    marks += all(
      .date,
      /\b[0-3]?\d\s{0,3}(?:st|nd|rd|th)?\s{0,3}(?:of\s{1,3})?[\-\/., ]?\s{0,3}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}[\-\/., ']{0,3}\s{0,3}(?:(?:19|20)\d\d|\d\d)\b/
    )
    // swift-format-ignore: a pattern is one line
    marks += all(
      .date,
      /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\s{1,3}[0-3]?\d\s{0,3}(?:st|nd|rd|th)?,?\s{1,3}(?:19|20)\d\d\b/
    )
    // swift-format-ignore: a pattern is one line
    marks += all(
      .date,
      /\b(?:born|birthday|birthdate|dob|d\.o\.b\.?|date of birth)\b[a-z:, ]{0,20}\d[\dstndrh]*(?:[\/.\- ]{0,3}(?:of )?[a-z]{3,9})?(?:[\/.\- ]{0,3}\d{2,4})*/
    )
    return marks
  }

  private func postcodes() -> [IdentifyingMark] {
    // Inner parts have no c, i, k, m, o or v; an o is typed for a nought.
    // swift-format-ignore: a pattern is one line
    var marks = all(
      .postcode,
      /\b[a-z][ .\-_]?[a-z]?[ .\-_]?[0-9][ .\-_]?[0-9a-z]?[ .\-_]{0,3}[0-9o][ .\-_]?[abd-hjlnp-uw-z][ .\-_]?[abd-hjlnp-uw-z]\b/
    ) { found in
      let letters = found.filter { $0.isLetter || $0.isNumber }
      let area = letters.prefix { $0.isLetter }
      // `in 2 3rd`, `a 10 4th`: ends of numbers.
      return PostcodeAreas.all.contains(String(area.lowercased()))
        && !["st", "nd", "rd", "th"].contains(String(letters.suffix(2)))
    }
    marks += all(.postcode, /\b[a-z]{2}\s?\d{1,2}\b/) { found in
      found.allSatisfy { $0 != " " } && PostcodeAreas.all.contains(String(found.prefix(2)))
    }
    return marks
      + all(
        .postcode, /\bpost\s?code\b[a-z ]{0,12}\b[a-z]{1,2}\s?\d{1,2}[a-z]?(?:\s?\d[a-z]{2})?\b/)
  }

  private func personalNumbers() -> [IdentifyingMark] {
    all(.number, /\b[a-z][ .\-]?[a-z][ .\-]?(?:\d[ .\-]?){6}[a-d]\b/)
      + all(.number, /\b\d{6,}\b/)
      + all(.number, /\b\d\d[ \-]\d\d[ \-]\d\d\b/)
  }

  private func addresses() -> [IdentifyingMark] {
    // swift-format-ignore: a pattern is one line
    var marks = all(
      .address,
      /\b\d{1,4}[a-z]?,?\s{1,3}(?:[a-z']{1,30}\s{1,3}){1,3}(?:road|rd|street|avenue|ave|close|lane|drive|crescent|court|terrace|way|gardens|place|grove|hill|house|square|walk|mews|row|view|park|rise|parade)\b/
    ) { found in
      let words = found.split(whereSeparator: { !$0.isLetter })
      return !words.contains {
        [
          "the", "a", "of", "in", "on", "to", "from", "my", "our", "this", "that", "minutes",
          "mins",
          "miles", "years", "people", "days", "weeks", "or", "and", "for", "times", "at", "down",
          "up", "by", "per", "hours", "months", "kids", "children", "minute", "mile", "year", "day",
          "week", "hour", "month", "bus", "long",
        ].contains($0)
      }
    }
    marks += all(.address, /\b(?:flat|apartment|apt)\s{0,3}(?:no\.?|number)?\s{0,3}\d+[a-z]?\b/)
    return marks + all(.address, /\b(?:house|door)\s{1,3}(?:no\.?|number)\s{0,3}\d+[a-z]?\b/)
  }

  /// Seven digits and more with little between them.
  private func runs() -> [IdentifyingMark] {
    all(.phone, /[+(]{0,2}\b[\do](?:[ .\-\/()_*]{0,3}[\doil]){6,}/) { found in
      let digits = found.filter { $0.isNumber || "oil".contains($0) }
      guard digits.count(where: \.isNumber) >= 5 else { return false }
      // Years in a row.
      let groups = found.split { !$0.isNumber }
      return !groups.allSatisfy {
        $0.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20"))
      }
    }
  }

  private func mails() -> [IdentifyingMark] {
    // swift-format-ignore: a pattern is one line
    var marks = all(
      .email,
      /[a-z0-9._%+\-]{1,64}\s{0,3}(?:@|\(\s{0,3}at\s{0,3}\)|\[\s{0,3}at\s{0,3}\]|\{\s{0,3}at\s{0,3}\}|<at>)\s{0,3}[a-z0-9\-]{1,64}(?:\s{0,3}(?:\.|,|\(dot\)|\[dot\]|\bdot\b)\s{0,3}[a-z0-9\-]{1,64})+/
    )
    // swift-format-ignore: a pattern is one line
    marks += all(
      .email,
      /\b[a-z0-9._\-]{1,64}(?:\s{1,3}(?:dot|underscore|dash)\s{1,3}[a-z0-9]+)*\s{1,3}at\s{1,3}[a-z0-9\-]{1,64}(?:\s{0,3}(?:\bdot\b|\.)\s{0,3}[a-z]{2,})+/
    ) { found in
      // `I was at home. Then` is no address.
      found.contains("dot") || found.contains(/\.(?:com|co|org|net|uk|gov|ac)\b/)
    }
    marks += all(.link, /(?:^|[\s(])@[a-z0-9_.]{3,}/)
    marks += all(.link, /\b(?:https?:\/\/|www\s{0,3}\.)\s{0,3}\S+/)
    marks += all(
      .link,
      /\b[a-z0-9\-]{2,64}\s?\.\s?(?:com|co\.uk|org\.uk|org|net|gov\.uk|ac\.uk|me|io)\b\S*/
    ) { !$0.contains(" ") || $0.hasSuffix("com") || $0.hasSuffix("uk") }
    return marks
  }

  /// Numbers read out digit by digit.
  private func spoken() -> [IdentifyingMark] {
    guard
      plain.contains("one") || plain.contains("two") || plain.contains("seven")
        || plain.contains("oh") || plain.contains("zero") || plain.contains("nine")
    else { return [] }
    // swift-format-ignore: a pattern is one line
    return all(
      .phone,
      /\b(?:(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|\d)\b[ ,.\-]*){5,}(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|\d)\b/
    ) { found in
      found.contains(where: \.isLetter)
    }
  }

  private func spokenDates() -> [IdentifyingMark] {
    guard plain.contains("nineteen") || plain.contains("two thousand") || plain.contains("twenty")
    else { return [] }
    // swift-format-ignore: a pattern is one line
    return all(
      .date,
      /\b(?:the )?[a-z\-]*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|teenth|tieth)(?: of)? (?:january|february|march|april|may|june|july|august|september|october|november|december)[, ]+(?:nineteen|two thousand|twenty)(?:[ \-](?:and|hundred|[a-z]{0,7}(?:ty|teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)))*/
    )
  }
}
