// Whether each partnership has somebody to run it and somebody to look after consent and safety, and
// whether what it published can still be counted.

internal import Storage
internal import SurveyModules

/// The partnerships.
struct PartnershipsCheck: DatabaseDoctorCheck {
  let name = "partnerships"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let holders = try await database.sealing(nil, readOnly: true) { connection in
      try InspectionQueries.roleHolders(on: connection)
    }
    guard !holders.isEmpty else {
      return [.warning(name, "there is none yet", "add one with `hark partnership add`")]
    }
    var findings = holders.filter { $0.number == 0 }.map { missing in
      missing.role == .administrator
        ? DoctorFinding.problem(
          name, "'\(missing.slug)' has no administrator",
          "add one: hark account add NAME --role administrator --partnership \(missing.slug)")
        : DoctorFinding.warning(
          name, "'\(missing.slug)' has no \(missing.role.rawValue)",
          "nobody sees safeguarding concerns; add one with `hark account add`")
    }
    let partnerships = holders.filter { $0.role == .administrator }
    for partnership in partnerships {
      findings += try await unloadable(partnership, database)
    }
    return findings
      + [.ok(name, partnerships.map(\.slug).joined(separator: ", "))]
  }

  /// Published versions that this program cannot read.
  private func unloadable(
    _ partnership: RoleHolders, _ database: Database
  ) async throws -> [DoctorFinding] {
    try await database.inspecting(partnership.partnership) { connection in
      try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection).compactMap {
        version in
        let record = version.published.content
        let bundle = try SurveyVersionQueries.bundle(
          module: record.module, version: record.version, on: connection)
        guard let bundle, (try? ModuleBundle.load(bundle)) != nil else {
          return DoctorFinding.problem(
            name, "'\(record.module)' \(record.version) of '\(partnership.slug)' no longer loads",
            "use the version of hark that published it, and tell its makers")
        }
        return nil
      }
    }
  }
}
