// What has to be said with every figure of a survey because of how its people were found.

/// How the people of a survey were found.
public enum Sampling: String, Sendable, Hashable, CaseIterable {
  /// Whoever wished to take part.
  case open
  /// Whoever was asked to.
  case invited
  /// A probability sample.
  case random
  /// Everybody.
  case census
}

/// The sentences that go with every finding of a survey.
public enum Limitations {
  /// What has to be said; `consentNotNeeded` is the module's reason for asking no consent.
  public static func of(_ sampling: Sampling, consentNotNeeded: String? = nil) -> [String] {
    var sentences: [String] = []
    if sampling == .open || sampling == .invited {
      sentences.append("not a probability sample; the interval shows sampling noise only")
    }
    if let consentNotNeeded {
      sentences.append("no consent was needed: \(consentNotNeeded)")
    }
    return sentences
  }
}
