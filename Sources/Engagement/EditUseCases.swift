// Edit a record: the same interview judges what it says now, the database keeps what it said before,
// and nobody's edit is lost, for each names the version it was made on.

internal import Conversations
internal import Foundation
public import JSON
internal import Postgres
public import Storage
public import Surveys

/// Which version of a record an edit was made on.
public enum EditedVersion: Sendable, Hashable {
  /// Whichever stands.
  case any
  /// One with one of these tags, each as `RecordView.tag` writes it.
  case tagged([String])

  func holds(_ tag: String) -> Bool {
    switch self {
    case .any: true
    case .tagged(let tags): tags.contains(tag)
    }
  }
}

/// What came of an edit that was not refused outright.
private enum EditOutcome: Sendable {
  case stands(RecordView)
  /// It could not be stored, and the lead was told of what worries in it.
  case told(Problem)
}

extension Engagement {
  /// Edits a response or conversation: fields that are left out stay, answers that are given replace
  /// all answers, or with `addsAnswers` those to their questions. Gives the record as it then stands.
  public func edit(
    _ kind: SubmissionKind, _ id: String, _ changes: JSONObject, made version: EditedVersion,
    addsAnswers: Bool = false, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> RecordView {
    try require(principal, .researcher, .coordinator)
    let outcome = try await translating {
      try await database.transaction(as: principal) { connection in
        // Editors of one record wait for each other; what is read then is one version.
        if let id = UUID(uuidString: id) { try VersionQueries.lock(id, on: connection) }
        let (stored, closed) = try storedInAnyCase(kind, id, on: connection)
        try Self.checkMayEdit(stored, principal)
        let edit = try RecordEdit(stored, changes, addsAnswers: addsAnswers, reading: reading)
        if let closed {
          // Nothing of it can be stored, nor read again: what worries in it is told all the same.
          let context = try recordingContext(
            stored.published, edit.record, origin: origin, reading: reading, as: principal,
            on: connection)
          guard let concern = edit.worry(context, over: stored) else { throw closed }
          return EditOutcome.told(
            try stored.tell(concern, of: edit, origin: origin, on: connection))
        }
        return try self.edit(
          stored, by: edit, isTheirs: version.holds(stored.view.tag), as: principal,
          origin: origin, reading: reading, on: connection)
      }
    }
    switch outcome {
    case .stands(let view): return view
    case .told(let problem): throw problem
    }
  }

  private func edit(
    _ stored: StoredVersion, by edit: RecordEdit, isTheirs: Bool, as principal: Principal,
    origin: Origin, reading: AnswerReading, on connection: isolated Connection
  ) throws -> EditOutcome {
    let accepted: AcceptedRecord
    let phrases: PhraseList
    do {
      let context = try recordingContext(
        stored.published, edit.record, origin: origin, reading: reading, as: principal,
        on: connection)
      phrases = context.phrases
      accepted = try AcceptedRecord(edit.record, context)
    } catch {
      // What was made on an old version is not judged by the one that stands.
      throw isTheirs
        ? try naming(error, in: stored.published, on: connection) : Problem.editedMeanwhile
    }
    // What stands already needs no version: a reply that was lost is made good by sending again.
    guard try stored.isChanged(by: accepted) else { return .stands(stored.view) }
    guard isTheirs else { throw Problem.editedMeanwhile }
    let concern = accepted.concern?.raised(over: stored, by: accepted, phrases)
    let sealed: AcceptedRecord
    do {
      sealed = try self.sealed(accepted, over: stored, of: principal.partnership, on: connection)
    } catch let error where !(error is PostgresError || error is StorageError) {
      guard let concern else { throw error }
      return .told(try stored.tell(concern, of: edit, origin: origin, on: connection))
    }
    let untold = try stored.untold(concern, of: edit, on: connection)
    try edit.store(
      sealed, untold, over: stored, origin: origin, on: connection)
    var view = try storedVersion(stored.kind, stored.response.id.text, on: connection).view
    view.raisedConcern = concern != nil
    return .stands(view)
  }

  private static func checkMayEdit(_ stored: StoredVersion, _ principal: Principal) throws {
    guard !stored.state.isWithdrawn else {
      throw Problem(
        .withdrawn, "the person took their consent back, so this record is not edited any more")
    }
    guard stored.published.isOpen || principal.role == .coordinator else {
      throw Problem(
        .surveyClosed,
        "the survey '\(stored.published.survey.id)' is closed, so only a coordinator edits its"
          + " records; ask them")
    }
  }

  /// Every version of a record, oldest first, the one that stands last. Looking is audited.
  public func history(
    of kind: SubmissionKind, _ id: String, as principal: Principal, origin: Origin
  ) async throws -> [JSONObject] {
    try await looking(at: kind, id, as: principal, origin: origin) { stored, connection in
      try stored.history(on: connection)
    }
  }
}

extension Problem {
  static let erased = Problem(
    .withdrawn,
    "this record is gone: the person took it back, it was kept as long as people were told, or a"
      + " steward erased it. Nobody here sees it any more; take it off the device, and off every list"
      + " and copy of yours")

  static let takenBack = Problem(
    .withdrawn,
    "the person took this record back: it is used for nothing any more, and nobody here sees it. Take"
      + " it off the device, and off every list and copy of yours")

  static let editedMeanwhile = Problem(
    .editedMeanwhile,
    "somebody edited this record since you read it; read it again, and make your edit on what it"
      + " says now"
  )
}

extension StoredVersion {
  /// Whether a record says anything else than this one.
  func isChanged(by edited: AcceptedRecord) throws -> Bool {
    try !changes(by: edited).isEmpty
  }

  /// The fields and questions in which a record says something else than this one.
  func changes(by edited: AcceptedRecord) throws -> [String] {
    let (old, new) = (response.content, edited.response)
    let isResponse = kind == .response
    var changes: [String] = []
    if old.place != new.place { changes.append(isResponse ? "place" : "place_held") }
    if old.answeredOn != new.answeredOn { changes.append(isResponse ? "answered_on" : "held_on") }
    // How people met stands in the conversation; its response may have come by an import.
    if isResponse, old.mode != new.mode { changes.append("mode") }
    if old.language != new.language { changes.append("language") }
    if old.citation != new.citation { changes.append("citation") }
    if let was = conversation?.content, let said = edited.conversation {
      changes += was.changes(to: said)
    }
    // `answers` has the rows of grids together, as the edited record has them.
    let said = try JSONValue.parse(new.answers.bytes)
    guard JSONValue.object(answers).canonical() != said.canonical() else { return changes }
    let (before, after) = (answers, said.object ?? [:])
    return changes
      + (before.keys + after.keys.filter { before[$0] == nil }).filter { before[$0] != after[$0] }
  }

  /// Every version, oldest first, with when, by whom and why it was made.
  func history(on connection: isolated Connection) throws -> [JSONObject] {
    let earlier = try VersionQueries.earlier(.response, response.id, on: connection)
    let headings =
      kind == .conversation
      ? try VersionQueries.earlier(.conversation, response.id, on: connection) : []
    var made = EditMark(at: response.createdAt, by: response.createdBy, reason: nil)
    var versions: [JSONObject] = []
    for version in earlier {
      var content = try opener.json(JSONValue.parse(version.content.bytes)).object ?? [:]
      if let heading = headings.first(where: { $0.revision == version.revision }) {
        for (field, value) in try opener.json(JSONValue.parse(heading.content.bytes)).object ?? [:]
        {
          content[field] = value
        }
      }
      if let answers = content["answers"]?.object {
        content["answers"] = .object(answers.only(published.survey.questions))
      }
      versions.append(item(version.revision, made, content))
      made = version.replaced
    }
    var standing = view.json
    standing["answers"] = .object(answers)
    versions.append(item(state.revision, made, standing))
    for index in versions.indices.dropFirst() {
      versions[index]["changed"] = .array(
        versions[index].changes(since: versions[index - 1], Self.editable(kind))
          .map { .string($0) })
    }
    return versions
  }

  private func item(_ revision: Int, _ made: EditMark, _ content: JSONObject) -> JSONObject {
    var object: JSONObject = [
      "revision": .number(Double(revision)), "recorded_at": .string(timestamp(made.at)),
      "recorded_by": .string(made.by.text),
    ]
    object["reason"] = made.reason.map { .string($0) }
    for (field, value) in content.fields(Self.editable(kind)) { object[field] = value }
    return object
  }
}

extension ConversationRecord {
  /// The fields of its heading that differ, but for those that its response has too.
  fileprivate func changes(to other: ConversationRecord) -> [String] {
    [
      ("how", how != other.how), ("setting", setting != other.setting),
      ("people", people != other.people), ("interpreter", interpreter != other.interpreter),
      ("note", note != other.note), ("follow_up", followUp != other.followUp),
    ].filter(\.1).map(\.0)
  }
}

extension JSONObject {
  /// The fields that differ from those of another version, each question on its own.
  fileprivate func changes(since other: JSONObject, _ fields: [String]) -> [String] {
    let (ours, theirs) = (self["answers"]?.object ?? [:], other["answers"]?.object ?? [:])
    return fields.filter { $0 != "answers" && self[$0] ?? .null != other[$0] ?? .null }
      + (ours.keys + theirs.keys.filter { ours[$0] == nil }).filter { ours[$0] != theirs[$0] }
  }
}
