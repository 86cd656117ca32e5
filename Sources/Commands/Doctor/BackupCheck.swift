// When the last whole backup was made. A backup is a folder named by when it began, with a file that
// is written last.

internal import Backups
internal import EmbeddedPostgres
internal import Foundation

/// The backups.
struct BackupCheck: DoctorCheck {
  private static let week: TimeInterval = 7 * 86_400

  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    guard case .success(let home) = scene.home else { return [] }
    let folder = scene.settings.backups ?? home.path + "/backups"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let backups = BackupStore.all(in: folder)
    var findings: [DoctorFinding] = []
    for backup in backups where backup.record == nil {
      let found = "\(backup.name) is damaged: what it says of itself cannot be read"
      // The newest is what a restore takes.
      findings.append(
        backup == backups.last
          ? .problem(
            "backup", found, "make a new one: hark database backup; and look after the disk")
          : .warning(
            "backup", found, "look after the disk; remove \(folder)/\(backup.name) in the end"))
    }
    if let last = backups.compactMap(\.record).last?.name, let moment = Self.moment(last) {
      let age = scene.now.timeIntervalSince(moment)
      findings.append(
        age > Self.week
          ? .warning(
            "backup", "the last is \(last)", "run `hark database backup`, daily by a timer")
          : .ok("backup", "the last is \(last)"))
    } else {
      findings.append(
        .warning(
          "backup", "there is none that is whole in \(folder)",
          "run `hark database backup`, or make sure that your own backups hold this database"))
    }
    for name in names.sorted() where name.hasSuffix(".partial") {
      findings.append(
        .warning(
          "backup", "\(name) was interrupted", "remove \(folder)/\(name) when no backup runs"))
    }
    return findings
  }

  /// `2026-11-20T093000Z`
  private static func moment(_ name: String) -> Date? {
    try? Date(
      String(name.prefix(18)),
      strategy: Date.ISO8601FormatStyle().year().month().day().dateSeparator(.dash)
        .time(includingFractionalSeconds: false).timeSeparator(.omitted)
        .timeZone(separator: .omitted))
  }
}
