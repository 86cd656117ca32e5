// R41: whatever dies between an answer and its alert, exactly one alert arrives; and recording goes on
// while an endpoint hangs. `script/alerts` runs the 100 rounds that count; here a few run with every
// other test.

import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import Postgres
import TestRandomness
import TestSupport
import Testing

@Suite(.serialized) struct AlertDeliveryTests {
  private static var rounds: Int {
    ProcessInfo.processInfo.environment["ALERT_ROUNDS"].flatMap(Int.init) ?? 6
  }

  @Test(.timeLimit(.minutes(60 * patience)))
  func `R41 hark is killed between answer and alert, and exactly one alert arrives each time`()
    async throws
  {
    try await AlertEndpoint.with { endpoint, address in
      try await withServedHome(webhook: address) { home, token in
        var generator = SeededGenerator(seed: 41)
        var raised: Set<String> = []
        for round in 0..<Self.rounds {
          let port = try await home.startServer()
          #expect(try await disclose(round, port, token) == 201)
          // Some die before the alert is looked for, some while it is sent, some after.
          try await Task.sleep(
            for: .milliseconds(Int.random(in: 0...1_400, using: &generator)))
          home.killServer()
        }
        _ = try await home.startServer()
        try await wait("every alert to arrive") {
          try await home.ask("select count(*)::int8 from hark.concern_alert where done_at is null")
            == 0
        }
        raised = Set(endpoint.alerts.map(\.concern))
        #expect(raised.count == Self.rounds)
        #expect(try await home.ask("select count(*)::int8 from hark.concern") == Self.rounds)
        #expect(try await home.ask("select count(*)::int8 from hark.concern_alert") == Self.rounds)
        let keys = Dictionary(grouping: endpoint.alerts, by: \.concern)
        for (concern, alerts) in keys {
          #expect(Set(alerts.map(\.key)).count == 1, "\(concern)")
        }
        #expect(endpoint.alerts.allSatisfy { $0.signature.hasPrefix("v1,") })
      }
    }
  }

  @Test func `recording goes on while the endpoint of alerts hangs`() async throws {
    try await AlertEndpoint.with(hanging: true) { endpoint, address in
      try await withServedHome(webhook: address) { home, token in
        let port = try await home.startServer()
        #expect(try await disclose(0, port, token) == 201)
        try await wait("the alert to hang") { !endpoint.alerts.isEmpty }
        for number in 1...20 {
          #expect(try await disclose(number, port, token) == 201)
        }
        #expect(try await home.ask("select count(*)::int8 from hark.response") == 21)
        // Doctor and metrics tell that alerts wait, without saying whose.
        let metrics = try await get("http://127.0.0.1:\(port)/metrics")
        #expect(metrics.contains("\nhark_concerns_unacknowledged 21\n"))
        #expect(!metrics.contains("hark_alerts_waiting 0\n"))
        endpoint.answer()
        try await wait("the alerts to go out") {
          try await home.ask("select count(*)::int8 from hark.concern_alert where done_at is null")
            == 0
        }
        #expect(Set(endpoint.alerts.map(\.concern)).count == 21)
        #expect(Set(endpoint.alerts.map(\.key)).count == 21)
      }
    }
  }

  @Test func `R41 an alert goes by mail to the lead and says nothing of the person`() async throws {
    let sink = try MailSink()
    let variables = [
      "HARK_MAIL_URL": "smtp://127.0.0.1:\(sink.port)", "HARK_MAIL_FROM": "hark@council.example",
      "HARK_PUBLIC_URL": "https://hark.example",
    ]
    try await ServedHome.with(variables: variables, survey: "open-conversation") { home, _ in
      for (arguments, status) in [
        (
          ["partnership", "safeguarding", "set", "--lead", "admin", "--lead-email", "a@b.example"],
          0
        ),
        (["concern", "raise", "--note", "A made-up worry about a canary."], 0),
        (["concern", "send"], 0), (["concern", "send"], 0), (["concern", "list"], 0),
      ] {
        let outcome = try await home.run(arguments)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      }
      let mail = try #require(sink.mails.first)
      #expect(sink.mails.count == 1)
      #expect(mail.contains("RCPT TO:<a@b.example>"))
      #expect(
        mail.contains("Message-ID: <") && mail.contains("https://hark.example/api/v1/concerns/"))
      #expect(!mail.contains("canary"))
      let doctor = try await home.run(["doctor"])
      #expect(doctor.output.contains("has no deputy"))
    }
    sink.close()
  }

  @Test func `doctor says when alerts cannot go out`() async throws {
    try await ServedHome.with(survey: "open-conversation") { home, _ in
      #expect(try await home.run(["doctor"]).output.contains("has no safeguarding lead"))
      _ = try await home.run([
        "partnership", "safeguarding", "set", "--lead", "admin", "--lead-email", "a@b.example",
      ])
      #expect(try await home.run(["concern", "raise", "--note", "Made up."]).status == 0)
      let sent = try await home.run(["concern", "send"])
      #expect(sent.status == 1)
      #expect(sent.errors.contains("H068") && sent.errors.contains("no mail server"))
      let doctor = try await home.run(["doctor"])
      #expect(doctor.status == 1)
      #expect(doctor.output.contains("this server has no mail server"))
    }
  }

  /// A home whose lead is told by an endpoint.
  private func withServedHome(
    webhook: String, _ body: @Sendable (ServedHome, String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let key = folder.appendingPathComponent("key")
      try Data("a key that was made up for a test\n".utf8).write(to: key)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
      let variables = ["HARK_WEBHOOK_KEY_FILE": key.path, "HARK_ALERT_SECONDS": "2"]
      try await ServedHome.with(variables: variables, survey: "open-conversation") { home, token in
        let set = try await home.run([
          "partnership", "safeguarding", "set", "--lead", "admin", "--webhook", webhook,
        ])
        #expect(set.status == 0, "\(set.errors)")
        try await body(home, token)
      }
    }
  }

  /// Logs a conversation in which somebody is in danger; gives the status.
  private func disclose(_ number: Int, _ port: Int, _ token: String) async throws -> Int {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/conversations")
    request.method = .POST
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(
      Array(
        """
        {"id": "\(UUID().uuidString.lowercased())", "held_on": "2026-10-01", "setting": "home",
         "how": "phone", "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "Made up, number \(number): I want to die."}}
        """.utf8))
    let response = try await HTTPClient.shared.execute(
      request, timeout: .seconds(60 * Int64(patience)))
    _ = try await response.body.collect(upTo: 1 << 20)
    return Int(response.status.code)
  }

  private func get(_ url: String) async throws -> String {
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: url), timeout: .seconds(60 * Int64(patience)))
    return String(buffer: try await response.body.collect(upTo: 1 << 20))
  }

  /// Waits until something holds, for two minutes at most.
  private func wait(_ what: String, until holds: () async throws -> Bool) async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(120 * patience))
    while !(try await holds()) {
      guard clock.now < end else { throw FaultTestError("waited in vain for \(what)") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
