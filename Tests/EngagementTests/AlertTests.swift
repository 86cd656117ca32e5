// R41: a disclosure makes one alert, never lost, never held up by mail that fails, told on when nobody
// takes it up.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import Synchronization
import TestSupport
import Testing

@Suite struct AlertTests {
  @Test func `R41 a concern is stored with its alert, and without it not at all`() async throws {
    try await withProgramme { programme in
      try await programme.raiseConcern()
      #expect(try await programme.count("alert") == 1)
      try await programme.database.superuser.withConnection { connection in
        try connection.execute(
          "alter table hark.concern_alert add constraint full_up check (level < 0) not valid")
      }
      await #expect(throws: Problem.self) { try await programme.raiseConcern() }
      #expect(try await programme.count("concern") == 1)
      #expect(try await programme.count("response") == 1)
    }
  }

  @Test func `R41 one disclosure is one alert, however many send and however often they try`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.nameLeads()
      try await programme.raiseConcern()
      let carrier = TestCarrier()
      let outboxes = (0..<6).map { _ in AlertOutbox(database: programme.database.application) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for outbox in outboxes {
          group.addTask {
            for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
          }
        }
        try await group.waitForAll()
      }
      #expect(carrier.mails.count == 1)
      #expect(carrier.posts.count == 1)
      #expect(carrier.mails.first?.mailTo == ["lead@council.example"])
      #expect(try await programme.count("waiting") == 0)
    }
  }

  @Test
  func
    `R41 an alert that could not go out is tried again under the same key, and what took it is spared`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.nameLeads()
      try await programme.raiseConcern()
      let clock = TestClock()
      let outbox = AlertOutbox(
        database: programme.database.application, surroundings: clock.surroundings)
      let carrier = TestCarrier(failures: 2)
      var tries = 0
      while try await programme.count("waiting") > 0, tries < 20 {
        for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
        tries += 1
        clock.advance(60)
      }
      #expect(Set(carrier.mails.map(\.id)).count == 1)
      #expect(carrier.mails.count == 3)
      // The endpoint took it the first time.
      #expect(carrier.posts.count == 1)
    }
  }

  @Test func `R41 what the endpoint took is not posted again while the mail server hangs`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.nameLeads()
      try await programme.raiseConcern()
      let clock = TestClock()
      let outbox = AlertOutbox(
        database: programme.database.application, surroundings: clock.surroundings)
      let first = try #require(try await outbox.due(16).first)
      let hanging = HangingMail()
      let sending = Task { try await outbox.send(first, by: hanging) }
      // Until the post is kept; the mail still hangs.
      var looks = 0
      while try await programme.count("posted") == 0, looks < 5_000 { looks += 1 }
      #expect(try await programme.count("waiting") == 1)
      // Whoever hangs is given up, and somebody else takes the alert.
      clock.advance(60)
      let again = try #require(try await outbox.due(16).first)
      let carrier = TestCarrier()
      try await outbox.send(again, by: carrier)
      #expect(carrier.posts.isEmpty && carrier.mails.count == 1)
      hanging.giveUp()
      _ = try await sending.value
      #expect(try await programme.count("waiting") == 0)
    }
  }

  @Test func `R41 whoever died while sending is followed by somebody else`() async throws {
    try await withProgramme { programme in
      try await programme.nameLeads()
      try await programme.raiseConcern()
      let clock = TestClock()
      let outbox = AlertOutbox(
        database: programme.database.application, surroundings: clock.surroundings)
      #expect(try await outbox.due(16).count == 1)
      #expect(try await outbox.due(16).isEmpty)
      clock.advance(60)
      let again = try await outbox.due(16)
      #expect(again.count == 1)
      #expect(again.first?.attempts == 2)
    }
  }

  @Test func `R41 a concern that nobody takes up is told to the deputy, then to both`() async throws
  {
    try await withProgramme { programme in
      try await programme.nameLeads()
      try await programme.raiseConcern()
      let clock = TestClock()
      let outbox = AlertOutbox(
        database: programme.database.application, surroundings: clock.surroundings)
      let carrier = TestCarrier()
      for _ in 0..<60 {
        for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
        clock.advance(3_600)
      }
      // In 60 hours: at once, after four hours, and then once a day.
      #expect(
        carrier.mails.map(\.mailTo) == [
          ["lead@council.example"], ["deputy@council.example"],
          ["lead@council.example", "deputy@council.example"],
          ["lead@council.example", "deputy@council.example"],
        ])
      let state = try await outbox.state().first
      #expect(state?.overdue == 1)
      let id = try #require(try await programme.concernIDs().first)
      _ = try await programme.engagement.acknowledgeConcern(
        id, [:], as: programme.steward, origin: .cli)
      for _ in 0..<60 {
        for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
        clock.advance(3_600)
      }
      #expect(carrier.mails.count == 4)
    }
  }

  @Test func `R41 where the lead has left the deputy is told, and with neither the alert waits`()
    async throws
  {
    try await withProgramme { programme in
      let leads = try await programme.nameLeads(webhook: nil)
      try await programme.disable(leads.lead)
      try await programme.raiseConcern()
      let outbox = AlertOutbox(database: programme.database.application)
      let carrier = TestCarrier()
      for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
      #expect(carrier.mails.map(\.mailTo) == [["deputy@council.example"]])
      #expect(try await outbox.state().first?.isLeadThere == false)
      try await programme.disable(leads.deputy)
      try await programme.raiseConcern()
      #expect(try await outbox.due(16).isEmpty)
      #expect(try await outbox.state().first?.waiting == 1)
    }
  }

  @Test func `R41 an endpoint that hangs keeps nobody else's alerts waiting`() async throws {
    try await withProgramme { programme in
      try await programme.nameLeads()
      for _ in 0..<12 { try await programme.raiseConcern() }
      let outbox = AlertOutbox(database: programme.database.application)
      // Four are under way and hang; as many are free for others.
      #expect(try await outbox.due(16).count == 4)
      #expect(try await outbox.due(16).isEmpty)
      let other = try await programme.database.addPartnership(slug: "another")
      _ = try await programme.engagement.setSafeguarding(
        ["lead": .string(other.accountName), "webhook": "https://other.example/alerts"],
        as: other.principal(.steward), origin: .cli)
      _ = try await programme.engagement.raiseConcern(
        ["note": "A made-up worry."], as: other.principal(.researcher), origin: .http)
      #expect(try await outbox.due(16).map(\.slug) == ["another"])
    }
  }

  @Test(arguments: [false, true])
  func `R41 mail and posts of a partnership do not wait for each other`(
    isMailHanging: Bool
  ) async throws {
    try await withProgramme { programme in
      try await programme.nameLeads()
      for _ in 0..<9 { try await programme.raiseConcern() }
      let clock = TestClock()
      let outbox = AlertOutbox(
        database: programme.database.application, surroundings: clock.surroundings)
      let (hanging, carrier) = (HangingWay(isMail: isMailHanging), TestCarrier())
      // What comes by the way that works goes out, though four hang by the other.
      let stuck = try await outbox.due(16)
      #expect(stuck.count == 4)
      let sending = stuck.map { alert in Task { try await outbox.send(alert, by: hanging) } }
      var looks = 0
      while try await programme.count(isMailHanging ? "posted" : "mailed") < 4, looks < 5_000 {
        looks += 1
      }
      for _ in 0..<4 {
        for alert in try await outbox.due(16) {
          #expect(isMailHanging ? alert.mailTo.isEmpty : alert.webhook == nil)
          try await outbox.send(alert, by: carrier)
        }
      }
      #expect((isMailHanging ? carrier.posts : carrier.mails).count == 5)
      #expect((isMailHanging ? carrier.mails : carrier.posts).isEmpty)
      // None is done before it left by both ways.
      #expect(try await programme.count("waiting") == 9)
      hanging.giveUp()
      for task in sending { _ = try await task.value }
      clock.advance(60)
      for _ in 0..<4 {
        for alert in try await outbox.due(16) { try await outbox.send(alert, by: carrier) }
      }
      #expect(try await programme.count("waiting") == 0)
      #expect((isMailHanging ? carrier.mails : carrier.posts).count == 9)
      #expect((isMailHanging ? carrier.posts : carrier.mails).count == 5)
    }
  }

  @Test func `an alert says nothing about the person`() throws {
    let alert = DueAlert(
      id: UUID(), partnership: UUID(), slug: "east", concern: UUID(), level: 1,
      urgency: .emergency, mailTo: ["lead@council.example"], webhook: nil,
      createdAt: Date(timeIntervalSince1970: 1_795_341_600))
    let message = AlertMessage(alert, base: "https://hark.example")
    let mail = message.mail(from: "hark@council.example")
    #expect(mail.contains("Message-ID: <\(alert.id.uuidString.lowercased())@council.example>\r\n"))
    #expect(mail.contains("Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n"))
    #expect(mail.utf8.allSatisfy { $0 < 0x80 })
    let body = try #require(try JSONValue.parse(message.body).object)
    #expect(Set(body.map(\.key)) == ["type", "timestamp", "data"])
    #expect(
      Set(body["data"]?.object?.map(\.key) ?? []) == [
        "partnership", "concern", "urgency", "level", "link",
      ])
    #expect(message.body == AlertMessage(alert, base: "https://hark.example").body)
  }

  @Test func `the signature of a posted alert is the one that Standard Webhooks defines`() throws {
    let alert = DueAlert(
      id: try #require(UUID(uuidString: "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")),
      partnership: UUID(), slug: "east",
      concern: try #require(UUID(uuidString: "5b7c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")), level: 1,
      urgency: .urgent, mailTo: [], webhook: nil,
      createdAt: Date(timeIntervalSince1970: 1_795_341_600))
    let key = AlertMessage.signingKey(server: "made up for a test", partnership: "east")
    let headers = AlertMessage(alert, base: nil).headers(
      key: key, at: Date(timeIntervalSince1970: 1_795_341_600))
    #expect(headers.map(\.value).contains("0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"))
    #expect(headers.first { $0.name == "webhook-timestamp" }?.value == "1795341600")
    let signature = headers.first { $0.name == "webhook-signature" }?.value
    #expect(signature == Self.signature)
    #expect(
      AlertMessage.printedKey(server: "made up for a test", partnership: "east")
        != AlertMessage.printedKey(server: "made up for a test", partnership: "west"))
  }

  /// Worked out with Python's hmac over the same bytes.
  private static let signature = "v1,KB8v/u2KhfYLVd6QRHl7pinXtUfJj5Pcux3PU9DT0Qo="
}
