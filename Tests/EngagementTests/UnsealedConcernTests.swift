// A worry that is said in a record which cannot be stored, because the keys are away that would seal it.

import Engagement
import Foundation
import JSON
import Sealing
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct UnsealedConcernTests {
  private static let survey = """
    \(surveyHead("called", "Called"))
    questions:
      - \(nameQuestion)
      - {id: story, ask: What would you say?, type: long_text}
    tests:
      people:
        - {name: one, consent: [analyse], answers: {story: A bench}}
    """

  private func without(_ programme: Programme) -> Engagement {
    Engagement(
      database: programme.database.application, catalog: { ModuleCatalog.load(folders: []) },
      vault: Vault(masters: { throw Problem(.keyMissing, "/srv/canary/keys is not there") }))
  }

  @Test func `R41 a worry in a record that cannot be sealed is told at once, and once`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let (without, researcher) = (without(programme), programme.researcher)
      let id = UUID()
      let body = SealedProgramme.conversation(id).with(["note": "She is scared of her son."])
      // Also at the same moment.
      try await withThrowingTaskGroup(of: Problem?.self) { group in
        for _ in 0..<4 {
          group.addTask {
            await problem { _ = try await without.log(body, as: researcher, origin: .http) }
          }
        }
        for try await refused in group {
          #expect(refused?.code == ProblemCode.toldUnsealed.rawValue)
          #expect(refused?.httpStatus == 503)
          for words in ["call 999", "lead is told", id.uuidString.lowercased()] {
            #expect(refused?.detail.contains(words) == true, "\(words)")
          }
          #expect(refused?.detail.contains("canary") == false)
        }
      }
      let alerts = try await programme.count("alert")
      #expect(alerts == 1)
      let tables = try await programme.database.tables(holding: "scared")
      #expect(tables == [])
      let concerns = try await programme.concerns(as: programme.steward)
      #expect(concerns.map { $0["record"]?.string } == [id.uuidString.lowercased()])
      let concern = concerns.first?["id"]?.string ?? ""
      let state = try await without.concern(concern, as: programme.steward, origin: .http)
      #expect(state["history"]?.array?.contains { $0["record_not_kept"] == true } == true)
      let early = await problem {
        _ = try await programme.engagement.concernRecord(
          concern, ["reason": "Made up."], as: programme.steward, origin: .http)
      }
      #expect(early?.code == ProblemCode.notFound.rawValue)
      // When the keys are back the record comes in, and raises no second concern.
      let stored = try await programme.engagement.log(body, as: researcher, origin: .http)
      #expect(stored.raisedConcern && !stored.isRepeat)
      let alertsThen = try await programme.count("alert")
      #expect(alertsThen == 1)
      let raised = try await programme.eventCount("concern.raise")
      #expect(raised == 1)
      let read = try await programme.engagement.concernRecord(
        concern, ["reason": "Made up."], as: programme.steward, origin: .http)
      #expect(read["record"]?["note"] == "She is scared of her son.")
    }
  }

  @Test func `R41 without a worry the record is refused as ever, and nobody is told`() async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let refused = await problem {
        _ = try await without(programme).log(
          SealedProgramme.conversation(UUID()), as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.keyMissing.rawValue)
      let alerts = try await programme.count("alert")
      #expect(alerts == 0)
    }
  }

  @Test func `R41 a worry in a batch is told too, and the other records come in`() async throws {
    let keys = try Keys()
    try await withProgramme(modules: ["called": Self.survey], vault: keys.vault) { programme in
      let id = UUID()
      let worry = Programme.response(
        id, answers: ["name": "Made Up Name", "story": "He hits me."], consent: ["analyse"]
      ).with(["survey": "called"])
      let other = Programme.response(
        UUID(), answers: ["story": "A bench."], consent: ["analyse"]
      ).with(["survey": "called"])
      func send(_ engagement: Engagement) async throws -> [BatchAnswer] {
        var batch = try engagement.recordingBatch(as: programme.researcher, origin: .http)
        var answers = try await batch.take(.success(worry), size: 200)
        answers += try await batch.take(.success(other), size: 200)
        answers += try await batch.finish()
        return answers
      }
      for _ in 0..<2 {
        let answers = try await send(without(programme))
        guard case .refused(let problem) = answers.first, case .recorded = answers.last else {
          Issue.record("\(answers)")
          continue
        }
        #expect(problem.code == ProblemCode.toldUnsealed.rawValue)
        let alerts = try await programme.count("alert")
        #expect(alerts == 1)
      }
      let answers = try await send(programme.engagement)
      let all = answers.allSatisfy { if case .recorded = $0 { true } else { false } }
      #expect(all && answers.count == 2)
      let alerts = try await programme.count("alert")
      #expect(alerts == 1)
      let raised = try await programme.eventCount("concern.raise")
      #expect(raised == 1)
    }
  }

  @Test
  func
    `R41 a worry that comes through a public link is told too, and the person reads whom to call`()
    async throws
  {
    let keys = try Keys()
    try await withProgramme(modules: ["called": Self.survey], vault: keys.vault) { programme in
      let made = try await programme.engagement.addLink(
        to: "called", place: nil, until: nil, most: nil, as: programme.coordinator, origin: .cli)
      let link = try await programme.engagement.link(made.token)
      let worry = Programme.response(
        answers: ["name": "Made Up Name", "story": "He hits me."], consent: ["analyse"])
      for _ in 0..<2 {
        let refused = await problem {
          _ = try await without(programme).record(worry, through: link)
        }
        #expect(
          refused?.code == ProblemCode.toldUnsealed.rawValue, "\(String(describing: refused))")
        #expect(refused?.detail.contains("call 999") == true)
      }
      let stored = try await programme.engagement.record(worry, through: link)
      let alerts = try await programme.count("alert")
      #expect(!stored.isRepeat && alerts == 1)
    }
  }
}
