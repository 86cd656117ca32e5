// What plain-language rules find in a text, and who the text is for.

/// What is not plain, by its stable code; docs/problems.md explains each.
public enum PlainCode: String, Sendable, CaseIterable {
  /// A word that people outside do not use.
  case jargon = "P001"
  case longSentence = "P002"
  case twoQuestions = "P003"
  case doubleNegative = "P004"
  /// A sensitive question without Prefer not to say.
  case noPreferNot = "P005"
  /// A sensitive question that has to be answered.
  case sensitiveRequired = "P006"
  case easyLongSentence = "P007"
  /// A sign or short form that Easy Read does without.
  case easyHard = "P008"
  /// A role of a private kind without `sensitive`.
  case notSensitive = "P009"
}

/// One thing in a text that is not plain.
public struct PlainFinding: Sendable, Hashable {
  /// The kind.
  public let code: PlainCode
  /// Where it begins, in characters from the beginning of the text.
  public let offset: Int
  /// What is wrong.
  public let message: String
  /// What to write instead.
  public let suggestion: String
}

/// Who reads a text.
public enum PlainAudience: Sendable {
  /// Anybody who is asked.
  case everyone
  /// Community researchers: longer sentences will do.
  case staff
  case easyRead
}
