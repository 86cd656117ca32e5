// How far people who coded the same words agree: whether a theme's numbers may be relied on.

/// Agreement of coders, corrected for agreement by chance.
public enum CoderAgreement {
  /// What a value of agreement allows.
  public enum Strength: String, Sendable, CaseIterable {
    /// From 0.8: it may be relied on.
    case rely
    /// From 0.667: it is tentative.
    case tentative
    /// Below: the theme may be quoted, and how many said it is not published.
    case notPublished = "not_published"

    /// The strength of a value.
    public init(_ value: Double) {
      self = value >= 0.8 ? .rely : value >= 0.667 ? .tentative : .notPublished
    }
  }

  /// Cohen's kappa of two coders who coded the same units, after Cohen (1960); nil where nothing was
  /// coded or both gave one and the same code throughout.
  public static func kappa<Code: Hashable>(_ pairs: [(Code, Code)]) -> Double? {
    guard !pairs.isEmpty else { return nil }
    var (first, second): ([Code: Int], [Code: Int]) = ([:], [:])
    for (one, other) in pairs {
      first[one, default: 0] += 1
      second[other, default: 0] += 1
    }
    let total = Double(pairs.count)
    let agreed = Double(pairs.count { $0 == $1 }) / total
    // Whole numbers keep the sum the same in every order.
    let chance =
      Double(first.reduce(0) { $0 + $1.value * (second[$1.key] ?? 0) }) / (total * total)
    return chance < 1 ? (agreed - chance) / (1 - chance) : nil
  }

  /// Krippendorff's alpha for codes without an order, of any number of coders of whom each may have left
  /// units out, after Krippendorff (2019), 12.2; nil where no unit was coded twice or all codes are one.
  /// `units` holds for each unit the codes that it was given.
  public static func alpha<Code: Hashable>(_ units: [[Code]]) -> Double? {
    var totals: [Code: Int] = [:]
    var disagreed = 0.0
    for unit in units where unit.count > 1 {
      var own: [Code: Int] = [:]
      for code in unit {
        own[code, default: 0] += 1
        totals[code, default: 0] += 1
      }
      let same = own.values.reduce(0) { $0 + $1 * $1 }
      disagreed += Double(unit.count * unit.count - same) / Double(unit.count - 1)
    }
    let codes = totals.values.reduce(0, +)
    let expected = codes * codes - totals.values.reduce(0) { $0 + $1 * $1 }
    guard expected > 0 else { return nil }
    return 1 - Double(codes - 1) * disagreed / Double(expected)
  }
}
