// What was promised to a person at the end of a conversation: what, by whom, by when, and when it was done.

public import Surveys

/// A follow-up that was promised to a person.
public struct FollowUp: Sendable, Hashable {
  /// What was promised.
  public let promised: String
  /// Who sees to it: a role, such as the housing team.
  public let by: String?
  /// The day by which it was promised.
  public let due: CalendarDay?
  /// The day on which it was done; nil: not yet.
  public let done: CalendarDay?

  /// The fields of a conversation that say it.
  public static let fields = ["follow_up", "follow_up_by", "follow_up_due", "follow_up_done"]

  /// Reads the fields of a conversation; nil when nothing was promised.
  public init?(_ fields: inout RecordFields) {
    let promised = fields.text("follow_up", atMost: 2_000)?.trimmed
    let by = fields.text("follow_up_by", atMost: 200)?.trimmed
    let (due, done) = (fields.day("follow_up_due"), fields.day("follow_up_done"))
    guard let promised, promised.hasSomethingToSee else {
      if by != nil || due != nil || done != nil {
        fields.refuse("follow_up", .missingField, "say what was promised, or leave the rest out")
      }
      return nil
    }
    self.promised = promised
    self.by = by?.hasSomethingToSee == true ? by : nil
    (self.due, self.done) = (due, done)
  }
}
