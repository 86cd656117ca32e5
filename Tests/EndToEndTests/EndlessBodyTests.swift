// Bodies without an end, sent to the built program: refused while they come, and never held in memory.

import Foundation
import TestSupport
import Testing

@Suite struct EndlessBodyTests {
  @Test func `R27 a body over the limit is refused while it comes, and memory stays as it was`()
    async throws
  {
    try await withFolder { folder in
      try await ServedHome.with { home, token in
        try await send(to: home, token, from: folder)
      }
    }
  }

  private func send(to home: ServedHome, _ token: String, from folder: URL) async throws {
    let port = try await home.startServer()
    let address = "http://127.0.0.1:\(port)/api/v1/surveys/worcs-feeling-safe/responses"
    // From a pipe in chunks, from a file with its length.
    for source in ["-", "large"] {
      let outcome = try await shell(
        [
          "truncate -s 300000000 large",
          "cat large | curl --silent --max-time 60 -X POST --output answer"
            + " --write-out '%{http_code} %{size_upload}' -H 'Authorization: Bearer \(token)'"
            + " -H 'Content-Type: application/json' -H 'Expect:' --upload-file \(source) \(address)",
          "echo; cat answer",
        ], in: folder, environment: [:])
      let lines = outcome.output.split(separator: "\n", maxSplits: 1).map(String.init)
      let figures = lines[0].split(separator: " ").compactMap { Int($0) }
      #expect(figures.first == 413, "\(source): \(outcome.output)")
      #expect(try #require(figures.last) < 100_000_000, "\(source): all of it was read")
      #expect(lines.last?.contains("H005") == true)
    }
    #expect(try home.mostServerMemory() < 400 << 20)
  }
}
