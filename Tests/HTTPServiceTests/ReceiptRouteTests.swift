// What a person does over HTTP with nothing but their receipt code, and what somebody achieves who
// guesses codes.

import Crypto
import Foundation
import HTTPTypes
import JSON
import Storage
import TestSupport
import Testing

/// What a client sends for a code: any 32 bytes will do here.
func receiptHash(_ seed: String) -> String {
  SHA256.hash(data: Array(seed.utf8)).map { byte in
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }.joined()
}

extension Service {
  /// Logs a conversation with a receipt code.
  @discardableResult
  func log(
    _ id: String, code: String, scopes: String = #"{"analyse": true, "quote": true}"#,
    words: String = "A bench half way up."
  ) async throws -> Int {
    try await send(
      .post, "/api/v1/conversations", as: .researcher,
      """
      {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
       "consent": {"form": "spoken", "scopes": \(scopes), "receipt_hash": "\(receiptHash(code))"},
       "answers": {"what_matters": "\(words)"}}
      """
    ).status
  }

  /// Comes with a receipt code, from an address behind the proxy.
  func come(
    _ path: String, code: String, to partnership: String = "plymouth",
    from address: String = "here",
    more: String = ""
  ) async throws -> (status: Int, headers: HTTPFields, body: JSONValue?) {
    let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
    return try await send(
      .post, "/api/v1/\(path)", as: nil,
      #"{"partnership": "\#(partnership)", "receipt_hash": "\#(receiptHash(code))"\#(more)}"#,
      headers: [forwarded: address])
  }
}

@Suite struct ReceiptRouteTests {
  @Test func `R36 with the code alone a person sees, changes and takes back what they said`()
    async throws
  {
    try await withService { service in
      let id = UUID().uuidString.lowercased()
      #expect(try await service.log(id, code: "mine") == 201)
      let shown = try await service.come("receipts/show", code: "mine")
      let record = shown.body?["records"]?[0]
      #expect(record?["answers"]?["what_matters"] == "A bench half way up.")
      let told = record?["readable"]?["answers"]?[0]
      #expect(told?["asked"] == "What matters most to you?")
      #expect(told?["in_words"] == "A bench half way up.")
      #expect(record?["scopes"]?["quote"]?["given"] == true)
      #expect(record?["used_for"]?.array?.contains("quote") == true)
      let changed = try await service.come(
        "receipts/scopes", code: "mine", more: #", "scopes": {"quote": false, "recontact": true}"#)
      #expect(changed.body?["records"]?[0]?["scopes"]?["quote"]?["given"] == false)
      #expect(changed.body?["records"]?[0]?["scopes"]?["recontact"]?["given"] == true)
      #expect(changed.body?["records"]?[0]?["used_for"]?.array?.contains("quote") == false)
      let gone = try await service.come("withdrawals", code: "mine")
      #expect(gone.status == 200 && gone.body?["erased"] == 1)
      // The same again, after a lost reply, is answered too.
      let again = try await service.come("withdrawals", code: "mine")
      #expect(again.status == 200 && again.body?["erased"] == 0)
      let after = try await service.come("receipts/show", code: "mine")
      #expect(after.body?["records"]?.array?.isEmpty == true)
      #expect(after.body?["gone_at"]?.string != nil)
      let list = try await service.send(.get, "/api/v1/conversations", as: .coordinator)
      #expect(list.body?["conversations"]?.array?.isEmpty == true)
      let ledger = try await service.send(.get, "/api/v1/withdrawals", as: .steward)
      #expect(ledger.body?["withdrawals"]?[0]?["reason"] == "withdrawn")
    }
  }

  @Test func `a phone that comes back with a withdrawn record is told so, and it is not stored`()
    async throws
  {
    try await withService { service in
      let id = UUID().uuidString.lowercased()
      try await service.log(id, code: "mine")
      _ = try await service.come("withdrawals", code: "mine")
      let body = """
        {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
         "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "A bench half way up."}}
        """
      let late = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
      #expect(late.status == 409 && late.body?["code"] == "H034")
      let read = try await service.send(.get, "/api/v1/conversations/\(id)", as: .researcher)
      #expect(read.status == 409 && read.body?["code"] == "H034")
      // Another record of the same phone is taken.
      #expect(try await service.log(UUID().uuidString.lowercased(), code: "other") == 201)
    }
  }

  @Test func `a thousand wrong codes find nothing, are slowed, and slow nobody else down`()
    async throws
  {
    try await withService { service, database in
      try await service.log(UUID().uuidString.lowercased(), code: "mine")
      _ = try await service.tokens(ofAnotherPartnershipIn: database)
      var statuses: [Int: Int] = [:]
      for number in 0..<1_000 {
        let answer = try await service.come(
          "receipts/show", code: "guess \(number)", from: "198.51.100.7")
        statuses[answer.status, default: 0] += 1
        if answer.status == 429 { #expect(answer.headers[.retryAfter] != nil) }
      }
      #expect(statuses[200] == nil && statuses[404] ?? 0 >= 10)
      // A slow machine gives back a try every half minute.
      #expect(statuses[429] ?? 0 > 900)
      // The right code from that address waits as well: nobody learns anything from the slowing.
      #expect(
        try await service.come("receipts/show", code: "mine", from: "198.51.100.7").status == 429)
      let other = try await service.come("receipts/show", code: "mine", from: "203.0.113.9")
      #expect(other.status == 200)
      let elsewhere = try await service.come(
        "receipts/show", code: "mine", to: "another", from: "198.51.100.7")
      #expect(elsewhere.status == 404)
    }
  }

  @Test func `tries are counted for one address, whatever port the proxy adds to it or makes up`()
    async throws
  {
    try await withService { service in
      try await service.log(UUID().uuidString.lowercased(), code: "mine")
      let kinds: [@Sendable (Int) -> String] = [
        { "203.0.113.30:\(1_000 + $0)" }, { "[2001:db8::1]:\(1_000 + $0)" }, { "made-up-\($0)" },
      ]
      for address in kinds {
        var statuses: [Int] = []
        for number in 0..<14 {
          statuses.append(
            try await service.come(
              "receipts/show", code: "guess \(number)", from: address(number)
            ).status)
        }
        #expect(statuses.contains(429) && statuses.first == 404, "\(address(0))")
      }
      // A neighbour behind the same proxy is not slowed.
      let other = try await service.come("receipts/show", code: "mine", from: "203.0.113.31:1000")
      #expect(other.status == 200)
    }
  }

  @Test func `no such code, not here and no such partnership are one answer`() async throws {
    try await withService { service, database in
      try await service.log(UUID().uuidString.lowercased(), code: "mine")
      _ = try await service.tokens(ofAnotherPartnershipIn: database)
      var answers: Set<String> = []
      for (code, partnership) in [
        ("unknown", "plymouth"), ("mine", "another"), ("mine", "nowhere"), ("unknown", "nowhere"),
      ] {
        let answer = try await service.come(
          "receipts/show", code: code, to: partnership, from: "203.0.113.10")
        #expect(answer.status == 404)
        answers.insert(answer.body.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? "")
      }
      #expect(answers.count == 1)
    }
  }

  @Test func `R24 the bundle holds every answer with its question, and no secret`() async throws {
    try await withService { service in
      try await service.log(
        UUID().uuidString.lowercased(), code: "mine", words: "=Wide paths, \\\"please\\\"")
      let bundle = try await service.come("receipts/bundle", code: "mine")
      let record = bundle.body?["records"]?[0]
      #expect(record?["asked_and_answered"]?[0]?["question"] == "What matters most to you?")
      #expect(record?["asked_and_answered"]?[0]?["answer"] == "=Wide paths, \"please\"")
      for table in ["response", "conversation", "consent", "consent_scope", "submission"] {
        #expect(record?["stored"]?[table]?.array?.isEmpty == false, "\(table)")
      }
      let text = bundle.body.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? ""
      // What was sent holds what the client made of the code, which would open it again.
      #expect(!text.contains(receiptHash("mine")))
    }
  }
}
