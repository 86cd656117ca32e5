// The fixed words of forms: whole in every language that Hark has, and filled in safely.

import Surveys
import Testing

@Suite struct FormWordTests {
  @Test(arguments: ["cy", "ur", "ur-PK"])
  func `every word is there in the languages that Hark has, with a place for all that is filled in`(
    language: String
  ) {
    let words = FormWords(language: language, own: [:])
    for word in FormWord.allCases {
      #expect(words.has(word), "\(word) is missing in \(language)")
      let marks = Dictionary(
        word.places.map { ($0.trimmingPrefix("{").dropLast().description, "<\($0)>") }
      ) { first, _ in first }
      let text = words(word, marks)
      for place in word.places { #expect(text.contains("<\(place)>"), "\(word): \(text)") }
      #expect(!text.replacing("<{", with: "").replacing("}>", with: "").contains("{"))
    }
  }

  @Test func `a survey's own words win, and English stands in for what nobody translated`() {
    let words = FormWords(language: "pl", own: ["yes": "Tak", "kept_months": "{count} miesięcy"])
    #expect(words(.yes) == "Tak" && words(.no) == "No")
    #expect(words(.keptMonths, ["count": "24"]) == "24 miesięcy")
    // What is filled in is text, whatever it looks like.
    #expect(
      FormWords.english(.noConsent, ["reason": "{name} {reason}"])
        == "No consent is asked: {name} {reason}")
  }

  @Test func `languages that run from right to left are known with or without a country`() {
    for (code, isRight) in [
      ("ur", true), ("ur-PK", true), ("ar", true), ("cy", false), ("en", false),
    ] {
      #expect(Language(code: code, name: code).isRightToLeft == isRight)
    }
  }
}
