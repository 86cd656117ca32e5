// Places: imported in any order, brought up to date, found within one another.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct PlaceTests {
  private static let county = PlaceRecord(
    code: "E10000034", name: "Worcestershire", kind: "county", parent: "E12000005",
    validFrom: PostgresDate(year: 2009, month: 4, day: 1), vintage: "2023")
  private static let district = PlaceRecord(
    code: "E07000234", name: "Bromsgrove", kind: "district", parent: "E10000034")
  private static let region = PlaceRecord(
    code: "E12000005", name: "West Midlands", kind: "region")
  private static let quarter = PlaceRecord(
    code: "sidemoor", name: "Sidemoor", kind: "neighbourhood", parent: "E07000234")
  private static let street = PlaceRecord(
    code: "broad-street", name: "Broad Street", kind: "street", parent: "sidemoor")

  @Test func `places are imported in any order and found within one another`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership(slug: "worcester")
      let other = try await database.addPartnership(slug: "plymouth")
      try await database.application.transaction(as: partnership.principal(.administrator)) {
        connection in
        try PlaceQueries.importLocal([Self.street, Self.quarter], on: connection)
        try PlaceQueries.importOfficial([Self.district], on: connection)
        let written = try PlaceQueries.importOfficial(
          [Self.county, Self.region], on: connection)
        #expect(written == 2)
      }
      try await database.application.transaction(as: partnership.principal(.researcher)) {
        connection in
        let found = try PlaceQueries.find(
          codes: ["sidemoor", "E10000034", "nowhere"], on: connection)
        #expect(found == [Self.county, Self.quarter])
        let within = try PlaceQueries.descendants(of: "E12000005", on: connection)
        #expect(Set(within) == [Self.county, Self.district, Self.quarter, Self.street])
        let districts = try PlaceQueries.descendants(
          of: "E12000005", kind: "district", on: connection)
        #expect(districts == [Self.district])
        let first = try PlaceQueries.list(limit: 2, on: connection)
        let rest = try PlaceQueries.list(after: first.last?.code, on: connection)
        #expect(first.count == 2 && rest.count == 3)
        #expect(try PlaceQueries.list(kind: "street", on: connection) == [Self.street])
      }
      let foreign = try await database.application.transaction(as: other.principal(.researcher)) {
        connection in try PlaceQueries.descendants(of: "E12000005", on: connection)
      }
      #expect(Set(foreign) == [Self.county, Self.district])
    }
  }

  @Test func `a second import brings places up to date`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let renamed = PlaceRecord(
        code: "E12000005", name: "Midlands, West", kind: "region",
        validTo: PostgresDate(year: 2027, month: 3, day: 31))
      let quarter = PlaceRecord(code: "quay", name: "The Quay", kind: "ward")
      try await database.application.transaction(as: partnership.principal(.administrator)) {
        connection in
        try PlaceQueries.importOfficial([Self.region], on: connection)
        try PlaceQueries.importOfficial([renamed], on: connection)
        try PlaceQueries.importLocal(
          [PlaceRecord(code: "quay", name: "Quay", kind: "neighbourhood")], on: connection)
        try PlaceQueries.importLocal([quarter], on: connection)
        #expect(try PlaceQueries.list(on: connection) == [renamed, quarter])
      }
    }
  }

  @Test func `a place in an unknown place, and a local place with an official code, are refused`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let administrator = partnership.principal(.administrator)
      let orphan = try await refusal {
        _ = try await database.application.transaction(as: administrator) { connection in
          try PlaceQueries.importOfficial([Self.district], on: connection)
        }
      }
      #expect(orphan == .unknownPlace)
      let local = try await refusal {
        _ = try await database.application.transaction(as: administrator) { connection in
          try PlaceQueries.importLocal([Self.quarter], on: connection)
        }
      }
      #expect(local == .unknownPlace)
      let taken = try await refusal {
        _ = try await database.application.transaction(as: administrator) { connection in
          try PlaceQueries.importOfficial([Self.region], on: connection)
          try PlaceQueries.importLocal(
            [PlaceRecord(code: "E12000005", name: "Ours", kind: "ward")], on: connection)
        }
      }
      #expect(taken == .placeCodeTaken)
    }
  }

  @Test func `a researcher imports no places`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      for isLocal in [false, true] {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(as: partnership.principal(.researcher)) {
            connection in
            if isLocal {
              try PlaceQueries.importLocal([Self.region], on: connection)
            } else {
              try PlaceQueries.importOfficial([Self.region], on: connection)
            }
          }
        }
      }
    }
  }
}
