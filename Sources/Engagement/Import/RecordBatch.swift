// Records that come in many at a time: judged outside the database, then stored together in one
// transaction, each with its own answer. When the database refuses the batch, each is stored alone.

internal import Conversations
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// What came of one record of a batch.
enum BatchOutcome: Sendable {
  /// Stored now; the receipt.
  case stored([UInt8])
  /// Stored now without what its person took back under its receipt code.
  case storedInPart([UInt8])
  /// Stored before with the same content; the first receipt.
  case known([UInt8])
  case refused(Problem)

  /// The receipt of one that is stored now; nil for others.
  var newReceipt: [UInt8]? {
    switch self {
    case .stored(let receipt), .storedInPart(let receipt): receipt
    case .known, .refused: nil
    }
  }

  /// Whether it is stored now.
  var isStored: Bool { newReceipt != nil }
}

/// A record of a batch with the survey it is for, or why it cannot be read.
struct BatchRecord: Sendable {
  let survey: String
  let record: Result<IncomingRecord, Problem>
}

/// A record of a batch with its judgement. One that is known already is answered as it was the first
/// time, whatever the judgement would be now.
struct JudgedRecord: Sendable {
  let survey: String
  let record: IncomingRecord?
  let verdict: Result<AcceptedRecord, Problem>
  /// What it raises though it cannot be stored.
  var unsealed: UnsealedRecord?
}

/// Judges records of a batch; keeps what it looked up for the next.
struct BatchJudge: Sendable {
  private static let mostPlaces = 20_000

  private let engagement: Engagement
  private let principal: Principal
  private let origin: Origin
  private let reading: AnswerReading
  /// Kinds of places by code; an empty kind stands for no such place.
  private var places: [String: String] = [:]

  init(
    _ engagement: Engagement, _ principal: Principal, origin: Origin, reading: AnswerReading
  ) {
    (self.engagement, self.principal) = (engagement, principal)
    (self.origin, self.reading) = (origin, reading)
  }

  /// Judges records of one survey; one that names no version is judged by this one.
  mutating func judge(
    _ batch: [BatchRecord], _ published: PublishedSurvey
  ) async throws -> [JudgedRecord] {
    let survey = published.survey
    var surveys = try await look(
      up: Set(
        batch.compactMap { (try? $0.record.get())?.version }
          .filter { $0 != survey.version }.map { Version(survey.id, $0) }))
    for version in [nil, survey.version] {
      surveys[Version(survey.id, version)] = .success(published)
    }
    return try await judge(batch, surveys)
  }

  /// Judges records of any surveys.
  mutating func judge(_ batch: [BatchRecord]) async throws -> [JudgedRecord] {
    var wanted: Set<Version> = []
    for item in batch {
      if let record = try? item.record.get() { wanted.insert(Version(item.survey, record.version)) }
    }
    return try await judge(batch, look(up: wanted))
  }

  /// A survey with the version that a record names.
  private struct Version: Hashable, Sendable {
    let survey: String
    let version: String?

    init(_ survey: String, _ version: String?) { (self.survey, self.version) = (survey, version) }
  }

  private func look(up wanted: Set<Version>) async throws -> [Version: Result<
    PublishedSurvey, Problem
  >] {
    guard !wanted.isEmpty else { return [:] }
    return try await translating {
      try await engagement.database.transaction(as: principal, readOnly: true) { connection in
        var found: [Version: Result<PublishedSurvey, Problem>] = [:]
        for wish in wanted {
          found[wish] = Result {
            try engagement.published(wish.survey, version: wish.version, on: connection)
          }.mapError { Problem(translating: $0) }
        }
        return found
      }
    }
  }

  private mutating func judge(
    _ batch: [BatchRecord], _ surveys: [Version: Result<PublishedSurvey, Problem>]
  ) async throws -> [JudgedRecord] {
    try await lookUpPlaces(batch, surveys)
    let directory = NamedPlaces(kinds: places.filter { !$0.value.isEmpty })
    let (phrases, linked, partners) = try await beside(batch)
    var contexts: [Version: Result<RecordingContext, Problem>] = [:]
    for (version, published) in surveys {
      contexts[version] = published.map { published in
        RecordingContext(
          published: published, places: directory, linked: linked, partners: partners,
          phrases: phrases,
          surroundings: engagement.surroundings, origin: origin, reading: reading,
          sealing: engagement.sealing(published.survey, of: principal.partnership))
      }
    }
    return batch.map { item in
      let record = try? item.record.get()
      let verdict = Result {
        let record = try item.record.get()
        let context = contexts[Version(item.survey, record.version)]
        guard let context = try context?.get() else {
          throw Problem(.notPublished, "there is no published survey '\(item.survey)'")
        }
        return try AcceptedRecord(record, context)
      }
      var unsealed: UnsealedRecord?
      if case .failure(let error) = verdict { unsealed = error as? UnsealedRecord }
      return JudgedRecord(
        survey: item.survey, record: record,
        verdict: verdict.mapError { Problem(translating: unsealed?.reason ?? $0) },
        unsealed: unsealed)
    }
  }

  /// What judging needs of the database beside surveys and places.
  private func beside(
    _ batch: [BatchRecord]
  ) async throws -> (PhraseList, LinkedRecords, KnownPartners?) {
    let records = batch.compactMap { try? $0.record.get() }
    return try await translating {
      try await engagement.database.transaction(as: principal, readOnly: true) { connection in
        (
          try engagement.phrases.list(
            of: principal.partnership, at: engagement.surroundings.now(), on: connection),
          try LinkedRecords(records, as: principal.role, on: connection),
          try KnownPartners(namedBy: records, on: connection)
        )
      }
    }
  }

  private mutating func lookUpPlaces(
    _ batch: [BatchRecord], _ surveys: [Version: Result<PublishedSurvey, Problem>]
  ) async throws {
    var unknown: Set<String> = []
    for item in batch {
      guard let record = try? item.record.get(),
        let published = try? surveys[Version(item.survey, record.version)]?.get()
      else { continue }
      for code in NamedPlaces.codes(record, published.survey) where places[code] == nil {
        unknown.insert(code)
      }
    }
    guard !unknown.isEmpty else { return }
    let codes = Array(unknown)
    let found = try await translating {
      try await engagement.database.transaction(as: principal, readOnly: true) { connection in
        try PlaceQueries.find(codes: codes, on: connection).map { ($0.code, $0.kind) }
      }
    }
    if places.count + codes.count > Self.mostPlaces { places.removeAll() }
    for code in codes { places[code] = "" }
    for (code, kind) in found { places[code] = kind }
  }
}
