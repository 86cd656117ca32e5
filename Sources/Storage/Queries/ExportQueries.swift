// The stream that exports are written from: every record of a survey that may leave, oldest first or in the
// order of a secret, by COPY in binary. Choices and numbers come in the coded form; of the answers themselves only
// those are read that the coded form does not hold.

public import Postgres

/// One record on its way out. Its memory is valid while it is handled.
public struct ExportedRecord {
  /// The version it was given on.
  public let version: UnsafeRawBufferPointer
  /// The coded form of its answers.
  public let coded: UnsafeRawBufferPointer
  /// Scopes of its consent that were withdrawn since it was recorded.
  public let withdrawnScopes: [String]
  /// Scopes of its consent that were given since it was recorded.
  public let addedScopes: [String]
  /// The answers that were asked for, in that order; nil where there is none.
  public let words: [UnsafeRawBufferPointer?]
  /// The fields of `ExportHeading`, as text; nil where there is none.
  public let heading: [UnsafeRawBufferPointer?]
  /// The key of its sealed texts, with the id of the master key; nil where it has none, or none was
  /// asked for.
  public let key: (master: UnsafeRawBufferPointer, wrapped: UnsafeRawBufferPointer)?

  /// The same record with other words and heading, whose memory has to stay valid.
  public func with(
    words: [UnsafeRawBufferPointer?], heading: [UnsafeRawBufferPointer?]
  ) -> ExportedRecord {
    ExportedRecord(
      version: version, coded: coded, withdrawnScopes: withdrawnScopes, addedScopes: addedScopes,
      words: words, heading: heading, key: key)
  }
}

/// Which records an export is about.
public enum ExportedKind: String, Sendable {
  case response, conversation
}

/// In which form answers in words come.
public enum ExportedWords: Sendable {
  /// As they are.
  case text
  /// As JSON.
  case json
}

/// Streams records.
public enum ExportQueries {
  /// Hands over every record of a survey that may leave for a purpose; `questions` are those whose
  /// answers are wanted in words; `withKeys` adds the keys of their sealed texts. With `shuffling` they come
  /// in an order that this secret alone makes, not oldest first. An error that `body` throws ends the stream
  /// and is passed on.
  public static func stream(
    _ kind: ExportedKind, survey: String, for purpose: OutputPurpose = .export,
    partner: String? = nil, links: [String] = [], questions: [String], as words: ExportedWords,
    withKeys: Bool = false, shuffling secret: [UInt8]? = nil,
    on connection: isolated Connection, _ body: (ExportedRecord) throws -> Void
  ) throws {
    // Lists need not wait for it.
    try connection.setLocal("application_name", Page.longReader)
    // COPY takes no bound values.
    try connection.setLocal("hark.survey", survey)
    try connection.setLocal("hark.partner", partner ?? "")
    try connection.setLocal("hark.questions", "{" + questions.joined(separator: ",") + "}")
    // The index has the order: rows flow from the first on, however many there are. A compiled plan
    // would take longer to make than many a survey to read. A secret order is sorted, on disk where long.
    try connection.setLocal("enable_sort", secret == nil ? "off" : "on")
    try connection.setLocal(
      "hark.order", (secret ?? []).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined())
    try connection.setLocal("jit", "off")
    var reader = CopyReader()
    let statement = statement(
      kind, purpose, links, questions.isEmpty ? nil : words, withKeys: withKeys,
      isShuffled: secret != nil, isForPartner: partner != nil)
    try connection.copyOut(statement) { chunk in
      try reader.read(chunk) { fields in try body(try record(fields)) }
    }
    guard reader.isAtEnd else { throw CodedResponseFormatError() }
  }

  private static func record(_ fields: [CopyField]) throws -> ExportedRecord {
    guard fields.count > 6, let version = fields[0].content, let coded = fields[1].content,
      let changed = fields[2].elements, let words = fields[3].elements
    else { throw CodedResponseFormatError() }
    let scopes = changed.compactMap { $0.map { String(decoding: $0, as: UTF8.self) } }
    return ExportedRecord(
      version: version, coded: coded,
      withdrawnScopes: scopes.filter { $0.first == "-" }.map { String($0.dropFirst()) },
      addedScopes: scopes.filter { $0.first == "+" }.map { String($0.dropFirst()) },
      words: words, heading: fields[6...].map(\.content),
      key: fields[4].content.flatMap { master in
        fields[5].content.map { (master: master, wrapped: $0) }
      })
  }

  /// A master key other than these that opens a record of a survey; nil: there is none.
  public static func master(
    beside known: [String], survey: String, on connection: isolated Connection
  ) throws -> String? {
    try connection.first(
      """
      select k.master from hark.data_key k
      join hark.response r on r.partnership_id = k.partnership_id and r.id = k.id
      where k.partnership_id = hark.current_partnership() and k.master <> all (\(known))
        and r.survey_module = \(survey) and \(OutputPurpose.export.mayLeave())
      limit 1
      """
    ) { row in try row.get("master") }
  }

  private static func statement(
    _ kind: ExportedKind, _ purpose: OutputPurpose, _ links: [String], _ words: ExportedWords?,
    withKeys: Bool, isShuffled: Bool, isForPartner: Bool
  ) -> SQL {
    // Words that go to a partner are of people who allowed both.
    let alsoShared: SQL =
      isForPartner && purpose != .share ? "and \(OutputPurpose.share.mayLeave())" : ""
    let named = links.reduce(into: "" as SQL) { $0 = $0 + linked($1) }
    let key: SQL =
      withKeys
      ? """
      (select k.master from hark.data_key k
        where k.partnership_id = r.partnership_id and k.id = r.id),
      (select k.wrapped from hark.data_key k
        where k.partnership_id = r.partnership_id and k.id = r.id)
      """ : "null::text, null::bytea"
    let source: SQL =
      switch kind {
      case .response:
        "\(responseHeading(purpose))\(named) from hark.response r where r.survey_module = \(survey)"
      case .conversation:
        """
        \(conversationHeading(purpose))\(named) from hark.conversation c
        join hark.response r on r.partnership_id = c.partnership_id and r.id = c.id
        left join hark.event_table e on e.partnership_id = c.partnership_id and e.id = c.id
        where c.partnership_id = hark.current_partnership() and c.survey_module = \(survey)
        """
      }
    let order: SQL =
      isShuffled
      ? """
      order by sha256(decode((select current_setting('hark.order')), 'hex') || uuid_send(r.id))
      """
      : kind == .response ? "order by r.created_at, r.id" : "order by c.created_at, c.id"
    return """
      copy (
        select r.survey_version, r.coded, array(
            select case when s.withdrawn_at is null then '+' else '-' end || s.scope
            from hark.consent_scope s
            where s.partnership_id = r.partnership_id and s.consent_id = r.consent_id
              and (s.withdrawn_at is not null or s.changed_at is not null)
              and (s.withdrawn_at is not null or s.given)),
          \(answers(words)), \(key), \(source)
          and r.partnership_id = hark.current_partnership() and \(purpose.mayLeave())
          \(alsoShared)
        \(order)
      ) to stdout (format binary)
      """
  }

  /// The record that a row belongs to.
  private static func linked(_ kind: String) -> SQL {
    let name: SQL =
      switch kind {
      case "follows": "'follows'"
      case "about": "'about'"
      default: "'conversation'"
      }
    return """
      , (select l.to_record::text from hark.record_link l
        where l.partnership_id = r.partnership_id and l.record_id = r.id and l.kind = \(name))
      """
  }

  /// Read once for the statement, not for every row.
  private static let survey: SQL = "(select current_setting('hark.survey'))"

  // A row of a grid stands in the grid's object, so a name is a path with points between its parts;
  // the first records have each row under its whole name (November 2026).
  // Joined with nothing, so that a long object is unpacked once for all its questions and not once
  // for each: 4.4 s against 10.6 s for 132,229 responses with 10 texts among 510 answers.
  private static func answers(_ words: ExportedWords?) -> SQL {
    switch words {
    case nil: "'{}'::text[]"
    case .text:
      """
      array(select coalesce(a.o #>> string_to_array(k.id, '.'),
        case when strpos(k.id, '.') > 0 then a.o ->> k.id end) \(unpacked))
      """
    case .json:
      """
      array(select (coalesce(a.o #> string_to_array(k.id, '.'),
        case when strpos(k.id, '.') > 0 then a.o -> k.id end))::text \(unpacked))
      """
    }
  }

  private static let unpacked: SQL = """
    from (select r.answers || '{}'::jsonb as o offset 0) a,
      unnest((select current_setting('hark.questions')::text[])) k (id)
    """

  private static func responseHeading(_ purpose: OutputPurpose) -> SQL {
    """
    r.id::text, r.survey_version, r.answered_on::text, \(place(purpose)), r.mode, r.language,
    r.basis, r.citation, \(recordedAt(purpose)), r.late::text
    """
  }

  /// Beside words that are shown to others, partners among them, the place stands for those alone who allowed it.
  private static func place(_ purpose: OutputPurpose, _ column: SQL = "r.place") -> SQL {
    purpose.isForOthers
      ? "case when \(OutputPurpose.quoteWithPlace.mayLeave()) then \(column) end" : column
  }

  private static func conversationHeading(_ purpose: OutputPurpose) -> SQL {
    """
    r.id::text, r.survey_version, c.held_on::text, \(place(purpose, "c.place_held")), c.setting,
    c.how, c.people::text, c.language, c.interpreter::text, c.basis, c.citation, c.note,
    \(followUp(purpose)), \(recordedAt(purpose)), r.late::text, \(table(purpose))
    """
  }

  /// What a researcher promised is for those who keep it.
  private static func followUp(_ purpose: OutputPurpose) -> SQL {
    purpose == .export
      ? "c.follow_up, c.follow_up_by, c.follow_up_due::text, c.follow_up_done::text"
      : "null, null, null, null"
  }

  /// At which table of which event it was said is for analysis: beside words that others see it could
  /// say who.
  private static func table(_ purpose: OutputPurpose) -> SQL {
    purpose == .export ? "e.event_id::text, e.label" : "null, null"
  }

  /// Where pseudonyms stand for records a moment would join those of two exports: the day is what a reader
  /// needs.
  private static func recordedAt(_ purpose: OutputPurpose) -> SQL {
    purpose == .export
      ? """
      to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      """ : "to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD')"
  }
}
