// What the trail says of records that came in together: an event for every few hundred of them, which
// names each, instead of an event for each.

internal import Foundation
internal import JSON
internal import Postgres
internal import Storage

/// The events of records that came in by the batch.
enum BatchAudit {
  /// How many records one event names: few enough for a page of events to fit into memory.
  private static let recordsOfEvent = 250

  /// Adds the events; `batch` is the import, or the stream of lines, that they came with.
  static func insert(
    _ kind: SubmissionKind, _ records: [UUID], of batch: UUID, origin: Origin,
    on connection: isolated Connection
  ) throws {
    for start in stride(from: 0, to: records.count, by: recordsOfEvent) {
      let part = records[start..<min(start + recordsOfEvent, records.count)]
      let detail: JSONObject = [
        "kind": .string(kind.rawValue), "count": .number(Double(part.count)),
        "ids": .array(part.map { .string($0.text) }),
      ]
      try AuditQueries.insert(
        AuditEvent(
          action: "\(kind.rawValue).record", recordKind: "batch",
          recordIDs: [batch.text], origin: origin,
          detail: JSONText(JSONValue.object(detail).encoded())),
        on: connection)
    }
  }
}
