// What has to be said with a finding's figures, in sentences: the table in a terminal and the page say
// the same.

internal import Surveys

extension SurveyUnit? {
  /// What is counted, in words: `organisations`.
  var manyWords: String {
    switch self {
    case .person: "people"
    case .household: "households"
    case .organisation: "organisations"
    case .event: "events"
    case .plan: "plans"
    case nil: "answers"
    }
  }
}

extension Finding {
  /// What the column of its figures is called.
  func valueHeading(_ unit: SurveyUnit?) -> String {
    switch show {
    case .count: unit.manyWords.prefix(1).uppercased() + unit.manyWords.dropFirst()
    case .countOfItems: "Items"
    default: "Value"
    }
  }

  /// The sentences, in the order in which they are read, without the limitations that are said elsewhere.
  func notes(_ unit: SurveyUnit?, without said: [String] = []) -> [String] {
    var notes = benchmarks.map(sentence)
    for warning in benchmarks.flatMap(\.warnings) where !notes.contains(warning) {
      notes.append(warning)
    }
    if show.isOfItems {
      notes.append(
        "Items of \(unit == .person ? "people's " : "")lists are counted"
          + (total.items.map { ", \($0) in all" } ?? "") + "; the base is \(unit.manyWords).")
    }
    let labelled = rows.map { ($0.group.label, $0.figure) } + [("Total", total)]
    if labelled.contains(where: \.1.isHidden) {
      notes.append(hiddenBecause(unit))
    }
    let isSmall = labelled.filter { $0.1.flags.contains(.lowBase) }.map(\.0)
    if !isSmall.isEmpty {
      notes.append(
        "Few \(unit.manyWords) answered, read with care: \(isSmall.joined(separator: ", ")).")
    }
    notes += roundings(labelled)
    if labelled.contains(where: { $0.1.flags.contains(.bounded) }) {
      notes.append("At most, at least: only so much is said, to protect the few on one side.")
    }
    if series != nil {
      notes.append("The wording changed: answers to other versions are counted apart.")
    }
    return notes + standingSentences + comparisonSentences
      + limitations.filter { !said.contains($0) }.map(Self.sentence)
  }

  /// What figures are rounded to that are rounded further than their size asks for.
  private func roundings(_ labelled: [(label: String, figure: PublishedFigure)]) -> [String] {
    let steps = Dictionary(grouping: labelled.filter { $0.figure.roundedTo != nil }) {
      $0.figure.roundedTo ?? 0
    }
    if steps.isEmpty { return [] }
    let parts = steps.sorted { $0.key < $1.key }.map { step, rows in
      "to \(PlainNumber.text(step)) (\(rows.map(\.label).joined(separator: ", ")))"
    }
    return [
      "Rounded, so that nobody's answer can be worked out: \(parts.joined(separator: ", "))."
    ]
  }

  /// Why figures may be hidden: one sentence whatever the reason, so that it gives none away.
  private func hiddenBecause(_ unit: SurveyUnit?) -> String {
    let many = unit.manyWords
    let amounts =
      show.isMeasure
      ? ", because one answer is so much larger than the rest that it could nearly be worked out,"
        + " or because the figure would tell how few gave one of the answers"
      : ""
    return "Hidden: because few \(many) answered, or few said something else than the rest"
      + "\(amounts), or to protect another row or figure of the same \(many)."
  }

  private func sentence(_ benchmark: BenchmarkFinding) -> String {
    let figure = "Benchmark \(benchmark.areaName), \(benchmark.period): \(text(benchmark.value))"
    if let comparison = benchmark.comparison { return "\(figure); the total is \(comparison)." }
    return "\(figure); not compared: \(benchmark.notComparedBecause ?? "no reason was given")."
  }

  static func sentence(_ text: String) -> String {
    let text = Limitations.withDayInWords(text)
    let start = text.prefix(1).uppercased() + text.dropFirst()
    return start.hasSuffix(".") ? start : start + "."
  }
}

extension ReleaseDocument {
  /// The limitations of every finding, where there are several: they are said once, not under each.
  var limitationsOfAll: [String] {
    let findings = allFindings
    guard findings.count > 1, let first = findings.first else { return [] }
    return first.limitations.filter { text in findings.allSatisfy { $0.limitations.contains(text) }
    }
  }

  /// What has to be said of all figures, in sentences.
  var notes: [String] { limitationsOfAll.map(Finding.sentence) }

  static let notesHeading = "About all of these figures"

  /// The survey as people call it.
  var name: String { title ?? survey }

  /// Which survey it is, in which versions, and whose.
  var identity: String {
    "\(survey) \(versions.joined(separator: ", ")), \(partnership)"
  }

  /// The day of a time in words; the time as it was stored where it is none.
  static func day(of time: String) -> String { CalendarDay(time.prefix(10))?.inWords ?? time }

  /// When the counting ended, in words; as it was stored where that is no time.
  var cutOffInWords: String {
    guard let day = CalendarDay(cutOff.prefix(10)) else { return cutOff }
    return "\(day.inWords), \(cutOff.dropFirst(11).prefix(5)) UTC"
  }
}
