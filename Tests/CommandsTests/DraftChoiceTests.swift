// Which draft is gone on with: that of whoever works, and never another researcher's unasked.

import Engagement
import Foundation
import Surveys
import TestSupport
import Testing

@testable import Commands

@Suite struct DraftChoiceTests {
  private func choice(_ folder: DraftFolder, as account: String?) -> DraftChoice {
    var configuration = Configuration(surveys: [], listen: "127.0.0.1:0")
    configuration.account = account
    return DraftChoice(
      kind: .response, survey: nil, drafts: folder, configuration: configuration)
  }

  /// A folder with a draft of each of these accounts.
  private func withDrafts(
    _ accounts: [String], _ body: (DraftFolder, [UUID]) throws -> Void
  ) async throws {
    try await withFolder { home in
      let folder = try #require(DraftFolder(making: home.path + "/drafts"))
      let survey = Survey(
        id: "sketch", version: "1.0.0", title: "A sketch", consent: .role, questions: [])
      let ids = try accounts.map { account in
        var draft = InterviewDraft(kind: .response, survey: survey, id: UUID(), language: "en")
        draft.account = account
        try folder.write(draft)
        return draft.id
      }
      try body(folder, ids)
    }
  }

  private func refusal(_ choice: DraftChoice, _ id: String) -> String {
    do {
      return "\(try choice.find(id).draft.id)"
    } catch {
      return "\(error)"
    }
  }

  @Test func `the only draft of whoever works is gone on with, whatever others began`() async throws
  {
    try await withDrafts(["kim", "lee"]) { folder, ids in
      let found = try ["kim", "lee"].map { try choice(folder, as: $0).find("").draft.id }
      #expect(found == ids)
      #expect(choice(folder, as: "lee").own.count == 1)
    }
  }

  @Test func `the only draft there is, when it is another's, is named and left alone`() async throws
  {
    try await withDrafts(["kim"]) { folder, ids in
      let said = refusal(choice(folder, as: "lee"), "")
      #expect(said.contains("H025") && said.contains("no draft of yours"))
      #expect(said.contains("sketch, begun by kim"))
      let named = refusal(choice(folder, as: "lee"), ids[0].uuidString)
      #expect(named.contains("--as kim"))
      let own = try choice(folder, as: "kim").find(ids[0].uuidString)
      let unsaid = try choice(folder, as: nil).find("")
      #expect(own.draft.account == "kim" && unsaid.draft.id == ids[0])
    }
  }

  @Test func `several drafts are listed with who began them, and none is taken`() async throws {
    try await withDrafts(["kim", "kim", "lee"]) { folder, ids in
      let said = refusal(choice(folder, as: "kim"), "")
      #expect(said.contains("there are 2 drafts; name one with --resume ID"))
      #expect(ids[..<2].allSatisfy { said.contains($0.uuidString.lowercased()) })
      #expect(!said.contains("lee"))
      #expect(refusal(choice(folder, as: nil), "").contains("there are 3 drafts"))
    }
  }
}
