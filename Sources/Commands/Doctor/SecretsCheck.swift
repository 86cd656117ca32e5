// Files with secrets that others on the machine can read, and what an interrupted start left behind.

internal import EmbeddedPostgres
internal import Foundation

/// Secrets and leftovers under HARK_HOME.
struct SecretsCheck: DoctorCheck {
  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    guard case .success(let home) = scene.home else { return [] }
    let settings = try? scene.configuration.get()
    let alerts = settings?.alerts
    let files =
      ["audit/signing-key", "demo/tokens.json", "hark.yaml"]
      .map { "\(home.path)/\($0)" } + ["hark.yaml"]
      + [alerts?.mailPasswordFile, alerts?.webhookKeyFile, settings.map { KeyFile($0).path }]
      .compactMap { $0 }
    let readable = files.filter { path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return ((attributes?[.posixPermissions] as? Int) ?? 0) & 0o077 != 0 && holdsSecret(path)
    }
    var findings = readable.map { path in
      DoctorFinding.problem(
        "secrets", "others can read \(path)", "close it with: chmod 600 \(path)")
    }
    if home.holdsUnfinishedRestore {
      findings.append(
        .problem(
          "leftovers", "a restore into \(home.path) did not come to its end", home.unfinishedRestore
        ))
    } else if FileManager.default.fileExists(atPath: home.path + "/database.new") {
      findings.append(
        .warning(
          "leftovers", "\(home.path)/database.new is of a start that was interrupted",
          "the next `hark database start` clears it away"))
    }
    return findings.isEmpty ? [.ok("secrets", "none that others can read")] : findings
  }

  private func holdsSecret(_ path: String) -> Bool {
    guard path.hasSuffix("hark.yaml") else { return true }
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.contains("password") || text.contains("@")
  }
}
