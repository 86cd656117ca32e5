// How much work the protection of a release may be: a survey with very many groups must end in a refusal,
// not in a program that never answers, and never in a release that was not judged to its end.

/// The steps that are left to the audit of a release.
struct AuditBudget: Sendable {
  /// Steps and not seconds, so that every machine decides alike.
  static let standard = AuditBudget(steps: 20_000_000)

  private var left: Int

  init(steps: Int) { left = steps }

  /// Takes steps; throws where so many are not left.
  mutating func spend(_ steps: Int, on history: RoleHistory) throws(ReleaseRefusal) {
    left -= steps
    guard left < 0 else { return }
    throw .tooMuchWork(history.indicators.first ?? "", role: history.role)
  }
}

/// What is left of the work that one release may be, however often its protection is begun again.
public struct ReleaseAllowance: Sendable {
  /// Figures of few numbers that are printed to find worlds of one indicator: beyond them it is withheld.
  static let stepsOfOne = 1_000_000

  var budget: AuditBudget
  /// The same of all indicators.
  private var steps: Int
  private var judged: [String: Judged] = [:]

  private struct Judged {
    let counts: IndicatorCounts
    let rule: DisclosureRule
    let result: IndicatorCounts
  }

  /// The allowance of a release.
  public init() { self.init(budget: .standard) }

  init(budget: AuditBudget, steps: Int = 4_000_000) { (self.budget, self.steps) = (budget, steps) }

  /// Prints that were tried so far.
  package var stepsLeft: Int { steps }

  /// What was found of an indicator before, else what is found now, in the steps that are left.
  mutating func judged(
    _ counts: IndicatorCounts, _ rule: DisclosureRule,
    _ judge: (inout Int) -> IndicatorCounts
  ) -> IndicatorCounts {
    if let known = judged[counts.id], known.rule == rule, known.counts == counts {
      return known.result
    }
    let given = min(steps, Self.stepsOfOne)
    var left = given
    let result = judge(&left)
    steps = max(0, steps - given + left)
    judged[counts.id] = Judged(counts: counts, rule: rule, result: result)
    return result
  }
}
