// Waves: the rounds in which a survey asks people, told apart by the day of the answer.

/// One round of a survey.
public struct SurveyWave: Sendable, Hashable {
  /// Its id within the survey.
  public let id: String
  /// What people read.
  public let label: String
  /// Its first day.
  public let first: CalendarDay
  /// Its last day.
  public let last: CalendarDay

  /// A round from a first to a last day.
  public init(id: String, label: String, first: CalendarDay, last: CalendarDay) {
    (self.id, self.label, self.first, self.last) = (id, label, first, last)
  }

  /// Whether an answer of that day belongs to it.
  public func contains(_ day: CalendarDay) -> Bool { first <= day && day <= last }
}
