// What the rules of plain language find, and what they leave alone.

import PlainLanguage
import Testing

struct PlainLanguageTests {
  private func codes(
    _ text: String, _ audience: PlainAudience = .everyone, isClosed: Bool = false
  ) -> [String] {
    PlainLanguage.findings(in: text, for: audience, isClosed: isClosed).map(\.code.rawValue)
  }

  @Test func `jargon is found in any form, with its place and what to say instead`() {
    let found = PlainLanguage.findings(
      in: "Two Service users and a stakeholder met.", for: .everyone)
    #expect(found.map(\.code) == [.jargon, .jargon])
    #expect(found.map(\.offset) == [4, 24])
    #expect(found.first?.suggestion == "say: person, or person who draws on care and support")
    #expect(codes("The ICB and the VCSE sector") == ["P001", "P001"])
    #expect(PlainLanguage.jargonCount > 50)
  }

  @Test func `words that only look like jargon are left alone`() {
    #expect(codes("Who cooks, and what is the outcomer of icb?") == [])
    #expect(codes("Your home, your street and the place where you live") == [])
    #expect(codes("Was the bus on time? Did you like it?") == [])
  }

  @Test func `a sentence is as long as its reader can take`() {
    let twelve = Array(repeating: "word", count: 12).joined(separator: " ")
    #expect(codes(twelve + ".") == [])
    #expect(codes(twelve, .easyRead) == ["P007"])
    #expect(codes("\(twelve) \(twelve)") == ["P002"])
    #expect(codes("\(twelve). \(twelve)\n\(twelve)", .everyone) == [])
    #expect(codes("\(twelve) \(twelve)", .staff) == [])
  }

  @Test func `two questions with one answer are found, and one question with two things is not`() {
    #expect(codes("Are you warm? Are you fed?", isClosed: true) == ["P003"])
    #expect(codes("What helps and how often do you get it?", isClosed: true) == ["P003"])
    #expect(codes("How safe and welcome did you feel?", isClosed: true) == ["P003"])
    #expect(codes("Do care and support services help you?", isClosed: true) == [])
    #expect(codes("What is going well, and who helps?") == [])
    #expect(codes("How often do you see friends and family?", isClosed: true) == [])
  }

  @Test func `denying twice is found, denying once is not`() {
    #expect(codes("Do you not feel unsafe?") == ["P004"])
    #expect(codes("I don't think nobody came.") == ["P004"])
    #expect(codes("Not at all") == [])
    #expect(codes("Neither good nor bad") == [])
    #expect(codes("You do not have to. It is never shown.") == [])
  }

  @Test func `Easy Read does without signs, short forms and letters for names`() {
    #expect(codes("It's hard; tea/coffee (10%)", .easyRead) == Array(repeating: "P008", count: 5))
    #expect(codes("Ask the DWP.", .easyRead) == ["P008"])
    #expect(codes("Ask your GP or the NHS.", .easyRead) == [])
    #expect(codes("It's fine; really (yes)") == [])
  }

  @Test func `any text is read without harm`() {
    for text in ["", " ", "?", "?!?.", "日本語。", "\u{0}", String(repeating: "a ", count: 5_000)] {
      for finding in PlainLanguage.findings(in: text, for: .easyRead, isClosed: true) {
        #expect((0...text.count).contains(finding.offset))
      }
    }
  }
}
