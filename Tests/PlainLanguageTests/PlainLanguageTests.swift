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

  @Test func `dates, numbers to call and loud words are told for what they are in Easy Read`() {
    func said(_ text: String) -> [String] {
      PlainLanguage.findings(in: text, for: .easyRead).map { "\($0.message) \($0.suggestion)" }
    }
    let date = said("Come on 20/11/2026")
    #expect(date.count == 1 && date.allSatisfy { $0.contains("'20 November 2026'") })
    #expect(said("Call 01905 123456 or 020 7946 0000") == [])
    let loud = said("It is TOO LOUD here")
    #expect(loud.count == 2 && loud.allSatisfy { $0.contains("small letters") })
    #expect(said("Ask the DWP").allSatisfy { $0.contains("abbreviation") })
    #expect(said("We had 123456 visits").count == 1)
  }

  @Test func `phrases of everyday life that hold a word of the list are left alone`() {
    for text in [
      "Is the front door of your home safe?", "Were you a customer of the shop?",
      "How was the consultation with your doctor?",
    ] { #expect(codes(text) == [], "\(text)") }
    #expect(codes("The front door of our service") == ["P001"])
  }

  @Test func `words that only look like jargon are left alone`() {
    #expect(codes("Who cooks, and what is the outcomer of icb?") == [])
    #expect(codes("Your home, your street and the place where you live") == [])
    #expect(codes("Was the bus on time? Did you like it?") == [])
  }

  @Test func `a sentence is as long as its reader can take`() {
    func words(_ count: Int) -> String {
      Array(repeating: "word", count: count).joined(separator: " ")
    }
    #expect(codes(words(15) + ".") == [])
    #expect(codes(words(16)) == ["P002"])
    #expect(codes("\(words(15)). \(words(15))\n\(words(15))") == [])
    #expect(codes(words(20), .staff) == [] && codes(words(21), .staff) == ["P002"])
    #expect(codes(words(10), .easyRead) == [] && codes(words(11), .easyRead) == ["P007"])
  }

  @Test(arguments: [
    ("service user", "person"), ("co-production", "working together as equals"),
    ("reablement", "help to get back"), ("outcomes", "what changed"), ("pathway", "the steps"),
    ("assets", "already strong"), ("asset-based", "already strong"),
    ("lived experience", "been through it"), ("hard to reach", "not reached yet"),
    ("social isolation", "few people"), ("wider determinants", "things that shape health"),
    ("health inequalities", "unfair differences"), ("ICS", "full name"), ("VCSE", "charities"),
    ("front door", "get in touch"), ("placement", "home"), ("engagement", "listening"),
    ("respondent", "person who answered"), ("codebook", "list of themes"),
    ("statistically significant", "chance"), ("indicator", "measure"),
    ("stakeholder", "people and groups"), ("commissioning", "what to fund"),
    ("domiciliary care", "care at home"), ("intervention", "help"),
    ("signposting", "where to go"), ("strengths-based conversation", "what you can do"),
    ("cohort", "group of people"), ("vulnerable", "at risk"), ("loneliness", "feeling lonely"),
    ("prevention", "helping early"), ("integrated care", "work together"),
    ("locality", "the place"), ("neighbourhood", "the place"), ("at place level", "the place"),
    ("safeguarding", "safe from harm"), ("challenging behaviour", "what it tells us"),
    ("consultation", "before we decide"), ("data sharing", "passing on"), ("base", "number"),
    ("n = 12", "number of people"), ("code", "theme"), ("suppressed", "few people"),
    ("benchmark", "compare"), ("triangulate", "other evidence"), ("this quarter", "months"),
    ("engaging", "listening"), ("engaged", "listening"), ("consulted", "before we decide"),
    ("commissioned", "fund"), ("triangulated", "other evidence"), ("co-producing", "together"),
    ("benchmarking", "compare"), ("coded", "theme"), ("quarterly", "months"),
  ])
  func `every word of the list of plain words is known with what to say instead`(
    word: String, instead: String
  ) {
    let found = PlainLanguage.findings(in: "We heard of \(word) here.", for: .everyone)
    #expect(found.map(\.code) == [.jargon], "\(word)")
    #expect(found.first?.suggestion.contains(instead) == true, "\(found)")
  }

  @Test(arguments: [
    "Keep your code. The receipt code has six words.", "It is a quarter of an hour.",
    "Is this a good place?", "Is a bus stop near the place where you live?", "We are based here.",
    "Do you go to the neighbourhood watch?", "Fish 'n' chips", "What is your postcode?",
    "Half the people in this area", "A third to a quarter of people",
  ])
  func `everyday words that organisations also use are left alone`(text: String) {
    #expect(codes(text) == [])
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
    "Is it clean & warm?", "Is it clean/safe?", "Is it easy or safe to get here?",
    "How good are the staff, food and rooms?",
    "How safe, warm and welcome did you feel?", "Are you happy and safe?",
    "Is the price fair and the food good?", "What is your name and where do you live?",
    "How would you rate the quality and speed of help?", "Was it easy and safe to get here?",
    "Was the room clean and comfortable?", "Were you happy with the price and the quality?",
    "How satisfied are you with the meal and the room?", "Is the hall warm as well as clean?",
    "Did you get help, and if so was it any good?",
    "How would you rate the staff and the building?",
    "Were staff polite and helpful?", "Did the price and quality suit you?",
  ])
  func `two things in one question are found`(text: String) {
    #expect(codes(text, isClosed: true) == ["P003"])
  }

  @Test(arguments: [
    "Is it easy or hard?", "Do you feel happy or sad?", "Does he/she come?",
    "Do you see friends & family?", "Is it warm and dry?", "Was it quick and easy?",
    "Did staff listen and explain?",
    "Were you treated with dignity and respect?", "How do you feel about work and money?",
    "How often do you wash and dress yourself?", "Is it fair and square?",
    "Do you have a husband and children?", "Do you feel safe going out and about?",
    "Are you safe and well?", "Is your home safe and secure?",
    "Were the nurses and the doctors in?",
    "Do the staff and the family meet?", "Is the kitchen clean and tidy?",
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
    ("We met 3456 people", 1), ("We met 3,456 people", 1), ("Ages 10 – 12", 1), ("Ages 10 - 12", 1),
    ("Ages 10– 12", 1), ("Open 10am – 12pm", 3), ("Come 10am-12pm", 1), ("From 9:30-10:30", 1),
    ("Call 020 7946 0000", 0), ("About 2500 people", 0), ("A bus – or a train", 0),
    ("We met 10 and 12", 0), ("Between 1998 and 2026", 0),
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
