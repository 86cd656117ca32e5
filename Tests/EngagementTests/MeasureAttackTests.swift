// Sequences of releases with means, scores, ratios and totals, between which people join, leave and mend their
// answers and the survey changes. An attacker who knows who is in each printed row subtracts what is printed in any
// two releases, and looks whether the difference is of few people, or of one whose amount stands out.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct MeasureAttackTests {
  /// What a version of the survey asks for.
  private struct Version {
    var number = 0
    var hasHome = true
    var isLow = false
    var hasName = false

    mutating func change(_ random: inout SeededGenerator) {
      number += 1
      switch Int.random(in: 0..<3, using: &random) {
      case 0: hasHome.toggle()
      case 1: isLow.toggle()
      default: hasName.toggle()
      }
    }

    var text: String {
      let by = hasHome ? "[age_band, home]" : "[age_band]"
      let rest = "better: \(isLow ? "lower" : "higher"), by: \(by)}"
      return """
        \(surveyHead("warm-rooms", "Homes", version: "1.\(number).0"))
        questions:
          - {id: warm, ask: Is it warm?, type: yes_no}
          - {id: age, ask: How old?, type: choose_one, role: age_band, choices: [1 young: Young, 2 old: Old]}
          - {id: home, ask: Do you live alone?, type: yes_no}
          - {id: hours, ask: Hours?, type: whole_number, min: 0}
          - {id: well, ask: How well are you from 0 to 10?, type: whole_number, min: 0, max: 10}
          - {id: pounds, ask: Pounds?, type: whole_number, min: 0}
          - {id: cost, ask: Costs?, type: whole_number, min: 0}
          - {id: visits, ask: Visits?, type: whole_number, min: 1}
        indicators:
          - {id: m_hours, label: Hours\(hasName ? " in a week" : ""), show: mean, of: hours, \(rest)
          - {id: m_well, label: Well, show: score, of: "well * 10", \(rest)
          - {id: m_pounds, label: Pounds, show: total, sum_of: pounds, \(rest)
          - {id: m_cost, label: Costs, show: ratio, sum_of: cost, per: visits, \(rest)
          - {id: is_warm, label: Warm, show: percent, count: warm = yes, out_of: answered(warm), by: [age_band]}
        """
    }
  }

  private static func answers(
    _ age: String, _ home: String, _ random: inout SeededGenerator, large: Bool = true
  ) -> JSONObject {
    let isLarge = large && Int.random(in: 0..<60, using: &random) == 0
    func number(_ range: ClosedRange<Int>, _ large: Int) -> JSONValue {
      .number(Double(isLarge ? large : Int.random(in: range, using: &random)))
    }
    return [
      "age": .string(age), "home": .string(home),
      "warm": Bool.random(using: &random) ? "yes" : "no", "hours": number(0...40, 20_000),
      "well": number(0...10, 10), "pounds": number(50...150, 90_000),
      "cost": number(20...90, 50_000),
      "visits": .number(Double(Int.random(in: 1...6, using: &random))),
    ]
  }

  /// People who answered, and what was printed of them.
  private struct People {
    let programme: Programme
    var answers: [UUID: JSONObject] = [:]

    mutating func join(
      _ count: Int, _ age: String, _ home: String, _ random: inout SeededGenerator,
      large: Bool = true
    ) async throws {
      var bodies: [JSONObject] = []
      for _ in 0..<count {
        let (id, own) = (UUID(), MeasureAttackTests.answers(age, home, &random, large: large))
        answers[id] = own
        bodies.append(Programme.response(id, answers: own, consent: ["analyse"]))
      }
      let programme = programme
      try await withThrowingTaskGroup(of: Void.self) { group in
        for body in bodies {
          group.addTask {
            _ = try await programme.engagement.record(
              body, survey: "warm-rooms", as: programme.researcher, origin: .http)
          }
        }
        try await group.waitForAll()
      }
    }

    /// One of the things that happen between two releases, to people of one group.
    mutating func happen(_ random: inout SeededGenerator) async throws {
      let age = Bool.random(using: &random) ? "young" : "old"
      let home = Bool.random(using: &random) ? "yes" : "no"
      let some = answers.filter {
        $0.value["age"] == .string(age) && $0.value["home"] == .string(home)
      }
      .keys.sorted { $0.uuidString < $1.uuidString }.shuffled(using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0, 1: try await join(Int.random(in: 32...50, using: &random), age, home, &random)
      case 2, 3: try await join(Int.random(in: 1...25, using: &random), age, home, &random)
      case 4: try await leave(some.prefix(Int.random(in: 1...3, using: &random)))
      case 5: try await leave(some.prefix(Int.random(in: 8...16, using: &random)))
      default:
        for id in some.prefix(Int.random(in: 1...12, using: &random)) {
          let own = MeasureAttackTests.answers(age, home, &random)
          answers[id] = own
          _ = try await programme.edit(id.uuidString.lowercased(), ["answers": .object(own)])
        }
      }
    }

    private mutating func leave(_ ids: some Sequence<UUID>) async throws {
      for id in ids {
        try await programme.takeBack(id)
        answers[id] = nil
      }
    }
  }

  @Test(arguments: 1...8)
  func
    `no two releases with means and totals leave a few people, or one who stands out, and what stands is as it was`(
      seed: UInt64
    ) async throws
  {
    var random = SeededGenerator(seed: seed &* 7907)
    var version = Version()
    try await withChangingSurvey(version.text) { programme, write in
      var people = People(programme: programme)
      for age in ["young", "old"] {
        for home in ["yes", "no"] { try await people.join(45, age, home, &random, large: false) }
      }
      var printed = PrintedMeasures()
      for step in 0..<6 {
        if step > 0 {
          for _ in 0..<Int.random(in: 1...2, using: &random) { try await people.happen(&random) }
          if Int.random(in: 0..<3, using: &random) == 0 {
            version.change(&random)
            try write(version.text)
            _ = try await programme.publish()
          }
        }
        do {
          try await printed.read(.object(try await programme.release()), programme, people.answers)
        } catch let problem as Problem
          where problem.code == ProblemCode.releaseRefused.rawValue
        {}
      }
      #expect(printed.leaks == [], "seed \(seed)")
      #expect(printed.altered == [], "seed \(seed)")
      #expect(printed.releases > 1 && printed.figures.count > 4)
    }
  }

  @Test func `the attacker finds few who joined or left, and one amount that stands out`() {
    func people(_ range: Range<Int>, _ amount: Double = 100) -> [Int: [Double]] {
      Dictionary(uniqueKeysWithValues: range.map { ($0, [amount + Double($0 % 9)]) })
    }
    let sixty = people(0..<60)
    func found(_ later: [Int: [Double]]) -> Bool {
      PrintedMeasures.leak(sixty, later, known: []) != nil
    }
    #expect(!found(sixty) && !found(people(0..<95)))
    #expect(found(people(0..<72)) && found(people(0..<50)))
    #expect(found(people(0..<94).merging([99: [90_000]]) { $1 }))
    #expect(found(sixty.merging([3: [40]]) { $1 }))
    #expect(found(people(10..<75)), "five joined and ten left")
    #expect(PrintedMeasures.leak(sixty, people(20..<60), known: [Set(0..<20)]) == nil)
  }
}

/// The rows of measures that releases printed anew, each with the amounts of who is in it.
private struct PrintedMeasures {
  struct Figure {
    let name: [String]
    let release: Int
    let people: [UUID: [Double]]
  }

  private(set) var releases = 0
  private(set) var figures: [Figure] = []
  /// Figures that stand and are not as they were printed.
  private(set) var altered: [String] = []
  /// Every figure as it was printed, by the time of its release.
  private var texts: [[String]: JSONValue] = [:]

  private static let questions = [
    "m_hours": ["hours"], "m_well": ["well"], "m_pounds": ["pounds"], "m_cost": ["cost", "visits"],
  ]

  /// What any two releases leave of one figure.
  var leaks: [String] {
    var found: [String] = []
    for (name, own) in Dictionary(grouping: figures, by: \.name) {
      for later in own {
        for earlier in own where earlier.release < later.release {
          // Of rows that everybody left their own figure is known.
          let rows = figures.filter {
            $0.release == earlier.release && $0.name.count == 3 && $0.name[0] == name[0]
              && $0.people.keys.allSatisfy { later.people[$0] == nil }
          }
          let known = name.count == 1 ? rows.map { Set($0.people.keys) } : []
          if let leak = Self.leak(earlier.people, later.people, known: known) {
            found.append("\(name) \(earlier.release), \(later.release): \(leak)")
          }
        }
      }
    }
    return found.sorted()
  }

  /// Why the difference of two figures of these people shows somebody; nil where it does not. `known` are groups
  /// of whom it is known what they had.
  static func leak<ID: Hashable>(
    _ then: [ID: [Double]], _ now: [ID: [Double]], known: [Set<ID>]
  ) -> String? {
    let joined = now.filter { then[$0.key] != $0.value }
    var gone = then.filter { now[$0.key] != $0.value }
    for group in known where group.allSatisfy({ gone[$0] != nil }) {
      for id in group { gone[id] = nil }
    }
    if joined.isEmpty { return gone.isEmpty ? nil : "\(gone.count) left" }
    if joined.count < 30 { return "\(joined.count) joined" }
    for place in 0..<(joined.first?.value.count ?? 0) {
      let own = joined.values.map { $0[place] }
      let most = Dictionary(grouping: own) { $0 }.values.map(\.count).max() ?? 0
      if (1...7).contains(own.count - most) { return "few gave something else" }
      // Whoever left may be the one that the others are to hide.
      let all = (own + [gone.values.map { $0[place] }.max() ?? 0]).sorted(by: >)
      if all.dropFirst(2).reduce(0, +) < 0.2 * all[0] { return "one stands out" }
    }
    return nil
  }

  /// Adds what a release shows.
  mutating func read(
    _ release: JSONValue, _ programme: Programme, _ answers: [UUID: JSONObject]
  ) async throws {
    releases += 1
    let id = try #require(release["release"]?.string.flatMap { UUID(uuidString: $0) })
    let time = release["cut_off"]?.string ?? ""
    let members = try await programme.database.application.transaction(
      as: programme.coordinator, on: .analysis
    ) { connection in try ReleaseQueries.members(of: id, on: connection) }
    let counted = answers.filter { id, _ in members.contains { $0.response == id } }
    for finding in release["findings"]?.array ?? [] {
      guard let indicator = finding["indicator"]?.string, let asked = Self.questions[indicator],
        let total = finding["total"]
      else { continue }
      let role = finding["by"]?[0]?.string
      let amounts = { (isIn: (JSONObject) -> Bool) in
        counted.filter { isIn($0.value) }.mapValues { own in
          asked.map { own[$0]?.number ?? 0 }
        }
      }
      add([indicator], total, time, amounts { _ in true })
      guard let role, let key = ["age_band": "age", "home": "home"][role] else { continue }
      var hidden: Set<String> = []
      for row in finding["rows"]?.array ?? [] {
        guard let group = row["group"]?[role]?["id"]?.string else { continue }
        add([indicator, role, group], row, time, amounts { $0[key] == .string(group) })
        if row["base"]?.int == nil { hidden.insert(group) }
      }
      if hidden.isEmpty { continue }
      // What the total leaves for the rows that are hidden is a figure too.
      add(
        [indicator, role, "hidden"] + hidden.sorted(), total, time,
        amounts { own in hidden.contains(own[key]?.string ?? "not_stated") })
    }
  }

  private mutating func add(
    _ name: [String], _ figure: JSONValue, _ time: String, _ people: [UUID: [Double]]
  ) {
    guard let base = figure["base"]?.int, base > 0 else { return }
    let text = JSONValue.array(
      ["base", "items", "value", "low", "high"].map { figure[$0] ?? .null })
    if let then = figure["as_of"]?.string {
      if name.count < 4, texts[name + [then]] != text { altered.append("\(name) of \(then)") }
      return
    }
    texts[name + [time]] = text
    if people.isEmpty { return }
    if name.count < 4, abs(base - people.count) > 2 {
      altered.append("\(name) is of \(people.count) and not \(base)")
    }
    figures.append(Figure(name: name, release: releases, people: people))
  }
}
