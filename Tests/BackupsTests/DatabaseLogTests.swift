// R24 for the log of PostgreSQL: a private server never writes down what people said, whatever its
// configuration file asks for and however a statement ends.

import EmbeddedPostgres
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Testing

@Suite struct DatabaseLogTests {
  private static let canary = "canary-\(UUID().uuidString)"

  /// What an operator may have set to see more; the server's own options win.
  private static let loud: [SQL] = [
    "alter system set log_statement = 'all'", "alter system set log_min_messages = 'debug1'",
    "alter system set log_min_error_statement = 'debug1'",
    "alter system set log_parameter_max_length = -1",
    "alter system set log_parameter_max_length_on_error = -1",
    "alter system set log_error_verbosity = 'verbose'",
    "alter system set log_min_duration_statement = 0", "alter system set log_lock_waits = on",
    "alter system set debug_print_parse = on", "alter system set debug_print_plan = on",
    "select pg_reload_conf()",
  ]

  @Test func `R24 no statement and no error puts what people said into the database's log`()
    async throws
  {
    try await withHousehold { house in
      try await house.owner.withConnection { connection in
        for statement in Self.loud { try connection.execute(statement) }
      }
      let isQuiet = try await house.client.withConnection { connection in
        // The reload reaches a session between two of its statements.
        while try connection.first(
          "select current_setting('log_min_duration_statement')", { try $0.get(0, as: String.self) }
        )
          != "0"
        {}
        return try ServerQueries.loggingOfValues(on: connection).isEmpty
      }
      #expect(isQuiet)
      try await speak(house)
      try await failEveryWay(house)
      let log = try String(contentsOfFile: house.cluster.home.logFile, encoding: .utf8)
      #expect(log.contains("duration:"), "the log is not written at all")
      // Plans print values as numbers.
      #expect(!log.contains("constvalue"))
      #expect(!log.contains(Self.canary))
      #expect(!log.contains(String(Self.canary.dropFirst(7))))
    }
  }

  @Test func `a server that would log values is told apart`() async throws {
    try await withHousehold { house in
      let settings = try await house.owner.withConnection { connection in
        for name in ["log_min_messages", "log_min_error_statement"] {
          try connection.execute("select set_config(\(name), 'warning', false)")
        }
        for (name, value) in [
          ("log_statement", "all"), ("log_parameter_max_length", "-1"),
          ("log_parameter_max_length_on_error", "-1"),
        ] { try connection.execute("select set_config(\(name), \(value), false)") }
        return try ServerQueries.loggingOfValues(on: connection).map(\.setting)
      }
      #expect(
        settings == [
          "log_min_error_statement", "log_min_messages", "log_parameter_max_length",
          "log_parameter_max_length_on_error",
        ])
    }
  }

  /// Records, is refused and reads, with the canary in every text.
  private func speak(_ house: Household) async throws {
    let researcher = house.researcher
    let coordinator = Principal(
      partnership: researcher.partnership, partnershipSlug: researcher.partnershipSlug,
      account: researcher.account, accountName: researcher.accountName, role: .coordinator)
    _ = try await house.engagement.publish("open-conversation", as: coordinator, origin: .cli)
    for id in [UUID(), UUID()] {
      let record: JSONObject = [
        "id": .string(id.uuidString.lowercased()), "held_on": "2026-10-01", "setting": "home",
        "how": "phone", "note": .string(Self.canary),
        "consent": ["form": "spoken", "scopes": ["analyse": true]],
        "answers": ["what_matters": .string(Self.canary)],
      ]
      _ = try await house.engagement.log(record, as: researcher, origin: .http)
      var other = record
      other["note"] = .string(Self.canary + " again")
      _ = try? await house.engagement.log(other, as: researcher, origin: .http)
      other["id"] = .string(Self.canary)
      _ = try? await house.engagement.log(other, as: researcher, origin: .http)
    }
  }

  /// Errors that quote values: of reading, of unique and checked columns, of COPY and of a function.
  private func failEveryWay(_ house: Household) async throws {
    try await house.owner.withConnection { connection in
      try connection.execute(
        "create temporary table said (words text primary key check (length(words) < 60))")
      let canary = Self.canary
      let long = String(repeating: canary, count: 3)
      try connection.execute("insert into said values (\(canary))")
      let failing: [SQL] = [
        "insert into said values (\(canary))", "insert into said values (\(long))",
        "select \(canary)::text::int", "select \(canary)::text::jsonb",
        "select xmlparse(document \(canary))", "select hark.\(canary)",
        "insert into hark.place (name) values (\(canary))",
      ]
      for statement in failing {
        let count = try? connection.execute(statement)
        #expect(count == nil)
      }
      let copied: Void? = try? connection.copyOut(
        "copy (select words::int from said) to stdout"
      ) { _ in }
      #expect(copied == nil)
    }
  }
}
