// Which indicators a module may not have side by side.

import Findings
import Testing

struct IndicatorConflictTests {
  private func reading(
    _ id: String, count: Set<String>, base: String, reads: Set<String>,
    roles: [String: String] = ["age_band": "age"], everyone: Bool = false
  ) -> IndicatorReading {
    IndicatorReading(
      id: id, countReads: count, base: base, baseReads: reads, roles: roles,
      takesEveryoneAsked: everyone)
  }

  private func answered(
    _ id: String, _ question: String, roles: [String: String] = ["age_band": "age"],
    everyone: Bool = false
  ) -> IndicatorReading {
    reading(
      id, count: [question], base: "answered(\(question))", reads: [question], roles: roles,
      everyone: everyone)
  }

  private func reasons(
    _ readings: [IndicatorReading], leadsTo: [String: Set<String>] = [:]
  ) -> [IndicatorConflict.Reason] {
    IndicatorConflict.among(readings, leadsTo: leadsTo).map(\.reason)
  }

  @Test func `indicators over questions of their own stand side by side`() {
    let readings = [
      answered("one", "safe"), answered("two", "helped"), answered("three", "lonely"),
    ]
    #expect(reasons(readings) == [])
  }

  @Test func `two indicators over one question are refused, whatever their bases`() {
    #expect(reasons([answered("one", "safe"), answered("two", "safe")]) == [.sameQuestion])
    let other = reading("two", count: ["safe"], base: "answered(b)", reads: ["b"])
    #expect(reasons([answered("one", "safe"), other]) == [.sameQuestion])
  }

  @Test func `a question asked only after another's answer is refused beside it`() {
    let readings = [answered("one", "met"), answered("two", "follow_up")]
    #expect(reasons(readings, leadsTo: ["follow_up": ["met"]]) == [.sameQuestion])
    // Two questions asked after the same answer do not lie within one another.
    let siblings = [answered("one", "left"), answered("two", "right")]
    #expect(reasons(siblings, leadsTo: ["left": ["met"], "right": ["met"]]) == [])
  }

  @Test func `a base that reads what another counts is refused`() {
    let within = reading(
      "two", count: ["b"], base: "safe = yes and answered(b)", reads: ["safe", "b"])
    #expect(reasons([answered("one", "safe"), within]) == [.nestedBase])
  }

  @Test func `everybody as a base is refused beside any other base`() {
    let everyone = reading("one", count: ["a"], base: "true", reads: [], everyone: true)
    #expect(reasons([everyone, answered("two", "b")]) == [.nestedBase])
    let required = answered("one", "a", everyone: true)
    #expect(reasons([required, answered("two", "b")]) == [.nestedBase])
    // Two questions that everybody answers have the same people.
    #expect(reasons([required, answered("two", "b", everyone: true)]) == [])
    #expect(reasons([everyone, answered("two", "a")]) == [.sameQuestion])
  }

  @Test func `a base of everyone who consented is refused beside a part of them`() {
    let leadsTo: [String: Set<String>] = ["a": ["consent.x"], "b": ["consent.x"]]
    let required = answered("one", "a", everyone: true)
    #expect(reasons([required, answered("two", "b")], leadsTo: leadsTo) == [.nestedBase])
    let both = [required, answered("two", "b", everyone: true)]
    #expect(reasons(both, leadsTo: leadsTo) == [])
  }

  @Test func `the same base with numerators over different questions is welcome`() {
    let base = "answered(a) and answered(b)"
    let readings = [
      reading("one", count: ["a"], base: base, reads: ["a", "b"]),
      reading("two", count: ["b"], base: base, reads: ["a", "b"]),
    ]
    #expect(reasons(readings) == [])
  }

  @Test func `an indicator that reads the question of a role is refused`() {
    #expect(reasons([answered("one", "carer", roles: ["carer": "carer"])]) == [.readsRole])
    let readings = [
      answered("one", "safe", roles: ["carer": "carer"]), answered("two", "carer", roles: [:]),
    ]
    #expect(reasons(readings) == [.readsRole])
  }

  @Test func `roles of which one leads to the other are refused`() {
    let roles = ["carer": "carer", "setting": "carer_kind"]
    let leadsTo: [String: Set<String>] = ["carer_kind": ["carer"]]
    #expect(reasons([answered("one", "safe", roles: roles)], leadsTo: leadsTo) == [.linkedRoles])
    #expect(reasons([answered("one", "safe", roles: roles)]) == [])
  }

  @Test func `the message names both and says what to do`() throws {
    let conflict = try #require(
      IndicatorConflict.among([answered("one", "a"), answered("two", "a")], leadsTo: [:]).first)
    #expect(conflict.indicator == "two" && conflict.other == "one")
    #expect(conflict.message.contains("'two' and 'one'"))
    #expect(conflict.message.contains("Keep one of them"))
  }

  /// An indicator by choices of one question: each entry of `by` as a word, such as `a` or `ab`.
  private func choosing(_ id: String, _ by: String...) -> IndicatorReading {
    let tables = by.map { Set($0.map { "needs.\($0)" }) }
    let names = tables.reduce(Set<String>()) { $0.union($1) }
    let pairs = names.sorted().map { ($0, String($0.suffix(1))) }
    return IndicatorReading(
      id: id, countReads: [id], base: "true", baseReads: [],
      roles: Dictionary(pairs.map { ($0.0, "needs") }) { first, _ in first },
      takesEveryoneAsked: true, tables: Set(tables),
      options: Dictionary(pairs) { first, _ in first })
  }

  @Test func `two choices of one question are released in tables over both, or one of them alone`()
  {
    #expect(reasons([choosing("one", "a")]) == [])
    #expect(reasons([choosing("one", "ab")]) == [])
    #expect(reasons([choosing("one", "a", "ab", "abc")]) == [])
    #expect(reasons([choosing("one", "a", "b")]) == [.linkedRoles])
    #expect(reasons([choosing("one", "a", "b", "ab")]) == [.linkedRoles])
    #expect(reasons([choosing("one", "ab", "ac")]) == [.linkedRoles])
    // Indicators of the same people are released side by side.
    #expect(reasons([choosing("one", "ab"), choosing("two", "ab")]) == [])
    #expect(reasons([choosing("one", "a"), choosing("two", "ab")]) == [])
    #expect(reasons([choosing("one", "a"), choosing("two", "b")]) == [.linkedRoles])
  }

  @Test func `a choice is not released beside another that a release was by alone`() {
    let linked = IndicatorConflict.rolesLinked(
      released: [choosing("one", "a")], [choosing("one", "b")], leadsTo: [:])
    #expect(linked == ["one": ["needs.b"]])
    let both = IndicatorConflict.rolesLinked(
      released: [choosing("one", "a")], [choosing("one", "a", "ab")], leadsTo: [:])
    #expect(both["one"] == [])
  }
}
