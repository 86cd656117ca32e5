// What has to be said with every figure of a survey because of how its people were found.

public import Surveys

/// The sentences that go with every finding of a survey.
public enum Limitations {
  /// What has to be said; `consentNotNeeded` is the module's reason for asking no consent.
  public static func of(_ sample: Sample, consentNotNeeded: String? = nil) -> [String] {
    var sentences: [String] = []
    if sample == .open || sample == .invited {
      sentences.append("not a probability sample; the interval shows sampling noise only")
    }
    if let consentNotNeeded {
      sentences.append("no consent was needed: \(consentNotNeeded)")
    }
    return sentences
  }

  /// What of the indicators of a series a release left out, and why.
  public static func leftOut(
    _ left: [LeftOut], of survey: Survey, _ mark: SeriesMark = .first
  ) -> [String] {
    left.compactMap { item in
      survey.indicators.first { mark.marked($0.id) == item.indicator }.map { indicator in
        let part = item.role.map { " by \($0)" } ?? ""
        return "not released: \(indicator.label)\(part), because \(item.reason)"
      }
    }
  }
}
