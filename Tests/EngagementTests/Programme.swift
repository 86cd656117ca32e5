// A small programme for tests: a partnership, a survey of a few questions, and people in every role.

import Engagement
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestSupport

/// A survey of neighbours whose first question may say who somebody is, so that its answer is sealed;
/// with more questions, each a line.
func neighboursSurvey(asking more: String...) -> String {
  """
  \(surveyHead("neighbours", "Neighbours", scopes: "analyse, quote, share_partners"))
  questions:
    - {id: matters, ask: What matters most to you?, type: long_text, personal: may_identify}
  \(more.map { "  - \($0)" }.joined(separator: "\n"))
  tests:
    people:
      - {name: one, consent: [analyse], answers: {matters: A bench}}
  """
}

/// A question of the neighbours that says who somebody is.
let nameQuestion = "{id: name, ask: What are you called?, type: text, personal: identifies}"

/// An age band to release figures by.
let ageQuestion = """
    - id: age
      ask: How old are you?
      type: choose_one
      role: age_band
      choices:
        - 1 young: Under 50
        - 2 middle: 50 to 64
        - 3 old: 65 and over
  """

/// Two numbers and two answers, one of them private, to make means and shares of.
let outingQuestions = """
    - id: hurt
      ask: Has somebody hurt you?
      type: yes_no
      sensitive: yes
    - id: outings
      ask: How often do you go out?
      type: whole_number
      min: 0
      max: 100
    - id: walks
      ask: How often do you walk?
      type: whole_number
      min: 0
      max: 100
    - id: well
      ask: Are you well?
      type: yes_no
  """

/// The head of a survey that is made up for a test, down to the consent that it asks for.
func surveyHead(
  _ module: String, _ title: String, version: String = "1.0.0", scopes: String = "analyse"
) -> String {
  """
  hark: 1
  module: \(module)
  version: \(version)
  title: \(title)
  about_this_survey: Made up for tests.
  languages: {en: English}
  unit: person
  population: people in a test
  sample: open
  collected_by: both
  consent: {wording: consent-test@1, scopes: [\(scopes)], keep_months: 24}
  """
}

/// A partnership with a published survey.
struct Programme: Sendable {
  let database: TestDatabase
  let partnership: TestPartnership
  let engagement: Engagement

  var coordinator: Principal { partnership.principal(.coordinator) }
  var researcher: Principal { partnership.principal(.researcher) }
  var commissioner: Principal { partnership.principal(.commissioner) }
  var steward: Principal { partnership.principal(.steward) }

  /// Another person of the partnership, in one role.
  func person(_ name: String, _ role: Storage.Role = .researcher) async throws -> Principal {
    Principal(
      partnership: partnership.id, partnershipSlug: partnership.slug,
      account: try await database.addAccount(name, roles: [role], to: partnership),
      accountName: name, role: role)
  }

  /// A response as a client would send it.
  static func response(
    _ id: UUID = UUID(), answers: JSONObject, consent: [String] = ["analyse", "analyse_sensitive"]
  ) -> JSONObject {
    [
      "id": .string(id.uuidString.lowercased()), "answered_on": "2026-10-01",
      "consent": [
        "form": "spoken", "scopes": .object(JSONObject(consent.map { ($0, .bool(true)) })),
      ],
      "answers": .object(answers),
    ]
  }

  /// Records people who answer alike.
  func record(_ count: Int, _ answers: JSONObject) async throws {
    for _ in 0..<count {
      _ = try await engagement.record(
        Self.response(answers: answers), survey: "warm-rooms", as: researcher, origin: .http)
    }
  }

  /// Takes a record back, as its person does with the receipt code.
  func takeBack(_ id: UUID) async throws {
    let records = KeptRecords(partnership: partnership.id, ids: [id])
    try await database.application.keeping(records, as: .person) { connection in
      try ErasureQueries.withdraw(on: connection)
      try ErasureQueries.bury(.withdrawn, on: connection)
      _ = try ErasureQueries.erase(on: connection)
    }
  }

  static let survey = """
    \(surveyHead("warm-rooms", "Warm rooms", scopes: "analyse, quote, analyse_sensitive"))
    questions:
      - id: age
        ask: How old are you?
        type: choose_one
        role: age_band
        choices:
          - 1 young: Under 50
          - 2 old: 50 and over
      - id: warm
        ask: Is your room warm?
        type: yes_no
        required: true
      - id: story
        ask: Would you say more?
        type: long_text
        personal: may_identify
        show_if: warm = no
      - id: danger
        ask: Are you in danger?
        type: yes_no
        sensitive: yes
        or_prefer_not: yes
        concern_if: danger = yes
    indicators:
      - id: is_warm
        label: People whose room is warm
        show: percent
        count: warm = yes
        out_of: answered(warm)
        by: [age_band]
    tests:
      people:
        - name: warm
          consent: [analyse]
          answers: {warm: yes}
          not_asked: [story, danger]
    """

  static let consent = """
    hark: 1
    block: consent-test@1
    title: Consent
    opening: This is a test.
    safeguarding: If you are in danger we tell somebody.
    scopes:
      analyse: {ask: May we count your answers?}
      quote: {ask: May we quote you?}
      quote_place: {ask: May we say where you live?}
      share_partners: {ask: May we share it with partners?}
      analyse_sensitive: {ask: May we use private answers?}
    """
}

/// Runs a test with a programme of its own.
/// `modules` are more surveys, by id, published too.
func withProgramme<Value: Sendable>(
  published: Bool = true, modules: [String: String] = [:], vault: Vault? = nil,
  _ body: (Programme) async throws -> Value
) async throws -> Value {
  try await withFolder { folder in
    var files = [
      "warm-rooms/survey.yaml": Programme.survey,
      "blocks/consent-test@1/block.yaml": Programme.consent,
    ]
    for (id, text) in modules { files["\(id)/survey.yaml"] = text }
    for (path, text) in files {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let path = folder.path
    return try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let programme = Programme(
        database: database, partnership: partnership,
        engagement: Engagement(
          database: database.application, catalog: { ModuleCatalog.load(folders: [path]) },
          recordingWait: .seconds(60), vault: vault))
      if published {
        for id in ["warm-rooms"] + modules.keys {
          _ = try await programme.engagement.publish(
            id, as: programme.coordinator, origin: .cli)
        }
      }
      return try await body(programme)
    }
  }
}

extension Programme {
  /// Publishes the survey as its file has it now.
  func publish() async throws -> Publication {
    try await engagement.publish("warm-rooms", as: coordinator, origin: .cli)
  }

  func release() async throws -> JSONObject {
    try await engagement.release(survey: "warm-rooms", as: coordinator, origin: .cli)
  }
}

/// A programme whose survey a test can write anew.
func withChangingSurvey(
  _ first: String = Programme.survey,
  _ body: (Programme, (String) throws -> Void) async throws -> Void
) async throws {
  try await withFolder { folder in
    func write(_ text: String, to path: String) throws {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try write(Programme.consent, to: "blocks/consent-test@1/block.yaml")
    try write(first, to: "warm-rooms/survey.yaml")
    let path = folder.path
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let programme = Programme(
        database: database, partnership: partnership,
        engagement: Engagement(
          database: database.application, catalog: { ModuleCatalog.load(folders: [path]) }))
      _ = try await programme.publish()
      try await body(programme) { try write($0, to: "warm-rooms/survey.yaml") }
    }
  }
}

/// The problem that some work ends in; nil when it ends well.
func problem(_ work: () async throws -> Void) async -> Problem? {
  do {
    try await work()
    return nil
  } catch {
    return Problem(translating: error)
  }
}
