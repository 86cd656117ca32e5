// A person changes what they allow. What they allow no more leaves at once: a yes to sensitive questions
// that is taken back takes the answers with it.

internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// Changes scopes of everything that is held under a receipt, as a body asks for it; says what is
  /// held then. Taking back the scope to analyse takes everything back.
  public func changeScopes(
    _ receipt: OpenedReceipt, _ body: JSONObject, origin: Origin
  ) async throws -> JSONObject {
    var fields = RecordFields(
      body, reading: .typed, known: ["partnership", "receipt_hash", "scopes"])
    let scopes = fields.scopes("scopes") ?? [:]
    if scopes.isEmpty, fields.problems.isEmpty {
      fields.refuse("scopes", .missingField, "say which scopes to change, each with true or false")
    }
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    return try await changeScopes(receipt, scopes, origin: origin)
  }

  /// Changes scopes of everything that is held under a receipt.
  public func changeScopes(
    _ receipt: OpenedReceipt, _ scopes: [String: Bool], origin: Origin
  ) async throws -> JSONObject {
    if scopes[ConsentScope.analyse] == false { return try await withdraw(receipt, origin: origin) }
    defer { erasures.set() }
    return try await claiming(receipt) { connection, receipt in
      let ids = receipt.records.ids.map(\.text)
      if !ids.isEmpty { try audit("consent.change", "record", ids, origin, connection) }
      let held = try receipt.records.ids.map { try heldRecordInAnyCase($0, on: connection) }
      guard held.isEmpty || held.contains(where: { $0.takenBackAt == nil }) else {
        throw Problem(
          .held,
          "you took this back: it is used for nothing, and kept only for as long as a legal hold asks"
            + " for it. Nothing about it can be changed any more")
      }
      if held.isEmpty {
        try note(scopes, erased: receipt.tombstones, on: connection)
      } else {
        try Self.refuseUnasked(scopes, asked: held.map(\.survey))
      }
      let refused = try ReceiptQueries.refused(under: receipt.hash, on: connection)
      for record in held where record.takenBackAt == nil {
        try change(scopes, of: record, refused: refused, on: connection)
      }
      let records = try receipt.records.ids.map { id in
        JSONValue.object(try shown(heldRecordInAnyCase(id, on: connection), on: connection))
      }
      return try heading(receipt, on: connection).with(["records": .array(records)])
    }
  }

  /// Lets what comes in later under a code go by what its person says now, where nothing is held under it any more.
  private func note(
    _ scopes: [String: Bool], erased: [UUID], on connection: isolated Connection
  ) throws {
    let modules = try ReceiptQueries.surveys(erased: erased, on: connection)
    let surveys = try modules.flatMap { module in
      let versions = try publishedRecords(module, on: connection)
      return try versions.map { version in
        try published(
          module, version: version.published.content.version, of: versions, withLists: false,
          on: connection
        ).survey
      }
    }
    try Self.refuseUnasked(scopes, asked: surveys)
    for (scope, given) in scopes.sorted(by: { $0.key < $1.key }) {
      try ReceiptQueries.note(claimed: scope, given: given, on: connection)
    }
  }

  /// Refuses scopes that none of the records asked for; where one asked, it is changed there.
  private static func refuseUnasked(_ scopes: [String: Bool], asked surveys: [Survey]) throws {
    var asked: [String] = []
    for scope in surveys.flatMap(\.consent.scopes) where !asked.contains(scope.id) {
      asked.append(scope.id)
    }
    let unknown = scopes.keys.sorted().filter { !asked.contains($0) }
    guard unknown.isEmpty else {
      throw Problem(
        refused: unknown.map {
          AnswerProblem(
            question: "scopes.\($0.prefix(64))", code: .unknownScope,
            message: "this was never asked; there is \(asked.joined(separator: ", "))")
        })
    }
  }

  private func change(
    _ scopes: [String: Bool], of held: HeldRecord, refused: Set<String>,
    on connection: isolated Connection
  ) throws {
    let asked = Set(held.survey.consent.scopes.map(\.id))
    let scopes = scopes.filter { asked.contains($0.key) }
    for (scope, given) in scopes.sorted(by: { $0.key < $1.key }) {
      let change = ChangedScope(
        record: held.response.id, scope: scope, given: given,
        wording: held.consent?.wording ?? "", language: held.consent?.language ?? "en")
      if held.liveScopes.contains(scope) != given {
        if try ReceiptQueries.change(change, on: connection) { continue }
      } else if refused.contains(scope) != given {
        continue
      }
      // It changes nothing here, and goes for what comes in later under the code.
      if held.consent != nil { try ReceiptQueries.note(change, on: connection) }
    }
    if scopes[ConsentScope.analyseSensitive] == false,
      held.liveScopes.contains(ConsentScope.analyseSensitive)
    {
      try takeOutSensitiveAnswers(of: held, on: connection)
    }
  }

  /// The same interview without the scope says what may still be kept. What is sealed by a key that is away stays
  /// sealed.
  func takeOutSensitiveAnswers(
    of held: HeldRecord, on connection: isolated Connection
  ) throws {
    let (survey, response) = (held.survey, held.response.content)
    let day = response.answeredOn
    guard let today = CalendarDay(year: day.year, month: day.month, day: day.day) else {
      throw Problem(.failed, "the day of a stored record cannot be read; tell the operator")
    }
    let closed =
      held.opensWords ? nil : try JSONValue.parse(response.answers.bytes).object ?? [:]
    let said = closed.map { $0.standingIn(survey, coded: response.coded) } ?? held.answers
    let given = said.given(to: survey.questions.filter { !$0.sensitive })
    let incoming = IncomingRecord(
      id: held.response.id, kind: .response, sent: nil, canonical: [], answeredOn: nil, place: nil,
      mode: nil,
      language: nil, consent: nil, answers: given, citation: nil, isPublished: false, version: nil,
      conversation: nil, problems: [])
    let places = try NamedPlaces(codes: NamedPlaces.codes(incoming, survey), on: connection)
    var scopes = Dictionary(held.liveScopes.map { ($0, true) }) { first, _ in first }
    scopes[ConsentScope.analyseSensitive] = nil
    let judged = Interview(survey, today: today, places: places)
      .judge(consent: scopes, answers: given)
    let sheet = judged.sheet
    let answers = sheet.json(survey)
    let sealed =
      try closed.map { closed in
        try refuseLosses(judged, survey)
        return answers.sealed(as: closed)
      } ?? held.opener.key?.sealed(answers: answers, held.opener.places)
    try ReceiptQueries.keepAnswers(
      JSONText(JSONValue.object(sealed ?? answers).encoded()),
      coded: CodedForm(survey).encode(sheet),
      of: held.response.id, isHeld: held.isHeld, on: connection)
    if held.conversation != nil {
      try SearchQueries.renew(survey.words(answers), of: held.response.id, on: connection)
    }
  }

  /// A stand-in that is refused would take what is sealed along, which then waits for its key.
  private func refuseLosses(_ judged: Judgement, _ survey: Survey) throws {
    let sealed = Set(survey.identifyingTexts.compactMap { $0.split(separator: ".").first })
    let isLost = judged.problems.contains { problem in
      problem.code != .notAsked
        && sealed.contains(problem.question.prefix { $0 != "[" && $0 != "." })
    }
    if isLost { throw Problem(.keyMissing, "the key that seals what somebody said is not there") }
  }
}
