// The words that a concern is about, for a lead who has to know them: the one record, for a reason that is
// kept with the concern, and every look is written down.

internal import Foundation
public import JSON
internal import Postgres
public import Storage
public import Surveys

extension Engagement {
  /// The record that a concern is about, as it was told, for leads alone. The reason is kept with the
  /// concern, sealed; the audit trail keeps who looked at which record, and neither reason nor words.
  public func concernRecord(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    return try await leading(principal) { connection in
      let found = try concern(id, on: connection)
      var fields = RecordFields(body, reading: reading, known: ["reason"])
      let reason = fields.text("reason", atMost: 2_000)?.trimmed
      if reason?.hasSomethingToSee != true, fields.problems.isEmpty {
        fields.refuse(
          "reason", .missingField,
          "say in a few words why you have to read what was said; it is kept")
      }
      guard let reason, fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      guard let record = found.raised.content.record else {
        throw Problem(
          .notFound, "this concern is about no record; what there is to know stands in its notes")
      }
      if let gone = try gone(record, on: connection) { throw gone }
      try ConcernEventQueries.insert(
        .noted, of: found.raised.id,
        note: sealed(reason, of: found.raised.id, principal, on: connection),
        detail: JSONText(JSONValue.object(["read_record": true]).encoded()), on: connection)
      try audit("concern.record_read", "record", [record.text], origin, connection)
      try connection.turnToKeeping([record])
      guard try ResponseQueries.kept(record, on: connection) != nil else {
        throw Problem(
          .notFound,
          "the record has not come in yet: it could not be stored when it raised this concern. Ask whoever"
            + " raised it what was said")
      }
      let held = try heldRecord(record, on: connection)
      return [
        "concern": .string(found.raised.id.text), "record": .object(held.told),
        "asked_and_answered": try told(held, on: connection).askedAndAnswered,
      ]
    }
  }
}
