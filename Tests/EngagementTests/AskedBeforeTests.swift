// What is offered to whoever is about to ask: questions that are like theirs, and not those that merely share
// the words of every question.

import Engagement
import Foundation
import JSON
import Practice
import Storage
import TestSupport
import Testing

@Suite struct AskedBeforeTests {
  /// One question in other words.
  private static let reworded = [
    (
      "How safe do you feel walking alone after dark?",
      "Do you feel safe when you walk alone in the dark?"
    ),
    ("How often do you feel lonely?", "Do you ever feel lonely or left out?"),
    ("Is loneliness a worry for you?", "Do you worry about being lonely?"),
    ("What stops you from using the bus?", "What makes it hard for you to use buses?"),
    (
      "How satisfied are you with the care you receive?", "Are you satisfied with the care you get?"
    ),
    (
      "Do you have somebody to talk to when worried?",
      "Is there someone you can talk to when you feel worried?"
    ),
    (
      "How easy is it to see a GP when you need one?",
      "Is it easy to get an appointment to see your GP?"
    ),
    ("Is your home warm enough in winter?", "Can you keep your home warm in the winter?"),
    ("What would help you keep active?", "What would help you to be more active?"),
    ("Do you feel part of your neighbourhood?", "Do you feel you belong to your neighbourhood?"),
    ("Do you know where to get advice about money?", "Where do you go for advice about money?"),
    ("Did staff treat you with respect?", "Were you treated with respect by the staff?"),
    ("How do you usually travel to hospital?", "How did you travel to the hospital?"),
    ("Do you have trouble paying your bills?", "Is it hard for you to pay bills?"),
  ]

  /// Two questions that share the words of every question, or one of several.
  private static let unlike = [
    ("What would help you most at school?", "What would help you find a job?"),
    (
      "What would help local people to use the library?",
      "What would help local people to find work?"
    ),
    ("What stops you from using the bus lane?", "What stops you from using the pool?"),
    ("How satisfied are you with the refuse service?", "How satisfied are you with your kitchen?"),
    ("How often do you see your friends?", "How often do you see a dentist?"),
    (
      "What do you think of the plans for the park?",
      "What do you think of the plans for the clinic?"
    ),
    (
      "Would you like to tell us more about your health?",
      "Would you like to tell us more about your job?"
    ),
    (
      "What could the council do better for young people?",
      "What could the school do for young people?"
    ),
    ("Where did you hear about this survey?", "Where did you hear about the allotments?"),
    ("How many people live in your flat?", "How many people do you know in your street?"),
    (
      "In the last week, how often did you go out?",
      "In the last week, how many meals did you cook?"
    ),
    ("How well do you sleep?", "How well do you speak English?"),
  ]

  private static func module(
    _ id: String, _ questions: [(String, String)], language: String = "en: English"
  ) -> String {
    let asked = questions.map { "  - {id: \($0.0), ask: \"\($0.1)\", type: yes_no}" }
    return """
      \(surveyHead(id, "Made up").replacing("en: English", with: language))
      questions:
      \(asked.joined(separator: "\n"))
      tests:
        people:
          - {name: one, consent: [analyse], answers: {\(questions[0].0): yes}}
      """
  }

  @Test func `a question in other words is found, and one that shares the words of all is not`()
    async throws
  {
    func questions(_ part: (((String, String)) -> String)) -> [(String, String)] {
      Self.reworded.enumerated().map { ("p\($0.offset)", part($0.element)) }
        + Self.unlike.enumerated().map { ("n\($0.offset)", part($0.element)) }
    }
    let modules = [
      "earlier": Self.module("earlier", questions { $0.0 }),
      "later": Self.module("later", questions { $0.1 }),
    ]
    try await withProgramme(modules: modules) { programme in
      let found = try await programme.engagement.askedBefore(
        survey: "later", asDraft: true, as: programme.coordinator)
      let pairs = Dictionary(
        uniqueKeysWithValues: found.matches.map { ($0.id, $0.earlier.map(\.id)) })
      for (number, pair) in Self.reworded.enumerated() {
        #expect(pairs["p\(number)"]?.contains("p\(number)") == true, "\(pair)")
      }
      for (number, pair) in Self.unlike.enumerated() {
        #expect(pairs["n\(number)"]?.contains("n\(number)") != true, "\(pair)")
      }
      #expect(found.matches.allSatisfy { $0.earlier.count <= 3 })
    }
  }

  @Test func `it says when it was asked, how many answered and where the findings are, by right`()
    async throws
  {
    let modules = ["cosy": Self.module("cosy", [("cosy", "Is your room warm enough?")])]
    try await withProgramme(modules: modules) { programme in
      try await programme.record(40, ["warm": "yes"])
      _ = try await programme.engagement.add(
        .plan, ["title": "Warm rooms", "decision": "Who pays."],
        as: programme.coordinator, origin: .http)
      func earlier(_ principal: Principal) async throws -> [AskedBefore.Earlier] {
        try await programme.engagement.askedBefore(survey: "cosy", asDraft: true, as: principal)
          .matches.flatMap(\.earlier)
      }
      let before = try await earlier(programme.coordinator).first { $0.id == "warm" }
      #expect(before?.survey == "warm-rooms" && before?.askedUntil == nil)
      #expect(before?.release == nil && before?.answered == nil)
      let release = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      for principal in [programme.coordinator, programme.commissioner] {
        let released = try await earlier(principal).first { $0.id == "warm" }
        #expect(released?.release?.id == release["release"]?.string)
        #expect(released?.answered == 40 && released?.indicator == "is_warm")
      }
      let told = try await earlier(programme.researcher)
      #expect(told.contains { $0.id == "warm" && $0.answered == nil && $0.release == nil })
      #expect(told.contains { $0.kind == "plan" })
      #expect(try await !earlier(programme.commissioner).contains { $0.kind == "plan" })
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      #expect(
        try await earlier(programme.researcher).first { $0.id == "warm" }?.askedUntil != nil)
      let stranger = try await programme.database.addPartnership(slug: "elsewhere")
      #expect(try await earlier(stranger.principal(.coordinator)).isEmpty)
    }
  }

  @Test func `questions about who somebody is are told once, and not as like each other`()
    async throws
  {
    let module = """
      \(surveyHead("ages", "Ages"))
      questions:
      \(ageQuestion)
        - {id: nothing, ask: Would you like to say more?, type: yes_no}
      tests:
        people:
          - {name: one, consent: [analyse], answers: {age: young}}
      """
    try await withProgramme(modules: ["ages": module]) { programme in
      let found = try await programme.engagement.askedBefore(
        survey: "ages", asDraft: true, as: programme.coordinator)
      #expect(found.matches.isEmpty)
      #expect(found.standardQuestions == 1 && found.standardSurveys == 1)
    }
  }

  @Test func `a question is held against its own language, accents or none`() async throws {
    let modules = [
      "cynnar": Self.module(
        "cynnar", [("twym", "A yw eich tŷ yn gynnes yn y gaeaf?")], language: "cy: Cymraeg"),
      "hwyr": Self.module(
        "hwyr", [("clyd", "Ydy'ch ty chi'n gynnes yn ystod y gaeaf?")], language: "cy: Cymraeg"),
    ]
    try await withProgramme(modules: modules) { programme in
      let found = try await programme.engagement.askedBefore(
        survey: "hwyr", asDraft: true, as: programme.coordinator)
      #expect(found.matches.map(\.id) == ["clyd"])
      #expect(found.matches.first?.earlier.map(\.text) == ["A yw eich tŷ yn gynnes yn y gaeaf?"])
    }
  }

  @Test func `a plan is held against what was asked and planned, itself left out`() async throws {
    try await withProgramme { programme in
      func add(_ title: String, _ decision: String) async throws -> AskedBefore? {
        let plan = try await programme.engagement.add(
          .plan, ["title": .string(title), "decision": .string(decision)],
          as: programme.coordinator, origin: .http)
        return try await programme.engagement.withAskedBefore(plan, as: programme.coordinator)
          .askedBefore
      }
      let first = try await add("Warm rooms", "Which rooms are heated; the board, in March.")
      #expect(first?.matches.flatMap(\.earlier).map(\.id).contains("warm") == true)
      #expect(first?.matches.flatMap(\.earlier).contains { $0.kind == "plan" } == false)
      let second = try await add("A warm room in winter", "Who pays for buses.")
      #expect(second?.matches.flatMap(\.earlier).contains { $0.text == "Warm rooms" } == true)
      let other = try await add("What would help local people", "What the council does next.")
      #expect(other?.matches.isEmpty == true)
    }
  }
}
