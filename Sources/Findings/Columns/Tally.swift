// Counts every indicator of a survey in total and by each of its groupings, and remembers who was
// counted where, so that the next release knows by how many people each row changed.

internal import Surveys

/// Exact counts of a survey's indicators.
public struct Tally: Sendable {
  /// The counts in the survey's order, ready for protection.
  public let counts: [IndicatorCounts]
  /// Bases that differ by people who answered another version alone.
  public let nestings: [BaseNesting]
  /// Who was counted where.
  public let places: CountedPlaces
  /// The tables over several things at once.
  public let crossed: CrossedTally
  /// Breakdowns of more groups than can be counted.
  public let leftOut: [LeftOut]

  /// Counts the responses of a series. `placeNames` gives labels to places by code; who named one of
  /// `coarserPlaces` is counted in the place around it, or as having stated none where that is nil.
  /// `days` are those the responses were given on, since 1970, and `hierarchy` holds the places around
  /// those that were named, both for tables over several things. `standing` are people who are counted
  /// as the last release counted them; they come after all others. `baselines` are what people were counted
  /// as before.
  public init(
    _ columns: AnswerColumns, placeNames: [String: String] = [:],
    coarserPlaces: [String: String?] = [:], series: SeriesMark = .first, days: [Int32] = [],
    hierarchy: PlaceHierarchy = PlaceHierarchy(), standing: [StandingPerson] = [],
    baselines: [Baseline] = []
  ) {
    let survey = columns.survey
    var groupings: [Grouping] = []
    let grouping = { (name: String) in
      Grouping(name, columns, placeNames: placeNames, coarserPlaces: coarserPlaces)?
        .adding(standing) { BreakdownGroup(id: $0, label: placeNames[$0] ?? $0) }
    }
    for name in survey.indicators.flatMap(\.by)
    where !groupings.contains(where: { $0.name == name }) {
      if let grouping = grouping(name) { groupings.append(grouping) }
    }
    let members = survey.indicators.map {
      Membership($0, columns).adding(standing, as: series.marked($0.id))
    }
    let before = Dictionary(baselines.map { ($0.indicator, $0.role) }) { first, _ in first }
    groupings += baselines.map { baseline in
      baseline.grouping.adding(standing) { BreakdownGroup(id: $0, label: $0) }
    }
    let roles = { (indicator: Indicator) in
      indicator.by + (before[indicator.id].map { [$0] } ?? [])
    }
    var bases: [[Membership]] = []
    var positions: [[Bool]: Int] = [:]
    for member in members {
      let base = member.sides.map { $0 > 0 }
      if let position = positions[base] {
        bases[position].append(member)
      } else {
        positions[base] = bases.count
        bases.append([member])
      }
    }
    let counters = members.map { RowCounter($0, columns) }
    let keys = members.map { member in
      let base = positions[member.sides.map { $0 > 0 }].flatMap { bases[$0].first }
      return series.marked(base?.indicator.id ?? member.indicator.id)
    }
    counts = zip(zip(members, counters), keys).map { pair, key in
      let (member, counter) = pair
      return IndicatorCounts(
        id: series.marked(member.indicator.id), label: member.indicator.label,
        show: counter.show,
        better: member.indicator.better, isSensitive: counter.isSensitive, baseKey: key,
        total: counter.total, measure: counter.measure(member.sides.indices),
        breakdowns: roles(member.indicator).compactMap { name in
          groupings.first { $0.name == name }.map { counter.breakdown($0) }
        })
    }
    leftOut = members.flatMap { member in
      roles(member.indicator).filter { name in !groupings.contains { $0.name == name } }
        .map { LeftOut.tooManyGroups(series.marked(member.indicator.id), by: $0) }
    }
    nestings = NestingFinder(columns, series, hasStanding: !standing.isEmpty).nestings(bases)
    var dimensions: [CrossedGrouping] = []
    for dimension in survey.indicators.flatMap(\.crossings).flatMap(\.dimensions) {
      if dimensions.contains(where: { $0.name == dimension.name }) { continue }
      let made = CrossedGrouping(
        dimension, columns, days: days, hierarchy: hierarchy, standing: standing, groupings,
        grouping)
      if let made { dimensions.append(made) }
    }
    let counted = Set(dimensions.map(\.name))
    let uncounted = survey.indicators.flatMap(\.crossings).flatMap(\.names).filter {
      !counted.contains($0) && survey.question(forBreakdown: $0) != nil
    }
    crossed = CrossedTally(
      members, counters, dimensions, baseKeys: keys, series: series, uncounted: Set(uncounted))
    places = CountedPlaces(
      members: members, counters: counters, by: members.map { roles($0.indicator) },
      groupings: groupings, crossed: dimensions, nestings: nestings, series: series,
      firstStanding: columns.count)
  }
}

/// Counts the rows of one indicator.
struct RowCounter: Sendable {
  let member: Membership
  private let columns: AnswerColumns
  /// Sensitive questions that the indicator's rules read, by position.
  private let sensitive: [Int]
  /// Whether a list is sensitive that it counts the items of, or one of their questions.
  private let hasSensitiveItems: Bool
  /// The amounts that everybody gave, where they are few.
  private let scale: AmountKinds?

  init(_ member: Membership, _ columns: AnswerColumns) {
    (self.member, self.columns) = (member, columns)
    scale = AmountKinds(
      Self.show(member.indicator), member.sides.indices.lazy.compactMap { member.amounts[$0] })
    let reads = member.indicator.reads
    sensitive = Set(
      reads.compactMap { read in
        guard case .question(let index) = read.reference,
          columns.survey.questions[index].sensitive
        else { return nil }
        return index
      }
    ).sorted()
    hasSensitiveItems = reads.contains { read in
      guard case .item(let list, let question) = read.reference else { return false }
      let asked = columns.survey.questions[list]
      return asked.sensitive || asked.itemQuestions[question].sensitive
    }
  }

  var show: IndicatorShow { Self.show(member.indicator) }

  private static func show(_ indicator: Indicator) -> IndicatorShow {
    switch indicator.show {
    case .percent: indicator.each == nil ? .percent : .percentOfItems
    case .count: indicator.each == nil ? .count : .countOfItems
    case .mean: .mean
    case .median: .median
    case .score: .score
    case .total: .total
    case .ratio: .ratio
    }
  }

  /// What the numbers of these people come to; nil for percent and count.
  func measure(_ people: some Sequence<Int>) -> Measure? {
    guard show.isMeasure else { return nil }
    return Measure(show, people.compactMap { member.amounts[$0] }, scale: scale)
  }

  var isSensitive: Bool { hasSensitiveItems || !sensitive.isEmpty }

  var total: CellCount {
    guard isPlain, let cells = CellCounts(member, by: []) else { return cell(member.sides.indices) }
    return CellCount(base: cells.bases[0], count: cells.counts[0])
  }

  /// Whether its rows are two numbers of people each, which nobody's answer besides decides.
  private var isPlain: Bool { !show.isMeasure && sensitive.isEmpty }

  func breakdown(_ grouping: Grouping) -> Breakdown {
    let rows = isPlain ? counted(grouping) : listed(grouping)
    return Breakdown(
      role: grouping.name,
      rows: rows.filter { row in
        // A place that is in the list only because somebody outside the base named it would tell so.
        !grouping.isOpen || row.cell.base > 0 || row.group == .notStated
      }, groupedBy: grouping.groupedBy)
  }

  private func counted(_ grouping: Grouping) -> [Breakdown.Row] {
    guard let cells = CellCounts(member, by: [grouping]) else { return listed(grouping) }
    return grouping.groups.enumerated().map { place, group in
      Breakdown.Row(group, CellCount(base: cells.bases[place], count: cells.counts[place]))
    }
  }

  /// Rows that ask what each of their people said.
  private func listed(_ grouping: Grouping) -> [Breakdown.Row] {
    var rows = [[Int]](repeating: [], count: grouping.groups.count)
    for (index, position) in grouping.positions.enumerated() { rows[Int(position)].append(index) }
    return zip(grouping.groups, rows).map { Breakdown.Row($0, cell($1), measure: measure($1)) }
  }

  func cell(_ people: some Sequence<Int>) -> CellCount {
    var base = 0
    var count = 0
    var first: Int?
    var isUnanimous = sensitive.map { _ in true }
    for index in people where member.sides[index] > 0 {
      base += 1
      if member.sides[index] == 2 { count += 1 }
      // Who stands as in an earlier release may have said the same as the others.
      if index >= columns.count { continue }
      guard let first else {
        first = index
        continue
      }
      for (place, question) in sensitive.enumerated() where isUnanimous[place] {
        isUnanimous[place] = columns.value(question, index) == columns.value(question, first)
      }
    }
    let measure = measure(people)
    return CellCount(
      base: base, count: count, isUnanimous: base > 0 && isUnanimous.contains(true),
      isWithheld: measure.map(isWithheld) ?? false, contributors: measure?.contributors,
      bounds: measure?.bounds)
  }

  /// Whether what people's numbers come to would show one person's, or that all gave the same to a
  /// sensitive question.
  private func isWithheld(_ measure: Measure) -> Bool {
    // A ratio without a value says that everybody's divisor is 0.
    if isSensitive && measure.isUniform { return true }
    return measure.value != nil && measure.isDominated
  }
}
