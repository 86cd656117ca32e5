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

/// A carrier that keeps what it was given, and fails to mail at first.
final class TestCarrier: AlertCarrier {
  private let kept = Mutex<(mails: [DueAlert], posts: [DueAlert], failures: Int)>(([], [], 0))

  init(failures: Int = 0) { kept.withLock { $0.failures = failures } }

  var mails: [DueAlert] { kept.withLock { $0.mails } }
  var posts: [DueAlert] { kept.withLock { $0.posts } }

  func mail(_ alert: DueAlert) async -> AlertDelivery {
    kept.withLock { kept in
      kept.mails.append(alert)
      guard kept.failures > 0 else { return .taken }
      kept.failures -= 1
      return .failed("the mail server cannot be reached")
    }
  }

  func post(_ alert: DueAlert, to address: String) async -> AlertDelivery {
    kept.withLock { $0.posts.append(alert) }
    return .taken
  }
}

/// A mail server that takes the mail and never says so, beside an endpoint that works.
final class HangingMail: AlertCarrier {
  private let waiting = Mutex<(isOver: Bool, continuation: CheckedContinuation<Void, Never>?)>(
    (false, nil))

  func mail(_ alert: DueAlert) async -> AlertDelivery {
    await withCheckedContinuation { continuation in
      let isOver = waiting.withLock { waiting in
        if !waiting.isOver { waiting.continuation = continuation }
        return waiting.isOver
      }
      if isOver { continuation.resume() }
    }
    return .failed("the mail server took too long")
  }

  func post(_ alert: DueAlert, to address: String) async -> AlertDelivery { .taken }

  func giveUp() {
    let continuation = waiting.withLock { waiting in
      waiting.isOver = true
      return waiting.continuation
    }
    continuation?.resume()
  }
}

/// A clock that a test moves on, ahead of the database's own.
final class TestClock: Sendable {
  private let time = Mutex(Date().addingTimeInterval(5))

  func advance(_ seconds: TimeInterval) { time.withLock { $0.addTimeInterval(seconds) } }

  var surroundings: Surroundings {
    Surroundings(
      now: { self.time.withLock { $0 } }, identifier: { UUID() },
      randomBytes: { Array(repeating: 128, count: $0) })
  }
}

extension Programme {
  /// Names a lead and a deputy with addresses; gives their accounts.
  @discardableResult
  func nameLeads(
    webhook: String? = "https://alerts.example/hark"
  ) async throws -> (lead: String, deputy: String) {
    _ = try await database.addAccount("alex", roles: [.steward], to: partnership)
    var settings: JSONObject = [
      "lead": .string(partnership.accountName), "lead_email": "lead@council.example",
      "deputy": "alex", "deputy_email": "deputy@council.example",
    ]
    settings["webhook"] = webhook.map { .string($0) }
    _ = try await engagement.setSafeguarding(settings, as: steward, origin: .cli)
    return (partnership.accountName, "alex")
  }

  /// Records a person who is in danger.
  @discardableResult
  func raiseConcern() async throws -> Receipt {
    try await engagement.record(
      Self.response(answers: ["warm": "yes", "danger": "yes"]), survey: "warm-rooms",
      as: researcher, origin: .http)
  }

  /// Disables an account.
  func disable(_ name: String) async throws {
    try await database.application.transaction(as: partnership.principal(.administrator)) {
      connection in
      guard let account = try AccountQueries.find(name: name, on: connection) else { return }
      _ = try AccountQueries.disable(account.id, on: connection)
    }
  }

  /// The concerns there are, asked as superuser.
  func concernIDs() async throws -> [String] {
    try await database.superuser.withConnection { connection in
      try connection.query("select id::text from hark.concern order by created_at") {
        try $0.get(0, as: String.self)
      }
    }
  }

  /// How many there are, asked as superuser.
  func count(_ what: String) async throws -> Int {
    try await database.superuser.withConnection { connection in
      switch what {
      case "alert":
        try connection.first("select count(*) from hark.concern_alert") { try $0.get(0) }
      case "posted":
        try connection.first(
          "select count(*) from hark.concern_alert where posted_at is not null"
        ) { try $0.get(0) }
      case "waiting":
        try connection.first(
          "select count(*) from hark.concern_alert where done_at is null"
        ) { try $0.get(0) }
      case "concern":
        try connection.first("select count(*) from hark.concern") { try $0.get(0) }
      default:
        try connection.first("select count(*) from hark.response") { try $0.get(0) }
      }
    } ?? -1
  }
}
