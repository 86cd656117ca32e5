// When a benchmark may be compared, and how periods are read.

import Findings
import Surveys
import Testing

struct BenchmarkTests {
  private let wording = IndicatorWording(
    question: "Do services help?", choices: ["Yes", "No"], population: "adults in care",
    period: ReportingPeriod("2024-25"))

  private func benchmark(
    period: String = "2023-24", population: String = "adults in care",
    question: String = "Do services help?", choices: [String] = ["Yes", "No"]
  ) -> Benchmark {
    Benchmark(
      indicator: "helps", area: "E92000001", period: period, population: population,
      question: question,
      choices: choices, value: 88, source: "table 1")
  }

  @Test func `the same question to the same people at about the same time is compared`() {
    #expect(benchmark().reasonNotToCompare(with: wording) == nil)
    let folded = benchmark(
      population: " ADULTS  in care", question: "do services\nhelp?", choices: ["yes", "NO"])
    #expect(folded.reasonNotToCompare(with: wording) == nil)
  }

  @Test func `anything else is said to be the reason not to compare`() {
    let reasons = [
      (benchmark(question: "Do services help you?"), "the question is worded differently"),
      (benchmark(choices: ["No", "Yes"]), "the choices are different"),
      (benchmark(population: "everybody"), "the population is different"),
      (benchmark(period: "not stated"), "its period is not stated"),
      (benchmark(period: "lately"), "its period (lately) cannot be read as years or months"),
      (benchmark(period: "2020-21"), "the periods lie more than a year apart"),
    ]
    for (benchmark, reason) in reasons {
      #expect(benchmark.reasonNotToCompare(with: wording) == reason)
    }
    let several = IndicatorWording(
      question: nil, choices: [], population: "adults in care", period: wording.period)
    #expect(
      benchmark().reasonNotToCompare(with: several)
        == "the indicator reads more than one question")
    let unanswered = IndicatorWording(
      question: wording.question, choices: wording.choices, population: wording.population,
      period: nil)
    #expect(
      benchmark().reasonNotToCompare(with: unanswered)
        == "the period of these answers is not known")
  }

  @Test(arguments: [
    ("2024", 2024, 1, 2024, 12), ("2020-21", 2020, 4, 2021, 3), ("2024/25", 2024, 4, 2025, 3),
    ("2011-12", 2011, 4, 2012, 3), ("2022-2023", 2022, 4, 2023, 3),
    ("2020-2023", 2020, 1, 2023, 12), ("2024-10", 2024, 10, 2024, 10),
    ("2024-10-05", 2024, 10, 2024, 10), ("Oct 2024 - Mar 2025", 2024, 10, 2025, 3),
    ("October to December 2024", 2024, 10, 2024, 12), ("5 Sept 2024", 2024, 9, 2024, 9),
    ("1999-00", 1999, 4, 2000, 3), ("2019-20 to 2021-22", 2019, 4, 2022, 3),
  ])
  func `a period is read the way sources write it`(
    text: String, fromYear: Int, fromMonth: Int, toYear: Int, toMonth: Int
  ) {
    #expect(
      ReportingPeriod(text)
        == ReportingPeriod(fromYear: fromYear, month: fromMonth, toYear: toYear, month: toMonth))
  }

  @Test(arguments: [
    "", "not stated", "last year", "20-21", "2020-13", "2020-99", "Mar 2025 - Oct 2024",
    "2024-10-05-06", "12024", "Foo 2024", "40 May 2024",
  ])
  func `a period that cannot be read is nothing`(text: String) {
    #expect(ReportingPeriod(text) == nil)
  }

  @Test func `periods with a year between them are near, with a month more they are not`() throws {
    let ours = try #require(ReportingPeriod("2024"))
    let near = try #require(ReportingPeriod("Jan 2026 - Dec 2026"))
    let far = try #require(ReportingPeriod("Feb 2026 - Dec 2026"))
    #expect(ours.isWithinAYear(of: near) && near.isWithinAYear(of: ours))
    #expect(!ours.isWithinAYear(of: far) && !far.isWithinAYear(of: ours))
  }
}
