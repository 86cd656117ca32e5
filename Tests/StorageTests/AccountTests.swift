// Accounts, roles and tokens: who gets in, and what is kept of a secret.

import Crypto
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct AccountTests {
  @Test func `a token signs its account in with the token's one role`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      for role in Role.allCases {
        let hash = try await database.addToken("\(role)", role: role, in: partnership)
        let principal = try await database.application.signIn(tokenHash: hash)
        #expect(principal == partnership.principal(role))
      }
      #expect(try await database.application.signIn(tokenHash: []) == nil)
      #expect(
        try await database.application.signIn(tokenHash: [UInt8](repeating: 0, count: 32)) == nil)
    }
  }

  @Test func `a token signs nobody in once it has ended, whichever way`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let administrator = partnership.principal(.administrator)
      let application = database.application
      let expired = try await database.addToken(
        "old", role: .researcher, in: partnership, expiresAt: Date(timeIntervalSinceNow: -1))
      let id = UUID()
      let revoked = try await database.addToken("gone", role: .researcher, in: partnership, id: id)
      let ended = try await database.addToken("ended", role: .coordinator, in: partnership)
      let disabled = try await database.addToken("disabled", role: .steward, in: partnership)
      #expect(try await application.signIn(tokenHash: expired) == nil)

      #expect(try await application.signIn(tokenHash: revoked) != nil)
      try await application.transaction(as: administrator) { connection in
        let first = try TokenQueries.revoke(id, on: connection)
        let second = try TokenQueries.revoke(id, on: connection)
        #expect(first && !second)
      }
      #expect(try await application.signIn(tokenHash: revoked) == nil)

      #expect(try await application.signIn(tokenHash: ended) != nil)
      try await application.transaction(as: administrator) { connection in
        _ = try AccountQueries.end(.coordinator, of: partnership.account, on: connection)
        try AccountQueries.grant(.coordinator, to: partnership.account, on: connection)
      }
      // The role is there again, the tokens of its first life are not.
      #expect(try await application.signIn(tokenHash: ended) == nil)

      #expect(try await application.signIn(tokenHash: disabled) != nil)
      _ = try await application.transaction(as: administrator) { connection in
        try AccountQueries.disable(partnership.account, on: connection)
      }
      #expect(try await application.signIn(tokenHash: disabled) == nil)
    }
  }

  @Test func `a token needs a role that its account has`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let sam = try await database.addAccount("sam", roles: [.researcher], to: partnership)
      await #expect(throws: StorageError.self) {
        try await database.application.transaction(as: partnership.principal(.administrator)) {
          connection in
          try TokenQueries.insert(
            TokenRecord(
              id: UUID(), account: sam, role: .coordinator, label: "",
              expiresAt: Date(timeIntervalSinceNow: 60)),
            hash: [UInt8](repeating: 1, count: 32), on: connection)
        }
      }
    }
  }

  @Test func `no table holds a token, and the application can't read a hash back`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let secret = "hark_canary_5f2e9c"
      let hash = try await database.addToken(secret, role: .researcher, in: partnership)
      try await database.installTestQuery()
      let tables = try await database.tables()
      try await database.superuser.withTransaction { connection in
        var dump = ""
        for table in tables {
          let rows = try testQuery("select to_jsonb(t)::text from hark.\(table) t", on: connection)
          dump += (rows ?? []).joined(separator: "\n")
        }
        let hexadecimal = hash.map { String(format: "%02x", $0) }.joined()
        #expect(dump.contains(hexadecimal))
        #expect(!dump.contains(secret))
        #expect(!dump.contains(Data(secret.utf8).map { String(format: "%02x", $0) }.joined()))
      }
      await #expect(throws: StorageError.notAllowed(table: nil)) {
        try await database.application.transaction(as: partnership.principal(.administrator)) {
          connection in try connection.execute("select hash from hark.token")
        }
      }
    }
  }

  @Test func `the operator is found by name, or as the only administrator of the only partnership`()
    async throws
  {
    try await withDatabase { database in
      let find = database.application.findAccount
      #expect(try await find(nil, nil) == nil)
      let partnership = try await database.addPartnership()
      let found = try #require(try await find(nil, nil))
      #expect(found.principal(as: .steward) == partnership.principal(.steward))
      #expect(Set(found.roles) == Set(Role.allCases))

      let sam = try await database.addAccount("sam", roles: [.researcher], to: partnership)
      let researcher = try #require(try await find("plymouth", "sam"))
      #expect(researcher.account == sam)
      #expect(researcher.principal(as: .coordinator) == nil)
      #expect(try await find("worcester", "sam") == nil)
      #expect(try await find("plymouth", "nobody") == nil)

      _ = try await database.addAccount("kim", roles: [.administrator], to: partnership)
      #expect(try await find(nil, nil) == nil)
      #expect(try await find(nil, "jo") == found)

      _ = try await database.addPartnership(slug: "worcester")
      #expect(try await find(nil, "jo") == nil)
      #expect(try await find("worcester", nil)?.partnershipSlug == "worcester")
    }
  }

  @Test func `administrators alone add accounts, and see those of their partnership`() async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      _ = try await database.addPartnership(slug: "worcester", accountName: "alex")
      _ = try await database.addAccount("sam", roles: [.researcher, .steward], to: partnership)
      let application = database.application
      let accounts = try await application.transaction(as: partnership.principal(.administrator)) {
        connection in try AccountQueries.list(on: connection)
      }
      #expect(accounts.map(\.name) == ["jo", "sam"])
      #expect(accounts.last.map { Set($0.roles) } == [.researcher, .steward])
      for role in Role.allCases where role != .administrator {
        try await application.transaction(as: partnership.principal(role)) { connection in
          let names = try AccountQueries.list(on: connection).map(\.name)
          let sam = try AccountQueries.find(name: "sam", on: connection)
          #expect(names == ["jo"] && sam == nil)
        }
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await application.transaction(as: partnership.principal(role)) { connection in
            try AccountQueries.insert(
              id: UUID(), name: "eve", roles: [.administrator], on: connection)
          }
        }
      }
      await #expect(throws: StorageError.alreadyExists(table: "account")) {
        _ = try await database.addAccount("sam", roles: [], to: partnership)
      }
    }
  }
}
