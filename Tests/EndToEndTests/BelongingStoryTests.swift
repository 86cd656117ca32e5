// Conversations about belonging as three community researchers hold them: recorded over HTTP, listed,
// released, and one of them taken back. Then nothing anywhere says a word of that person.

import Foundation
import JSON
import NIOHTTP1
import Postgres
import Receipts
import TestSupport
import Testing

@Suite struct BelongingStoryTests {
  private static let survey = "plymouth-belonging-conversations"
  private static let canary = "Canarystairwell"

  @Test(.timeLimit(.minutes(15 * patience)))
  func
    `R36 R38 three researchers hold conversations, one person takes theirs back, and no output says a word of it`()
    async throws
  {
    try await ServedHome.with(survey: Self.survey) { home, token in
      func run(_ arguments: String..., expect status: Int32 = 0) async throws -> Outcome {
        let outcome = try await home.run(arguments)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        return outcome
      }
      _ = try await run("account", "export", "allow", "admin")
      var tokens: [String] = []
      for name in ["ann", "ben", "cas"] {
        _ = try await run("account", "add", name, "--role", "researcher")
        let token = try await run("account", "token", name, "--role", "researcher").output
        tokens.append(token.trimmingCharacters(in: .whitespacesAndNewlines))
      }
      let coordinator = try await run("account", "token", "admin", "--role", "coordinator").output
        .trimmingCharacters(in: .whitespacesAndNewlines)
      let port = try await home.startServer()
      try await ServiceClient.with(port: port, token: coordinator, survey: Self.survey) { client in
        let code = ReceiptCode(randomBytes: { count in (0..<count).map { UInt8($0 * 11) } })
        let hash = try code.hash(partnership: "east").map { byte in
          (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        let mine = try await record(tokens, client, hash: hash)
        let release = try await run("findings", "release", Self.survey)
        #expect(release.status == 0)
        let releases = try await client.send(
          .GET, "/api/v1/findings?survey=\(Self.survey)"
        ).body
        // It is there before, or its absence afterwards would say nothing.
        let before = try await outputs(home, client, tokens, mine)
        #expect(before.filter { $0.value.contains(Self.canary) }.count >= 4, "\(before.keys)")
        #expect(try await holding(home) >= 1)
        #expect(try await found(client) == 1)

        let gone = try await send(
          client, .POST, "/api/v1/withdrawals", token: "",
          ["partnership": "east", "receipt_hash": .string(hash)])
        #expect(gone.status == 200 && gone.body["erased"] == 1, "\(gone.body)")
        #expect(gone.body["counted_in"]?.array?.map { $0["release"] } == [releases["release"]])

        for (name, text) in try await outputs(home, client, tokens, mine) {
          #expect(!text.lowercased().contains(Self.canary.lowercased()), "\(name)")
        }
        #expect(try await holding(home) == 0, "a table holds a word")
        #expect(try await found(client) == 0)
        #expect(try files(home).isEmpty)
        let late = try await send(
          client, .POST, "/api/v1/conversations", token: tokens[0],
          conversation(mine, 0, hash: hash, said: Self.canary))
        #expect(late.status == 409 && late.body["code"] == "H034")
        let list = try await run("withdrawal", "list", "--format", "json").output
        #expect(
          try JSONValue.parse(list)[0]?["counted_in"]?.array?.count == 1, "\(list)")
        // What was published stays as it is; the next is made without it.
        let same = try await client.send(.GET, "/api/v1/findings?survey=\(Self.survey)").body
        #expect(same == releases)
        // One person less would show what they answered, so it waits until more have changed.
        let early = try await run("findings", "release", Self.survey, expect: 1)
        #expect(early.errors.contains("H013"))
        for (place, number) in (0..<36).map({ ($0 % 3, $0) }) {
          let stored = try await send(
            client, .POST, "/api/v1/conversations", token: tokens[place],
            conversation(
              UUID().uuidString.lowercased(), number, hash: nil, said: "A bench would help."))
          #expect(stored.status == 201)
        }
        _ = try await run("findings", "release", Self.survey)
        let members = try await home.ask(
          """
          select count(*) from hark.release_member m
          where m.release_id = (select id from hark.release order by cut_off desc limit 1)
          """)
        #expect(members == 71)
      }
    }
  }

  /// Twelve conversations by each researcher; the id of the one that is taken back.
  private func record(
    _ tokens: [String], _ client: ServiceClient, hash: String
  ) async throws -> String {
    let mine = UUID().uuidString.lowercased()
    for (place, token) in tokens.enumerated() {
      for number in 0..<12 {
        let isMine = place == 0 && number == 0
        let stored = try await send(
          client, .POST, "/api/v1/conversations", token: token,
          conversation(
            isMine ? mine : UUID().uuidString.lowercased(), number, hash: isMine ? hash : nil,
            said: isMine ? Self.canary : "Everybody says hello."))
        #expect(stored.status == 201, "\(stored.body)")
      }
      let list = try await send(client, .GET, "/api/v1/conversations", token: token)
      #expect(list.body["conversations"]?.array?.count == 12, "a researcher sees their own")
    }
    let own = try await send(client, .GET, "/api/v1/conversations/\(mine)", token: tokens[0])
    #expect(own.body["answers"]?["where_you_live"] == .string(Self.canary))
    let other = try await send(client, .GET, "/api/v1/conversations/\(mine)", token: tokens[1])
    #expect(other.status == 404)
    var answers = own.body["answers"]?.object ?? [:]
    answers["cut_off"] = .string("Sundays, \(Self.canary)")
    let edited = try await send(
      client, .PUT, "/api/v1/conversations/\(mine)", token: tokens[0],
      ["answers": .object(answers), "reason": "misheard"])
    #expect(edited.status == 200, "\(edited.body)")
    return mine
  }

  private func conversation(
    _ id: String, _ number: Int, hash: String?, said: String
  ) -> JSONObject {
    var consent: JSONObject = [
      "form": "spoken",
      "scopes": [
        "analyse": true, "quote": true, "share_partners": true, "analyse_sensitive": true,
      ], "partners": ["age-concern"],
    ]
    consent["receipt_hash"] = hash.map { .string($0) }
    return [
      "id": .string(id), "survey": .string(Self.survey), "held_on": "2026-10-01",
      "setting": "home", "how": "in_person", "consent": .object(consent),
      "note": .string("Noticed: \(said)"),
      "answers": [
        "how_share": "talk", "where_you_live": .string(said),
        "services_should_hear": .string("A leaflet is no visit. \(said)"),
        "lonely_direct": number.isMultiple(of: 3) ? "often_always" : "hardly_ever",
        "belong": "very_strongly",
      ],
    ]
  }

  private func send(
    _ client: ServiceClient, _ method: HTTPMethod, _ path: String, token: String,
    _ body: JSONObject? = nil
  ) async throws -> (status: Int, body: JSONValue) {
    let other = ServiceClient(
      http: client.http, port: client.port, token: token, survey: client.survey)
    return try await other.send(
      method, path, body: body, headers: method == .PUT ? [("if-match", "*")] : [])
  }

  /// Everything that Hark gives out, by what was asked.
  private func outputs(
    _ home: ServedHome, _ client: ServiceClient, _ tokens: [String], _ mine: String
  ) async throws -> [String: String] {
    var texts: [String: String] = [:]
    let paths = [
      "conversations", "conversations/\(mine)", "conversations/\(mine)/history",
      "responses/\(mine)", "findings?survey=\(Self.survey)", "surveys/\(Self.survey)/progress",
      "search?q=\(Self.canary)", "withdrawals", "surveys/\(Self.survey)",
    ]
    for (place, token) in ([client.token] + tokens).enumerated() {
      for path in paths {
        let answer = try await send(client, .GET, "/api/v1/\(path)", token: token)
        texts["\(place) \(path)"] = answer.body.text()
      }
    }
    for (path, text) in try await everyRoute(client, mine) { texts["every \(path)"] = text }
    for purpose in [
      ["analysis"], ["quotes"], ["second_look"], ["partners", "--partner", "age-concern"],
    ] {
      for format in ["csv", "ndjson"] {
        for noun in ["conversation", "response"] {
          let outcome = try await home.run(
            [noun, "export", Self.survey, "--with-personal", "--format", format, "--for"] + purpose)
          texts["\(noun) \(format) \(purpose)"] = outcome.output
        }
      }
    }
    for command in [
      ["audit", "list", "--format", "json"], ["conversation", "list", "--format", "json"],
      ["findings", Self.survey, "--format", "json"], ["findings", Self.survey, "--format", "csv"],
      ["event", "list", "--format", "json"], ["plan", "list", "--format", "json"],
      ["withdrawal", "list", "--format", "json"], ["search", Self.canary, "--format", "json"],
      ["concern", "list", "--format", "json"], ["survey", "progress", Self.survey],
      ["doctor"],
    ] {
      texts[command.joined(separator: " ")] = try await home.run(command).output
    }
    return texts
  }

  /// Every route that is read, as the service itself describes them, so that one which is added is asked
  /// too.
  private func everyRoute(
    _ client: ServiceClient, _ mine: String
  ) async throws -> [String: String] {
    let description = try await client.send(.GET, "/api/v1/openapi.json").body
    let release = try await client.send(.GET, "/api/v1/findings?survey=\(Self.survey)")
      .body["release"]?.string
    var texts: [String: String] = [:]
    for (path, operations) in description["paths"]?.object ?? [:]
    where operations["get"] != nil {
      var address = path
      for (name, value) in [
        ("survey", Self.survey), ("version", "1.0.0"), ("partnership", "east"), ("token", "x"),
        ("list", "groups"), ("area", "E06000026"), ("year", "2024-25"),
        ("id", path.contains("/releases/") ? release ?? mine : mine),
      ] {
        address = address.replacingOccurrences(of: "{\(name)}", with: value)
      }
      let queries: [String: [String]] = [
        "search": ["?q=\(Self.canary)"], "findings": ["?survey=\(Self.survey)"],
        "responses.csv": [
          "?personal=yes", "?personal=yes&for=quotes", "?personal=yes&for=second_look",
        ], "responses.ndjson": ["?personal=yes", "?personal=yes&for=quotes"],
      ]
      for query in queries[path.split(separator: "/").last.map(String.init) ?? ""] ?? [""] {
        let answer = try await client.text(address + query)
        #expect(answer.status < 500, "\(address)")
        texts[address + query] = answer.text
      }
    }
    #expect(texts.count > 40, "\(texts.keys)")
    return texts
  }

  private func found(_ client: ServiceClient) async throws -> Int {
    try await client.send(.GET, "/api/v1/search?q=\(Self.canary)").body["conversations"]?.array?
      .count ?? -1
  }

  /// How many tables hold a word of the person, as text or in bytes.
  private func holding(_ home: ServedHome) async throws -> Int {
    let canary = Self.canary.lowercased()
    return try await home.ask(
      """
      select count(*) from pg_class c
      cross join lateral (
        select lower(query_to_xml(
          format('select t::text as t from hark.%I t', c.relname), true, false, '')::text) as rows
      ) r
      where c.relnamespace = 'hark'::regnamespace and c.relkind in ('r', 'p')
        and c.relname not in ('survey_version', 'migration')
        and (position(\(canary) in r.rows) > 0
          or position(encode(convert_to(\(canary), 'UTF8'), 'hex') in r.rows) > 0
          or position(encode(convert_to(\(Self.canary), 'UTF8'), 'hex') in r.rows) > 0)
      """)
  }

  /// Files of the home that hold a word; those of the database itself hold what PostgreSQL has not yet
  /// written over, which is what vacuum and backups are about.
  private func files(_ home: ServedHome) throws -> [String] {
    let walk = FileManager.default.enumerator(at: home.folder, includingPropertiesForKeys: nil)
    return (walk?.allObjects as? [URL] ?? []).filter { file in
      let path = file.path
      guard !path.contains("/database/base/"), !path.contains("/database/pg_wal/"),
        let data = FileManager.default.contents(atPath: path)
      else { return false }
      return data.range(of: Data(Self.canary.utf8)) != nil
    }.map(\.path)
  }
}
