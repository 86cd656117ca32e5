// The stream that columns are built from: the coded form of every countable response of a survey,
// by COPY in binary, at the speed of the server.

public import Foundation
public import Postgres

/// What counting reads of a response.
public struct CodedResponse: Sendable, Hashable {
  /// The response.
  public let id: UUID
  /// The module's version.
  public let version: String
  /// The version's series.
  public let series: Int
  /// The coded form of the answers.
  public let coded: [UInt8]
  /// The code of the place it was given at.
  public let place: String?
  /// The day it was given, in days since 2000-01-01.
  public let answeredOnDay: Int
  /// Its random number, 0 to 255.
  public let recordKey: Int
  /// The language it was given in.
  public let language: String
  /// When it came in, in microseconds since 2000-01-01; 0 unless that was asked for.
  public let received: Int
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
  /// With `timed` each says when it came in; `half` is 0 or 1 of two parts of about the same size;
  /// `since` leaves out what was written before any transaction that ran at that moment.
  public static func stream(
    survey: String, timed: Bool = false, half: Int? = nil, since moment: CountedMoment? = nil,
    on connection: isolated Connection,
    _ body: (CodedResponse) throws -> Void
  ) throws {
    // COPY takes no bound values: the survey's name goes in by a setting of the transaction. The
    // subquery reads it once, not for every row; the partnership is the policy's.
    try connection.setLocal("hark.survey", survey)
    if let moment {
      try connection.setLocal("hark.since", String(UInt32(truncatingIfNeeded: moment.first)))
    }
    var reader = CopyReader()
    let received: SQL = timed ? "r.created_at" : "null::timestamptz"
    try connection.copyOut(
      """
      copy (
        select id, survey_version, series, coded, place, answered_on, record_key, language,
          \(received)
        from hark.response r
        where survey_module = (select current_setting('hark.survey'))
          and \(OutputPurpose.count.mayLeave()) and \(part(half, moment))
      ) to stdout (format binary)
      """
    ) { chunk in
      try reader.read(chunk) { fields in try body(try response(fields)) }
    }
    guard reader.isAtEnd else { throw CodedResponseFormatError() }
  }

  /// The rows of one half by their random numbers, or those that were written lately: rows carry the
  /// number of the transaction that wrote them, and ages are compared because numbers come round.
  private static func part(_ half: Int?, _ moment: CountedMoment?) -> SQL {
    if moment != nil {
      return "age(r.xmin) <= age((select current_setting('hark.since'))::xid)"
    }
    return switch half {
    case 0: "r.record_key < 128"
    case nil: "true"
    default: "r.record_key >= 128"
    }
  }

  /// How many countable responses a survey has; `atMost` stops counting there.
  public static func count(
    survey: String, atMost limit: Int = .max, on connection: isolated Connection
  ) throws -> Int {
    try connection.first(
      """
      select count(*) as number from (
        select from hark.response r where survey_module = \(survey)
          and \(OutputPurpose.count.mayLeave()) limit \(limit)) counted
      """
    ) { row in try row.get("number", as: Int.self) } ?? 0
  }

  private static func response(_ fields: [CopyField]) throws -> CodedResponse {
    guard fields.count == 9, let id = fields[0].uuid, let version = fields[1].text,
      let series = fields[2].int16, let coded = fields[3].bytes, let day = fields[5].int32,
      let recordKey = fields[6].int16, let language = fields[7].text
    else { throw CodedResponseFormatError() }
    let place = fields[4].text
    let received = fields[8].int64
    guard place != nil || fields[4].isNull, received != nil || fields[8].isNull else {
      throw CodedResponseFormatError()
    }
    return CodedResponse(
      id: id, version: version, series: Int(series), coded: coded, place: place,
      answeredOnDay: Int(day), recordKey: Int(recordKey), language: language,
      received: Int(received ?? 0))
  }
}
