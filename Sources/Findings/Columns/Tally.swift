// Counts every indicator of a survey in total and by each of its groupings, and remembers who was
// counted where, so that the next release knows by how many people each row changed.

internal import Surveys

/// Exact counts of a survey's indicators.
public struct Tally: Sendable {
  /// The counts in the survey's order, ready for protection.
  public let counts: [IndicatorCounts]
  /// Who was counted where.
  public let places: CountedPlaces

  /// Counts the responses of a series. `placeNames` gives labels to places by code; who named one of
  /// `hiddenPlaces` is counted as having stated none.
  public init(
    _ columns: AnswerColumns, placeNames: [String: String] = [:], hiddenPlaces: Set<String> = [],
    series: SeriesMark = .first
  ) {
    let survey = columns.survey
    var groupings: [Grouping] = []
    for name in survey.indicators.filter(\.countsPeople).flatMap(\.by)
    where !groupings.contains(where: { $0.name == name }) {
      if let grouping = Grouping(
        name, columns, placeNames: placeNames, hiddenPlaces: hiddenPlaces)
      {
        groupings.append(grouping)
      }
    }
    let members = survey.indicators.filter(\.countsPeople).map { Membership($0, columns) }
    var baseKeys: [[Bool]: String] = [:]
    counts = members.map { member in
      let base = member.sides.map { $0 > 0 }
      let key = baseKeys[base] ?? series.marked(member.indicator.id)
      baseKeys[base] = key
      let counter = RowCounter(member, columns)
      return IndicatorCounts(
        id: series.marked(member.indicator.id), label: member.indicator.label,
        show: member.indicator.show == .percent ? .percent : .count,
        better: member.indicator.better, isSensitive: counter.isSensitive, baseKey: key,
        total: counter.total,
        breakdowns: member.indicator.by.compactMap { name in
          groupings.first { $0.name == name }.map { counter.breakdown($0) }
        })
    }
    places = CountedPlaces(members: members, groupings: groupings, series: series)
  }
}

/// Counts the rows of one indicator.
private struct RowCounter {
  private let member: Membership
  private let columns: AnswerColumns
  /// Sensitive questions that the indicator's rules read, by position.
  private let sensitive: [Int]

  init(_ member: Membership, _ columns: AnswerColumns) {
    (self.member, self.columns) = (member, columns)
    let reads = member.indicator.reads
    sensitive = Set(
      reads.compactMap { read in
        guard case .question(let index) = read.reference,
          columns.survey.questions[index].sensitive
        else { return nil }
        return index
      }
    ).sorted()
  }

  var isSensitive: Bool { !sensitive.isEmpty }

  var total: CellCount { cell(member.sides.indices) }

  func breakdown(_ grouping: Grouping) -> Breakdown {
    var rows = [[Int]](repeating: [], count: grouping.groups.count)
    for (index, position) in grouping.positions.enumerated() { rows[Int(position)].append(index) }
    return Breakdown(
      role: grouping.name,
      rows: zip(grouping.groups, rows).map { Breakdown.Row($0, cell($1)) }.filter { row in
        // A place that is in the list only because somebody outside the base named it would tell so.
        !grouping.isOpen || row.cell.base > 0 || row.group == .notStated
      })
  }

  private func cell(_ people: some Sequence<Int>) -> CellCount {
    var base = 0
    var count = 0
    var answers: [RuleValue] = []
    var isUnanimous = sensitive.map { _ in true }
    for index in people where member.sides[index] > 0 {
      base += 1
      if member.sides[index] == 2 { count += 1 }
      let own = sensitive.map { columns.value($0, index) }
      if answers.isEmpty { answers = own }
      for (place, answer) in own.enumerated() where answer != answers[place] {
        isUnanimous[place] = false
      }
    }
    return CellCount(base: base, count: count, isUnanimous: base > 0 && isUnanimous.contains(true))
  }
}
