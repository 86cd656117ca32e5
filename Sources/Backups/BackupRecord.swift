// What is known of a backup: the file beside its data, written last. Without it a folder is no
// backup.

public import Foundation
public import Storage

/// A backup, as its file `hark-backup.json` describes it.
public struct BackupRecord: Codable, Sendable, Hashable {
  /// The form of the file.
  public var format = 1
  /// Its name: when it was begun.
  public let name: String
  /// When it was begun.
  public let began: Date
  /// When everything was copied: a restore goes to a moment after this.
  public let copied: Date
  /// The server's version, such as `15.18`.
  public let serverVersion: String
  /// The number that PostgreSQL gave the cluster when it was made.
  public let systemIdentifier: String
  /// The first file of the write-ahead log that a restore needs.
  public let firstLogFile: String
  /// The size on disk.
  public let bytes: Int
  /// A superuser that can log in.
  public let superuser: String
  /// The database's name.
  public let database: String
  /// Whether it is of a private PostgreSQL.
  public let isPrivate: Bool
  /// The moment that the backup itself can be restored to, with what there was.
  public let point: RestorePoint

  /// The name of the file that describes a backup.
  static let fileName = "hark-backup.json"

  /// The server's major version.
  var majorVersion: String { String(serverVersion.prefix(while: \.isNumber)) }

  /// The file's text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads the file; nil when it is not whole.
  static func read(_ data: Data) -> BackupRecord? {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try? decoder.decode(BackupRecord.self, from: data)
  }
}
