// Edits: judged as recording judges, kept with their history, and never lost under one another.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestRandomness
import TestSupport
import Testing

extension Programme {
  /// Records one response and gives its id.
  func recorded(_ answers: JSONObject) async throws -> String {
    let id = UUID()
    _ = try await engagement.record(
      Self.response(id, answers: answers), survey: "warm-rooms", as: researcher, origin: .http)
    return id.uuidString.lowercased()
  }

  /// Edits a response's answers as the researcher who recorded it.
  func edit(
    _ id: String, _ changes: JSONObject, on version: EditedVersion = .any
  ) async throws -> RecordView {
    try await engagement.edit(
      .response, id, changes, made: version, as: researcher, origin: .http)
  }

  func answers(_ id: String) async throws -> JSONValue? {
    try await engagement.response(id, as: researcher, origin: .http).json["answers"]
  }
}

@Suite struct EditUseCaseTests {
  @Test func `an edit makes a new version and keeps the earlier one with who, when and why`()
    async throws
  {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "yes", "age": "old"])
      let view = try await programme.edit(
        id, ["answers": ["warm": "no", "age": "old", "story": "Made up."], "reason": "misheard"],
        on: .tagged(["\"1\""]))
      #expect(view.tag == "\"2\"" && view.json["revision"] == 2)
      #expect(view.json["answers"] == ["age": "old", "warm": "no", "story": "Made up."])
      let history = try await programme.engagement.history(
        of: .response, id, as: programme.researcher, origin: .cli)
      #expect(history.map { $0["revision"] } == [1, 2])
      #expect(history.map { $0["answers"]?["warm"] } == ["yes", "no"])
      #expect(history[0]["reason"] == nil && history[1]["reason"] == "misheard")
      #expect(history[1]["changed"] == ["warm", "story"])
      let account = programme.partnership.account.uuidString.lowercased()
      #expect(history.allSatisfy { $0["recorded_by"]?.string == account })
    }
  }

  @Test func `an edit is judged by the interview and nothing is stored when it is refused`()
    async throws
  {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "yes"])
      let refused: [JSONObject] = [
        ["answers": ["warm": "perhaps"]], ["answers": [:]],
        ["answers": ["warm": "yes", "story": "x"]],
        ["place": "nowhere"], ["basis": "anonymous"], ["survey": "other"], ["unheard": "of"],
        ["consent": ["form": "spoken", "scopes": ["analyse": true, "quote": true]]],
        ["answered_on": "2999-01-01"], ["reason": .string(String(repeating: "x", count: 501))],
      ]
      for changes in refused {
        let problem = await problem { _ = try await programme.edit(id, changes) }
        #expect(problem?.httpStatus == 422, "\(changes)")
      }
      let view = try await programme.engagement.response(
        id, as: programme.researcher, origin: .http)
      #expect(view.revision == 1 && view.json["answers"] == ["warm": "yes"])
    }
  }

  @Test func `what is read can be sent back, and the same content makes no version`() async throws {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "yes"])
      let read = try await programme.engagement.response(
        id, as: programme.researcher, origin: .http)
      let again = try await programme.edit(id, read.json, on: .tagged([read.tag]))
      #expect(again.tag == read.tag)
      var changed = read.json
      changed["answers"] = ["warm": "no"]
      let second = try await programme.edit(id, changed, on: .tagged([read.tag]))
      #expect(second.revision == 2)
      // The reply was lost: the same edit on the same version is answered alike, and done once.
      let third = try await programme.edit(
        id, ["answers": ["warm": "no"]], on: .tagged([read.tag]))
      #expect(third.revision == 2)
    }
  }

  @Test func `an edit on a version that was replaced is refused`() async throws {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "yes"])
      _ = try await programme.edit(id, ["answers": ["warm": "no"]], on: .tagged(["\"1\""]))
      for changes: JSONObject in [
        ["answers": ["warm": "no", "story": "Made up."]], ["answers": ["warm": "perhaps"]],
      ] {
        let problem = await problem {
          _ = try await programme.edit(id, changes, on: .tagged(["\"1\""]))
        }
        #expect(problem?.code == ProblemCode.editedMeanwhile.rawValue)
      }
    }
  }

  @Test func `after an edit the first submission is still answered with its first answer`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      let body = Programme.response(id, answers: ["warm": "yes"])
      let first = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      _ = try await programme.edit(id.uuidString, ["answers": ["warm": "no"]])
      let again = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      #expect(again.isRepeat && again.bytes == first.bytes)
      #expect(try await programme.answers(id.uuidString) == ["warm": "no"])
      let edited = await problem {
        _ = try await programme.engagement.record(
          Programme.response(id, answers: ["warm": "no"]), survey: "warm-rooms",
          as: programme.researcher, origin: .http)
      }
      #expect(edited?.code == ProblemCode.otherContent.rawValue)
    }
  }

  @Test func `an edit raises a concern as recording does, and the same one not twice`() async throws
  {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "yes"])
      let edits: [(JSONObject, Bool)] = [
        (["warm": "yes", "danger": "yes"], true), (["warm": "no", "danger": "yes"], false),
        (["warm": "no", "danger": "no"], false), (["warm": "no", "danger": "yes"], true),
      ]
      for (answers, raises) in edits {
        let view = try await programme.edit(id, ["answers": .object(answers)])
        #expect(view.raisedConcern == raises)
      }
      let concerns = try await programme.engagement.concerns(
        status: nil, after: nil, limit: 10, as: programme.steward, origin: .cli)
      #expect(concerns.items.count == 2)
    }
  }

  @Test func `a withdrawn record and a closed survey take no edit of a researcher`() async throws {
    try await withProgramme { programme in
      let (kept, gone) = (
        try await programme.recorded(["warm": "yes"]), try await programme.recorded(["warm": "yes"])
      )
      let record = try #require(UUID(uuidString: gone))
      try await programme.takeBack(record)
      let withdrawn = await problem {
        _ = try await programme.edit(gone, ["answers": ["warm": "no"]])
      }
      #expect(withdrawn?.code == ProblemCode.withdrawn.rawValue && withdrawn?.httpStatus == 409)
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      let closed = await problem {
        _ = try await programme.edit(kept, ["answers": ["warm": "no"]])
      }
      #expect(closed?.code == ProblemCode.surveyClosed.rawValue)
      let view = try await programme.engagement.edit(
        .response, kept, ["answers": ["warm": "no"]], made: .any, as: programme.coordinator,
        origin: .cli)
      #expect(view.revision == 2 && view.json["late"] == false)
    }
  }

  @Test func `R14 what somebody else recorded is not found, whoever's it is`() async throws {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "yes"])
      let other = try await programme.database.addPartnership(slug: "worcester")
      let sam = try await programme.person("sam")
      for stranger in [other.principal(.coordinator), other.principal(.researcher), sam] {
        for record in [id, UUID().uuidString, "no uuid"] {
          let problems = [
            await problem {
              _ = try await programme.engagement.edit(
                .response, record, ["answers": ["warm": "no"]], made: .any, as: stranger,
                origin: .http)
            },
            await problem {
              _ = try await programme.engagement.response(record, as: stranger, origin: .http)
            },
            await problem {
              _ = try await programme.engagement.history(
                of: .response, record, as: stranger, origin: .http)
            },
          ]
          #expect(problems.allSatisfy { $0?.code == ProblemCode.notFound.rawValue })
          #expect(Set(problems.map { $0?.detail }).count == 1)
        }
      }
    }
  }

  @Test func `an edited response changes the next release, and protection counts it as a change`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(60, ["warm": "yes", "age": "old"])
      try await programme.record(60, ["warm": "no", "age": "young"])
      var mended: [String] = []
      for _ in 0..<20 {
        mended.append(try await programme.recorded(["warm": "yes", "age": "old"]))
      }
      func release() async throws -> JSONObject {
        try await programme.engagement.release(
          survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      }
      let first = try await release()
      #expect(first["findings"]?[0]?["total"]?["count"] == 80)
      // Three people changed sides: what they said could be worked out from the two releases.
      for id in mended.prefix(3) {
        _ = try await programme.edit(id, ["answers": ["warm": "no", "age": "old"]])
      }
      let refused = await problem { _ = try await release() }
      #expect(refused?.code == ProblemCode.releaseRefused.rawValue)
      for id in mended.dropFirst(3) {
        _ = try await programme.edit(id, ["answers": ["warm": "no", "age": "old"]])
      }
      let second = try await release()
      #expect(second["findings"]?[0]?["total"]?["count"] == 60)
      #expect(second["findings"]?[0]?["total"]?["base"] == 140)
    }
  }

  @Test func `of eight editors at once none overwrites another`() async throws {
    try await withProgramme { programme in
      let id = try await programme.recorded(["warm": "no", "story": "begin"])
      let (editors, edits) = (8, 4)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for editor in 0..<editors {
          group.addTask {
            for edit in 0..<edits {
              var isDone = false
              while !isDone {
                let read = try await programme.engagement.response(
                  id, as: programme.researcher, origin: .http)
                let story = read.json["answers"]?["story"]?.string ?? ""
                let problem = await problem {
                  _ = try await programme.edit(
                    id,
                    ["answers": ["warm": "no", "story": .string("\(story) \(editor).\(edit)")]],
                    on: .tagged([read.tag]))
                }
                #expect(problem == nil || problem?.code == ProblemCode.editedMeanwhile.rawValue)
                isDone = problem == nil
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let story = try await programme.answers(id)?["story"]?.string ?? ""
      let words = Set(story.split(separator: " ").map(String.init))
      #expect(words.count == editors * edits + 1)
      let history = try await programme.engagement.history(
        of: .response, id, as: programme.researcher, origin: .http)
      #expect(history.map { $0["revision"]?.int } == Array(1...(editors * edits + 1)))
    }
  }

  @Test func `whatever order posts, edits and retries come in, history has each version once`()
    async throws
  {
    try await withProgramme { programme in
      let ids = (0..<4).map { _ in UUID() }
      let acknowledged = Acknowledged()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
          group.addTask {
            var random = SeededGenerator(seed: UInt64(writer))
            for step in 0..<30 {
              let id = random.pick(ids)
              let story = "\(writer).\(step)"
              switch Int.random(in: 0..<3, using: &random) {
              case 0:
                _ = try await programme.engagement.record(
                  Programme.response(id, answers: ["warm": "no", "story": "first"]),
                  survey: "warm-rooms", as: programme.researcher, origin: .http)
              default:
                let edited = await problem {
                  let changes: JSONObject = ["answers": ["warm": "no", "story": .string(story)]]
                  let view = try await programme.edit(id.uuidString, changes)
                  await acknowledged.note(id, view.revision, story)
                  // A retry of what stands changes nothing; of what was replaced it is an edit.
                  if random.pick([true, false]) {
                    let again = await problem {
                      let tag = "\"\(view.revision - 1)\""
                      let retried = try await programme.edit(
                        id.uuidString, changes, on: .tagged([tag]))
                      #expect(retried.revision == view.revision)
                    }
                    #expect(
                      again == nil || again?.code == ProblemCode.editedMeanwhile.rawValue)
                  }
                }
                let expected = [ProblemCode.notFound, .editedMeanwhile].map(\.rawValue)
                #expect(edited.map { expected.contains($0.code) } ?? true)
              }
            }
          }
        }
        try await group.waitForAll()
      }
      for id in ids {
        let history = try await programme.engagement.history(
          of: .response, id.uuidString, as: programme.researcher, origin: .http)
        #expect(history.map { $0["revision"]?.int } == Array(1...history.count))
        let stories = history.map { $0["answers"]?["story"]?.string ?? "" }
        #expect(stories.first == "first")
        for (revision, story) in await acknowledged.versions[id] ?? [:] {
          #expect(stories[revision - 1] == story)
        }
        #expect(await acknowledged.versions[id]?.count ?? 0 == history.count - 1)
      }
    }
  }
}

/// What writers were told.
private actor Acknowledged {
  private(set) var versions: [UUID: [Int: String]] = [:]

  func note(_ id: UUID, _ revision: Int, _ story: String) {
    versions[id, default: [:]][revision] = story
  }
}
