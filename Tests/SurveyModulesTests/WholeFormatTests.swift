// Everything that docs/survey-format.md knows, in one survey: it loads, its people pass, and its frozen
// bytes are read again as the same survey.

import JSON
import SurveyModules
import Surveys
import Testing

@Suite struct WholeFormatTests {
  static let questions = """
      - {id: month, ask: Which month?, type: month, min: 2020-01, required: yes}
      - {id: start, ask: When did you begin?, type: time, max: "22:00"}
      - {id: group, ask: Which group?, type: choose_one, list: groups}
      - id: transport
        ask: How did you come?
        type: choose_one
        other: yes
        choices: [1 bus: Bus, 2 car: Car, {3 tram: {text: Tram, retired: yes}}]
      - id: helps
        ask: What helps?
        type: choose_many
        other: yes
        choices: [1 people: People, 2 other: Something more, -9 prefer_not: Prefer not to say]
        missing: [prefer_not]
      - {id: order, ask: What matters most?, type: rank, top: 2, choices: [1 a: A, 2 b: B, 3 c: C]}
      - id: trust
        ask: How much do you trust these?
        type: grid
        note_per_row: yes
        concern_if: trust.police = never
        rows: [council: The council, police: The police]
        choices: [1 always: Always, 2 never: Never]
      - id: more
        type: group
        ask: About the place
        show_if: transport = bus
        questions:
          - {id: spot, ask: Where is it?, type: point, precision: 2}
          - {id: picture, ask: A picture?, type: photo, show_if: answered(spot)}
      - {id: stop_here, ask: Shall we stop?, type: yes_no, end_if: stop_here = yes, end_text: Thanks.}
      - id: goals
        ask: Goals
        type: repeat
        questions:
          - {id: reached, ask: Reached?, type: yes_no}
          - id: parts
            ask: Parts
            type: grid
            rows: [one: One, two: Two]
            choices: [1 good: Good, 2 bad: Bad]
          - {id: why, ask: Why?, type: text, show_if: parts.one = bad}
      - {id: hours, ask: Hours?, type: number, min: 0, bands: [0-4, 5+], was: time_spent}
      - {id: days, ask: Days?, type: number, min: 0}
      - {id: visits, ask: Visits?, type: number, min: 0}
      - {id: miles, ask: Miles?, type: number, min: 0}
      - {id: legs, ask: Legs?, type: number, min: 0}
      - {id: old, ask: Old?, type: text, retired: yes}
      - {id: score, type: calculate, value: "if(answered(trust.council), code(trust.council), 0)"}

    """

  static let rest = """
    quotes: {second_look: person}
    one_per: [group, month]
    follows: other@1
    about: plan@2
    disclosure: {hide_below: 10, finest_place: district}
    codebook:
      help:
        - {id: lights, name: Lights, means: Lamps, links: [{makes: fear, likely: less}]}
        - {id: fear, name: Fear, means: Being afraid}
    indicators:
      - {id: trusts, label: Trust, show: percent, count: trust.council = always, out_of: answered(trust.council), by: [transport]}
      - {id: mean_hours, label: Mean, show: mean, of: hours, by: [transport]}
      - {id: middle, label: Median, show: median, of: days}
      - {id: all_hours, label: Visits, show: total, sum_of: visits}
      - {id: per_leg, label: Miles a leg, show: ratio, sum_of: miles, per: legs}
      - {id: reached, label: Reached, show: percent, each: goals, count: reached = yes, out_of: answered(reached)}
    """

  static let tests = """
    tests:
      people:
        - name: by bus
          consent: [analyse]
          answers:
            month: 2026-03
            start: 9:05
            group: north_group
            transport: bus
            helps: [people, other]
            helps_other: A dog
            order: [c, a]
            trust: {council: always, police: never, police_note: Long story}
            spot: {latitude: 52.19234, longitude: -2.22}
            picture: here.jpg
            stop_here: no
            goals: [{reached: yes, parts: {one: bad}, why: rain}, {reached: no}]
            hours: 6
            days: 6
            visits: 6
            miles: 6
            legs: 2
          asked: [trust.council, helps_other, spot, "goals[1].why", "goals[1].parts.two"]
          not_asked: [transport_other, "goals[2].why", old]
          values: {start: "09:05", order: "c, a", spot: "52.19, -2.22", trust.police_note: Long story, score: 1}
        - name: stops
          consent: [analyse]
          answers: {month: 2026-04, transport: other, transport_other: A sledge, stop_here: yes, hours: 3}
          not_asked: [goals, spot]
          refused: [hours]
        - name: rides the tram
          consent: [analyse]
          answers: {month: 2026-05, transport: tram, stop_here: no, hours: 2}
          refused: [transport]
        - name: two trips
          consent: [analyse]
          answers: {month: 2026-05, transport: car, stop_here: no, hours: 3, days: 3, visits: 3, miles: 3, trust: {council: never}}
      totals:
        trusts: {count: 1, out_of: 2, percent: 50, by: {transport: {bus: {count: 1, out_of: 1}, not_stated: {out_of: 0}}}}
        mean_hours: {mean: 4.5, out_of: 2, by: {transport: {car: {mean: 3}, other: {mean: unanswered}}}}
        middle: {median: 4.5}
        all_hours: {total: 9}
        per_leg: {ratio: 3, out_of: 1}
        reached: {count: 1, out_of: 2, people: 1, percent: 50}
    """

  static let survey = SmallSurvey().asking(questions).with(rest).with(tests)

  @Test func `a survey with everything loads, and its people pass`() throws {
    #expect(Self.survey.lines == [])
    let survey = try #require(Self.survey.report.module).survey
    #expect(survey.handling.onePer == ["group", "month"])
    #expect(survey.handling.follows?.description == "other@1")
    #expect(survey.handling.about?.major == 2 && survey.handling.secondLook == .person)
    #expect(survey.disclosure.finestPlace == "district")
    #expect(survey.codebooks[0].themes[0].links == [ThemeLink(makes: "fear", likely: .less)])
    let ids = survey.questions.map(\.id)
    #expect(ids.contains("trust.police_note") && ids.contains("helps_other"))
  }

  @Test func `a frozen version is read again as the same survey`() throws {
    let module = try #require(Self.survey.report.module)
    let again = try ModuleBundle.load(module.bundle.bytes).survey
    #expect(again.questions.map(\.id) == module.survey.questions.map(\.id))
    #expect(again.questions.map(\.showIf) == module.survey.questions.map(\.showIf))
    #expect(again.indicators.map(\.id) == module.survey.indicators.map(\.id))
  }

  @Test func `a concern of a grid is raised at the row that the rule reads`() throws {
    let survey = try #require(Self.survey.report.module).survey
    let judged = Interview(survey, today: .example).judge(
      consent: ["analyse": true],
      answers: ["month": "2026-03", "trust": ["council": "never", "police": "never"]])
    #expect(judged.concerns == ["trust.police"])
    #expect(
      judged.sheet.json(survey)["trust"] == ["council": "never", "police": "never"])
  }
}
