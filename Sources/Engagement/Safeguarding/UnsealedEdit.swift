// The concern of an edit that cannot be stored because the keys are away that seal the record: the lead is told
// at once, and the same edit raises no second concern when it is made again.

internal import Conversations
internal import Crypto
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension RecordEdit {
  /// By what tries of the same edit of a version are known.
  func digest(over stored: StoredVersion) -> [UInt8] {
    let version = "edit \(stored.response.id.text) \(stored.state.revision) "
    return Array(SHA256.hash(data: Array(version.utf8) + said))
  }

  /// What worries in an edit, whatever else may be wrong with it.
  func worry(_ context: RecordingContext, over stored: StoredVersion) -> ConcernRecord? {
    guard let day = record.answeredOn ?? context.today else { return nil }
    let survey = context.published.survey
    let judged = Interview(survey, today: day, places: context.places, reading: context.reading)
      .judge(consent: record.scopes(survey), answers: record.answers)
    return record.concern(judged, context)?.raised(
      over: stored, judged.sheet.json(survey), note: record.conversation?.note,
      promised: record.conversation?.followUp?.promised, context.phrases)
  }
}

extension Engagement {
  /// The version of a record that stands; where its sealed words do not open, without them, and why.
  func storedInAnyCase(
    _ kind: SubmissionKind, _ id: String, on connection: isolated Connection
  ) throws -> (stored: StoredVersion, closed: (any Error)?) {
    do {
      return (try storedVersion(kind, id, on: connection), nil)
    } catch let error where Self.isClosed(error) {
      return (try storedVersion(kind, id, withWords: false, on: connection), error)
    }
  }

  /// Whether texts do not open, or cannot be sealed: the keys are away, lie open to others, or are other ones.
  private static func isClosed(_ error: any Error) -> Bool {
    guard !(error is PostgresError || error is StorageError) else { return false }
    return [ProblemCode.keyMissing, .wrongConfiguration, .notOpened]
      .contains { $0.rawValue == Problem(translating: error).code }
  }
}

extension StoredVersion {
  /// A concern without what was told when the same edit could not be stored; nil: all of it was.
  func untold(
    _ concern: ConcernRecord?, of edit: RecordEdit, on connection: isolated Connection
  ) throws -> ConcernRecord? {
    guard let concern else { return nil }
    let told = try ConcernQueries.told(
      of: response.id, raisedWith: edit.digest(over: self), on: connection)
    return told.isEmpty ? concern : concern.only(concern.questions.filter { !told.contains($0) })
  }

  /// Raises the concern of an edit of this version that cannot be stored, unless a try before did; what whoever
  /// makes it is told.
  func tell(
    _ concern: ConcernRecord, of edit: RecordEdit, origin: Origin,
    on connection: isolated Connection
  ) throws -> Problem {
    if var concern = try untold(concern, of: edit, on: connection) {
      concern.raisedWith = edit.digest(over: self)
      concern.isAwaited = true
      try ConcernQueries.insert(concern, on: connection)
      try ConcernEventQueries.insert(
        .noted, of: concern.id, note: nil,
        detail: JSONText(JSONValue.object(["edit_not_kept": true]).encoded()), on: connection)
      try audit("concern.raise", "concern", [concern.id.uuidString], origin, connection)
    }
    return Problem(
      .toldUnsealed,
      "if somebody is in danger now, call 999. The safeguarding lead is told that this edit raises a concern, but"
        + " nothing of the edit was stored: the keys that seal the record are not there just now. Call the lead"
        + " and say what you know. Keep what you wrote, and make the same edit again when the operator has put"
        + " the keys back")
  }

}
