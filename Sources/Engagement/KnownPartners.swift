// The partners that a partnership says it has: the entries of its list `partners`, where it keeps one. A name
// that is misspelt in a consent would be a partner of its own, to whom nothing is ever passed on.

internal import Postgres
public import Storage
internal import Surveys

/// The partners that people can be told of.
public struct KnownPartners: Sendable, Hashable {
  /// The list that names them.
  public static let list = "partners"

  /// A partner.
  public struct Partner: Sendable, Hashable {
    /// Its code: the id of the entry, with hyphens.
    public let code: String
    /// What people read.
    public let label: String
    /// Whether people are still told of it. A consent that names it was given, and stands.
    public let isOffered: Bool

    /// Describes a partner.
    public init(code: String, label: String, isOffered: Bool = true) {
      (self.code, self.label, self.isOffered) = (code, label, isOffered)
    }
  }

  /// In the order of the list.
  public let partners: [Partner]

  /// Names partners.
  public init(_ partners: [Partner]) { self.partners = partners }

  /// What is wrong with a code; nil where there is such a partner.
  public func refusal(_ code: String) -> String? {
    let codes = partners.map(\.code)
    guard !codes.contains(code) else { return nil }
    let rest = didYouMean(code, codes).map { "; \($0)" } ?? ""
    return "there is no '\(code.prefix(63))' in the list \(Self.list) of this partnership\(rest)"
  }

  /// Reads the list; nil where the partnership keeps none, and any partner can be named.
  init?(on connection: isolated Connection) throws {
    guard let list = try ListQueries.find(names: [Self.list], on: connection).first else {
      return nil
    }
    partners = list.entries.map { entry in
      Partner(
        code: entry.name.replacing("_", with: "-"), label: entry.label,
        isOffered: entry.retiredOn == nil)
    }
  }

  /// Reads the list where one of these records names partners.
  init?(namedBy records: [IncomingRecord], on connection: isolated Connection) throws {
    guard records.contains(where: { !($0.consent?.partners.isEmpty ?? true) }) else { return nil }
    try self.init(on: connection)
  }

  func problems(_ record: IncomingRecord) -> [AnswerProblem] {
    (record.consent?.partners ?? []).compactMap(refusal).map {
      AnswerProblem(question: "consent.partners", code: .badField, message: $0)
    }
  }
}

extension Engagement {
  /// The partners that people can be told of; nil where the partnership keeps no list of them.
  public func knownPartners(as principal: Principal) async throws -> KnownPartners? {
    try require(principal, .researcher, .coordinator)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try KnownPartners(on: connection)
      }
    }
  }
}
