// Short records leave their connection before the router, over a socket: nobody who sends can tell.

import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct RecordIntakeTests {
  private func body(_ id: UUID, _ answer: String = "not_safe") -> String {
    """
    {"id": "\(id.uuidString.lowercased())", "version": "1.0.0",
     "consent": {"form": "spoken", "scopes": {"analyse": true}}, "answers": {"safe": "\(answer)"}}
    """
  }

  private func post(
    _ body: String, _ token: String, survey: String = "worcs-feeling-safe", isChunked: Bool = false
  ) -> String {
    let length = body.utf8.count
    let head =
      "POST /api/v1/surveys/\(survey)/responses HTTP/1.1\r\nHost: hark\r\n"
      + "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
    return isChunked
      ? head
        + "Transfer-Encoding: chunked\r\n\r\n\(String(length, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
      : head + "Content-Length: \(length)\r\n\r\n\(body)"
  }

  /// How many records the server says it took at their connection.
  private func taken(_ connection: RawConnection) throws -> Int? {
    try connection.send("GET /metrics HTTP/1.1\r\nHost: hark\r\n\r\n")
    return connection.readAnswer().body.split(separator: "\n")
      .first { $0.hasPrefix("hark_records_at_connection_total ") }
      .flatMap { Int($0.split(separator: " ")[1]) }
  }

  /// The names and values of a head, in order, but for those that change from one answer to the next.
  private func fields(_ head: String) -> [String] {
    head.split(separator: "\r\n").map { $0.lowercased() }.filter { !$0.hasPrefix("date:") }.sorted()
  }

  @Test func `a record is answered the same and in its turn, whatever comes before and after it`()
    async throws
  {
    try await ServedHome.with { home, token in
      let port = try await home.startServer()
      try await onThread {
        let connection = try RawConnection(port: port)
        let ids = (0..<6).map { _ in UUID() }
        // The first signs in; the same again, read by the router and before it.
        try connection.send(post(body(ids[0]), token))
        let first = connection.readAnswer()
        #expect(first.head.hasPrefix("HTTP/1.1 201"), "\(first.head)")
        for isChunked in [true, false] {
          try connection.send(post(body(ids[0]), token, isChunked: isChunked))
          let again = connection.readAnswer()
          #expect(again.body == first.body)
          #expect(fields(again.head) == fields(first.head))
          #expect(again.head.lowercased().contains("\r\ndate: "))
        }
        // Records, refused ones and others, all sent at once.
        let list =
          "GET /api/v1/surveys HTTP/1.1\r\nHost: hark\r\nAuthorization: Bearer \(token)\r\n\r\n"
        try connection.send(
          post(body(ids[1]), token) + list + post(body(ids[2]), token)
            + post("{", token) + post(body(ids[3], "purple"), token)
            + post(body(ids[4]), token, survey: "nowhere") + post(body(ids[4]), "nonsense")
            + post(body(ids[5]), token))
        let answers = (0..<8).map { _ in connection.readAnswer() }
        let statuses = answers.map { String($0.head.dropFirst(9).prefix(3)) }
        #expect(statuses == ["201", "200", "201", "400", "422", "404", "401", "201"])
        for (answer, id) in [(0, 1), (2, 2), (7, 5)] {
          #expect(answers[answer].body.contains(ids[id].uuidString.lowercased()))
        }
        #expect(answers[4].head.contains("application/problem+json"))
        #expect(answers[4].body.contains("\"question\":\"safe\""))
        // In two parts, and nothing more after it: of those that waited for nobody this one went the short way.
        let before = try #require(try taken(connection))
        #expect(before >= 1)
        try connection.send(post(body(UUID()), token))
        #expect(connection.readAnswer().head.hasPrefix("HTTP/1.1 201"))
        let after = try taken(connection)
        #expect(after == before + 1)
        let last = post(body(UUID()), token)
        try connection.send(String(last.dropLast(20)))
        try connection.send(String(last.suffix(20)))
        connection.endSending()
        #expect(connection.readAnswer().head.hasPrefix("HTTP/1.1 201"))
        #expect(connection.read(through: "nothing").isEmpty)
      }
    }
  }

  @Test func `what comes while a record is stored waits for its answer, the end of sending too`()
    async throws
  {
    try await ServedHome.with { home, token in
      let port = try await home.startServer()
      let ids = (0..<3).map { _ in UUID() }
      try await onThread {
        let connection = try RawConnection(port: port)
        try connection.send(post(body(ids[0]), token))
        #expect(connection.readAnswer().head.hasPrefix("HTTP/1.1 201"))
      }
      // Nobody stores anything until somebody has waited for it.
      let holder = Task {
        try await home.ask(
          """
          do $$
          begin
            lock table hark.submission in access exclusive mode;
            while not exists (
              select from pg_locks where not granted and relation = 'hark.submission'::regclass)
            loop
              perform pg_sleep(0.01);
            end loop;
          end
          $$
          """)
      }
      while try await home.ask(
        """
        select count(*) from pg_locks where granted and mode = 'AccessExclusiveLock'
          and relation = 'hark.submission'::regclass
        """
      ) == 0 {
        await Task.yield()
      }
      try await onThread {
        let connection = try RawConnection(port: port)
        try connection.send(post(body(ids[1]), token) + post(body(ids[2]), token))
        connection.endSending()
        for id in ids.dropFirst() {
          let answer = connection.readAnswer()
          #expect(answer.head.hasPrefix("HTTP/1.1 201"), "\(answer.head)")
          #expect(answer.body.contains(id.uuidString.lowercased()))
        }
        #expect(connection.read(through: "nothing").isEmpty)
      }
      _ = try await holder.value
    }
  }
}
