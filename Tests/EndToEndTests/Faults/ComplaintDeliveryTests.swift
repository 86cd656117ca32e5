// R42: a complaint reaches whoever answers for data protection, by mail, and what keeps it from them is said.

import Foundation
import TestSupport
import Testing

@Suite struct ComplaintDeliveryTests {
  @Test func `R42 a complaint goes by mail to whoever answers for data protection`() async throws {
    let sink = try MailSink()
    let variables = [
      "HARK_MAIL_URL": "smtp://127.0.0.1:\(sink.port)", "HARK_MAIL_FROM": "hark@council.example",
      "HARK_PUBLIC_URL": "https://hark.example",
    ]
    try await ServedHome.with(variables: variables, survey: "open-conversation") { home, _ in
      for arguments in [
        [
          "partnership", "data-protection", "set", "--name", "Data protection officer", "--email",
          "dpo@b.example",
        ], ["complaint", "raise", "--contact", "canary@b.example"],
        ["complaint", "send"], ["complaint", "send"],
      ] {
        let outcome = try await home.run(
          arguments, input: "A made-up canary read my letter.\n")
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      }
      let mail = try #require(sink.mails.first)
      #expect(sink.mails.count == 1)
      #expect(mail.contains("RCPT TO:<dpo@b.example>") && mail.contains("Message-ID: <"))
      #expect(mail.contains("https://hark.example/api/v1/complaints/"))
      #expect(mail.contains("Answer by:") && !mail.contains("canary"))
      let shown = try await home.run(["partnership", "data-protection"])
      #expect(shown.output == "name: Data protection officer\nemail: dpo@b.example\n")
    }
    sink.close()
  }

  @Test func `doctor says when a complaint cannot be told`() async throws {
    try await ServedHome.with(survey: "open-conversation") { home, _ in
      let before = try await home.run(["doctor"]).output
      #expect(before.contains("names nobody who answers for data protection"), "\(before)")
      let set = try await home.run([
        "partnership", "data-protection", "set", "--name", "DPO", "--email", "dpo@b.example",
      ])
      #expect(set.status == 0, "\(set.errors)")
      #expect(try await home.run("complaint", "raise", input: "Made up.\n").status == 0)
      let sent = try await home.run(["complaint", "send"])
      #expect(sent.status == 1)
      #expect(sent.errors.contains("H068") && sent.errors.contains("no mail server"))
      let doctor = try await home.run(["doctor"])
      #expect(doctor.status == 1)
      #expect(doctor.output.contains("complaints to"), "\(doctor.output)")
      #expect(doctor.output.contains("this server has no mail server"))
    }
  }
}
