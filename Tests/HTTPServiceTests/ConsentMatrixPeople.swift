// The people of the consent matrix: who allows what, and what they say.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import JSON
import Storage
import TestSupport
import Testing

/// A person of the matrix: on which basis, and what they allow in the end.
struct MatrixPerson {
  let number: Int
  let id: String
  let basis: String
  /// Scopes that stand; empty for who took everything back.
  var live: Set<String>
  let survey: String

  var code: String { "person \(number)" }
  var words: String { "w\(number)x" }
  var sensitive: String { "s\(number)x" }
  var name: String { "n\(number)x" }

  /// What others see: no name is among it.
  private static let forOthers = ["quotes", "second_look", "partners", "newcomer"]

  /// Whether a record may leave for a purpose, written down a second time.
  func may(_ purpose: String) -> Bool {
    switch (basis, purpose) {
    case ("consent", "quotes"), ("consent", "second_look"):
      live.isSuperset(of: ["analyse", "quote"])
    case ("consent", "newcomer"): false
    case ("anonymous", "newcomer"): false
    case ("consent", "partners"): live.isSuperset(of: ["analyse", "share_partners"])
    case ("consent", "place"): live.isSuperset(of: ["analyse", "quote", "quote_place"])
    case ("consent", _): live.contains("analyse")
    case ("anonymous", "quotes"), ("anonymous", "second_look"), ("anonymous", "partners"),
      ("anonymous", "place"):
      false
    default: true
    }
  }

  /// The words that may leave for a purpose.
  func words(_ purpose: String) -> Set<String> {
    guard may(purpose) else { return [] }
    return Set([words])
      .union(live.contains("analyse_sensitive") ? [sensitive] : [])
      .union(basis == "consent" && !Self.forOthers.contains(purpose) ? [name] : [])
  }
}

/// Records them.
enum ConsentMatrix {
  /// What kind of record somebody's words are in.
  static func kind(_ person: MatrixPerson) -> String {
    person.basis == "published" || person.number % 2 == 0 ? "conversation" : "response"
  }

  private static let optional = [
    "quote", "quote_place", "share_partners", "recontact", "analyse_sensitive",
  ]

  /// People who allow every combination; the same who took everything back; one for each scope that was
  /// taken back or given later; and one on each other basis.
  static func withPeople(
    _ body: @escaping @Sendable (Service, [MatrixPerson]) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      for (path, text) in files {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      try await withService(
        surveys: folder, published: ["with-consent", "with-none", "in-role"]
      ) { service, database in
        let partnership = try await service.engagement.signIn(
          service.tokens[.administrator] ?? "")
        _ = try await database.application.transaction(as: partnership) { connection in
          try PlaceQueries.importLocal(
            [PlaceRecord(code: "quay", name: "The Quay (made up)", kind: "neighbourhood")],
            on: connection)
        }
        try await body(service, try await record(service))
      }
    }
  }

  private static func record(_ service: Service) async throws -> [MatrixPerson] {
    var people: [MatrixPerson] = []
    func add(_ scopes: Set<String>, basis: String = "consent", survey: String = "with-consent")
      async throws -> Int
    {
      let person = MatrixPerson(
        number: people.count, id: UUID().uuidString.lowercased(), basis: basis, live: scopes,
        survey: survey)
      people.append(person)
      try await send(person, service)
      return person.number
    }
    let subsets = (0..<(1 << optional.count)).map { bits in
      Set(optional.indices.filter { bits >> $0 & 1 == 1 }.map { optional[$0] } + ["analyse"])
    }
    for scopes in subsets { _ = try await add(scopes) }
    for scopes in subsets {
      let number = try await add(scopes)
      let gone = try await service.come("withdrawals", code: people[number].code)
      #expect(gone.status == 200)
      people[number].live = []
    }
    for scope in optional {
      for isGiven in [false, true] {
        let number = try await add(isGiven ? ["analyse"] : Set(optional + ["analyse"]))
        let answer = try await service.come(
          "receipts/scopes", code: people[number].code,
          more: #", "scopes": {"\#(scope)": \#(isGiven)}"#)
        #expect(answer.status == 200)
        if isGiven { people[number].live.insert(scope) } else { people[number].live.remove(scope) }
        // Nothing was asked that needs it, and no partner was named.
        if ["analyse_sensitive", "share_partners"].contains(scope) {
          people[number].live.remove(scope)
        }
      }
    }
    _ = try await add([], basis: "published")
    _ = try await add([], basis: "anonymous", survey: "with-none")
    _ = try await add([], basis: "role", survey: "in-role")
    _ = try await add([], basis: "anonymous", survey: "with-none")
    _ = try await add([], basis: "role", survey: "in-role")
    return people
  }

  private static func send(_ person: MatrixPerson, _ service: Service) async throws {
    let isConversation = kind(person) == "conversation"
    var record: JSONObject = [
      "id": .string(person.id),
      "answers": .object(
        JSONObject(
          [("story", .string("\(person.words) said")), ("spot", "quay")]
            + (person.live.contains("analyse_sensitive")
              ? [("private", .string("\(person.sensitive) said"))] : [])
            + (person.basis == "consent" ? [("name", .string("\(person.name) called"))] : []))),
    ]
    if isConversation {
      record["survey"] = .string(person.survey)
      record["held_on"] = "2026-10-01"
      record["place_held"] = "quay"
      if person.basis == "published" {
        record["basis"] = "published"
        record["citation"] = "A made-up report"
      }
    } else {
      record["place"] = "quay"
    }
    if person.basis == "consent" {
      record["consent"] = [
        "form": "spoken", "receipt_hash": .string(receiptHash(person.code)),
        "scopes": .object(JSONObject(person.live.map { ($0, .bool(true)) })),
        "partners": person.live.contains("share_partners") ? ["age-concern", "the-quay"] : [],
      ]
    }
    let path = isConversation ? "conversations" : "surveys/\(person.survey)/responses"
    let answer = try await service.send(
      .post, "/api/v1/\(path)", as: .researcher,
      String(decoding: JSONValue.object(record).encoded(), as: UTF8.self))
    #expect(answer.status == 201, "\(person) \(String(describing: answer.body))")
  }

  private static func survey(_ id: String, _ consent: String, unit: String = "person") -> String {
    """
    hark: 1
    module: \(id)
    version: 1.0.0
    title: A matrix
    about_this_survey: Made up for tests.
    languages: {en: English}
    unit: \(unit)
    population: people in a test
    sample: open
    collected_by: researcher
    consent: \(consent)
    questions:
      - id: story
        ask: What would you say?
        type: long_text
      - id: spot
        ask: Where do you live?
        type: place
        kinds: [neighbourhood]
    """
  }

  private static let files = [
    "with-consent/survey.yaml": survey(
      "with-consent",
      "{wording: consent-test@1, scopes: [analyse, \(optional.joined(separator: ", "))]}")
        + """

          - id: private
            ask: What is private?
            type: long_text
            personal: may_identify
            sensitive: yes
          - id: name
            ask: What is your name?
            type: text
            personal: identifies
        """,
    "with-none/survey.yaml": survey("with-none", "{not_needed: It is made up.}"),
    "in-role/survey.yaml": survey("in-role", "{basis: role}", unit: "organisation"),
    "blocks/consent-test@1/block.yaml": """
    hark: 1
    block: consent-test@1
    title: Consent
    opening: This is a test.
    safeguarding: If you are in danger we tell somebody.
    scopes:
      analyse: {ask: May we count your answers?}
      quote: {ask: May we quote you?}
      quote_place: {ask: May we say where you live?}
      share_partners: {ask: May we pass it on?}
      recontact: {ask: May we get in touch?}
      analyse_sensitive: {ask: May we use private answers?}
    """,
  ]
}
