// Rows that name a record which is stored already: an export that comes in again, perhaps with columns
// more or fewer. A row that says nothing else than the record counts as stored before.

internal import Conversations
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// What a row of a file says besides its fields.
public struct RowExtent: Sendable, Equatable {
  /// Questions that the row has a cell for: an empty cell says that there is no answer.
  let questions: Set<String>
  /// How many items lists have that are not in the row.
  let items: [String: Int]
  /// Whether it says in which form consent was given; a table says the scopes alone.
  let saysForm: Bool

  /// A record that names everything it says.
  public static let document = RowExtent(questions: [], items: [:], saysForm: true)
  /// A line of an export, which names no form of consent.
  public static let exported = RowExtent(questions: [], items: [:], saysForm: false)
}

extension Engagement {
  /// The fields and questions in which a row says something else than the stored record of its id; nil
  /// when it cannot be told.
  func differences(
    of record: IncomingRecord, _ extent: RowExtent, reading: AnswerReading,
    on connection: isolated Connection
  ) throws -> [String]? {
    guard var sent = record.sent else { return nil }
    let stored: StoredVersion
    do {
      stored = try storedVersion(record.kind, record.id.text, on: connection)
    } catch let problem as Problem where problem.httpStatus < 500 {
      return nil
    }
    if !extent.saysForm {
      guard stored.agrees(with: record.consent) else { return ["consent"] }
      sent["consent"] = nil
      // An export without notes has null in their place.
      for (field, value) in sent where value.isNull { sent[field] = nil }
    }
    sent["answers"] = .object(stored.answers(with: record.answers, extent))
    let items = extent.items.filter { stored.answers[$0.key]?.array?.count ?? 0 != $0.value }
    let edit = try RecordEdit(stored, sent, addsAnswers: false, reading: reading)
    var changes = items.map(\.key) + edit.record.problems.map(\.question)
    guard changes.isEmpty else { return changes }
    do {
      changes = try stored.changes(
        by: AcceptedRecord(edit.record, comparing(edit.record, with: stored, reading, connection)))
    } catch let problem as Problem where problem.httpStatus < 500 {
      return problem.answers.map(\.question)
    }
    return changes
  }

  /// What judging needs to compare: nothing is stored, so no words are searched and nothing is sealed.
  private func comparing(
    _ record: IncomingRecord, with stored: StoredVersion, _ reading: AnswerReading,
    _ connection: isolated Connection
  ) throws -> RecordingContext {
    RecordingContext(
      published: stored.published,
      places: try NamedPlaces(
        codes: NamedPlaces.codes(record, stored.published.survey), on: connection),
      linked: LinkedRecords(), partners: nil, phrases: .standard, surroundings: surroundings,
      origin: .imported,
      reading: reading)
  }
}

extension StoredVersion {
  /// The stored answers with what a row says in their place.
  fileprivate func answers(with sent: JSONObject, _ extent: RowExtent) -> JSONObject {
    let questions = published.survey.questions
    var answers = GridAnswers.spread(self.answers.given(to: questions), over: questions)
    let named = GridAnswers.spread(sent, over: questions)
    for question in questions where extent.questions.contains(question.id) {
      // What only a scope allows that was taken back leaves with no export.
      if question.sensitive, !liveScopes.contains(ConsentScope.analyseSensitive) { continue }
      answers[question.id] = nil
    }
    for (question, answer) in named { answers[question] = answer }
    return answers
  }

  /// Whether scopes that a row names are those that were given, or that still stand.
  fileprivate func agrees(with sent: GivenConsent?) -> Bool {
    sent?.scopes.allSatisfy { scope, isGiven in
      consent?.scopes[scope] ?? false == isGiven || liveScopes.contains(scope) == isGiven
    } ?? true
  }
}

extension Problem {
  /// A record of that id says something else; an import changes nothing.
  static func otherContent(_ record: IncomingRecord, in differences: [String]) -> Problem {
    let shown = differences.prefix(6).joined(separator: ", ")
    let more = differences.count > 6 ? " and \(differences.count - 6) more" : ""
    return Problem(
      .otherContent,
      "a record with this id is stored already and says something else in \(shown)\(more). An import"
        + " changes no record: correct it with `hark \(record.kind.rawValue) edit \(record.id.text)`,"
        + " and give only what nobody has stored yet a new id")
  }
}
