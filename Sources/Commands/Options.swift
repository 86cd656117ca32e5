// Options that many commands share.

public import ArgumentParser
public import Storage

/// For whom a command works.
struct OperatorOptions: ParsableArguments {
  @Option(name: .customLong("as"), help: "The account to work as (HARK_ACCOUNT).")
  var account: String?

  @Option(
    help: "The partnership's short name; may be left out where there is one (HARK_PARTNERSHIP).")
  var partnership: String?
}

/// How a list is printed.
struct FormatOption: ParsableArguments {
  @Option(help: "How to print it: table, json or csv.")
  var format: OutputFormat = .table
}

/// Which part of a list is printed.
struct PageOptions: ParsableArguments {
  @Option(help: "Where to go on: the end of the part before, as it was printed.")
  var after: String?

  @Option(help: "How many to print at most, 1 to 1000.")
  var limit = 100

  func validate() throws {
    guard (1...1_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000.") }
  }
}

extension Role: ExpressibleByArgument {
  /// One of the roles that accounts have.
  public init?(argument: String) {
    guard let role = Role.allCases.first(where: { $0.rawValue == argument }) else { return nil }
    self = role
  }
}
