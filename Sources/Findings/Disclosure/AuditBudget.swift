// How much work the audit of one-way rows may be: a survey with very many groups must end in a refusal,
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
