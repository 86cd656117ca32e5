// Records that come in at the same time share a transaction and its commit, which is what recording
// costs most. Each is judged and answered by itself: one that the database refuses fails alone,
// because its batch is then stored record by record.

internal import Foundation
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

  /// Stores a batch; the records of one that fails are stored alone.
  private func storeTogether(_ items: [PendingRecord]) async -> [Result<Receipt, any Error>] {
    var outcomes: RecordOutcomes = [:]
    if items.count > 1 {
      do {
        outcomes = try await attempt(items)
      } catch let error as PostgresError where error.isUnavailable {
        return items.map { _ in .failure(error) }
      } catch {
        // Nothing of it is stored, or, when the connection was lost, perhaps all: each looks first.
      }
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

  private func storeAlone(_ item: PendingRecord) async -> Result<Receipt, any Error> {
    do {
      do {
        return try await attempt([item])[0] ?? .failure(Problem.otherContent)
      } catch PostgresError.connectionLost {
        // Whether it was committed is not known; its id tells.
        return try await attempt([item])[0] ?? .failure(Problem.otherContent)
      }
    } catch StorageError.refused(.scopesTakenBack, _) where !item.isLeftOutOf {
      var item = item
      item.isLeftOutOf = true
      return await storeAlone(item)
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

  /// One transaction over these records: as their one sender, or as all of them.
  private func attempt(_ items: [PendingRecord]) async throws -> RecordOutcomes {
    if let only = items.first, items.count == 1 {
      return try await database.transaction(as: only.principal) { connection in
        try RecordBatch(items, self, on: connection).outcomes
      }
    }
    guard let group = RecordingGroup(items.map(\.principal)) else { return [:] }
    return try await database.transaction(recordingFor: group) { connection in
      try RecordBatch(items, self, on: connection).outcomes
    }
  }
}

/// Records alike in this are judged by the same.
private struct ContextKey: Hashable {
  let survey: String
  let version: String?
  let origin: Origin
  let reading: AnswerReading
}

/// The records of one transaction: looked up, judged and stored, all in it.
private struct RecordBatch {
  private let items: [PendingRecord]
  private(set) var outcomes: RecordOutcomes = [:]

  init(
    _ items: [PendingRecord], _ engagement: Engagement, on connection: isolated Connection
  ) throws {
    self.items = items
    let (unknown, versions) = try lookUp(engagement.tokens, on: connection)
    let surveys = try publishedSurveys(unknown, versions, engagement, on: connection)
    let codes = surveys.flatMap { NamedPlaces.codes(items[$0.key].record, $0.value.survey) }
    let places = try NamedPlaces(codes: codes, on: connection)
    // They are all of one role.
    let linked = try LinkedRecords(
      surveys.keys.map { items[$0].record }, as: items.first?.principal.role ?? .link,
      on: connection)
    let partners = try KnownPartners(namedBy: surveys.keys.map { items[$0].record }, on: connection)
    var accepted: [(index: Int, record: AcceptedRecord)] = []
    var contexts: [ContextKey: RecordingContext] = [:]
    for index in unknown {
      guard let published = surveys[index] else { continue }
      let item = items[index]
      let key = ContextKey(
        survey: item.survey, version: item.record.version, origin: item.origin,
        reading: item.reading)
      let context =
        try contexts[key]
        ?? RecordingContext(
          published: published, places: places, linked: linked, partners: partners,
          phrases: engagement.phrases.list(
            of: item.principal.partnership, at: engagement.surroundings.now(), on: connection),
          surroundings: engagement.surroundings, origin: item.origin, reading: item.reading,
          sealing: engagement.sealing(published.survey, of: item.principal.partnership))
      contexts[key] = context
      do {
        let sent = try item.isLeftOutOf ? item.record.leavingOut(on: connection) : item.record
        let record = try AcceptedRecord(sent, context)
        // A concern is rare, and names the transaction's own account: such a record goes alone.
        if record.concern == nil || items.count == 1 { accepted.append((index, record)) }
      } catch let problem as Problem {
        outcomes[index] = .failure(problem)
      }
    }
    guard let origin = items.first?.origin, !accepted.isEmpty else { return }
    // Of two with one id only one is here, whose own sender it is that stores it.
    let accounts = accepted.map { (items[$0.index].record.id, items[$0.index].principal.account) }
    let recorder: Recorder =
      items.count == 1
      ? .transaction : .accounts(Dictionary(accounts) { first, _ in first })
    // In one trip with the commit: nothing is asked any more.
    connection.togetherWithCommit()
    try AcceptedRecord.store(
      accepted.map(\.record), by: recorder, origin: origin, on: connection)
    for (index, record) in accepted {
      outcomes[index] = .success(
        Receipt(
          bytes: record.submission.result, isRepeat: false,
          hasReceiptCode: record.consent?.receiptHash != nil))
    }
  }

  /// Answers what is known; gives the positions of what is not, in the order of their ids, so that
  /// two batches never wait for each other in a circle, and the versions of their surveys.
  private mutating func lookUp(
    _ tokens: RememberedTokens, on connection: isolated Connection
  ) throws -> (unknown: [Int], versions: [String: [PublishedVersion]]) {
    let remembered = items.compactMap(\.token)
    let looked = try SubmissionQueries.known(
      items.map(\.record.id), surveys: Set(items.map(\.survey)).sorted(),
      withMoment: !remembered.isEmpty, on: connection)
    let moment = looked.moment
    let signedIn = try tokens.lookUp(
      remembered.filter { !$0.signIn.holds(moment) }, on: connection)
    let known = Dictionary(looked.submissions.map { ($0.id, $0) }) { first, _ in first }
    var seen: Set<UUID> = []
    var unknown: [Int] = []
    for (index, item) in items.enumerated() {
      if let token = item.token, !token.signIn.holds(moment),
        signedIn[token.hash]?.principal != item.principal
      {
        outcomes[index] = .failure(Problem.notSignedIn)
        continue
      }
      // The second of two with one id goes alone, when the first is stored.
      guard seen.insert(item.record.id).inserted else { continue }
      guard let found = known[item.record.id] else {
        unknown.append(index)
        continue
      }
      guard item.maySee(found) else { continue }
      outcomes[index] = Result { try item.answer(known: found.content) }
    }
    return (
      unknown.sorted { items[$0].record.id < items[$1].record.id }, looked.versions
    )
  }

  private mutating func publishedSurveys(
    _ indices: [Int], _ versions: [String: [PublishedVersion]], _ engagement: Engagement,
    on connection: isolated Connection
  ) throws -> [Int: PublishedSurvey] {
    var surveys: [String: Result<PublishedSurvey, Problem>] = [:]
    var found: [Int: PublishedSurvey] = [:]
    for index in indices {
      let item = items[index]
      let key = "\(item.survey) \(item.record.version ?? "")"
      let published =
        try surveys[key]
        ?? result {
          try engagement.published(
            item.survey, version: item.record.version, of: versions[item.survey] ?? [],
            on: connection)
        }
      surveys[key] = published
      switch published {
      case .success(let survey): found[index] = survey
      case .failure(let problem): outcomes[index] = .failure(problem)
      }
    }
    return found
  }
}

/// What work gives, or the problem it ends in; other errors are thrown.
private func result<Value>(
  isolation: isolated (any Actor)? = #isolation, _ work: () throws -> Value
) throws -> Result<Value, Problem> {
  do { return .success(try work()) } catch let problem as Problem { return .failure(problem) }
}
