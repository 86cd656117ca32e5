// What postmaster.pid and the process table say about a server: whether it lives, and what an
// earlier one has left behind.

import Foundation
import Glibc

/// The server process of a data folder, as far as it can be seen from outside.
struct Postmaster: Sendable {
  let home: HarkHome

  private var pidFile: String { "\(home.dataFolder)/postmaster.pid" }

  /// The process in postmaster.pid.
  var process: pid_t? {
    guard let text = try? String(contentsOfFile: pidFile, encoding: .utf8) else { return nil }
    return text.split(whereSeparator: \.isNewline).first.flatMap { pid_t($0) }
  }

  /// Whether that process is a server that lives. A dead one that nobody has collected yet does
  /// not, nor does a stranger who was given the same number.
  var isAlive: Bool {
    guard let process, let status = ProcessStatus(process) else { return false }
    return status.name == "postgres" && !status.isDead
  }

  /// Whether postmaster.pid names a process that exists without being our server: PostgreSQL itself
  /// then refuses to start for as long as that process lives.
  var isMisleading: Bool {
    guard let process else { return false }
    return kill(process, 0) == 0 && !isAlive
  }

  /// The processes that a dead server has left at work. PostgreSQL's run in their data folder.
  var orphans: [pid_t] {
    guard !isAlive, let wanted = realpath(home.dataFolder, nil) else { return [] }
    defer { free(wanted) }
    let folder = String(cString: wanted)
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { pid_t($0) }.filter { process in
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
      return place == folder && ProcessStatus(process)?.name == "postgres"
    }
  }

  /// Removes postmaster.pid if it misleads and nothing of its server is left.
  func forgetTheDead() {
    if isMisleading && orphans.isEmpty { _ = unlink(pidFile) }
  }
}

/// What /proc says about a process.
private struct ProcessStatus {
  let name: String
  let isDead: Bool

  init?(_ process: pid_t) {
    // "4711 (postgres) S 1 …": the name may itself hold parentheses.
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
    else { return nil }
    name = String(text[text.index(after: open)..<close])
    let state = text[text.index(after: close)...].first { $0 != " " }
    isDead = state == "Z" || state == "X"
  }
}
