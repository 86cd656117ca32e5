// What the people of a survey were counted as before: in the earlier response that theirs follows, or in
// their own first one.

internal import Findings
internal import Foundation
internal import Surveys

extension SeriesAnswers {
  /// By the id of each response its side in an indicator; nil where the survey has no such indicator.
  func sides(of indicator: String) -> [UUID: UInt8]? {
    survey.indicators.first { $0.id == indicator }.map { indicator in
      Dictionary(zip(ids, Membership(indicator, columns).sides)) { first, _ in first }
    }
  }

  /// What people were counted as in the earlier response that theirs follows; of several that follow the
  /// same one the last is held against it.
  mutating func setBaselines(_ links: [UUID: UUID], _ earlier: [String: [UUID: UInt8]]) {
    var last: [UUID: (day: Int32, id: UUID)] = [:]
    for (id, day) in zip(ids, answeredOn) {
      guard let before = links[id] else { continue }
      if let other = last[before], (other.day, other.id.uuidString) > (day, id.uuidString) {
        continue
      }
      last[before] = (day, id)
    }
    followed = Dictionary(last.map { ($1.id, $0) }) { first, _ in first }
    setBaselines(earlier)
  }

  private mutating func setBaselines(_ earlier: [String: [UUID: UInt8]]) {
    for indicator in survey.indicators {
      guard let before = indicator.before, let sides = earlier[before] else { continue }
      baselines[indicator.id] = followed.compactMapValues { sides[$0] }.filter { $0.value > 0 }
    }
  }

  /// With `one_per` the first response of a person is what their latest is held against.
  mutating func setFirst(
    in whole: SeriesAnswers, _ moments: [(day: Int, received: Int)]
  ) {
    guard survey.handling.isFirstTheBaseline else { return }
    let indicators = survey.indicators.compactMap(\.before)
    guard !indicators.isEmpty else { return }
    var first: [UUID: (moment: (day: Int, received: Int), id: UUID)] = [:]
    for (id, moment) in zip(whole.ids, moments) {
      guard let latest = supersededBy[id] else { continue }
      if let other = first[latest], other.moment < moment { continue }
      first[latest] = (moment, id)
    }
    followed = first.mapValues(\.id)
    setBaselines(
      Dictionary(indicators.map { ($0, whole.sides(of: $0) ?? [:]) }) { first, _ in first })
  }
}

extension SurveyHandling {
  /// Whether people are held against their own first response.
  var isFirstTheBaseline: Bool { follows == nil && !onePer.isEmpty }
}
