// Every request of docs/problems.md is answered with the problem that it is an example of.

import Engagement
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Storage
import TestSupport
import Testing

@Suite struct ProblemExampleTests {
  @Test func `every problem of a use case has its section on the page`() throws {
    let sections = try ProblemExample.sections().filter { $0.hasPrefix("H0") }
    #expect(sections == ProblemCode.allCases.map(\.rawValue))
  }

  @Test func `every request of the page on problems is answered with its problem`() async throws {
    let examples = try ProblemExample.all("http")
    #expect(examples.count >= 12)
    for example in examples {
      try await withService { service in
        var code: String?
        for request in Request.all(example.lines) { code = try await request.send(service) }
        #expect(code == example.code)
      }
    }
  }
}

/// A request as the page writes it.
private struct Request {
  var method = HTTPRequest.Method.get
  var path = ""
  var role: Role?
  var headers: HTTPFields = [:]
  var body: String?
  var times = 1

  static func all(_ lines: [String]) -> [Request] {
    var requests: [Request] = []
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      if let method = HTTPRequest.Method(rawValue: words[0]), words.count > 1,
        words[1].hasPrefix("/")
      {
        var request = Request(
          method: method, path: words[1], role: words.last.flatMap(Role.init(rawValue:)))
        if words.last == "times" { request.times = Int(words[2]) ?? 1 }
        requests.append(request)
      } else if line.hasPrefix("Content-Type: ") {
        requests[requests.count - 1].headers[.contentType] = String(line.dropFirst(14))
      } else if line.hasPrefix("If-Match: ") {
        requests[requests.count - 1].headers[.ifMatch] = String(line.dropFirst(10))
      } else {
        requests[requests.count - 1].body = line.replacingOccurrences(
          of: "⟨1048576 × x⟩", with: String(repeating: "x", count: 1_048_576))
      }
    }
    return requests
  }

  func send(_ service: Service) async throws -> String? {
    var path = path
    if path.contains("⟨link⟩") {
      path = path.replacingOccurrences(of: "⟨link⟩", with: try await service.addLink().token)
    } else if path.contains("⟨closed-link⟩") {
      path = path.replacingOccurrences(
        of: "⟨closed-link⟩", with: try await service.addLink(isClosed: true).token)
    }
    var code: String?
    for _ in 0..<times {
      code = try await service.send(method, path, as: role, body, headers: headers)
        .body?["code"]?.string
    }
    return code
  }
}
