// Every output against every combination of scopes and bases. A route that is added and is not in the
// matrix fails here, and so does one that says a word too many.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import Storage
import TestSupport
import SurveyModules
import Testing

/// What a route may say of what people said.
private enum Says {
  /// Not a word.
  case nothing
  /// The words of the one record that it is asked for.
  case record(String)
  /// The words of every record that may leave for this.
  case export(String)
  /// What is held, to the person with the receipt code.
  case receipt
  /// The words of the one record that a concern is about, to a lead.
  case concern
}

@Suite struct ConsentMatrixTests {
  private static let matrix: [String: Says] = [
    "GET surveys": .nothing, "GET surveys/{survey}": .nothing,
    "GET surveys/{survey}/versions/{version}": .nothing,
    "POST surveys/{survey}/responses": .nothing, "POST conversations": .nothing,
    "GET conversations": .nothing, "GET conversations/{id}": .record("conversation"),
    "PUT conversations/{id}": .record("conversation"),
    "GET conversations/{id}/history": .record("conversation"),
    "GET responses/{id}": .record("response"), "PUT responses/{id}": .record("response"),
    "GET responses/{id}/history": .record("response"), "GET findings": .nothing,
    "GET surveys/{survey}/progress": .nothing, "GET surveys/{survey}/asked-before": .nothing,
    "GET surveys/{survey}/responses.csv": .export("csv"),
    "GET surveys/{survey}/responses.ndjson": .export("ndjson"),
    "GET surveys/{survey}/responses.sav": .export("sav"),
    "POST responses/batch": .nothing, "POST surveys/{survey}/responses/check": .nothing,
    "GET links/{token}": .nothing, "POST surveys/{survey}/links": .nothing,
    "GET surveys/{survey}/links": .nothing, "DELETE surveys/{survey}/links/{id}": .nothing,
    "POST links/{token}": .nothing, "POST links/{token}/check": .nothing,
    "GET lists": .nothing, "GET lists/{list}": .nothing, "PUT lists/{list}": .nothing,
    "POST lists/{list}/order": .nothing, "POST lists/{list}/retire": .nothing,
    "POST lists/{list}/offer": .nothing,
    "POST findings/releases": .nothing, "GET findings/releases/{id}": .nothing,
    "GET findings/releases/{id}/audit": .nothing,
    "GET findings/noise-tables": .nothing, "POST findings/noise-tables": .nothing,
    "POST findings/explorations": .nothing,
    "GET population": .nothing, "PUT population": .nothing,
    "GET plans": .nothing, "POST plans": .nothing, "GET plans/{id}": .nothing,
    "PUT plans/{id}": .nothing, "GET plans/{id}/history": .nothing,
    "GET cycles": .nothing, "POST cycles": .nothing, "GET cycles/{id}": .nothing,
    "PUT cycles/{id}": .nothing, "GET cycles/{id}/history": .nothing,
    "GET experiments": .nothing, "POST experiments": .nothing, "GET experiments/{id}": .nothing,
    "PUT experiments/{id}": .nothing, "GET experiments/{id}/history": .nothing,
    "GET events": .nothing, "POST events": .nothing, "GET events/{id}": .nothing,
    "PUT events/{id}": .nothing, "GET events/{id}/history": .nothing,
    "GET follow-ups": .nothing, "POST follow-ups/{id}/done": .nothing,
    "GET events/{id}/tables": .nothing, "PUT conversations/{id}/table": .nothing,
    "POST conversations/transcripts": .nothing, "POST conversations/minutes": .nothing,
    "POST plans/{id}/advice": .nothing, "GET search": .nothing,
    "POST quotes/check": .nothing,
    "GET findings/releases/{id}/figures.csv": .nothing,
    "GET findings/releases/{id}/figures.csv-metadata.json": .nothing,
    "GET findings/releases/{id}/chart.svg": .nothing,
    "GET findings/releases/{id}/page.html": .nothing,
    "GET local-accounts": .nothing, "GET local-accounts/{area}/{year}": .nothing,
    "POST concerns": .nothing, "GET concerns": .nothing, "GET concerns/{id}": .nothing,
    "POST concerns/{id}/acknowledge": .nothing, "POST concerns/{id}/notes": .nothing,
    "POST concerns/{id}/record": .concern,
    "POST concerns/{id}/close": .nothing,
    "GET partnerships/{partnership}/privacy-notice": .nothing, "PUT privacy-notice": .nothing,
    "POST complaints": .nothing, "GET complaints": .nothing, "GET complaints/{id}": .nothing,
    "POST complaints/{id}/acknowledge": .nothing, "POST complaints/{id}/answer": .nothing,
    "POST complaints/{id}/close": .nothing,
    "POST receipts/show": .receipt, "POST receipts/bundle": .receipt,
    "POST receipts/scopes": .receipt, "POST withdrawals": .nothing, "GET withdrawals": .nothing,
  ]

  @Test func `every output is in the matrix of consent`() {
    #expect(Set(Self.matrix.keys) == Set(HTTPService.routes.map(InterfaceTests.name)))
  }

  @Test func `every output obeys every combination of scopes and bases`() async throws {
    try await ConsentMatrix.withPeople { service, people in
      let all = people.map(\.survey)
      for route in HTTPService.routes {
        let name = InterfaceTests.name(route)
        switch Self.matrix[name] {
        case .record(let kind):
          try await checkRecords(route, people.filter { kind == ConsentMatrix.kind($0) }, service)
        case .export(let format):
          for survey in Set(all) {
            try await checkExports(survey, format, people.filter { $0.survey == survey }, service)
          }
        case .receipt: try await checkReceipts(route, people, service)
        // A concern holds its record back, so these come last.
        case .concern: continue
        case .nothing, nil:
          guard route.method == .get else { continue }
          for role in Role.allCases where route.roles.contains(role) {
            for survey in Set(all) {
              let path = address(route).replacingOccurrences(of: "open-conversation", with: survey)
              let query = route.path == "findings" ? "?survey=\(survey)" : ""
              let answer = try await service.send(.get, path + query, as: role)
              #expect(Self.canaries(answer.body).isEmpty, "\(name) as \(role)")
            }
          }
        }
      }
      for route in HTTPService.routes {
        guard case .concern = Self.matrix[InterfaceTests.name(route)] else { continue }
        try await checkConcerns(route, people, service)
      }
    }
  }

  /// Whoever may see a record raises a concern about it; a lead reads that record, and nobody else does.
  private func checkConcerns(_ route: Route, _ people: [MatrixPerson], _ service: Service)
    async throws
  {
    for person in people {
      let concern = UUID().uuidString.lowercased()
      let raised = try await service.send(
        .post, "/api/v1/concerns", as: .researcher,
        #"{"id": "\#(concern)", "record": "\#(person.id)"}"#)
      #expect((raised.status == 201) == person.may("work"), "\(person)")
      for role in Role.allCases {
        let answer = try await service.send(
          .post, address(route, id: concern), as: role, #"{"reason": "A made-up worry."}"#)
        let isSeen = role == .steward && person.may("work")
        #expect((answer.status == 200) == isSeen, "\(person) as \(role): \(answer.status)")
        #expect(Self.canaries(answer.body) == (isSeen ? person.words("work") : []), "\(person)")
      }
    }
  }

  private func checkRecords(_ route: Route, _ people: [MatrixPerson], _ service: Service)
    async throws
  {
    for person in people {
      for role in Role.allCases where route.roles.contains(role) {
        let answer = try await service.send(
          route.method, address(route, id: person.id), as: role,
          route.method == .put ? "{}" : nil,
          headers: route.method == .put ? [.ifMatch: "*"] : [:])
        let isHeld = person.may("work")
        #expect((answer.status == 200) == isHeld, "\(route.path) \(person.number) \(answer.status)")
        #expect(
          Self.canaries(answer.body) == person.words("work"),
          "\(route.method) \(route.path) of \(person)")
      }
    }
  }

  private func checkExports(
    _ survey: String, _ format: String, _ people: [MatrixPerson], _ service: Service
  ) async throws {
    // A partner that joined later was named to nobody.
    for purpose in ["analysis", "quotes", "second_look", "partners", "newcomer"] {
      let query =
        switch purpose {
        case "partners": "partners&partner=age-concern"
        case "newcomer": "partners&partner=newcomer"
        default: purpose
        }
      let response = try await service.client.execute(
        uri: "/api/v1/surveys/\(survey)/responses.\(format)?personal=yes&for=\(query)",
        method: .get, headers: [.authorization: "Bearer \(service.tokens[.coordinator] ?? "")"])
      let text =
        format == "sav"
        ? try SystemFile(Array(response.body.readableBytesView)).allText
        : String(buffer: response.body)
      let expected = people.reduce(into: Set<String>()) { $0.formUnion($1.words(purpose)) }
      #expect(response.status == .ok)
      #expect(Self.canaries(text) == expected, "\(survey).\(format) for \(purpose)")
      guard purpose != "analysis" else { continue }
      // Nor does a place stand beside words that others see, unless its person allowed that.
      let placed = people.filter { $0.may(purpose) && $0.may("place") }
      #expect(text.matches(of: /quay/).count == placed.count, "\(survey).\(format) for \(purpose)")
      guard format == "ndjson" else { continue }
      for line in text.split(separator: "\n") {
        let record = try JSONValue.parse(Array(line.utf8))
        let person = people.first { record["id"]?.string == $0.id }
        #expect((record["place"]?.string != nil) == person?.may("place"), "\(line)")
        #expect(record["answers"]?["spot"] == nil, "\(line)")
      }
    }
  }

  private func checkReceipts(_ route: Route, _ people: [MatrixPerson], _ service: Service)
    async throws
  {
    for person in people where person.basis == "consent" {
      let answer = try await service.come(
        route.path, code: person.code, from: "203.0.113.\(person.number % 250)",
        more: route.path.hasSuffix("scopes") ? #", "scopes": {"analyse": true}"# : "")
      #expect(answer.status == 200, "\(route.path) \(person.number)")
      #expect(Self.canaries(answer.body) == person.words("work"), "\(route.path) \(person)")
      // What the person reads of its use is what it is used for.
      for record in answer.body?["records"]?.array ?? [] {
        let uses = Set(record["used_for"]?.array?.compactMap(\.string) ?? [])
        for (use, purpose) in [
          ("share", "partners"), ("quote", "quotes"), ("quote_place", "place"),
        ] {
          #expect(uses.contains(use) == person.may(purpose), "\(route.path) \(person) \(use)")
        }
      }
    }
  }

  private static func canaries(_ body: JSONValue?) -> Set<String> {
    canaries(body.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? "")
  }

  private static func canaries(_ text: String) -> Set<String> {
    Set(text.matches(of: /[wsn][0-9]+x/).map { String($0.output) })
  }
}
