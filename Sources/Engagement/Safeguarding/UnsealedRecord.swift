// The concern that a record raises, also where the record itself cannot be stored because the keys are away that
// would seal it: the lead is told at once, and the same record raises no second concern when it comes in.

internal import Conversations
internal import Crypto
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension IncomingRecord {
  /// The concern that its answers raise, or its words. What was published elsewhere is no call for help
  /// to this partnership.
  func concern(_ judged: Judgement, _ context: RecordingContext) -> ConcernRecord? {
    guard !isPublished else { return nil }
    let survey = context.published.survey
    var words = context.phrases.found(in: judged.sheet, survey)
    if let note = conversation?.note, context.phrases.isFound(in: note) {
      words.append(PhraseList.note)
    }
    if let promised = conversation?.followUp?.promised, context.phrases.isFound(in: promised) {
      words.append(PhraseList.followUp)
    }
    guard !judged.concerns.isEmpty || !words.isEmpty else { return nil }
    let questions = judged.concerns + words.filter { !judged.concerns.contains($0) }
    return ConcernRecord(
      id: isEdit ? context.surroundings.identifier() : concernID(questions), record: id,
      survey: survey.id, version: survey.version, questions: questions,
      source: judged.concerns.isEmpty ? .phrase : .answer)
  }

  /// The same at every try of the record, and another when it says something else.
  private func concernID(_ questions: [String]) -> UUID {
    let text = "concern \(id.text) \(questions.joined(separator: " ")) \(hexadecimal(sha256))"
    return UUID(hash: Array(SHA256.hash(data: Array(text.utf8))), version: 8)
  }
}

/// A record that cannot be sealed, and the concern that it raises all the same.
struct UnsealedRecord: Error {
  let concern: ConcernRecord
  /// What its receipt code became.
  let receiptHash: [UInt8]?
  /// Why it cannot.
  let reason: any Error

  /// Raises the concern, unless a try before did; what the sender of the record is told. Nobody is told of one
  /// that can never come in, because its person took it back.
  func told(
    as role: Storage.Role, origin: Origin, on connection: isolated Connection
  ) throws -> Problem {
    if let record = concern.record,
      let refusal = try SubmissionQueries.refusal(
        ofGone: record, receipt: receiptHash, on: connection)
    {
      return Problem(translating: refusal)
    }
    var concern = concern
    concern.isAwaited = true
    if try ConcernQueries.insert(concern, onlyNew: true, on: connection) {
      try ConcernEventQueries.insert(
        .noted, of: concern.id, note: nil,
        detail: JSONText(JSONValue.object(["record_not_kept": true]).encoded()), on: connection)
      try audit("concern.raise", "concern", [concern.id.uuidString], origin, connection)
    }
    return Problem(.toldUnsealed, role == .link ? Self.toPerson : toRecorder)
  }

  private var toRecorder: String {
    "if somebody is in danger now, call 999. The safeguarding lead is told that this record raises a concern, but"
      + " nothing of the record was stored: the keys that seal it are not there just now. Call the lead and say"
      + " what you know. Keep the record, and send it again under the same id"
      + (concern.record.map { " (\($0.text))" } ?? "") + " when the operator has put the keys back"
  }

  private static let toPerson =
    "your answers were not stored just now; keep them, and send them again in a while. If you or somebody else"
    + " is in danger now, call 999"
}

extension AcceptedRecord {
  /// The record without the concern that was raised when it could not be stored.
  func withoutToldConcern(on connection: isolated Connection) throws -> AcceptedRecord {
    guard let concern, try ConcernQueries.isRaised(concern.id, on: connection) else { return self }
    var record = self
    record.concern = nil
    return record
  }
}
