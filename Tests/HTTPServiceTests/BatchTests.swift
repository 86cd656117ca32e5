// Responses by the batch: a line in, a line out, each as it would be answered alone.

import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Storage
import Testing

private let path = "/api/v1/responses/batch"

extension Service {
  /// Sends lines and reads the answers.
  fileprivate func batch(
    _ lines: [String], as role: Role = .researcher, type: String = "application/x-ndjson"
  ) async throws -> (status: Int, answers: [JSONValue]) {
    let response = try await client.execute(
      uri: path, method: .post,
      headers: [.authorization: "Bearer \(tokens[role] ?? "")", .contentType: type],
      body: ByteBuffer(string: lines.joined(separator: "\n")))
    let answers = try response.body.readableBytesView.split(separator: 0x0A).map {
      try JSONValue.parse($0)
    }
    return (response.status.code, answers)
  }
}

private func line(_ id: UUID = UUID(), _ answer: String = "A made-up answer.") -> String {
  """
  {"survey": "open-conversation", "id": "\(id.uuidString.lowercased())", \
  "answered_on": "2026-10-01", "consent": {"form": "spoken", "scopes": {"analyse": true}}, \
  "answers": {"what_matters": "\(answer)"}}
  """
}

@Suite struct BatchTests {
  @Test func `each line is answered in order as it would be alone`() async throws {
    try await withService { service in
      let id = UUID()
      let lines = [
        line(id), "{", "", "[1]", line(id), line(id, "Another."),
        line().replacingOccurrences(of: "open-conversation", with: "nothing"),
        line().replacingOccurrences(of: "what_matters", with: "what_mattrs"),
        line().replacingOccurrences(of: "\"survey\": \"open-conversation\", ", with: ""),
        line().replacingOccurrences(of: "true", with: "false"), line(),
      ]
      let (status, answers) = try await service.batch(lines)
      #expect(status == 200)
      #expect(answers.map { $0["line"]?.int } == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
      #expect(
        answers.map { $0["status"]?.int } == [201, 400, 400, 201, 409, 404, 422, 422, 422, 201])
      #expect(answers[0]["id"]?.string == id.uuidString.lowercased())
      #expect(answers[0]["recorded_at"] == answers[3]["recorded_at"])
      #expect(answers[4]["code"] == "H007" && answers[6]["code"] == "A001")
    }
  }

  @Test func `a batch again adds nothing, and a single request knows its records`() async throws {
    try await withService { service in
      let id = UUID()
      let lines = (0..<3_000).map { _ in line() } + [line(id)]
      let (_, first) = try await service.batch(lines)
      let (_, second) = try await service.batch(lines)
      #expect(first.count == 3_001 && first.allSatisfy { $0["status"] == 201 })
      #expect(first == second)
      let alone = line(id).replacingOccurrences(of: "\"survey\": \"open-conversation\", ", with: "")
      let single = try await service.send(
        .post, "/api/v1/surveys/open-conversation/responses", as: .researcher, alone)
      #expect(single.status == 201 && single.body?["recorded_at"] == first.last?["recorded_at"])
    }
  }

  @Test func `R18 a line that cannot be kept is refused alone with its reason`() async throws {
    try await withService { service in
      let lines = [
        line(UUID(), "\\u0000"), line(UUID(), "\\ud800"), line(UUID(), "\u{202E}abc"),
        line(UUID(), String(repeating: "x", count: 1 << 20)),
        line(UUID(), String(repeating: "x", count: 2 << 20)),
        line(UUID(), String(repeating: "x", count: 400_000)), line(),
      ]
      let (_, answers) = try await service.batch(lines)
      #expect(answers.map { $0["status"]?.int } == [422, 422, 201, 413, 413, 422, 201])
      #expect(
        answers.map { $0["code"]?.string } == ["J012", "J013", nil, "H005", "H005", "A010", nil])
    }
  }

  @Test func `another media type is 415 and a commissioner is refused`() async throws {
    try await withService { service in
      let wrongType = try await service.batch([line()], type: "application/json").status
      let wrongRole = try await service.batch([line()], as: .commissioner).status
      #expect(wrongType == 415 && wrongRole == 403)
    }
  }
}
