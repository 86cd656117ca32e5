// What a person is told of one record of theirs, in words: when and where it was, what they were asked and said,
// what was noted and promised, what they allow and what that is used for.

internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// A record in the words of its survey.
struct ToldRecord {
  let held: HeldRecord
  /// The answers, in the language that they were given in where the survey has it.
  let answers: ToldAnswers
  /// Names of places by their codes.
  let places: [String: String]
  /// Names of the partners that were named, by their codes.
  let partners: [String: String]
  /// Each scope of the consent as it stands.
  let scopes: [ToldScope]

  private var texts: SurveyTexts { answers.texts }
  private var language: String {
    held.conversation?.content.language ?? held.response.content.language
  }

  /// The record as clients read it beside its ids.
  var json: JSONObject {
    var object: JSONObject = [
      "title": .string(texts.title), "language": .object(languages),
      "about": .array(about.map { ["what": .string($0), "says": .string($1)] }),
      "answers": .array(answers.answers.map { .object($0.json) }),
    ]
    if !held.opensWords {
      object["notice"] = .string(
        "What you said is here, and cannot be opened at this moment: the key that it is sealed with is away."
          + " Ask again later.")
    } else if answers.answers.isEmpty {
      object["notice"] = "No answer is held in this record."
    }
    object["note"] = held.conversation?.content.note.map {
      ["title": "What your researcher wrote down", "says": .string($0)]
    }
    object["promise"] = held.conversation?.content.followUp.map { .object(promise($0)) }
    object["consent"] = .object(consent)
    object["used_for"] = .array(
      held.allowed.filter { $0 != .work }.map {
        ["purpose": .string($0.rawValue), "says": .string($0.told)]
      })
    return object
  }

  /// Each question in the words that it was asked in, with its answer as it is stored and in words.
  var askedAndAnswered: JSONValue {
    .array(
      held.survey.questions.compactMap { question in
        guard let answer = held.answers[question.id] else { return nil }
        let words = answers.text(of: question.id) ?? answer.string ?? answer.text()
        return [
          "question": .string(texts.ask(question)), "answer": answer, "in_words": .string(words),
        ]
      })
  }

  private var languages: JSONObject {
    var object: JSONObject = [
      "code": .string(texts.language.code), "name": .string(texts.language.name),
      "of_record": .string(language),
    ]
    let first = held.survey.languages.first?.name ?? "English"
    if Language.primary(texts.language.code) != Language.primary(language) {
      object["notice"] = .string(
        "You answered in another language (\(language)). This survey has no words in it, so you read them in"
          + " \(first).")
    } else if answers.isMixed {
      object["notice"] = .string(
        "Not all of the survey's words are there in \(texts.language.name); the others are in"
          + " \(first).")
    }
    return object
  }

  /// When, how and where it was.
  private var about: [(what: String, says: String)] {
    func words(_ text: String) -> String { text.replacing("_", with: " ") }
    func place(_ code: String) -> String { places[code] ?? code }
    var lines: [(String, String)] = []
    if let content = held.conversation?.content {
      lines += [
        ("held on", content.heldOn.text), ("setting", words(content.setting)),
        ("how", words(content.how)), ("people who took part", "\(content.people)"),
      ]
      if let code = content.placeHeld { lines.append(("place where it was held", place(code))) }
      if content.interpreter { lines.append(("interpreter", "somebody interpreted")) }
    } else {
      let content = held.response.content
      lines += [("answered on", content.answeredOn.text), ("how", words(content.mode))]
      if let code = content.place { lines.append(("place", place(code))) }
    }
    lines.append(("survey", "\(held.survey.title), version \(held.survey.version)"))
    lines.append(("stored", timestamp(held.response.createdAt)))
    if let citation = held.conversation?.content.citation ?? held.response.content.citation {
      lines.append(("published in", citation))
    }
    return lines
  }

  private func promise(_ promise: FollowUpRecord) -> JSONObject {
    let done = promise.done.map { "It was done on \($0.text)." } ?? "It is not done yet."
    return [
      "title": "What you were promised", "says": .string(promise.promised),
      "by": promise.by.map { .string($0) } ?? .null,
      "due": promise.due.map { .string($0.text) } ?? .null,
      "state": .string(done),
    ]
  }

  private var consent: JSONObject {
    guard let consent = held.consent else {
      let why: String =
        switch held.survey.consent {
        case .notNeeded(let reason): texts.words(.noConsent, ["reason": reason])
        case .role: texts.words(.inRole)
        case .asked: "No consent is kept with this record."
        }
      return ["says": .string(why), "scopes": []]
    }
    var object: JSONObject = [
      "wording": .string(consent.wording), "given_at": .string(timestamp(consent.givenAt)),
      "form": .string(consent.form), "asked_in": .string(consent.language),
      "says": .string(
        "You were asked with the wording \(consent.wording), and answered on"
          + " \(timestamp(consent.givenAt).prefix(10)) (\(consent.form))."),
    ]
    if case .asked(let wording) = held.survey.consent {
      object["opening"] = .string(texts.opening(wording))
      object["safeguarding"] = .string(texts.safeguarding(wording))
      object["kept"] = wording.keepMonths.map {
        .string(texts.words(.keptMonths, ["count": "\($0)"]))
      }
    }
    object["scopes"] = .array(held.survey.consent.scopes.map { .object(scope($0)) })
    object["partners"] = .array(
      consent.partners.map { code in
        ["partner": .string(code), "name": .string(partners[code] ?? code)]
      })
    return object
  }

  private func scope(_ asked: ConsentScope) -> JSONObject {
    let isGiven = held.liveScopes.contains(asked.id)
    let known = scopes.first { $0.scope == asked.id }
    let takenBack = isGiven ? nil : known?.takenBackAt.map { timestamp($0) }
    var says = texts.words(isGiven ? .yes : .no)
    if let takenBack {
      says += ": you took this back on \(takenBack.prefix(10))"
      if asked.id == ConsentScope.analyseSensitive {
        says +=
          held.keepsAnswers || held.takenBackAt != nil
          ? ", and your answers to the private questions are shown to nobody"
          : ", and your answers to the private questions were erased"
      }
    } else if known == nil {
      says += ": you were not asked, or did not say"
    }
    var object: JSONObject = [
      "scope": .string(asked.id), "asked": .string(texts.ask(asked)), "given": .bool(isGiven),
      "says": .string(says),
    ]
    object["changed_at"] = known?.changedAt.map { .string(timestamp($0)) }
    object["taken_back_at"] = takenBack.map { .string($0) }
    return object
  }
}

extension OutputPurpose {
  /// What it means, to the person whose record it is.
  fileprivate var told: String {
    switch self {
    case .work: "Those who record and mend answers see it."
    case .count: "It is counted in figures, which show no single person."
    case .export: "It can stand in a file of records for analysis."
    case .quote: "Your exact words can be shown to others, once somebody has checked them."
    case .quoteWithPlace: "The area where you live can stand beside your words."
    case .share: "It can be passed on to the partners that you were told of."
    case .recontact: "Somebody may get in touch with you again."
    }
  }
}

extension Engagement {
  /// A record of a keeper's transaction as its person is shown it: with ids for programs, and in words.
  func shown(_ held: HeldRecord, on connection: isolated Connection) throws -> JSONObject {
    try shown(told(held, on: connection))
  }

  /// The same of a record that is told already.
  func shown(_ told: ToldRecord) -> JSONObject {
    told.held.json.with(["readable": .object(told.json)])
  }

  /// A record of a keeper's transaction in words.
  func told(_ held: HeldRecord, on connection: isolated Connection) throws -> ToldRecord {
    let response = held.response.content
    let codes =
      held.answers.placeCodes(held.survey.questions)
      + [response.place, held.conversation?.content.placeHeld].compactMap { $0 }
    let found = codes.isEmpty ? [] : try PlaceQueries.find(codes: codes, on: connection)
    let places = Dictionary(found.map { ($0.code, $0.name) }) { first, _ in first }
    var partners: [String: String] = [:]
    if held.consent?.partners.isEmpty == false {
      let known = try connection.besideKeeping { try KnownPartners(on: $0)?.partners ?? [] }
      partners = Dictionary(known.map { ($0.code, $0.label) }) { first, _ in first }
    }
    return ToldRecord(
      held: held,
      answers: ToldAnswers(
        held.answers, to: held.survey,
        language: held.conversation?.content.language ?? response.language, places: places),
      places: places, partners: partners,
      scopes: try ToldQueries.scopes(of: held.response.id, on: connection))
  }

  /// The titles of the surveys that releases are of, by id.
  func titles(
    _ releases: [CountingRelease], on connection: isolated Connection
  ) throws -> [String: String] {
    var titles: [String: String] = [:]
    for survey in Set(releases.map(\.survey)) {
      do {
        titles[survey] = try published(
          survey, version: nil, withLists: false, on: connection
        ).survey.title
      } catch is Problem {
        // Whoever takes their words back does not wait for a title.
        continue
      }
    }
    return titles
  }
}

extension JSONObject {
  /// The codes of places among answers to these questions.
  fileprivate func placeCodes(_ questions: [Question]) -> [String] {
    questions.filter(\.namesPlaces).flatMap { question -> [String] in
      if question.itemQuestions.isEmpty { return self[question.id]?.string.map { [$0] } ?? [] }
      return (self[question.id]?.array ?? []).flatMap {
        $0.object?.placeCodes(question.itemQuestions) ?? []
      }
    }
  }
}
