// Exports of sealed records: names as they were said, or pseudonyms that match nowhere else.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import SurveyModules
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct SealedExportTests {
  @Test func `R30 an export that takes names out has them as they were said`() async throws {
    try await SealedProgramme.withSealing { programme, _ in
      _ = try await SealedProgramme.log(programme)
      let output = Mutex("")
      for format in [ExportFormat.csv, .ndjson] {
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(.conversation, survey: "neighbours", format: format),
          as: programme.coordinator, origin: .http)
        let count = try await programme.engagement.export(ticket) { bytes, _ in
          output.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        #expect(count == 1)
      }
      let text = output.withLock { $0 }
      #expect(!text.contains(SealedText.mark))
      #expect(
        text.contains("\(SealedProgramme.canary) noted")
          && text.contains("\(SealedProgramme.canary) junior"))
    }
  }

  @Test func `R40 what leaves as quotes or for a partner has pseudonyms that match nowhere else`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      let id = UUID()
      var body = SealedProgramme.conversation(id)
      body["consent"] = [
        "form": "spoken", "scopes": ["analyse": true, "quote": true],
      ]
      _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      let output = Mutex<[String]>([])
      for (format, purpose) in [
        (ExportFormat.ndjson, OutputPurpose.export), (.ndjson, .quote), (.ndjson, .quote),
        (.csv, .quote),
      ] {
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(
            .conversation, survey: "neighbours", format: format, withPersonal: format == .ndjson,
            for: purpose),
          as: programme.coordinator, origin: .http)
        _ = try await programme.engagement.export(ticket) { bytes, _ in
          output.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
      }
      var texts = output.withLock { $0 }
      func first(_ field: String) throws -> String {
        try JSONValue.parse(Array(texts[0].utf8.prefix { $0 != 0x0A }))[field]?.string ?? ""
      }
      // The moment at which a record came in would join those of two surveys: it stays here.
      let moment = try first("recorded_at")
      texts.removeFirst()
      let day = try first("recorded_at")
      #expect(moment.count == 24 && day.count == 10 && moment.hasPrefix(day))
      #expect(texts.allSatisfy { !$0.contains(moment.dropFirst(11)) })
      #expect(!texts.joined().lowercased().contains(id.uuidString.lowercased()))
      // The same each time, so that a partner can follow a record from one export to the next.
      #expect(texts[0] == texts[1])
      let name = try #require(
        try JSONValue.parse(Array(texts[0].utf8.prefix { $0 != 0x0A }))["id"]?.string)
      #expect(texts.last?.contains(name) == true)
    }
  }

  @Test(arguments: [ExportFormat.csv, .ndjson])
  func `R40 no name leaves as a quote, for a second look or for a partner, asked for or not`(
    format: ExportFormat
  ) async throws {
    try await SealedProgramme.withSealing { programme, _ in
      var body = SealedProgramme.conversation(UUID())
      body["consent"] = [
        "form": "spoken", "partners": ["harbour"],
        "scopes": ["analyse": true, "quote": true, "share_partners": true],
      ]
      _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      func request(
        _ purpose: OutputPurpose, _ partner: String? = nil, isForSecondLook: Bool = false
      ) -> ExportRequest {
        ExportRequest(
          .conversation, survey: "neighbours", format: format, withPersonal: true, for: purpose,
          partner: partner, isForSecondLook: isForSecondLook)
      }
      for others in [
        request(.quote), request(.quote, isForSecondLook: true), request(.share, "harbour"),
      ] {
        let text = try await programme.export(others)
        #expect(text.contains("a bench") && !text.contains(SealedProgramme.canary))
        #expect(!text.contains(SealedText.mark))
        let ticket = try await programme.engagement.beginExport(
          others, as: programme.coordinator, origin: .cli)
        #expect(ticket.leftOut.map(\.name) == ["name", "helpers"])
        #expect(ticket.leftOut.allSatisfy { $0.reason == .identifies })
      }
      let own = try await programme.export(request(.export))
      #expect(own.contains(SealedProgramme.canary))
    }
  }

  @Test func `R30 an export of names is refused before it begins where their key is away`()
    async throws
  {
    try await SealedProgramme.withSealing { programme, _ in
      _ = try await SealedProgramme.log(programme)
      let other = try Keys()
      let masters: [@Sendable () throws -> MasterKeys] = [
        { throw Problem(.keyMissing, "not there") }, { try other.vault.masters() },
      ]
      for masters in masters {
        let without = Engagement(
          database: programme.database.application, catalog: { ModuleCatalog.load(folders: []) },
          vault: Vault(masters: masters))
        for (withPersonal, isRefused) in [(true, true), (false, false)] {
          let refused = await problem {
            _ = try await without.beginExport(
              ExportRequest(.conversation, survey: "neighbours", withPersonal: withPersonal),
              as: programme.coordinator, origin: .http)
          }
          #expect((refused?.code == ProblemCode.keyMissing.rawValue) == isRefused)
        }
      }
    }
  }

  @Test func `R40 rows for others stand in an order that no other export has`() async throws {
    try await SealedProgramme.withSealing { programme, _ in
      let said = (10..<34).map { "Number \($0) said" }
      for text in said {
        var body = SealedProgramme.conversation(UUID())
        body["consent"] = [
          "form": "spoken",
          "scopes": ["analyse": true, "quote": true, "share_partners": true],
          "partners": ["harbour", "river"],
        ]
        body["answers"] = ["matters": .string(text)]
        _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
      }
      /// What was said, in the order in which an export has it.
      func order(
        _ format: ExportFormat, _ purpose: OutputPurpose, _ partner: String? = nil
      ) async throws -> [String] {
        let output = Mutex("")
        let ticket = try await programme.engagement.beginExport(
          ExportRequest(
            .conversation, survey: "neighbours", format: format, withPersonal: true,
            for: purpose, partner: partner),
          as: programme.coordinator, origin: .http)
        let count = try await programme.engagement.export(ticket) { bytes, _ in
          output.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        #expect(count == said.count)
        return output.withLock { text in
          text.matches(of: /Number \d\d said/).map { String($0.output) }
        }
      }
      // What comes in again is as it was recorded.
      #expect(try await order(.ndjson, .export) == said)
      let (quotes, harbour, river) = (
        try await order(.ndjson, .quote), try await order(.ndjson, .share, "harbour"),
        try await order(.ndjson, .share, "river")
      )
      #expect(Set([said, quotes, harbour, river]).count == 4)
      #expect(quotes.sorted() == said && harbour.sorted() == said && river.sorted() == said)
      // One partner gets the same order each time, in whichever form.
      #expect(try await order(.csv, .share, "river") == river)
    }
  }
}
