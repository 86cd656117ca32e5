// Waits until a file below some folders changes: the kernel tells, nothing is asked again and again.

internal import Engagement
internal import Foundation
internal import Glibc

/// Watches folders and all that are in them.
final class FileWatch {
  /// Why waiting ended.
  enum Event { case changed, interrupted }

  private let queue: Int32
  private let signals: SignalPipe
  private let paths: [String]

  /// Ctrl-C and a request to stop end the waiting from now on.
  init(_ paths: [String]) throws {
    self.paths = paths
    signals = try SignalPipe()
    queue = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard queue >= 0 else {
      throw Problem(.failed, "this machine has no room to watch files; end other programs")
    }
  }

  deinit { if queue >= 0 { close(queue) } }

  /// Looks at every folder there is now; those that are watched already stay.
  func refresh() throws {
    for path in paths.flatMap(Self.folders) {
      let mask = UInt32(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
      guard inotify_add_watch(queue, path, mask) >= 0 else {
        throw Problem(
          .cannotRead, "'\(path)' cannot be watched (\(String(cString: strerror(errno))))")
      }
    }
  }

  /// A folder with those below it; of a file the folder it is in.
  private static func folders(_ path: String) -> [String] {
    guard SurveyFiles.isFolder(path) else {
      return [URL(fileURLWithPath: path).deletingLastPathComponent().path]
    }
    let below = FileManager.default.subpaths(atPath: path) ?? []
    return [path] + below.map { "\(path)/\($0)" }.filter(SurveyFiles.isFolder)
  }

  /// Waits for a change, and then until nothing has changed for a moment: editors write in steps.
  func wait() -> Event {
    var isChanged = false
    while true {
      switch signals.wait(for: queue, milliseconds: isChanged ? 200 : -1) {
      case .interrupted: return .interrupted
      case .resized: continue
      case .input:
        isChanged = true
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while read(queue, &buffer, buffer.count) > 0 {}
      case nil: if isChanged { return .changed }
      }
    }
  }
}
