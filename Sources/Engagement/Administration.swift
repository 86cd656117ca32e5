// Partnerships, accounts, tokens and places: what an operator or administrator sets up.

internal import Crypto
public import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// The operator's use cases, some of them on the owner's connection.
public struct Administration: Sendable {
  /// The application's way in.
  public let database: Database
  /// The owner's way in; nil where it was not given.
  public let owner: OwnerDatabase?
  /// Clock and randomness.
  public let surroundings: Surroundings

  /// Administration of a database.
  public init(database: Database, owner: OwnerDatabase?, surroundings: Surroundings = .live) {
    (self.database, self.owner, self.surroundings) = (database, owner, surroundings)
  }

  private func ownerDatabase() throws -> OwnerDatabase {
    guard let owner else {
      throw Problem(
        .wrongConfiguration,
        "this needs the owner's connection; set HARK_DATABASE_ADMIN_URL to its connection string")
    }
    return owner
  }

  /// Adds a partnership; with `administrator` also its first account, which has every role.
  @discardableResult
  public func addPartnership(
    id: UUID? = nil, slug: String, name: String, administrator: String? = nil,
    account: UUID? = nil
  ) async throws -> UUID {
    let id = id ?? surroundings.identifier()
    let account = account ?? surroundings.identifier()
    try Self.check(name: name)
    if let administrator { try Self.check(name: administrator) }
    guard Self.isSlug(slug) else {
      throw Problem(
        .badRequest,
        "a partnership's short name has small letters, digits and hyphens, such as east-county")
    }
    try await translating {
      try await ownerDatabase().transaction(partnership: id) { connection in
        try PartnershipQueries.insert(
          PartnershipRecord(id: id, slug: slug, name: name), on: connection)
        if let administrator {
          try AccountQueries.insert(
            id: account, name: administrator, roles: Storage.Role.allCases, on: connection)
          try AccountQueries.setMayExport(true, of: account, on: connection)
          try audit("account.add", "account", [account.uuidString], .cli, connection)
        }
        try audit("partnership.add", "partnership", [id.uuidString], .cli, connection)
      }
    }
    return id
  }

  /// Names are printed on terminals: no control characters, nothing that turns the direction of writing.
  /// Whether it can be the name of somebody or something that people read.
  static func isName(_ name: String) -> Bool {
    let isPlain = name.unicodeScalars.allSatisfy {
      ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
        $0.properties.generalCategory)
    }
    return isPlain && name == name.trimmed && (1...200).contains(name.unicodeScalars.count)
  }

  private static func check(name: String) throws {
    guard isName(name) else {
      throw Problem(
        .badRequest,
        "a name has 1 to 200 characters, no spaces at its ends and no invisible characters")
    }
  }

  private static func isSlug(_ text: String) -> Bool {
    (1...63).contains(text.utf8.count) && text.first != "-" && text.last != "-"
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
      }
  }

  /// Every partnership, by short name; on the owner's connection where there is one.
  public func partnerships(as principal: Principal?) async throws -> [JSONObject] {
    try await translating {
      let records =
        if let owner {
          try await owner.transaction(partnership: nil) { connection in
            try PartnershipQueries.list(limit: 1_000, on: connection)
          }
        } else if let principal {
          try await database.transaction(as: principal, readOnly: true) { connection in
            try PartnershipQueries.list(limit: 1_000, on: connection)
          }
        } else { [PartnershipRecord]() }
      return records.map { ["partnership": .string($0.slug), "name": .string($0.name)] }
    }
  }

  /// Adds an account. While the partnership has no administrator it is done by the owner.
  @discardableResult
  public func addAccount(
    _ name: String, roles: [Storage.Role], id: UUID? = nil, partnership: String?,
    as administrator: Principal?, origin: Origin
  ) async throws -> UUID {
    let id = id ?? surroundings.identifier()
    try Self.check(name: name)
    try await translating {
      if let administrator {
        try await database.transaction(as: administrator) { connection in
          try AccountQueries.insert(id: id, name: name, roles: roles, on: connection)
          try audit("account.add", "account", [id.uuidString], origin, connection)
        }
      } else {
        let owner = try ownerDatabase()
        let found = try await owner.transaction(partnership: nil) { connection in
          try PartnershipQueries.list(limit: 1_000, on: connection)
        }.filter { partnership == nil || $0.slug == partnership }
        guard let only = found.first, found.count == 1 else {
          throw found.isEmpty
            ? Problem(.notFound, "there is no such partnership; add it with `hark partnership add`")
            : Problem(.badRequest, "there are several partnerships; name one with --partnership")
        }
        try await owner.transaction(partnership: only.id) { connection in
          let accounts = try AccountQueries.list(limit: 1_000, on: connection)
          guard !accounts.contains(where: \.isAdministrator) else {
            throw Problem(
              .notAllowed, "this partnership has an administrator; name their account with --as")
          }
          try AccountQueries.insert(id: id, name: name, roles: roles, on: connection)
          try audit("account.add", "account", [id.uuidString], origin, connection)
        }
      }
    }
    return id
  }

  /// Accounts of the partnership, by name.
  public func accounts(as administrator: Principal) async throws -> [JSONObject] {
    try await translating {
      try await database.transaction(as: administrator, readOnly: true) { connection in
        try AccountQueries.list(limit: 1_000, on: connection).map { account in
          [
            "account": .string(account.name),
            "roles": .array(account.roles.map { .string($0.rawValue) }),
            "may_export": .bool(account.mayExport),
            "disabled": .bool(account.disabledAt != nil),
          ]
        }
      }
    }
  }

  /// Shuts an account out for good: none of its tokens works from the next request on.
  public func disableAccount(
    _ name: String, as administrator: Principal, origin: Origin
  ) async throws {
    try await translating {
      try await database.transaction(as: administrator) { connection in
        guard let account = try AccountQueries.find(name: name, on: connection),
          try AccountQueries.disable(account.id, on: connection)
        else {
          throw Problem(
            .notFound, "there is no account '\(name)' that works; `hark account list` shows them")
        }
        try audit("account.disable", "account", [account.id.uuidString], origin, connection)
      }
    }
  }

  /// Gives a coordinator the right to export, or takes it away.
  public func setMayExport(
    _ mayExport: Bool, account name: String, as administrator: Principal, origin: Origin
  ) async throws {
    try await translating {
      try await database.transaction(as: administrator) { connection in
        guard let account = try AccountQueries.find(name: name, on: connection) else {
          throw Problem(.notFound, "there is no account '\(name)' in this partnership")
        }
        guard try AccountQueries.setMayExport(mayExport, of: account.id, on: connection) else {
          throw Problem(
            .notAllowed, "'\(name)' is no coordinator; only coordinators can be allowed to export")
        }
        try audit(
          mayExport ? "account.allow_export" : "account.refuse_export", "account",
          [account.id.uuidString], origin, connection)
      }
    }
  }

  /// Makes a token for an account in one of its roles. The secret is shown this once and kept nowhere.
  public func issueToken(
    account name: String, role: Storage.Role?, label: String, days: Int,
    as administrator: Principal,
    origin: Origin
  ) async throws -> (secret: String, role: Storage.Role, expires: Date) {
    let secret = "hark_" + hexadecimal(surroundings.randomBytes(32))
    let expires = surroundings.now().addingTimeInterval(Double(days) * 86_400)
    return try await translating {
      try await database.transaction(as: administrator) { connection in
        guard let account = try AccountQueries.find(name: name, on: connection) else {
          throw Problem(.notFound, "there is no account '\(name)' in this partnership")
        }
        guard let role = role ?? (account.roles.count == 1 ? account.roles.first : nil),
          account.roles.contains(role)
        else {
          let roles = account.roles.map(\.rawValue).joined(separator: ", ")
          throw Problem(.badRequest, "name one of the account's roles with --role: \(roles)")
        }
        let token = TokenRecord(
          id: surroundings.identifier(), account: account.id, role: role, label: label,
          expiresAt: expires)
        try TokenQueries.insert(
          token, hash: Array(SHA256.hash(data: Array(secret.utf8))), on: connection)
        try audit("token.add", "token", [token.id.uuidString], origin, connection)
        return (secret, role, expires)
      }
    }
  }

  /// Adds places or brings them up to date; says how many.
  public func importPlaces(
    _ places: [PlaceRecord], official: Bool, as principal: Principal, origin: Origin
  ) async throws -> Int {
    try await translating {
      try await database.transaction(as: principal) { connection in
        let count =
          official
          ? try PlaceQueries.importOfficial(places, on: connection)
          : try PlaceQueries.importLocal(places, on: connection)
        try audit("place.import", "place", places.map(\.code), origin, connection)
        return count
      }
    }
  }

  /// Places by code, from after a code; of one kind, or of every kind.
  public func places(
    kind: String?, after: String?, limit: Int, as principal: Principal
  ) async throws -> [JSONObject] {
    try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try PlaceQueries.list(kind: kind, after: after, limit: limit, on: connection).map { place in
          [
            "code": .string(place.code), "name": .string(place.name), "kind": .string(place.kind),
            "parent": place.parent.map { .string($0) } ?? .null,
          ]
        }
      }
    }
  }
}

extension AccountRecord {
  fileprivate var isAdministrator: Bool { disabledAt == nil && roles.contains(.administrator) }
}
