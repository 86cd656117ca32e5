// The one place that says what may leave Hark, and for what. Every query whose rows go out takes its
// condition from here; the rule itself is the function hark.allows of the database, and a record that
// was withdrawn is hidden by the policies before any query asks.

public import Postgres

/// What a record is wanted for.
public enum OutputPurpose: String, Sendable, CaseIterable, SQLEncodable {
  /// Lists and single records, for those who record and mend them.
  case work
  /// Figures.
  case count
  /// A file of records for analysis.
  case export
  /// The person's own words, shown to others.
  case quote
  /// The same with the area where the person lives.
  case quoteWithPlace = "quote_place"
  /// Passing on to the partners that the person was told of.
  case share
  /// Getting in touch again.
  case recontact

  /// Whether others see the words: the place then stands beside those alone whose person allowed that.
  public var isForOthers: Bool {
    switch self {
    case .work, .count, .export, .recontact: false
    case .quote, .quoteWithPlace, .share: true
    }
  }

  /// The condition under which a row of hark.response or hark.conversation may leave for this; `row` is
  /// its name in the statement. Without a live consent to analyse a row is marked as withdrawn in the
  /// same transaction.
  func mayLeave(_ row: SQL = "r") -> SQL {
    switch self {
    case .work: "not \(row).withdrawn"
    case .export: "not \(row).withdrawn and \(waitsForNobody(row))"
    case .count: "\(row).countable"
    case .quote, .quoteWithPlace, .share, .recontact:
      """
      hark.allows(\(name), \(row).partnership_id, \(row).id, \(row).basis, \(row).withdrawn)
        and \(waitsForNobody(row))
      """
    }
  }

  /// A record that a safeguarding concern holds waits until a lead has looked. For counting the policy
  /// says the same.
  private func waitsForNobody(_ row: SQL) -> SQL {
    "\(row).id not in (select h.id from hark.held_records() h)"
  }

  // Exports are read by COPY, which takes no bound values.
  private var name: SQL {
    switch self {
    case .work: "'work'"
    case .count: "'count'"
    case .export: "'export'"
    case .quote: "'quote'"
    case .quoteWithPlace: "'quote_place'"
    case .share: "'share'"
    case .recontact: "'recontact'"
    }
  }
}
