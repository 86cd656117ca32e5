// `hark estimate`: the estimates that findings use, on figures and files of one's own. It reads no
// database: what was exported or published elsewhere is worked out by the same formulas.

internal import ArgumentParser
internal import Findings
internal import JSON

/// `hark estimate`
struct EstimateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Works out differences, changes, trends and weights from figures you have.",
    discussion: """
      Example: hark estimate difference 93/100 86/100
      Nothing is read from or written to the database. The formulas are in docs/statistics.md.
      """,
    subcommands: [
      Difference.self, Paired.self, EstimateMeans.self, Trend.self, EstimateWeight.self,
      EstimateAgreement.self,
    ])

  struct Difference: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "difference",
      abstract: "The difference between the shares of two groups, with its interval (Newcombe).",
      discussion: "Example: hark estimate difference 93/100 86/100")

    @Argument(
      help: "The first group: people who count / people asked.", transform: CountOfBase.init)
    var first: CountOfBase

    @Argument(help: "The second group.", transform: CountOfBase.init)
    var second: CountOfBase

    @OptionGroup var format: FormatOption

    func run() async throws {
      let interval = DifferenceInterval(first.interval, second.interval)
      EstimateAnswer(interval, percent: true).print(format.format)
    }
  }

  struct Paired: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "paired",
      abstract: "The change among the same people asked twice (Newcombe, paired; McNemar).",
      discussion: """
        Example: hark estimate paired 40 5 15 20
        Forty said yes both times, five the first time alone, fifteen the second time alone, twenty \
        neither time.
        """)

    @Argument(help: "People who said yes both times.")
    var both: Int

    @Argument(help: "Yes the first time alone.")
    var first: Int

    @Argument(help: "Yes the second time alone.")
    var second: Int

    @Argument(help: "Yes neither time.")
    var neither: Int

    @OptionGroup var format: FormatOption

    func run() async throws {
      guard
        let pairs = PairedAnswers(both: both, first: first, second: second, neither: neither)
      else {
        throw ValidationError(
          "The four numbers are people: 0 or more, at most a million millions, and not all 0.")
      }
      EstimateAnswer(pairs.change, percent: true, chance: pairs.chance).print(format.format)
    }
  }

  struct Trend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "trend",
      abstract: "Whether a share rises or falls over five points or more (chi-squared for trend).",
      discussion: "Example: hark estimate trend 80/100 85/100 90/100 96/100 99/100")

    @Argument(
      help: "The points in order, each of other people: people who count / people asked.",
      transform: CountOfBase.init)
    var points: [CountOfBase]

    @OptionGroup var format: FormatOption

    func run() async throws {
      guard points.count >= LinearTrend.leastPoints else {
        throw ValidationError(
          "A trend needs \(LinearTrend.leastPoints) points, there are \(points.count).")
      }
      guard let trend = LinearTrend(points.map { ($0.count, $0.base) }) else {
        throw ValidationError("Where everybody or nobody counts at every point there is no trend.")
      }
      let words =
        trend.chance >= 0.05 ? "no trend beyond chance" : trend.slope > 0 ? "rising" : "falling"
      EstimateAnswer(
        fields: [
          "slope_points": .number(100 * trend.slope), "chi_squared": .number(trend.chiSquared),
          "degrees": 1, "chance": .number(trend.chance), "trend": .string(words),
        ],
        sentence:
          "\(words): \(EstimateAnswer.text(100 * trend.slope)) points from one to the next, "
          + "chi-squared \(EstimateAnswer.text(trend.chiSquared)), p = "
          + EstimateAnswer.text(trend.chance)
      ).print(format.format)
    }
  }
}

/// A count and its base, written `93/100`.
struct CountOfBase {
  let count: Int
  let base: Int
  let interval: WilsonInterval

  init(_ argument: String) throws {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let count = parts[0], let base = parts[1],
      base <= PairedAnswers.mostPeople,
      let interval = WilsonInterval(count: count, base: base)
    else {
      throw ValidationError(
        "It is people who count / people asked, such as 93/100: whole numbers, the first no larger"
          + " than the second, which is 1 to a million millions.")
    }
    (self.count, self.base, self.interval) = (count, base, interval)
  }
}
