// Columns, the looking up of rules by code and the histogram of cells against plain counts, one
// response at a time, on random surveys and random answers.

import Findings
import JSON
import SurveyModules
import Surveys
import TestRandomness
import Testing

@Suite struct ColumnPropertyTests {
  /// A survey with one indicator whose rule is random, and with answers of every coded kind.
  private struct RandomRules {
    var random: SeededGenerator
    let survey: Survey

    init?(seed: UInt64) {
      random = SeededGenerator(seed: seed)
      let (few, many) = (random.pick([2, 5]), random.pick([8, 33, 90]))
      let (count, base) = (Self.rule(&random, 2), Self.rule(&random, 1))
      let choices = { (letter: String, count: Int) in
        (1...count).map { "\($0) \(letter)\($0): Choice \($0)" }.joined(separator: ", ")
      }
      let text = """
        \(surveyHead("random-rules", "Random rules", scopes: "analyse, quote"))
        questions:
          - {id: age, ask: How old are you?, type: choose_one, role: age_band, choices: [\(choices("a", 4))]}
          - {id: home, ask: Where do you live?, type: place, role: place}
          - {id: years, ask: How many years?, type: whole_number, min: 0, max: 120, bands: [0-17, 18-64, 65+], role: tenure}
          - {id: one, ask: Which one?, type: choose_one, missing: [prefer_not], choices: [\(choices("b", few)), 99 prefer_not: I prefer not to say]}
          - {id: long, ask: Which of the long list?, type: choose_one, choices: [\(choices("c", 300))]}
          - {id: some, ask: Which ones?, type: choose_many, choices: [\(choices("d", many))]}
          - {id: hours, ask: How many hours?, type: number, min: 0}
          - {id: work, ask: Where do you work?, type: place}
          - {id: warm, ask: Is it warm?, type: yes_no}
          - {id: since, ask: Since when?, type: date}
          - {id: words, ask: What would you say?, type: text, personal: no, show_if: warm = no}
        indicators:
          - {id: figure, label: A figure, show: percent, count: "\(count)", out_of: "\(base)", by: [age_band, place, tenure]}
        tests:
          people:
            - name: nobody
              consent: [analyse]
              answers: {}
        """
      let report = ModuleLoader.load(files: [
        "survey.yaml": text, "blocks/consent-test@1/block.yaml": Programme.consent,
      ])
      guard let module = report.module else { return nil }
      survey = module.survey
    }

    /// A random condition, so many levels deep.
    private static func rule(_ random: inout SeededGenerator, _ depth: Int) -> String {
      let atoms = [
        "one = b1", "one != b2", "long in [c1, c7, c280]", "some has [d2, d7]", "answered(one)",
        "answered(some)", "count(some) >= 2", "warm = yes", "hours >= 18", "answered(work)",
        "since >= 1969-06-01", "consent.quote = yes", "hours > count(some)", "answered(words)",
      ]
      guard depth > 0 else { return random.pick(atoms) }
      let (left, right) = (rule(&random, depth - 1), rule(&random, depth - 1))
      return switch Int.random(in: 0...3, using: &random) {
      case 0: "(\(left)) and (\(right))"
      case 1: "(\(left)) or (\(right))"
      case 2: "not ((\(left)) and answered(since))"
      default: left
      }
    }

    /// The coded form of somebody's random answers.
    mutating func person() -> [UInt8]? {
      var answers: JSONObject = [:]
      func says() -> Bool { Int.random(in: 0...4, using: &random) > 0 }
      if says() { answers["age"] = .string("a\(Int.random(in: 1...4, using: &random))") }
      if says() { answers["home"] = .string(random.pick(["E06000026", "W06000015", "E12000009"])) }
      if says() { answers["years"] = .number(Double(Int.random(in: 0...120, using: &random))) }
      if says() { answers["hours"] = .number(Double(Int.random(in: 0...40, using: &random))) }
      if says() { answers["work"] = .string(random.pick(["E06000026", "W06000015"])) }
      if says() { answers["one"] = .string(random.pick(["b1", "b2", "prefer_not"])) }
      if says() { answers["long"] = .string(random.pick(["c1", "c7", "c8", "c280", "c300"])) }
      if says() {
        answers["some"] = .array(
          Set((0...3).map { _ in Int.random(in: 1...8, using: &random) })
            .map { .string("d\($0)") })
      }
      if says() { answers["warm"] = .string(random.pick(["yes", "no"])) }
      if says() {
        answers["since"] = .string(random.pick(["1958-01-31", "1969-06-01", "2024-02-29"]))
      }
      let given = JSONObject([("analyse", true), ("quote", random.pick([true, false]))])
      guard let today = CalendarDay("2026-10-01") else { return nil }
      let scopes = given.reduce(into: [String: Bool]()) { $0[$1.key] = $1.value.bool }
      let judged = Interview(survey, today: today).judge(consent: scopes, answers: answers)
      return judged.isAccepted ? CodedForm(survey).encode(judged.sheet) : nil
    }
  }

  private func columns(_ rules: inout RandomRules, _ count: Int) throws -> (
    AnswerColumns, [[UInt8]]
  ) {
    var columns = AnswerColumns(rules.survey)
    var people: [[UInt8]] = []
    for _ in 0..<count {
      let person = rules.person()
      let coded = try #require(person)
      let isAppended = columns.append(coded)
      #expect(isAppended)
      people.append(coded)
    }
    return (columns, people)
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `what is looked up by code is what the rule says of each person`(seed: UInt64) throws {
    var rules = try #require(RandomRules(seed: seed))
    let (columns, people) = try columns(&rules, 40 + 20 * Int(seed))
    let survey = rules.survey
    let form = CodedForm(survey)
    for (index, coded) in people.enumerated() {
      let row = try #require(form.decode(coded))
      for (place, question) in survey.questions.enumerated() {
        let reference = AnswerReference.question(place)
        #expect(columns.row(index).value(reference) == row.value(reference), "\(question.id)")
      }
    }
    let indicator = try #require(survey.indicators.first)
    let sides = Membership(indicator, columns).sides
    #expect(sides == Membership(oneByOne: indicator, columns).sides, "\(seed)")
    let counts = try #require(Tally(columns).counts.first)
    #expect(counts.total.base == sides.count { $0 > 0 })
    #expect(counts.total.count == sides.count { $0 == 2 })
    for breakdown in counts.breakdowns {
      for row in breakdown.rows {
        let own = sides.indices.filter {
          survey.group(of: columns.row($0), in: breakdown.role) == row.group.id
        }
        #expect(row.cell.base == own.count { sides[$0] > 0 }, "\(breakdown.role) \(row.group.id)")
        #expect(row.cell.count == own.count { sides[$0] == 2 })
      }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `each cell of three breakdowns holds the people of its three groups`(seed: UInt64) throws {
    var rules = try #require(RandomRules(seed: seed &+ 500))
    let (columns, _) = try columns(&rules, 5_000 / (Int(seed) + 1))
    let member = Membership(try #require(rules.survey.indicators.first), columns)
    let groupings = ["age_band", "place", "tenure"].compactMap { Grouping($0, columns) }
    let cells = try #require(CellCounts(member, by: groupings))
    var bases = cells.bases.map { _ in 0 }
    var counts = bases
    for index in 0..<columns.count where member.sides[index] > 0 {
      let cell = cells.cell(groupings.map { Int($0.positions[index]) })
      bases[cell] += 1
      if member.sides[index] == 2 { counts[cell] += 1 }
    }
    #expect(cells.bases == bases)
    #expect(cells.counts == counts)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `columns that people were taken out of are those of the people who stay`(
    seed: UInt64
  ) throws {
    var rules = try #require(RandomRules(seed: seed &+ 900))
    var (columns, people) = try columns(&rules, 120)
    for _ in 0..<80 {
      let index = Int.random(in: people.indices, using: &rules.random)
      columns.remove(at: index)
      people.swapAt(index, people.count - 1)
      people.removeLast()
    }
    let person = rules.person()
    let more = try #require(person)
    people.append(more)
    let isAppended = columns.append(more)
    #expect(isAppended)
    var fresh = AnswerColumns(rules.survey)
    for coded in people where !fresh.append(coded) { Issue.record("a coded form was refused") }
    #expect(columns.count == people.count)
    for index in people.indices {
      for place in rules.survey.questions.indices {
        let reference = AnswerReference.question(place)
        #expect(columns.row(index).value(reference) == fresh.row(index).value(reference))
      }
    }
    #expect(Tally(columns).counts == Tally(fresh).counts)
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `bytes that are no coded form are refused, and leave the columns as they were`(
    seed: UInt64
  ) throws {
    var rules = try #require(RandomRules(seed: seed &+ 70))
    var (columns, people) = try columns(&rules, 20)
    let form = CodedForm(rules.survey)
    let before = Tally(columns).counts
    for _ in 0..<300 {
      let broken = rules.random.mutated(rules.random.pick(people))
      let decoded = form.decode(broken)
      let isAppended = columns.append(broken)
      #expect(isAppended == (decoded != nil))
      guard isAppended, let decoded else { continue }
      for place in rules.survey.questions.indices {
        let reference = AnswerReference.question(place)
        #expect(columns.row(20).value(reference) == decoded.value(reference))
      }
      columns.remove(at: 20)
    }
    #expect(columns.count == 20)
    #expect(Tally(columns).counts == before)
  }

  @Test func `a response of thirteen questions takes about a byte an answer`() throws {
    let questions = (0..<13).map { "  - {id: q\($0), ask: Is it so?, type: yes_no}" }
    let module = """
      \(surveyHead("thirteen", "Thirteen", scopes: "analyse, quote, analyse_sensitive"))
      questions:
      \(questions.joined(separator: "\n"))
      tests:
        people:
          - name: nobody
            consent: [analyse]
            answers: {}
      """
    let report = ModuleLoader.load(files: [
      "survey.yaml": module, "blocks/consent-test@1/block.yaml": Programme.consent,
    ])
    let survey = try #require(report.module).survey
    var columns = AnswerColumns(survey)
    let today = try #require(CalendarDay("2026-10-01"))
    let judged = Interview(survey, today: today).judge(
      consent: ["analyse": true], answers: ["q3": "yes"])
    for _ in 0..<1_000 where !columns.append(CodedForm(survey).encode(judged.sheet)) {
      Issue.record("a coded form was refused")
    }
    // Thirteen answers, three scopes of consent, one version.
    #expect(columns.byteCount == 17 * 1_000)
  }
}
