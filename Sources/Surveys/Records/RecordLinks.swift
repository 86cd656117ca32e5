// What a record belongs to: an earlier record of the same person, the record of the plan, group or event
// that it is about, and the conversation that a survey was answered in.

public import struct Foundation.UUID
public import JSON

/// The records that a record names.
public struct RecordLinks: Sendable, Hashable {
  /// How a record belongs to another.
  public enum Kind: String, Sendable, CaseIterable {
    /// The same person answered before.
    case follows
    /// The plan, group or event.
    case about
    /// The conversation that a response belongs to.
    case conversation
  }

  /// Those by which a survey names another.
  public static let betweenSurveys: [Kind] = [.follows, .about]

  /// The record of each kind.
  public let records: [Kind: UUID]

  /// The fields that name them.
  public static let fields = Kind.allCases.map(\.rawValue)

  /// None.
  public init() { records = [:] }

  /// Reads the fields of a record.
  public init(_ fields: inout RecordFields, _ kinds: [Kind] = Kind.allCases) {
    var records: [Kind: UUID] = [:]
    for kind in kinds { records[kind] = fields.identifier(kind.rawValue) }
    self.records = records
  }
}

extension Survey {
  /// The survey whose records a record of this one may name.
  public func linked(_ kind: RecordLinks.Kind) -> SurveyReference? {
    switch kind {
    case .follows: handling.follows
    case .about: handling.about
    case .conversation: nil
    }
  }
}

extension JSONObject {
  private static let identifiers = ["id", "event"] + RecordLinks.fields

  /// The same record with the ids of records in small letters: a client that writes them in capitals the
  /// second time sends the same record.
  public var withIdentifiersInSmallLetters: JSONObject {
    var object = self
    for field in Self.identifiers {
      guard let text = self[field]?.string,
        text.utf8.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
      else { continue }
      object[field] = .string(text.lowercased())
    }
    return object
  }
}
