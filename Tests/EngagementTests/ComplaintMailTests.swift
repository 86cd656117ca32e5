// Whoever answers for data protection is told of a complaint by mail: once when it comes in, once before its time is
// over, and never of what it says.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

/// A mail server that refuses at first, and keeps what it took.
private final class ComplaintMails: ComplaintCarrier {
  private let kept = Mutex<(mails: [DueComplaintMail], failures: Int)>(([], 0))

  init(failures: Int = 0) { kept.withLock { $0.failures = failures } }

  var mails: [DueComplaintMail] { kept.withLock { $0.mails } }

  func mail(_ mail: DueComplaintMail) async -> AlertDelivery {
    kept.withLock { kept in
      guard kept.failures == 0 else {
        kept.failures -= 1
        return .failed("the mail server cannot be reached")
      }
      kept.mails.append(mail)
      return .taken
    }
  }
}

@Suite struct ComplaintMailTests {
  private static let canary = "Zanzibarine"

  private func clock(_ days: Double) -> Surroundings {
    let now = Date().addingTimeInterval(days * 86_400)
    return Surroundings(
      now: { now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes)
  }

  private func outbox(_ programme: Programme, after days: Double = 0) -> ComplaintOutbox {
    ComplaintOutbox(database: programme.database.application, surroundings: clock(days))
  }

  private func complain(_ programme: Programme, id: UUID = UUID()) async throws -> String {
    try #require(
      try await programme.engagement.raiseComplaint(
        [
          "partnership": "plymouth", "id": .string(id.uuidString.lowercased()),
          "text": .string("\(Self.canary) read my letter."),
          "contact": .string("\(Self.canary)@example.org"),
        ], from: "test", origin: .http)["id"]?.string)
  }

  private func name(_ programme: Programme, _ mail: String? = "dpo@council.example") async throws {
    _ = try await programme.engagement.setDataProtection(
      name: mail == nil ? nil : "Data protection officer", mail: mail, as: programme.steward,
      origin: .cli)
  }

  @Test func `R42 a complaint is told by mail exactly once, and nothing of whoever complained`()
    async throws
  {
    try await withProgramme { programme in
      try await name(programme)
      let id = try await complain(programme)
      let carrier = ComplaintMails()
      let first = try await outbox(programme, after: 0.01).run(by: carrier)
      let second = try await outbox(programme, after: 0.02).run(by: carrier)
      #expect(first.sent == 1 && second.sent == 0 && first.failures.isEmpty)
      let mail = try #require(carrier.mails.first)
      #expect(mail.complaint.uuidString.lowercased() == id && mail.kind == .received)
      #expect(mail.mailTo == "dpo@council.example")
      let text = ComplaintMessage(mail, base: "https://hark.example").text(from: "hark@a.example")
      let due = mail.receivedAt.addingTimeInterval(30 * 86_400)
      for words in [
        "To: dpo@council.example", id, "hark complaint show \(id)",
        "https://hark.example/api/v1/complaints/\(id)", "Answer by:   \(day(due)), ",
        "Received:    \(day(mail.receivedAt))\r\n",
      ] { #expect(text.contains(words), "\(words) is not in \(text)") }
      #expect(!text.contains(Self.canary) && text.utf8.allSatisfy { $0 < 0x80 })
      // The same complaint sent a second time is told no second time.
      _ = await problem { _ = try await complain(programme, id: UUID(uuidString: id) ?? UUID()) }
      #expect(try await outbox(programme, after: 0.03).run(by: carrier).sent == 0)
    }
  }

  private func day(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }

  @Test func `a mail that the server refuses is tried again later, and waits until then`()
    async throws
  {
    try await withProgramme { programme in
      try await name(programme)
      _ = try await complain(programme)
      let carrier = ComplaintMails(failures: 1)
      let failed = try await outbox(programme, after: 0.01).run(by: carrier)
      #expect(failed.sent == 0 && failed.failures == ["the mail server cannot be reached"])
      let state = try await outbox(programme).state()
      #expect(state.map(\.waiting) == [1] && state[0].failure == failed.failures[0])
      #expect(try await outbox(programme, after: 0.01).run(by: carrier).sent == 0)
      #expect(try await outbox(programme, after: 0.1).run(by: carrier).sent == 1)
      #expect(try await outbox(programme).state().map(\.waiting) == [0])
    }
  }

  @Test
  func `a week before its time is over a complaint is told once more, unless it was answered`()
    async throws
  {
    try await withProgramme { programme in
      try await name(programme)
      let (late, answered) = (try await complain(programme), try await complain(programme))
      let carrier = ComplaintMails()
      #expect(try await outbox(programme, after: 0.01).run(by: carrier).sent == 2)
      _ = try await programme.engagement.acknowledgeComplaint(
        answered, as: programme.steward, origin: .cli)
      _ = try await programme.engagement.answerComplaint(
        answered, ["answer": "Made up."], as: programme.steward, origin: .cli)
      #expect(try await outbox(programme, after: 22.9).run(by: carrier).sent == 0)
      #expect(try await outbox(programme, after: 23.1).run(by: carrier).sent == 1)
      #expect(carrier.mails.last?.kind == .reminder)
      #expect(carrier.mails.last?.complaint.uuidString.lowercased() == late)
      #expect(try await outbox(programme, after: 29).run(by: carrier).sent == 0)
    }
  }

  @Test func `while nobody is named a complaint waits, and is told as soon as somebody is`()
    async throws
  {
    try await withProgramme { programme in
      _ = try await complain(programme)
      let carrier = ComplaintMails()
      #expect(try await outbox(programme, after: 0.01).run(by: carrier).sent == 0)
      let state = try await outbox(programme).state()
      #expect(state.map(\.isNamed) == [false] && state[0].waiting == 1)
      try await name(programme)
      #expect(try await outbox(programme, after: 0.02).run(by: carrier).sent == 1)
      // What was answered before anybody could be told needs no mail any more.
      try await name(programme, nil)
      let id = try await complain(programme)
      _ = try await programme.engagement.acknowledgeComplaint(
        id, as: programme.steward, origin: .cli)
      _ = try await programme.engagement.answerComplaint(
        id, ["answer": "Made up."], as: programme.steward, origin: .cli)
      try await name(programme)
      #expect(try await outbox(programme, after: 0.03).run(by: carrier).sent == 0)
    }
  }

  @Test func `a complaint and its mail are stored together or not at all`()
    async throws
  {
    try await withProgramme { programme in
      try await name(programme)
      // The mail is part of the transaction: without it the complaint is not there either.
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("drop trigger tell_of_complaint on hark.complaint")
        try connection.execute(
          """
          create trigger tell_of_complaint after insert on hark.complaint
            for each row execute function hark.refuse_change()
          """)
      }
      _ = await problem { _ = try await complain(programme) }
      let count = try await programme.database.superuser.withConnection { connection in
        try connection.first(
          "select (select count(*) from hark.complaint) + (select count(*) from hark.complaint_mail) as n"
        ) { row in try row.get("n", as: Int.self) }
      }
      #expect(count == 0)
    }
  }

  @Test
  func `stewards alone name who answers for data protection, with an address that can be one`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let refused = await problem { try await name(programme, "not an address") }
      #expect(refused?.code == ProblemCode.settingRefused.rawValue)
      let other = await problem {
        _ = try await engagement.setDataProtection(
          name: "A", mail: "a@b.example", as: programme.coordinator, origin: .cli)
      }
      #expect(other?.httpStatus == 403)
      try await name(programme)
      let contact = try await engagement.dataProtection(as: programme.steward)
      #expect(contact == ["name": "Data protection officer", "email": "dpo@council.example"])
      // Everybody reads it beside the notice.
      let words = JSONObject(PrivacyNotice.parts.map { ($0.id, .string($0.words ?? "Made up.")) })
      let notice = try await engagement.setPrivacyNotice(
        words, as: programme.steward, origin: .cli)
      #expect(notice["data_protection"] == .object(contact))
      try await name(programme, nil)
      #expect(try await engagement.privacyNotice(of: "plymouth")["data_protection"] == .null)
    }
  }
}
