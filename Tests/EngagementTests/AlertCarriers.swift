// What carries alerts in tests, what time it is there, and who is told.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Synchronization
import TestSupport

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

/// Any number of mails, or of posts, that hang until the test lets go, beside a way that works.
final class HangingWay: AlertCarrier {
  private let isMail: Bool
  private let waiting = Mutex<[CheckedContinuation<Void, Never>]?>([])

  init(isMail: Bool) { self.isMail = isMail }

  func mail(_ alert: DueAlert) async -> AlertDelivery { await isMail ? hang() : .taken }

  func post(_ alert: DueAlert, to address: String) async -> AlertDelivery {
    await isMail ? .taken : hang()
  }

  private func hang() async -> AlertDelivery {
    await withCheckedContinuation { continuation in
      let isOver = waiting.withLock { waiting in
        waiting?.append(continuation)
        return waiting == nil
      }
      if isOver { continuation.resume() }
    }
    return .failed("it took too long")
  }

  func giveUp() {
    let continuations = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
    for continuation in continuations { continuation.resume() }
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
      case "mailed":
        try connection.first(
          "select count(*) from hark.concern_alert where mailed_at is not null"
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
