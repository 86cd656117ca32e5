// R43: what was acknowledged is stored, once, whatever dies. `script/faults` runs the 200 rounds that
// count; here a few run with every other test.

import AsyncHTTPClient
import Foundation
import Postgres
import TestRandomness
import TestSupport
import Testing

@Suite(.serialized) struct DurabilityTests {
  /// What a round breaks.
  enum Fault: CaseIterable {
    case hark, postgres, both, connection, reply
  }

  private static var rounds: Int {
    ProcessInfo.processInfo.environment["FAULT_ROUNDS"].flatMap(Int.init) ?? 5
  }

  @Test(.timeLimit(.minutes(60 * patience)))
  func `R43 what was acknowledged is stored once, whatever is killed or cut`() async throws {
    try await ServedHome.with { home, token in
      let proxy = try FaultProxy()
      let http = RecordingClient.makeHTTP()
      let acknowledged = Acknowledged(clients: 8)
      proxy.aim(at: try await home.startServer())
      let result: Result<Void, any Error>
      do {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<8 {
            let client = RecordingClient(
              number: number, url: "http://127.0.0.1:\(proxy.port)/api/v1", token: token,
              http: http, acknowledged: acknowledged)
            group.addTask { await client.run() }
          }
          defer { acknowledged.finish() }
          var generator = SeededGenerator(seed: 43)
          for round in 0..<Self.rounds {
            let fault = Fault.allCases[round % Fault.allCases.count]
            try await progress(acknowledged, records: Int.random(in: 1...6, using: &generator))
            try await strike(fault, home, proxy)
            try await progress(acknowledged, records: 1)
          }
        }
        result = .success(())
      } catch {
        result = .failure(error)
      }
      proxy.close()
      try await http.shutdown()
      try result.get()
      #expect(acknowledged.unexpected.isEmpty)
      try await expectStored(acknowledged.ids, in: home)
      // What script/faults was run for.
      if ProcessInfo.processInfo.environment["FAULT_ROUNDS"] != nil {
        let refused = acknowledged.refusals.sorted { $0.key < $1.key }.map {
          "\($0.value) of \($0.key)"
        }
        print(
          "\(Self.rounds) rounds: \(acknowledged.ids.count) records acknowledged;"
            + " refused and sent again: \(refused.isEmpty ? "none" : refused.joined(separator: ", "))"
        )
      }
    }
  }

  /// Waits until every client has been told of so many more records.
  private func progress(_ acknowledged: Acknowledged, records: Int) async throws {
    let goal = acknowledged.counts.map { $0 + records }
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(90 * patience))
    while !zip(acknowledged.counts, goal).allSatisfy({ $0 >= $1 }) {
      guard clock.now < end, acknowledged.unexpected.isEmpty else {
        throw FaultTestError(
          "no recovery: \(acknowledged.counts), refused \(acknowledged.refusals), unexpected "
            + "\(acknowledged.unexpected.prefix(3))")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  private func strike(_ fault: Fault, _ home: ServedHome, _ proxy: FaultProxy) async throws {
    switch fault {
    case .hark:
      home.killServer()
      proxy.aim(at: try await home.startServer())
    case .postgres:
      try home.killPostgres()
    case .both:
      try home.killPostgres()
      home.killServer()
      proxy.aim(at: try await home.startServer())
    case .connection:
      proxy.cut()
    case .reply:
      proxy.set(.lose)
      // Long enough for a request to arrive and be stored without its sender hearing of it.
      try await Task.sleep(for: .milliseconds(100))
      proxy.set(.pass)
    }
  }

  /// Each record that was acknowledged is there once, and nothing is there in part.
  private func expectStored(_ ids: [UUID], in home: ServedHome) async throws {
    #expect(Set(ids).count == ids.count)
    for (what, count) in [
      ("responses", try await home.ask("select count(*)::int8 from hark.response")),
      ("submissions", try await home.ask("select count(*)::int8 from hark.submission")),
      ("consents", try await home.ask("select count(*)::int8 from hark.consent")),
      (
        "events",
        try await home.ask(
          """
          select count(distinct coalesce(r.id, e.record_id))::int8 from hark.audit_event e
          left join lateral jsonb_array_elements_text(e.detail -> 'ids') r (id) on true
          where e.action = 'response.record'
          """)
      ),
      (
        "records in all events",
        try await home.ask(
          """
          select sum(coalesce((detail ->> 'count')::integer, 1))::int8 from hark.audit_event
          where action = 'response.record'
          """)
      ),
    ] {
      // A last try that nobody heard of may be stored too: one for each client at most.
      #expect(ids.count...(ids.count + 8) ~= count, "\(what): \(count) of \(ids.count)")
    }
    let lost = try await home.ask(
      """
      select count(*)::int8 from unnest(\(ids)::uuid[]) a (id)
      left join hark.response r on r.id = a.id
      left join hark.submission s on s.id = a.id
      left join hark.consent c on c.id = a.id
      where r.id is null or s.id is null or c.id is null
      """)
    #expect(lost == 0)
    let partial = try await home.ask(
      """
      select count(*)::int8 from hark.submission s
      full join hark.response r using (partnership_id, id)
      full join hark.consent c using (partnership_id, id)
      where s.created_at is null or r.created_at is null or c.created_at is null
      """)
    #expect(partial == 0)
  }
}
