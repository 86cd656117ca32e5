// An indicator's figure of known answers, exactly: for the tests of modules, whose people are invented,
// and for surveys that are not about people.

public import Surveys

/// Works out one indicator.
public struct ExactFigure {
  /// What came out.
  public struct Figure: Sendable, Hashable {
    /// How many are counted: people, or items of a list.
    public let count: Int
    /// Out of how many: people with a number, or items.
    public let base: Int
    /// How many people they are.
    public let people: Int
    /// The percentage, count, mean, sum or ratio; nil where nothing is there to work it out from.
    public let value: Double?
  }

  private let indicator: Indicator
  private let list: Int?

  /// The figure of an indicator of a survey.
  public init(_ indicator: Indicator, _ survey: Survey) {
    self.indicator = indicator
    list = indicator.each.flatMap { id in survey.questions.firstIndex { $0.id == id } }
  }

  /// The figure of people as the interview left them.
  public func figure(_ sheets: [AnswerSheet]) -> Figure {
    guard let list else { return figure(of: sheets) }
    let groups = sheets.map { sheet in
      sheet.items(ofRepeat: list).filter { indicator.isInBase($0) }
    }
    let items = groups.joined()
    let count = items.count { indicator.count?.holds($0) ?? false }
    return Figure(
      count: count, base: items.count, people: groups.count { !$0.isEmpty },
      value: share(count, items.count))
  }

  /// The figure of rows of answers.
  public func figure(of rows: [some AnswerReader]) -> Figure {
    let base = rows.filter { indicator.isInBase($0) }
    if let rule = indicator.count {
      let count = base.count { rule.holds($0) }
      return Figure(
        count: count, base: base.count, people: base.count, value: share(count, base.count))
    }
    let pairs = base.compactMap { indicator.amounts($0) }
    return Figure(
      count: pairs.count, base: pairs.count, people: pairs.count, value: value(pairs))
  }

  private func share(_ count: Int, _ base: Int) -> Double? {
    guard indicator.show == .percent else { return Double(count) }
    return base == 0 ? nil : Double(count) * 100 / Double(base)
  }

  private func value(_ pairs: [(amount: Double, per: Double)]) -> Double? {
    guard !pairs.isEmpty else { return nil }
    let sum = pairs.reduce(0) { $0 + $1.amount }
    switch indicator.show {
    case .median:
      let sorted = pairs.map(\.amount).sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    case .mean, .score: return sum / Double(pairs.count)
    case .ratio:
      let per = pairs.reduce(0) { $0 + $1.per }
      return per == 0 ? nil : sum / per
    case .total, .percent, .count: return sum
    }
  }
}

extension Indicator {
  /// Whether a row of answers is of those whom the figure is out of: everybody, unless it says.
  public func isInBase(_ row: some AnswerReader) -> Bool { outOf?.holds(row) ?? true }
}

extension Survey {
  /// The id of the group that a person belongs to in a breakdown; `not_stated` where none is known,
  /// nil where the survey has no such breakdown.
  public func group(of row: some AnswerReader, in breakdown: String) -> String? {
    if let option = questions.option(forBreakdown: breakdown) {
      let question = questions[option.question]
      guard case .choices(let set) = row.value(.question(option.question)) else {
        return BreakdownGroup.notStated.id
      }
      return ChoiceOption.group(set, of: option.position) {
        question.missing.contains(question.choices[$0].id)
      } ?? BreakdownGroup.notStated.id
    }
    guard let (index, question) = question(forBreakdown: breakdown) else { return nil }
    return question.groupID(row.value(.question(index))) ?? BreakdownGroup.notStated.id
  }
}
