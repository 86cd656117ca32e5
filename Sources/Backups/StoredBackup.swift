// What lies in a folder of backups, by name: what can be restored, and what bears the name of a backup
// and is damaged.

internal import Foundation

/// A folder that bears the name of a whole backup.
public struct StoredBackup: Sendable, Hashable {
  /// Its name: when it was begun.
  public let name: String
  /// What it says of itself; nil: that cannot be read, and it cannot be restored.
  public let record: BackupRecord?

  /// A backup, as it was found or made.
  public init(name: String, record: BackupRecord?) { (self.name, self.record) = (name, record) }
}

extension BackupStore {
  /// The backups in a folder, damaged ones too, the oldest first; not those that were interrupted.
  public static func all(in path: String) -> [StoredBackup] {
    names(in: path).filter { !$0.hasSuffix(partial) }.map { name in
      let text = FileManager.default.contents(
        atPath: "\(path)/\(name)/\(BackupRecord.fileName)")
      return StoredBackup(name: name, record: text.flatMap(BackupRecord.read))
    }
  }

  /// The folders of backups, whole or not, the oldest first.
  static func names(in path: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return all.filter { $0.wholeMatch(of: /\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?(\.partial)?/) != nil }
      .sorted()
  }
}
