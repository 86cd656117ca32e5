// SPSS files: every cell is the stored answer, with what people read and which answers are none.

import Engagement
import JSON
import Storage
import Surveys
import TestRandomness
import TestSupport
import Testing

@Suite struct SystemFileExportTests {
  private func file(_ request: ExportRequest, _ programme: Programme) async throws -> SystemFile {
    try SystemFile(try await programme.exportedBytes(request))
  }

  @Test func `every cell of an SPSS file is the stored answer`() async throws {
    try await withEveryKind { programme in
      var generator = SeededGenerator(seed: 1_968)
      try await programme.recordPeople(40) { Int.random(in: 0..<1_000_000, using: &generator) }
      let stored = try await programme.storedAnswers(EveryKind.id)
      let file = try await file(
        ExportRequest(.response, survey: EveryKind.id, format: .sav), programme)
      #expect(file.title == "Every kind" && file.rows.count == 40)
      for row in file.rows.indices {
        guard case .text(let id) = file.cell(row, "record.id") else {
          Issue.record("a row without an id")
          continue
        }
        let answers = try #require(stored[id])
        for name in ["nickname", "story"] {
          #expect(file.cell(row, name) == answers[name]?.string.map { .text($0) }, "\(name)")
        }
        for name in ["ease", "trips", "degrees", "double_trips"] {
          #expect(file.cell(row, name) == answers[name]?.number.map { .number($0) }, "\(name)")
        }
        let day = answers["since"]?.string.flatMap { CalendarDay($0) }
        let seconds = day.map { Double($0.daysSinceEpoch + 141_428) * 86_400 }
        #expect(file.cell(row, "since") == seconds.map { .number($0) })
        let codes = ["hill": 1.0, "shore": 2, "market": 3]
        #expect(
          file.cell(row, "area") == .number(answers["area"]?.string.flatMap { codes[$0] } ?? -99))
        let chosen = answers["likes"]?.array?.compactMap(\.string)
        for choice in ["parks", "shops", "none_of_them"] {
          #expect(
            file.cell(row, "likes." + choice)
              == .number(chosen.map { $0.contains(choice) ? 1 : 0 } ?? -99))
        }
        // Asked and not answered has a number of its own; not asked is empty.
        if answers["out"] == "no" { #expect(file.cell(row, "trips") == nil) }
      }
    }
  }

  @Test func `choices carry their labels and those that are no answer are missing values`()
    async throws
  {
    try await withEveryKind { programme in
      let file = try await file(
        ExportRequest(.response, survey: EveryKind.id, format: .sav), programme)
      func variable(_ name: String) throws -> SystemFile.Variable {
        try #require(file.variables.first { $0.name == name })
      }
      let area = try variable("area")
      #expect(area.label == "Where do you live?")
      #expect(
        area.labels == [1: "The hill", 2: "The shore, north", 3: "=Market", -99: "Not answered"])
      #expect(area.missing == [-99])
      let carer = try variable("carer")
      #expect(Set(carer.missing) == [-99, -9] && carer.labels[-9] == "Prefer not to say")
      #expect(try variable("likes.shops").label == "What do you like? – Shops; large")
      #expect(try variable("consent.analyse").labels == [0: "No", 1: "Yes"])
    }
  }

  @Test func `a text that does not fit one column goes on in the next`() async throws {
    try await withEveryKind { programme in
      let long = String(repeating: "Tŷ’r ", count: 9_990)
      _ = try await programme.engagement.record(
        Programme.response(answers: ["out": "no", "story": .string(long + "end")]),
        survey: EveryKind.id, as: programme.researcher, origin: .http)
      let file = try await file(
        ExportRequest(.response, survey: EveryKind.id, format: .sav), programme)
      var text = ""
      for name in ["story", "story.part2", "story.part3"] {
        if case .text(let part) = file.cell(0, name) { text += part }
      }
      #expect(text == long + "end")
    }
  }

  @Test func `answers that can point at a person stay out of an SPSS file unless asked for`()
    async throws
  {
    try await withEveryKind { programme in
      _ = try await programme.engagement.record(
        Programme.response(answers: ["out": "yes", "nickname": "Made-up name"]),
        survey: EveryKind.id, as: programme.researcher, origin: .http)
      let file = try await file(
        ExportRequest(.response, survey: EveryKind.id, format: .sav, withPersonal: false),
        programme)
      #expect(!file.allText.contains("Made-up") && file.rows.count == 1)
      #expect(!file.variables.contains { $0.name == "nickname" })
    }
  }
}
