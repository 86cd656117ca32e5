// A module that has been read, checked and tested, and the outcome of trying.

public import Surveys

/// A module that can be published and asked.
public struct LoadedModule: Sendable {
  /// The survey.
  public let survey: Survey
  /// Its frozen bytes.
  public let bundle: ModuleBundle
  /// What should be looked at but does not stop it.
  public let warnings: [ModuleProblem]
  /// The tests that it carries.
  public let tests: ModuleTests

  /// The survey with the invented entries of its tests, for a try without a partnership.
  public var sample: Survey { survey.filled(fromSamples: tests.lists) }
}

/// The outcome of loading one module.
public struct ModuleReport: Sendable {
  /// The module's id; where it has none, the name of its folder.
  public let id: String
  /// Its survey.yaml, as the folder was given.
  public let file: String
  /// Errors and warnings, in the order of files and places.
  public let problems: [ModuleProblem]
  /// What came of its tests; nil when the survey could not be read.
  public let tests: ModuleTestReport?
  /// The module; nil when there is an error.
  public let module: LoadedModule?
  let tried: Tried?
  /// SHA-256 of the files that it was read from; nil when the survey could not be read.
  var sha256: String?

  /// A survey that could be read, with its tests, passed or not.
  struct Tried: Sendable {
    let survey: Survey
    let tests: ModuleTests
    let today: CalendarDay
  }

  /// What its tests reach, worked out when it is asked for; nil when the survey could not be read.
  public var coverage: ModuleCoverage? {
    tried.map { ModuleCoverage($0.survey, $0.tests, today: $0.today) }
  }

  /// Errors alone.
  public var errors: [ModuleProblem] { problems.filter { $0.severity == .error } }
}

/// Every problem of a module that did not load.
public struct ModuleLoadError: Error, Sendable, CustomStringConvertible {
  /// Errors and warnings.
  public let problems: [ModuleProblem]

  /// A line per problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
