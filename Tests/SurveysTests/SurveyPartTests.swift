// The parts of a survey that figures are counted by.

import Surveys
import Testing

@Suite struct SurveyParts {
  private func question(_ id: String, _ role: Role?) throws -> Question {
    Question(id: id, ask: "What?", kind: try makeKind(YesNo.self), role: role)
  }

  @Test func `a breakdown is found by its role, then by the id of a question`() throws {
    let survey = Survey(
      id: "s", version: "1.0.0", title: "S", consent: .role,
      questions: [
        try question("carer", nil), try question("cares", .carer), try question("told", nil),
      ])
    #expect(survey.question(forBreakdown: "carer")?.index == 1)
    #expect(survey.question(forBreakdown: "told")?.index == 2)
    #expect(survey.question(forBreakdown: "cares")?.question.id == "cares")
    #expect(survey.question(forBreakdown: "age_band") == nil)
  }

  @Test func `a survey cannot hide less than counts below 8`() {
    #expect(DisclosureSettings().hideBelow == 8)
    #expect(DisclosureSettings(hideBelow: 3).hideBelow == 8)
    #expect(DisclosureSettings(hideBelow: 10).hideBelow == 10)
  }

  @Test func `how consent is asked decides why a record may be kept`() throws {
    let asked = try build([.yesNo("helped")]).survey.consent
    #expect(asked.basis == .consent)
    #expect(asked.scopes.map(\.id) == ["analyse", "quote", "analyse_sensitive"])
    #expect(ConsentPolicy.notNeeded(reason: "anonymous").basis == .anonymous)
    #expect(ConsentPolicy.role.basis == .role)
    #expect(ConsentPolicy.role.scopes.isEmpty)
  }

  @Test func `only people and households need protection`() {
    #expect(SurveyUnit.allCases.filter(\.isPersonal) == [.person, .household])
  }

  @Test func `choices of a kind that are no answer count as missing of the question`() throws {
    let told = try makeKind(YesNo.self, ["or_prefer_not": .flag(true)])
    #expect(Question(id: "told", ask: "?", kind: told).missing == ["prefer_not"])
    #expect(Question(id: "told", ask: "?", kind: told).missingIndexes == [2])
    #expect(try question("plain", nil).missingIndexes == [])
  }

  @Test func `codes of problems are their own for ever`() {
    let answers = AnswerProblem.Code.allCases.map(\.rawValue)
    #expect(Set(answers).count == answers.count)
    #expect(answers.allSatisfy { $0.count == 4 && $0.hasPrefix("A") })
    let modules = SurveyProblemCode.allCases.map(\.rawValue)
    #expect(Set(modules).count == modules.count)
    #expect(modules.allSatisfy { $0.count == 4 && $0.hasPrefix("S") })
    #expect(SurveyProblemCode.ruleSyntax.rawValue == "S016")
    #expect(AnswerProblem.Code.calculatedDiffers.rawValue == "A012")
  }
}
