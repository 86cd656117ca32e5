// Texts that stand in clear from before they were sealed, and the list of what was erased, both over all
// partnerships: what `Database.upkeep` is for.

public import Foundation
public import Postgres

/// Rows that may hold texts in clear.
public enum SealedKind: String, Sendable, CaseIterable, SQLEncodable {
  case concernEvent = "concern_event"
  case conversation, consent, response, submission
  case earlierVersion = "earlier_version"
}

/// Questions of a survey's version whose answers are sealed.
public struct SealedPlaces: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The survey.
  public let survey: String
  /// Its version.
  public let version: String
  /// The questions, those within repeats or grids as paths: `people.name`.
  public let questions: [String]

  /// Names questions.
  public init(partnership: UUID, survey: String, version: String, questions: [String]) {
    (self.partnership, self.survey) = (partnership, survey)
    (self.version, self.questions) = (version, questions)
  }
}

/// A row with texts in clear.
public struct ClearRow: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The record or concern whose key seals it.
  public let record: UUID
  /// The row.
  public let row: UUID
  /// What it says, a JSON object.
  public let content: JSONText
  /// The survey that it answers; nil where it has no answers.
  public let survey: String?
  /// The survey's version.
  public let version: String?
}

/// An erasure as it is kept outside the database.
public struct ErasureEntry: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The hash of the record's id.
  public let recordHash: [UInt8]
  /// The hash of what opened its receipt.
  public let receiptHash: [UInt8]?
  /// `response` or `conversation`
  public let kind: String
  /// The survey it answered.
  public let survey: String
  /// Why it was erased.
  public let reason: String
  /// When.
  public let at: Date
  /// The row, by which the next are found; nil once it was kept elsewhere.
  public let row: UUID?

  /// Describes an erasure.
  public init(
    partnership: UUID, recordHash: [UInt8], receiptHash: [UInt8]?, kind: String, survey: String,
    reason: String, at: Date, row: UUID? = nil
  ) {
    (self.partnership, self.recordHash, self.receiptHash) = (partnership, recordHash, receiptHash)
    (self.kind, self.survey, self.reason, self.at, self.row) = (kind, survey, reason, at, row)
  }
}

/// Seals what stands in clear, and follows the list of erasures.
public enum SealingQueries {
  /// Rows of a kind with texts in clear after a row, in the order of their keys.
  public static func clear(
    _ kind: SealedKind, _ places: [SealedPlaces], after last: ClearRow? = nil, limit: Int,
    on connection: isolated Connection
  ) throws -> [ClearRow] {
    let none = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    let named = places.flatMap { place in
      place.questions.map { question in
        // A repeat's items and a single answer are reached alike: jsonpath unpacks lists by itself.
        let path = question.split(separator: ".").map { "\"\($0)\"" }.joined(separator: "[*].")
        return (place, "$." + path)
      }
    }
    return try connection.query(
      """
      select * from hark.clear_texts_after(\(kind), \(named.map(\.0.partnership)),
        \(named.map(\.0.survey)), \(named.map(\.0.version)), \(named.map(\.1)),
        \(last?.partnership ?? none), \(last?.row ?? none), \(limit)::integer)
      """
    ) { row in
      ClearRow(
        partnership: try row.get("partnership_id"), record: try row.get("record_id"),
        row: try row.get("row_id"), content: try row.get("content"),
        survey: try row.get("survey"), version: try row.get("version"))
    }
  }

  /// Puts sealed content in the place of what rows said; how many still said that.
  public static func seal(
    _ kind: SealedKind, _ rows: [(row: ClearRow, sealed: JSONText)],
    on connection: isolated Connection
  ) throws -> Int {
    try connection.first(
      """
      select hark.seal_texts(\(kind), \(rows.map(\.row.partnership)), \(rows.map(\.row.row)),
        \(rows.map { JSONDocument(text: $0.row.content) }),
        \(rows.map { JSONDocument(text: $0.sealed) })) as number
      """
    ) { row in try row.get("number") } ?? 0
  }

  /// The keys of records of any partnership.
  public static func keys(
    _ owners: [(partnership: UUID, id: UUID)], on connection: isolated Connection
  ) throws -> [DataKeyRecord] {
    try connection.query(
      "select * from hark.data_keys(\(owners.map(\.partnership)), \(owners.map(\.id)))"
    ) { row in
      DataKeyRecord(
        partnership: try row.get("partnership_id"), id: try row.get("id"),
        master: try row.get("master"), wrapped: try row.get("wrapped"))
    }
  }

  /// Stores keys of records that have none.
  public static func addKeys(
    _ keys: [DataKeyRecord], on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.add_data_keys(\(keys.map(\.partnership)), \(keys.map(\.id)),
        \(keys.map(\.master)), \(keys.map { ByteString(bytes: $0.wrapped) }))
      """)
  }

  /// What was erased after a row of the list, oldest first.
  public static func erasures(
    since moment: Date, after row: UUID, limit: Int, on connection: isolated Connection
  ) throws -> [ErasureEntry] {
    try connection.query(
      "select * from hark.erasures(\(moment), \(row), \(limit)::integer)"
    ) { row in
      ErasureEntry(
        partnership: try row.get("partnership_id"), recordHash: try row.get("record_hash"),
        receiptHash: try row.get("receipt_hash"), kind: try row.get("record_kind"),
        survey: try row.get("survey_module"), reason: try row.get("reason"),
        at: try row.get("created_at"), row: try row.get("id"))
    }
  }

  /// Of these erasures those that this database does not know, by their hash, with the record where it
  /// is there again.
  public static func unknown(
    _ entries: [ErasureEntry], on connection: isolated Connection
  ) throws -> [(hash: [UInt8], partnership: UUID, record: UUID?)] {
    try connection.query(
      """
      select * from hark.unknown_erasures(\(entries.map(\.partnership)),
        \(entries.map { ByteString(bytes: $0.recordHash) }))
      """
    ) { row in
      (
        hash: try row.get("record_hash"), partnership: try row.get("partnership_id"),
        record: try row.get("record_id")
      )
    }
  }

  /// Keeps erasures that this database did not know.
  public static func keep(
    _ entries: [ErasureEntry], on connection: isolated Connection
  ) throws -> Int {
    try connection.first(
      """
      select hark.keep_erasures(\(entries.map(\.partnership)),
        \(entries.map { ByteString(bytes: $0.recordHash) }),
        \(entries.map { $0.receiptHash.map(ByteString.init(bytes:)) }), \(entries.map(\.kind)),
        \(entries.map(\.survey)), \(entries.map(\.reason)), \(entries.map(\.at))) as number
      """
    ) { row in try row.get("number") } ?? 0
  }
}
