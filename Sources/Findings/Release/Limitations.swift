// What has to be said with every figure of a survey because of how its people were found.

public import Surveys

/// The sentences that go with every finding of a survey.
public enum Limitations {
  /// What has to be said; `consentNotNeeded` is the module's reason for asking no consent. Figures that
  /// are not about people are exact and have no interval.
  public static func of(
    _ sample: Sample, unit: SurveyUnit = .person, consentNotNeeded: String? = nil
  ) -> [String] {
    var sentences: [String] = []
    if sample == .open || sample == .invited {
      let units = SurveyUnit?.some(unit).manyWords
      sentences.append(
        unit.isPersonal
          ? "not a probability sample; the interval shows sampling noise only"
          : "of the \(units) that answered, and of no others")
    }
    if let consentNotNeeded {
      sentences.append("no consent was needed: \(consentNotNeeded)")
    }
    return sentences
  }

  /// A role as people read it.
  static func inWords(_ role: some StringProtocol) -> String {
    String(role.map { $0 == "_" ? " " : $0 })
  }

  static let asPrinted = "as printed in the release of "
  static let notAnew = "too few people have changed since, or it could not be protected anew"
  private static let tooFew = """
    those who joined or left since it was last released are too few, or one of them stands out
    """

  /// Measures that are printed as they were, as what a release leaves out.
  public static func unrenewed(_ kept: Set<String>) -> [LeftOut] {
    kept.sorted().map { LeftOut(indicator: $0, reason: tooFew) }
  }

  /// What is said of a finding that is printed as a release up to a time did.
  static func kept(_ limitations: [String], asOf cutOff: String) -> [String] {
    if limitations.contains(where: { $0.hasPrefix(asPrinted) }) { return limitations }
    return limitations + ["\(asPrinted)\(cutOff): \(tooFew)"]
  }

  /// What could not be printed anew of a table that stands as it was.
  public static func standing(_ left: LeftOut) -> LeftOut {
    LeftOut(
      indicator: left.indicator, role: left.role,
      reason: "\(left.reason); it stands as it was printed before")
  }

  /// What of the indicators of a series a release left out, and why.
  public static func leftOut(
    _ left: [LeftOut], of survey: Survey, _ mark: SeriesMark = .first
  ) -> [String] {
    left.compactMap { item in
      survey.indicators.first { mark.marked($0.id) == item.indicator }.map { indicator in
        let part = item.role.map { " by \(inWords($0))" } ?? ""
        return "not released: \(indicator.label)\(part), because \(item.reason)"
      }
    }
  }
}
