// Words that raise a concern: the list that Hark comes with, a partnership's own, and what an edit says anew.

import Conversations
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct ConcernWordTests {
  @Test
  func `words of the list raise a concern, in several languages, and what was published does not`()
    async throws
  {
    try await withProgramme { programme in
      for words in [
        "Some days I want to die.", "He HIT me, again!", "I've been self-harming",
        "Dw i eisiau marw.", "Chcę umrzeć", "Mă bate în fiecare zi", "Він мене б’є",
        "وہ کہتی ہے خودکشی", "ਮੈਨੂੰ ਮਾਰਦਾ ਹੈ",
      ] {
        let receipt = try await programme.tell(words)
        #expect(receipt.raisedConcern, "\(words)")
      }
      for words in ["The bus is late.", "I hit the ball to me mates", "The suite was cold"] {
        #expect(try await programme.tell(words).raisedConcern == false, "\(words)")
      }
      let concerns = try await programme.concerns(as: programme.steward)
      #expect(concerns.allSatisfy { $0["raised_how"] == "phrase" })
      #expect(concerns.allSatisfy { $0["questions"] == ["story"] })
    }
  }

  @Test func `a partnership's own list replaces the one that Hark comes with`() async throws {
    try await withProgramme { programme in
      _ = try await programme.engagement.setSafeguarding(
        ["phrases": "# ours\nthe red door\n"], as: programme.steward, origin: .cli)
      #expect(try await programme.tell("He stood at the red door.").raisedConcern)
      #expect(try await programme.tell("I want to die.").raisedConcern == false)
      let bad = await problem {
        _ = try await programme.engagement.setSafeguarding(
          ["phrases": "fine\n*\na"], as: programme.steward, origin: .cli)
      }
      for empty in ["\n", "# nothing\n", "[cy]\n"] {
        let none = await problem {
          _ = try await programme.engagement.setSafeguarding(
            ["phrases": .string(empty)], as: programme.steward, origin: .cli)
        }
        #expect(none?.code == "H063")
      }
      #expect(bad?.code == "H063")
      #expect(bad?.detail.contains("line 2") == true && bad?.detail.contains("line 3") == true)
    }
  }

  @Test func `the list that Hark comes with can be read, and holds several languages`() throws {
    let list = try PhraseList(PhraseList.standardText)
    #expect(list.count > 150)
    #expect(PhraseList.standard.count == list.count)
    #expect(!PhraseList.standard.isFound(in: ""))
    #expect(PhraseList.standard.isFound(in: "suicidal"))
  }

  @Test func `an edit raises what is new and not what was there`() async throws {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "no", "story": "He hits me."]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      for (answers, count) in [
        (["age": "young", "warm": "no", "story": "He hits me."] as JSONObject, 1),
        (["age": "young", "warm": "no", "story": "he HITS me!"], 1),
        (["age": "young", "warm": "no", "story": "he hits me. The rooms are cold."], 1),
        (["warm": "no", "story": "He hits me, and I want to die."], 2),
      ] {
        _ = try await programme.engagement.edit(
          .response, id.uuidString, ["answers": .object(answers)], made: .any,
          as: programme.researcher, origin: .http)
        #expect(try await programme.count("concern") == count)
        #expect(try await programme.count("alert") == count)
      }
    }
  }
}
