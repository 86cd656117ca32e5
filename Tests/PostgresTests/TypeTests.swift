// Every type goes to the server and comes back unchanged, and the server means the same by it as we
// do: its own text form is the second opinion.

import Foundation
import Postgres
import Testing

@Suite struct TypeTests {
  /// Sends each value, and expects it back, alone and in an array, with the server's text for it.
  private func roundTrip<Value: SQLArrayScalar & Equatable>(
    _ values: [Value], text: [String]? = nil
  ) async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        var texts: [String] = []
        for value in values {
          let back = try connection.first("select \(value), \(value)::text") { row in
            texts.append(try row.get(1))
            return try row.get(0, as: Value.self)
          }
          #expect(back == value)
        }
        if let text { #expect(texts == text) }
        let array = try connection.first("select \(values)") { row in
          try row.get(0, as: [Value].self)
        }
        #expect(array == values)
        let withNulls = values.map(Optional.some) + [nil]
        let nullable = try connection.first("select \(withNulls)") { row in
          try row.get(0, as: [Value?].self)
        }
        #expect(nullable == withNulls)
        let spread = try connection.query("select * from unnest(\(withNulls))") { row in
          try row.get(0, as: Value?.self)
        }
        #expect(spread == withNulls)
        let none = try connection.first("select \(nil as Value?), \([] as [Value])") { row in
          (try row.get(0, as: Value?.self), try row.get(1, as: [Value].self))
        }
        #expect(none?.0 == nil)
        #expect(none?.1 == [])
      }
    }
  }

  @Test func `whole numbers keep their extremes`() async throws {
    try await roundTrip(
      [0, 1, -1, Int.max, Int.min],
      text: ["0", "1", "-1", "9223372036854775807", "-9223372036854775808"])
    try await roundTrip([0, Int64.max, Int64.min])
    try await roundTrip([0, Int32.max, Int32.min], text: ["0", "2147483647", "-2147483648"])
    try await roundTrip([0, Int16.max, Int16.min], text: ["0", "32767", "-32768"])
  }

  @Test func `truth values and fractions keep every bit`() async throws {
    try await roundTrip([true, false], text: ["true", "false"])
    try await roundTrip(
      [
        0, 1.5, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity,
        0.1 + 0.2,
      ],
      text: [
        "0", "1.5", "-0.1", "1.7976931348623157e+308", "5e-324", "Infinity", "-Infinity",
        "0.30000000000000004",
      ])
    try await withClient { client in
      let special = try await client.withConnection { connection in
        try connection.first("select \(Double.nan), \(-0.0)") { row in
          [try row.get(0, as: Double.self), try row.get(1, as: Double.self)]
        }
      }
      #expect(special?[0].isNaN == true)
      #expect(special?[1].sign == .minus)
    }
  }

  @Test func `text, UUIDs, bytes and JSON come back whole`() async throws {
    try await roundTrip(["", "a", "Ω\n'"], text: ["", "a", "Ω\n'"])
    let ids = [UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))]
    try await roundTrip(ids, text: ids.map { $0.uuidString.lowercased() })
    try await withClient { client in
      try await client.withConnection { connection in
        for bytes in [[], [0], Array(0...255), [UInt8](repeating: 0, count: 100_000)] as [[UInt8]] {
          let back = try connection.first(
            "select \(bytes), length(\(bytes)), \(Optional(bytes))"
          ) { row in
            #expect(try row.get(1, as: Int.self) == bytes.count)
            #expect(try row.get(2, as: [UInt8]?.self) == bytes)
            return try row.get(0, as: [UInt8].self)
          }
          #expect(back == bytes)
        }
        let document = JSONText(#"{"a": [1, "Ω", null, 1e400]}"#)
        let back = try connection.first(
          "select \(document), (\(document)->'a'->>1), '{\"b\" :1}'::json"
        ) { row in
          #expect(try row.get(1, as: String.self) == "Ω")
          #expect(try row.get(2, as: JSONText.self).text == #"{"b" :1}"#)
          return try row.get(0, as: JSONText.self)
        }
        #expect(back?.text.hasPrefix(#"{"a": [1, "Ω", null, 1000"#) == true)
      }
    }
  }

  @Test func `an enumeration travels by its raw value and an unknown one is an error`() async throws
  {
    enum Mode: String, SQLEncodable, SQLDecodable { case phone, paper }
    try await withClient { client in
      try await client.withConnection { connection in
        let mode = try connection.first("select \(Mode.paper)") { try $0.get(0, as: Mode.self) }
        #expect(mode == .paper)
        expectError(.decode(column: "mode", expected: "Mode")) {
          try connection.first("select 'fax'::text as mode") { try $0.get("mode", as: Mode.self) }
        }
      }
    }
  }

  @Test func `numerics become the nearest fraction`() async throws {
    let texts = [
      "0", "0.1", "-12345678901234567890.123456789", "1e-20", "1e20", "100000000", "0.00012345",
      "10000.0001", "-0.5", "9999.9999", "1e300", "NaN", "Infinity", "-Infinity", "123000",
    ]
    try await withClient { client in
      try await client.withConnection { connection in
        for text in texts {
          let back = try connection.first("select \(text)::numeric") {
            try $0.get(0, as: Double.self)
          }
          let expected = try #require(Double(text))
          #expect(back == expected || (back?.isNaN == true && expected.isNaN), "\(text)")
        }
      }
    }
  }

  @Test(arguments: [
    refusal("select 40000 as c", Int16.self), refusal("select 3000000000 as c", Int32.self),
    refusal("select null::int as c", Int.self), refusal("select '1'::text as c", Int.self),
    refusal("select 1 as c", String.self), refusal("select gen_random_uuid() as c", String.self),
    refusal("select 'x'::text as c", UUID.self),
    refusal("select now()::timestamp as c", Date.self),
    refusal("select 'infinity'::timestamptz as c", Date.self),
    refusal("select 'infinity'::date as c", PostgresDate.self),
    refusal("select array[1, null] as c", [Int].self),
    refusal("select array[[1, 2], [3, 4]] as c", [Int].self),
    refusal("select array[1] as c", [String].self), refusal("select 1.5 as c", Int.self),
    refusal("select 1 as c", Bool.self), refusal("select 1 as c", Double.self),
    refusal("select 'x'::text as c", [UInt8].self), refusal("select 'x'::text as c", JSONText.self),
    refusal("select 1::int8 as c", Date.self), refusal("select 1 as c", PostgresDate.self),
  ])
  func `a column is read strictly by its type`(refusal: Refusal) async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        let error = expectError {
          try connection.first(refusal.sql) { row in try refusal.read(row) }
        }
        #expect(error == .decode(column: "c", expected: refusal.type))
      }
    }
  }

  @Test func `columns are found by exact name and by place`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        let sum = try connection.first("select 1::int2 as a, 2::int4 as \"B\"") { row in
          try row.get("a", as: Int.self) + row.get("B", as: Int.self) + row.get(1, as: Int.self)
        }
        #expect(sum == 5)
        let unknown = expectError {
          try connection.first("select 1 as c") { row in _ = try row.get("d", as: Int.self) }
        }
        #expect(unknown?.description.contains("column d") == true)
        expectError {
          try connection.first("select 1 as c") { row in _ = try row.get(1, as: Int.self) }
        }
      }
    }
  }
}

/// A cell that must not be read as a type.
struct Refusal: Sendable {
  let sql: SQL
  let type: String
  let read: @Sendable (Row) throws -> Void
}

private func refusal<Value: SQLDecodable & Sendable>(_ sql: SQL, _ type: Value.Type) -> Refusal {
  Refusal(sql: sql, type: "\(type)") { row in _ = try row.get("c", as: Value.self) }
}
