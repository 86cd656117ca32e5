// The outbox of alerts: stored with the concern, sent afterwards, tried again until somebody took it.
// Whatever dies in between, an alert is neither lost nor told twice: its id is the key by which whoever
// gets it knows a second copy.

internal import Foundation
internal import Postgres
public import Storage

/// What became of one way of telling.
public enum AlertDelivery: Sendable, Hashable {
  /// It was taken.
  case taken
  /// It was not; why, in a few words without an address or an answer.
  case failed(String)
}

/// How alerts leave: by mail and to an endpoint.
public protocol AlertCarrier: Sendable {
  /// Sends the mail.
  func mail(_ alert: DueAlert) async -> AlertDelivery
  /// Posts to the endpoint.
  func post(_ alert: DueAlert, to address: String) async -> AlertDelivery
}

/// Sends what waits in the outbox, for every partnership. Any number of these may run.
public struct AlertOutbox: Sendable {
  private let database: Database
  private let surroundings: Surroundings
  /// For how long nobody else tries an alert; longer than a carrier may take.
  private let lease: Duration

  /// The outbox of a database.
  public init(
    database: Database, surroundings: Surroundings = .live, lease: Duration = .seconds(40)
  ) {
    (self.database, self.surroundings, self.lease) = (database, surroundings, lease)
  }

  /// Takes alerts that are due, those among them for concerns that nobody took up in time.
  public func due(_ most: Int) async throws -> [DueAlert] {
    let now = surroundings.now()
    return try await translating {
      try await database.couriering { connection in
        try AlertQueries.escalate(at: now, on: connection)
        return try AlertQueries.claim(most, lease: lease, at: now, on: connection)
      }
    }
  }

  /// Sends one alert each way that did not take it yet, and writes down what became of it. What one way
  /// took is kept at once: another that hangs, for longer than anybody waits, does not have it repeated.
  @discardableResult
  public func send(_ alert: DueAlert, by carrier: some AlertCarrier) async throws -> AlertOutcome {
    async let mailed = mail(alert, carrier)
    async let posted = post(alert, carrier)
    let (mail, post) = (await mailed, await posted)
    let failures = [mail, post].compactMap { delivery -> String? in
      if case .failed(let reason) = delivery { String(reason.prefix(60)) } else { nil }
    }
    let now = surroundings.now()
    let outcome = AlertOutcome(
      isMailed: mail == .taken, isPosted: post == .taken, failure: failures.first,
      next: failures.isEmpty ? nil : now.addingTimeInterval(wait(after: alert.attempts)))
    try await translating {
      try await database.couriering { connection in
        try AlertQueries.settle(alert, outcome, at: now, on: connection)
      }
    }
    return outcome
  }

  /// How safeguarding stands, by partnership, in numbers alone.
  public func state() async throws -> [SafeguardingState] {
    let now = surroundings.now()
    return try await translating {
      try await database.couriering(readOnly: true) { connection in
        try AlertQueries.state(at: now, on: connection)
      }
    }
  }

  private func mail(_ alert: DueAlert, _ carrier: some AlertCarrier) async -> AlertDelivery? {
    guard alert.isToBeMailed else { return nil }
    let delivery = await carrier.mail(alert)
    if delivery == .taken, alert.isToBePosted { await keep(alert, isMailed: true) }
    return delivery
  }

  private func post(_ alert: DueAlert, _ carrier: some AlertCarrier) async -> AlertDelivery? {
    guard !alert.isPosted, let address = alert.webhook else { return nil }
    let delivery = await carrier.post(alert, to: address)
    if delivery == .taken, alert.isToBeMailed { await keep(alert, isPosted: true) }
    return delivery
  }

  /// Keeps that one way took it while another is under way. Where this cannot be written, what is
  /// written in the end says the same.
  private func keep(_ alert: DueAlert, isMailed: Bool = false, isPosted: Bool = false) async {
    let now = surroundings.now()
    try? await database.couriering { connection in
      try AlertQueries.keep(
        alert, isMailed: isMailed, isPosted: isPosted, at: now, on: connection)
    }
  }

  /// Seconds until the next try: 2, 4, 8 … a quarter of an hour at most, a fifth more or less so that
  /// not everybody comes back at once.
  private func wait(after attempts: Int) -> TimeInterval {
    let seconds = min(900, pow(2, Double(min(attempts, 12))))
    let share = Double(surroundings.randomBytes(1).first ?? 128) / 255
    return seconds * (0.8 + 0.4 * share)
  }
}
