// How to reach whoever keeps people safe lies sealed in the database, and alerts go out all the same.

import Conversations
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct SealedContactTests {
  private static let contact = "Alex Zanzibarine, 01632 960001"
  private static let webhook = "https://alerts.example/hark?secret=zanzibarine-webhook"
  private static let canaries = [
    "zanzibarine@council.example", "zanzibarine2@council.example", "zanzibarine-webhook",
    "Zanzibarine, 01632",
  ]

  private static let settings: JSONObject = [
    "lead_email": "zanzibarine@council.example", "deputy_email": "zanzibarine2@council.example",
    "webhook": .string(webhook), "contact": .string(contact),
  ]

  /// A programme with sealed settings, unless `plain` sets them as before there were keys.
  private func withContacts(
    plain: Bool = false, _ body: (Programme, Keys) async throws -> Void
  ) async throws {
    let keys = try Keys()
    try await withProgramme(vault: keys.vault) { programme in
      _ = try await programme.database.addAccount(
        "alex", roles: [.steward], to: programme.partnership)
      let before = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog)
      var settings = Self.settings
      settings["lead"] = .string(programme.partnership.accountName)
      settings["deputy"] = "alex"
      _ = try await (plain ? before : programme.engagement).setSafeguarding(
        settings, as: programme.steward, origin: .cli)
      try await body(programme, keys)
    }
  }

  private func tables(_ programme: Programme) async throws -> [String] {
    var found: [String] = []
    for canary in Self.canaries { found += try await programme.database.tables(holding: canary) }
    return found
  }

  /// What went out to whom, over three days.
  private func send(_ programme: Programme, _ vault: Vault?) async throws -> TestCarrier {
    let clock = TestClock()
    let outbox = AlertOutbox(
      database: programme.database.application, surroundings: clock.surroundings, vault: vault)
    let carrier = TestCarrier()
    for _ in 0..<72 {
      for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
      clock.advance(3_600)
    }
    return carrier
  }

  @Test
  func `R30 addresses of leads are in no table in clear, and each reads and gets what is theirs`()
    async throws
  {
    try await withContacts { programme, keys in
      #expect(try await tables(programme) == [])
      let shown = try await programme.engagement.safeguarding(as: programme.steward)
      for (key, value) in Self.settings { #expect(shown[key] == value, "\(key)") }
      let form = try await programme.engagement.survey(
        "warm-rooms", version: nil, as: programme.researcher)
      #expect(form.advice?.contact == Self.contact)
      let commissioner = try await programme.engagement.survey(
        "warm-rooms", version: nil, as: programme.commissioner)
      #expect(commissioner.advice?.contact == nil)
      try await programme.raiseConcern()
      let carrier = try await send(programme, keys.vault)
      let (lead, deputy) = ("zanzibarine@council.example", "zanzibarine2@council.example")
      #expect(
        carrier.mails.map(\.mailTo) == [[lead], [deputy], [lead, deputy], [lead, deputy]])
      #expect(Set(carrier.addresses) == [Self.webhook] && carrier.addresses.count == 4)
    }
  }

  @Test func `R30 addresses are rotated like everything sealed, and one setting leaves the others`()
    async throws
  {
    try await withContacts { programme, keys in
      for _ in 0..<2 {
        try keys.rotate()
        #expect(try await programme.engagement.wrapKeys() == 1)
      }
      let trick = "hark1:" + String(repeating: "A", count: 60)
      _ = try await programme.engagement.setSafeguarding(
        ["contact": .string(trick), "deputy_email": .null], as: programme.steward, origin: .cli)
      let shown = try await programme.engagement.safeguarding(as: programme.steward)
      #expect(shown["contact"]?.string == trick)
      #expect(shown["deputy_email"] == .null && shown["webhook"]?.string == Self.webhook)
      #expect(try await programme.engagement.keyState() == [keys.current: 1])
      #expect(try await tables(programme) == [])
    }
  }

  @Test func `R30 addresses that stand in clear from before are used, and sealed where they stand`()
    async throws
  {
    try await withContacts(plain: true) { programme, keys in
      #expect(try await !tables(programme).isEmpty)
      try await programme.raiseConcern()
      let outbox = AlertOutbox(database: programme.database.application, vault: keys.vault)
      let carrier = TestCarrier()
      for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
      #expect(carrier.mails.map(\.mailTo) == [["zanzibarine@council.example"]])
      #expect(try await programme.engagement.hasClearTexts())
      #expect(try await programme.engagement.sealClearTexts() == 1)
      #expect(try await programme.engagement.sealClearTexts() == 0)
      #expect(try await !programme.engagement.hasClearTexts())
      #expect(try await tables(programme) == [])
      let shown = try await programme.engagement.safeguarding(as: programme.steward)
      for (key, value) in Self.settings { #expect(shown[key] == value, "\(key)") }
    }
  }

  @Test
  func `R41 without the key file an alert waits, forms open, and it goes out once it is back`()
    async throws
  {
    try await withContacts { programme, keys in
      let missing = Vault(masters: { throw Problem(.keyMissing, "made up: the key file is away") })
      let without = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog,
        vault: missing)
      let form = try await without.survey("warm-rooms", version: nil, as: programme.researcher)
      #expect(form.advice?.contact == nil && form.advice?.steps.isEmpty == false)
      let refused = await problem { _ = try await without.safeguarding(as: programme.steward) }
      #expect(refused?.code == ProblemCode.keyMissing.rawValue)
      try await programme.raiseConcern()
      let clock = TestClock()
      let carrier = TestCarrier()
      for (vault, count) in [(missing, 0), (missing, 0), (keys.vault, 1), (keys.vault, 1)] {
        let outbox = AlertOutbox(
          database: programme.database.application, surroundings: clock.surroundings, vault: vault)
        for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
        #expect(carrier.mails.count == count && carrier.addresses.count == count)
        if count == 0 {
          let failure = try #require(try await outbox.state().first?.failure)
          #expect(failure.contains("hark keys list"))
        }
        clock.advance(600)
      }
    }
  }

  @Test func `R30 an address that was moved to another column or partnership does not open`()
    async throws
  {
    try await withContacts { programme, keys in
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("update hark.safeguarding set lead_email = deputy_email")
      }
      try await programme.raiseConcern()
      let outbox = AlertOutbox(database: programme.database.application, vault: keys.vault)
      let carrier = TestCarrier()
      for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
      #expect(carrier.mails.isEmpty && carrier.addresses == [Self.webhook])
      let refused = await problem {
        _ = try await programme.engagement.safeguarding(as: programme.steward)
      }
      #expect(refused?.code == ProblemCode.notOpened.rawValue)
      // Set anew, it opens again.
      _ = try await programme.engagement.setSafeguarding(
        ["lead_email": "new@council.example"], as: programme.steward, origin: .cli)
      let other = try await programme.database.addPartnership(slug: "another")
      try await programme.database.superuser.withConnection { connection in
        try connection.execute(
          """
          insert into hark.safeguarding (partnership_id, contact, changed_by, created_by)
          select \(other.id), s.contact, \(other.account), \(other.account)
          from hark.safeguarding s
          """)
      }
      let moved = await problem {
        _ = try await programme.engagement.safeguarding(as: other.principal(.steward))
      }
      #expect(moved?.code == ProblemCode.notOpened.rawValue)
    }
  }
}
