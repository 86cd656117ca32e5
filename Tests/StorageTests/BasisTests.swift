// The basis of a record is kept by the database: these tests write raw SQL, past every function of
// Hark, as the application's role and as a superuser.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct BasisTests {
  /// What is written before the response.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let surveyBasis: String
    let unit: String
    let basis: String
    let scopes: [String: Bool]?
    let refusal: StorageError.Refusal?
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "consent to analyse", surveyBasis: "consent", unit: "person", basis: "consent",
      scopes: ["analyse": true], refusal: nil),
    Case(
      name: "no consent", surveyBasis: "consent", unit: "person", basis: "consent", scopes: nil,
      refusal: .consent),
    Case(
      name: "analyse refused", surveyBasis: "consent", unit: "person", basis: "consent",
      scopes: ["analyse": false, "quote": true], refusal: .consent),
    Case(
      name: "consent without analyse", surveyBasis: "consent", unit: "person", basis: "consent",
      scopes: ["quote": true], refusal: .consent),
    Case(
      name: "anonymous where the survey says so", surveyBasis: "anonymous", unit: "person",
      basis: "anonymous", scopes: nil, refusal: nil),
    Case(
      name: "anonymous where the survey needs consent", surveyBasis: "consent", unit: "person",
      basis: "anonymous", scopes: nil, refusal: .basisNotAllowed),
    Case(
      name: "in role for an organisation", surveyBasis: "role", unit: "organisation",
      basis: "role", scopes: nil, refusal: nil),
    Case(
      name: "in role for a person", surveyBasis: "consent", unit: "person", basis: "role",
      scopes: nil, refusal: .basisNotAllowed),
    Case(
      name: "published", surveyBasis: "consent", unit: "person", basis: "published", scopes: nil,
      refusal: nil),
    Case(
      name: "published with a consent", surveyBasis: "consent", unit: "person",
      basis: "published", scopes: ["analyse": true], refusal: .consent),
    Case(
      name: "anonymous with a consent", surveyBasis: "anonymous", unit: "person",
      basis: "anonymous", scopes: ["analyse": true], refusal: .consent),
  ]

  @Test(arguments: cases)
  func `a response and a conversation are kept on their basis or refused`(
    _ example: Case
  ) async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      try await database.publish(
        Sample.version(unit: example.unit, basis: example.surveyBasis), in: partnership)
      for isConversation in [false, true] {
        for isSuperuser in [false, true] {
          let refusal = try await refusal {
            try await database.write(partnership, asSuperuser: isSuperuser) { connection in
              let id = UUID()
              if let scopes = example.scopes {
                try writeConsent(id, scopes: scopes, in: partnership, on: connection)
              }
              if isConversation {
                try writeConversation(id, basis: example.basis, in: partnership, on: connection)
              } else {
                try writeResponse(id, basis: example.basis, in: partnership, on: connection)
              }
            }
          }
          #expect(
            refusal == example.refusal, "conversation \(isConversation) superuser \(isSuperuser)")
        }
      }
    }
  }

  @Test func `a consent that was withdrawn is no basis`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      for scopeAlone in [false, true] {
        let refusal = try await refusal {
          try await database.write(partnership, asSuperuser: true) { connection in
            let id = UUID()
            try writeConsent(id, scopes: ["analyse": true], in: partnership, on: connection)
            if scopeAlone {
              try connection.execute(
                "update hark.consent_scope set withdrawn_at = now() where consent_id = \(id)")
            } else {
              try connection.execute(
                "update hark.consent set withdrawn_at = now() where id = \(id)")
            }
            try writeResponse(id, basis: "consent", in: partnership, on: connection)
          }
        }
        #expect(refusal == .consent)
      }
    }
  }

  @Test func `one record of many without a consent refuses them all`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let responses = try (0..<3).map { _ in try Sample.response() }
      let refusal = try await refusal {
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in
          try ConsentQueries.insert(
            responses.dropLast().map { Sample.consent($0.id) }, on: connection)
          try ResponseQueries.insert(responses, on: connection)
        }
      }
      #expect(refusal == .consent)
    }
  }

  @Test func `a consent can't be added to a record with another basis`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let response = try Sample.response(basis: "published", citation: "City report, 2021")
      try await database.record(response, in: partnership)
      let refusal = try await refusal {
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in try ConsentQueries.insert([Sample.consent(response.id)], on: connection)
        }
      }
      #expect(refusal == .consent)
    }
  }

  @Test func `published needs a citation, and nothing else takes one`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let wrong = [
        try Sample.response(basis: "published", citation: nil),
        try Sample.response(basis: "consent", citation: "City report, 2021"),
      ]
      for response in wrong {
        await #expect(throws: StorageError.self) {
          try await database.record(response, in: partnership)
        }
      }
    }
  }

  @Test func `a stored record is never given another basis or other answers`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      for statement in Self.rewrites(of: id) {
        let refusal = try await refusal {
          try await database.write(partnership, asSuperuser: true) { connection in
            try connection.execute(statement)
          }
        }
        #expect(refusal == .neverChanged)
      }
    }
  }

  private static func rewrites(of id: UUID) -> [SQL] {
    [
      "update hark.response set basis = 'anonymous' where id = \(id)",
      "update hark.response set answers = '{}' where id = \(id)",
      "update hark.response set place = null, answered_on = '2020-01-01' where id = \(id)",
    ]
  }

  @Test func `a closed version takes late responses alone, until it is opened again`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let coordinator = partnership.principal(.coordinator)
      let closed = try await database.application.transaction(as: coordinator) { connection in
        [
          try SurveyVersionQueries.close(
            module: Sample.survey, version: Sample.version, on: connection),
          try SurveyVersionQueries.close(
            module: Sample.survey, version: Sample.version, on: connection),
        ]
      }
      #expect(closed == [true, false])
      let refusal = try await refusal {
        try await database.record(Sample.response(), in: partnership)
      }
      #expect(refusal == .surveyClosed)
      try await database.record(Sample.response(isLate: true), in: partnership)
      _ = try await database.application.transaction(as: coordinator) { connection in
        try SurveyVersionQueries.reopen(
          module: Sample.survey, version: Sample.version, on: connection)
      }
      try await database.record(Sample.response(), in: partnership)
    }
  }

  @Test func `a version that was not published and a place that is not known are refused`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let unpublished = try await refusal {
        try await database.record(Sample.response(version: "9.0.0"), in: partnership)
      }
      #expect(unpublished == .surveyNotPublished)
      let nowhere = try await refusal {
        try await database.record(Sample.response(place: "nowhere"), in: partnership)
      }
      #expect(nowhere == .unknownPlace)
    }
  }
}

extension TestDatabase {
  /// Runs a body in a transaction that says for whom it works, bound by the policies or not.
  fileprivate func write(
    _ partnership: TestPartnership, asSuperuser: Bool,
    _ body: @Sendable (isolated Connection) throws -> Void
  ) async throws {
    guard asSuperuser else {
      try await application.transaction(as: partnership.principal(.researcher)) { connection in
        try body(connection)
      }
      return
    }
    do {
      try await superuser.withTransaction { connection in try body(connection) }
    } catch {
      throw StorageError(error) ?? error
    }
  }
}

private func writeConsent(
  _ id: UUID, scopes: [String: Bool], in partnership: TestPartnership,
  on connection: isolated Connection
) throws {
  try connection.execute(
    """
    insert into hark.consent (partnership_id, id, wording, language, form, given_at, created_by)
    values (\(partnership.id), \(id), 'consent@1', 'en', 'spoken', now(), \(partnership.account))
    """)
  for (scope, isGiven) in scopes {
    try connection.execute(
      """
      insert into hark.consent_scope (partnership_id, consent_id, scope, given, created_by)
      values (\(partnership.id), \(id), \(scope), \(isGiven), \(partnership.account))
      """)
  }
}

private func writeResponse(
  _ id: UUID, basis: String, in partnership: TestPartnership, on connection: isolated Connection
) throws {
  try connection.execute(
    """
    insert into hark.response (partnership_id, id, survey_module, survey_version, series, basis,
      citation, answered_on, mode, language, answers, coded, record_key, late, created_by)
    values (\(partnership.id), \(id), \(Sample.survey), \(Sample.version), 1, \(basis),
      \(basis == "published" ? "City report, 2021" : nil as String?), '2026-01-01', 'online',
      'en', '{}', '', 0, false, \(partnership.account))
    """)
}

private func writeConversation(
  _ id: UUID, basis: String, in partnership: TestPartnership, on connection: isolated Connection
) throws {
  try connection.execute(
    """
    insert into hark.conversation (partnership_id, id, survey_module, survey_version, held_on,
      setting, how, people, language, interpreter, basis, citation, created_by)
    values (\(partnership.id), \(id), \(Sample.survey), \(Sample.version), '2026-01-01', 'home',
      'in_person', 1, 'en', false, \(basis),
      \(basis == "published" ? "City report, 2021" : nil as String?), \(partnership.account))
    """)
}
