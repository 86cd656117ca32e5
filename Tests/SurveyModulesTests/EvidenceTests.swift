// Codebooks, indicators, benchmarks, priorities and translations refer to what there is.

import SurveyModules
import Surveys
import Testing

struct EvidenceTests {
  /// The small survey with a question in bands, a text, a theme and an indicator.
  static let survey = SmallSurvey().with("languages: {en: English, cy: Cymraeg}").asking(
    """
      - {id: age, ask: Age?, type: whole_number, bands: [0-17, 18+], role: age_band}
      - {id: mood, ask: Mood?, type: scale, from: 0, to: 10}
      - {id: home, ask: Where?, type: place}
      - {id: sort, ask: Sort?, type: yes_no}
      - {id: why, ask: Why?, type: long_text, code_with: safety}
    """
  ).with(
    """
    codebook:
      safety: [{id: lighting, name: Lighting, means: Dark streets, include: lamps, exclude: lanes},
               {id: lamps, name: Lamps, means: Lamps, parent: lighting}]
    indicators:
      - {id: feels_safe, label: Safe, show: percent, count: safe = very_safe, out_of: answered(safe),
         better: higher, by: [age_band, sort], same_as: 4A}
    """)

  @Test func `evidence is read as it is written`() throws {
    let read = try #require(
      Self.survey.with(
        """
        benchmarks:
          - {indicator: feels_safe, area: E92000001, period: 2020-21, population: adults, question: Safe?,
             choices: [Yes, No], value: 88.5, source: A table}
        priorities:
          - {id: safer-homes, framework: local, title: Safer, evidence: [indicator feels_safe, theme lamps]}
        """
      ).report.module
    ).survey
    let indicator = try #require(read.indicators.first)
    #expect(
      indicator.count?.text == "safe = very_safe" && indicator.outOf?.text == "answered(safe)")
    #expect(indicator.by == ["age_band", "sort"] && indicator.sameAs == "4A")
    #expect(indicator.better == .higher && indicator.show == .percent)
    #expect(read.benchmarks.first?.value == 88.5 && read.benchmarks.first?.period == "2020-21")
    #expect(read.codebooks.first?.themes.map(\.parent) == [nil, "lighting"])
    #expect(read.priorities.first?.themes == ["lamps"])
    #expect(read.questions.last?.codeWith == "safety")
  }

  @Test(arguments: [
    ("by: [sex]", "S034"), ("by: [colour]", "S034"), ("by: [mood]", "S034"), ("by: [home]", "S034"),
    ("by: [why]", "S034"), ("by: [sort, sort]", "S006"), ("by: [safe]", "S036"), ("by: [age]", ""),
    ("by: [age_band]", ""),
    ("by: safe", "S003"), ("better: up", "S004"),
  ]) func `an indicator is broken down by roles and by questions with groups`(
    key: String, code: String
  ) {
    let survey = Self.survey.with(
      "indicators: [{id: a, label: A, show: count, count: safe = very_safe, \(key)}]")
    #expect(survey.codes.joined() == code, "\(survey.lines)")
  }

  @Test(arguments: [
    ("[[age_band, sort]]", ""), ("[age_band, [sort, period]]", ""),
    ("[[age_band, sort, period.quarter.year]]", ""), ("[period.month]", ""),
    ("[[age_band, sort, period, colour]]", "S034"), ("[[age_band]]", "S051"),
    ("[[age_band, age_band]]", "S051"), ("[[period, period.year]]", "S051"),
    ("[[sort, period], [age_band, period.year]]", "S051"), ("[[age_band.adult, sort]]", "S051"),
    ("[[sort, period.week]]", "S051"), ("[[sort, period.year.month]]", "S051"),
    ("[[sort, safe]]", "S036"), ("[[age_band, age]]", "S036"), ("[[]]", "S051"),
    ("[[age_band, sort], [sort, age_band]]", "S006"), ("[[age_band, {a: b}]]", "S003"),
    ("[[place.district, sort]]", "S034"), ("[[home, sort]]", "S034"),
  ]) func `a table is over up to three things at once, each once`(by: String, code: String) {
    let survey = Self.survey.with(
      """
      indicators:
        - {id: a, label: A, show: percent, count: safe = very_safe, out_of: answered(safe), by: \(by)}
      """)
    #expect(survey.codes.joined() == code, "\(survey.lines)")
  }

  @Test func `a table is read with its levels, and stands beside the breakdowns`() throws {
    let survey = Self.survey.asking("  - {id: lives, ask: Where?, type: place, role: place}").with(
      """
      indicators:
        - {id: a, label: A, show: percent, count: safe = very_safe, out_of: answered(safe),
           by: [place, [age_band, place.district.county, period]]}
      """)
    let indicator = try #require(survey.report.module?.survey.indicators.first, "\(survey.lines)")
    #expect(indicator.by == ["place"])
    #expect(
      indicator.crossings.map(\.description) == ["[age_band, place.district.county, period.month]"])
  }

  @Test func `means and items of lists have no tables over several things`() {
    for keys in ["show: mean, of: mood", "show: total, sum_of: mood"] {
      let survey = Self.survey.with(
        "indicators: [{id: a, label: A, \(keys), by: [[age_band, sort]]}]")
      #expect(survey.codes == ["S051"], "\(survey.lines)")
    }
  }

  @Test(arguments: [
    ("show: percent, count: safe = very_safe", "S035"),
    ("show: count, count: safe = very_safe, out_of: answered(safe)", "S035"),
    ("show: mean, count: safe = very_safe", "S002S035"), ("show: mean, of: mood", ""),
    ("show: mean, of: safe", "S017"), ("show: ratio, sum_of: mood", "S002"),
    ("count: safe = very_safe", "S002"), ("show: count", "S002"),
    ("show: count, count: safe", "S017"), ("show: count, count: why = \"x\"", "S023"),
    ("show: count, count: 'mood > 5'", ""), ("show: count, count: length(why) > 9", ""),
    ("show: count, count: 'years_between(today(), 2026-01-01) > 1'", "S021"),
  ]) func `an indicator counts what can be counted`(keys: String, code: String) {
    let survey = Self.survey.with("indicators: [{id: a, label: A, \(keys)}]")
    #expect(survey.codes.joined() == code, "\(survey.lines)")
  }

  @Test func `an indicator may be counted from any question, and no two share one`() {
    func with(_ second: String) -> [String] {
      Self.survey.with(
        """
        indicators:
          - {id: a, label: A, show: percent, count: safe = very_safe, out_of: answered(safe)}
          - {id: b, label: B, show: percent, \(second)}
        """
      ).codes
    }
    #expect(with("count: safe = not_safe, out_of: answered(safe)") == ["S036"])
    #expect(with("count: safe = not_safe, out_of: answered( safe )") == ["S036"])
    #expect(with("count: mood > 5, out_of: answered(safe)") == [])
    #expect(with("count: safe = not_safe, out_of: answered(mood)") == ["S036"])
    #expect(with("count: mood > 5, out_of: answered(mood)") == [])
  }

  @Test func `a base that lies within another is refused`() {
    for base in ["consent.quote = yes", "answered(mood)"] {
      let survey = Self.survey.with(
        """
        indicators:
          - {id: a, label: A, show: count, count: safe = very_safe}
          - {id: b, label: B, show: percent, count: mood > 5, out_of: \(base)}
        """)
      #expect(survey.codes == ["S036"], "\(base)")
    }
  }

  @Test(arguments: [
    ("safety: [{id: a, name: A, means: A, parent: b}]", "S033"),
    ("safety: [{id: a, name: A, means: A, parent: a}]", "S033"),
    (
      "safety: [{id: a, name: A, means: A, parent: b}, {id: b, name: B, means: B, parent: a}]",
      "S033"
    ),
    ("safety: [{id: a, name: A, means: A}, {id: a, name: B, means: B}]", "S006"),
    ("safety: [{id: a, name: A}]", "S002"), ("safety: lighting", "S003"),
    ("other: [{id: a, name: A, means: A}]", "S033"),
  ]) func `themes and codebooks fit together`(codebook: String, code: String) {
    let survey = Self.survey.with("codebook:\n  \(codebook)")
    #expect(Set(survey.codes) == [code], "\(survey.lines)")
  }

  @Test(arguments: [
    ("[indicator feels_safe]", ""), ("[theme lamps]", ""), ("[indicator feels_saef]", "S038"),
    ("[theme lamp]", "S038"), ("[lamps]", "S038"), ("[figure 3]", "S038"), ("lamps", "S003"),
  ]) func `a priority's evidence is there`(evidence: String, code: String) {
    let survey = Self.survey.with(
      "priorities: [{id: a-b, framework: local, title: A, evidence: \(evidence)}]")
    #expect(survey.codes.joined() == code, "\(survey.lines)")
  }

  @Test(arguments: [
    ("indicator: feels_saef, value: 8", "S037"), ("indicator: feels_safe, value: 101", "S007"),
    ("indicator: feels_safe, value: many", "S007"), ("indicator: feels_safe", "S002"),
  ]) func `a benchmark belongs to an indicator`(keys: String, code: String) {
    let survey = Self.survey.with(
      "benchmarks: [{area: E, period: 2020, population: a, question: q, choices: [A], source: s, \(keys)}]"
    )
    #expect(survey.codes.joined() == code, "\(survey.lines)")
  }

  @Test(arguments: [
    (
      "cy: {title: A, about_this_survey: B, questions: {safe: {ask: A, hint: B, check_message: C}}}",
      ""
    ),
    ("cy: {questions: {safe: {choices: {very_safe: A}}}}", ""),
    ("cy: {questions: {saef: {ask: A}}}", "S032"),
    ("cy: {questions: {safe: {choices: {very_saef: A}}}}", "S032"),
    ("cy: {questions: {safe: {aks: A}}}", "S001"), ("en: {title: A}", "S031"),
    ("pl: {title: A}", "S031"), ("cy: {titel: A}", "S001"),
  ]) func `a translation names what there is`(text: String, code: String) {
    let survey = Self.survey.with("translations:\n  \(text)")
    #expect(survey.codes.joined() == code, "\(survey.lines)")
  }

  @Test func `the Easy Read text stands beside its question or in the translations`() throws {
    let easy = SmallSurvey().asking("  - {id: a, ask: A?, easy: Short?, type: text}")
    #expect(easy.codes == ["S031"])
    let listed = easy.with("languages: {en: English, en-x-easyread: Easy Read}")
    let read = try #require(listed.report.module).survey
    #expect(read.translations["en-x-easyread"]?.questions["a"]?.ask == "Short?")
    #expect(
      listed.with("translations: {en-x-easyread: {questions: {a: {ask: Other?}}}}").codes == [
        "S030"
      ])
  }
}
