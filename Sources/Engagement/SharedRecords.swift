// The records of one transaction: judged and stored together, each with an outcome of its own.

internal import Foundation
internal import Postgres
internal import Storage
internal import Surveys

/// Records alike in this are judged by the same.
private struct ContextKey: Hashable {
  let survey: String
  let version: String?
  let origin: Origin
  let reading: AnswerReading
}

/// The records of one transaction: looked up, judged and stored, all in it. By a memory they are not looked up:
/// the transaction ends where it no longer holds or a record is there, and whatever is refused by it stays
/// without an outcome.
struct SharedRecords {
  private let items: [PendingRecord]
  private(set) var outcomes: RecordOutcomes = [:]

  init(
    _ items: [PendingRecord], by memory: RecordMemory? = nil, _ engagement: Engagement,
    on connection: isolated Connection
  ) throws {
    self.items = items
    let (unknown, versions) =
      try memory.map { (firsts(), $0.versions) } ?? lookUp(engagement, on: connection)
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
        if record.concern == nil || items.count == 1 {
          accepted.append((index, try record.withoutToldConcern(on: connection)))
        }
      } catch let unsealed as UnsealedRecord {
        guard items.count == 1 else { continue }
        outcomes[index] = .failure(
          try unsealed.told(as: item.principal.role, origin: item.origin, on: connection))
      } catch let problem as Problem {
        outcomes[index] = .failure(problem)
      }
    }
    // What is said of a record that is not stored, the database says.
    if memory != nil { outcomes = [:] }
    guard let origin = items.first?.origin, !accepted.isEmpty else { return }
    // Of two with one id only one is here, whose own sender it is that stores it.
    let accounts = accepted.map { (items[$0.index].record.id, items[$0.index].principal.account) }
    let recorder: Recorder =
      items.count == 1
      ? .transaction : .accounts(Dictionary(accounts) { first, _ in first })
    // In one trip with the commit: nothing is asked any more.
    try connection.togetherWithCommit()
    if let memory { try SignInQueries.require(memory.mark, until: memory.until, on: connection) }
    try AcceptedRecord.store(
      accepted.map(\.record), by: recorder, origin: origin, on: connection)
    for (index, record) in accepted {
      outcomes[index] = .success(
        Receipt(
          bytes: record.submission.result, isRepeat: false,
          hasReceiptCode: record.consent?.receiptHash != nil))
    }
  }

  /// The positions of the records in the order of their ids, so that two batches never wait for each other in a
  /// circle; of two with one id only the first, the second goes alone when that is stored.
  private func firsts() -> [Int] {
    var seen: Set<UUID> = []
    return items.indices.filter { seen.insert(items[$0].record.id).inserted }
      .sorted { items[$0].record.id < items[$1].record.id }
  }

  /// Answers what is known; gives the positions of what is not, in order, and the versions of their surveys.
  private mutating func lookUp(
    _ engagement: Engagement, on connection: isolated Connection
  ) throws -> (unknown: [Int], versions: [String: [PublishedVersion]]) {
    let looked = try SubmissionQueries.known(
      items.map(\.record.id), surveys: Set(items.map(\.survey)).sorted(), withMoment: true,
      on: connection)
    let moment = looked.moment
    if let partnership = items.first?.principal.partnership, let moment {
      engagement.versions.remember(looked.versions, of: partnership, under: moment.mark)
    }
    let signedIn = try engagement.tokens.lookUp(
      items.compactMap(\.token).filter { !$0.signIn.holds(moment) }, on: connection)
    let known = Dictionary(looked.submissions.map { ($0.id, $0) }) { first, _ in first }
    var unknown: [Int] = []
    for index in firsts() {
      let item = items[index]
      if let token = item.token, !token.signIn.holds(moment),
        signedIn[token.hash]?.principal != item.principal
      {
        outcomes[index] = .failure(Problem.notSignedIn)
        continue
      }
      guard let found = known[item.record.id] else {
        unknown.append(index)
        continue
      }
      guard item.maySee(found) else { continue }
      outcomes[index] = Result { try item.answer(known: found.content) }
    }
    return (unknown, looked.versions)
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
