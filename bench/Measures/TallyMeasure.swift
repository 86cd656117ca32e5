// A three-way table of people's answers with its intervals, over columns that are in memory: what a
// release or an exploring reader waits for. The same answers are written out for the reference.

import Findings
import Foundation
import JSON
import SurveyModules
import Surveys

struct TallyMeasure {
  let people: String
  let file: String

  private static let survey = """
    hark: 1
    module: bench-tally
    version: 1.0.0
    title: Measurement (made up)
    about_this_survey: Made up for measurements; nobody is asked.
    languages: {en: English}
    unit: person
    population: nobody
    sample: open
    collected_by: both
    consent: {wording: consent-bench@1, scopes: [analyse], keep_months: 24}
    questions:
      - {id: age, ask: How old?, type: choose_one, role: age_band, choices: [CHOICES a 7]}
      - {id: group, ask: Which group?, type: choose_one, role: ethnic_group, choices: [CHOICES g 6]}
      - {id: home, ask: Which home?, type: choose_one, role: tenure, choices: [CHOICES h 5]}
      - {id: helps, ask: Does it help?, type: choose_one, choices: [CHOICES s 5]}
    indicators:
      - {id: helped, label: People it helps, show: percent, count: "helps in [s1, s2]", out_of: answered(helps), by: [age_band]}
    """
  private static let consent = """
    hark: 1
    block: consent-bench@1
    title: Consent
    opening: This is a measurement.
    safeguarding: Nobody is asked anything here.
    scopes:
      analyse: {ask: May we count your answers?}
    """
  private static let sizes: [UInt64] = [7, 6, 5, 5]
  private static let roles = ["age_band", "ethnic_group", "tenure"]

  /// Makes the columns, says so, and tallies once for each line that comes in.
  func run() throws {
    guard let people = Int(people), people > 0 else { Measure.fail("PEOPLE is a number from 1") }
    let text = Self.sizes.indices.reduce(Self.survey) { text, place in
      let letter = ["a", "g", "h", "s"][place]
      let choices = (1...Self.sizes[place]).map { "\($0) \(letter)\($0): Choice \($0)" }
      return text.replacingOccurrences(
        of: "CHOICES \(letter) \(Self.sizes[place])", with: choices.joined(separator: ", "))
    }
    let report = ModuleLoader.load(files: [
      "survey.yaml": text, "blocks/consent-bench@1/block.yaml": Self.consent,
    ])
    guard let survey = report.module?.survey, let indicator = survey.indicators.first else {
      Measure.fail("the survey does not load: \(report)")
    }
    let columns = try filled(AnswerColumns(survey), people)
    Measure.print(["bytes_a_person": .number(Double(columns.byteCount) / Double(people))])
    while readLine() != nil {
      var cells: [(base: Int, count: Int, interval: WilsonInterval?)] = []
      let seconds = Measure.elapsed {
        let member = Membership(indicator, columns)
        let groupings = Self.roles.compactMap { Grouping($0, columns) }
        guard let counts = CellCounts(member, by: groupings) else { return }
        cells = zip(counts.bases, counts.counts).map { base, count in
          (base, count, WilsonInterval(count: count, base: base))
        }
      }
      let heard = cells.filter { $0.base > 0 }
      Measure.print([
        "seconds": .number(seconds), "cells": .number(Double(heard.count)),
        "base": .number(Double(heard.reduce(0) { $0 + $1.base })),
        "count": .number(Double(heard.reduce(0) { $0 + $1.count })),
        "squares": .number(heard.reduce(0) { $0 + Double($1.base) * Double($1.count) }),
      ])
    }
  }

  /// Random answers, an eleventh of each question left out, as coded forms and as bytes of the file: 0
  /// for none, else the choice from 1.
  private func filled(_ empty: AnswerColumns, _ people: Int) throws -> AnswerColumns {
    var columns = empty
    var state: UInt64 = 42
    var bytes = Data(capacity: people * Self.sizes.count)
    for _ in 0..<people {
      var coded: [UInt8] = [1, 1]
      for size in Self.sizes {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let drawn = state >> 33
        let choice = drawn % 11 == 0 ? 0 : UInt8(drawn / 11 % size + 1)
        coded += choice == 0 ? [1] : [2, choice - 1, 0]
        bytes.append(choice)
      }
      guard columns.append(coded) else { Measure.fail("a coded form is of no use") }
    }
    try bytes.write(to: URL(fileURLWithPath: file))
    return columns
  }
}
