// Write down, edit and read plans, cycles and experiments. Every version is kept; nobody's edit is
// lost, for each names the version it was made on.

internal import Foundation
public import JSON
internal import Postgres
public import Practice
public import Storage
internal import SurveyModules
public import Surveys

extension Engagement {
  /// Writes down a record. With an `id` of the client's own a second try changes nothing.
  public func add(
    _ kind: PracticeKind, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> PracticeView {
    try require(principal, anyOf: kind.writers)
    var fields = body
    fields["id"] = nil
    let id = try Self.identifier(body, reading: reading) ?? surroundings.identifier()
    let read = PracticeReading(fields, of: kind.fields, reading: reading)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        if let known = try standing(kind, id, on: connection) {
          guard read.problems.isEmpty, known.standing.revision == 1, known.values == read.values
          else { throw Problem.otherContent }
          return try shown(known, kind, on: connection)
        }
        try check(read, of: kind, on: connection)
        try PracticeQueries.insert(kind.record(id, read.values), on: connection)
        try audit("\(kind.rawValue).add", kind.rawValue, [id.text], origin, connection)
        return try shown(found(kind, id, on: connection), kind, on: connection)
      }
    }
  }

  /// Edits a record: fields that are left out stay, null empties one.
  public func edit(
    _ kind: PracticeKind, _ id: String, _ changes: JSONObject, made version: EditedVersion,
    as principal: Principal, origin: Origin, reading: AnswerReading = .typed
  ) async throws -> PracticeView {
    try require(principal, anyOf: kind.writers)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let old = try found(kind, UUID(uuidString: id), on: connection)
        guard version.holds(old.view.tag) else { throw Problem.editedMeanwhile }
        let read = PracticeReading(changes, of: kind.fields, reading: reading)
        let whole = read.laid(over: old.values, changes)
        try check(whole, of: kind, before: old.values, on: connection)
        if kind == .plan { try checkMove(of: old, to: whole.values, on: connection) }
        guard whole.values != old.values else {
          return try shown(old, kind, on: connection)
        }
        let record = kind.record(old.standing.stored.id, whole.values)
        guard
          try PracticeQueries.edit(record, revision: old.standing.revision, on: connection)
        else {
          let now = try found(kind, record.id, on: connection)
          throw now.standing.revision == old.standing.revision
            ? Problem(.notAllowed, "whoever wrote this down, or a coordinator, edits it")
            : Problem.editedMeanwhile
        }
        try audit("\(kind.rawValue).edit", kind.rawValue, [record.id.text], origin, connection)
        return try shown(found(kind, record.id, on: connection), kind, on: connection)
      }
    }
  }

  /// A record; a plan with all advice on it.
  public func practice(
    _ kind: PracticeKind, _ id: String, as principal: Principal
  ) async throws -> PracticeView {
    try require(principal, anyOf: PracticeKind.readers)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try shown(found(kind, UUID(uuidString: id), on: connection), kind, on: connection)
      }
    }
  }

  /// Records of a kind, oldest first; those about one survey if it is named.
  public func practices(
    _ kind: PracticeKind, survey: String? = nil, after: String?, limit: Int,
    as principal: Principal
  ) async throws -> ListPage {
    try require(principal, anyOf: PracticeKind.readers)
    if let survey, !PracticeField.isSurvey(survey) {
      throw Problem(
        .badRequest, "'survey' is the id of a survey: small letters, digits and hyphens")
    }
    let page = Page(after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let list = try PracticeQueries.list(
          kind.rawValue, survey: survey, page: page, on: connection)
        let records = try withAdvice(list, kind, on: connection)
        return ListPage(
          records.map { ($0.summary, $0.standing.stored.cursor) }, limit: page.limit)
      }
    }
  }

  /// Every version of a record, oldest first, the one that stands last.
  public func history(
    of kind: PracticeKind, _ id: String, as principal: Principal
  ) async throws -> [JSONObject] {
    try require(principal, anyOf: PracticeKind.readers)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let now = try found(kind, UUID(uuidString: id), on: connection)
        var versions = try PracticeQueries.earlier(now.standing.stored.id, on: connection).map {
          earlier -> JSONObject in
          [
            "revision": .number(Double(earlier.revision)),
            "made_at": .string(timestamp(earlier.at)),
            "content": try JSONValue.parse(earlier.content.bytes),
          ]
        }
        versions.append([
          "revision": .number(Double(now.standing.revision)),
          "made_at": .string(timestamp(now.standing.editedAt)), "content": .object(now.values),
        ])
        return versions
      }
    }
  }

  /// Adds what one of a panel says of a plan; what the same panellist said before stands no more.
  public func advise(
    on plan: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> PracticeView {
    try require(principal, anyOf: PracticeKind.readers)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let record = try found(.plan, UUID(uuidString: plan), on: connection)
        let standing = record.standing
        let read = PracticeReading(body, of: PanelAdvice.fields, reading: reading)
        let problems =
          read.problems + PracticeReading.missing(read.values, of: PanelAdvice.fields)
        guard problems.isEmpty, let panellist = read.values["panellist"]?.string else {
          throw Problem(refused: Self.once(problems))
        }
        let isLifted = try checkLifting(record, by: read.values, as: principal)
        let advice = AdviceRecord(
          id: surroundings.identifier(), plan: standing.stored.id, revision: standing.revision,
          panellist: panellist, content: JSONText(JSONValue.object(read.values).canonical()))
        try PracticeQueries.insert(advice, on: connection)
        try audit(
          isLifted ? "plan.lift" : "plan.advise", "plan", [standing.stored.id.text], origin,
          connection)
        return try shown(
          found(.plan, standing.stored.id, on: connection), .plan, on: connection)
      }
    }
  }
}

// MARK: - What the use cases share

extension Engagement {
  private func standing(
    _ kind: PracticeKind, _ id: UUID, on connection: isolated Connection
  ) throws -> StandingRecord? {
    guard let found = try PracticeQueries.find(kind.rawValue, id, on: connection) else {
      return nil
    }
    return try withAdvice([found], kind, on: connection).first
  }

  private func found(
    _ kind: PracticeKind, _ id: UUID?, on connection: isolated Connection
  ) throws -> StandingRecord {
    guard let id, let found = try standing(kind, id, on: connection) else {
      throw Problem(
        .notFound,
        "there is no \(kind.rawValue) with this id; `hark \(kind.rawValue) list` shows them")
    }
    return found
  }

  func withAdvice(
    _ list: [StandingPractice], _ kind: PracticeKind, on connection: isolated Connection
  ) throws -> [StandingRecord] {
    guard kind == .plan, !list.isEmpty else {
      return try list.map { try StandingRecord(kind, $0) }
    }
    let advice = try PracticeQueries.advice(on: list.map(\.stored.id), on: connection)
    let byPlan = Dictionary(grouping: try advice.map(AdviceOnPlan.init), by: \.stored.content.plan)
    return try list.map { try StandingRecord(kind, $0, advice: byPlan[$0.stored.id] ?? []) }
  }

  /// Refuses fields that are wrong, alone or together, and names of what is not there.
  private func check(
    _ read: PracticeReading, of kind: PracticeKind, before: JSONObject = [:],
    on connection: isolated Connection
  ) throws {
    var problems = read.problems + kind.problems(read.values)
    if kind == .plan {
      problems += try early(read.values, on: connection) + past(read.values, before: before)
    }
    for field in kind.fields {
      guard let text = read.values[field.name]?.string else { continue }
      switch field.content {
      case .place where try PlaceQueries.find(codes: [text], on: connection).isEmpty:
        problems.append(
          AnswerProblem(
            question: field.name, code: .unknownPlace,
            message: "there is no such place; see `hark place list`"))
      case .record(let other):
        guard try UUID(uuidString: text).flatMap({ try standing(other, $0, on: connection) }) == nil
        else { continue }
        problems.append(
          AnswerProblem(
            question: field.name, code: .badField,
            message: "there is no \(other.rawValue) with this id"))
      case .survey where kind == .event:
        guard let reason = try whyUnknown(survey: text, on: connection) else { continue }
        problems.append(AnswerProblem(question: field.name, code: .badField, message: reason))
      default: continue
      }
    }
    guard problems.isEmpty else { throw Problem(refused: Self.once(problems)) }
  }

  /// A field that cannot be read is not missing as well.
  private static func once(_ problems: [AnswerProblem]) -> [AnswerProblem] {
    var seen: Set<String> = []
    return problems.filter { seen.insert($0.question).inserted }
  }

  private static func identifier(_ body: JSONObject, reading: AnswerReading) throws -> UUID? {
    var fields = RecordFields(
      JSONObject([("id", body["id"] ?? .null)]), reading: reading, known: ["id"])
    let id = fields.identifier("id")
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    return id
  }
}

extension PracticeReading {
  /// The same over what a record said: given fields replace, null empties.
  fileprivate func laid(over old: JSONObject, _ changes: JSONObject) -> PracticeReading {
    var whole = self
    whole.fill(old.filter { changes[$0.key] == nil }.map { ($0.key, $0.value) })
    return whole
  }
}

extension PracticeKind {
  fileprivate func record(_ id: UUID, _ values: JSONObject) -> PracticeRecord {
    PracticeRecord(
      id: id, kind: rawValue, survey: values["survey"]?.string,
      content: JSONText(JSONValue.object(values).canonical()))
  }
}
