// Which indicators may not stand in one module yet: those whose people are related in a way that
// the audit does not follow, so that one could be subtracted from the other.

/// Indicators that the audit cannot judge together; a module that has them is refused.
public struct IndicatorConflict: Sendable, Hashable {
  /// How the people of the indicators are related.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// Numerators over one question, or over questions of which one leads to the other, add up
    /// or lie within one another.
    case sameQuestion = "same_question"
    /// The people of one base are known to be among the people of the other.
    case nestedBase = "nested_base"
    /// An indicator reads the question that a breakdown is made by.
    case readsRole = "reads_role"
    /// Two breakdowns are made by one question, or by questions of which one leads to the other.
    case linkedRoles = "linked_roles"
  }

  /// The indicator to name the problem at: the later of the two.
  public let indicator: String
  /// The other; the same one where an indicator stands in its own way.
  public let other: String
  /// How they are related.
  public let reason: Reason
  /// What is wrong and what to do, in one or two sentences.
  public let message: String

  /// Every conflict among a module's indicators, in their order.
  ///
  /// `leadsTo` gives for each question the questions and consent scopes (`consent.SCOPE`) that
  /// decide whether it is asked, and for a calculated one those its value is made of.
  public static func among(
    _ readings: [IndicatorReading], leadsTo: [String: Set<String>]
  ) -> [IndicatorConflict] {
    let judge = ConflictJudge(leadsTo: leadsTo)
    var conflicts: [IndicatorConflict] = []
    for (place, later) in readings.enumerated() {
      for earlier in readings[...place] {
        guard let reason = judge.reason(later, earlier) else { continue }
        conflicts.append(IndicatorConflict(later, earlier, reason))
      }
    }
    return conflicts
  }

  /// For indicators of a new version the reason why one cannot be released beside those that an
  /// earlier version's release showed: counted together with the released ones of other rules. Ids
  /// and questions are those of the newest version.
  public static func beside(
    released: [IndicatorReading], _ now: [IndicatorReading], leadsTo: [String: Set<String>]
  ) -> [String: Reason] {
    let judge = ConflictJudge(leadsTo: leadsTo)
    var found: [String: Reason] = [:]
    for reading in now {
      found[reading.id] =
        released.lazy.compactMap { earlier in
          earlier.id == reading.id ? nil : judge.reason(reading, earlier)
        }.first
    }
    return found
  }

  private init(_ later: IndicatorReading, _ earlier: IndicatorReading, _ reason: Reason) {
    indicator = later.id
    other = earlier.id
    self.reason = reason
    let both = later.id == earlier.id ? "'\(later.id)'" : "'\(later.id)' and '\(earlier.id)'"
    message =
      switch reason {
      case .sameQuestion:
        """
        The indicators \(both) are made of answers to the same question, or to one that leads to the \
        other; what is hidden in one could be worked out from the other. Keep one of them, or \
        put them in modules of their own.
        """
      case .nestedBase:
        """
        Everyone in the base of one of \(both) is also in the base of the other; subtracting \
        them would show the few who are not. Give both the same 'out_of', or keep one.
        """
      case .readsRole:
        """
        \(later.id == earlier.id ? "The indicator" : "The indicators") \(both) \
        \(later.id == earlier.id ? "reads" : "read") the question behind a role in 'by'; the rows \
        of that role would give the answers away. Leave the role out of 'by'.
        """
      case .linkedRoles:
        """
        In \(both) two roles in 'by' rest on one question, or on one that leads to the other; \
        their rows could be subtracted from one another. Keep one of the roles.
        """
      }
  }
}

/// Follows which questions lead to which.
private struct ConflictJudge {
  let leadsTo: [String: Set<String>]

  /// The questions with everything that leads to them.
  private func closure(_ questions: Set<String>) -> Set<String> {
    var found = questions
    var open = Array(questions)
    while let question = open.popLast() {
      for source in leadsTo[question] ?? [] where found.insert(source).inserted {
        open.append(source)
      }
    }
    return found
  }

  /// True when one set holds a question that the other holds or is led to by.
  private func areLinked(_ one: Set<String>, _ other: Set<String>) -> Bool {
    !one.isDisjoint(with: closure(other)) || !other.isDisjoint(with: closure(one))
  }

  func reason(
    _ one: IndicatorReading, _ other: IndicatorReading
  ) -> IndicatorConflict.Reason? {
    let isSame = one.id == other.id
    if readsRole(one, of: other) || readsRole(other, of: one) { return .readsRole }
    if (isSame || one.base == other.base) && hasLinkedRoles(one, other) { return .linkedRoles }
    if isSame { return nil }
    if areLinked(one.countReads, other.countReads) { return .sameQuestion }
    if one.base == other.base { return nil }
    if areLinked(one.countReads.union(one.baseReads), other.countReads.union(other.baseReads)) {
      return .nestedBase
    }
    return isNested(one, in: other) || isNested(other, in: one) ? .nestedBase : nil
  }

  private func readsRole(_ one: IndicatorReading, of other: IndicatorReading) -> Bool {
    let reads = one.countReads.union(one.baseReads)
    return other.roles.values.contains { question in
      reads.contains(question) || isMadeOf(reads, question)
    }
  }

  /// True when the role's question is calculated from what the indicator reads, or the reverse.
  private func isMadeOf(_ reads: Set<String>, _ role: String) -> Bool {
    !reads.isDisjoint(with: closure([role]))
  }

  private func hasLinkedRoles(_ one: IndicatorReading, _ other: IndicatorReading) -> Bool {
    for (role, question) in one.roles {
      for (otherRole, otherQuestion) in other.roles where role != otherRole {
        if areLinked([question], [otherQuestion]) { return true }
      }
    }
    return false
  }

  /// True when everyone in the base of `one` is surely in that of `other`.
  private func isNested(_ one: IndicatorReading, in other: IndicatorReading) -> Bool {
    guard other.takesEveryoneAsked else { return false }
    let condition = closure(other.baseReads).subtracting(other.baseReads)
    guard one.takesEveryoneAsked else {
      return condition.isEmpty || !condition.isDisjoint(with: closure(one.baseReads))
    }
    // Two that take everyone who is asked have the same people when both are always asked, or
    // asked of those who gave the same consent.
    let own = closure(one.baseReads).subtracting(one.baseReads)
    return own != condition || !condition.allSatisfy { $0.hasPrefix("consent.") }
  }
}
