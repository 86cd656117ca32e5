// Surveys of which the latest response counts, beside people whose change a release holds back: nobody may
// be counted by two responses.

internal import Foundation
internal import Surveys

extension SeriesAnswers {
  /// Adds to those who wait who has to wait with them, or instead of them.
  func tie(_ waiting: inout Set<UUID>, _ members: [UUID: [UInt8]], _ cutOff: Date) {
    guard !survey.handling.onePer.isEmpty else { return }
    // A response that a newer one stands for counts again when the newer one waits.
    for (older, newer) in supersededBy where waiting.contains(older) {
      waiting.remove(older)
      waiting.insert(newer)
    }
    guard !standing.isEmpty || !waiting.isDisjoint(with: members.keys) else { return }
    // What came in before the last release and was not counted then may be an older response of somebody
    // who is counted as before.
    let moment = Int(cutOff.timeIntervalSince(Self.epoch) * 1_000_000)
    waiting.formUnion(
      ids.filter { members[$0] == nil && (received[$0] ?? .max) <= moment })
  }

  private static var epoch: Date { Date(timeIntervalSince1970: 946_684_800) }
}
