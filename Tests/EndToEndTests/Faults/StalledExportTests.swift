// A client that asks for an export and then reads nothing: it is dropped, the export ends with it, and
// the audit trail says that it was not whole.

import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

@Suite struct StalledExportTests {
  @Test func `R26 an export that nobody reads is dropped in time and ends in the audit trail`()
    async throws
  {
    try await ServedHome.with(limits: "write=2") { home, _ in
      let token = try await fill(home)
      let port = try await home.startServer()
      let client = try stalledClient(
        port,
        "GET /api/v1/surveys/open-conversation/responses.csv?personal=yes HTTP/1.1\r\n"
          + "Host: hark\r\nAuthorization: Bearer \(token)\r\n\r\n")
      defer { close(client) }
      let start = ContinuousClock.now
      // The sealer works for a moment each second: the export's connection is free when none is busy
      // at one look.
      while try await home.ask(
        """
        select (exists (
            select from hark.audit_event
            where action = 'response.export' and detail ->> 'whole' = 'false')
          and not exists (
            select from pg_stat_activity where usename = 'hark_app' and state <> 'idle'))::int
        """) == 0
      {
        guard ContinuousClock.now - start < .seconds(60 * patience) else {
          Issue.record("the export of a client that reads nothing goes on")
          break
        }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  /// Stores more than the buffers between server and client hold; gives a coordinator's token.
  private func fill(_ home: ServedHome) async throws -> String {
    let published = try await home.run("survey", "publish", "open-conversation")
    #expect(published.status == 0, "\(published.errors)")
    let words = String(repeating: "made up words ", count: 500)
    let rows = (0..<1_500).map { _ in "yes,home,2026-10-01,\(words)" }
    let table = (["consent.analyse,_setting,_held_on,what_matters"] + rows).joined(separator: "\n")
    let imported = try await home.run("conversation", "import", "-", input: table)
    #expect(imported.status == 0, "\(imported.errors)")
    _ = try await home.run("account", "export", "allow", "admin")
    let token = try await home.run("account", "token", "admin", "--role", "coordinator")
    return token.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A connection with a small buffer that has sent a request and is never read from.
  private func stalledClient(_ port: Int, _ request: String) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var size: Int32 = 4_096
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0, send(descriptor, request, request.utf8.count, 0) == request.utf8.count
    else { throw FaultTestError("no connection to the server") }
    return descriptor
  }
}
