// Who writes down and who reads a partnership's own work: said once, for the use cases, the routes and
// the commands.

public import Practice
public import Storage

extension PracticeKind {
  /// Who may write records of the kind: coordinators plan, researchers try things out too.
  public var writers: [Storage.Role] {
    self == .plan ? [.coordinator] : [.coordinator, .researcher]
  }

  /// Who may read records of every kind, and advise on plans.
  public static let readers: [Storage.Role] = [.coordinator, .researcher, .steward]
}
