// What the files in folders of surveys look like from outside: enough to see that one changed,
// without reading any.

internal import Foundation
internal import Glibc

/// The sizes and times of the files below some folders.
public struct FolderState: Sendable, Hashable {
  private struct File: Hashable {
    let size: Int
    let inode: UInt
    let seconds: Int
    let nanoseconds: Int
  }

  /// Surveys stand two folders deep, their translations and tests three.
  private static let deepest = 4
  private var files: [String: File] = [:]

  /// Looks at the folders now.
  public init(_ folders: [String]) {
    for folder in folders { look(at: ModuleFolder.withoutSlash(folder), depth: 0) }
  }

  /// What stands below one path, as it was looked at.
  func part(_ path: String) -> FolderState {
    let inside = path.hasSuffix("/") ? path : path + "/"
    return FolderState(files: files.filter { $0.key.hasPrefix(inside) || $0.key == path })
  }

  /// Whether nothing was seen.
  var isEmpty: Bool { files.isEmpty }

  /// What stands in the folders of blocks, which any module may use.
  var blocks: FolderState {
    FolderState(files: files.filter { $0.key.contains("/blocks/") })
  }

  private init(files: [String: File]) { self.files = files }

  private mutating func look(at path: String, depth: Int) {
    var status = stat()
    // Of a link that leads nowhere the link itself is looked at.
    guard stat(path, &status) == 0 || lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      guard depth < Self.deepest else { return }
      for name in ModuleFolder.names(in: path) { look(at: "\(path)/\(name)", depth: depth + 1) }
    } else {
      files[path] = File(
        size: Int(status.st_size), inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec,
        nanoseconds: status.st_mtim.tv_nsec)
    }
  }
}
