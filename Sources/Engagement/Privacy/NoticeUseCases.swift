// The privacy notice: a steward writes it, everybody reads it, and each form says where it stands.

internal import Foundation
public import JSON
internal import Postgres
public import Storage

extension Engagement {
  /// A partnership's notice, for anybody.
  public func privacyNotice(of partnership: String) async throws -> JSONObject {
    let (found, contact) = try await translating {
      try await database.visiting(readOnly: true) {
        (
          try PrivacyQueries.notice(slug: partnership, on: $0),
          try DataProtectionQueries.find(slug: partnership, on: $0)
        )
      }
    }
    guard let found else {
      throw Problem(.notFound, "there is no partnership of this short name")
    }
    guard let revision = found.revision, let fields = found.fields, let at = found.at else {
      throw Problem(
        .notFound, "this partnership has no privacy notice yet; ask whoever asked you for it")
    }
    let texts = try JSONValue.parse(fields.bytes).object ?? [:]
    return [
      "partnership": .string(partnership), "name": .string(found.name),
      "revision": .number(Double(revision)), "since": .string(timestamp(at)),
      "data_protection": contact.map { .object($0.json) } ?? .null,
      "parts": .array(
        PrivacyNotice.parts.compactMap { part in
          texts[part.id].map {
            ["id": .string(part.id), "title": .string(part.title), "text": $0]
          }
        }),
    ]
  }

  /// Writes a new notice; for stewards. The one before stays known. The same again changes nothing.
  public func setPrivacyNotice(
    _ fields: JSONObject, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try require(principal, .steward)
    let checked = try PrivacyNotice.checked(fields)
    try await translating {
      try await database.transaction(as: principal) { connection in
        let slug = principal.partnershipSlug
        let standing = try PrivacyQueries.notice(slug: slug, on: connection)
        if let known = standing?.fields,
          try JSONValue.parse(known.bytes).canonical() == JSONValue.object(checked).canonical()
        {
          return
        }
        let id = surroundings.identifier()
        try PrivacyQueries.insert(
          id, revision: (standing?.revision ?? 0) + 1,
          fields: JSONText(JSONValue.object(checked).encoded()), on: connection)
        try audit(
          "privacy.set", "partnership", [principal.partnership.uuidString], origin, connection)
      }
    }
    return try await privacyNotice(of: principal.partnershipSlug)
  }

  /// How notices and complaints stand in each partnership.
  public func privacyState() async throws -> [PrivacyState] {
    let before = surroundings.now().addingTimeInterval(-Self.complaintTime)
    let soon = before.addingTimeInterval(Self.complaintWarning)
    return try await translating {
      try await database.upkeep(readOnly: true) {
        try PrivacyQueries.state(overdueBefore: before, soonBefore: soon, on: $0)
      }
    }
  }
}

/// Where a form's privacy notice stands.
public struct NoticePointer: Sendable, Hashable {
  /// The partnership's short name.
  public let partnership: String
  /// The notice's number; nil: there is none yet.
  public let revision: Int?

  /// Points at the notice of a partnership.
  public init(partnership: String, revision: Int?) {
    (self.partnership, self.revision) = (partnership, revision)
  }

  /// The address that anybody can read it at.
  public var path: String { "/api/v1/partnerships/\(partnership)/privacy-notice" }

  /// The pointer as clients read it; null without a notice.
  var json: JSONValue {
    guard let revision else { return .null }
    return [
      "href": .string(path), "revision": .number(Double(revision)),
    ]
  }
}
