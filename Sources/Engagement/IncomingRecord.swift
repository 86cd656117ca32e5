// What a record's heading says and whether it fits the survey.

internal import Conversations
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension IncomingRecord {
  /// Scopes as the interview needs them. Published words take no consent: they are read as analysed,
  /// without sensitive questions.
  func scopes(_ survey: Survey) -> [String: Bool] {
    isPublished && !survey.consent.scopes.isEmpty
      ? [ConsentScope.analyse: true] : consent?.scopes ?? [:]
  }

  /// Everything in the heading that does not fit.
  func headingProblems(
    _ survey: Survey, today: CalendarDay, _ places: any PlaceDirectory
  ) -> [AnswerProblem] {
    var problems: [AnswerProblem] = []
    func refuse(_ field: String, _ code: AnswerProblem.Code, _ message: String) {
      problems.append(AnswerProblem(question: field, code: code, message: message))
    }
    // Where the person is it can already be tomorrow.
    if let answeredOn, answeredOn.daysSinceEpoch > today.daysSinceEpoch + 1 {
      refuse(
        conversation == nil ? "answered_on" : "held_on", .badField, "this day has not come yet")
    }
    if let done = conversation?.followUp?.done, done.daysSinceEpoch > today.daysSinceEpoch + 1 {
      refuse("follow_up_done", .badField, "this day has not come yet")
    }
    if let given = consent?.givenAt.flatMap(Surroundings.day),
      given.daysSinceEpoch > today.daysSinceEpoch + 1
    {
      refuse("consent.given_at", .badField, "this moment has not come yet")
    }
    if let place, places.kind(ofPlace: place) == nil {
      refuse(
        conversation == nil ? "place" : "place_held", .unknownPlace,
        "there is no place with this code in the directory; `hark place list` shows them")
    }
    for (field, tag) in [("language", language), ("consent.language", consent?.language)] {
      if let tag, !Self.isLanguageTag(tag) {
        refuse(field, .badField, "expected a language tag, such as en, cy or en-x-easyread")
      }
    }
    if let refusal = consent.flatMap({ consentLanguageRefusal($0, survey) }) {
      refuse("consent.language", .badField, refusal)
    }
    if let people = conversation?.people, people > 1, survey.unit == .person,
      !survey.indicators.isEmpty
    {
      refuse(
        "people", .badField,
        "this survey yields figures that count people; log a conversation for each person, or use"
          + " a survey without figures")
    }
    if case .asked(let wording) = survey.consent, let read = consent?.wording, read != wording.id {
      refuse(
        "consent.wording", .badField,
        "this version of the survey is asked with the wording \(wording.id); ask the person in it,"
          + " or name the version of the survey that has the other")
    }
    if consent != nil, survey.consent.scopes.isEmpty {
      refuse("consent", .badField, "this survey asks for no consent; leave it out")
    }
    if let basis = conversation?.basis, basis != .published, basis != survey.consent.basis {
      refuse("basis", .badField, "the basis of this survey is \(survey.consent.basis.rawValue)")
    }
    return problems
  }

  /// Why nobody can have been asked in the words of the survey in this language; nil: they can. Who
  /// interprets says them in any.
  private func consentLanguageRefusal(_ consent: GivenConsent, _ survey: Survey) -> String? {
    guard let language = consent.language, Self.isLanguageTag(language),
      conversation?.interpreter != true
    else { return nil }
    guard !Self.isWritten(survey, in: language) else { return nil }
    let known = survey.languages.map(\.code)
    return "what this survey asks consent with is not written in this language; there is "
      + "\(known.joined(separator: ", ")). Say in which of these the person was asked"
      + (conversation == nil ? "" : ", or that somebody interpreted")
  }

  /// Whether the survey has texts in the language, of whatever region or script.
  private static func isWritten(_ survey: Survey, in language: String) -> Bool {
    func primary(_ tag: String) -> String { tag.prefix { $0 != "-" }.lowercased() }
    return survey.languages.contains { primary($0.code) == primary(language) }
  }

  static func isLanguageTag(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    func isLetter(_ byte: UInt8) -> Bool {
      (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    guard parts.count <= 5, let first = parts.first, (2...8).contains(first.count),
      first.allSatisfy(isLetter)
    else { return false }
    return parts.dropFirst().allSatisfy { part in
      (1...8).contains(part.count)
        && part.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
  }

  /// Whether it came in after its version was closed or replaced by a newer one. To a closed survey
  /// only a record that names the version, and a day before it was closed, was given in time; while a
  /// newer version is asked, a phone that was offline cannot know of it.
  func isLate(_ published: PublishedSurvey) throws -> Bool {
    if isEdit { return false }
    if published.newest.isOpen { return !published.isCurrent }
    let closed = published.newest.closedAt.flatMap(Surroundings.day)
    guard version != nil, let answeredOn, let closed, answeredOn <= closed else {
      throw Problem(
        .surveyClosed,
        "the survey '\(published.survey.id)' is closed; answers given up to that day are taken when"
          + " they name the version and the day")
    }
    return true
  }

  /// The answer that is sent back, and sent again for the same record.
  func receipt(_ survey: Survey, at now: Date, concern: Bool) -> [UInt8] {
    var receipt: JSONObject = [
      "id": .string(id.text), "survey": .string(survey.id),
      "version": .string(survey.version), "recorded_at": .string(timestamp(now)),
    ]
    if concern { receipt["concern_raised"] = true }
    if !takenBack.isEmpty {
      receipt["scopes_taken_back"] = .array(takenBack.sorted().map { .string($0) })
      receipt["notice"] = .string(Self.comesWithout)
    }
    return JSONValue.object(receipt).encoded(.compact)
  }

  /// The consent as it is stored: every scope that was asked, given or refused.
  func consentRecord(_ survey: Survey, language: String, at now: Date) -> ConsentRecord? {
    guard !isPublished, case .asked(let wording) = survey.consent, let consent else { return nil }
    return ConsentRecord(
      record: id, wording: wording.id, language: consent.language ?? language,
      // The clock of a phone may run ahead.
      form: consent.form.rawValue, givenAt: min(consent.givenAt ?? now, now),
      witness: consent.witness,
      receiptHash: consent.receiptHash ?? receiptHash,
      scopes: Dictionary(
        wording.scopes.map { ($0.id, consent.scopes[$0.id] ?? false) }
      ) { first, _ in first }, partners: consent.partners)
  }
}

/// The places that a record names, looked up beforehand.
struct NamedPlaces: PlaceDirectory {
  let kinds: [String: String]

  /// Places that were looked up.
  init(kinds: [String: String]) { self.kinds = kinds }

  /// Looks codes up.
  init(codes: [String], on connection: isolated Connection) throws {
    let places = codes.isEmpty ? [] : try PlaceQueries.find(codes: codes, on: connection)
    kinds = Dictionary(places.map { ($0.code, $0.kind) }) { first, _ in first }
  }

  func kind(ofPlace code: String) -> String? { kinds[code] }

  /// Codes that a record may name: its own place, and every text given for a place question.
  static func codes(_ record: IncomingRecord, _ survey: Survey) -> [String] {
    let named = survey.questions.lazy.filter(\.namesPlaces).flatMap { question -> [String] in
      if question.kind is PlaceQuestion {
        return [record.answers[question.id]?.string?.trimmed].compactMap { $0 }
      }
      let inner = question.itemQuestions.filter { $0.kind is PlaceQuestion }.map(\.id)
      return (record.answers[question.id]?.array ?? []).flatMap { item in
        inner.compactMap { item[$0]?.string?.trimmed }
      }
    }
    // A text with NUL can be no code, and the database could not be asked for it.
    return ([record.place].compactMap { $0 } + named).filter { !$0.contains("\0") }
  }
}
