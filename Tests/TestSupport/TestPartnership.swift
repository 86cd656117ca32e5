// A partnership with one account that has every role, made the way an operator makes it.

public import Foundation
import Postgres
public import Storage

/// A partnership of a test.
public struct TestPartnership: Sendable {
  /// Its id.
  public let id: UUID
  /// Its short name.
  public let slug: String
  /// The account with every role.
  public let account: UUID
  /// That account's name.
  public let accountName: String

  /// The account in one of its roles.
  public func principal(_ role: Role) -> Principal {
    Principal(
      partnership: id, partnershipSlug: slug, account: account, accountName: accountName,
      role: role)
  }
}

extension TestDatabase {
  /// Adds a partnership and its first account on the owner's connection.
  public func addPartnership(
    slug: String = "plymouth", accountName: String = "jo"
  ) async throws -> TestPartnership {
    let partnership = TestPartnership(
      id: UUID(), slug: slug, account: UUID(), accountName: accountName)
    try await owner.transaction(partnership: partnership.id) { connection in
      try PartnershipQueries.insert(
        PartnershipRecord(id: partnership.id, slug: slug, name: "Partnership \(slug)"),
        on: connection)
      try AccountQueries.insert(
        id: partnership.account, name: accountName, roles: Role.allCases, on: connection)
      try AccountQueries.setMayExport(true, of: partnership.account, on: connection)
    }
    return partnership
  }

  /// Adds another account to a partnership, as its administrator.
  public func addAccount(
    _ name: String, roles: [Role], to partnership: TestPartnership
  ) async throws -> UUID {
    let id = UUID()
    try await application.transaction(as: partnership.principal(.administrator)) { connection in
      try AccountQueries.insert(id: id, name: name, roles: roles, on: connection)
    }
    return id
  }
}
