// `hark estimate agreement`: how far people who coded the same words agree.

internal import ArgumentParser
internal import Engagement
internal import Findings
internal import JSON

/// `hark estimate agreement`
struct EstimateAgreement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract:
      "How far people who coded the same words agree (Cohen's kappa, Krippendorff's alpha).",
    discussion: """
      Example: hark estimate agreement codes.csv --coders jo,sam
      Each row is one piece of text, each of these columns the code that one person gave it; an empty \
      cell was not coded. From 0.8 the theme's numbers may be relied on, from 0.667 they are tentative, \
      below that how many said it is not published.
      """)

  @Argument(help: "A CSV file, or - for standard input.")
  var file: String

  @Option(help: "The columns of two or more coders, with commas between them.")
  var coders: String

  @OptionGroup var format: FormatOption

  func run() async throws {
    let names = coders.split(separator: ",").map(String.init)
    guard names.count > 1, Set(names).count == names.count else {
      throw ValidationError("Name two or more columns with commas between them: --coders jo,sam.")
    }
    let rows = try DataFile(file).cells(names)
    let units = rows.map { $0.filter { !$0.isEmpty } }
    let both = rows.filter { !$0.contains("") }.map { ($0[0], $0[1]) }
    let kappa = names.count == 2 ? CoderAgreement.kappa(both) : nil
    let alpha = CoderAgreement.alpha(units)
    let coded = units.count { $0.count > 1 }
    let strength = alpha.map { CoderAgreement.Strength($0) }
    EstimateAnswer(
      fields: [
        "kappa": kappa.map { .number($0) } ?? .null, "alpha": alpha.map { .number($0) } ?? .null,
        "strength": strength.map { .string($0.rawValue) } ?? .null,
        "coders": .number(Double(names.count)),
        "coded_twice": .number(Double(coded)),
      ], sentence: Self.sentence(kappa, alpha, strength, coded)
    ).print(format.format)
  }

  private static func sentence(
    _ kappa: Double?, _ alpha: Double?, _ strength: CoderAgreement.Strength?, _ coded: Int
  ) -> String {
    guard let alpha, let strength else {
      return "No agreement can be worked out: nothing was coded twice, or all codes are the same"
    }
    let words =
      switch strength {
      case .rely: "the theme's numbers may be relied on"
      case .tentative: "the theme's numbers are tentative"
      case .notPublished: "the theme may be quoted, how many said it is not published"
      }
    return (kappa.map { "kappa \(EstimateAnswer.text($0)), " } ?? "")
      + "alpha \(EstimateAnswer.text(alpha)) of \(coded) pieces coded twice or more: \(words)"
  }
}
