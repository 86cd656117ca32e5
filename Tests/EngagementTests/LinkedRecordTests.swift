// Records that belong to others: what a follow-up follows, what a card is about. Refused where it makes no
// sense, shown, exported, imported, and gone with the record that it names.

import CSV
import Engagement
import Foundation
import JSON
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct LinkedRecordTests {
  private static let later = Programme.survey
    .replacing("module: warm-rooms", with: "module: warm-later")
    .replacing("unit: person\n", with: "unit: person\nfollows: warm-rooms@1\n")
  private static let other = Programme.survey
    .replacing("module: warm-rooms", with: "module: warm-other")

  private func send(
    _ programme: Programme, _ survey: String = "warm-later", _ id: UUID = UUID(),
    follows: String? = nil, as principal: Principal? = nil
  ) async throws -> UUID {
    var body = Programme.response(id, answers: ["warm": "yes"], consent: ["analyse"])
    body["follows"] = follows.map { .string($0) }
    _ = try await programme.engagement.record(
      body, survey: survey, as: principal ?? programme.researcher, origin: .http)
    return id
  }

  @Test func `a follow-up names the earlier record, whoever recorded that, and says so`()
    async throws
  {
    try await withProgramme(modules: ["warm-later": Self.later]) { programme in
      let colleague = try await programme.person("sam")
      let first = try await send(programme, "warm-rooms")
      let second = try await send(programme, follows: first.uuidString, as: colleague)
      let view = try await programme.engagement.response(
        second.uuidString, as: colleague, origin: .http)
      #expect(view.json["follows"] == .string(first.uuidString.lowercased()))
      // Without one it is stored too: not everybody is known from before.
      let alone = try await send(programme)
      let shown = try await programme.engagement.response(
        alone.uuidString, as: programme.researcher, origin: .http)
      #expect(shown.json["follows"] == nil)
      // An edit leaves it as it is, and says so where it is told otherwise.
      let edited = try await programme.engagement.edit(
        .response, second.uuidString,
        ["answers": ["warm": "no"], "follows": .string(first.uuidString.lowercased())], made: .any,
        as: programme.coordinator, origin: .http)
      #expect(edited.revision == 2 && edited.json["follows"] == view.json["follows"])
      let refused = await problem {
        _ = try await programme.engagement.edit(
          .response, second.uuidString, ["follows": .string(alone.uuidString)], made: .any,
          as: programme.coordinator, origin: .http)
      }
      #expect(refused?.answers.map(\.question) == ["follows"])
    }
  }

  @Test func `a record of nothing, of another survey or another partnership is refused`()
    async throws
  {
    try await withProgramme(modules: ["warm-later": Self.later, "warm-other": Self.other]) {
      programme in
      let other = try await send(programme, "warm-other")
      let first = try await send(programme, "warm-rooms")
      let own = UUID()
      for (survey, id, follows, reason) in [
        ("warm-later", UUID(), other.uuidString, "this is a record of 'warm-other' 1.0.0"),
        ("warm-later", UUID(), UUID().uuidString, "it has to be recorded first"),
        ("warm-later", own, own.uuidString, "cannot belong to itself"),
        ("warm-later", UUID(), "the one before", "expected a UUID"),
        ("warm-rooms", UUID(), first.uuidString, "leave it out"),
      ] {
        let refused = await problem { _ = try await send(programme, survey, id, follows: follows) }
        #expect(refused?.answers.first?.question == "follows")
        #expect(
          refused?.answers.first?.message.contains(reason) == true, "\(String(describing: refused))"
        )
      }
      let strangers = try await programme.database.addPartnership(
        slug: "elsewhere", accountName: "alex")
      let seen = try await programme.database.application.transaction(
        as: strangers.principal(.researcher)
      ) { connection in try RecordLinkQueries.linkable([first, other], on: connection) }
      #expect(seen.isEmpty)
    }
  }

  @Test func `an export says what each record follows, and another reads it again`() async throws {
    try await withProgramme(modules: ["warm-later": Self.later]) { programme in
      let first = try await send(programme, "warm-rooms")
      let second = try await send(programme, follows: first.uuidString)
      _ = try await send(programme)
      let table = try await programme.export(ExportRequest(.response, survey: "warm-later"))
      let rows = table.split(separator: "\r\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let column = try #require(rows[0].firstIndex(of: "_follows"))
      let ids = rows.dropFirst().map { String($0[column]) }
      #expect(Set(ids) == ["", first.uuidString.lowercased()])
      let lines = try await programme.export(
        ExportRequest(.response, survey: "warm-later", format: .ndjson))
      let line = try #require(
        lines.split(separator: "\n").first { $0.contains(second.uuidString.lowercased()) })
      let object = try JSONValue.parse(String(line))
      #expect(object["follows"] == .string(first.uuidString.lowercased()))
      #expect(!table.contains("_about"))
      let plain = try await programme.export(ExportRequest(.response, survey: "warm-rooms"))
      #expect(!plain.contains("_follows"))
    }
  }

  @Test func `what a record follows goes with either of the two`() async throws {
    try await withProgramme(modules: ["warm-later": Self.later]) { programme in
      let first = try await send(programme, "warm-rooms")
      let second = try await send(programme, follows: first.uuidString)
      let third = try await send(programme, follows: first.uuidString)
      try await programme.takeBack(third)
      try await programme.takeBack(first)
      let view = try await programme.engagement.response(
        second.uuidString, as: programme.researcher, origin: .http)
      #expect(view.json["follows"] == nil)
      let refused = await problem {
        _ = try await send(programme, follows: first.uuidString)
      }
      #expect(refused?.answers.first?.message.contains("has to be recorded first") == true)
    }
  }
}
