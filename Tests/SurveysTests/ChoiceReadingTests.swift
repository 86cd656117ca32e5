// How yes_no, choose_one and choose_many read answers that are typed, text or cells of a table.

import JSON
import Surveys
import Testing

@Suite struct ChoiceReading {
  @Test func `yes_no takes yes and no, true and false`() throws {
    let kind = try makeKind(YesNo.self)
    let readings: [AnswerReading] = [.typed, .text, .table]
    for reading in readings {
      for raw: JSONValue in ["yes", true, "true"] {
        #expect(kind.outcome(raw, reading) == .answer(.choice("yes")))
      }
      for raw: JSONValue in ["no", false, "false"] {
        #expect(kind.outcome(raw, reading) == .answer(.choice("no")))
      }
      #expect(kind.outcome("prefer_not", reading) == .refused(.notAChoice))
      #expect(kind.outcome("maybe", reading) == .refused(.notAChoice))
      #expect(kind.outcome(["yes"], reading) == .refused(.wrongForm))
    }
    #expect(kind.outcome("") == .refused(.notAChoice))
    #expect(kind.outcome(" yes ") == .refused(.notAChoice))
    #expect(kind.outcome(1) == .refused(.wrongForm))
    #expect(kind.outcome("1", .text) == .refused(.notAChoice))
    #expect(kind.outcome(" true ", .text) == .answer(.choice("yes")))
    #expect(kind.outcome(" no ", .text) == .answer(.choice("no")))
    #expect(kind.outcome("", .text) == .nothing)
  }

  @Test func `yes_no in a table is also read by code and label`() throws {
    let kind = try makeKind(YesNo.self, ["or_prefer_not": .flag(true)])
    #expect(kind.inherentMissing == ["prefer_not"])
    #expect(kind.choices.map(\.code) == [1, 2, -9])
    #expect(kind.outcome("1", .table) == .answer(.choice("yes")))
    #expect(kind.outcome(2, .table) == .answer(.choice("no")))
    #expect(kind.outcome("-9", .table) == .answer(.choice("prefer_not")))
    #expect(kind.outcome("Prefer not to say", .table) == .answer(.choice("prefer_not")))
    #expect(kind.outcome("prefer_not") == .answer(.choice("prefer_not")))
  }

  @Test func `choose_one takes the id of one choice`() throws {
    let kind = try makeKind(ChooseOne.self, choices: ["low", "high", "prefer_not"])
    #expect(kind.outcome("high") == .answer(.choice("high")))
    #expect(kind.outcome(" high ") == .refused(.notAChoice))
    #expect(kind.outcome("High") == .refused(.notAChoice))
    #expect(kind.outcome("") == .refused(.notAChoice))
    #expect(kind.outcome(["high"]) == .refused(.wrongForm))
    #expect(kind.outcome(true) == .refused(.wrongForm))
    #expect(kind.outcome(" high\n", .text) == .answer(.choice("high")))
    #expect(kind.outcome(" ", .text) == .nothing)
    #expect(kind.outcome("2", .text) == .refused(.notAChoice))
  }

  @Test func `choose_one in a table is also read by code and label`() throws {
    let kind = try makeKind(ChooseOne.self, choices: ["low", "high", "prefer_not"])
    #expect(kind.outcome("2", .table) == .answer(.choice("high")))
    #expect(kind.outcome("2.0", .table) == .answer(.choice("high")))
    #expect(kind.outcome("-9", .table) == .answer(.choice("prefer_not")))
    #expect(kind.outcome("Choice low", .table) == .answer(.choice("low")))
    #expect(kind.outcome("", .table) == .nothing)
    for raw: JSONValue in ["3", "2.5", "1e0", "0x1", "Choice", 7] {
      #expect(kind.outcome(raw, .table) == .refused(.notAChoice))
    }
  }

  @Test func `a refusal names the choices, at most twelve, and never the answer`() throws {
    let ids = (1...20).map { ChoiceSketch("choice_\($0)") }
    let kind = try makeKind(ChooseOne.self, choices: ids)
    let refusal = #expect(throws: AnswerRefusal.self) { try kind.read("Jane Doe", .typed) }
    #expect(refusal?.message.contains("choice_12 and 8 more") == true)
    #expect(refusal?.message.contains("Jane") == false)
  }

  private let reasons: [ChoiceSketch] = [
    "light", "falls", "people", ChoiceSketch("nothing", exclusive: true), "prefer_not",
  ]

  @Test func `choose_many takes a list of ids and keeps them in the order of the choices`() throws {
    let kind = try makeKind(ChooseMany.self, choices: reasons)
    #expect(kind.outcome(["people", "light"]) == .answer(.choices(["light", "people"])))
    #expect(kind.outcome([]) == .nothing)
    #expect(kind.outcome(["nothing"]) == .answer(.choices(["nothing"])))
    #expect(kind.outcome(["nothing", "light"]) == .refused(.exclusiveWithOthers))
    #expect(kind.outcome(["light", "light"]) == .refused(.numberOfChoices))
    #expect(kind.outcome(["light", "dark"]) == .refused(.notAChoice))
    #expect(kind.outcome(["light", ""]) == .refused(.notAChoice))
    #expect(kind.outcome("light") == .refused(.wrongForm))
    #expect(kind.outcome(["light", nil]) == .refused(.wrongForm))
    #expect(kind.outcome(["light": true]) == .refused(.wrongForm))
  }

  @Test func `choose_many in text is a list with commas, in a table with semicolons`() throws {
    let kind = try makeKind(ChooseMany.self, choices: reasons)
    let both = Outcome.answer(.choices(["light", "falls"]))
    #expect(kind.outcome("falls, light", .text) == both)
    #expect(kind.outcome(["falls", " light"], .text) == both)
    #expect(kind.outcome("falls;light;", .table) == both)
    #expect(kind.outcome("2; 1", .table) == both)
    #expect(kind.outcome("Choice falls; light", .table) == both)
    #expect(kind.outcome("2;falls", .table) == .refused(.numberOfChoices))
    #expect(kind.outcome("falls, light", .table) == .refused(.notAChoice))
    for blank: JSONValue in ["", " ", ",", [], [""], [" ", "\t"]] {
      #expect(kind.outcome(blank, .text) == .nothing)
    }
    #expect(kind.outcome(" ; ;", .table) == .nothing)
  }

  @Test func `at_least and at_most count choices, an exclusive one stands for itself`() throws {
    let settings: [String: KindValue] = ["at_least": .wholeNumber(2), "at_most": .wholeNumber(3)]
    let kind = try makeKind(ChooseMany.self, settings, choices: reasons)
    #expect(kind.outcome(["light"]) == .refused(.numberOfChoices))
    #expect(kind.outcome(["light", "falls"]) == .answer(.choices(["light", "falls"])))
    #expect(
      kind.outcome(["light", "falls", "people", "prefer_not"]) == .refused(.numberOfChoices))
    #expect(kind.outcome(["nothing"]) == .answer(.choices(["nothing"])))
    #expect(kind.outcome([]) == .nothing)
  }

  @Test func `settings that cannot be met are refused under their key`() throws {
    func key(_ type: any QuestionKind.Type, _ settings: [String: KindValue], _ count: Int)
      -> String?
    {
      do throws(KindProblem) {
        _ = try makeKind(type, settings, choices: (0..<count).map { ChoiceSketch("c\($0)") })
        return nil
      } catch { return error.key }
    }
    #expect(key(ChooseMany.self, ["at_least": .wholeNumber(4)], 3) == "at_least")
    #expect(key(ChooseMany.self, ["at_least": .wholeNumber(-1)], 3) == "at_least")
    #expect(key(ChooseMany.self, ["at_most": .wholeNumber(0)], 3) == "at_most")
    let both: [String: KindValue] = ["at_least": .wholeNumber(3), "at_most": .wholeNumber(2)]
    #expect(key(ChooseMany.self, both, 3) == "at_most")
    #expect(key(ChooseMany.self, ["at_least": .wholeNumber(3)], 3) == nil)
    for type: any QuestionKind.Type in [ChooseOne.self, ChooseMany.self] {
      #expect(key(type, [:], 1_000) == nil)
      #expect(key(type, [:], 1_001) == "choices")
    }
  }
}
