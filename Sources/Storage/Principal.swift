// For whom a transaction works: the person, the partnership, the role they act in, and the role of
// the database that goes with the work.

public import Foundation
public import Postgres

/// What a person may do in a partnership. A person with several roles acts in one at a time.
public enum Role: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  case researcher, coordinator, commissioner, steward, administrator
  /// Whoever came in through a public link. No account is given it.
  case link

  /// The roles that accounts have.
  public static let allCases: [Role] = [
    .researcher, .coordinator, .commissioner, .steward, .administrator,
  ]
}

/// A signed-in account, in the one role it acts in.
public struct Principal: Sendable, Hashable {
  /// The partnership that everything done belongs to.
  public let partnership: UUID
  /// The partnership's short name, as in addresses and commands.
  public let partnershipSlug: String
  /// The account that acts.
  public let account: UUID
  /// The account's name within the partnership.
  public let accountName: String
  /// The role it acts in.
  public let role: Role

  /// Names who acts.
  public init(
    partnership: UUID, partnershipSlug: String, account: UUID, accountName: String, role: Role
  ) {
    self.partnership = partnership
    self.partnershipSlug = partnershipSlug
    self.account = account
    self.accountName = accountName
    self.role = role
  }
}

/// The database role of a transaction, which bounds what any statement in it can reach.
public enum DatabaseRole: Sendable {
  /// Ordinary work, within what row-level security grants the principal's role.
  case application
  /// Counting and releasing: countable rows, without words, notes and accounts.
  case analysis
  /// A commissioner's request: published surveys and releases, nothing else.
  case commissioner
  /// Sealing and verifying the audit trail, and nothing else.
  case sealer
  /// What a person does with their receipt code, and what is erased: the records that are named.
  case keeper
  /// Sending alerts of concerns, of which it sees the id and the urgency alone.
  case courier

  var name: String {
    switch self {
    case .application: "hark_app"
    case .analysis: "hark_analysis"
    case .commissioner: "hark_commissioner"
    case .sealer: "hark_sealer"
    case .keeper: "hark_keeper"
    case .courier: "hark_courier"
    }
  }
}

/// From where something came in.
public enum Origin: String, Sendable, SQLEncodable, SQLDecodable {
  case http, cli
  case imported = "import"
}
