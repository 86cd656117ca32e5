// R18 and R24 over HTTP: whatever text comes in is kept exactly or refused by name, and none of it
// gets into a log or an error.

import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import Storage
import Synchronization
import Testing

@Suite struct HostileTextOverHTTPTests {
  private static func conversation(_ text: JSONValue, _ id: String) -> ByteBuffer {
    let body: JSONValue = [
      "id": .string(id), "held_on": "2026-10-01",
      "consent": ["form": "spoken", "scopes": ["analyse": true]],
      "answers": ["what_matters": text],
    ]
    return ByteBuffer(bytes: body.encoded(.compact))
  }

  private static func post(
    _ body: ByteBuffer, _ service: Service
  ) async throws -> (status: Int, code: String?) {
    let answer = try await service.client.execute(
      uri: "/api/v1/conversations", method: .post,
      headers: [.authorization: "Bearer \(service.tokens[.researcher] ?? "")"], body: body)
    let value = try? JSONValue.parse(answer.body.readableBytesView)
    return (answer.status.code, value?["code"]?.string)
  }

  @Test func `R18 a text is stored exactly, scalar by scalar`() async throws {
    try await withService { service in
      for text in [
        "caf\u{E9}", "cafe\u{301}", "\u{202E}txt.exe\u{202C}", "a\u{200B}b\u{FEFF}c",
        "\u{1F469}\u{200D}\u{1F4BB}\u{10FFFF}", "\u{FFFD}\u{FFFE}",
        "tab\tand \"quotes\" \\ and \u{7F}",
        "'; drop table hark.response; --", "=1+1", "<script>alert(1)</script>",
        "%00%0d%0a ${x} {{y}}",
      ] {
        let id = UUID().uuidString.lowercased()
        #expect(try await Self.post(Self.conversation(.string(text), id), service).status == 201)
        let read = try await service.send(.get, "/api/v1/conversations/\(id)", as: .researcher)
        let back = read.body?["answers"]?["what_matters"]?.string ?? ""
        #expect(
          Array(back.unicodeScalars) == Array(text.unicodeScalars), "\(text.debugDescription)")
      }
    }
  }

  @Test func `R18 what cannot be kept is refused with a named reason`() async throws {
    try await withService { service in
      func raw(_ text: String) -> String {
        """
        {"id": "\(UUID().uuidString)", "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": \(text)}}
        """
      }
      let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
      let cases: [(ByteBuffer, Set<Int>)] = [
        (ByteBuffer(string: raw("\"a\\u0000b\"")), [422]),
        (ByteBuffer(string: raw("\"a\\ud800b\"")), [422]),
        (ByteBuffer(string: raw("\"a\u{0}b\"")), [400, 422]),
        (ByteBuffer(bytes: Array(raw("\"a").utf8) + [0xFF, 0xFE] + Array("b\"}}".utf8)), [400]),
        (
          ByteBuffer(bytes: Array(raw("\"a").utf8) + [0xED, 0xA0, 0x80] + Array("\"}}".utf8)), [400]
        ),
        (ByteBuffer(string: raw("\"" + String(repeating: "x", count: 1_000_000) + "\"")), [422]),
        (ByteBuffer(string: raw("\"" + String(repeating: "x", count: 1 << 20) + "\"")), [413]),
        (ByteBuffer(string: raw(deep)), [400, 422]), (ByteBuffer(string: deep), [400, 422]),
      ]
      for (body, statuses) in cases {
        let answer = try await Self.post(body, service)
        #expect(statuses.contains(answer.status), "\(answer)")
        #expect(answer.code != nil && answer.code != "H020")
      }
      let list = try await service.send(.get, "/api/v1/conversations", as: .researcher)
      #expect(list.body?["conversations"] == [])
    }
  }

  @Test func `R24 no part of a request gets into a log or an error`() async throws {
    try await withService { service in
      let log = KeptLog()
      let router = HTTPService.router(service.engagement)
      let application = Application(
        router: router, logger: Logger(label: "test") { _ in log.handler })
      let token = service.tokens[.coordinator] ?? ""
      try await application.test(.router) { client in
        func send(
          _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, _ token: String
        )
          async throws
        {
          let answer = try await client.execute(
            uri: path, method: method,
            headers: [
              .authorization: "Bearer \(token)", .userAgent: "canary", .cookie: "a=canary",
              .referer: "canary", .ifMatch: "\"canary\"",
            ], body: body.map { ByteBuffer(string: $0) })
          // Which survey or field is not known is said to whoever named it; no other text comes back.
          let text = String(buffer: answer.body)
          let isNamed = ["H011", "A017"].contains { text.contains("\"code\":\"\($0)\"") }
          #expect(isNamed || !text.contains("canary"), "\(method) \(path)")
        }
        let fields = [
          "survey", "version", "held_on", "place_held", "setting", "how", "people", "language",
          "interpreter", "basis", "citation", "note", "canary",
        ]
        for field in fields {
          try await send(
            .post, "/api/v1/conversations",
            "{\"id\": \"\(UUID().uuidString)\", \"\(field)\": \"canary\\r\\ncanary\"}", token)
        }
        for text in ["{\"canary", "[\"canary\"]", "canary", "{\"a\": \"canary\\u0000\"}"] {
          try await send(.post, "/api/v1/conversations", text, token)
        }
        for path in [
          "/canary", "/api/v1/conversations/canary%0d%0acanary", "/api/v1/surveys/canary",
          "/api/v1/conversations?after=canary", "/api/v1/conversations?limit=canary",
          "/api/v1/surveys?canary=canary", "/api/v1/findings?survey=open-conversation&by=canary",
        ] { try await send(.get, path, nil, token) }
        try await send(.get, "/api/v1/surveys", nil, "canary")
      }
      let lines = log.lines
      #expect(lines.count >= 20)
      #expect(lines.allSatisfy { !$0.contains("canary") && !$0.contains(token) })
      if let databaseLog = try Self.databaseLog() { #expect(!databaseLog.contains("canary\r")) }
    }
  }

  /// The log of the tests' PostgreSQL, where script/test started it.
  private static func databaseLog() throws -> String? {
    let url = ProcessInfo.processInfo.environment["HARK_TEST_DATABASE_URL"] ?? ""
    let host = url.split(separator: " ").first { $0.hasPrefix("host=/") }?.dropFirst(5)
    guard let host, let data = FileManager.default.contents(atPath: "\(host)/log") else {
      return nil
    }
    return String(decoding: data, as: UTF8.self)
  }
}

/// Lines that were logged.
private final class KeptLog: Sendable {
  private let kept = Mutex<[String]>([])
  var lines: [String] { kept.withLock { $0 } }
  var handler: Handler { Handler(log: self) }

  struct Handler: LogHandler {
    let log: KeptLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      log.kept.withLock { $0.append("\(event.message) \(all)") }
    }
  }
}
