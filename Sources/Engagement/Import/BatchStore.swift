// Stores the records of a batch that were accepted, in one transaction; finds those that are stored
// already.

internal import Foundation
internal import Postgres
internal import Storage
internal import Surveys

extension Engagement {
  /// Stores a batch and says what came of each record, in order. `name` tells which import, or which
  /// stream, it is of.
  func store(
    _ batch: [JudgedRecord], of name: UUID, as principal: Principal, origin: Origin,
    reading: AnswerReading
  ) async throws -> [BatchOutcome] {
    var tries = 0
    while true {
      do {
        return try await storeTogether(
          batch, of: name, as: principal, origin: origin, reading: reading)
      } catch StorageError.alreadyExists where tries < 2 {
        // Somebody stored one of them at this moment; the next try finds it.
        tries += 1
      } catch let error as StorageError {
        if case .notAllowed = error { throw Problem(translating: error) }
        return try await storeSingly(batch, as: principal, origin: origin, reading: reading)
      } catch {
        throw Problem(translating: error)
      }
    }
  }

  /// What would come of a batch: which records are stored already, which would be, and which the
  /// database would refuse.
  func rehearse(
    _ batch: [JudgedRecord], as principal: Principal, reading: AnswerReading
  ) async throws -> [BatchOutcome] {
    try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let plan = try BatchPlan(batch, of: self, reading: reading, on: connection)
        var refused = try SubmissionQueries.refused(
          plan.accepted.map { ($0.submission.id, $0.consent?.receiptHash, $0.seat?.event) },
          on: connection)
        let inPart = try plan.comingInPart(on: connection)
        var next = 0
        return plan.outcomes.map { outcome in
          guard outcome.isStored else { return outcome }
          defer { next += 1 }
          guard let error = refused.removeValue(forKey: next) else {
            if inPart.contains(next), case .stored(let receipt) = outcome {
              return .storedInPart(receipt)
            }
            return outcome
          }
          if case .alreadyExists = error { return .refused(.otherContent) }
          return .refused(Problem(translating: error))
        }
      }
    }
  }

  /// Which records are stored already, and which may be.
  private func planned(
    _ judged: JudgedRecord, as principal: Principal, reading: AnswerReading
  ) async throws -> BatchOutcome? {
    try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try BatchPlan([judged], of: self, reading: reading, on: connection).outcomes.first
      }
    }
  }

  private func storeTogether(
    _ batch: [JudgedRecord], of name: UUID, as principal: Principal, origin: Origin,
    reading: AnswerReading
  ) async throws -> [BatchOutcome] {
    try await database.transaction(as: principal) { connection in
      let plan = try BatchPlan(batch, of: self, reading: reading, on: connection)
      if !plan.accepted.isEmpty {
        try AcceptedRecord.store(
          plan.acceptedByID.map { try $0.withoutToldConcern(on: connection) }, origin: origin,
          batch: name, on: connection)
      }
      return try zip(batch, plan.outcomes).map { judged, outcome in
        try judged.told(outcome, as: principal, origin: origin, on: connection)
      }
    }
  }

  private func storeSingly(
    _ batch: [JudgedRecord], as principal: Principal, origin: Origin, reading: AnswerReading
  ) async throws -> [BatchOutcome] {
    var outcomes: [BatchOutcome] = []
    for judged in batch {
      guard let record = judged.record else {
        outcomes.append(judged.refusal ?? .refused(.otherContent))
        continue
      }
      let planned = try await planned(judged, as: principal, reading: reading)
      if let outcome = planned, !outcome.isStored {
        outcomes.append(try await told(judged, outcome, as: principal, origin: origin))
        continue
      }
      do {
        let receipt = try await store(
          record, survey: judged.survey, as: principal, origin: origin, reading: reading)
        outcomes.append(
          receipt.isRepeat
            ? .known(receipt.bytes)
            : receipt.notice == nil ? .stored(receipt.bytes) : .storedInPart(receipt.bytes))
      } catch let problem as Problem where problem.httpStatus < 500 {
        outcomes.append(.refused(problem))
      }
    }
    return outcomes
  }
}

extension Engagement {
  private func told(
    _ judged: JudgedRecord, _ outcome: BatchOutcome, as principal: Principal, origin: Origin
  ) async throws -> BatchOutcome {
    guard judged.unsealed != nil else { return outcome }
    return try await translating {
      try await database.transaction(as: principal) { connection in
        try judged.told(outcome, as: principal, origin: origin, on: connection)
      }
    }
  }
}

extension JudgedRecord {
  /// The outcome, once the concern is raised of one that could not be sealed.
  fileprivate func told(
    _ outcome: BatchOutcome, as principal: Principal, origin: Origin,
    on connection: isolated Connection
  ) throws -> BatchOutcome {
    guard let unsealed, case .refused(let problem) = outcome,
      problem.code != ProblemCode.otherContent.rawValue
    else { return outcome }
    return .refused(try unsealed.told(as: principal.role, origin: origin, on: connection))
  }

  /// The outcome of one that was refused.
  fileprivate var refusal: BatchOutcome? {
    if case .failure(let problem) = verdict { .refused(problem) } else { nil }
  }
}

/// What is to become of each record of a batch, given what is stored.
private struct BatchPlan {
  private(set) var outcomes: [BatchOutcome] = []
  private(set) var accepted: [AcceptedRecord] = []

  /// What is to be stored, in the order of the ids: two batches with the same ids never wait for each
  /// other in a circle, and neighbours in the indexes are stored one after the other.
  var acceptedByID: [AcceptedRecord] {
    let ids = accepted.map(\.submission.id)
    return ids.indices.sorted { ids[$0] < ids[$1] }.map { accepted[$0] }
  }

  init(
    _ batch: [JudgedRecord], of engagement: Engagement, reading: AnswerReading,
    on connection: isolated Connection
  ) throws {
    var known = Dictionary(
      try SubmissionQueries.known(batch.compactMap { $0.record?.id }, on: connection).submissions
        .map { ($0.id, $0.content) }
    ) { first, _ in first }
    let stored = Set(known.keys)
    outcomes.reserveCapacity(batch.count)
    for judged in batch {
      if let record = judged.record, let first = known[record.id] {
        let refusal =
          judged.isTry(of: first)
          ? nil
          : first.survey != judged.survey
            ? .otherContent
            : try engagement.refusal(
              of: judged, where: stored.contains(record.id), reading: reading, on: connection)
        outcomes.append(refusal.map { .refused($0) } ?? .known(first.result))
        continue
      }
      switch judged.verdict {
      case .success(let record):
        accepted.append(record)
        // The same id further down the batch.
        known[record.submission.id] = record.submission
        let receipt = record.submission.result
        outcomes.append(record.isInPart ? .storedInPart(receipt) : .stored(receipt))
      case .failure(let problem): outcomes.append(.refused(problem))
      }
    }
  }
}

extension BatchPlan {
  /// Which of those to be stored come in without something that their person took back under the code.
  func comingInPart(on connection: isolated Connection) throws -> Set<Int> {
    let places = accepted.indices.filter { accepted[$0].consent?.receiptHash != nil }
    let scopes = try ReceiptQueries.leftOut(
      receipts: places.compactMap { accepted[$0].consent?.receiptHash }, on: connection)
    return Set(
      zip(places, scopes).filter { place, scopes in
        scopes.contains { accepted[place].consent?.scopes[$0] == true }
      }.map(\.0))
  }
}

extension JudgedRecord {
  /// Whether it is another try of a submission.
  fileprivate func isTry(of first: SubmissionRecord) -> Bool {
    first.kind == record?.kind && first.survey == survey && first.sha256 == record?.sha256
  }
}

extension Engagement {
  /// Why a record is not taken whose id is known with other bytes; nil for a row that says what is
  /// stored.
  fileprivate func refusal(
    of judged: JudgedRecord, where isStored: Bool, reading: AnswerReading,
    on connection: isolated Connection
  ) throws -> Problem? {
    guard isStored, let record = judged.record, let extent = record.extent,
      let differences = try differences(of: record, extent, reading: reading, on: connection)
    else { return .otherContent }
    return differences.isEmpty ? nil : .otherContent(record, in: differences)
  }
}
