// How many people of each group there are, from census tables: what who was heard is held against, and
// what weighting adds up to.

public import JSON
public import Surveys

/// A table of the population that cannot be used.
public struct PopulationProblem: Error, Sendable, Hashable {
  /// What is wrong and what to do.
  public let message: String

  init(_ message: String) { self.message = message }
}

/// Numbers of people by group, for one or more roles.
public struct PopulationMargins: Sendable, Hashable {
  /// One group of one role.
  public struct Group: Sendable, Hashable {
    /// The role or question.
    public let by: String
    /// The group's id within it.
    public let group: String
    /// People in the population.
    public let people: Double
    /// Where the number was published.
    public let source: String?
    /// What people call it, where that is known, as of places; the id where it is not.
    public var name: String { label ?? group }

    private var label: String?

    /// A group with its people.
    public init(by: String, group: String, people: Double, source: String? = nil) {
      (self.by, self.group, self.people, self.source) = (by, group, people, source)
    }

    /// The same with what people call it.
    public func called(_ name: String?) -> Group {
      var group = self
      group.label = name
      return group
    }
  }

  /// In the order in which they were given.
  public let groups: [Group]

  /// The largest number of people a group may have.
  public static let mostPeople = 1e10
  /// The largest number of groups of all roles together.
  public static let mostGroups = 10_000

  /// Groups of a population; throws where they cannot be compared with anything.
  public init(_ groups: [Group]) throws(PopulationProblem) {
    guard groups.count <= Self.mostGroups else {
      throw PopulationProblem("there are \(groups.count) groups; at most 10,000 are taken at once")
    }
    var seen: Set<[String]> = []
    for group in groups {
      if let problem = group.problem { throw PopulationProblem(problem) }
      guard seen.insert([group.by, group.group]).inserted else {
        throw PopulationProblem("the group '\(group.group)' of '\(group.by)' is there twice")
      }
    }
    self.groups = groups
    if let empty = roles.first(where: { role in people(role) == 0 }) {
      throw PopulationProblem("the groups of '\(empty)' add up to nobody")
    }
  }

  /// The margins of a survey itself as groups of the population.
  public static func groups(_ margin: SurveyMargin) -> [Group] {
    margin.groups.map { group in
      Group(by: margin.by, group: group.id, people: group.people, source: margin.source)
    }
  }

  /// The roles, each once.
  public var roles: [String] {
    var seen: Set<String> = []
    return groups.map(\.by).filter { seen.insert($0).inserted }
  }

  /// People of all the groups of a role.
  public func people(_ role: String) -> Double {
    groups.reduce(0) { $1.by == role ? $0 + $1.people : $0 }
  }

  /// That the groups of one role add up to other people than those of another, with both numbers; nil:
  /// they add up alike. Weights by both could fit only one of them.
  public var unequalTotals: String? {
    guard let first = roles.first else { return nil }
    let total = people(first)
    for role in roles.dropFirst() {
      guard let words = Self.difference(people(role), total) else { continue }
      return
        "the population by '\(role)' adds up to \(words.first), by '\(first)' to "
        + "\(words.second); use tables of the same people, or bring those of other people in "
        + "from a file of their own"
    }
    return nil
  }

  /// Two numbers of people in words where they are not the same; nil: they are.
  public static func difference(
    _ first: Double, _ second: Double
  ) -> (first: String, second: String)? {
    abs(first - second) > tolerance * second
      ? (PlainNumber.text(first), PlainNumber.text(second)) : nil
  }

  private static let tolerance = 1e-6

  /// The groups of one role.
  public func of(_ role: String) -> [Group] { groups.filter { $0.by == role } }
}

extension PopulationMargins.Group {
  /// What is wrong with it; nil: nothing.
  public var problem: String? {
    let letters = by.utf8.first.map { (0x61...0x7A).contains($0) } ?? false
    let isRole =
      (1...64).contains(by.utf8.count) && letters
      && by.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
      }
    guard isRole else {
      return "'by' is the id of a role or question of a survey, such as age_band"
    }
    let isPlain = { (text: String, most: Int) in
      (1...most).contains(text.count)
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    guard isPlain(group, 200) else {
      return "'group' is the id of one of its choices, such as age_65_74"
    }
    if group == BreakdownGroup.notStated.id {
      return "'not_stated' are people who did not say; the population has no such group"
    }
    guard people.isFinite, people >= 0, people <= PopulationMargins.mostPeople else {
      return "'people' of '\(group)' is a number of 0 or more"
    }
    if let source, !isPlain(source, 500) {
      return "'source' of '\(group)' has 1 to 500 characters, none of them invisible"
    }
    return nil
  }

  /// The group as JSON.
  public var json: JSONValue {
    [
      "by": .string(by), "group": .string(group), "people": .number(people),
      "source": .optional(source),
    ]
  }

  /// Reads a group from JSON; throws where it is none.
  public init(json: JSONValue) throws(PopulationProblem) {
    guard let by = json["by"]?.string, let group = json["group"]?.string,
      let people = json["people"]?.number
    else {
      throw PopulationProblem(
        "a group is {\"by\": \"age_band\", \"group\": \"age_65_74\", \"people\": 6200}")
    }
    let source = json["source"] ?? .null
    guard source.isNull || source.string != nil else {
      throw PopulationProblem("'source' of '\(group)' is a text")
    }
    self.init(by: by, group: group, people: people, source: source.string)
  }
}
