// Receipt codes for records of a file that bring none: made only for those that are stored now, and kept by
// whoever hands them on before the records are there, so that no code is lost.

public import Foundation
internal import Storage

/// Where a record stands in a file.
public struct FileRow: Sendable, Equatable {
  /// The line it begins on.
  public let line: Int
  /// What tells it from others, where the file says so.
  public let key: String?
}

/// Makes receipt codes, and keeps their words for the people they are for.
public protocol ReceiptCodes: Sendable {
  /// The hashes of codes for these records; their words are kept when it returns.
  func give(to records: [UUID: FileRow]) async throws -> [UUID: [UInt8]]
  /// Says what became of records that codes were made for: the words of those that were not stored open
  /// nothing.
  func settle(stored: Set<UUID>, notStored: Set<UUID>)
}

extension ReceiptCodes {
  /// Stores a batch whose records have codes.
  func giving(
    to batch: [JudgedRecord], of engagement: Engagement, as principal: Principal,
    _ store: ([JudgedRecord]) async throws -> [BatchOutcome]
  ) async throws -> [BatchOutcome] {
    var lacking: [UUID: FileRow] = [:]
    for case let (record?, true) in batch.map({ ($0.record, $0.lacksCode) }) {
      // Of two rows with one id the first is stored.
      if lacking[record.id] == nil { lacking[record.id] = record.row ?? FileRow(line: 0, key: nil) }
    }
    for id in try await engagement.storedBefore(Array(lacking.keys), as: principal) {
      lacking[id] = nil
    }
    guard !lacking.isEmpty else { return try await store(batch) }
    let hashes = try await give(to: lacking)
    // When this throws nobody knows what is stored, and every code stays.
    let outcomes = try await store(batch.map { $0.with(hashes) })
    let stored = Set(
      zip(batch, outcomes).compactMap { $1.isStored ? $0.record?.id : nil })
    settle(stored: stored, notStored: Set(hashes.keys).subtracting(stored))
    return outcomes
  }
}

extension JudgedRecord {
  /// Whether it is to be stored with consent and brings no receipt code.
  fileprivate var lacksCode: Bool {
    guard case .success(let accepted) = verdict, let consent = accepted.consent else {
      return false
    }
    return consent.receiptHash == nil
  }

  /// The record with the code that was made for it.
  fileprivate func with(_ hashes: [UUID: [UInt8]]) -> JudgedRecord {
    guard lacksCode, var record, let hash = hashes[record.id],
      case .success(var accepted) = verdict
    else { return self }
    record.receiptHash = hash
    accepted.consent?.receiptHash = hash
    return JudgedRecord(survey: survey, record: record, verdict: .success(accepted))
  }
}

extension Engagement {
  /// Which of these ids are stored already, or were.
  func storedBefore(
    _ ids: [UUID], as principal: Principal
  ) async throws -> [UUID] {
    guard !ids.isEmpty else { return [] }
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let seen = try SubmissionQueries.known(ids, on: connection).submissions.map(\.id)
        let unseen = try SubmissionQueries.refused(ids.map { ($0, nil, nil) }, on: connection)
        return seen + unseen.keys.map { ids[$0] }
      }
    }
  }
}
