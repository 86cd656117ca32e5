// HARK_HOME: whose it is, who can look in, and how much room is left.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc

/// The folder for Hark's own data.
struct HomeCheck: DoctorCheck {
  private static let scarce = 1 << 30
  private static let tooLittle = 100 << 20

  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    let path: String
    switch scene.home {
    case .failure(let problem):
      return [.problem("home", problem.detail, "set HARK_HOME to a folder of Hark's own")]
    case .success(let home): path = home.path
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return [.ok("home", "\(path), which is made when first needed")]
    }
    guard isFolder.boolValue,
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    else { return [.problem("home", "\(path) is not a folder", "set HARK_HOME to a folder")] }
    return [access(path, attributes), space(path)].compactMap { $0 }
  }

  private func access(_ path: String, _ attributes: [FileAttributeKey: Any]) -> DoctorFinding {
    let mode = attributes[.posixPermissions] as? Int ?? 0
    let owner = attributes[.ownerAccountName] as? String ?? "an unknown user"
    if mode & 0o077 != 0 {
      return .problem("home", "\(path) is open to other users", "close it with: chmod 700 \(path)")
    }
    guard Glibc.access(path, R_OK | W_OK | X_OK) == 0 else {
      return .problem(
        "home", "\(path) belongs to \(owner) and you cannot write there",
        "work as \(owner), or set HARK_HOME to a folder of your own")
    }
    return .ok("home", "\(path), of \(owner), mode 0\(String(mode, radix: 8))")
  }

  private func space(_ path: String) -> DoctorFinding? {
    guard let system = try? FileManager.default.attributesOfFileSystem(forPath: path),
      let free = system[.systemFreeSize] as? Int
    else { return nil }
    let left = "\(free >> 20) MiB free on the disk of \(path)"
    if free < Self.tooLittle {
      return .problem("space", left, "make room: a full disk refuses every record")
    }
    return free < Self.scarce
      ? .warning("space", left, "make room before it is full") : .ok("space", left)
  }
}
