// What a file of places is refused for, before the database sees it.

import Engagement
import Foundation
import Storage
import TestSupport
import Testing

@testable import Commands

@Suite struct PlaceFileTests {
  @Test func `a code that no official place can have is named with its line and the way out`()
    async throws
  {
    try await withFolder { folder in
      let file = folder.appendingPathComponent("places.csv")
      try Data(
        "code,name,kind\nE05000000,Made-up Ward,ward\nmade-up-north,Made-up North,ward\n".utf8
      ).write(to: file)

      let problem = #expect(throws: Problem.self) {
        try PlaceFile.read(file.path, official: true)
      }
      #expect(problem?.detail.contains("line 3") == true)
      #expect(problem?.detail.contains("--local") == true)
      let own = try PlaceFile.read(file.path, official: false)
      #expect(own.map(\.code) == ["E05000000", "made-up-north"])
    }
  }

  @Test(arguments: ["-a", "a b", "é", String(repeating: "a", count: 64)])
  func `a code of one's own that the database would refuse is refused in words`(code: String)
    async throws
  {
    try await withFolder { folder in
      let file = folder.appendingPathComponent("places.csv")
      try Data("code,name,kind\n\(code),Made-up,ward\n".utf8).write(to: file)
      let problem = #expect(throws: Problem.self) {
        try PlaceFile.read(file.path, official: false)
      }
      #expect(problem?.detail.contains("letters without accents") == true)
    }
  }
}
