// The records that others name under `follows` and `about`, looked up beforehand: whether they are there,
// and of the survey that is meant.

internal import Foundation
internal import Postgres
internal import Storage
internal import Surveys

/// Records that may be named, by id.
struct LinkedRecords: Sendable {
  private let surveys: [UUID: LinkableRecord]
  /// Conversations that responses can belong to, with the scopes that their person took back.
  private let conversations: [UUID: [String]]
  /// Conversations that are named and gone.
  private let gone: Set<UUID>
  /// Whether a refusal may say what records there are: whoever has a public link is not told.
  private let isForStaff: Bool

  /// Looks up every record that these name, for somebody in a role.
  init(
    _ records: [IncomingRecord], as role: Storage.Role, on connection: isolated Connection
  ) throws {
    isForStaff = role != .link
    let named = records.flatMap(\.links.records)
    let attached = Set(named.filter { $0.key == .conversation }.map(\.value))
    let found =
      attached.isEmpty || !isForStaff
      ? [:] : try RecordLinkQueries.attachable(Array(attached), on: connection)
    conversations = found
    gone =
      isForStaff
      ? try attached.subtracting(found.keys).filter {
        try ErasureQueries.goneBecause($0, on: connection) != nil
      } : []
    let ids = Set(named.filter { $0.key != .conversation }.map(\.value))
    surveys =
      ids.isEmpty
      ? [:]
      : Dictionary(
        try RecordLinkQueries.linkable(Array(ids), on: connection).map { ($0.id, $0) }
      ) { first, _ in first }
  }

  /// None.
  init() { (surveys, conversations, gone, isForStaff) = ([:], [:], [], false) }

  /// What the person of the conversation that a record belongs to took back under their receipt code.
  func takenBack(_ record: IncomingRecord) -> [String] {
    guard !conversations.isEmpty, let id = record.links.records[.conversation] else { return [] }
    return conversations[id] ?? []
  }

  /// What is wrong with the records that a record names.
  func problems(_ record: IncomingRecord, _ survey: Survey) -> [AnswerProblem] {
    record.links.records.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { kind, id in
      problem(kind, id, of: record, survey).map {
        AnswerProblem(question: kind.rawValue, code: .badField, message: $0)
      }
    }
  }

  private func problem(
    _ kind: RecordLinks.Kind, _ id: UUID, of record: IncomingRecord, _ survey: Survey
  ) -> String? {
    if kind == .conversation {
      guard isForStaff else {
        return "what comes in through a link belongs to no conversation; leave it out"
      }
      guard !gone.contains(id) else {
        return
          "the person took this conversation back, or it was erased; take what belongs to it off"
          + " the device too"
      }
      return id != record.id && conversations[id] != nil
        ? nil : "there is no conversation with this id; it has to be logged first"
    }
    guard let wanted = survey.linked(kind) else {
      return "the survey '\(survey.id)' names no other under '\(kind.rawValue)'; leave it out"
    }
    guard id != record.id else { return "a record cannot belong to itself" }
    let missing = "there is no such record of '\(wanted.module)'; it has to be recorded first"
    guard let found = surveys[id] else { return missing }
    let major = found.version.split(separator: ".").first.flatMap { Int($0) }
    guard found.survey == wanted.module, major == wanted.major else {
      guard isForStaff else { return missing }
      return "this is a record of '\(found.survey)' \(found.version), not of '\(wanted)'"
    }
    return nil
  }
}
