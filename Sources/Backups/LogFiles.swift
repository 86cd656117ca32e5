// Files of the write-ahead log by name: timeline, then number. A gap would end a restore early, so it
// is looked for beforehand.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation

/// What there is of the write-ahead log for a restore.
struct LogFiles {
  /// The numbers of the files, whatever their timeline.
  private let numbers: Set<UInt64>
  private let filesPerPart: UInt64

  /// The folder with the archived log of a cluster.
  static func archive(of systemIdentifier: String, in backups: String) -> String {
    "\(backups)/wal/\(systemIdentifier)"
  }

  /// Looks into folders. `fileBytes` is how much each file holds.
  init(folders: [String], fileBytes: Int) {
    filesPerPart = 0x1_0000_0000 / UInt64(max(fileBytes, 1 << 20))
    var numbers: Set<UInt64> = []
    for folder in folders {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        let plain = name.hasSuffix(LogArchive.suffix) ? String(name.dropLast(3)) : name
        if let number = Self.number(plain, filesPerPart) { numbers.insert(number) }
      }
    }
    self.numbers = numbers
  }

  private static func number(_ name: String, _ filesPerPart: UInt64) -> UInt64? {
    guard name.utf8.count == 24, name.allSatisfy(\.isHexDigit),
      let part = UInt64(name.dropFirst(8).prefix(8), radix: 16),
      let file = UInt64(name.suffix(8), radix: 16)
    else { return nil }
    return part * filesPerPart + file
  }

  /// Whether anything is there that came after all of the other.
  func reaches(beyond other: LogFiles) -> Bool {
    guard let last = numbers.max() else { return false }
    return last > other.numbers.max() ?? 0
  }

  /// The file that is missing between the first one needed and the last one there is.
  func firstGap(from first: String) -> String? {
    guard let start = Self.number(first, filesPerPart), let last = numbers.max(), last > start
    else { return nil }
    for number in start...last where !numbers.contains(number) {
      let (part, file) = number.quotientAndRemainder(dividingBy: filesPerPart)
      return String(format: "…%08X%08X", Int(part), Int(file))
    }
    return nil
  }
}
