// The moment that a restore goes to.

public import Foundation
internal import Storage

/// How far the log is followed.
public enum RestoreTarget: Sendable, Hashable {
  /// To the moment that the backup recorded: its contents are known exactly.
  case backup
  /// To a moment after the backup.
  case time(Date)
  /// To the end of all the log there is.
  case latest

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  /// Settings of the server, as options for a shell.
  func settings(_ record: BackupRecord) -> [String] {
    switch self {
    case .backup:
      ["recovery_target_name='\(record.point.name)'", "recovery_target_timeline=current"]
    case .time(let date):
      // The letter Z is not understood there, a number is.
      // The style cuts off after milliseconds, and a whole one may lie a hair below itself.
      ["recovery_target_time='\((date + 0.000_01).formatted(Self.style).dropLast())+00'"]
    case .latest: []
    }
  }
}
