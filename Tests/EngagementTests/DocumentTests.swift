// Transcripts and minutes: how they are read, what is refused, and that a file is stored once.

import Conversations
import Crypto
import Engagement
import Foundation
import JSON
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct DocumentTests {
  private static let talk = """
    [00:00:01] Researcher: What matters to you?
    [00:00:05] Person: The garden.
     It has a bench.
    [00:00:09] Person 2: And at 10:30 the bus: it is late.
    """

  @Test func `plain text, WebVTT and SubRip say the same turns`() {
    let subtitles = """
      WEBVTT - made up

      NOTE Nobody
      said this

      1
      00:00:01.000 --> 00:00:04.000
      <v Researcher>What matters to you?</v>

      00:00:05.000 --> 00:00:08.000
      <v Person>The <i>garden</i>.

      00:00:08.000 --> 00:00:09.000
      <v Person>It has a bench.

      00:00:09.000 --> 00:00:12.000
      <v Person 2>And at 10:30 the bus: it is late.
      """
    let subRip = """
      1
      00:00:01,000 --> 00:00:04,000
      Researcher: What matters to you?

      2
      00:00:05,000 --> 00:00:08,000
      Person: The garden.
      It has a bench.

      3
      00:00:09,000 --> 00:00:12,000
      P2: And at 10:30 the bus: it is late.
      """
    let plain = Transcript(Self.talk)
    #expect(plain.problems.isEmpty, "\(plain.problems)")
    #expect(plain.turns.map(\.second) == [1, 5, 9])
    #expect(plain.turns.map(\.said)[1] == "The garden.\nIt has a bench.")
    #expect(plain.turns[2].part == SpeakingPart(.person, number: 2))
    for text in [subtitles, subRip, "\u{FEFF}" + Self.talk.replacing("\n", with: "\r\n")] {
      let read = Transcript(text)
      #expect(read.problems.isEmpty, "\(read.problems)")
      #expect(read.turns == plain.turns, "\(text)")
    }
  }

  @Test func `names of cues in WebVTT are no words, as meeting programs write them`() {
    let transcript = Transcript(
      """
      WEBVTT

      0f1a2b3c-0000-4000-8000-000000000001/12-0
      00:00:01.000 --> 00:00:03.000
      <v Researcher>What matters?</v>

      0f1a2b3c-0000-4000-8000-000000000001/13-0
      00:00:04.000 --> 00:00:06.000
      <v Person>The sea.</v>
      """)
    #expect(transcript.problems.isEmpty)
    #expect(transcript.turns.map(\.said) == ["What matters?", "The sea."])
  }

  @Test func `turns out of order, names, and words that nobody speaks are named by their line`() {
    func lines(_ text: String) -> [String] { Transcript(text).problems.map(\.question) }
    #expect(lines("[00:10] Person: a\n[00:05] Person: b") == ["line 2"])
    #expect(lines("Person: a\nJane Sample: b\nPerson: c") == ["line 2"])
    #expect(lines("nobody said this\nPerson: a") == ["line 1"])
    #expect(lines("") == ["line 1"] && lines("WEBVTT\n\n").count == 1)
    #expect(
      !Transcript("Jane Sample: b").problems.contains { $0.message.contains("Jane") },
      "a name is not said again")
    let mapped = Transcript(
      "Speaker 1  0:03\nHello\nSpeaker 2  0:05\nYes",
      speakers: ["Speaker 1": SpeakingPart(.researcher), "speaker 2": SpeakingPart(.person)])
    #expect(mapped.problems.isEmpty && mapped.turns.map(\.second) == [3, 5])
    let many = (0...1_000).map { $0.isMultiple(of: 2) ? "P: a" : "R: b" }.joined(separator: "\n")
    #expect(lines(many).count == 1)
  }

  @Test func `no line that was said is left out: notes in plain text, cues without an empty line`()
  {
    let plain = Transcript("Person: We wrote\nNOTE the day\nSTYLE\nof it")
    #expect(plain.turns.map(\.said) == ["We wrote\nNOTE the day\nSTYLE\nof it"])
    let tight = Transcript(
      """
      1
      00:00:01,000 --> 00:00:02,000
      Person: One
      last line
      2
      00:00:03,000 --> 00:00:04,000
      and 7 more
      7
      00:00:05,000 --> 00:00:06,000
      end
      """)
    #expect(tight.problems.isEmpty, "\(tight.problems)")
    #expect(tight.turns.map(\.said) == ["One\nlast line\nand 7 more\n7\nend"])
    let bad = Transcript(String(repeating: "Jane Sample: b\n", count: 5_000))
    #expect(bad.problems.count == 50 && bad.problems.last?.question == "line 50")
    let long = Transcript("Person: a\n" + String(repeating: " b\n", count: 100_000))
    #expect(long.turns.count == 1 && long.turns[0].said.utf8.count == 200_001)
  }

  @Test(arguments: [
    "Mrs. Ann Sample: She came.", "Sample, Ann: She came.", "Dr. Sample: She came.",
    "Ann:She came.", "ANN SAMPLE: She came.",
  ])
  func `a name as the one who speaks is refused however it is written`(_ line: String) {
    let read = Transcript("Person: Well\n" + line)
    #expect(read.problems.map(\.question) == ["line 2"])
    let sentence = Transcript("Person: Well\nand then I said, listen: no. At 10:30 it was over.")
    #expect(sentence.problems.isEmpty)
  }

  @Test func `no heading of minutes is lost, and a long one is kept whole`() {
    let read = Minutes("# Board\n\n# 1 Rooms\n\nThey closed.\n\n# 2 Any other business")
    #expect(read.paragraphs.map(\.text) == ["Board", "They closed.", "2 Any other business"])
    #expect(read.paragraphs.map(\.item) == [nil, "1 Rooms", nil])
    let long = "# " + String(repeating: "a", count: 201)
    #expect(Minutes(long).paragraphs.map(\.text) == [long])
  }

  @Test func `a transcript is a conversation like any other, and the same file is stored once`()
    async throws
  {
    try await withProgramme(modules: ["transcript": turnSurvey]) { programme in
      let body: JSONObject = [
        "held_on": "2026-10-01", "text": .string(Self.talk),
        "consent": ["form": "spoken", "scopes": ["analyse": true]],
      ]
      func store(_ more: JSONObject = [:]) async throws -> Receipt {
        try await programme.engagement.log(
          .transcript, body.with(more), as: programme.researcher, origin: .http)
      }
      let first = try await store()
      let again = try await store()
      #expect(!first.isRepeat && again.isRepeat && first.bytes == again.bytes)
      for saved in Self.saved(Self.talk) {
        let same = try await store(["text": .string(saved)])
        #expect(same.isRepeat && same.bytes == first.bytes, "\(saved.debugDescription)")
      }
      let id = try JSONValue.parse(first.bytes)["id"]?.string ?? ""
      let view = try await programme.engagement.conversation(
        id, as: programme.researcher, origin: .http)
      #expect(view.json["answers"]?["turns"]?[2]?["speaker_number"] == 2)
      let found = try await programme.engagement.search(
        "garden", limit: 5, as: programme.coordinator)
      #expect(found.conversations.map { $0["id"] } == [.string(id)])
      let none = await problem { _ = try await store(["consent": .null, "text": "Person: b"]) }
      #expect(none?.answers.first?.question == "consent.analyse", "\(String(describing: none))")
      for (text, field) in [("Jane: hello", "line 1"), ("", "line 1"), ("a\0b", "text")] {
        let refused = await problem { _ = try await store(["text": .string(text)]) }
        #expect(refused?.answers.first?.question == field)
      }
      let large = await problem {
        _ = try await store(["text": .string(String(repeating: "x", count: 5 << 20))])
      }
      #expect(large?.answers.first?.question == "text")
      try await programme.takeBack(try #require(UUID(uuidString: id)))
      for saved in [Self.talk] + Self.saved(Self.talk) {
        let late = await problem { _ = try await store(["text": .string(saved)]) }
        #expect(late?.code == "H034", "\(saved.debugDescription)")
      }
      let list = try await programme.engagement.conversations(
        after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.isEmpty)
    }
  }

  /// The same text as other programs save it.
  private static func saved(_ text: String) -> [String] {
    let windows = text.replacing("\n", with: "\r\n")
    return [
      text + "\n", windows, windows + "\r\n", "\u{FEFF}" + windows, "\u{FEFF}" + text + "\n",
      text.replacing("\n", with: " \t\n") + "  \n\n",
    ]
  }

  @Test(arguments: 0..<6)
  func `a transcript that an earlier Hark stored by its bytes is known however it is saved`(
    _ number: Int
  ) async throws {
    try await withProgramme(modules: ["transcript": turnSurvey]) { programme in
      let first = number == 5 ? Self.talk : Self.saved(Self.talk)[number]
      let hash = SHA256.hash(data: Array(first.utf8)).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
      // RFC 9562, version 5, as ids were made of the bytes.
      let space = withUnsafeBytes(of: programme.researcher.partnership.uuid) { Array($0) }
      var bytes = Array(
        Insecure.SHA1.hash(data: space + Array("transcript/\(hash)".utf8)).prefix(16))
      bytes[6] = bytes[6] & 0x0F | 0x50
      bytes[8] = bytes[8] & 0x3F | 0x80
      let id = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
      func store(_ text: String, _ id: JSONValue) async throws -> Receipt {
        try await programme.engagement.log(
          .transcript,
          [
            "id": id, "text": .string(text),
            "consent": ["form": "spoken", "scopes": ["analyse": true]],
          ], as: programme.researcher, origin: .cli)
      }
      let stored = try await store(first, .string(id.uuidString.lowercased()))
      for saved in [Self.talk, first] + Self.saved(Self.talk) {
        let again = try await store(saved, .null)
        #expect(again.isRepeat && again.bytes == stored.bytes, "\(saved.debugDescription)")
      }
    }
  }

  @Test func `minutes are published with a citation or stand in a role, and never rest on consent`()
    async throws
  {
    try await withProgramme(modules: ["minutes": Self.minutes]) { programme in
      let text = "# Warm rooms\n\nThe board heard\nthat two rooms had closed.\n\n4.1 It agreed."
      #expect(Minutes(text).paragraphs.map(\.item) == ["Warm rooms", "Warm rooms"])
      func store(_ more: JSONObject) async throws -> Receipt {
        try await programme.engagement.log(
          .minutes, (["held_on": "2026-10-01", "text": .string(text)] as JSONObject).with(more),
          as: programme.researcher, origin: .http)
      }
      let refusals: [(JSONObject, String)] = [
        (["consent": ["form": "spoken", "scopes": ["analyse": true]]], "consent"),
        (["basis": "consent"], "basis"), (["basis": "anonymous"], "basis"),
        (["basis": "published"], "citation"),
      ]
      for (more, field) in refusals {
        let refused = await problem { _ = try await store(more) }
        #expect(refused?.answers.map(\.question).contains(field) == true, "\(field)")
      }
      _ = try await store(["basis": "published", "citation": "A made-up board, item 4"])
      _ = try await store(["text": .string(text + "\n\nIn a role.")])
      _ = try await store([
        "text": .string(text + "\n\nA citation is enough."), "citation": "A made-up board, item 5",
      ])
      let list = try await programme.engagement.conversations(
        after: nil, limit: 10, as: programme.coordinator)
      #expect(
        list.items.compactMap { $0["basis"]?.string }.sorted() == [
          "published", "published", "role",
        ])
    }
  }

  private static let minutes = """
    hark: 1
    module: minutes
    version: 1.0.0
    title: Minutes
    about_this_survey: Made up for tests.
    languages: {en: English}
    unit: event
    population: meetings in a test
    sample: open
    collected_by: researcher
    consent: {basis: role}
    questions:
      - id: paragraphs
        ask: What do they say?
        type: repeat
        up_to: 1000
        questions:
          - id: item
            ask: Under which item?
            type: text
          - id: paragraph
            ask: What?
            type: long_text
    tests:
      people:
        - name: one
          answers: {paragraphs: [{paragraph: A}]}
    """
}
