// An edit on its way in: what was sent, put upon what stands, in the form that recording judges.

internal import Conversations
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// An edit of a record, not yet judged.
struct RecordEdit {
  /// The record as it would stand.
  let record: IncomingRecord
  /// Why it is edited.
  let reason: String?
  /// What was sent, as canonical JSON, but for the reason.
  let said: [UInt8]

  /// Fields that an edit can empty; any other that is sent empty stays as it was.
  private static let clearable = Set(
    ["place", "place_held", "note", "citation"] + FollowUp.fields)

  /// Puts changes upon a record. What an edit does not change is among the problems found.
  init(
    _ stored: StoredVersion, _ changes: JSONObject, addsAnswers: Bool, reading: AnswerReading
  ) throws {
    var fields = changes
    fields["reason"] = nil
    said = JSONValue.object(["changes": .object(fields), "adds": .bool(addsAnswers)]).canonical()
    let view = stored.view.json
    let editable = StoredVersion.editable(stored.kind)
    var own = RecordFields(
      ["reason": changes["reason"] ?? .null], reading: reading, known: ["reason"])
    let reason = own.text("reason")?.trimmed
    self.reason = reason?.isEmpty == true ? nil : reason
    var problems = own.problems
    var merged = view.fields(editable)
    for (field, value) in changes where field != "reason" {
      if editable.contains(field) {
        if value.isNull, !Self.clearable.contains(field) { continue }
        merged[field] = value
      } else if field == "consent" {
        if !stored.isSameConsent(value, reading) { problems.append(.notEdited(field)) }
      } else if let shown = view[field] {
        if shown != value, shown.text() != value.string { problems.append(.notEdited(field)) }
      } else if RecordLinks.fields.contains(field) {
        if !value.isNull { problems.append(.notEdited(field)) }
      } else {
        merged[field] = value
      }
    }
    if addsAnswers, let added = changes["answers"]?.object {
      var answers = view["answers"]?.object ?? [:]
      for (question, answer) in added { answers[question] = answer }
      merged["answers"] = .object(answers)
    }
    record = IncomingRecord(editOf: stored, merged, problems, reading)
  }

  /// Replaces what stands, with its concern and audit event.
  func store(
    _ accepted: AcceptedRecord, _ concern: ConcernRecord?, over stored: StoredVersion,
    origin: Origin, on connection: isolated Connection
  ) throws {
    let revision = stored.state.revision
    guard
      try VersionQueries.edit(
        accepted.response, revision: revision, reason: reason, on: connection)
    else { throw Problem.editedMeanwhile }
    if let conversation = accepted.conversation {
      let was = stored.conversation?.content.people ?? conversation.people
      if (was == 1) != (conversation.people == 1) {
        try VersionQueries.lockAlone(conversation.id, on: connection)
      }
      guard try VersionQueries.edit(conversation, revision: revision, on: connection) else {
        throw Problem.editedMeanwhile
      }
      try AcceptedRecord.keepWords(of: [accepted], on: connection)
    }
    if let concern {
      try ConcernQueries.insert(concern, on: connection)
      try audit("concern.raise", "concern", [concern.id.uuidString], origin, connection)
    }
    try ConcernQueries.cameIn(
      [stored.response.id], edit: digest(over: stored), origin: origin, on: connection)
    try AuditQueries.insert(
      AuditEvent(
        action: "\(stored.kind.rawValue).edit", recordKind: stored.kind.rawValue,
        recordIDs: [stored.response.id.uuidString], origin: origin,
        detail: JSONText(JSONValue.object(["revision": .number(Double(revision + 1))]).encoded())),
      on: connection)
  }
}

extension IncomingRecord {
  /// A stored record with its fields as they would stand.
  fileprivate init(
    editOf stored: StoredVersion, _ merged: JSONObject, _ problems: [AnswerProblem],
    _ reading: AnswerReading
  ) {
    let content = stored.response.content
    let isPublished = content.basis == Basis.published.rawValue
    let consent = stored.consent.map { consent in
      GivenConsent(
        form: ConsentForm(rawValue: consent.form) ?? .spoken,
        scopes: Dictionary(stored.liveScopes.map { ($0, true) }) { first, _ in first })
    }
    var merged = merged
    if stored.kind == .response {
      let (read, found) = ResponseSubmission.read(merged, reading: reading)
      self.init(
        id: stored.response.id, kind: .response, sent: nil, canonical: [],
        answeredOn: read.answeredOn,
        place: read.place, mode: read.mode, language: read.language, consent: consent,
        answers: read.answers, citation: content.citation, isPublished: isPublished,
        version: content.version, conversation: nil, problems: problems + found, isEdit: true)
    } else {
      if isPublished { merged["basis"] = .string(content.basis) }
      let (read, found) = ConversationSubmission.read(merged, reading: reading)
      self.init(
        id: stored.response.id, kind: .conversation, sent: nil, canonical: [],
        answeredOn: read.heldOn,
        place: read.placeHeld, mode: read.how, language: read.language, consent: consent,
        answers: read.answers, citation: read.citation, isPublished: isPublished,
        version: content.version, conversation: read, problems: problems + found, isEdit: true)
    }
  }
}

extension StoredVersion {
  /// Whether consent that came with an edit is the one that was given, as far as it says.
  fileprivate func isSameConsent(_ value: JSONValue, _ reading: AnswerReading) -> Bool {
    var fields = RecordFields(["consent": value], reading: reading, known: ["consent"])
    guard let sent = fields.consent(), fields.problems.isEmpty else { return value.isNull }
    guard let consent else { return false }
    let allowed = Set(sent.scopes.filter(\.value).keys)
    let given = Set(consent.scopes.filter(\.value).keys)
    return sent.form.rawValue == consent.form && (allowed == given || allowed == liveScopes)
      && (sent.language ?? consent.language) == consent.language
      && (sent.witness ?? consent.witness) == consent.witness
      && abs((sent.givenAt ?? consent.givenAt).timeIntervalSince(consent.givenAt)) < 1
      && (sent.wording ?? consent.wording) == consent.wording
      && (sent.partners.isEmpty || sent.partners == consent.partners)
      // What is kept of a code is a hash of what is sent.
      && (sent.receiptHash == nil || consent.receiptHash != nil)
  }
}

extension AnswerProblem {
  fileprivate static func notEdited(_ field: String) -> AnswerProblem {
    AnswerProblem(
      question: field, code: .badField,
      message: "an edit does not change this; leave it out, or record a new one")
  }
}

extension JSONObject {
  /// These fields, in this order, as far as they are there.
  func fields(_ names: [String]) -> JSONObject {
    JSONObject(names.compactMap { name in self[name].map { (name, $0) } })
  }
}
