// The home folder is found where people expect it, and one that would not do is refused in words
// that help.

@testable import EmbeddedPostgres
import Foundation
import Glibc
import Testing

@Suite struct HomeTests {
  @Test func `HARK_HOME wins, then the place for this kind of user`() throws {
    #expect(try HarkHome.standard(environment: ["HARK_HOME": "/srv/x/"]).path == "/srv/x")
    let here = FileManager.default.currentDirectoryPath
    #expect(try HarkHome.standard(environment: ["HARK_HOME": "x"]).path == "\(here)/x")
    if geteuid() == 0 {
      #expect(try HarkHome.standard(environment: ["HOME": "/somewhere"]).path == "/var/lib/hark")
      #expect(try HarkHome.standard(environment: ["HARK_HOME": ""]).path == "/var/lib/hark")
    } else {
      let data = ["XDG_DATA_HOME": "/d", "HOME": "/h"]
      #expect(try HarkHome.standard(environment: data).path == "/d/hark")
      let none = ["XDG_DATA_HOME": "relative", "HOME": "/h"]
      #expect(try HarkHome.standard(environment: none).path == "/h/.local/share/hark")
    }
    #expect(try HarkHome(path: "/srv/x").folder("demo").path == "/srv/x/demo")
  }

  @Test func `a disk with too little room for the database's log is named with what is left`()
    throws
  {
    #expect(FileTrouble.noRoomForDatabase("/srv/x", room: 16 << 20) == nil)
    let some = try #require(FileTrouble.noRoomForDatabase("/srv/x", room: 12 << 20))
    #expect(some.hasPrefix("only 12 MiB are left on the disk with /srv/x, "))
    let none = try #require(FileTrouble.noRoomForDatabase("/srv/x", room: 0))
    #expect(none.hasPrefix("no space is left on the disk with /srv/x;"))
    for text in [some, none] { #expect(text.contains("make room there"), "\(text)") }
  }

  @Test(arguments: ["", "/", "relative", "/a\"b", "/a$b", "/a`b", "/a\nb", "/a\\b"])
  func `a path the database could not work in is refused`(path: String) {
    #expect(throws: EmbeddedPostgresError.self) { try HarkHome(path: path) }
  }

  @Test func `a path too long for the database is refused`() {
    let path = "/" + String(repeating: "x", count: 900)
    #expect(throws: EmbeddedPostgresError.self) { try HarkHome(path: path) }
  }

  /// Expects a start to be refused, with a text that holds these pieces.
  private func refused(_ cluster: Cluster, _ pieces: [String]) async {
    let error = await #expect(throws: EmbeddedPostgresError.self) { try await cluster.start() }
    for piece in pieces {
      #expect(error?.description.contains(piece) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `a home that the database's user cannot get to is refused by name`() async throws {
    let parent = freshPath()
    // Closed to others, which shuts out the user root changes to; an ordinary user shuts itself out.
    try #require(mkdir(parent, 0o700) == 0 && mkdir("\(parent)/home", 0o755) == 0)
    if geteuid() != 0 { try #require(chmod(parent, 0) == 0) }
    try await withCluster(at: "\(parent)/home") { cluster, _ in
      await refused(cluster, [parent, "HARK_HOME"])
    }
    _ = chmod(parent, 0o700)
    try FileManager.default.removeItem(atPath: parent)
  }

  @Test func `a home open to others is closed, or refused when it holds other things`() async throws
  {
    let noPrograms = ["HARK_POSTGRES_BIN": "/nowhere"]
    let path = freshPath()
    try #require(mkdir(path, 0o755) == 0 && chmod(path, 0o755) == 0)
    try await withCluster(at: path, environment: noPrograms) { cluster, notices in
      await refused(cluster, ["/nowhere"])
      let (mode, owner) = try permissions(path)
      #expect(mode == 0o700)
      #expect(owner != 0)
      #expect(notices.all.contains { $0.contains("closed \(path)") })
    }
    let other = freshPath()
    try #require(mkdir(other, 0o755) == 0 && chmod(other, 0o755) == 0)
    try Data().write(to: URL(fileURLWithPath: "\(other)/letters.txt"))
    try await withCluster(at: other, environment: noPrograms) { cluster, _ in
      await refused(cluster, [other])
      let (mode, owner) = try permissions(other)
      #expect(mode == 0o755)
      #expect(owner == geteuid())
    }
  }

  @Test(arguments: ["relative", "/" + String(repeating: "x", count: 900)])
  func `a folder that another setting names is refused by that setting`(path: String) {
    let error = #expect(throws: EmbeddedPostgresError.self) {
      try HarkHome(path: path, setting: "HARK_BACKUPS or --to")
    }
    #expect(error?.description.contains("HARK_BACKUPS or --to") == true)
  }

  @Test func `a home that is a file is refused`() async throws {
    let path = freshPath()
    try Data().write(to: URL(fileURLWithPath: path))
    try await withCluster(at: path) { cluster, _ in await refused(cluster, [path, "HARK_HOME"]) }
  }

  @Test func `missing programs are named with the package that has them`() async throws {
    try await withCluster(environment: ["HARK_POSTGRES_BIN": "/nowhere"]) { cluster, _ in
      await refused(cluster, ["/nowhere", "postgresql", "HARK_POSTGRES_BIN"])
    }
  }

  @Test func `data of another version is not touched`() async throws {
    let path = freshPath()
    try #require(mkdir(path, 0o700) == 0 && mkdir("\(path)/database", 0o700) == 0)
    try Data("9\n".utf8).write(to: URL(fileURLWithPath: "\(path)/database/PG_VERSION"))
    try await withCluster(at: path) { cluster, _ in
      await refused(cluster, ["PostgreSQL 9", "postgresql-9"])
      let contents = try FileManager.default.contentsOfDirectory(atPath: "\(path)/database")
      #expect(contents == ["PG_VERSION"])
    }
  }
}
