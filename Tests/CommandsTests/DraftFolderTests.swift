// Drafts on the disk: who can read them, and what is left of a crash.

import Engagement
import Foundation
import JSON
import Surveys
import TestSupport
import Testing

@testable import Commands

@Suite struct DraftFolderTests {
  private func draft(_ answers: JSONObject = ["safe": "low"]) -> InterviewDraft {
    let survey = Survey(
      id: "sketch", version: "1.0.0", title: "A sketch", consent: .role, questions: [])
    var draft = InterviewDraft(kind: .response, survey: survey, id: UUID(), language: "en")
    draft.answers = answers
    return draft
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path)
  }

  @Test func `a draft is read back as it was written, and only its owner can read it`() async throws
  {
    try await withFolder { home in
      let folder = try #require(DraftFolder(making: home.path + "/new/drafts"))
      var draft = draft()
      draft.consent = ["analyse": true, "quote": false]
      draft.unfinished = InterviewDraft.Unfinished(path: "story", text: "a\n\"b\" Ŵ")
      draft.isSent = true
      try folder.write(draft)
      try folder.write(draft)
      #expect(folder.list(.response).entries.map(\.draft) == [draft])
      #expect(folder.list(.conversation).entries.isEmpty)
      #expect(try mode(folder.path) == 0o700)
      let name = draft.id.uuidString.lowercased() + ".json"
      #expect(try names(folder.path) == [name])
      #expect(try mode(folder.path + "/" + name) == 0o600)
      folder.remove(draft.id)
      #expect(try names(folder.path).isEmpty)
    }
  }

  @Test func `a folder that others can look into is closed, a link is not followed`() async throws {
    try await withFolder { home in
      let open = home.appendingPathComponent("drafts").path
      try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: true)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: open)
      #expect(DraftFolder(making: open) != nil)
      #expect(try mode(open) == 0o700)
      let link = home.appendingPathComponent("link").path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: open)
      #expect(DraftFolder(making: link) == nil)
    }
  }

  @Test func `a draft is open in one session at a time`() async throws {
    try await withFolder { home in
      let folder = try #require(DraftFolder(making: home.path + "/drafts"))
      let id = UUID()
      let lock = try folder.lock(id)
      var refusal = ""
      do { _ = try folder.lock(id) } catch let problem as Problem { refusal = problem.code }
      #expect(refusal == "H026")
      _ = consume lock
      _ = try folder.lock(id)
      #expect(try names(folder.path).isEmpty)
    }
  }

  @Test func `a file that is no draft is named and never deleted`() async throws {
    try await withFolder { home in
      let folder = try #require(DraftFolder(making: home.path + "/drafts"))
      try Data("{\"hark_draft\": 2}".utf8).write(
        to: URL(fileURLWithPath: folder.path + "/later.json"))
      #expect(folder.list(.response).unreadable == ["later.json"])
    }
  }

  @Test
  func `a draft with a character that cannot be stored opens, and asks for that answer again`()
    async throws
  {
    try await withFolder { home in
      let folder = try #require(DraftFolder(making: home.path + "/drafts"))
      var draft = draft([
        "safe": "low", "story": "a\0b", "path": "C:\\u0000", "spots": [["at": "\0"]],
      ])
      draft.heading = ["note": "\0"]
      draft.unfinished = InterviewDraft.Unfinished(path: "story", text: "half\0 said")
      try folder.write(draft)
      let read = try #require(folder.list(.response).entries.first?.draft)
      #expect(read.answers == ["safe": "low", "path": "C:\\u0000"])
      #expect(read.heading.isEmpty)
      #expect(read.unfinished?.text == "half said")
    }
  }

  @Test func `what a crash left half written goes with its draft`() async throws {
    try await withFolder { home in
      let folder = try #require(DraftFolder(making: home.path + "/drafts"))
      let draft = draft()
      try folder.write(draft)
      let half = folder.path + "/." + draft.id.uuidString.lowercased() + ".new"
      try Data("{".utf8).write(to: URL(fileURLWithPath: half))
      #expect(folder.list(.response).entries.count == 1)
      folder.remove(draft.id)
      #expect(try names(folder.path).isEmpty)
    }
  }

  @Test func `an answer's place in a list is found and changed`() {
    var answers: JSONObject = ["places": [["spot": "a"], ["spot": "b"]]]
    #expect(answers[path: "places[2].spot"] == "b")
    answers[path: "places[2].spot"] = nil
    answers[path: "places[1].visits"] = 3
    answers[path: "places[9].visits"] = 3
    answers[path: "safe"] = "low"
    let expected: JSONObject = [
      "places": [["spot": "a", "visits": 3], [:]], "safe": "low",
    ]
    #expect(answers == expected)
    #expect(answers[path: "none[1].spot"] == nil)
  }
}
