// A running server reads folders again when their files change, and goes on with what it had where a
// survey is broken.

import Foundation
import SurveyModules
import Surveys
import TestSupport
import Testing

@testable import Commands

@Suite struct LiveCatalogTests {
  private static func survey(_ id: String, title: String = "A sketch") -> String {
    """
    hark: 1
    module: \(id)
    version: 1.0.0
    title: \(title)
    consent: {not_needed: It is made up.}
    questions:
      - {id: warm, ask: Is it warm?, type: yes_no}

    """
  }

  private func write(_ text: String, to path: String, in folder: URL) throws {
    let file = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file, options: .atomic)
  }

  @Test func `a survey that is changed, added or broken is seen, and a broken one goes on`()
    async throws
  {
    try await withFolder { folder in
      try write(Self.survey("one"), to: "one/survey.yaml", in: folder)
      let catalog = LiveCatalog(folders: [folder.path])
      #expect(catalog.current.modules.map(\.survey.id) == ["one"])
      #expect(catalog.isRead(from: catalog.look()))
      #expect(catalog.reload().isEmpty)

      try write(Self.survey("two"), to: "two/survey.yaml", in: folder)
      #expect(!catalog.isRead(from: catalog.look()))
      #expect(catalog.reload().map(\.isProblem) == [false])
      #expect(catalog.current.modules.map(\.survey.id) == ["one", "two"])

      try write("hark: [\n", to: "one/survey.yaml", in: folder)
      let broken = catalog.reload()
      #expect(broken.count == 1 && broken[0].isProblem)
      #expect(broken[0].message.contains("goes on with what it had before"))
      #expect(broken[0].message.contains("survey.yaml:"))
      #expect(catalog.current["one"]?.survey.title == "A sketch")
      #expect(catalog.current.failures.map(\.id) == ["one"])

      try write(Self.survey("one", title: "Mended"), to: "one/survey.yaml", in: folder)
      #expect(catalog.reload().map(\.isProblem) == [false])
      #expect(catalog.current["one"]?.survey.title == "Mended")
      #expect(catalog.current.failures.isEmpty)

      try FileManager.default.removeItem(at: folder.appendingPathComponent("two"))
      #expect(catalog.reload().map(\.isProblem) == [true])
      #expect(catalog.current.modules.map(\.survey.id) == ["one"])
    }
  }

  @Test func `a change of one survey reads no other again, and a change of a block reads them all`()
    async throws
  {
    try await withFolder { folder in
      try write(Self.survey("one", title: "Before"), to: "one/survey.yaml", in: folder)
      try write(Self.survey("two"), to: "two/survey.yaml", in: folder)
      let catalog = LiveCatalog(folders: [folder.path])
      _ = catalog.current
      // Changed so that nobody can see it from outside: whoever reads the file again gives it away.
      let hidden = folder.appendingPathComponent("one/survey.yaml")
      var status = stat()
      #expect(stat(hidden.path, &status) == 0)
      let file = try FileHandle(forUpdating: hidden)
      try file.write(contentsOf: Data(Self.survey("one", title: "Behind").utf8))
      try file.close()
      var times = [status.st_atim, status.st_mtim]
      #expect(utimensat(AT_FDCWD, hidden.path, &times, 0) == 0)

      try write(Self.survey("two", title: "Changed"), to: "two/survey.yaml", in: folder)
      #expect(catalog.reload().count == 1)
      #expect(catalog.current["two"]?.survey.title == "Changed")
      #expect(catalog.current["one"]?.survey.title == "Before")

      try write("hark: 1\nblock: other@1\n", to: "blocks/other@1/block.yaml", in: folder)
      _ = catalog.reload()
      #expect(catalog.current["one"]?.survey.title == "Behind")
    }
  }

  @Test func `a file of the same length written within a second is seen`() async throws {
    try await withFolder { folder in
      try write(Self.survey("one", title: "Before"), to: "one/survey.yaml", in: folder)
      let catalog = LiveCatalog(folders: [folder.path])
      _ = catalog.current
      try write(Self.survey("one", title: "Behind"), to: "one/survey.yaml", in: folder)
      #expect(!catalog.isRead(from: catalog.look()))
    }
  }
}
