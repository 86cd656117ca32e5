// The stream that columns are built from: the coded form of every countable response of a survey,
// by COPY in binary, at the speed of the server.

public import Foundation
public import Postgres

/// What counting reads of a response; valid while it is handled.
public struct CodedResponse {
  /// The response.
  public let id: UUID
  /// The module's version.
  public let version: String
  /// The coded form of the answers.
  public let coded: UnsafeRawBufferPointer
  /// The day it was given, in days since 2000-01-01.
  public let answeredOnDay: Int
  /// When it came in, in microseconds since 2000-01-01; 0 unless that was asked for.
  public let received: Int
}

/// One of two parts of a survey's responses, by where they lie in their table.
public enum CodedPart: Sendable, Hashable {
  /// What lies before a block of the table.
  case before(block: Int)
  /// That block and what lies behind it.
  case from(block: Int)
}

/// The stream of coded responses is not what this version of Hark expects.
public struct CodedResponseFormatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What to do.
  public var description: String {
    "the database sent responses in a form that this version of hark does not read; "
      + "run `hark database migrate`"
  }
}

/// Streams coded responses.
public enum CodedResponseQueries {
  /// Hands over every countable response to a survey, in no particular order; for a coordinator or
  /// steward on the analysis role. An error that `body` throws ends the stream and is passed on.
  /// With `timed` each says when it came in; `part` is one of two; `since` leaves out what was written
  /// before any transaction that ran at that moment.
  public static func stream(
    survey: String, timed: Bool = false, part: CodedPart? = nil, since moment: CountedMoment? = nil,
    on connection: isolated Connection,
    _ body: (CodedResponse) throws -> Void
  ) throws {
    // COPY takes no bound values: the survey's name goes in by a setting of the transaction. The
    // subquery reads it once, not for every row; the partnership is the policy's.
    try connection.setLocal("hark.survey", survey)
    if let moment {
      try connection.setLocal("hark.since", String(UInt32(truncatingIfNeeded: moment.first)))
    }
    if let part { try connection.setLocal("hark.first_row", part.firstRow) }
    var reader = CopyReader()
    var versions = VersionTexts()
    let received: SQL = timed ? ", r.created_at" : ""
    try connection.copyOut(
      """
      copy (
        select id, survey_version, coded, answered_on\(received)
        from hark.response r
        where survey_module = (select current_setting('hark.survey'))
          and \(OutputPurpose.count.mayLeave()) and \(condition(part, moment))
      ) to stdout (format binary)
      """
    ) { chunk in
      try reader.read(chunk) { fields in
        guard fields.count == (timed ? 5 : 4), let id = fields[0].uuid,
          let version = versions.text(fields[1]), let coded = fields[2].content,
          let day = fields[3].int32
        else { throw CodedResponseFormatError() }
        let received = timed ? fields[4].int64 : 0
        guard let received else { throw CodedResponseFormatError() }
        try body(
          CodedResponse(
            id: id, version: version, coded: coded, answeredOnDay: Int(day),
            received: Int(received)))
      }
    }
    guard reader.isAtEnd else { throw CodedResponseFormatError() }
  }

  /// The rows of one part, or those that were written lately: rows carry the number of the transaction
  /// that wrote them, and ages are compared because numbers come round.
  private static func condition(_ part: CodedPart?, _ moment: CountedMoment?) -> SQL {
    if moment != nil {
      return "age(r.xmin) <= age((select current_setting('hark.since'))::xid)"
    }
    // PostgreSQL then reads no other blocks of the table than these.
    return switch part {
    case nil: "true"
    case .before: "r.ctid < (select current_setting('hark.first_row')::tid)"
    case .from: "r.ctid >= (select current_setting('hark.first_row')::tid)"
    }
  }

  /// About how many countable responses a survey has, and the block of the table before which about half
  /// of them lie: from a sample of 500 blocks of the table, from all where it has fewer. No response: nil.
  public static func middle(
    survey: String, on connection: isolated Connection
  ) throws -> (block: Int, count: Int)? {
    let found = try connection.first(
      """
      with size as (
        select greatest(1, pg_relation_size('hark.response') / current_setting('block_size')::int)
          as blocks
      )
      select (percentile_disc(0.5) within group (order by r.ctid))::text as middle,
        count(*) * greatest(1, (select blocks from size) / 500.0)::float8 as number
      from hark.response r
        tablesample system (least(100, 50000.0 / greatest(1,
          pg_relation_size('hark.response') / current_setting('block_size')::int)))
      where survey_module = \(survey) and \(OutputPurpose.count.mayLeave())
      """
    ) { row in
      (
        try row.get("middle", as: String?.self),
        try row.get("number", as: Double.self)
      )
    }
    guard let (middle, number) = found, let middle,
      let block = middle.dropFirst().split(separator: ",").first.flatMap({ Int($0) })
    else { return nil }
    return (block, Int(number))
  }

  /// How many countable responses a survey has.
  public static func count(survey: String, on connection: isolated Connection) throws -> Int {
    try connection.first(
      """
      select count(*) as number from hark.response r
      where survey_module = \(survey) and \(OutputPurpose.count.mayLeave())
      """
    ) { row in try row.get("number", as: Int.self) } ?? 0
  }
}

extension CodedPart {
  /// The place of the first row of the second part, as PostgreSQL writes it.
  fileprivate var firstRow: String {
    switch self {
    case .before(let block), .from(let block): "(\(block),0)"
    }
  }
}

/// Reads versions: nearly every response has that of the one before it.
private struct VersionTexts {
  private var bytes: [UInt8] = []
  private var last: String?

  mutating func text(_ field: CopyField) -> String? {
    guard let content = field.content else { return nil }
    if let last, bytes.elementsEqual(content) { return last }
    bytes = Array(content)
    last = field.text
    return last
  }
}
