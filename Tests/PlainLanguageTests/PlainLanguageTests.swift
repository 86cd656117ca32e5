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

  @Test func `jargon that is quoted is left alone, and an apostrophe quotes nothing`() {
    for quoted in ["\"service user\"", "“service user”", "‘service user’", "'service user'"] {
      #expect(codes("Some say \(quoted) for a person.") == [], "\(quoted)")
    }
    #expect(codes("It's the stakeholder's view") == ["P001"])
    #expect(codes("The residents' stakeholder isn't here") == ["P001"])
    #expect(codes("He said \"yes\" to the stakeholder") == ["P001"])
    #expect(codes("An open \"mark and a stakeholder") == ["P001"])
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

  @Test(arguments: [
    "How safe, warm and welcome did you feel?", "Are you happy and safe?",
    "Is the price fair and the food good?", "What is your name and where do you live?",
    "How would you rate the quality and speed of help?",
  ])
  func `two things in one question are found`(text: String) {
    #expect(codes(text, isClosed: true) == ["P003"])
  }

  @Test(arguments: [
    "Is it warm and dry?", "Was it quick and easy?", "Did staff listen and explain?",
    "Were you treated with dignity and respect?", "How do you feel about work and money?",
    "How often do you wash and dress yourself?", "Is it fair and square?",
    "Do you have a husband and children?", "Do you feel safe going out and about?",
  ])
  func `one thing that takes an and to say is left alone`(text: String) {
    #expect(codes(text, isClosed: true) == [])
  }

  @Test func `two whole questions are too many in words of one's own, too`() {
    #expect(codes("What is your name and where do you live?") == ["P003"])
    #expect(codes("What would you change and why?") == [])
    #expect(codes("How is it going, and what would help?") == [])
  }

  @Test(arguments: [
    "Is there no bus that you cannot use?", "Is nobody unkind?",
    "Do you hardly ever feel unhappy?", "Was it not unkind?", "Do you lack nothing?",
    "Do you know no one who can't drive?", "Is it not true that you did not go?",
  ])
  func `every way to deny twice is found`(text: String) {
    #expect(codes(text) == ["P004"])
  }

  @Test(arguments: [
    "If you do not want to answer, that is no problem.", "Is it yes, no or not sure?",
    "Why not? Tell us if you have none.", "Not at all. No problem.", "Hardly ever or never",
    "Saying no will not change your support.", "It is not due, or there was no action",
    "No, not at all",
  ])
  func `a no that denies nothing is left alone`(text: String) {
    #expect(codes(text) == [])
  }

  @Test(arguments: [
    ("You & I go out", 1), ("Use a bus, e.g. the 9", 1), ("I.e. this", 1), ("A bus, etc.", 1),
    ("Call at 10am", 1), ("Say A + B", 1), ("He's here", 1), ("There’s one", 1), ("You'd go", 1),
    ("Let's go", 1), ("It costs £5", 1), ("Sarah's house", 0), ("Come at 10:30", 0),
    ("I am here", 0), ("It costs 5 pounds", 0), ("Call at 10 am", 1), ("Call at 9.30 p.m.", 1),
    ("Call at 9:30 PM", 1), ("Come at 14:30", 1), ("I was 12 pm", 1), ("People of 16-24", 1),
    ("People of 16–24", 1), ("People of 16 to 24", 0), ("Call 01905 000000", 0), ("Call 111", 0),
    ("We asked 12,500 people", 1), ("We asked 12500 people", 1), ("We asked 1,200 people", 0),
    ("About 2.5 miles", 1), ("A ½ hour", 1), ("In 2026", 0), ("Some are > 5", 1), ("Part II", 1),
  ])
  func `Easy Read writes signs, times and short forms out`(text: String, count: Int) {
    #expect(codes(text, .easyRead) == Array(repeating: "P008", count: count), "\(text)")
  }

  @Test func `jargon is found with hyphens and with an owner's ending`() {
    #expect(codes("Where do Service-Users go?") == ["P001"])
    #expect(codes("Which stakeholder's view counts?") == ["P001"])
    #expect(codes("Whom do the stakeholders’ views help?") == ["P001"])
    #expect(codes("Where do hard–to–reach people go?") == ["P001"])
    #expect(codes("Which assets and which indicator?") == ["P001", "P001"])
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
    #expect(codes("Ask your GP or the NHS.", .easyRead) == ["P008", "P008"])
    #expect(codes("Ask the GPs.", .easyRead) == ["P008"])
    #expect(codes("Ask your doctor, also called GP.", .easyRead) == [])
    #expect(codes("The NHS is our health service.", .easyRead) == [])
    #expect(codes("Watch TV. Show your ID.", .easyRead) == [])
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
