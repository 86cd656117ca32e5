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

  /// The conflicts among a module's indicators, in their order; no more than `most`, because hundreds
  /// of indicators can have a hundred thousand.
  ///
  /// `leadsTo` gives for each question the questions and consent scopes (`consent.SCOPE`) that
  /// decide whether it is asked, and for a calculated one those its value is made of.
  public static func among(
    _ readings: [IndicatorReading], leadsTo: [String: Set<String>], most: Int = .max
  ) -> [IndicatorConflict] {
    let followed = readings.map { FollowedReading($0, leadsTo) }
    var conflicts: [IndicatorConflict] = []
    for (place, later) in followed.enumerated() {
      for earlier in followed[...place] {
        guard let reason = later.conflict(with: earlier) else { continue }
        conflicts.append(IndicatorConflict(later.reading, earlier.reading, reason))
        if conflicts.count >= most { return conflicts }
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
    let before = released.map { FollowedReading($0, leadsTo) }
    var found: [String: Reason] = [:]
    for reading in now {
      let followed = FollowedReading(reading, leadsTo)
      found[reading.id] =
        before.lazy.compactMap { earlier in
          guard earlier.reading.id == reading.id else { return followed.conflict(with: earlier) }
          return followed.hasReadRole(of: earlier) ? .readsRole : nil
        }.first
    }
    return found
  }

  /// For indicators of a new version the roles whose rows could be subtracted from those of another role
  /// that the same indicator was released by.
  public static func rolesLinked(
    released: [IndicatorReading], _ now: [IndicatorReading], leadsTo: [String: Set<String>]
  ) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    let before = Dictionary(grouping: released, by: \.id)
    for reading in now {
      let followed = FollowedReading(reading, leadsTo)
      for earlier in before[reading.id] ?? [] {
        found[reading.id, default: []].formUnion(
          followed.rolesLinked(to: FollowedReading(earlier, leadsTo)))
      }
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
        their rows could be subtracted from one another. Keep one of the roles. Two choices of one \
        question stand in tables over both alone, such as [needs.food, needs.rent].
        """
      }
  }
}

/// Questions with everything that leads to them, followed once for all comparisons.
private struct FollowedQuestions {
  let questions: Set<String>
  let all: Set<String>

  init(_ questions: Set<String>, _ leadsTo: [String: Set<String>]) {
    var found = questions
    var open = Array(questions)
    while let question = open.popLast() {
      for source in leadsTo[question] ?? [] where found.insert(source).inserted {
        open.append(source)
      }
    }
    (self.questions, all) = (questions, found)
  }

  /// True when one holds a question that the other holds or is led to by.
  func isLinked(to other: FollowedQuestions) -> Bool {
    questions.contains(where: other.all.contains) || other.questions.contains(where: all.contains)
  }
}

/// What an indicator reads, with everything that leads to it.
private struct FollowedReading {
  let reading: IndicatorReading
  private let count: FollowedQuestions
  private let base: FollowedQuestions
  private let reads: FollowedQuestions
  private let roles: [String: FollowedQuestions]
  /// What leads to the base and is no part of it.
  private let condition: Set<String>

  init(_ reading: IndicatorReading, _ leadsTo: [String: Set<String>]) {
    self.reading = reading
    count = FollowedQuestions(reading.countReads, leadsTo)
    base = FollowedQuestions(reading.baseReads, leadsTo)
    reads = FollowedQuestions(reading.countReads.union(reading.baseReads), leadsTo)
    roles = reading.roles.mapValues { FollowedQuestions([$0], leadsTo) }
    condition = base.all.subtracting(base.questions)
  }

  func conflict(with other: FollowedReading) -> IndicatorConflict.Reason? {
    let isSame = reading.id == other.reading.id
    let hasSameBase = reading.base == other.reading.base
    if hasReadRole(of: other) { return .readsRole }
    if isSame || hasSameBase, hasRolesLinked(to: other) { return .linkedRoles }
    if isSame { return nil }
    if count.isLinked(to: other.count) { return .sameQuestion }
    if hasSameBase { return nil }
    if reads.isLinked(to: other.reads) { return .nestedBase }
    return isNested(in: other) || other.isNested(in: self) ? .nestedBase : nil
  }

  /// True when one reads the question of a role of the other.
  func hasReadRole(of other: FollowedReading) -> Bool {
    readsRole(of: other) || other.readsRole(of: self)
  }

  /// True when it reads the question of a role, or one that the role's question is made of.
  private func readsRole(of other: FollowedReading) -> Bool {
    other.roles.values.contains { role in reads.questions.contains(where: role.all.contains) }
  }

  private func hasRolesLinked(to other: FollowedReading) -> Bool {
    !rolesLinked(to: other).isEmpty
  }

  /// Its roles that rest on the question of another role of the other, or on one that leads to it.
  func rolesLinked(to other: FollowedReading) -> Set<String> {
    Set(
      roles.filter { name, role in
        other.roles.contains { key, linked in
          key != name && role.isLinked(to: linked)
            && !reading.isProtectedJointly(name, key, beside: other.reading)
        }
      }.keys)
  }

  /// True when everyone in its base is surely in that of the other.
  private func isNested(in other: FollowedReading) -> Bool {
    guard other.reading.takesEveryoneAsked else { return false }
    guard reading.takesEveryoneAsked else {
      return other.condition.isEmpty || !other.condition.isDisjoint(with: base.all)
    }
    // Two that take everyone who is asked have the same people when both are always asked, or
    // asked of those who gave the same consent.
    return condition != other.condition
      || !other.condition.allSatisfy { $0.hasPrefix("consent.") }
  }
}
