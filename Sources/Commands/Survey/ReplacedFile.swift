// Replaces a file in one step: a reader finds the old text or the new one, never half of it, and a full
// disk or a crash leaves the old one as it was.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc

/// Writing over a file.
enum ReplacedFile {
  /// Replaces what a file holds and keeps its rights. A link stays a link.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let new = "\(target).\(getpid()).new"
    var status = stat()
    let mode = stat(target, &status) == 0 ? status.st_mode & 0o777 : 0o644
    let descriptor = Glibc.open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw problem(path) }
    defer { close(descriptor) }
    guard writeWhole(bytes, to: descriptor), fchmod(descriptor, mode) == 0, fsync(descriptor) == 0,
      rename(new, target) == 0
    else {
      throw problem(path, removing: new)
    }
  }

  private static func problem(_ path: String, removing new: String? = nil) -> Problem {
    let reason = FileTrouble.words(errno, path)
    if let new { _ = unlink(new) }
    return Problem(.cannotWrite, "'\(path)' cannot be written (\(reason)); it is as it was")
  }
}
