// HARK_HOME/audit: the key that heads are signed with, and the heads that were signed, outside the
// database so that who can change everything in it still cannot change them unseen.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import JSON

/// The folder with the signing key and the signed heads.
struct AuditFolder: Sendable {
  let path: String

  private var keyFile: String { path + "/signing-key" }
  /// A head a line, oldest first.
  var headFile: String { path + "/heads.ndjson" }

  init(_ configuration: Configuration) throws {
    path = try Workplace.home(configuration).path + "/audit"
  }

  /// The signing key, made when first needed. A key that others can read is refused.
  func key() throws -> SigningKey {
    try makeFolder()
    if access(keyFile, F_OK) != 0 {
      let made = SigningKey()
      guard let isNew = SecretFile.make(keyFile, made.text + "\n", owner: owner) else {
        throw unusable(keyFile)
      }
      if isNew { return made }
    }
    let known = try knownKey()
    if let owner { _ = lchown(keyFile, owner.user, owner.group) }
    return known
  }

  /// Refuses a key that is there and cannot be used, or that others can read.
  func verifyKey() throws {
    if access(keyFile, F_OK) == 0 { _ = try knownKey() }
  }

  private func knownKey() throws -> SigningKey {
    var status = stat()
    guard stat(keyFile, &status) == 0 else { throw unusable(keyFile) }
    guard status.st_mode & 0o077 == 0 else {
      throw Problem(
        .wrongConfiguration,
        "others can read the key that the audit trail is signed with; remove \(keyFile), so that a new"
          + " one is made, and publish its first head")
    }
    guard let text = try? String(contentsOfFile: keyFile, encoding: .utf8),
      let key = SigningKey(text: text.trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      throw Problem(
        .wrongConfiguration,
        "\(keyFile) holds no signing key; put it back from a backup, or remove it for a new one")
    }
    return key
  }

  /// The heads that were signed here; none when nothing was.
  func heads() throws -> [SignedHead] {
    FileManager.default.fileExists(atPath: headFile) ? try Self.read(headFile) : []
  }

  /// Heads of a file, a JSON object a line or a list of them.
  static func read(_ path: String) throws -> [SignedHead] {
    let handle = try InputFile.open(path)
    defer { try? handle.close() }
    let bytes = Array(try handle.readToEnd() ?? Data())
    let values: [JSONValue]
    if let whole = try? JSONValue.parse(bytes) {
      values = whole.array ?? [whole]
    } else {
      values = try bytes.split(separator: 0x0A).map { line in
        do { return try JSONValue.parse(Array(line)) } catch { throw noHeads(path) }
      }
    }
    return try values.map { value in
      guard let head = SignedHead(json: value) else { throw noHeads(path) }
      return head
    }
  }

  /// Heads that were kept elsewhere; a file without any proves nothing and is refused.
  static func readKept(_ path: String) throws -> [SignedHead] {
    let heads = try read(path)
    guard !heads.isEmpty else { throw noHeads(path) }
    return heads
  }

  private static func noHeads(_ path: String) -> Problem {
    Problem(
      .cannotRead,
      "\(path) does not hold signed heads, as `hark audit head` prints them")
  }

  /// Adds heads to the file; returns when they are on the disk.
  func append(_ heads: [SignedHead]) throws {
    guard !heads.isEmpty else { return }
    try makeFolder()
    let file = open(headFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw unusable(headFile) }
    if let owner { _ = fchown(file, owner.user, owner.group) }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    let lines = heads.map { JSONValue.object($0.json).text() + "\n" }.joined()
    let end = lseek(file, 0, SEEK_END)
    do {
      try handle.write(contentsOf: Data(lines.utf8))
      try handle.synchronize()
    } catch {
      let failure = unusable(headFile)
      // Half a line would make the whole file unreadable.
      _ = ftruncate(file, end)
      throw failure
    }
  }

  private func makeFolder() throws {
    do { try OwnedFolder(path: path).make() } catch { throw unusable(path) }
  }

  private var owner: OwnedFolder.Owner? { OwnedFolder(path: path).owner }

  private func unusable(_ path: String) -> Problem {
    Problem(
      .wrongConfiguration,
      "\(path) cannot be written; heads of the audit trail are signed there: "
        + (FileTrouble.fullDisk(self.path)
          ?? "give Hark the folder, or set HARK_HOME to one of its own"))
  }
}
