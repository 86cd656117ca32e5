// What a link's hash is of. Anybody who has the events can compute the chain again from this page.

internal import Crypto
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage

/// The hash chain of one partnership.
struct AuditChain: Sendable {
  let partnership: UUID

  /// SHA-256 over the canonical JSON (RFC 8785) of an event, its number and the hash before; nil
  /// when the event holds what no event can.
  func hash(_ event: AuditedEvent, number: Int, previous: [UInt8]) -> [UInt8]? {
    guard let detail = try? JSONValue.parse(event.detail.bytes) else { return nil }
    let content: JSONValue = [
      "partnership": .string(partnership.text),
      "number": .number(Double(number)), "previous": .string(hexadecimal(previous)),
      "id": .string(event.id.text), "position": .number(Double(event.position)),
      "at": .string(event.at),
      "account": event.account.map { .string($0.text) } ?? .null,
      "role": event.role.map { .string($0) } ?? .null, "action": .string(event.action),
      "kind": .string(event.recordKind), "record": .string(event.recordID),
      "origin": .string(event.origin), "detail": detail,
    ]
    return Array(SHA256.hash(data: content.canonical()))
  }
}
