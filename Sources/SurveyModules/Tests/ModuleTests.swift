// The tests that a module carries: invented people with what should become of their answers, and
// the totals that they add up to.

public import JSON
public import Surveys
internal import YAML

/// The tests of one module.
public struct ModuleTests: Sendable {
  /// The day on which the people of tests answer, so that today() does not change what they show.
  public static let day = CalendarDay.example

  /// A place in a file of the module, line and column from 1.
  public struct Place: Sendable, Hashable {
    /// The line.
    public let line: Int
    /// The column in characters.
    public let column: Int
    /// The file, as people see it.
    public let file: String

    init(_ position: YAML.Position, in file: SourceFile) {
      (line, column, self.file) = (position.line, position.column, file.name)
    }
  }

  /// Something expected, with its place.
  public struct Expected: Sendable, Hashable {
    /// A path such as `places[2].spot`, or the id of a question.
    public let path: String
    /// The value as written; empty where only the path matters.
    public let value: String
    /// Where it stands.
    public let place: Place
  }

  /// An invented person.
  public struct Person: Sendable {
    /// What the person is called in reports.
    public let name: String
    /// Scopes given; the others are refused.
    public let consent: [String: Bool]
    /// Answers as text, by question.
    public let answers: JSONObject
    /// Whether the person answers again with every other choice of the questions that they are asked.
    public let everyChoice: Bool
    /// The day of the answers; nil: the day of all tests.
    public let answeredOn: CalendarDay?
    /// Paths that have to be asked; others may be too.
    public let asked: [Expected]
    /// Paths that must not be asked.
    public let notAsked: [Expected]
    /// Exactly the paths whose answer is refused.
    public let refused: [Expected]
    /// Values of questions after the interview.
    public let values: [Expected]
    /// Where it all stands.
    public let places: PersonPlaces
  }

  /// Where a person's parts stand.
  public struct PersonPlaces: Sendable, Hashable {
    /// The name.
    public let name: Place
    /// The answers, by question.
    public let answers: [String: Place]
    /// What has to be refused; nil where nothing is listed.
    public let refused: Place?
    /// `every_choice`; nil where it is not written.
    public let everyChoice: Place?

    /// Where an answer that was refused stands: the answer, or else the list of what has to be.
    func refusal(of path: String) -> Place {
      answers[String(path.prefix { $0 != "[" && $0 != "." })] ?? refused ?? name
    }
  }

  /// What the people add up to for one indicator.
  public struct Total: Sendable {
    /// The indicator's id.
    public let indicator: String
    /// `count`, `out_of`, `percent`, `value` and so on as written.
    public let values: [Expected]
    /// The same for groups of a breakdown.
    public let groups: [Group]
  }

  /// What the people of one group add up to.
  public struct Group: Sendable {
    /// The role or question that the group belongs to.
    public let breakdown: String
    /// The group's id, or `not_stated`.
    public let id: String
    /// What is expected of it.
    public let values: [Expected]
    /// Where it stands.
    public let place: Place
  }

  /// The people, in the order of the file.
  public let people: [Person]
  /// The totals, in the order of the file.
  public let totals: [Total]
  /// Invented lists, in the place of those that partnerships keep.
  public let lists: [ChoiceList]

  /// No tests.
  public static let none = ModuleTests(people: [], totals: [], lists: [])
}

extension ModuleTests.Person {
  /// The interview that the person goes through.
  func interview(_ survey: Survey, today: CalendarDay) -> Interview {
    Interview(survey, today: answeredOn ?? today, reading: .text)
  }

  /// The same person with other answers, of which nothing is expected.
  func answering(_ answers: JSONObject) -> ModuleTests.Person {
    ModuleTests.Person(
      name: name, consent: consent, answers: answers, everyChoice: false, answeredOn: answeredOn,
      asked: [], notAsked: [], refused: [], values: [], places: places)
  }
}
