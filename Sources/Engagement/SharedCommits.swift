// Records that come in at the same time share a transaction and its commit, which is what recording
// costs most. Each is judged and answered by itself: one that the database refuses fails alone,
// because its batch is then stored record by record.

internal import Postgres
internal import Storage
internal import Surveys

/// A record on its way to the database.
struct PendingRecord: Sendable {
  let record: IncomingRecord
  let survey: String
  let principal: Principal
  let origin: Origin
  let reading: AnswerReading
  /// The sender's token, where the transaction has to ask whether it still works.
  var token: RememberedToken?
  /// Whether its person took something back under its receipt code, without which it is stored.
  var isLeftOutOf = false

  /// Only records alike in this share a transaction.
  var key: String {
    "\(principal.partnership.text) \(principal.role.rawValue) \(origin.rawValue)"
  }

  /// The first answer again; throws when the known record is another.
  func answer(known: SubmissionRecord) throws -> Receipt {
    guard known.sha256 == record.sha256, known.kind == record.kind, known.survey == survey else {
      throw Problem.otherContent
    }
    return Receipt(bytes: known.result, isRepeat: true)
  }

  /// Whether the one who sent it may see a known record. Those who share its transaction see more.
  func maySee(_ known: Stored<SubmissionRecord>) -> Bool {
    principal.role != .researcher || known.createdBy == principal.account
  }
}

/// What became of each record of a batch, by its position; those without an outcome try alone.
typealias RecordOutcomes = [Int: Result<Receipt, any Error>]

extension Engagement {
  /// How many records wait for a transaction to begin.
  package var recordsWaiting: Int { recordings.waitingCount }

  /// Stores a record, together with others that wait; returns after the commit that holds it.
  func store(
    _ record: IncomingRecord, survey: String, as principal: Principal, origin: Origin,
    reading: AnswerReading, token: RememberedToken? = nil
  ) async throws -> Receipt {
    let pending = PendingRecord(
      record: record, survey: survey, principal: principal, origin: origin, reading: reading,
      token: token)
    return try await translating {
      // What a link may still take is counted as itself, so its records share no transaction.
      if principal.role == .link { return try await storeAlone(pending).get() }
      return try await recordings.submit(pending, key: pending.key) { await storeTogether($0) }
    }
  }

  /// Stores a batch: by what is remembered, where that is enough; then what is left of it after a look at what
  /// is known; and the records of one that fails alone.
  private func storeTogether(_ items: [PendingRecord]) async -> [Result<Receipt, any Error>] {
    var outcomes: RecordOutcomes = [:]
    do {
      if items.count > 1, let memory = versions.memory(for: items) {
        outcomes = try await tried(items, by: memory)
        batches.count(outcomes.isEmpty ? .inVain : .remembered)
      }
      let left = items.indices.filter { outcomes[$0] == nil }
      if left.count > 1 {
        for (place, outcome) in try await tried(left.map { items[$0] }) {
          outcomes[left[place]] = outcome
        }
        batches.count(.lookedUp)
      }
    } catch {
      return items.indices.map { outcomes[$0] ?? .failure(error) }
    }
    let alone = items.indices.filter { outcomes[$0] == nil }
    if alone.count == 1, let index = alone.first {
      outcomes[index] = await storeAlone(items[index])
    } else if !alone.isEmpty {
      outcomes.merge(await storeAlone(alone.map { ($0, items[$0]) })) { first, _ in first }
    }
    return items.indices.map { outcomes[$0] ?? .failure(PostgresError.connectionLost) }
  }

  /// Stores several records each in a transaction of its own, a few at a time.
  private func storeAlone(_ items: [(Int, PendingRecord)]) async -> RecordOutcomes {
    await withTaskGroup(of: RecordOutcomes.self) { group in
      var outcomes: RecordOutcomes = [:]
      for (count, (index, item)) in items.enumerated() {
        if count >= 4, let done = await group.next() { outcomes.merge(done) { first, _ in first } }
        group.addTask { [index: await storeAlone(item)] }
      }
      for await done in group { outcomes.merge(done) { first, _ in first } }
      return outcomes
    }
  }

  private func storeAlone(
    _ item: PendingRecord, looks: Int = 0
  ) async -> Result<Receipt, any Error> {
    do {
      do {
        return try await attempt([item])[0] ?? .failure(Problem.otherContent)
      } catch PostgresError.connectionLost {
        // Whether it was committed is not known; its id tells.
        return try await attempt([item])[0] ?? .failure(Problem.otherContent)
      }
    } catch StorageError.refused(.scopesTakenBack, _) where looks < 3 {
      // Its person may take more back between the look and the storing: then it looks again.
      var item = item
      item.isLeftOutOf = true
      return await storeAlone(item, looks: looks + 1)
    } catch let error as StorageError where error.isOfWhatJustWent && looks < 3 {
      // What it belongs to was taken back a moment ago: another look says so.
      return await storeAlone(item, looks: looks + 1)
    } catch StorageError.alreadyExists {
      // Somebody was first: the same sender's other try, which the next look finds, or a stranger.
      return await again(item)
    } catch {
      return .failure(error)
    }
  }

  private func again(_ item: PendingRecord) async -> Result<Receipt, any Error> {
    do {
      return try await database.transaction(as: item.principal, readOnly: true) {
        connection -> Result<Receipt, any Error> in
        guard let known = try SubmissionQueries.find(item.record.id, on: connection)?.content else {
          return .failure(try gone(item.record.id, on: connection) ?? Problem.otherContent)
        }
        return .success(try item.answer(known: known))
      }
    } catch {
      return .failure(error)
    }
  }

  /// One transaction over these records; nothing where it fails, unless the database is away.
  private func tried(
    _ items: [PendingRecord], by memory: RecordMemory? = nil
  ) async throws -> RecordOutcomes {
    do {
      return try await attempt(items, by: memory)
    } catch let error as PostgresError where error.isUnavailable {
      throw error
    } catch {
      // Nothing of it is stored, or, when the connection was lost, perhaps all: each looks first.
      return [:]
    }
  }

  /// One transaction over these records: as their one sender, or as all of them.
  private func attempt(
    _ items: [PendingRecord], by memory: RecordMemory? = nil
  ) async throws -> RecordOutcomes {
    if let only = items.first, items.count == 1 {
      return try await database.transaction(as: only.principal) { connection in
        try SharedRecords(items, self, on: connection).outcomes
      }
    }
    guard let group = RecordingGroup(items.map(\.principal)) else { return [:] }
    return try await database.transaction(recordingFor: group) { connection in
      try SharedRecords(items, by: memory, self, on: connection).outcomes
    }
  }
}

extension StorageError {
  /// Whether a record that another names went while that was stored.
  fileprivate var isOfWhatJustWent: Bool {
    switch self {
    case .refused(.conversationTakenBack, _): true
    case .unknownReference(let constraint): constraint.hasPrefix("record_link_")
    default: false
    }
  }
}
