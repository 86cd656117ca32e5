// Secrets come from files or the environment, never from arguments, which everybody on the machine can
// read. A file that others can read holds no secret, and is refused.

internal import Engagement
internal import Foundation
internal import Glibc
internal import Postgres

/// Files that hold one secret.
enum SecretFile {
  /// The secret in a file, without the line end.
  static func read(_ path: String, isHandedOver: Bool = false) throws -> String {
    try refuseOpen(path, isHandedOver: isHandedOver)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem(.wrongConfiguration, "the secret in \(path) cannot be read; check who owns it")
    }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, data.count <= 65_536, !text.contains(where: \.isNewline) else {
      throw Problem(.wrongConfiguration, "\(path) must hold one line with the secret, and does not")
    }
    return text
  }

  /// Refuses a file that others can read or change. As with PostgreSQL's own keys, one of root's may
  /// be readable for a group; so may one that the service manager hands over for this process alone.
  static func refuseOpen(_ path: String, isHandedOver: Bool = false) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Problem(
        .wrongConfiguration,
        "the secret \(path) cannot be read (\(String(cString: strerror(errno))))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(
        .wrongConfiguration, "\(path) is no file; name the file that holds the secret")
    }
    let mayGroupRead = isHandedOver || status.st_uid == 0
    guard status.st_mode & (mayGroupRead ? 0o037 : 0o077) == 0 else {
      throw Problem(
        .wrongConfiguration,
        "others can read the secret in \(path); run: chmod 600 \(path) — and change the secret if"
          + " somebody may have read it")
    }
  }

  /// Makes a file with a secret, whole or not at all, that only its owner may read. False when it is
  /// there already; nil when it cannot be written.
  static func make(_ path: String, _ text: String, owner: OwnedFolder.Owner?) -> Bool? {
    // A name of its own: two threads may be at it.
    let aside = "\(path).\(UUID().uuidString.prefix(8)).new"
    let file = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return nil }
    defer { unlink(aside) }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    if let owner { _ = fchown(file, owner.user, owner.group) }
    do {
      try handle.write(contentsOf: Data(text.utf8))
      try handle.synchronize()
    } catch { return nil }
    // Unlike a rename, a link never takes the place of a file that somebody else has just made.
    if link(aside, path) == 0 { return true }
    return errno == EEXIST ? false : nil
  }

  /// A connection string that libpq can read.
  static func checked(_ url: String, _ name: String) throws -> String {
    do {
      _ = try ConnectionEnvironment.variables(url)
      return url
    } catch {
      throw Problem(.wrongConfiguration, "\(name): \(error)")
    }
  }

  /// Refuses a password among the arguments.
  static func refusePassword(in url: String) throws {
    if try ConnectionEnvironment.variables(checked(url, "--admin-url"))["PGPASSWORD"] != nil {
      throw Problem(
        .wrongConfiguration,
        "--admin-url holds a password, which others can read among the arguments; put it into a file"
          + " and name that with HARK_DATABASE_ADMIN_URL_FILE, and change it")
    }
  }
}
