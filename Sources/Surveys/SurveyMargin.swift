// How many people of each group a survey's population has, as the survey itself brings it: what its figures
// are weighted to and who was heard is held against.

/// A table of the population by one role or question.
public struct SurveyMargin: Sendable, Hashable {
  /// A group of the table.
  public struct Group: Sendable, Hashable {
    /// The choice's id, the band's text or the place's code.
    public let id: String
    /// People in the population.
    public let people: Double

    /// A group with its people.
    public init(id: String, people: Double) { (self.id, self.people) = (id, people) }
  }

  /// The role or question.
  public let by: String
  /// Where the numbers were published.
  public let source: String
  /// In the order of the file.
  public let groups: [Group]

  /// A table as a module prints it.
  public init(by: String, source: String, groups: [Group]) {
    (self.by, self.source, self.groups) = (by, source, groups)
  }

  /// People of all its groups.
  public var people: Double { groups.reduce(0) { $0 + $1.people } }
}
