// What must hold before the application serves anybody: it is bound by row-level security, and what
// the database calls committed survives a power cut.

import Postgres

/// Why the application does not start on this database.
public enum StartUpProblem: Sendable, Hashable {
  /// The login is a superuser, whom nothing binds.
  case superuser
  /// The login has BYPASSRLS.
  case bypassesRowSecurity
  /// The login owns tables of Hark, or may become their owner.
  case owner
  /// The login may not become one of hark_app, hark_analysis, hark_commissioner, hark_sealer,
  /// hark_keeper, hark_courier.
  case notTheApplication
  /// A setting of the server would lose what was confirmed.
  case losesData(setting: String)
}

extension StartUpProblem: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .superuser:
      "the database user is a superuser, whom no rule binds; connect as hark_app"
    case .bypassesRowSecurity:
      "the database user has BYPASSRLS; connect as hark_app"
    case .owner:
      "the database user owns Hark's tables or may become their owner; connect as hark_app"
    case .notTheApplication:
      "the database user lacks the roles of the application; run `hark database migrate`, "
        + "then connect as hark_app"
    case .losesData(let setting):
      "the database runs with \(setting) off and may lose what it confirmed; switch it on"
    }
  }
}

/// The application does not start on this database.
public struct StartUpRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// Every reason there is.
  public let problems: [StartUpProblem]

  /// The reasons, a line each.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

extension Database {
  /// Throws `StartUpRefusal` when the login is not bound by row-level security or confirmed data
  /// could be lost. `allowingDataLoss` is for throw-away clusters of tests alone.
  public func verifyApplicationRole(allowingDataLoss: Bool = false) async throws {
    var problems = try await client.withConnection { connection in
      try loginProblems(on: connection)
    }
    if !allowingDataLoss {
      problems += try await client.withConnection { connection in
        try durabilityProblems(on: connection)
      }
    }
    if !problems.isEmpty { throw StartUpRefusal(problems: problems) }
  }
}

extension Database {
  /// Whether the server takes writing; one that follows another, or was set read-only, does not.
  public func takesWriting() async throws -> Bool {
    try await client.withConnection { connection in
      try connection.first("select current_setting('transaction_read_only') = 'off' as writes") {
        try $0.get("writes", as: Bool.self)
      } ?? false
    }
  }
}

private func loginProblems(on connection: isolated Connection) throws -> [StartUpProblem] {
  let facts: [[StartUpProblem]] = try connection.query(
    """
    select r.rolsuper as super, r.rolbypassrls as bypasses,
      coalesce(pg_has_role(r.oid, to_regrole('hark_owner'), 'member'), false)
        or exists (
          select from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'hark' and c.relowner = r.oid) as owns,
      coalesce(pg_has_role(r.oid, to_regrole('hark_app'), 'member')
        and pg_has_role(r.oid, to_regrole('hark_analysis'), 'member')
        and pg_has_role(r.oid, to_regrole('hark_commissioner'), 'member')
        and pg_has_role(r.oid, to_regrole('hark_sealer'), 'member')
        and pg_has_role(r.oid, to_regrole('hark_keeper'), 'member')
        and pg_has_role(r.oid, to_regrole('hark_courier'), 'member'), false) as is_application
    from pg_roles r where r.rolname = session_user
    """
  ) { row in
    // A superuser is a member of every role: the other findings would only repeat the first.
    if try row.get("super", as: Bool.self) { return [.superuser] }
    var problems: [StartUpProblem] = []
    if try row.get("bypasses", as: Bool.self) { problems.append(.bypassesRowSecurity) }
    if try row.get("owns", as: Bool.self) { problems.append(.owner) }
    if try !row.get("is_application", as: Bool.self) { problems.append(.notTheApplication) }
    return problems
  }
  return facts.flatMap { $0 }
}

private func durabilityProblems(on connection: isolated Connection) throws -> [StartUpProblem] {
  try connection.query(
    """
    select name from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'
    order by name
    """
  ) { row in .losesData(setting: try row.get("name")) }
}
