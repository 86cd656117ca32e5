// What a published figure from elsewhere must match: the guard that says whether ours may be compared with it.

public import Surveys

/// What an indicator asked, of whom and when: what a benchmark must match to be compared.
public struct IndicatorWording: Sendable, Hashable {
  /// The words of the question that the numerator reads; nil when it reads several.
  public let question: String?
  /// The choices' words without missing ones; a yes_no question has Yes and No.
  public let choices: [String]
  /// Whom the survey is meant for, in words.
  public let population: String
  /// When the answers were given; nil when there are none.
  public let period: ReportingPeriod?

  /// The wording of the question the numerator reads, and the period of the answers counted.
  public init(
    question: String?, choices: [String], population: String, period: ReportingPeriod?
  ) {
    self.question = question
    self.choices = choices
    self.population = population
    self.period = period
  }
}

extension Benchmark {
  /// Why a finding with this wording may not be compared with the benchmark; nil when it may.
  public func reasonNotToCompare(with wording: IndicatorWording) -> String? {
    guard let asked = wording.question else {
      return "the indicator reads more than one question"
    }
    if folded(question) != folded(asked) { return "the question is worded differently" }
    if choices.map(folded) != wording.choices.map(folded) { return "the choices are different" }
    if folded(population) != folded(wording.population) { return "the population is different" }
    return reasonOfPeriod(wording.period)
  }

  private func reasonOfPeriod(_ ours: ReportingPeriod?) -> String? {
    if ["", "not stated"].contains(folded(period)) { return "its period is not stated" }
    guard let theirs = ReportingPeriod(period) else {
      return "its period (\(period)) cannot be read as years or months"
    }
    guard let ours else { return "the period of these answers is not known" }
    return theirs.isWithinAYear(of: ours) ? nil : "the periods lie more than a year apart"
  }

  /// Case and white space play no part in whether two wordings are the same.
  private func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
