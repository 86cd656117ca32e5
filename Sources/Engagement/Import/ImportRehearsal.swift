// A dry run stores nothing, so it has to remember by itself which records it has seen.

internal import Foundation
internal import Synchronization

/// The records that a dry run would have stored so far.
final class ImportRehearsal: Sendable {
  /// By id the beginning of the content's hash, which keeps a long file's memory small.
  private let seen = Mutex<[UUID: UInt64]>([:])

  /// What would come of a batch, given those before it.
  func outcomes(_ outcomes: [BatchOutcome], of batch: [JudgedRecord]) -> [BatchOutcome] {
    seen.withLock { seen in
      zip(outcomes, batch).map { outcome, judged in
        guard let receipt = outcome.newReceipt, let record = judged.record else {
          return outcome
        }
        let content = record.sha256.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let first = seen[record.id] else {
          seen[record.id] = content
          return outcome
        }
        return first == content ? .known(receipt) : .refused(.otherContent)
      }
    }
  }
}
