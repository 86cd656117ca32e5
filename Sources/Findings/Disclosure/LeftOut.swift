// What a release leaves out so as to give nobody away, with the reasons that readers get.

/// An indicator, or its rows by one role, that a release leaves out so as to give nobody away.
public struct LeftOut: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// The role; nil where all of it is left out.
  public let role: String?
  /// Why, in words for readers of the release; no counts.
  public let reason: String
  /// Which groups to put together, worked out from the counts: for whoever makes the release alone, since
  /// from the choice of groups the counts could be worked out. Nil where there is nothing to say.
  public let proposal: String?

  /// What readers are told to do about too many groups of a few people, whatever the counts are.
  public static let largerGroups = "larger groups, or more people, would be needed"
  /// Why rows by a role are left out that was divided otherwise when it was released.
  public static let otherGroupsBefore = "its groups differ from those that were released before"
  /// Why rows by a role are left out that rests on another role that was released.
  public static let linkedRole = """
    it rests on a question that leads to another role, or comes from it, by which this was released \
    before; what is hidden in one could be worked out from the other
    """
  /// Why what is back after a release without it is left out.
  public static let cameBack = "it was left out of a release after it had been released"
  /// Why rows by a role are left out that only tables over several things had before.
  public static let crossedBefore = """
    it was released before in a table over several things alone, beside which its rows are not audited
    """

  /// Why an indicator waits beside a later survey that shows nearly the same people.
  public static let nearPairs = """
    a survey that follows this one shows nearly the same people, and those who are in one of the two \
    alone are too few
    """
  /// Why what a release never had is left out while somebody is counted as before.
  public static let unknownOfStanding = """
    it was not released before, and those who took their answers back or changed them since the last \
    release are too few to be left out of it alone
    """

  /// What is left out, and why.
  public init(
    indicator: String, role: String? = nil, reason: String, proposal: String? = nil
  ) {
    (self.indicator, self.role, self.reason) = (indicator, role, reason)
    self.proposal = proposal
  }

  /// A breakdown of more places than can be counted.
  static func tooManyGroups(_ indicator: String, by role: String) -> LeftOut {
    LeftOut(
      indicator: indicator, role: role,
      reason: """
        people named \(Grouping.most) places or more, which are not counted one by one; count by larger \
        places
        """)
  }
}
