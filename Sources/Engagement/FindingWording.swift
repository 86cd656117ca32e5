// What a survey's indicators asked, of whom and when: what decides whether a benchmark is compared.

internal import Findings
internal import PublishedFigures
internal import Surveys

extension FindingContext {
  /// The wording and benchmarks of every indicator, by its id in a release.
  static func all(
    of survey: Survey, period: ReportingPeriod?, mark: SeriesMark
  ) -> [String: FindingContext] {
    Dictionary(
      survey.indicators.map { indicator in
        let read = (indicator.count?.reads ?? []).compactMap { reading -> Question? in
          guard case .question(let index) = reading.reference else { return nil }
          return survey.questions[index]
        }
        let question = read.count == 1 ? read.first : nil
        let wording = IndicatorWording(
          question: question?.ask,
          choices: question.map { question in
            question.choices.filter { !question.missing.contains($0.id) }.map(\.text)
          } ?? [], population: survey.population, period: period)
        let benchmarks = survey.benchmarks.filter { $0.indicator == indicator.id }
        let warnings = Dictionary(
          benchmarks.map { benchmark in
            (
              benchmark,
              FrameworkWarnings.of(
                [indicator.sameAs ?? "", benchmark.question, benchmark.source],
                population: benchmark.population,
                besideOthers: benchmark.population != survey.population)
            )
          }
        ) { first, _ in first }
        return (
          mark.marked(indicator.id),
          FindingContext(wording: wording, benchmarks: benchmarks, warnings: warnings)
        )
      }
    ) { first, _ in first }
  }
}

extension ReportingPeriod {
  /// The months from a first to a last day, in days since 1970.
  init?(days: (first: Int, last: Int)?) {
    guard let days, let first = CalendarDay(daysSinceEpoch: days.first),
      let last = CalendarDay(daysSinceEpoch: days.last)
    else { return nil }
    self.init(
      fromYear: first.year, month: first.month, toYear: last.year, month: last.month)
  }
}
