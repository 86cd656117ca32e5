// Words for others: what stands beside them is no more than the person allowed.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

private let module = """
  \(surveyHead("open-conversation", "Open conversation", scopes: "analyse, quote, quote_place, share_partners"))
  questions:
    - id: matters
      ask: What matters most to you?
      type: long_text
      personal: may_identify
    - id: home
      ask: Where do you live?
      type: place
      role: place
    - id: spot
      ask: Where is it?
      type: point
      precision: 2
  tests:
    people:
      - name: one
        consent: [analyse]
        answers: {matters: A bench}
  """

@Suite struct QuoteExportTests {
  private func log(_ programme: Programme, scopes: [String]) async throws {
    _ = try await programme.engagement.log(
      [
        "id": .string(UUID().uuidString.lowercased()), "held_on": "2026-10-01",
        "place_held": "quay", "setting": "community_centre", "how": "in_person",
        "note": "Canarynote.",
        "consent": [
          "form": "spoken", "scopes": .object(JSONObject(scopes.map { ($0, .bool(true)) })),
          "partners": scopes.contains("share_partners") ? ["age-concern"] : [],
        ],
        "answers": [
          "matters": "Canarywords.", "home": "quay",
          "spot": ["latitude": 52.19, "longitude": -2.22],
        ],
      ], as: programme.researcher, origin: .http)
  }

  private func withConversations(
    _ scopes: [String], _ body: (Programme) async throws -> Void
  ) async throws {
    try await withProgramme(published: false, modules: ["open-conversation": module]) { programme in
      _ = try await programme.engagement.publish(
        "open-conversation", as: programme.coordinator, origin: .cli)
      try await programme.database.application.transaction(
        as: programme.partnership.principal(.administrator)
      ) { connection in
        _ = try PlaceQueries.importLocal(
          [PlaceRecord(code: "quay", name: "The Quay (made up)", kind: "neighbourhood")],
          on: connection)
      }
      try await log(programme, scopes: scopes)
      try await body(programme)
    }
  }

  @Test(arguments: ExportFormat.allCases, [ExportedKind.response, .conversation])
  func `no place stands beside the words of who did not allow it`(
    format: ExportFormat, kind: ExportedKind
  ) async throws {
    for (scopes, places) in [(["analyse", "quote"], 0), (["analyse", "quote", "quote_place"], 1)] {
      try await withConversations(scopes) { programme in
        let text = try await programme.export(
          ExportRequest(kind, survey: "open-conversation", format: format, for: .quote))
        #expect(text.contains("Canarywords"))
        #expect(text.components(separatedBy: "quay").count - 1 == places, "\(text)")
        #expect(!text.contains("52.19"))
      }
    }
  }

  @Test func `a promise of a second look in any version holds back the words of all`() async throws
  {
    try await withChangingSurvey { programme, write in
      let promised = Programme.survey.replacing(
        "questions:\n  - id: age", with: "quotes: {second_look: partner}\nquestions:\n  - id: age")
      try write(promised.replacing("version: 1.0.0", with: "version: 1.1.0"))
      _ = try await programme.publish()
      try write(Programme.survey.replacing("version: 1.0.0", with: "version: 1.2.0"))
      _ = try await programme.publish()
      let request = ExportRequest(.response, survey: "warm-rooms", for: .quote)
      let refused = await problem { _ = try await programme.export(request) }
      #expect(refused?.code == ProblemCode.secondLookNeeded.rawValue)
      let own = await problem {
        _ = try await programme.export(ExportRequest(.response, survey: "warm-rooms"))
      }
      #expect(own == nil)
    }
  }

  @Test(arguments: [ExportFormat.csv, .ndjson], [OutputPurpose.quote, .share])
  func `R40 words that leave carry marks of what could say who it is, and no word is dropped`(
    format: ExportFormat, purpose: OutputPurpose
  ) async throws {
    try await withConversations(["analyse", "quote", "share_partners"]) { programme in
      _ = try await programme.engagement.log(
        [
          "id": .string(UUID().uuidString.lowercased()), "held_on": "2026-10-02",
          "setting": "home", "how": "phone",
          "consent": [
            "form": "spoken",
            "scopes": ["analyse": true, "quote": true, "share_partners": true],
            "partners": ["age-concern"],
          ],
          "answers": ["matters": "Ask mrs pugh at the quay, 01632 960001."],
        ], as: programme.researcher, origin: .http)
      let request = ExportRequest(
        .conversation, survey: "open-conversation", format: format, for: purpose,
        partner: purpose == .share ? "age-concern" : nil)
      let text = try await programme.export(request)
      #expect(text.contains("Ask mrs pugh at the quay, 01632 960001."))
      switch format {
      case .csv:
        #expect(text.contains("matters: pugh (name)") && text.contains("01632 960001 (phone)"))
        #expect(text.contains(",_unanswered,_marks"))
      case .ndjson:
        let lines = try text.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        let marks = lines.flatMap { $0["marks"]?.array ?? [] }
        #expect(marks.contains { $0["words"] == "pugh" && $0["kind"] == "name" })
        #expect(marks.contains { $0["words"] == "01632 960001" && $0["kind"] == "phone" })
        #expect(lines.allSatisfy { $0["marks"] != nil })
      case .sav: break
      }
      let own = try await programme.export(
        ExportRequest(.conversation, survey: "open-conversation", format: format))
      #expect(!own.contains("(name)") && !own.contains("marks"))
    }
  }

  @Test(arguments: [OutputPurpose.quote, .share])
  func `R40 an SPSS file holds the records, words and marks of the table for the same purpose`(
    purpose: OutputPurpose
  ) async throws {
    try await withConversations(["analyse", "quote", "share_partners"]) { programme in
      for (scopes, partner) in [
        (["analyse", "quote", "share_partners"], "age-concern"), (["analyse"], ""),
        (["analyse", "share_partners"], "another"), (["analyse", "quote"], ""),
      ] {
        _ = try await programme.engagement.log(
          [
            "id": .string(UUID().uuidString.lowercased()), "held_on": "2026-10-02",
            "setting": "home", "how": "phone", "note": "Canarynote.",
            "consent": [
              "form": "spoken", "witness": "Canarywitness",
              "scopes": .object(JSONObject(scopes.map { ($0, .bool(true)) })),
              "partners": partner.isEmpty ? [] : [.string(partner)],
            ],
            "answers": [
              "matters": .string("\(scopes.joined(separator: " ")): ask mrs pugh, 01632 960001.")
            ],
          ], as: programme.researcher, origin: .http)
      }
      func request(_ format: ExportFormat) -> ExportRequest {
        ExportRequest(
          .conversation, survey: "open-conversation", format: format, for: purpose,
          partner: purpose == .share ? "age-concern" : nil)
      }
      let table = try await programme.rows(request(.csv))
      let file = try SystemFile(try await programme.exportedBytes(request(.sav)))
      #expect(table.count == (purpose == .quote ? 3 : 2) && file.rows.count == table.count)
      func text(_ row: Int, _ name: String) -> String {
        if case .text(let text) = file.cell(row, name) { text } else { "" }
      }
      var rows: [String: [String]] = [:]
      for row in file.rows.indices {
        rows[text(row, "record.id")] = [text(row, "matters"), text(row, "record.marks")]
      }
      for row in table {
        #expect(rows[row["_id"] ?? ""] == [row["matters"] ?? "?", row["_marks"] ?? "?"])
      }
      #expect(rows.values.contains { $0[1].contains("pugh (name)") && $0[1].contains("(phone)") })
      let all = file.allText
      #expect(!all.contains("Canarynote") && !all.contains("Canarywitness"))
      #expect(file.variables.contains { $0.name == "record.marks" })
      let own = try SystemFile(
        try await programme.exportedBytes(
          ExportRequest(.conversation, survey: "open-conversation", format: .sav)))
      #expect(own.rows.count == 5 && !own.variables.contains { $0.name == "record.marks" })
    }
  }

  @Test func `R40 a quote is checked again once it is prepared, with the partnership's places`()
    async throws
  {
    try await withConversations(["analyse"]) { programme in
      let marks = try await programme.engagement.checkQuotes(
        ["Ask [name] at the bench.", "They meet down penhallow steps."], as: programme.coordinator)
      #expect(marks.isEmpty)
      try await programme.database.application.transaction(
        as: programme.partnership.principal(.administrator)
      ) { connection in
        _ = try PlaceQueries.importLocal(
          [PlaceRecord(code: "steps", name: "Penhallow Steps (made up)", kind: "neighbourhood")],
          on: connection)
      }
      let again = try await programme.engagement.checkQuotes(
        ["Ask [name] at the bench.", "They meet down penhallow steps."], as: programme.coordinator)
      #expect(again.map { $0["words"] } == ["penhallow steps"] && again[0]["text"] == 1)
      let accepted = try await programme.engagement.checkQuotes(
        ["They meet down penhallow steps."], accepting: ["Penhallow Steps"],
        as: programme.coordinator)
      #expect(accepted.isEmpty)
      let refused = await problem {
        _ = try await programme.engagement.checkQuotes(["x"], as: programme.commissioner)
      }
      #expect(refused?.httpStatus == 403)
      let long = await problem {
        _ = try await programme.engagement.checkQuotes(
          [String(repeating: "a", count: 20_001)], as: programme.coordinator)
      }
      #expect(long?.httpStatus == 400)
    }
  }

  @Test func `what a researcher noticed goes to nobody else`() async throws {
    try await withConversations(["analyse", "quote", "share_partners"]) { programme in
      for (purpose, partner) in [(OutputPurpose.quote, nil), (.share, "age-concern")] {
        let text = try await programme.export(
          ExportRequest(
            .conversation, survey: "open-conversation", for: purpose, partner: partner))
        #expect(text.contains("Canarywords") && !text.contains("Canarynote"), "\(purpose)")
      }
      let own = try await programme.export(
        ExportRequest(.conversation, survey: "open-conversation"))
      #expect(own.contains("Canarynote"))
    }
  }
}
