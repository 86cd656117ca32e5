// What tests of concerns ask and do again and again.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport

extension Programme {
  /// The concerns, as a list of them.
  func concerns(as principal: Principal) async throws -> [JSONValue] {
    try await engagement.concerns(
      status: nil, after: nil, limit: 100, as: principal, origin: .cli
    ).items
  }

  /// Records what somebody says.
  func tell(_ words: String) async throws -> Receipt {
    try await engagement.record(
      Self.response(answers: ["warm": "no", "story": .string(words)]), survey: "warm-rooms",
      as: researcher, origin: .http)
  }

  /// How many events of concerns somebody reads in the audit trail.
  func trailOfConcerns(as principal: Principal) async throws -> Int {
    let trail = try await engagement.auditTrail(
      TrailFilter(), after: nil, limit: 1_000, as: principal, origin: .cli)
    return trail.items.count { $0["action"]?.string?.hasPrefix("concern.") == true }
  }

  /// How many events of an action the audit trail holds.
  func eventCount(_ action: String) async throws -> Int {
    try await database.superuser.withConnection { connection in
      try connection.first(
        "select count(*) from hark.audit_event where action = \(action)"
      ) { try $0.get(0, as: Int.self) }
    } ?? -1
  }

  /// How many responses counting reads.
  func counted() async throws -> Int {
    try await database.application.transaction(as: coordinator, on: .analysis) { connection in
      var number = 0
      try CodedResponseQueries.stream(survey: "warm-rooms", on: connection) { _ in number += 1 }
      return number
    }
  }

  /// How many responses an export writes.
  func exported() async throws -> Int {
    try await database.application.transaction(as: coordinator) { connection in
      var number = 0
      try ExportQueries.stream(
        .response, survey: "warm-rooms", questions: [], as: .text, on: connection
      ) { _ in number += 1 }
      return number
    }
  }
}
