// R44: a full disk. The home lies on a small file system of its own, which takes root to mount.

import AsyncHTTPClient
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// Whether this machine lets the test mount a file system in memory.
let mayMount: Bool = {
  guard geteuid() == 0 else { return false }
  let probe = "/tmp/hark-mount-\(UUID().uuidString.prefix(8))"
  mkdir(probe, 0o700)
  defer { rmdir(probe) }
  guard mount("hark-test", probe, "tmpfs", 0, "size=1m") == 0 else { return false }
  umount2(probe, Int32(MNT_DETACH))
  return true
}()

@Suite struct FullDiskTests {
  @Test(.enabled(if: mayMount, "mounting a file system takes root"))
  func `R44 a full disk refuses in time, stores nothing in part and recovers by itself`()
    async throws
  {
    let folder = URL(fileURLWithPath: "/tmp/hark-full-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    guard mount("hark-test", folder.path, "tmpfs", 0, "size=256m,mode=0700") == 0 else {
      throw FaultTestError("no file system")
    }
    defer {
      umount2(folder.path, Int32(MNT_DETACH))
      rmdir(folder.path)
    }
    try await ServedHome.with(folder: folder) { home, token in
      let port = try await home.startServer()
      let http = RecordingClient.makeHTTP()
      let acknowledged = Acknowledged(clients: 1)
      let client = RecordingClient(
        number: 0, url: "http://127.0.0.1:\(port)/api/v1", token: token, http: http,
        acknowledged: acknowledged)
      let result: Result<Void, any Error>
      do {
        try await fillAndEmpty(folder, client, acknowledged, home)
        result = .success(())
      } catch {
        result = .failure(error)
      }
      try await http.shutdown()
      try result.get()
    }
  }

  private func fillAndEmpty(
    _ folder: URL, _ client: RecordingClient, _ acknowledged: Acknowledged, _ home: ServedHome
  ) async throws {
    func record(story: Int) async -> Bool {
      let id = UUID()
      let words = (0..<story).map { "word\($0 ^ Int.random(in: 0..<1_000_000))" }
      let body =
        #"{"id":"\#(id.uuidString.lowercased())","version":"1.0.0","#
        + #""consent":{"form":"spoken","scopes":{"analyse":true}},"#
        + #""answers":{"safe":"not_safe","story":"\#(words.joined(separator: " "))"}}"#
      return await client.send(body, id: id)
    }
    let first = await record(story: 10)
    #expect(first, "\(acknowledged.unexpected)")
    let ballast = folder.appendingPathComponent("ballast")
    try fill(ballast)
    // Pages and log have some room left; a few large stories use it up.
    var refused = 0
    for _ in 0..<4_000 where refused < 5 {
      refused += await record(story: 500) ? 0 : 1
    }
    #expect(refused == 5, "the disk never got full")
    #expect(acknowledged.unexpected.isEmpty)
    // Each refusal was an answer; none had to be waited for in vain.
    #expect(acknowledged.refusals == [503: refused])
    try FileManager.default.removeItem(at: ballast)
    var recovered = false
    for _ in 0..<3_000 where !recovered { recovered = await record(story: 10) }
    #expect(recovered)
    let ids = acknowledged.ids
    let stored = try await home.ask(
      """
      select count(*)::int8 from hark.response r join hark.submission s using (partnership_id, id)
      join hark.consent c using (partnership_id, id) where r.id = any(\(ids)::uuid[])
      """)
    #expect(stored == ids.count)
    let all = try await home.ask("select count(*)::int8 from hark.response")
    #expect(ids.count...(ids.count + refused) ~= all)
  }

  private func fill(_ file: URL) throws {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FaultTestError("no ballast") }
    defer { close(descriptor) }
    let block = [UInt8](repeating: 1, count: 65_536)
    while write(descriptor, block, block.count) > 0 {}
  }
}
