// Ctrl-C in the middle of a backup or a restore: nothing of it stays, and the command says so.

import EmbeddedPostgres
import Foundation
import TestSupport
import Testing

@Suite struct StoppedBackupTests {
  /// A folder with PostgreSQL's programs, two of which say that they began and then never end.
  private func endless(in folder: URL) async throws -> (bin: String, began: String) {
    let real = try await PostgresPrograms.find(environment: [:], wanted: nil).program("")
    let bin = folder.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    let began = folder.appendingPathComponent("began").path
    let script = "#!/bin/sh\necho begun >'\(began)'\nexec sleep 900\n"
    for name in try FileManager.default.contentsOfDirectory(atPath: real) {
      let file = bin.appendingPathComponent(name)
      if ["pg_basebackup", "pg_verifybackup"].contains(name) {
        try Data(script.utf8).write(to: file)
        chmod(file.path, 0o755)
      } else {
        try FileManager.default.createSymbolicLink(
          atPath: file.path, withDestinationPath: real + name)
      }
    }
    mkfifo(began, 0o666)
    for path in [began, bin.path, folder.path] { chmod(path, path == began ? 0o666 : 0o755) }
    return (bin.path, began)
  }

  @Test func `R45 after kill -9 of a backup the next one goes through, whatever is still at work`()
    async throws
  {
    try await ServedHome.with { home, _ in
      try await withFolder { folder in
        let (bin, began) = try await endless(in: folder)
        // It goes on making folders for as long as there is one to make them in, deaf to SIGTERM.
        let script = """
          #!/bin/sh
          trap '' TERM
          for word; do case $word in --pgdata=*) data=${word#--pgdata=};; esac; done
          mkdir "$data"
          echo begun >'\(began)'
          while mkdir "$data/$((number += 1))"; do :; done 2>/dev/null
          """
        let program = URL(fileURLWithPath: bin).appendingPathComponent("pg_basebackup")
        try Data(script.utf8).write(to: program)
        try #require(chmod(program.path, 0o755) == 0)
        let outcome = try await shell(
          [
            "HARK_POSTGRES_BIN='\(bin)' hark database backup & hark=$!", "read word < '\(began)'",
            "kill -KILL $hark", "wait $hark", "hark database backup; echo status $?",
            "ls $HARK_HOME/backups | grep -c partial",
          ], in: folder,
          environment: ["HARK_HOME": home.folder.path, "HARK_SURVEYS": "surveys"])
        #expect(outcome.output.hasSuffix("status 0\n0\n"), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("which was interrupted"))
      }
    }
  }

  @Test func `R45 a backup and a restore that are stopped leave nothing behind and say so`()
    async throws
  {
    try await ServedHome.with { home, _ in
      try await withFolder { folder in
        let (bin, began) = try await endless(in: folder)
        let copy = "/tmp/hark-fault-\(UUID().uuidString.prefix(8))"
        let made = try await home.run("database", "backup")
        #expect(made.status == 0, "\(made.errors)")
        let stop = [
          "read word < '\(began)'", "kill -INT $hark", "wait $hark", "echo status $?",
        ]
        let outcome = try await shell(
          ["before=$(ls $HARK_HOME/backups)", "hark database backup & hark=$!"] + stop
            + ["hark database restore --latest --to \(copy) & hark=$!"] + stop
            + ["[ \"$before\" = \"$(ls $HARK_HOME/backups)\" ] && echo unchanged"],
          in: folder,
          environment: [
            "HARK_HOME": home.folder.path, "HARK_SURVEYS": "surveys", "HARK_POSTGRES_BIN": bin,
          ])
        #expect(outcome.output == "status 130\nstatus 130\nunchanged\n", "\(outcome.errors)")
        for words in ["stopped before the backup was whole", "nothing was restored"] {
          #expect(outcome.errors.contains(words), "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: copy))
      }
    }
  }
}
