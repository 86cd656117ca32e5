// The outbox of complaints: a mail is stored with its complaint, another when its time is nearly over, and each is
// tried until the mail server took it. Its id is the key by which a second copy is known.

internal import Foundation
internal import Postgres
public import Storage

/// How mails of complaints leave.
public protocol ComplaintCarrier: Sendable {
  /// Sends the mail.
  func mail(_ mail: DueComplaintMail) async -> AlertDelivery
}

/// Sends what waits, for every partnership. Any number of these may run.
public struct ComplaintOutbox: Sendable {
  private let database: Database
  private let surroundings: Surroundings
  /// For how long nobody else tries a mail; longer than a carrier may take.
  private let lease: Duration

  /// The outbox of a database.
  public init(
    database: Database, surroundings: Surroundings = .live, lease: Duration = .seconds(40)
  ) {
    (self.database, self.surroundings, self.lease) = (database, surroundings, lease)
  }

  /// Sends what is due, one after the other; says how many went out, and why others did not.
  public func run(by carrier: some ComplaintCarrier) async throws -> (
    sent: Int, failures: [String]
  ) {
    var (sent, failures) = (0, [String]())
    // One at a time: whatever comes later in a batch is not held longer than its lease.
    while !Task.isCancelled, let mail = try await next() {
      switch await carrier.mail(mail) {
      case .taken:
        try await settle(mail, failure: nil)
        sent += 1
      case .failed(let reason):
        try await settle(mail, failure: String(reason.prefix(60)))
        failures.append(reason)
      }
    }
    return (sent, failures)
  }

  /// How mails of complaints stand, by partnership, in numbers alone.
  public func state() async throws -> [ComplaintMailState] {
    try await translating {
      try await database.couriering(readOnly: true) { connection in
        try ComplaintMailQueries.state(on: connection)
      }
    }
  }

  private func next() async throws -> DueComplaintMail? {
    let now = surroundings.now()
    // The day from which lists, doctor and metrics say so too.
    let since = now.addingTimeInterval(Engagement.complaintWarning - Engagement.complaintTime)
    return try await translating {
      try await database.couriering { connection in
        try ComplaintMailQueries.remind(since: since, at: now, on: connection)
        return try ComplaintMailQueries.claim(1, lease: lease, at: now, on: connection).first
      }
    }
  }

  private func settle(_ mail: DueComplaintMail, failure: String?) async throws {
    let now = surroundings.now()
    // Seconds until the next try: a minute, two, four … an hour at most.
    let wait = min(3_600, 30 * pow(2, Double(min(mail.attempts, 12))))
    try await translating {
      try await database.couriering { connection in
        try ComplaintMailQueries.settle(
          mail, failure: failure, next: failure == nil ? nil : now.addingTimeInterval(wait),
          at: now, on: connection)
      }
    }
  }
}

/// What a mail about a complaint says: which, since when, by when, and how to read it. Nothing of whoever complained.
public struct ComplaintMessage: Sendable {
  private let mail: DueComplaintMail
  /// Where Hark is reached, without a slash at the end; nil: on the server's own machine.
  private let base: String?

  /// The message of a mail.
  public init(_ mail: DueComplaintMail, base: String?) { (self.mail, self.base) = (mail, base) }

  /// The whole mail (RFC 5322), with its id in its Message-ID.
  public func text(from sender: String) -> String {
    let complaint = mail.complaint.text
    let due = mail.receivedAt.addingTimeInterval(Engagement.complaintTime)
    let isReminder = mail.kind == .reminder
    let whole = MailText(
      id: mail.id.text, from: sender, to: [mail.mailTo], createdAt: mail.createdAt,
      subject: "Hark: a data protection complaint "
        + (isReminder ? "is still to be answered" : "came in"))
    var lines = [
      isReminder
        ? "A complaint about data protection still waits for its answer."
        : "A complaint about data protection came in.",
      "", "Partnership: \(mail.slug)", "Complaint:   \(complaint)",
      "Received:    \(timestamp(mail.receivedAt).prefix(10))",
      "Answer by:   \(timestamp(due).prefix(10)), which is 30 days after it came in",
      "Read it:     hark complaint show \(complaint)",
    ]
    if let base { lines.append("             \(base)/api/v1/complaints/\(complaint)") }
    lines += [
      "", "A steward reads and answers it there. This message says nothing of whoever complained",
      "on purpose; please do not write about them by mail.",
    ]
    return whole.text(lines)
  }
}
