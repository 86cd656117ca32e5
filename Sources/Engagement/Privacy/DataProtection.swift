// Who answers for data protection in a partnership: everybody reads it beside the privacy notice, and complaints
// are told there.

internal import Foundation
public import JSON
internal import Postgres
public import Storage

extension Engagement {
  /// Who answers for data protection; for stewards.
  public func dataProtection(as principal: Principal) async throws -> JSONObject {
    try require(principal, .steward)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try DataProtectionQueries.find(on: connection)?.json ?? DataProtectionRecord.nobody
      }
    }
  }

  /// Names who answers for data protection; nil takes the name away, and complaints are told nobody then.
  public func setDataProtection(
    name: String?, mail: String?, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try require(principal, .steward)
    var record: DataProtectionRecord?
    if name != nil || mail != nil {
      do throws(SettingMistake) {
        let called = try SafeguardingRecord.text(.string(name ?? ""), most: 200)
        let address = try SafeguardingRecord.mail(.string(mail ?? ""))
        guard let called, let address else {
          throw SettingMistake("give both a name and an address")
        }
        record = DataProtectionRecord(name: called, mail: address)
      } catch {
        throw Problem(.settingRefused, "who answers for data protection: \(error.message)")
      }
    }
    return try await translating { [record] in
      try await database.transaction(as: principal) { connection in
        try DataProtectionQueries.set(record, on: connection)
        try audit(
          "data_protection.set", "partnership", [principal.partnership.uuidString], origin,
          connection)
        return record?.json ?? DataProtectionRecord.nobody
      }
    }
  }
}

extension DataProtectionRecord {
  /// Who it is, as everybody reads it.
  var json: JSONObject { ["name": .string(name), "email": .string(mail)] }

  /// Nobody was named.
  static let nobody: JSONObject = ["name": nil, "email": nil]
}
